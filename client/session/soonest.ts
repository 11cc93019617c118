/** A call that is made once, at the soonest of the moments that were asked for. */
export class Soonest {
  readonly #call: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #at = Infinity;
  #closed = false;

  constructor(call: () => void) {
    this.#call = call;
  }

  /** In `ms` milliseconds at the latest; what is planned for earlier stays. */
  within(ms: number): void {
    const at = performance.now() + ms;
    if (this.#closed || (this.#timer !== undefined && this.#at <= at)) return;
    clearTimeout(this.#timer);
    this.#at = at;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#call();
    }, ms);
  }

  /** Idempotent; nothing is called any more. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }
}
