/** The longest time that a browser's timer takes, in milliseconds. */
const longestTimerMs = 2_000_000_000;

export interface PaperEndGround {
  /** When the time is up, in the server's milliseconds; null when the paper ends with the quiz. */
  endsAt(): number | null;
  /** The server's time in milliseconds. */
  now(): number;
  /** The time is up. */
  reached(): void;
}

/** Waits for the end of a paper's time, which may be put off meanwhile. */
export class PaperEnd {
  readonly #ground: PaperEndGround;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ground: PaperEndGround) {
    this.#ground = ground;
  }

  /** Milliseconds that are left; null when the paper ends with the quiz. Never below 0. */
  leftMs(): number | null {
    const endsAt = this.#ground.endsAt();
    return endsAt === null ? null : Math.max(0, endsAt - this.#ground.now());
  }

  /** @param againMs when to say again that the time is up, if it is already */
  expect(againMs: number): void {
    clearTimeout(this.#timer);
    const left = this.leftMs();
    if (left === null) return;
    const wait = left > 0 ? left : againMs;
    this.#timer = setTimeout(
      () => {
        if ((this.leftMs() ?? 1) > 0) this.expect(0);
        else this.#ground.reached();
      },
      Math.min(wait, longestTimerMs),
    );
  }

  /** Waits no more, until it is expected again. */
  close(): void {
    clearTimeout(this.#timer);
  }
}
