import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';

/** How wrong attempts are slowed. Times are milliseconds. */
export interface AttemptRules {
  /** Wrong attempts that cost nothing: people mistype. */
  free: number;
  /** The wait after the last free one; it doubles with each further one. */
  firstWait: number;
  longestWait: number;
  /** Without another attempt for so long, all is forgotten. */
  forgottenAfter: number;
}

/**
 * Ten guesses cost nearly four minutes, and each further one half a minute: a six-digit number holds for months. A person
 * who has mistyped never waits longer than half a minute.
 */
const usualRules: AttemptRules = {
  free: 5,
  firstWait: 2_000,
  longestWait: 30_000,
  forgottenAfter: 15 * 60_000,
};

interface Record {
  wrong: number;
  openAt: number;
  forgottenAt: number;
}

/** Several courses of people who all mistype; an entry takes about 200 bytes. The one that was touched longest ago goes. */
const mostKept = 50_000;

/** An attempt that was let through. It counts as wrong until it is said to have succeeded. */
export interface Attempt {
  succeeded(): void;
}

/**
 * Slows repeated wrong attempts under each of several keys, such as a person and a device. Never an address: forty phones
 * of a building share one. Kept in memory by each node: a restart forgives.
 */
export class Attempts {
  readonly #clock: Clock;
  readonly #rules: AttemptRules;
  readonly #records = new Map<string, Record>();

  constructor(clock: Clock, rules: AttemptRules = usualRules) {
    this.#clock = clock;
    this.#rules = rules;
  }

  /**
   * Lets an attempt through if none of the keys has to wait. It is counted before its outcome is known: a hundred at the
   * same moment must not all pass. Throws `too_many_attempts` with `retryAfterSeconds`.
   */
  begin(keys: readonly string[]): Attempt {
    const now = this.#clock.now();
    const wait = Math.max(...keys.map((key) => (this.#record(key, now)?.openAt ?? now) - now));
    if (wait > 0) throw new AppError('too_many_attempts', { retryAfterSeconds: Math.ceil(wait / 1000) });
    for (const key of keys) this.#count(key, now);
    return {
      succeeded: () => {
        for (const key of keys) this.#records.delete(key);
      },
    };
  }

  #record(key: string, now: number): Record | undefined {
    const record = this.#records.get(key);
    return record && record.forgottenAt > now ? record : undefined;
  }

  #count(key: string, now: number): void {
    const { free, firstWait, longestWait, forgottenAfter } = this.#rules;
    const wrong = (this.#record(key, now)?.wrong ?? 0) + 1;
    const wait = wrong < free ? 0 : Math.min(longestWait, firstWait * 2 ** (wrong - free));
    this.#records.delete(key);
    this.#records.set(key, { wrong, openAt: now + wait, forgottenAt: now + forgottenAfter });
    if (this.#records.size <= mostKept) return;
    const oldest = this.#records.keys().next();
    if (!oldest.done) this.#records.delete(oldest.value);
  }
}
