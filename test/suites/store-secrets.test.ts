import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openStore, type OpenStore, type StoreSettings } from '../../src/store/open.ts';
import { keyFile } from '../../src/store/records-key.ts';
import { execute, freshDatabase, quietLogger, settingOf, type TestDatabase } from '../support/database.ts';
import { temporaryDirectory } from '../support/postgres.ts';

let database: TestDatabase;
let dataDir: string;
let store: OpenStore | undefined;

async function open(more: Partial<StoreSettings> = {}): Promise<OpenStore> {
  await shut();
  return (store = await openStore({ dataDir, url: database.url, logger: quietLogger, ...more }));
}

async function shut(): Promise<void> {
  await store?.close();
  store = undefined;
}

/** What lies in the file of the table, rows that are gone as well, as who copies the disk reads it. */
async function fileOfSettings(): Promise<string> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query('checkpoint');
    const { rows } = await client.query<{ bytes: Buffer }>(
      `select pg_read_binary_file(pg_relation_filepath('setting')) as bytes`,
    );
    return rows[0]?.bytes.toString('latin1') ?? '';
  } finally {
    await client.end();
  }
}

beforeEach(async () => {
  [database, dataDir] = await Promise.all([freshDatabase(), temporaryDirectory()]);
});
afterEach(async () => {
  await shut();
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

describe("the server's secrets", () => {
  it('are made once, are not in the records, and are the same after a restart', async () => {
    const first = await open();
    const [secret, again] = await Promise.all([first.secret('server-secret'), first.secret('server-secret')]);
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(again).toBe(secret);
    expect(await first.secret('feed-secret')).not.toBe(secret);
    const kept = await settingOf(database.url, 'server-secret');
    expect(kept).toMatch(/^sealed:/);
    expect(await fileOfSettings()).toContain(kept);
    expect(await fileOfSettings()).not.toContain(secret);
    expect(await (await open()).secret('server-secret')).toBe(secret);
  });

  it('that an older version has kept in plain stay the same, and are in the records no longer', async () => {
    await open();
    const plain = randomBytes(32).toString('base64url');
    await execute(database.url, `insert into setting (key, value) values ('server-secret', $1)`, [plain]);
    expect(await fileOfSettings()).toContain(plain);
    const opened = await open();
    expect(await opened.secret('server-secret')).toBe(plain);
    expect(await settingOf(database.url, 'server-secret')).toMatch(/^sealed:/);
    expect(await fileOfSettings()).not.toContain(plain);
  });

  it('whose traces somebody keeps by looking at them for long are named to the operator', async () => {
    await open();
    const plain = randomBytes(32).toString('base64url');
    await execute(database.url, `insert into setting (key, value) values ('server-secret', $1)`, [plain]);
    const warned = vi.fn();
    const onlooker = new pg.Client({ connectionString: database.url });
    await onlooker.connect();
    try {
      await onlooker.query('begin isolation level repeatable read');
      await onlooker.query('select 1');
      const logger = Object.assign(quietLogger.child({}), { warn: warned });
      expect(await (await open({ logger })).secret('server-secret')).toBe(plain);
    } finally {
      await onlooker.end();
    }
    expect(warned).toHaveBeenCalledWith(
      { table: 'setting', rows: 1 },
      expect.stringContaining('vacuum full'),
    );
  });

  it('leave the files of the records also while somebody else looks at them', async () => {
    await open();
    const plain = randomBytes(32).toString('base64url');
    await execute(database.url, `insert into setting (key, value) values ('server-secret', $1)`, [plain]);
    const onlooker = new pg.Client({ connectionString: database.url });
    await onlooker.connect();
    try {
      await onlooker.query('begin isolation level repeatable read');
      await onlooker.query('select 1');
      const opening = open();
      await expect.poll(() => settingOf(database.url, 'server-secret')).toMatch(/^sealed:/);
      await onlooker.query('commit');
      await opening;
    } finally {
      await onlooker.end();
    }
    expect(await fileOfSettings()).not.toContain(plain);
  });

  it('cannot be read with another key, and are given up only when somebody says so', async () => {
    const secret = await (await open()).secret('server-secret');
    await shut();
    await rm(keyFile(dataDir));
    await expect(open()).rejects.toThrow(/server's secrets in these records were sealed with another key/);
    const forgetful = await open({ forgetNumbers: true });
    expect(await forgetful.secret('server-secret')).not.toBe(secret);
  });

  it('that somebody has put into the records are not taken', async () => {
    const opened = await open();
    await opened.secret('server-secret');
    const other = `sealed:${opened.seal.seal(`feed-secret ${randomBytes(32).toString('base64url')}`).toString('base64')}`;
    await execute(database.url, `update setting set value = $1 where key = 'server-secret'`, [other]);
    await expect(opened.secret('server-secret')).rejects.toThrow(/cannot be opened/);
    await execute(database.url, `update setting set value = 'plain' where key = 'server-secret'`);
    await expect(opened.secret('server-secret')).rejects.toThrow(/cannot be opened/);
  });

  it('have what is derived from them settled once, and again when they or the rules change', async () => {
    const opened = await open();
    const settles = async (secret: string, rules: string): Promise<boolean> => {
      let ran = false;
      await opened.settleDerived('示例', { secret, rules }, () => {
        ran = true;
        return Promise.resolve();
      });
      return ran;
    };
    expect(await settles('a', '1')).toBe(true);
    expect(await settles('a', '1')).toBe(false);
    expect(await settles('a', '2')).toBe(true);
    expect(await settles('b', '2')).toBe(true);
    const broken = opened.settleDerived('示例', { secret: 'c', rules: '2' }, () =>
      Promise.reject(new Error('cut off')),
    );
    await expect(broken).rejects.toThrow('cut off');
    expect(await settles('c', '2')).toBe(true);
  });
});
