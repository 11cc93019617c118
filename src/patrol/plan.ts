import type { Lesson } from '../contract/course.ts';
import type { PatrolPlan } from '../contract/patrol.ts';
import type { Clock } from '../lib/clock.ts';

/** A lesson's planned rounds as the records have them. */
export interface PlanRecord extends PatrolPlan {
  /** When it was planned: what was due before is not meant. */
  updatedAt: number;
}

/** Milliseconds by which a planned round may be late and is still started: a restart of the server, not a lost hour. */
const mayBeLateMs = 5 * 60_000;

/**
 * The next planned round that is to be started, which may be due already; undefined when none is.
 * @param started minutes whose rounds were started
 */
export function nextPlanned(
  { minutes, updatedAt }: PlanRecord,
  started: ReadonlySet<number>,
  { startedAt, endedAt }: Pick<Lesson, 'startedAt' | 'endedAt'>,
  now: number,
): { minute: number; at: number } | undefined {
  if (startedAt === null || endedAt !== null) return undefined;
  return minutes
    .map((minute) => ({ minute, at: startedAt + minute * 60_000 }))
    .find(({ minute, at }) => !started.has(minute) && at >= updatedAt && now - at <= mayBeLateMs);
}

/** Starts a lesson's planned rounds when they are due. */
export class PlanTimer {
  readonly #deps: {
    lesson: () => Lesson;
    clock: Clock;
    start: (minute: number, plan: PatrolPlan) => void;
  };
  readonly #started = new Set<number>();
  #plan: PlanRecord | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: {
    lesson: () => Lesson;
    clock: Clock;
    start: (minute: number, plan: PatrolPlan) => void;
  }) {
    this.#deps = deps;
  }

  /** @param started minutes whose rounds are on record */
  open(plan: PlanRecord | undefined, started: readonly number[]): void {
    for (const minute of started) this.#started.add(minute);
    this.set(plan);
  }

  /** Another plan than before, or none. */
  set(plan: PlanRecord | undefined): void {
    this.#plan = plan;
    this.schedule();
  }

  /** When the next planned round is due; null when none is. */
  get nextAt(): number | null {
    return this.#next()?.at ?? null;
  }

  /** Works out anew when the next one is due: the lesson was started or ended. */
  schedule(): void {
    clearTimeout(this.#timer);
    const next = this.#next();
    if (!next) return;
    const wait = Math.max(0, next.at - this.#deps.clock.now());
    this.#timer = setTimeout(() => this.#start(next.minute), wait).unref();
  }

  /** Idempotent. */
  close(): void {
    clearTimeout(this.#timer);
    this.#plan = undefined;
  }

  #start(minute: number): void {
    if (!this.#plan) return;
    this.#started.add(minute);
    this.#deps.start(minute, this.#plan);
    this.schedule();
  }

  #next(): { minute: number; at: number } | undefined {
    const { lesson, clock } = this.#deps;
    return this.#plan && nextPlanned(this.#plan, this.#started, lesson(), clock.now());
  }
}
