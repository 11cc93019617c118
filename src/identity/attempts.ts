import { createHash } from 'node:crypto';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import type { Store } from '../store/port.ts';
import * as repository from './attempt-repository.ts';

/** How wrong attempts are slowed. Times are milliseconds. */
export interface AttemptRules {
  /** Wrong attempts that cost nothing: people mistype. */
  free: number;
  /** The wait after the last free one; it doubles with each further one. */
  firstWait: number;
  longestWait: number;
  /** Without another attempt for so long, all is forgotten. */
  forgottenAfter: number;
  /** People and devices that are remembered at most; a little more until the next sweep. A row takes about 150 bytes. */
  most: number;
  /** Wrong attempts from one sweep to the next, on each node. */
  sweepEvery: number;
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
  most: 50_000,
  sweepEvery: 500,
};

/**
 * Slows repeated wrong attempts under each of several keys, such as a person and a device. Never an address: forty phones
 * of a building share one. They are counted in the records: neither a restart nor another node forgives. Right attempts
 * only read.
 */
export class Attempts {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #rules: AttemptRules;
  /** Attempts of each key whose outcome is not known yet. */
  readonly #underWay = new Map<string, number>();
  #untilSweep = 0;
  #nextSweepAt = 0;

  constructor(store: Store, clock: Clock, rules: AttemptRules = usualRules) {
    this.#store = store;
    this.#clock = clock;
    this.#rules = rules;
  }

  /**
   * Runs `check` if none of the keys has to wait, and answers as it does: undefined is a wrong attempt, which is counted
   * and committed before that is answered. What `check` throws says nothing about right or wrong and is not counted.
   * Throws `too_many_attempts` with `retryAfterSeconds`.
   */
  async run<T>(names: readonly string[], check: () => Promise<T | undefined>): Promise<T | undefined> {
    const keys = names.map((name) => ({ key: keyOf(name), ahead: 0 }));
    for (const one of keys) one.ahead = this.#enter(one.key);
    const all = keys.map(({ key }) => key);
    try {
      // Far too many at the same moment: nothing need be looked up for that.
      if (keys.some(({ ahead }) => ahead >= this.#rules.free)) throw tooMany(this.#rules.firstWait);
      const known = await repository.findWrong(this.#store.db, all);
      const counts = new Map(known.map((one) => [one.key, one]));
      const wait = Math.max(...keys.map(({ key, ahead }) => this.#wait(counts.get(key), ahead)));
      if (wait > 0) throw tooMany(wait);
      const result = await check();
      if (result === undefined) await this.#count(all);
      else if (known.length > 0) await repository.forgetWrong(this.#store.db, all);
      return result;
    } finally {
      for (const key of all) this.#leave(key);
    }
  }

  /** Milliseconds until an attempt may be made. `ahead` are under way and may all be wrong: a hundred must not all pass. */
  #wait(known: repository.WrongAttempts | undefined, ahead: number): number {
    const now = this.#clock.now();
    const { free, forgottenAfter } = this.#rules;
    const lastAt = known?.lastAt.getTime() ?? 0;
    const wrong = known && lastAt + forgottenAfter > now ? known.wrong : 0;
    const wait = wrong === 0 ? 0 : lastAt + this.#waitAfter(wrong) - now;
    if (wait > 0 || ahead === 0 || wrong + ahead < free) return wait;
    return this.#waitAfter(Math.max(free, wrong + 1));
  }

  #waitAfter(wrong: number): number {
    const { free, firstWait, longestWait } = this.#rules;
    return wrong < free ? 0 : Math.min(longestWait, firstWait * 2 ** (wrong - free));
  }

  async #count(keys: readonly string[]): Promise<void> {
    const now = this.#clock.now();
    const forgotten = new Date(now - this.#rules.forgottenAfter);
    await repository.countWrong(this.#store.db, keys, { at: new Date(now), forgotten });
    this.#untilSweep -= 1;
    if (this.#untilSweep > 0 && now < this.#nextSweepAt) return;
    // Set before it is done: those who come meanwhile need not sweep, too.
    this.#untilSweep = this.#rules.sweepEvery;
    this.#nextSweepAt = now + this.#rules.forgottenAfter;
    await repository.sweepWrong(this.#store.db, { forgotten, most: this.#rules.most });
  }

  /** Answers how many are under way already. */
  #enter(key: string): number {
    const ahead = this.#underWay.get(key) ?? 0;
    this.#underWay.set(key, ahead + 1);
    return ahead;
  }

  #leave(key: string): void {
    const left = (this.#underWay.get(key) ?? 1) - 1;
    if (left === 0) this.#underWay.delete(key);
    else this.#underWay.set(key, left);
  }
}

/** Notes that an attempt was wrong, or came too soon after others, and answers as it did. */
export async function logged<T>(log: Logger, attempt: Promise<T | undefined>): Promise<T | undefined> {
  try {
    const result = await attempt;
    if (result === undefined) log.warn('somebody could not prove who they are');
    return result;
  } catch (error) {
    if (error instanceof AppError && error.code === 'too_many_attempts')
      log.warn({ code: error.code }, 'somebody tried too often to prove who they are');
    throw error;
  }
}

/** Of one length, whatever somebody has typed. */
function keyOf(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

function tooMany(waitMs: number): AppError {
  return new AppError('too_many_attempts', { retryAfterSeconds: Math.ceil(waitMs / 1000) });
}
