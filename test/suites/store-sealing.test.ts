import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/lib/ids.ts';
import { numberIndex } from '../../src/lib/seal.ts';
import { openStore, type OpenStore, type StoreSettings } from '../../src/store/open.ts';
import { keyFile, readKey } from '../../src/store/records-key.ts';
import { traineeNumber } from '../../src/store/schema/course.ts';
import {
  account,
  branch,
  course,
  recoveryCode,
  secondFactor,
  trainee,
} from '../../src/store/schema/index.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { and, asc, eq } from 'drizzle-orm';
import { readyDatabase, quietLogger, type TestDatabase } from '../support/database.ts';
import { temporaryDirectory } from '../support/postgres.ts';

const numbers = ['0001示例7731', '0002示例7732', '0003示例7733'];
let database: TestDatabase;
let dataDir: string;
let store: OpenStore | undefined;

const open = async (more: Partial<StoreSettings> = {}): Promise<OpenStore> =>
  (store = await openStore({ dataDir, url: database.url, logger: quietLogger, ...more }));

async function shut(): Promise<void> {
  await store?.close();
  store = undefined;
}

beforeEach(async () => {
  [database, dataDir] = await Promise.all([readyDatabase(), temporaryDirectory()]);
});

afterEach(async () => {
  await shut();
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

/** Everything in every table, as who has stolen the database reads it. */
async function stolen(): Promise<string> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I', table_name) as name from information_schema.tables
       where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    const texts: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ text: string }>(`select ${name}::text as text from ${name}`);
      texts.push(...rows.map(({ text }) => text));
    }
    return texts.join('\n');
  } finally {
    await client.end();
  }
}

async function run(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

async function enrol({ db }: OpenStore, courseId = 'course-1'): Promise<void> {
  await db.insert(course).values({ id: courseId, name: '示例' });
  await db.insert(branch).values({ id: `${courseId}-room`, courseId, number: 1, name: '示例', level: 1 });
  await db.insert(trainee).values(
    numbers.map((number) => ({
      ...{ id: newId(), courseId, name: '示例', branchId: `${courseId}-room` },
      ...traineeNumber(courseId, number),
    })),
  );
}

const found = async ({ db }: OpenStore, number: string) =>
  db
    .select({ number: trainee.number })
    .from(trainee)
    .where(and(eq(trainee.courseId, 'course-1'), eq(trainee.numberIndex, numberIndex('course-1', number))));

describe('the numbers of trainees', () => {
  it('stand in no table, and are read and found with the key', async () => {
    const opened = await open();
    await enrol(opened);
    await enrol(opened, 'course-2');
    const text = await stolen();
    for (const number of numbers) expect(text).not.toContain(number);
    expect(text).toContain('course-1-room');
    expect(await found(opened, '0002示例7732')).toEqual([{ number: '0002示例7732' }]);
    expect(await found(opened, '0002示例773')).toEqual([]);
    const inside = await opened.transaction((queries) => queries.select().from(trainee));
    expect(inside.map(({ number }) => number).sort()).toEqual([...numbers, ...numbers].sort());
    // The same number in two courses cannot be told to be the same.
    expect(new Set(inside.map((row) => row.numberIndex)).size).toBe(6);
    await expect(
      opened.db.insert(trainee).values({
        ...{ id: newId(), courseId: 'course-1', name: '示例', port: true },
        ...traineeNumber('course-1', '0002示例7732'),
      }),
    ).rejects.toThrow();
  });

  it('are sealed at the start where an older version has kept them, in their order, and in what the audit says', async () => {
    await open();
    await shut();
    await run(
      `insert into course (id, name) values ('course-1', '示例')`,
      `insert into trainee (id, course_id, number, name, port)
       select 'trainee-' || n, 'course-1', to_char(1201 - n, 'FM0000') || '示例77', '示例', true from generate_series(1, 1200) n`,
      `insert into audit (course_id, action, record_id, after) values ('course-1', 'trainee.created', 'trainee-1', '{"number": "1200示例77", "name": "示例"}')`,
      `insert into audit (course_id, action, record_id, before, after) values
       ('course-1', 'branch.changed', 'branch-1', '{"number": 4}', '{"number": 5}')`,
    );
    const opened = await open();
    expect(await stolen()).not.toContain('示例77');
    const rows = await opened.db.select().from(trainee).orderBy(asc(trainee.position));
    expect(rows.map(({ number }) => number.slice(0, 4))).toEqual(
      Array.from({ length: 1_200 }, (_, index) => String(index + 1).padStart(4, '0')),
    );
    expect(await found(opened, '0700示例77')).toHaveLength(1);
    expect(await stolen()).toContain('••••77');
    // Branches' numbers are no secret.
    expect(await stolen()).toContain('""number"": 4');
  });

  it('can be read again after a restart, by nobody with another key, and go only when somebody says so', async () => {
    await enrol(await open());
    const kept = await readKey(dataDir);
    expect((await stat(keyFile(dataDir))).mode & 0o777).toBe(0o600);
    await shut();
    expect(await found(await open(), '0001示例7731')).toHaveLength(1);
    await shut();

    await rm(keyFile(dataDir));
    await expect(open()).rejects.toThrow(/sealed with another key/);
    // A start that was refused leaves no key behind which would look like the right one.
    expect(await readKey(dataDir)).toBeUndefined();
    await expect(open({ key: randomBytes(32).toString('base64') })).rejects.toThrow(StoreError);
    expect(await found(await open({ key: kept?.toString('base64') }), '0001示例7731')).toHaveLength(1);
    await shut();

    const opened = await open({ forgetNumbers: true });
    const rows = await opened.db.select().from(trainee);
    expect(rows).toHaveLength(3);
    for (const { id, number } of rows) expect(number).toBe(`?${id.slice(0, 8)}`);
    await shut();
    await open();
  });

  it('are sealed like second factors, which go when their key is given up: nobody could compare a code with them', async () => {
    const accountId = newId();
    const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
    const { db } = await open();
    await db.insert(account).values({ id: accountId, name: '示例', nameKey: '示例', passwordHash: 'none' });
    await db.insert(secondFactor).values({ accountId, secret, lastStep: 1, createdAt: new Date() });
    await db.insert(recoveryCode).values({ accountId, codeIndex: 'ABCD-2345-EFGH-6789' });
    expect(await db.select({ secret: secondFactor.secret }).from(secondFactor)).toEqual([{ secret }]);
    for (const text of [secret, 'ABCD-2345-EFGH-6789']) expect(await stolen()).not.toContain(text);
    await shut();

    await rm(keyFile(dataDir));
    const opened = await open({ forgetNumbers: true });
    expect(await opened.db.select().from(secondFactor)).toEqual([]);
    expect(await opened.db.select().from(recoveryCode)).toEqual([]);
    expect(await opened.db.select().from(account)).toHaveLength(1);
  });

  it('cannot be opened when somebody has changed them', async () => {
    const opened = await open();
    await enrol(opened);
    await run(
      `update trainee set number_sealed = set_byte(number_sealed, 33, get_byte(number_sealed, 33) # 1)`,
    );
    await expect(opened.db.select().from(trainee)).rejects.toThrow();
    // The connection is of use afterwards.
    expect(await opened.db.select({ id: trainee.id }).from(trainee)).toHaveLength(3);
  });

  it('need a key that is one', async () => {
    await writeFile(keyFile(dataDir), 'short\n');
    await expect(open()).rejects.toThrow(join(dataDir, 'records.key'));
  });
});
