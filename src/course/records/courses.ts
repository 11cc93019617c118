import { and, eq, notInArray, sql } from 'drizzle-orm';
import { AppError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import { writeAudit, type Actor } from '../../store/audit.ts';
import type { Queries, Store } from '../../store/port.ts';
import { audit, branch, course, lesson, rosterImport, trainee, unit } from '../../store/schema/index.ts';
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

  /** Removes a course whose time is over, as the server itself. Throws as `remove` does. */
  async expire(courseId: string): Promise<void> {
    const { revision } = await this.read(courseId);
    await this.remove(courseId, { revision, because: 'retention' }, { sessionId: null });
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

  /**
   * Removes a course with all that belongs to it: lessons, branches, trainees, and by `removing` what others have for it.
   * Throws `not_found`, `conflict`, and `course_live` while one of its lessons is.
   */
  async remove(
    courseId: string,
    { revision, because }: { revision: number; because?: 'retention' },
    by: Actor,
  ): Promise<void> {
    let done = (): void => undefined;
    await refusingWhenUsed(
      this.#store.transaction(async (queries) => {
        const { name } = seen(await findCourse(queries, courseId, true), revision);
        await refuseWhileLive(queries, courseId);
        done = await this.#removing(queries, { courseId }, by);
        await queries.delete(rosterImport).where(eq(rosterImport.courseId, courseId));
        const before = {
          name,
          lessons: await removeAll(queries, lesson, courseId),
          trainees: await removeAll(queries, trainee, courseId),
          branches: await removeAll(queries, branch, courseId),
          units: await removeAll(queries, unit, courseId),
        };
        await queries.delete(course).where(eq(course.id, courseId));
        await removeFromAudit(queries, courseId);
        const after = because === undefined ? {} : { after: { because } };
        await writeAudit(queries, by, [
          { courseId, action: 'course.removed', recordId: courseId, before, ...after },
        ]);
      }),
    );
    done();
  }
}

/** Who did what and when stays; what it was about, names above all, goes with the course. Its own name is no person's. */
async function removeFromAudit(queries: Queries, courseId: string): Promise<void> {
  await queries
    .update(audit)
    .set({ before: null, after: null })
    .where(and(eq(audit.courseId, courseId), notInArray(audit.action, ['course.created', 'course.changed'])));
}

/** Locks the lessons, so that none begins meanwhile. */
async function refuseWhileLive(queries: Queries, courseId: string): Promise<void> {
  const { startedAt, endedAt } = lesson;
  const lessons = await queries
    .select({ startedAt, endedAt })
    .from(lesson)
    .where(eq(lesson.courseId, courseId))
    .for('update');
  if (lessons.some((one) => one.startedAt !== null && one.endedAt === null))
    throw new AppError('course_live');
}

/** Answers how many there were. */
async function removeAll(
  queries: Queries,
  table: typeof lesson | typeof trainee | typeof branch | typeof unit,
  courseId: string,
): Promise<number> {
  const { rowCount } = await queries.delete(table).where(eq(table.courseId, courseId));
  return rowCount ?? 0;
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
