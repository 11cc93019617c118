import { AppError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';

type Listener = (courseId: string) => Promise<void>;

/** The courses that this node runs, and what has to happen before it says so. */
export class Taking {
  readonly #log: Logger;
  readonly #listeners = new Set<Listener>();
  /** By course: resolves when every listener was told. */
  readonly #taken = new Map<string, Promise<void>>();

  constructor(log: Logger) {
    this.#log = log;
  }

  has(courseId: string): boolean {
    return this.#taken.has(courseId);
  }

  list(): readonly string[] {
    return [...this.#taken.keys()];
  }

  /** Returns the function that ends the subscription. */
  onTaken(listener: Listener): () => void {
    const own: Listener = (courseId) => listener(courseId);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  /**
   * Resolves when all listeners know of the course, each of which is told once. When one of them fails, this throws
   * `unavailable`, and whoever asks next has all of them told again.
   */
  take(courseId: string): Promise<void> {
    const before = this.#taken.get(courseId);
    if (before) return before;
    const told = this.#tell(courseId);
    this.#taken.set(courseId, told);
    told.catch(() => {
      if (this.#taken.get(courseId) === told) this.#taken.delete(courseId);
    });
    return told;
  }

  clear(): void {
    this.#taken.clear();
  }

  async #tell(courseId: string): Promise<void> {
    // One after the other, in the order in which they subscribed: later ones may build upon earlier ones.
    for (const listener of [...this.#listeners]) {
      try {
        await listener(courseId);
      } catch (error) {
        this.#log.error({ err: error, courseId }, 'a course could not be taken');
        throw new AppError('unavailable', undefined, { cause: error });
      }
    }
  }
}
