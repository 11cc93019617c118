import type { SignInWindow } from '../contract/attendance.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import type { Store } from '../store/port.ts';
import { findLesson, type LessonContext } from './lesson-repository.ts';
import { windowAt } from './windows.ts';

/** Milliseconds for which what was read of a lesson is used again: hundreds ask for it in the same second. */
const keptMs = 1_000;
/** Lessons that are remembered at a time, each with all its branches in about 100 KB: as many as are asked for in a second, at most. */
const mostKept = 200;

/** Where somebody takes part, for windows and presence: a branch, or a port of one person. */
export type Place = `branch:${string}` | `port:${string}`;

export function placeOf(of: { branchId: string | null; traineeId: string; port: boolean }): Place {
  return of.port || of.branchId === null ? `port:${of.traineeId}` : `branch:${of.branchId}`;
}

/** What is known of lessons, read once a second at most however many ask. */
export class Lessons {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #kept = new Map<string, { until: number; found: Promise<LessonContext | undefined> }>();
  /** Since when the line of a place is gone that has not come back. */
  ongoing: (lessonId: string, place: Place) => number | undefined = () => undefined;

  constructor({ store, clock }: { store: Store; clock: Clock }) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Throws `not_found`. */
  async of(lessonId: string): Promise<LessonContext> {
    const now = performance.now();
    let kept = this.#kept.get(lessonId);
    if (!kept || kept.until <= now) {
      if (this.#kept.size >= mostKept) this.#kept.clear();
      const found = findLesson(this.#store.db, lessonId);
      kept = { until: now + keptMs, found };
      this.#kept.set(lessonId, kept);
      found.catch(() => this.#kept.delete(lessonId));
      const { until } = kept;
      // A lesson that is over is not asked for again, and would stay for ever.
      setTimeout(() => {
        if (this.#kept.get(lessonId)?.until === until) this.#kept.delete(lessonId);
      }, keptMs).unref();
    }
    const context = await kept.found;
    if (!context) throw new AppError('not_found');
    return context;
  }

  /** A lesson of that course. Throws `not_found`. */
  async inCourse(courseId: string, lessonId: string): Promise<LessonContext> {
    const context = await this.of(lessonId);
    if (context.lesson.courseId !== courseId) throw new AppError('not_found');
    return context;
  }

  /** Its records were changed here: the next look reads them. */
  forget(lessonId: string): void {
    this.#kept.delete(lessonId);
  }

  /** The policy of a course was changed here. */
  forgetAll(): void {
    this.#kept.clear();
  }

  /** The windows of a lesson as they are for a place now; with null as they are for everybody. */
  windows(context: LessonContext, place: Place | null): SignInWindow[] {
    const now = this.#clock.now();
    const losses = place === null ? [] : [...(context.losses.get(place) ?? [])];
    const since = place === null ? undefined : this.ongoing(context.lesson.id, place);
    if (since !== undefined && since < now) losses.push({ from: since, until: now });
    return context.windows.map((window) => windowAt(window, losses, now));
  }
}
