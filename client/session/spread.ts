/** Waits up to `ms` milliseconds: hundreds of pages hear the same, and should not all ask the server in the same moment. */
export const upTo = (ms: number) => () => Math.random() * ms;

/**
 * Gathers news into one answer to them, `waitMs()` milliseconds after the first. What waits already hears of what comes meanwhile; to
 * wait anew each time would be to ask for nothing while news keep coming.
 */
export class Spread {
  readonly #act: () => void;
  readonly #waitMs: () => number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(act: () => void, waitMs: () => number) {
    this.#act = act;
    this.#waitMs = waitMs;
  }

  /** Acts after the time, once for all calls until then. */
  soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#act();
    }, this.#waitMs());
  }

  /** Does not act any more. Idempotent. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
