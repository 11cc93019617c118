import { randomBytes } from 'node:crypto';
import { AppError } from '../lib/errors.ts';

/**
 * Measuring transfers at a time: beyond that they would measure each other. Whoever is refused comes back a moment later;
 * 221 rooms that check in the same minute all pass.
 */
const mostAtOnce = 24;
/** A transfer that takes longer than this, in milliseconds, has said enough about its line. */
const longestMs = 20_000;
const block = randomBytes(64 * 1024);

/** Bounded transfers, to measure rates with. */
export class Transfers {
  #running = 0;

  /** So many random bytes, which no line compresses. Throws `rate_limited` while too many transfers run. */
  download(size: number): AsyncIterable<Uint8Array> {
    this.#requireRoom();
    return this.#blocks(size);
  }

  /** Reads to the end; resolves to the number of bytes. Throws `rate_limited` while too many transfers run. */
  async upload(bytes: AsyncIterable<Uint8Array>): Promise<number> {
    this.#requireRoom();
    this.#running += 1;
    const until = performance.now() + longestMs;
    try {
      let count = 0;
      for await (const part of bytes) {
        count += part.length;
        if (performance.now() > until) break;
      }
      return count;
    } finally {
      this.#running -= 1;
    }
  }

  /** Counts from the first block to the last, or to the moment at which the reader goes away. */
  async *#blocks(size: number): AsyncIterable<Uint8Array> {
    this.#running += 1;
    const until = performance.now() + longestMs;
    try {
      for (let left = size; left > 0 && performance.now() < until; left -= block.length) {
        yield block.subarray(0, Math.min(left, block.length));
      }
    } finally {
      this.#running -= 1;
    }
  }

  #requireRoom(): void {
    if (this.#running >= mostAtOnce) throw new AppError('rate_limited', { retryAfterSeconds: 3 });
  }
}
