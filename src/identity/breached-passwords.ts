import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { StartError } from '../lib/errors.ts';

/** A SHA-1 in hexadecimal, and how often it was seen, which does not matter here. */
const LINE = /^([0-9A-F]{40})(?::\d+)?\r?\n/i;
/** Bytes that hold a whole line from wherever one looks: two of the longest (40 digits, a count of up to 20, and the end). */
const LOOK_BYTES = 128;

/**
 * A list of passwords that were stolen somewhere: one line for each, its SHA-1 in hexadecimal, in the order of the hashes, as "Pwned
 * Passwords" is handed out (haveibeenpwned.com/Passwords, 900 million lines). It stays on disk: a look takes some 35 short reads.
 */
export class BreachedPasswords {
  readonly #file: FileHandle;
  readonly #size: number;

  private constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.#size = size;
  }

  /** Throws `StartError` when the file cannot be read, or is none of this form. */
  static async open(path: string): Promise<BreachedPasswords> {
    const file = await open(path).catch((error: unknown) => {
      throw new StartError(`${path} cannot be read.`, { cause: error });
    });
    try {
      const { size } = await file.stat();
      const list = new BreachedPasswords(file, size);
      if (!LINE.test(await list.#textAt(0)))
        throw new StartError(`${path} is not a list of SHA-1 hashes, one a line, in their order.`);
      return list;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async includes(password: string): Promise<boolean> {
    const wanted = createHash('sha1').update(password).digest('hex').toUpperCase();
    // The line that is looked for begins at `low` or later, and before `high`.
    let [low, high] = [0, this.#size];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const line = await this.#lineFrom(middle, low);
      if (line === null || line.start >= high) {
        high = middle;
        continue;
      }
      if (line.hash === wanted) return true;
      if (line.hash < wanted) low = line.end;
      else high = middle;
    }
    return false;
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  /** The first line that begins at `position` or after it; `lineStart` is known to begin one. Null when there is none. */
  async #lineFrom(
    position: number,
    lineStart: number,
  ): Promise<{ hash: string; start: number; end: number } | null> {
    const from = position === lineStart ? position : position - 1;
    const text = await this.#textAt(from);
    // From the byte before on: where that ends a line, one begins at the position.
    const skipped = position === lineStart ? 0 : text.indexOf('\n') + 1;
    if (position !== lineStart && skipped === 0) return null;
    const found = LINE.exec(text.slice(skipped));
    if (!found?.[1]) return null;
    const start = from + skipped;
    return { hash: found[1].toUpperCase(), start, end: start + found[0].length };
  }

  /** What stands there; the last line of a file may lack its end, which is made good. */
  async #textAt(position: number): Promise<string> {
    const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(LOOK_BYTES), 0, LOOK_BYTES, position);
    const text = buffer.toString('latin1', 0, bytesRead);
    return position + bytesRead === this.#size && !text.endsWith('\n') ? `${text}\n` : text;
  }
}
