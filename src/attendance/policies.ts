import { and, eq } from 'drizzle-orm';
import { usualPolicy, type AttendancePolicy } from '../contract/attendance.ts';
import type { Participant } from '../contract/identity.ts';
import { AppError } from '../lib/errors.ts';
import { changedFields, writeAudit } from '../store/audit.ts';
import type { Queries, Store } from '../store/port.ts';
import { attendancePolicy, course } from '../store/schema/index.ts';
import type { Lessons } from './lessons.ts';

export interface PolicyRecord {
  policy: AttendancePolicy;
  /** 0 when nothing was settled. */
  revision: number;
}

/** How a course counts attendance. */
export class Policies {
  readonly #store: Store;
  readonly #lessons: Lessons;
  readonly #changed: (courseId: string) => Promise<void>;

  /** @param deps `changed` tells the course's live lessons of another policy; the change stands whatever comes of that */
  constructor(deps: { store: Store; lessons: Lessons; changed: (courseId: string) => Promise<void> }) {
    this.#store = deps.store;
    this.#lessons = deps.lessons;
    this.#changed = deps.changed;
  }

  /** Throws `not_found`. */
  read(courseId: string): Promise<PolicyRecord> {
    return findPolicy(this.#store.db, courseId);
  }

  /** Committed when it resolves. Throws `not_found`, `conflict` when somebody else changed it meanwhile. */
  async change(courseId: string, { policy, revision }: PolicyRecord, by: Participant): Promise<PolicyRecord> {
    const changed = await this.#store.transaction(async (queries) => {
      const before = await findPolicy(queries, courseId);
      if (before.revision !== revision) throw new AppError('conflict');
      const next = { policy, revision: revision + 1 };
      const saved =
        revision === 0
          ? await queries
              .insert(attendancePolicy)
              .values({ courseId, ...next })
              .onConflictDoNothing()
          : await queries
              .update(attendancePolicy)
              .set(next)
              .where(and(eq(attendancePolicy.courseId, courseId), eq(attendancePolicy.revision, revision)));
      if ((saved.rowCount ?? 0) === 0) throw new AppError('conflict');
      const fields = changedFields(before.policy, policy);
      const entry = { courseId, action: 'attendancePolicy.changed', recordId: courseId };
      if (fields) await writeAudit(queries, by, [{ ...entry, ...fields }]);
      return next;
    });
    this.#lessons.forgetAll();
    await this.#changed(courseId);
    return changed;
  }
}

async function findPolicy(queries: Queries, courseId: string): Promise<PolicyRecord> {
  const [row] = await queries
    .select({ policy: attendancePolicy.policy, revision: attendancePolicy.revision })
    .from(course)
    .leftJoin(attendancePolicy, eq(attendancePolicy.courseId, course.id))
    .where(eq(course.id, courseId));
  if (!row) throw new AppError('not_found');
  return { policy: row.policy ?? usualPolicy, revision: row.revision ?? 0 };
}
