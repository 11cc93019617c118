import { eq, sql } from 'drizzle-orm';
import type { Problem } from '../../contract/records.ts';
import { AppError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import { writeAudit, type Actor } from '../../store/audit.ts';
import type { Queries, Store } from '../../store/port.ts';
import { course, unit } from '../../store/schema/index.ts';

/** A change of a course's records: who does it, and where. */
export interface Change {
  queries: Queries;
  courseId: string;
  by: Actor;
  /** Run once the change is committed, and not at all when it is not. */
  after: (() => void)[];
}

/**
 * Lets others let go of records that are about to be deleted: links, roles and sessions of those people and branches end in
 * the same transaction. What it resolves to closes their sockets and media, once that is committed.
 */
export type Removing = (
  queries: Queries,
  of: { courseId: string } | { branchIds: readonly string[] } | { traineeIds: readonly string[] },
  by: Actor,
) => Promise<() => void>;

/** Trainees or branches that were changed, each with the name that it had before. */
export type Followed =
  { trainees: readonly { id: string; was: string }[] } | { branches: readonly { id: string; was: string }[] };

/**
 * Lets others follow a change of trainees or branches in the same transaction. What it resolves to tells those who are
 * there, once that is committed.
 */
export type Following = (queries: Queries, courseId: string, of: Followed) => Promise<() => void>;

/** What deletes and changes of the roster have to do beyond it. */
export interface Consequences {
  removing: Removing;
  following: Following;
}

/**
 * Runs a change of the units, branches or trainees of a course in one transaction. Changes of one course wait for each
 * other, so that what a change has checked still holds when it writes. Throws `not_found` for an unknown course.
 */
export async function changeRoster<T>(
  store: Store,
  courseId: string,
  by: Actor,
  work: (change: Change) => Promise<T>,
): Promise<T> {
  let after: Change['after'] = [];
  const result = await refusingWhenUsed(
    store.transaction(async (queries) => {
      // The store may run this again: what a run that failed has asked for must not happen.
      after = [];
      const locked = await queries
        .update(course)
        .set({ rosterRevision: sql`${course.rosterRevision} + 1` })
        .where(eq(course.id, courseId))
        .returning({ id: course.id });
      if (locked.length === 0) throw new AppError('not_found');
      return work({ queries, courseId, by, after });
    }),
  );
  for (const done of after) done();
  return result;
}

/** Turns the store's refusal to remove what other records name into `in_use`. */
export async function refusingWhenUsed<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (isStillReferenced(error)) throw new AppError('in_use', undefined, { cause: error });
    throw error;
  }
}

/** PostgreSQL's foreign_key_violation, as the driver or the query layer around it throws it. */
function isStillReferenced(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === '23503') || isStillReferenced(error.cause);
}

/** Throws `invalid_record` when something is wrong. */
export function refuseProblems(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new AppError('invalid_record', { problems });
}

/** Throws `not_found` when there is none, and `conflict` when it is not in the state that the person saw. */
export function seen<T extends { revision: number }>(record: T | undefined, revision: number): T {
  if (!record) throw new AppError('not_found');
  if (record.revision !== revision) throw new AppError('conflict', { revision: record.revision });
  return record;
}

/** Adds a unit that a branch or trainee names and the course does not have yet. */
export async function ensureUnit({ queries, courseId, by }: Change, name: string): Promise<void> {
  if (name === '') return;
  const [added] = await queries
    .insert(unit)
    .values({ id: newId(), courseId, name })
    .onConflictDoNothing()
    .returning({ id: unit.id });
  if (!added) return;
  await writeAudit(queries, by, [{ courseId, action: 'unit.created', recordId: added.id, after: { name } }]);
}

/** What a patch says, without what it leaves as it is. */
export function said<T extends object>(patch: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
