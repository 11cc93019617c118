import { execFileSync } from 'node:child_process';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  listTar,
  parseTarHeader,
  readTar,
  tarHeader,
  TarError,
  TarWriter,
} from '../../../src/store/backup/tar.ts';
import { temporaryDirectory } from '../../support/postgres.ts';

let root: string;
beforeEach(async () => {
  root = await temporaryDirectory();
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(files: readonly { name: string; contents: Buffer }[]): Promise<string> {
  const path = join(root, 'archive.tar');
  const file = await open(path, 'w');
  const archive = new TarWriter(file);
  for (const { name, contents } of files) await archive.add(name, contents.length, [contents]);
  await archive.end();
  await file.close();
  return path;
}

describe('an archive', () => {
  it('gives back what was put in, whatever its size', async () => {
    const files = fc.array(
      fc.record({
        name: fc.stringMatching(/^[a-z]{1,90}(\/[a-z]{1,60}){0,2}$/),
        contents: fc
          .oneof(fc.constantFrom(0, 1, 511, 512, 513, 1_024, 70_000), fc.nat(2_000))
          .map((size) => Buffer.alloc(size, '示例')),
      }),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(files, async (wanted) => {
        const path = await write(wanted);
        const found = [];
        for (const entry of await listTar(path)) {
          const chunks: Buffer[] = [];
          for await (const chunk of readTar(path, entry)) chunks.push(chunk);
          found.push({ name: entry.name, contents: Buffer.concat(chunks) });
        }
        expect(found).toEqual(wanted);
      }),
      { numRuns: 50 },
    );
  });

  it("is one for the system's tar, with long and Chinese names", async () => {
    const names = ['a', `${'long/'.repeat(30)}${'name'.repeat(20)}`, '课件/示例'];
    const path = await write(names.map((name) => ({ name, contents: Buffer.from(name) })));
    const listed = execFileSync('tar', ['-tf', path, '--quoting-style=literal'], {
      env: { LC_ALL: 'C.UTF-8', PATH: process.env['PATH'] },
    });
    expect(listed.toString().trim().split('\n')).toEqual(names);
  });

  it('refuses contents of another length than announced, and names that do not fit', async () => {
    const file = await open(join(root, 'archive.tar'), 'w');
    const archive = new TarWriter(file);
    await expect(archive.add('a', 3, [Buffer.from('ab')])).rejects.toThrow('a was to be 3 bytes, and was 2');
    await expect(archive.add('x'.repeat(101), 0, [])).rejects.toThrow('too long a name');
    await file.close();
  });
});

describe('a header', () => {
  it.each([0, 8 * 1024 ** 3 - 1, 8 * 1024 ** 3, 5 * 1024 ** 4])('holds a size of %i bytes', (size) => {
    expect(parseTarHeader(tarHeader('file', size, 0))).toEqual({ name: 'file', size });
  });

  it('is refused when any of its bytes has changed', () => {
    const sound = tarHeader('records/setting/00001.copy', 1_234, 1_900_000_000);
    fc.assert(
      fc.property(fc.nat(511), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = Buffer.from(sound);
        damaged.writeUInt8(damaged.readUInt8(at) ^ change, at);
        // The sum itself may be written in more than one way.
        fc.pre(at < 148 || at >= 156);
        expect(() => parseTarHeader(damaged)).toThrow(TarError);
      }),
    );
  });
});
