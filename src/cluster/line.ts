import type { Logger } from '../lib/logger.ts';

/**
 * What one node has to do for itself because of messages, in the order in which it came in. Nothing of it happens inside the call that
 * put it here.
 */
export class Line {
  readonly #log: Logger;
  #waiting: (() => void)[] = [];
  #draining: Promise<void> | undefined;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** A task that throws is logged and holds up nobody. */
  add(task: () => void): void {
    this.#waiting.push(task);
    this.#draining ??= this.#drain();
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    await this.#draining;
  }

  async #drain(): Promise<void> {
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      for (const task of batch) {
        try {
          task();
        } catch (error) {
          this.#log.error({ err: error }, 'a message between nodes could not be handled');
        }
      }
    }
    this.#draining = undefined;
  }
}
