import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/*
 * A tar archive in the ustar format (POSIX.1-1988, described in pax(1)), of plain files only: every system's tar lists and
 * unpacks it. Files of 8 GiB and more have their size in base 256, as GNU tar and libarchive write and read it.
 */

const blockSize = 512;
/** What fits into the header's eleven octal digits, in bytes. */
const longestOctal = 8 * 1024 ** 3 - 1;

/** A header's fields: where each begins, and its length in bytes. */
const field = {
  name: [0, 100],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  mtime: [136, 12],
  checksum: [148, 8],
  type: [156, 1],
  magic: [257, 8],
  prefix: [345, 155],
} as const;

/** A file in an archive: `offset` is where its contents begin, both in bytes. */
export interface TarEntry {
  name: string;
  offset: number;
  size: number;
}

/** Writes an archive file by file. One call at a time. */
export class TarWriter {
  readonly #file: FileHandle;
  readonly #seconds = Math.floor(Date.now() / 1000);

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Throws when the contents are not `size` bytes long: the archive cannot be used then. */
  async add(
    name: string,
    size: number,
    contents: AsyncIterable<Buffer> | Iterable<Buffer>,
  ): Promise<{ bytes: number; sha256: string }> {
    await this.#write(tarHeader(name, size, this.#seconds));
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of contents) {
      await this.#write(chunk);
      hash.update(chunk);
      bytes += chunk.length;
    }
    if (bytes !== size) throw new Error(`${name} was to be ${size} bytes, and was ${bytes}`);
    await this.#write(Buffer.alloc(-size & (blockSize - 1)));
    return { bytes, sha256: hash.digest('hex') };
  }

  /** Marks the end; the archive is on disk when this resolves. */
  async end(): Promise<void> {
    await this.#write(Buffer.alloc(2 * blockSize));
    await this.#file.sync();
  }

  async #write(data: Buffer): Promise<void> {
    for (let from = 0; from < data.length;) {
      const { bytesWritten } = await this.#file.write(data, from);
      from += bytesWritten;
    }
  }
}

/** What an archive holds, in its order. Throws TarError when it is not one that TarWriter made, or is cut off. */
export async function listTar(path: string): Promise<TarEntry[]> {
  const file = await open(path);
  try {
    const { size: length } = await file.stat();
    const entries: TarEntry[] = [];
    const block = Buffer.alloc(blockSize);
    for (let position = 0; ;) {
      const { bytesRead } = await file.read(block, 0, blockSize, position);
      if (bytesRead < blockSize) throw new TarError('it is cut off');
      if (block.every((byte) => byte === 0)) return entries;
      const { name, size } = parseTarHeader(block);
      const offset = position + blockSize;
      if (offset + size > length) throw new TarError('it is cut off');
      entries.push({ name, offset, size });
      position = offset + Math.ceil(size / blockSize) * blockSize;
    }
  } finally {
    await file.close();
  }
}

/** The contents of one file of an archive. */
export function readTar(path: string, { offset, size }: TarEntry): AsyncIterable<Buffer> {
  return readRange(path, offset, size);
}

/** `size` bytes of a file from `offset` on; fewer if it ends before. */
export async function* readRange(path: string, offset: number, size: number): AsyncGenerator<Buffer> {
  // `end` names the last byte that is read, so there is no way to read nothing.
  if (size === 0) return;
  const stream: AsyncIterable<Buffer> = createReadStream(path, { start: offset, end: offset + size - 1 });
  yield* stream;
}

/** The file is no archive of ours. The message completes a sentence that names it. */
export class TarError extends Error {}

/** The block before a file's contents. Throws when the name is too long. `seconds` are since 1970. */
export function tarHeader(path: string, size: number, seconds: number): Buffer {
  const block = Buffer.alloc(blockSize);
  const put = ([at, length]: readonly [number, number], text: string): void => {
    if (block.write(text, at, length, 'utf8') < Buffer.byteLength(text)) {
      throw new Error(`${path} is too long a name for a tar archive`);
    }
  };
  const octal = (where: readonly [number, number], value: number): void =>
    put(where, `${value.toString(8).padStart(where[1] - 1, '0')}\0`);
  const { prefix, name } = splitName(path);
  put(field.name, name);
  put(field.prefix, prefix);
  octal(field.mode, 0o600);
  octal(field.uid, 0);
  octal(field.gid, 0);
  if (size <= longestOctal) octal(field.size, size);
  else {
    block.writeUInt8(0x80, field.size[0]);
    block.writeBigUInt64BE(BigInt(size), field.size[0] + 4);
  }
  octal(field.mtime, seconds);
  put(field.type, '0');
  put(field.magic, 'ustar\x0000');
  put(field.checksum, `${checksum(block).toString(8).padStart(6, '0')}\0 `);
  return block;
}

/** A long name is cut at a slash: the end goes into `name`, what is before into `prefix`. */
function splitName(path: string): { prefix: string; name: string } {
  if (Buffer.byteLength(path) <= field.name[1]) return { prefix: '', name: path };
  for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
    const name = path.slice(slash + 1);
    if (Buffer.byteLength(name) <= field.name[1]) return { prefix: path.slice(0, slash), name };
  }
  return { prefix: '', name: path };
}

/** What a block says about the file after it. Throws TarError. */
export function parseTarHeader(block: Buffer): { name: string; size: number } {
  const text = ([at, length]: readonly [number, number]): string =>
    block
      .subarray(at, at + length)
      .toString('utf8')
      .replace(/\0.*$/s, '');
  const [sizeAt] = field.size;
  const size =
    block.readUInt8(sizeAt) === 0x80
      ? Number(block.readBigUInt64BE(sizeAt + 4))
      : parseInt(text(field.size), 8);
  const sound = parseInt(text(field.checksum), 8) === checksum(block) && text(field.magic) === 'ustar';
  if (!sound || !Number.isSafeInteger(size)) throw new TarError('it is not a tar archive, or is damaged');
  if (text(field.type) !== '0') throw new TarError('it holds more than plain files');
  const prefix = text(field.prefix);
  return { name: prefix === '' ? text(field.name) : `${prefix}/${text(field.name)}`, size };
}

/** The sum of a header's bytes, its own field counted as spaces. */
function checksum(block: Buffer): number {
  const [at, length] = field.checksum;
  return block.reduce((sum, byte, index) => sum + (index >= at && index < at + length ? 0x20 : byte), 0);
}
