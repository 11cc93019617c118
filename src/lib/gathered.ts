import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds for which things are gathered: nobody feels it, and a hall that acts at once costs a few transactions. */
const gatherMs = 4;

interface Waiting<T, R> {
  thing: T;
  resolve: (result: R) => void;
  reject: (error: unknown) => void;
}

export interface GatheredOptions<T, R> {
  /** Things of one batch at most: short enough to be built within a few milliseconds. */
  atOnce: number;
  /** Does what is to be done with a batch; resolves to the result of each, in their order, once it is committed. */
  write: (batch: readonly T[]) => Promise<readonly R[]>;
  /** Whether an error can come from one thing of the batch: then each is tried by itself, and the others do not suffer. */
  isOfOne?: (error: unknown) => boolean;
  /** So many times as long as a batch took the next is gathered for; 0 when not given, and never less than 4 ms in all. */
  rest?: number;
}

/**
 * Gathers what arrives close together, so that many share one transaction. Each is told of its own commit, in the order in
 * which they came; one batch is written at a time. Whoever adds waits for the answer: that bounds what is gathered.
 */
export class Gathered<T, R> {
  readonly #options: GatheredOptions<T, R>;
  #waiting: Waiting<T, R>[] = [];
  #running: Promise<void> | undefined;

  constructor(options: GatheredOptions<T, R>) {
    this.#options = options;
  }

  /** Resolves to what `write` says of it, when it is committed. Rejects when its batch failed. */
  add(thing: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ thing, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing is being written any more. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    const { atOnce, rest = 0 } = this.#options;
    await sleep(gatherMs);
    while (this.#waiting.length > 0) {
      const begun = performance.now();
      await this.#write(this.#waiting.splice(0, atOnce));
      if (rest > 0) await sleep((performance.now() - begun) * rest);
    }
    this.#running = undefined;
  }

  async #write(batch: readonly Waiting<T, R>[]): Promise<void> {
    const { write, isOfOne } = this.#options;
    try {
      const results = await write(batch.map(({ thing }) => thing));
      for (const [index, result] of results.entries()) batch[index]?.resolve(result);
      for (const { reject } of batch.slice(results.length)) {
        reject(new Error('a batch was written and does not say what became of all of it'));
      }
    } catch (error) {
      if (batch.length > 1 && isOfOne?.(error) === true) for (const one of batch) await this.#write([one]);
      else for (const { reject } of batch) reject(error);
    }
  }
}
