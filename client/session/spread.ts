/**
 * Gathers news into one answer to them: hundreds of pages hear the same, and each waits up to `spreadMs` milliseconds before it asks
 * the server. What waits already hears of what comes meanwhile; to wait anew each time would be to ask for nothing while news keep
 * coming.
 */
export class Spread {
  readonly #act: () => void;
  readonly #spreadMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(act: () => void, spreadMs: number) {
    this.#act = act;
    this.#spreadMs = spreadMs;
  }

  /** Acts within the time, once for all calls until then. */
  soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#act();
    }, Math.random() * this.#spreadMs);
  }

  /** Does not act any more. Idempotent. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
