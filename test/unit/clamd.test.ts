import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createScan } from '../../src/clamd.ts';
import { AppError } from '../../src/lib/errors.ts';
import { eicar, FakeClamd } from '../support/clamd.ts';
import { quietLogger } from '../support/database.ts';
import { temporaryDirectory } from '../support/postgres.ts';

let clamd: FakeClamd;
let dir: string;

beforeEach(async () => {
  clamd = new FakeClamd();
  dir = await temporaryDirectory();
});
afterEach(async () => {
  await clamd.close();
  await rm(dir, { recursive: true, force: true });
});

const scanAt = (address: string | null, patienceMs = 5_000) =>
  createScan({ address, log: quietLogger, patienceMs });

async function verdict(address: string | null, content: Iterable<Uint8Array>, patienceMs?: number) {
  try {
    await scanAt(address, patienceMs)(() => content);
    return 'clean';
  } catch (error) {
    return error instanceof AppError ? error.code : error;
  }
}

it('hands a file over byte for byte, over a socket on disk and over TCP', async () => {
  const pieces = [Buffer.from('示例'), Buffer.alloc(0), Buffer.alloc(300_000, 7)];
  for (const where of [join(dir, 'clamd.ctl'), 0]) {
    const address = await clamd.listen(where);
    expect(await verdict(address, pieces)).toBe('clean');
    expect(clamd.streams.at(-1)?.equals(Buffer.concat(pieces))).toBe(true);
    await clamd.close();
  }
});

it('refuses what the scanner finds, wherever in the file it stands', async () => {
  const address = await clamd.listen(0);
  expect(await verdict(address, [Buffer.from(eicar)])).toBe('file_infected');
  const cut = Buffer.from(eicar);
  const pieces = [Buffer.alloc(70_000), cut.subarray(0, 20), cut.subarray(20), Buffer.alloc(70_000)];
  expect(await verdict(address, pieces)).toBe('file_infected');
});

it('says of a file that is too large for the scanner that it cannot be checked, even while it is still being sent', async () => {
  const address = await clamd.listen(0);
  const piece = Buffer.alloc(64 * 1024);
  expect(
    await verdict(
      address,
      Array.from({ length: 400 }, () => piece),
    ),
  ).toBe('file_unscannable');
  expect(clamd.streams).toEqual([]);
});

it('never calls a file clean that nobody has looked at', async () => {
  expect(await verdict(`unix://${join(dir, 'nobody')}`, [Buffer.from('a')])).toBe('scanner_away');
  const address = await clamd.listen(0);
  clamd.mode = 'silent';
  expect(await verdict(address, [Buffer.from('a')], 150)).toBe('scanner_away');
  clamd.mode = 'cut';
  expect(await verdict(address, [Buffer.from('a'), Buffer.alloc(500_000)])).toBe('scanner_away');
  await clamd.close();
  expect(await verdict(address, [Buffer.from('a')])).toBe('scanner_away');
});

it('reads nothing where no scanner is configured', async () => {
  const unread: Iterable<Uint8Array> = {
    [Symbol.iterator]: () => {
      throw new Error('it is read');
    },
  };
  expect(await verdict(null, unread)).toBe('clean');
});
