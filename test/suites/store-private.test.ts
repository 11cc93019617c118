import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeError } from '../../src/lib/logger.ts';
import { openStore, type OpenStore } from '../../src/store/open.ts';
import { PrivatePostgres } from '../../src/store/private-postgres.ts';
import { findPostgres } from '../../src/store/postgres-binaries.ts';
import { chooseRunAs } from '../../src/store/run-as.ts';
import { isRunning } from '../../src/store/running.ts';
import { branch, course, setting } from '../../src/store/schema/index.ts';
import { quietLogger, readyDirectory } from '../support/database.ts';
import { testRecordsKey } from '../support/postgres.ts';
import { keys, startWriter, storeSuite } from './store.ts';

storeSuite('the private PostgreSQL', {
  directory: readyDirectory,
  database: () => Promise.resolve(undefined),
});

describe('the private PostgreSQL', () => {
  let root: string;
  let store: OpenStore | undefined;

  const open = async (dataDir: string) => {
    store = await openStore({ dataDir, key: testRecordsKey, logger: quietLogger });
    return store;
  };

  beforeEach(async () => {
    root = await readyDirectory();
  });

  afterEach(async () => {
    await store?.close();
    store = undefined;
    await rm(root, { recursive: true, force: true });
  });

  it('outlives a killed server process, and the next one finds it', async () => {
    const running = await startWriter(root);
    const before = postmasterPid(root);
    await running.killed();
    await open(root);
    expect(postmasterPid(root)).toBe(before);
  });

  it('is started again when it is killed, with every acknowledged row', async () => {
    const { db } = await open(root);
    await db.insert(setting).values({ key: 'before', value: '' });
    const killed = postmasterPid(root);
    process.kill(killed, 'SIGKILL');
    // What is left of the killed server may answer for another moment: only a new one proves anything.
    await expect.poll(() => postmasterPid(root), { interval: 50 }).not.toBe(killed);
    await expect.poll(() => keys(db).catch(() => 'not back'), { interval: 50 }).toEqual(['before']);
    await db.insert(setting).values({ key: 'after', value: '' });
    expect(await keys(db)).toEqual(['after', 'before']);
  });

  it('comes back when the server process and it were killed together', async () => {
    const running = await startWriter(root);
    await running.more(20);
    process.kill(postmasterPid(root), 'SIGKILL');
    await running.killed();
    const found = new Set(await keys((await open(root)).db));
    expect(running.acknowledged.filter((key) => !found.has(key))).toEqual([]);
  });

  it('has no values in its log: neither of keys that are there already nor of what it cannot read', async () => {
    const opened = await open(root);
    const { db } = opened;
    const row = { id: 'canary7k-course', name: 'canary7k-name' };
    await db.insert(course).values(row);
    const logged: unknown[] = [];
    const refused = async (work: Promise<unknown>, code: string): Promise<void> => {
      const error: unknown = await work.catch((reason: unknown) => reason);
      expect(error).toMatchObject({ cause: { code } });
      if (error instanceof Error) logged.push(describeError(error));
    };
    await refused(db.insert(course).values(row), '23505');
    const bad = { courseId: 'canary7k-nowhere', number: 1, name: 'canary7k-room', level: 1 } as const;
    await refused(db.insert(branch).values({ id: 'canary7k', ...bad }), '23503');
    await refused(db.execute(sql`select ${'canary7k-number'}::int`), '22P02');
    await refused(db.execute(sql.raw(`select 'canary7k-text'::int`)), '22P02');
    await refused(db.execute(sql`select ${'{"canary7k'}::jsonb`), '22P02');
    await refused(db.execute(sql.raw(`canary7k`)), '42601');
    await db.execute(sql.raw(`do $$ begin raise log 'this line is kept'; raise warning 'canary7k'; end $$`));
    const connection = await PrivatePostgres.findRunning(root);
    const client = new pg.Client(connection);
    await client.connect();
    await expect(client.query('select $1::int', ['canary7k'])).rejects.toThrow('canary7k');
    await client.end();
    await opened.close();
    const log = await readFile(join(root, 'postgres.log'), 'utf8');
    // It is the log, and has what is said by PostgreSQL itself.
    expect(log).toContain('database system is ready to accept connections');
    expect(log).toContain('this line is kept');
    expect(log).not.toContain('canary7k');
    expect(JSON.stringify(logged)).toContain('duplicate key value violates unique constraint');
    // The statement that was broken is ours, and stands in the error as such.
    expect(JSON.stringify(logged.slice(0, 3))).not.toContain('canary7k');
  });

  it('starts although its pid file names a process that is now another one', async () => {
    const { db } = await open(root);
    await db.insert(setting).values({ key: 'kept', value: '' });
    const path = join(root, 'postgres', 'cluster', 'postmaster.pid');
    const text = readFileSync(path, 'utf8');
    await store?.close();
    // As after a power cut: the file stayed, and its number was given to a process that runs as the same user.
    const { uid, gid } = await stat(join(root, 'postgres', 'cluster'));
    writeFileSync(path, [String(process.ppid), ...text.split('\n').slice(1)].join('\n'));
    execFileSync('chown', [`${uid}:${gid}`, path]);
    expect(await keys((await open(root)).db)).toEqual(['kept']);
  });

  it('starts although the power went while its pid file was written', async () => {
    const { db } = await open(root);
    await db.insert(setting).values({ key: 'kept', value: '' });
    await store?.close();
    const path = join(root, 'postgres', 'cluster', 'postmaster.pid');
    writeFileSync(path, '');
    const { uid, gid } = await stat(join(root, 'postgres', 'cluster'));
    execFileSync('chown', [`${uid}:${gid}`, path]);
    expect(await keys((await open(root)).db)).toEqual(['kept']);
  });

  it('is gone after close, and listens on no network', async () => {
    const { db } = await open(root);
    const { rows } = await db.execute<{ listen_addresses: string }>('show listen_addresses');
    expect(rows).toEqual([{ listen_addresses: '' }]);
    const pid = postmasterPid(root);
    await store?.close();
    expect(isRunning(pid)).toBe(false);
  });

  it('lets nobody but its own account into the records', async () => {
    await open(root);
    expect((await stat(join(root, 'postgres'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(root, 'postgres', 'cluster'))).mode & 0o777).toBe(0o700);
  });

  it('starts in a data directory whose path is too long for a socket', async () => {
    const deep = join(root, ...Array.from({ length: 12 }, (_, index) => `directory-${index}`));
    const parts = deep.slice(root.length + 1).split('/');
    for (let depth = 1; depth <= parts.length; depth += 1) {
      await mkdir(join(root, ...parts.slice(0, depth)));
      await chmod(join(root, ...parts.slice(0, depth)), 0o755);
    }
    const { db } = await open(deep);
    expect(await keys(db)).toEqual([]);
  });

  it.runIf(process.getuid?.() === 0)(
    'keeps the records elsewhere when only root can enter the data directory',
    async () => {
      const dataDir = join(root, 'closed', 'data');
      await mkdir(dataDir, { recursive: true });
      await chmod(join(root, 'closed'), 0o700);
      const first = await open(dataDir);
      await first.db.insert(setting).values({ key: 'kept', value: '' });
      const elsewhere = (await readFile(join(dataDir, 'postgres-location'), 'utf8')).trim();
      expect(elsewhere).toMatch(/^\/var\/lib\/plenum\/[0-9a-f]{16}$/);
      try {
        await first.close();
        expect(await keys((await open(dataDir)).db)).toEqual(['kept']);
        await store?.close();
      } finally {
        await rm(elsewhere, { recursive: true });
      }
    },
  );

  it("takes the system's programs when they are of the version that wrote the records", () => {
    const found = findPostgres(chooseRunAs('/nonexistent'), 15, join(root, 'cache'));
    expect(found).toMatchObject({ bin: '/usr/lib/postgresql/15/bin', major: 15 });
    expect(() => findPostgres(chooseRunAs('/nonexistent'), 9, join(root, 'cache'))).toThrow(
      'The records were written by PostgreSQL 9, which was not found.',
    );
  });
});

function postmasterPid(dataDir: string): number {
  return Number(readFileSync(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);
}
