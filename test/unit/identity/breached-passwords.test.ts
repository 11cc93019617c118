import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BreachedPasswords } from '../../../src/identity/breached-passwords.ts';
import { Passwords } from '../../../src/identity/passwords.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plenum-breached-'));
});
afterAll(() => rm(folder, { recursive: true }));

const sha1 = (password: string): string => createHash('sha1').update(password).digest('hex').toUpperCase();
const several = (count: number, what: string): string[] =>
  Array.from({ length: count }, (_, n) => `${what} ${n}`);

async function listOf(passwords: readonly string[], { end = '\n', last = '\n', counts = true } = {}) {
  const lines = passwords
    .map(sha1)
    .toSorted()
    // As many digits as there are in the real list, and as different.
    .map((hash, n) => (counts ? `${hash}:${3 ** (n % 16)}` : hash));
  const path = join(folder, `${Math.random()}.txt`);
  await writeFile(path, lines.join(end) + last);
  return BreachedPasswords.open(path);
}

describe('a list of stolen passwords', () => {
  it.each([
    ['of one', 1, {}],
    ['of two, the last without an end of line', 2, { last: '' }],
    ['of many', 700, {}],
    ['with the ends of line of Windows', 333, { end: '\r\n', last: '\r\n' }],
    ['without counts', 256, { counts: false }],
  ])('%s holds what is in it and nothing else', async (_name, count, form) => {
    const stolen = several(count, 'stolen');
    const list = await listOf(stolen, form);
    for (const password of stolen) expect(await list.includes(password), password).toBe(true);
    for (const password of several(300, 'another'))
      expect(await list.includes(password), password).toBe(false);
    await list.close();
  });

  it('refuses a file that is no such list, and one that is not there, by name', async () => {
    const path = join(folder, 'words.txt');
    await writeFile(path, 'password\n123456\n');
    await expect(BreachedPasswords.open(path)).rejects.toThrow(`${path} is not a list of SHA-1 hashes`);
    const nowhere = join(folder, 'nowhere.txt');
    await expect(BreachedPasswords.open(nowhere)).rejects.toThrow(`${nowhere} cannot be read`);
  });
});

it('a password on the list is refused, in whatever form a keyboard writes it; others are taken', async () => {
  const list = await listOf(['correct horse 示例', 'several sample words']);
  const passwords = new Passwords(list);
  const weak = { code: 'password_weak' };
  await expect(passwords.refuseWeak('several sample words', '示例')).rejects.toMatchObject(weak);
  await expect(passwords.refuseWeak('ｃｏｒｒｅｃｔ horse 示例', '示例')).rejects.toMatchObject(weak);
  await expect(passwords.refuseWeak('other sample words', '示例')).resolves.toBeUndefined();
  await expect(new Passwords().refuseWeak('several sample words', '示例')).resolves.toBeUndefined();
  await list.close();
});
