import { and, eq, sql } from 'drizzle-orm';
import { AppError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import { writeAudit, type Actor } from '../../store/audit.ts';
import type { Queries, Store } from '../../store/port.ts';
import { course, rosterImport, unit } from '../../store/schema/index.ts';
import { refusingWhenUsed, seen, type Removing } from './roster.ts';

/** A course by itself: its name. */
export class CourseRecords {
  readonly #store: Store;
  readonly #removing: Removing;

  constructor(store: Store, removing: Removing) {
    this.#store = store;
    this.#removing = removing;
  }

  /** Throws `not_found`. */
  async read(courseId: string): Promise<{ id: string; name: string; revision: number }> {
    const found = await findCourse(this.#store.db, courseId);
    if (!found) throw new AppError('not_found');
    return found;
  }

  async create(name: string, by: Actor): Promise<string> {
    const id = newId();
    await this.#store.transaction(async (queries) => {
      await queries.insert(course).values({ id, name });
      await writeAudit(queries, by, [
        { courseId: id, action: 'course.created', recordId: id, after: { name } },
      ]);
    });
    return id;
  }

  /** Answers the new revision. Throws `not_found`, `conflict`. */
  async rename(courseId: string, name: string, revision: number, by: Actor): Promise<number> {
    return this.#store.transaction(async (queries) => {
      const before = seen(await findCourse(queries, courseId, true), revision);
      if (before.name === name) return revision;
      await queries
        .update(course)
        .set({ name, revision: sql`${course.revision} + 1` })
        .where(eq(course.id, courseId));
      await writeAudit(queries, by, [
        {
          courseId,
          action: 'course.changed',
          recordId: courseId,
          before: { name: before.name },
          after: { name },
        },
      ]);
      return revision + 1;
    });
  }

  /** Removes a course in which there is nothing. Throws `not_found`, `conflict`, `in_use`. */
  async remove(courseId: string, revision: number, by: Actor): Promise<void> {
    let signOut = (): void => undefined;
    await refusingWhenUsed(
      this.#store.transaction(async (queries) => {
        const before = seen(await findCourse(queries, courseId, true), revision);
        signOut = await this.#removing(queries, { courseId }, by);
        await queries.delete(rosterImport).where(eq(rosterImport.courseId, courseId));
        await queries.delete(unit).where(eq(unit.courseId, courseId));
        await queries.delete(course).where(and(eq(course.id, courseId)));
        await writeAudit(queries, by, [
          { courseId, action: 'course.removed', recordId: courseId, before: { name: before.name } },
        ]);
      }),
    );
    signOut();
  }
}

async function findCourse(
  queries: Queries,
  courseId: string,
  lock = false,
): Promise<{ id: string; name: string; revision: number } | undefined> {
  const { id, name, revision } = course;
  const query = queries.select({ id, name, revision }).from(course).where(eq(course.id, courseId));
  const [found] = await (lock ? query.for('update') : query);
  return found;
}
