import type { Rate } from '../contract/command.ts';
import { AppError } from '../lib/errors.ts';
import { TokenBucket } from '../lib/token-bucket.ts';

/** Ten posts in one go, then one every four seconds: faster than anybody writes, slower than anybody is annoyed by. */
const rate: Rate = { burst: 10, perSecond: 0.25 };
/** People who are remembered; beyond that those come first who posted longest ago. Several times the largest course. */
const mostPeople = 5_000;

/** How fast each person may post. It goes by person, not by address: a whole building shares one. */
export class Flood {
  readonly #buckets = new Map<string, TokenBucket>();

  /** Throws `posting_too_fast`. */
  check(person: string, now = performance.now()): void {
    const bucket = this.#buckets.get(person) ?? new TokenBucket(rate, now);
    // The newest stands last, so that the first is the one to forget.
    this.#buckets.delete(person);
    this.#buckets.set(person, bucket);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > mostPeople && oldest !== undefined) this.#buckets.delete(oldest);
    if (!bucket.take(now)) {
      throw new AppError('posting_too_fast', { retryAfterSeconds: Math.ceil(1 / rate.perSecond) });
    }
  }
}
