import { patrolLimits, type StillPace } from '../contract/patrol.ts';

/** What decides how often stills of a camera are wanted. */
export interface PaceReasons {
  lookedAt: boolean;
  /** The line has little room. */
  thin: boolean;
  /** Its last stills give reason to look again soon. */
  suspected: boolean;
}

/** Milliseconds between two stills. */
export function intervalOf({ lookedAt, thin, suspected }: PaceReasons): number {
  if (lookedAt) return thin ? patrolLimits.thinMs : patrolLimits.lookedAtMs;
  if (suspected && !thin) return patrolLimits.suspectMs;
  return thin ? patrolLimits.restMs * 2 : patrolLimits.restMs;
}

/** The golden ratio's fraction: multiples of it fall into the largest gap that is left, however many there are. */
const golden = (Math.sqrt(5) - 1) / 2;

/**
 * Milliseconds to which moments are cut. A server that is woken once for the handful of stills of one step does half the work
 * of one that is woken for each: what it needs is still in the processor's caches. The outlet lets them out evenly.
 */
const stepMs = 200;

/**
 * When which camera sends its still. Each camera has a phase, a fraction of the interval, so that the stills of any number of
 * cameras come evenly spread: the n-th has the fractional part of n times the golden ratio (Weyl's sequence).
 */
export class PhaseClock {
  readonly #phases = new Map<string, number>();

  /** The camera's phase, 0 to less than 1; the same for as long as this lives. */
  phaseOf(key: string): number {
    let phase = this.#phases.get(key);
    if (phase === undefined) {
      phase = ((this.#phases.size + 1) * golden) % 1;
      this.#phases.set(key, phase);
    }
    return phase;
  }

  /**
   * The first moment of the camera's phase that is not before `earliest`, in milliseconds.
   */
  next(key: string, intervalMs: number, earliest: number): number {
    const phase = Math.floor((this.phaseOf(key) * intervalMs) / stepMs) * stepMs;
    return Math.ceil((earliest - phase) / intervalMs) * intervalMs + phase;
  }
}

/** When a camera's next still is wanted, for one camera. */
export class CameraPace {
  readonly #clock: PhaseClock;
  readonly #key: string;
  #nextAt = 0;
  #intervalMs: number = patrolLimits.restMs;

  constructor(clock: PhaseClock, key: string) {
    this.#clock = clock;
    this.#key = key;
  }

  get intervalMs(): number {
    return this.#intervalMs;
  }

  /** The page is here, or its still has come: when the next one is wanted. At least half an interval lies between two. */
  after(now: number, reasons: PaceReasons, first = false): StillPace {
    this.#intervalMs = intervalOf(reasons);
    // The first still of a page is wanted soon, whoever looks: without one its tile is empty.
    const window = first ? patrolLimits.lookedAtMs : this.#intervalMs;
    this.#nextAt = this.#clock.next(this.#key, window, now + (first ? 0 : window / 2));
    return this.#pace(now, reasons);
  }

  /**
   * Somebody looks now: the pace when the next still is to come earlier than the page knows; undefined when nothing is to be
   * said.
   */
  hasten(now: number, reasons: PaceReasons): StillPace | undefined {
    const intervalMs = intervalOf(reasons);
    const nextAt = this.#clock.next(this.#key, intervalMs, now);
    if (nextAt >= this.#nextAt && this.#nextAt > now) return undefined;
    this.#intervalMs = intervalMs;
    this.#nextAt = nextAt;
    return this.#pace(now, reasons);
  }

  #pace(now: number, { lookedAt }: PaceReasons): StillPace {
    return { nextInMs: Math.max(0, this.#nextAt - now), intervalMs: this.#intervalMs, lookedAt };
  }
}
