import { latest } from '../contract/primitives.ts';
import { retentionLimits, type RetentionView } from '../contract/retention.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { writeAudit, type Actor } from '../store/audit.ts';
import type { Store } from '../store/port.ts';
import { findKeepings, holdCourse, saveKeeping, type Keeping } from './repository.ts';

export interface RetentionDependencies {
  store: Store;
  clock: Clock;
  log: Logger;
  /** Whether this node does what is due in a course. */
  runsHere: (courseId: string) => Promise<boolean>;
  /** Deletes a course with all that belongs to it. Throws what deleting by hand throws, such as `course_live`. */
  removeCourse: (courseId: string) => Promise<void>;
}

const day = 24 * 3_600_000;
/** Milliseconds between two looks: a day more or less is no matter, and a restart does not put it off for long. */
const lookEvery = 3_600_000;
/** Nobody did it: the server does by itself. */
const byItself: Actor = { sessionId: null };

/** Deletes courses when their time is over, and says so before. */
export class Retention {
  readonly #deps: RetentionDependencies;
  readonly #timer: NodeJS.Timeout;

  constructor(deps: RetentionDependencies) {
    this.#deps = deps;
    this.#timer = setInterval(() => void this.look(), lookEvery);
    this.#timer.unref();
  }

  /** Throws `not_found`. */
  async read(courseId: string): Promise<RetentionView> {
    return toView(await this.#find(courseId), this.#deps.clock.now());
  }

  /** Throws `not_found`. */
  async settle(courseId: string, days: number | null, by: Actor): Promise<RetentionView> {
    const { store } = this.#deps;
    await store.transaction(async (queries) => {
      if (!(await holdCourse(queries, courseId))) throw new AppError('not_found');
      const [before] = await findKeepings(queries, courseId);
      if (!before || before.days === days) return;
      // What was announced for another day is announced anew: nobody is deleted sooner than the desk has said.
      await saveKeeping(queries, courseId, { days, noticedAt: null });
      await writeAudit(queries, by, [
        {
          ...{ courseId, action: 'course.retentionChanged', recordId: courseId },
          before: { days: before.days },
          after: { days },
        },
      ]);
    });
    await this.#announce(await this.#find(courseId));
    return this.read(courseId);
  }

  /** The courses that go within the time of the notice, the first one first. */
  async soon(courseId: string | null): Promise<{ courseId: string; name: string; deletesAt: number }[]> {
    const now = this.#deps.clock.now();
    const all = await findKeepings(this.#deps.store.db, courseId);
    return all
      .flatMap((one) => {
        const deletesAt = deletionOf(one, now);
        const isSoon = deletesAt !== null && deletesAt <= now + retentionLimits.noticeDays * day;
        return isSoon ? [{ courseId: one.courseId, name: one.name, deletesAt }] : [];
      })
      .sort((a, b) => a.deletesAt - b.deletesAt);
  }

  /** Announces and deletes what is due. One course that cannot be deleted holds up no other. */
  async look(): Promise<void> {
    const { store, clock, log, runsHere, removeCourse } = this.#deps;
    const all = await findKeepings(store.db, null).catch((error: unknown) => {
      log.error({ err: error }, 'it is not known which courses are to be deleted; it is looked again later');
      return [];
    });
    for (const keeping of all) {
      const { courseId } = keeping;
      try {
        if (!(await runsHere(courseId))) continue;
        const now = clock.now();
        const deletesAt = deletionOf(keeping, now);
        if (keeping.noticedAt === null || deletesAt === null || deletesAt > now)
          await this.#announce(keeping);
        else {
          await removeCourse(courseId);
          log.info({ courseId }, 'a course was deleted because its time was over');
        }
      } catch (error) {
        log.error({ err: error, courseId }, 'a course could not be deleted although its time is over');
      }
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Notes since when the desk says that a course will go, or that it does not any more because its lessons moved. */
  async #announce({ courseId, days }: Keeping): Promise<void> {
    const { store, clock } = this.#deps;
    await store.transaction(async (queries) => {
      if (!(await holdCourse(queries, courseId))) return;
      const [now] = await findKeepings(queries, courseId);
      if (!now) return;
      const at = clock.now();
      const planned = plannedEnd(now);
      const isNear = planned !== null && planned <= at + retentionLimits.noticeDays * day;
      if (isNear === (now.noticedAt !== null)) return;
      await saveKeeping(queries, courseId, { days: now.days, noticedAt: isNear ? new Date(at) : null });
      if (!isNear) return;
      await writeAudit(queries, byItself, [
        {
          ...{ courseId, action: 'course.retentionNoticed', recordId: courseId },
          after: { days, deletesAt: deletionOf({ ...now, noticedAt: at }, at) },
        },
      ]);
    });
  }

  async #find(courseId: string): Promise<Keeping> {
    const [found] = await findKeepings(this.#deps.store.db, courseId);
    if (!found) throw new AppError('not_found');
    return found;
  }
}

/** When the days are over; null for never. */
function plannedEnd({ days, endsAt, live }: Keeping): number | null {
  if (days === null || endsAt === null || live) return null;
  const end = endsAt + days * day;
  // Beyond what calendars can say: nobody lives to see it.
  return end > latest - retentionLimits.noticeDays * day ? null : end;
}

/** Not before the desk has said so for the whole time of the notice, even when it was off for years. */
function deletionOf(keeping: Keeping, now: number): number | null {
  const planned = plannedEnd(keeping);
  if (planned === null) return null;
  return Math.max(planned, (keeping.noticedAt ?? now) + retentionLimits.noticeDays * day);
}

function toView(keeping: Keeping, now: number): RetentionView {
  return { days: keeping.days, endsAt: keeping.endsAt, deletesAt: deletionOf(keeping, now) };
}
