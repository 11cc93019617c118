import { hash } from 'node:crypto';

/**
 * Numbers that a seed decides: SHA-256 of seed, label and a counter, four bytes at a time (NIST SP 800-90A, 10.1.1, in its
 * simplest form). Whoever has the seed gets the same ones, on any machine and in any version of Node.
 */
export class Seeded {
  readonly #prefix: string;
  #counter = 0;
  #block = Buffer.alloc(0);
  #at = 0;

  /** @param label what the numbers are for: different labels of one seed have nothing to do with each other */
  constructor(seed: string, label: string) {
    this.#prefix = `${seed}\n${label}\n`;
  }

  /** A whole number from 0 to `below` - 1, each as likely as the next. `below` is 1 to 2^32. */
  below(below: number): number {
    // What would make some numbers likelier than others is thrown away.
    const limit = Math.floor(0x1_0000_0000 / below) * below;
    for (;;) {
      const drawn = this.#next();
      if (drawn < limit) return drawn % below;
    }
  }

  /** The same things in an order that the seed decides (Fisher and Yates). */
  shuffled<T>(things: readonly T[]): T[] {
    return this.some(things, things.length);
  }

  /** The first `count` of them in that order, at the cost of so many. */
  some<T>(things: readonly T[], count: number): T[] {
    const all = [...things];
    const result: T[] = [];
    while (all.length > 0 && result.length < count) result.push(...all.splice(this.below(all.length), 1));
    return result;
  }

  #next(): number {
    if (this.#at >= this.#block.length) {
      this.#block = hash('sha256', this.#prefix + String(this.#counter), 'buffer');
      this.#counter += 1;
      this.#at = 0;
    }
    const drawn = this.#block.readUInt32BE(this.#at);
    this.#at += 4;
    return drawn;
  }
}
