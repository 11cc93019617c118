import { and, asc, eq, sql } from 'drizzle-orm';
import type { Lesson } from '../../contract/course.ts';
import type { LessonRecord, Problem } from '../../contract/records.ts';
import { AppError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import { changedFields, writeAudit, type Actor } from '../../store/audit.ts';
import type { Queries, Store } from '../../store/port.ts';
import { lesson } from '../../store/schema/index.ts';
import { refuseProblems, refusingWhenUsed, said, seen } from './roster.ts';

type Fields = Pick<Lesson, 'title' | 'lecturerName' | 'kind' | 'startsAt' | 'endsAt'>;
type Patch = { [K in keyof Fields]?: Fields[K] | undefined };

/**
 * Told of a lesson that was added (no `before`), changed, or removed (no `after`), in the transaction of the change. What
 * it answers is called once that is committed.
 */
export type LessonChanged = (
  queries: Queries,
  before: Lesson | null,
  after: Lesson | null,
) => Promise<() => void>;

/** The schedule of a course. */
export class LessonRecords {
  readonly #store: Store;
  readonly #changed: LessonChanged;

  constructor(store: Store, changed: LessonChanged) {
    this.#store = store;
    this.#changed = changed;
  }

  async list(courseId: string): Promise<LessonRecord[]> {
    const rows = await this.#store.db
      .select()
      .from(lesson)
      .where(eq(lesson.courseId, courseId))
      .orderBy(asc(lesson.startsAt), asc(lesson.id));
    return rows.map(toRecord);
  }

  /** Throws `not_found`, `invalid_record`. */
  async create(courseId: string, fields: Fields, by: Actor): Promise<LessonRecord> {
    refuseProblems(problemsOf(fields));
    return refusingMissing(
      this.#transaction(async (queries) => {
        const [row] = await queries
          .insert(lesson)
          .values({ id: newId(), courseId, ...inColumns(fields) })
          .returning();
        const after = toRecord(required(row));
        await writeAudit(queries, by, [
          { courseId, action: 'lesson.created', recordId: after.id, after: shown(after) },
        ]);
        return { result: after, told: await this.#changed(queries, null, after) };
      }),
    );
  }

  /** Throws `not_found`, `conflict`, `invalid_record`; `in_use` for the times and the kind of a lesson that has begun. */
  async change(
    ids: { courseId: string; lessonId: string },
    { revision, ...patch }: Patch & { revision: number },
    by: Actor,
  ): Promise<LessonRecord> {
    const { courseId, lessonId } = ids;
    return this.#transaction(async (queries) => {
      const before = seen(await find(queries, courseId, lessonId), revision);
      const fields = { ...shown(before), ...said(patch) };
      refuseProblems(problemsOf(fields));
      const difference = changedFields(shown(before), fields);
      if (!difference) return { result: before, told: () => undefined };
      const fixed = ['kind', 'startsAt', 'endsAt'].some((key) => key in difference.after);
      if (fixed && before.startedAt !== null) throw new AppError('in_use');
      const [row] = await queries
        .update(lesson)
        .set({ ...inColumns(fields), revision: sql`${lesson.revision} + 1` })
        .where(eq(lesson.id, lessonId))
        .returning();
      const after = toRecord(required(row));
      await writeAudit(queries, by, [
        { courseId, action: 'lesson.changed', recordId: lessonId, ...difference },
      ]);
      return { result: after, told: await this.#changed(queries, before, after) };
    });
  }

  /** Throws `not_found`, `conflict`; `in_use` for a lesson that has begun. */
  async remove(ids: { courseId: string; lessonId: string }, revision: number, by: Actor): Promise<void> {
    const { courseId, lessonId } = ids;
    await refusingWhenUsed(
      this.#transaction(async (queries) => {
        const before = seen(await find(queries, courseId, lessonId), revision);
        if (before.startedAt !== null) throw new AppError('in_use');
        const told = await this.#changed(queries, before, null);
        await queries.delete(lesson).where(eq(lesson.id, lessonId));
        await writeAudit(queries, by, [
          { courseId, action: 'lesson.removed', recordId: lessonId, before: shown(before) },
        ]);
        return { result: undefined, told };
      }),
    );
  }

  /** Commits, and then tells whom it concerns. */
  async #transaction<T>(work: (queries: Queries) => Promise<{ result: T; told: () => void }>): Promise<T> {
    const { result, told } = await this.#store.transaction(work);
    told();
    return result;
  }
}

async function find(queries: Queries, courseId: string, lessonId: string): Promise<LessonRecord | undefined> {
  const [row] = await queries
    .select()
    .from(lesson)
    .where(and(eq(lesson.courseId, courseId), eq(lesson.id, lessonId)))
    .for('update');
  return row && toRecord(row);
}

function problemsOf({ startsAt, endsAt }: Fields): Problem[] {
  return endsAt > startsAt ? [] : [{ field: 'endsAt', code: 'ends_before_start' }];
}

function shown({ title, lecturerName, kind, startsAt, endsAt }: Fields): Fields {
  return { title, lecturerName, kind, startsAt, endsAt };
}

function inColumns({ startsAt, endsAt, ...rest }: Fields) {
  return { ...rest, startsAt: new Date(startsAt), endsAt: new Date(endsAt) };
}

function toRecord({
  id,
  courseId,
  title,
  lecturerName,
  kind,
  startsAt,
  endsAt,
  startedAt,
  endedAt,
  revision,
}: typeof lesson.$inferSelect): LessonRecord {
  return {
    id,
    courseId,
    title,
    lecturerName,
    kind,
    startsAt: startsAt.getTime(),
    endsAt: endsAt.getTime(),
    startedAt: startedAt?.getTime() ?? null,
    endedAt: endedAt?.getTime() ?? null,
    revision,
  };
}

function required<T>(row: T | undefined): T {
  if (row === undefined) throw new AppError('not_found');
  return row;
}

/** A record of a course that does not exist. */
async function refusingMissing<T>(work: Promise<T>): Promise<T> {
  try {
    return await refusingWhenUsed(work);
  } catch (error) {
    if (error instanceof AppError && error.code === 'in_use') throw new AppError('not_found');
    throw error;
  }
}
