const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;
/** What has lived for so long counts as well, in milliseconds. */
export const STABLE_MS = 30_000;

/**
 * How long to wait before something that keeps dying is started again: not at all the first time, then ever longer. What
 * has lived for 30 s counts as well again.
 */
export class Backoff {
  #failures = 0;

  /** Deaths in a row. */
  get failures(): number {
    return this.#failures;
  }

  /** Milliseconds until the next start. `livedMs` is 0 for what did not start at all. */
  next(livedMs: number): number {
    if (livedMs >= STABLE_MS) this.#failures = 0;
    const delay =
      this.#failures === 0 ? 0 : Math.min(FIRST_DELAY_MS * 2 ** (this.#failures - 1), LONGEST_DELAY_MS);
    this.#failures += 1;
    return delay;
  }
}
