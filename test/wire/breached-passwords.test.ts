import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase } from '../support/database.ts';
import { temporaryDirectory } from '../support/postgres.ts';
import { runServer, startServer } from '../support/server.ts';
import { signUp } from '../support/wire.ts';

// An operator has installed a list of stolen passwords: nobody can choose one of them.

const stolen = 'a sample that was stolen';
let folder: string;

beforeAll(async () => {
  folder = await temporaryDirectory();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('refuses an account with a stolen password, and takes another one over the same link', async () => {
  const list = join(folder, 'stolen.txt');
  await writeFile(list, `${createHash('sha1').update(stolen).digest('hex').toUpperCase()}:12\n`);
  const server = await startServer({ env: { PLENUM_ACCOUNTS_BREACHED_PASSWORDS: list } });
  try {
    const link = server.organiserLink ?? '';
    const name = '示例主办方';
    await expect(signUp(server.url, link, { name, password: stolen })).rejects.toThrow('password_weak');
    const { participant } = await signUp(server.url, link, { name, password: `${stolen} not` });
    expect(participant.role).toBe('organiser');
  } finally {
    await server.close();
  }
});

it('a start with a file that is no such list is refused: exit code 1, the file named', async () => {
  const database = await freshDatabase();
  const file = join(folder, 'words.txt');
  await writeFile(file, 'password\n');
  const { code, output } = await runServer({
    PLENUM_ACCOUNTS_BREACHED_PASSWORDS: file,
    PLENUM_DATABASE_URL: database.url,
    PLENUM_DATA_DIR: join(folder, 'data'),
  });
  expect(code).toBe(1);
  expect(output).toContain(`${file} is not a list of SHA-1 hashes`);
  await database.drop();
});
