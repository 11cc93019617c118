import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { RawWire } from '../lib/feature.ts';
import { KeyedQueue } from '../lib/keyed-queue.ts';
import type { Scan } from '../lib/scan.ts';
import { inspect, isAcceptableName, isShown, isWaiting, type Content } from './content.ts';
import { sendFile } from './file-answer.ts';
import type { Vault } from './vault.ts';

/** A file that is kept for another feature, as it is sent to people. */
export interface KeptFile {
  fileId: string;
  fileName: string;
  mediaType: string;
  /** Bytes. */
  size: number;
  /** Save it instead of showing it. */
  download: boolean;
}

/** The vault and the look into files, for features that keep files of their own beside the materials. */
export class KeptFiles {
  readonly #vault: Vault;
  readonly #scan: Scan;
  /** The pieces of one file come one after the other. */
  readonly #queue = new KeyedQueue();

  constructor(vault: Vault, scan: Scan) {
    this.#vault = vault;
    this.#scan = scan;
  }

  /** Whether a file of that name could be accepted at all. */
  isAcceptable(fileName: string): boolean {
    return isAcceptableName(fileName);
  }

  /** Whether browsers show that media type by themselves. */
  isShown(mediaType: string): boolean {
    return isShown(mediaType);
  }

  hasRoomFor(bytes: number): Promise<boolean> {
    return this.#vault.hasRoomFor(bytes);
  }

  /** Bytes of a file that have arrived. */
  async received(fileId: string): Promise<number> {
    const size = (path: string) =>
      stat(path).then(
        (found) => found.size,
        () => 0,
      );
    return (await size(this.#vault.incomingPath(fileId))) || size(this.#vault.pathOf(fileId));
  }

  /**
   * Adds a piece of a file and resolves to how many bytes there are then. A piece that begins elsewhere than where the
   * last one ended, or that goes past `size`, changes nothing.
   */
  append(
    fileId: string,
    { offset, size }: { offset: number; size: number },
    piece: AsyncIterable<Uint8Array>,
  ): Promise<number> {
    return this.#queue.run(fileId, async () => {
      let end = await this.received(fileId);
      if (end !== offset || end >= size) return end;
      const file = await open(this.#vault.incomingPath(fileId), 'a', 0o600);
      try {
        for await (const bytes of piece) {
          const part = bytes.subarray(0, size - end);
          if (part.length === 0) break;
          await file.write(part);
          end += part.length;
        }
      } finally {
        await file.close();
      }
      return end;
    });
  }

  /**
   * Looks into a file of which all has arrived and moves it to its place. Throws `file_refused` and as `Scan` does: then
   * nothing of it is left, but for `scanner_away`, when it stays. Repeating it after a crash changes nothing.
   */
  keep(fileId: string, fileName: string): Promise<Content> {
    return this.#queue.run(fileId, async () => {
      if (await this.#vault.has(fileId)) return inspect(this.#vault.pathOf(fileId), fileName);
      try {
        const path = this.#vault.incomingPath(fileId);
        const content = await inspect(path, fileName);
        await this.#scan(() => createReadStream(path));
        await this.#vault.keep(fileId, fileId);
        return content;
      } catch (error) {
        if (!isWaiting(error)) await this.#vault.removeIncoming(fileId);
        throw error;
      }
    });
  }

  /** Answers with the file or a range of it; false, and nothing is sent, when it is not there. */
  async send(wire: RawWire, { fileId, ...file }: KeptFile): Promise<boolean> {
    if (!(await this.#vault.has(fileId))) return false;
    await sendFile(wire, { ...file, personal: true, path: this.#vault.pathOf(fileId), etag: `"${fileId}"` });
    return true;
  }

  /** Removes whatever there is of a file. */
  async remove(fileId: string): Promise<void> {
    await this.#vault.removeIncoming(fileId);
    await this.#vault.remove(fileId);
  }
}
