import type { Readable } from 'node:stream';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { Refusal } from './refusal.ts';

/** What all parts of a workbook may be unpacked, in bytes. 60,000 trainees are about 60 MB. */
const usuallyUnpacked = 192 * 1024 * 1024;
const mostParts = 2_000;

/** The parts of a workbook (ECMA-376, part 2), each opened only when it is wanted. Never writes to a disk. */
export class XlsxZip {
  readonly #zip: ZipFile;
  readonly #parts: ReadonlyMap<string, Entry>;
  readonly #mostUnpacked: number;
  #unpacked = 0;

  private constructor(zip: ZipFile, parts: ReadonlyMap<string, Entry>, mostUnpacked: number) {
    this.#zip = zip;
    this.#parts = parts;
    this.#mostUnpacked = mostUnpacked;
  }

  /** Throws Refusal for what is no workbook, is too large, or holds what a roster has no use for. */
  static async open(path: string, mostUnpacked = usuallyUnpacked): Promise<XlsxZip> {
    const zip = await openPromise(path, {
      lazyEntries: true,
      autoClose: false,
      validateEntrySizes: true,
    }).catch((error: unknown) => {
      throw new Refusal('damaged', {}, { cause: error });
    });
    try {
      return new XlsxZip(zip, await checkedParts(zip, mostUnpacked), mostUnpacked);
    } catch (error) {
      zip.close();
      throw error instanceof Refusal ? error : new Refusal('damaged', {}, { cause: error });
    }
  }

  has(name: string): boolean {
    return this.#parts.has(name.toLowerCase());
  }

  /** The part's bytes as they come. What was declared was a promise: here it is counted. Throws Refusal. */
  async *read(name: string): AsyncIterable<Buffer> {
    const entry = this.#parts.get(name.toLowerCase());
    if (!entry) throw new Refusal('damaged');
    let stream: Readable | undefined;
    try {
      stream = await this.#zip.openReadStreamPromise(entry);
      for await (const chunk of stream) {
        const part = chunk as Buffer;
        this.#unpacked += part.length;
        if (this.#unpacked > this.#mostUnpacked) throw new Refusal('unpacks_too_large');
        yield part;
      }
    } catch (error) {
      throw error instanceof Refusal ? error : new Refusal('damaged', {}, { cause: error });
    } finally {
      stream?.destroy();
    }
  }

  close(): void {
    this.#zip.close();
  }
}

async function checkedParts(zip: ZipFile, mostUnpacked: number): Promise<Map<string, Entry>> {
  if (zip.entryCount > mostParts) throw new Refusal('unpacks_too_large');
  const parts = new Map<string, Entry>();
  let declared = 0;
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName.toLowerCase();
    if (entry.isEncrypted()) throw new Refusal('old_or_locked');
    if (name.endsWith('vbaproject.bin') || name.startsWith('xl/macrosheets/')) throw new Refusal('macro');
    if (name.startsWith('xl/externallinks/')) throw new Refusal('external_links');
    declared += entry.uncompressedSize;
    if (declared > mostUnpacked) throw new Refusal('unpacks_too_large');
    // Of two parts with one name, programs disagree which one counts.
    if (parts.has(name)) throw new Refusal('damaged');
    parts.set(name, entry);
  }
  if (!parts.has('xl/workbook.xml')) throw new Refusal('not_a_spreadsheet');
  return parts;
}
