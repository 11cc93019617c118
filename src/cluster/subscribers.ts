import type { Logger } from '../lib/logger.ts';

type Listener = (message: unknown, bytes: Uint8Array | undefined) => void;

/** Who listens to what on this node. */
export class Subscribers {
  readonly #log: Logger;
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(log: Logger) {
    this.#log = log;
  }

  has(topic: string): boolean {
    return this.#listeners.has(topic);
  }

  /** Returns the function that ends the subscription. */
  add(topic: string, listener: Listener): () => void {
    // A listener may be subscribed twice; each subscription is its own.
    const own: Listener = (message, bytes) => listener(message, bytes);
    const set = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, set.add(own));
    return () => {
      set.delete(own);
      if (set.size === 0 && this.#listeners.get(topic) === set) this.#listeners.delete(topic);
    };
  }

  /** Gives each listener a message of its own. One that throws is logged and disturbs nobody. */
  deliver(topic: string, encoded: string, bytes: Uint8Array | undefined): void {
    for (const listener of [...(this.#listeners.get(topic) ?? [])]) {
      try {
        const message: unknown = JSON.parse(encoded);
        listener(message, bytes);
      } catch (error) {
        this.#log.error({ err: error, topic }, 'a listener of the bus failed');
      }
    }
  }

  clear(): void {
    this.#listeners.clear();
  }
}
