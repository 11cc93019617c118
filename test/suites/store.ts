import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ne, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/lib/ids.ts';
import { openStore, type OpenStore } from '../../src/store/open.ts';
import type { Queries } from '../../src/store/port.ts';
import { branch, course, setting } from '../../src/store/schema/index.ts';
import { quietLogger } from '../support/database.ts';
import { testRecordsKey } from '../support/postgres.ts';

/** What the suite needs of the implementation that it runs on. */
export interface StoreUnderTest {
  /** A data directory for one test. */
  directory(): Promise<string>;
  /** An empty database for one test; undefined for the private PostgreSQL of the test's data directory. */
  database(): Promise<{ url: string; drop(): Promise<void> } | undefined>;
}

const writer = fileURLToPath(new URL('../support/store-writer.ts', import.meta.url));

/** A writer process whose first row has been acknowledged. */
export async function startWriter(dataDir: string, url?: string) {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', writer, dataDir, ...(url === undefined ? [] : [url])],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const acknowledged: string[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => acknowledged.push(line));
  await once(lines, 'line');
  return {
    acknowledged,
    /** Resolves when `count` more rows than now have been acknowledged. */
    async more(count: number) {
      const wanted = acknowledged.length + count;
      while (acknowledged.length < wanted) await once(lines, 'line');
    },
    async killed() {
      const gone = once(lines, 'close');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Promises of the store that hold on every PostgreSQL. */
export function storeSuite(name: string, implementation: StoreUnderTest): void {
  describe(`store on ${name}`, () => {
    let dataDir: string;
    let database: Awaited<ReturnType<StoreUnderTest['database']>>;
    let store: OpenStore | undefined;

    const open = async () => {
      store = await openStore({ dataDir, url: database?.url, key: testRecordsKey, logger: quietLogger });
      return store;
    };

    beforeEach(async () => {
      dataDir = await implementation.directory();
      database = await implementation.database();
    });

    afterEach(async () => {
      await store?.close();
      store = undefined;
      await database?.drop();
      await rm(dataDir, { recursive: true, force: true });
    });

    it('starts empty and finds its rows again after it was closed', async () => {
      const first = await open();
      expect(await keys(first.db)).toEqual([]);
      await first.db.insert(setting).values({ key: 'kept', value: 'yes' });
      await first.close();
      await expect(first.ping()).rejects.toThrow();
      expect(await keys((await open()).db)).toEqual(['kept']);
    });

    it('commits to disk before it acknowledges', async () => {
      const { db } = await open();
      const { rows } = await db.execute<{ name: string; setting: string }>(
        sql`select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes')`,
      );
      expect(rows.map((row) => row.setting)).toEqual(['on', 'on', 'on']);
    });

    it('keeps all of a transaction or nothing', async () => {
      const { db, transaction } = bound(await open());
      const failed = transaction(async (queries) => {
        await queries.insert(setting).values({ key: 'half', value: 'done' });
        throw new Error('second half');
      });
      await expect(failed).rejects.toThrow('second half');
      expect(await keys(db)).toEqual([]);
    });

    it('runs a transaction again after a deadlock', async () => {
      const { db, transaction } = bound(await open());
      await db.insert(setting).values([
        { key: 'a', value: '' },
        { key: 'b', value: '' },
      ]);
      let runs = 0;
      let holding = 0;
      let bothHold = () => {};
      const both = new Promise<void>((resolve) => (bothHold = resolve));
      const append = (queries: Queries, key: string, letter: string) =>
        queries
          .update(setting)
          .set({ value: sql`${setting.value} || ${letter}` })
          .where(sql`${setting.key} = ${key}`);
      let oneIsDone = () => {};
      const firstCommit = new Promise<void>((resolve) => (oneIsDone = resolve));
      const cross = async (first: string, second: string, letter: string) => {
        let tries = 0;
        await transaction(async (queries) => {
          runs += 1;
          tries += 1;
          // PostgreSQL lets a new transaction take a row before one that was waiting for it has woken: the second run could
          // meet the first transaction again, and there would be another deadlock.
          if (tries > 1) await firstCommit;
          await append(queries, first, letter);
          holding += 1;
          if (holding === 2) bothHold();
          await both;
          await append(queries, second, letter);
        });
        oneIsDone();
      };
      await Promise.all([cross('a', 'b', 'x'), cross('b', 'a', 'y')]);
      expect(runs).toBe(3);
      const rows = await db.select().from(setting).where(ne(setting.key, 'records-key'));
      expect(rows.map((row) => row.value.length)).toEqual([2, 2]);
    });

    it('keeps a branch and its parent in one course', async () => {
      const { db } = await open();
      const courses = [newId(), newId()] as const;
      await db.insert(course).values(courses.map((id) => ({ id, name: `示例培训班 ${id}` })));
      const parent = {
        id: newId(),
        courseId: courses[0],
        number: 1,
        name: '示例分课堂 001',
        level: 1 as const,
      };
      await db.insert(branch).values(parent);
      const child = {
        id: newId(),
        number: 2,
        name: '示例分课堂 002',
        level: 2 as const,
        parentId: parent.id,
      };
      await expect(db.insert(branch).values({ ...child, courseId: courses[1] })).rejects.toMatchObject({
        cause: { constraint: 'branch_parent_in_course' },
      });
      await db.insert(branch).values({ ...child, courseId: courses[0] });
    });

    it('loses no acknowledged row when its process is killed', async () => {
      const running = await startWriter(dataDir, database?.url);
      await running.more(50);
      await running.killed();
      const found = new Set(await keys((await open()).db));
      expect(running.acknowledged.filter((key) => !found.has(key))).toEqual([]);
      expect(running.acknowledged.length).toBeGreaterThan(50);
    });

    it('refuses a second process on its data directory within 2 s, and the first goes on', async () => {
      const running = await startWriter(dataDir, database?.url);
      const asked = performance.now();
      await expect(open()).rejects.toThrow(/Another Plenum \(process \d+@.*\) is using the data directory/);
      expect(performance.now() - asked).toBeLessThan(2_000);
      await running.more(1);
      await running.killed();
      await open();
    });

    it('lets a program that only adds records work beside the server', async () => {
      const running = await startWriter(dataDir, database?.url);
      const beside = await openStore({
        dataDir,
        url: database?.url,
        key: testRecordsKey,
        logger: quietLogger,
        whenTaken: 'share',
      });
      await beside.db.insert(setting).values({ key: 'beside', value: '' });
      await beside.close();
      await running.more(1);
      await running.killed();
      expect(await keys((await open()).db)).toContain('beside');
    });

    it('refuses records of a newer version', async () => {
      const first = await open();
      await first.db.execute(
        sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('newer', 99999999999999)`,
      );
      await first.close();
      await expect(open()).rejects.toThrow('written by a newer Plenum');
    });
  });
}

/** The methods of a store, free of it. */
function bound(store: OpenStore) {
  return {
    db: store.db,
    transaction: <T>(work: (queries: Queries) => Promise<T>) => store.transaction(work),
  };
}
/** What tests have written; not the note that the store makes by itself. */
export async function keys(queries: Queries): Promise<string[]> {
  const rows = await queries
    .select({ key: setting.key })
    .from(setting)
    .where(ne(setting.key, 'records-key'))
    .orderBy(setting.key);
  return rows.map((row) => row.key);
}
