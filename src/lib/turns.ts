/**
 * Lets only so many tasks begin in one turn of the event loop. When hundreds of messages arrive in the same moment, the
 * loop would otherwise work through all of them before it looks at anything else: timers, health checks, other people.
 */
export class Turns {
  readonly #perTurn: number;
  readonly #waiting: (() => void)[] = [];
  #begun = 0;

  /** `perTurn`: tasks that may begin in one turn, 1 or more. */
  constructor(perTurn: number) {
    this.#perTurn = perTurn;
  }

  /** Resolves when the caller may begin, in the order of the calls. */
  async take(): Promise<void> {
    if (this.#begun === 0) setImmediate(() => this.#next());
    if (this.#begun < this.#perTurn) {
      this.#begun += 1;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #next(): void {
    const now = this.#waiting.splice(0, this.#perTurn);
    this.#begun = now.length;
    if (now.length > 0) setImmediate(() => this.#next());
    for (const begin of now) begin();
  }
}
