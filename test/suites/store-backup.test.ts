import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BackupFile } from '../../src/store/backup/backup-file.ts';
import { listTables, qualified } from '../../src/store/backup/catalogue.ts';
import { restoreBackup, type RestoreTarget } from '../../src/store/backup/restore-backup.ts';
import { attachTarget } from '../../src/store/backup/restore-target.ts';
import { writeBackup } from '../../src/store/backup/write-backup.ts';
import { shippedMigrations } from '../../src/store/migrate.ts';
import { attach, everything, migrateTo, migrationsAnd, packBackup, withClient } from '../support/backup.ts';
import { freshDatabase, quietLogger, sharedServer } from '../support/database.ts';
import { startDebianPostgres, temporaryDirectory, type ForeignPostgres } from '../support/postgres.ts';
import { startWriter } from './store.ts';

/** Tables that have what the shipped ones do not: every type, odd names, references in a circle, computed columns. */
const oddTables = [
  `create table every_type (
     id bigint primary key generated always as identity (start with 40),
     small smallint, whole integer, exact numeric(20, 5), single real, double double precision, yes boolean,
     words text, fixed character(5), bytes bytea, day date, clock time, moment timestamptz, local timestamp,
     span interval, key uuid, loose json, tight jsonb, host inet, words_list text[], number_grid integer[][],
     computed text generated always as (upper(words)) stored
   )`,
  `create table "Odd ""name""" ("Order" serial primary key, "a b" text default 'x')`,
  `create table hen (id integer primary key, egg integer)`,
  `create table egg (id integer primary key, hen integer not null references hen)`,
  `alter table hen add constraint hen_of_an_egg foreign key (egg) references egg`,
];
const migrations = migrationsAnd(oddTables);

const oddRows = `
  insert into every_type (small, whole, exact, single, double, yes, words, fixed, bytes, day, clock, moment, local,
      span, key, loose, tight, host, words_list, number_grid) values
    (-32768, 2147483647, 12345678901234.56789, 0.1, 'NaN', true, '示例分课堂 𠮷 甲、乙', '一二', '\\x00ff0a5c', '2030-01-07',
     '08:15:00.000001', '2030-01-07 08:15:00.123456+08', '2030-01-07 08:15:00.654321', '1 mon 2 days 03:04:05.000006',
     '00000000-0000-4000-8000-000000000001', '{"b": 1,  "a": [null]}', '{"名称": "示例", "n": 1.50, "deep": {"x": null}}',
     '2001:db8::1', array['a,b', null, 'NULL', '"', ''], '{{1,2},{3,4}}'),
    (null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null),
    (0, 0, 'NaN', '-Infinity', 1e-308, false, '', '', '', 'infinity', '24:00', '-infinity', 'infinity', '0', null, 'null',
     'null', null, '{}', '{}'),
    (1, 1, 0, 0, 0, true, E'tab\\there\\nnew line\\r\\\\N \\\\. \\\\', null, null, null, null, null, null, null, null, null,
     to_jsonb(E'\\\\.\\n\\t'::text), null, null, null);
  insert into every_type (words) select repeat('示例 ', 100) || n from generate_series(1, 30000) n;
  insert into "Odd ""name""" ("a b") values ('one'), (E'\\\\.');
  insert into hen values (1), (2); insert into egg values (1, 1), (2, 1); update hen set egg = 2;
  insert into setting values ('示例', 'kept');
  insert into course (id, name) values ('course-1', '示例培训班');
  insert into branch (id, course_id, number, name, level, parent_id) values
    ('branch-2', 'course-1', 2, '示例分课堂 002', 1, null), ('branch-1', 'course-1', 1, '示例分课堂 001', 2, 'branch-2');
  insert into trainee (id, course_id, number, name, branch_id) values ('trainee-1', 'course-1', '000001', '学员甲', 'branch-1');
  insert into audit (action, record_id, before, after) values ('branch.renamed', 'branch-1', null, '{"名称": "甲"}');
  delete from audit where id = 1;`;

let debian: ForeignPostgres;
let root: string;
/** What a test has opened, to be closed in the opposite order. */
const opened: (() => Promise<void>)[] = [];

beforeAll(async () => {
  debian = await startDebianPostgres();
});
afterAll(() => debian.stop());
beforeEach(async () => {
  root = await temporaryDirectory();
});
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
  await rm(root, { recursive: true, force: true });
});

/** A data directory; its records are in its private PostgreSQL, or in an empty database on the server of that address. */
async function place(name: string, server?: string) {
  const dataDir = join(root, name);
  const database = server === undefined ? undefined : await freshDatabase(server);
  const records = await attach(dataDir, database?.url);
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= records.close().then(() => database?.drop()));
  opened.push(close);
  return { dataDir, connection: records.connection, materialsDir: join(dataDir, 'materials'), close };
}

async function fill(connection: pg.ClientConfig, materialsDir: string): Promise<void> {
  await migrateTo(connection, migrations);
  await withClient(connection, (client) => client.query(oddRows));
  await mkdir(join(materialsDir, 'deeper'), { recursive: true });
  await writeFile(join(materialsDir, 'a'.repeat(26)), Buffer.alloc(3_000_000, 'page '));
  await writeFile(join(materialsDir, 'deeper', 'empty'), '');
}

describe('a backup', () => {
  it("brings every table, type and material from private to Debian's PostgreSQL and back", async () => {
    const first = await place('first');
    await fill(first.connection, first.materialsDir);
    const origin = await everything(first.connection);
    const manifest = await writeBackup(first, join(root, 'first.tar'));
    expect(manifest.tables.find(({ name }) => name === 'every_type')).toMatchObject({ rows: 30_004 });
    expect(manifest.tables.find(({ name }) => name === 'every_type')?.parts.length).toBeGreaterThan(1);
    await first.close();

    const second = await place('second', debian.url);
    const target = { replace: false, migrations };
    await restoreBackup(await BackupFile.open(join(root, 'first.tar')), { ...second, ...target });
    expect(await everything(second.connection)).toEqual(origin);

    await writeBackup(second, join(root, 'second.tar'));
    const third = await place('third');
    await restoreBackup(await BackupFile.open(join(root, 'second.tar')), { ...third, ...target });
    expect(await everything(third.connection)).toEqual(origin);
    const material = await readFile(join(third.materialsDir, 'a'.repeat(26)));
    expect(material.equals(Buffer.alloc(3_000_000, 'page '))).toBe(true);
    expect((await stat(join(third.materialsDir, 'deeper', 'empty'))).size).toBe(0);

    // The sequences go on where they were.
    const { rows } = await withClient(third.connection, (client) =>
      client.query<{ id: string }>(`insert into every_type default values returning id`),
    );
    expect(rows).toEqual([{ id: '30044' }]);
  });

  it('is of one moment although others write meanwhile', async () => {
    const source = await place('source', sharedServer());
    await fill(source.connection, source.materialsDir);
    // Each transaction adds one row to two tables that are copied far apart in time.
    const pair = `begin; insert into audit (action, record_id) values ('pair.added', 'n');
      insert into setting select 'pair ' || count(*), '' from audit; commit`;
    let going = true;
    let written = 0;
    const writing = withClient(source.connection, async (client) => {
      for (; going; written += 1) await client.query(pair);
    });
    await expect.poll(() => written).toBeGreaterThan(10);
    const before = written;
    await writeBackup(source, join(root, 'moving.tar'));
    const during = written - before;
    going = false;
    await writing;
    expect(during).toBeGreaterThan(0);

    const target = await place('target', sharedServer());
    const backup = await BackupFile.open(join(root, 'moving.tar'));
    await restoreBackup(backup, { ...target, replace: false, migrations });
    const count = (table: string) => backup.manifest.tables.find(({ name }) => name === table)?.rows ?? 0;
    expect(count('audit')).toBe(count('setting') - 1);
    expect(count('audit')).toBeGreaterThanOrEqual(before);
  });

  it('has a material that was deleted while it was made', async () => {
    const source = await place('source', sharedServer());
    await fill(source.connection, source.materialsDir);
    const doomed = join(source.materialsDir, 'a'.repeat(26));
    const scratch = join(source.materialsDir, `.plenum-backup-${process.pid}`, 'a'.repeat(26));
    const making = writeBackup(source, join(root, 'backup.tar'));
    await expect.poll(() => stat(scratch).catch(() => undefined), { interval: 1 }).toBeDefined();
    await rm(doomed);
    const { materials } = await making;
    expect(materials.map(({ path }) => path)).toEqual(['a'.repeat(26), 'deeper/empty']);
    expect(await readdir(source.materialsDir)).toEqual(['deeper']);
    await BackupFile.open(join(root, 'backup.tar'));
  });

  it('does not overwrite a file, and is for its owner only', async () => {
    const source = await place('source', sharedServer());
    await migrateTo(source.connection, shippedMigrations());
    const file = join(root, 'backup.tar');
    await writeBackup(source, file);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await expect(writeBackup(source, file)).rejects.toThrow(`${file} exists already.`);
    await expect(writeBackup(source, join(root, 'none', 'x.tar'))).rejects.toThrow('cannot be written');
  });

  it('can be listed and unpacked with the tar of the system', async () => {
    const source = await place('source', sharedServer());
    await fill(source.connection, source.materialsDir);
    await writeBackup(source, join(root, 'backup.tar'));
    execFileSync('tar', ['-xf', join(root, 'backup.tar'), '-C', root]);
    execFileSync('sha256sum', ['--check', '--quiet', 'manifest.json.sha256'], { cwd: root });
    expect(await readFile(join(root, 'records', 'setting', '00001.copy'), 'utf8')).toBe('示例\tkept\n');
  });
});

describe('a restore is refused, and changes nothing', () => {
  let file: string;
  let target: Awaited<ReturnType<typeof place>>;

  beforeEach(async () => {
    file = join(root, 'backup.tar');
    const source = await place('source', sharedServer());
    await fill(source.connection, source.materialsDir);
    await writeBackup(source, file);
    target = await place('target', sharedServer());
  });

  const restore = async (options: Partial<RestoreTarget> = {}) =>
    restoreBackup(await BackupFile.open(file), { ...target, replace: false, migrations, ...options });

  it('when the file is damaged, cut off, or something else', async () => {
    const sound = await readFile(file);
    const change = async (edit: (bytes: Buffer) => Buffer) => writeFile(file, edit(Buffer.from(sound)));
    const flip = (text: string) => (bytes: Buffer) => {
      const at = bytes.indexOf(text);
      bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
      return bytes;
    };
    for (const [edit, message] of [
      [flip('\tkept\n'), /records\/setting\/00001\.copy in it is not what was written/],
      [flip('page page'), /materials\/a{26} in it is not what was written/],
      [flip('"takenAt"'), /its manifest is not what was written/],
      [flip('records/setting'), /it is not a tar archive, or is damaged/],
      [(bytes) => bytes.subarray(0, bytes.length - 2_000), /cut off|not a backup/],
      [(bytes) => bytes.subarray(0, 1_000_000), /cut off/],
      [() => Buffer.alloc(0), /cut off/],
      [() => Buffer.alloc(10_240), /not a backup of Plenum/],
      [() => Buffer.from('x'.repeat(2_000)), /it is not a tar archive, or is damaged/],
    ] satisfies [(bytes: Buffer) => Buffer, RegExp][]) {
      await change(edit);
      await expect(BackupFile.open(file)).rejects.toThrow(message);
    }
    await expect(BackupFile.open(join(root, 'nothing.tar'))).rejects.toThrow(/cannot be read \(ENOENT/);
  });

  it('when it would put a material elsewhere', async () => {
    const folder = join(root, 'unpacked');
    await mkdir(folder);
    execFileSync('tar', ['-xf', file, '-C', folder]);
    const manifest = await readFile(join(folder, 'manifest.json'), 'utf8');
    await writeFile(join(folder, 'manifest.json'), manifest.replace('deeper/empty', '../../outside'));
    await packBackup(folder, file);
    await expect(restore()).rejects.toThrow('in a form that this one cannot read');
  });

  it('when the backup is of a newer or an unknown version', async () => {
    await expect(restore({ migrations: shippedMigrations() })).rejects.toThrow('written by a newer Plenum');
    const others = migrationsAnd(['create table something_else (id integer)']);
    await expect(restore({ migrations: others })).rejects.toThrow('whose records this one does not know');
    expect(await withClient(target.connection, listTables)).toEqual([]);
  });

  it('when there are records or materials already, unless they may be thrown away', async () => {
    await migrateTo(target.connection, shippedMigrations());
    await withClient(target.connection, (client) =>
      client.query(`insert into setting values ('here', 'before')`),
    );
    await mkdir(target.materialsDir);
    await writeFile(join(target.materialsDir, 'another'), 'x');
    await expect(restore()).rejects.toThrow(/There are other materials in .* \(1 files\)\. Add --replace/);
    await rm(join(target.materialsDir, 'another'));
    const before = await everything(target.connection);
    await expect(restore()).rejects.toThrow('There are records already (in setting). Add --replace');
    expect(await everything(target.connection)).toEqual(before);
    expect(await readdir(target.materialsDir)).toEqual([]);
    await writeFile(join(target.materialsDir, 'another'), 'x');
    await restore({ replace: true });
    const { rows } = await withClient(target.connection, (client) => client.query('select * from setting'));
    expect(rows).toEqual([{ key: '示例', value: 'kept' }]);
    expect(await readdir(target.materialsDir)).toEqual(['a'.repeat(26), 'deeper']);
    // Empty tables, and the same materials, are nothing that could be lost.
    await withClient(target.connection, async (client) => {
      for (const { name } of await listTables(client))
        await client.query(`truncate ${qualified(name)} cascade`);
    });
    await restore();
  });

  it("when the database is another program's", async () => {
    await withClient(target.connection, (client) => client.query('create table theirs (id integer)'));
    await expect(restore()).rejects.toThrow("another program's tables");
  });

  it('when a row breaks a rule of the tables', async () => {
    const folder = join(root, 'unpacked');
    await mkdir(folder);
    execFileSync('tar', ['-xf', file, '-C', folder]);
    const part = join(folder, 'records', 'branch', '00001.copy');
    const rows = (await readFile(part, 'utf8')).replaceAll('branch-2', 'branch-9');
    await writeFile(part, rows.replace('branch-9', 'branch-2'));
    const sha256 = createHash('sha256')
      .update(await readFile(part))
      .digest('hex');
    const manifest = await readFile(join(folder, 'manifest.json'), 'utf8');
    const old = /"name": "records\/branch\/00001\.copy",\s+"bytes": \d+,\s+"sha256": "(\w+)"/.exec(
      manifest,
    )?.[1];
    await writeFile(join(folder, 'manifest.json'), manifest.replace(old ?? 'none', sha256));
    await packBackup(folder, file);
    await expect(restore()).rejects.toThrow(
      /PostgreSQL refused: .*branch_parent_in_course.* Nothing was changed/,
    );
    expect(await withClient(target.connection, listTables)).toEqual([]);
  });

  it('while a server uses the data directory or the records', async () => {
    const running = await startWriter(join(root, 'live'));
    const settings = { configured: undefined, into: undefined, replace: true, logger: quietLogger };
    await expect(attachTarget({ ...settings, dataDir: join(root, 'live') })).rejects.toThrow(
      /Another Plenum \(process \d+@.*\) is using the data directory/,
    );
    // Its materials are there, although the records would go elsewhere.
    const database = await freshDatabase(debian.url);
    const elsewhere = { ...settings, into: database.url };
    await expect(attachTarget({ ...elsewhere, dataDir: join(root, 'live') })).rejects.toThrow(
      'Another Plenum',
    );
    await running.killed();

    const node = await startWriter(join(root, 'node'), database.url);
    const beside = await attachTarget({ ...elsewhere, dataDir: join(root, 'other') });
    await expect(restore({ connection: beside.connection, replace: true })).rejects.toThrow(
      /Another Plenum \(process \d+@.*\) is using these records/,
    );
    await beside.close();
    await node.killed();
    await (await attach(join(root, 'live'))).close();
    await database.drop();
  });
});

describe('private records of a PostgreSQL that is not there any more', () => {
  it('are set aside by a restore that may replace them', async () => {
    const source = await place('source');
    await migrateTo(source.connection, shippedMigrations());
    await writeBackup(source, join(root, 'backup.tar'));
    await source.close();
    const version = join(source.dataDir, 'postgres', 'cluster', 'PG_VERSION');
    await writeFile(version, '9\n');
    const settings = {
      dataDir: source.dataDir,
      configured: undefined,
      into: undefined,
      logger: quietLogger,
    };
    await expect(attachTarget({ ...settings, replace: false })).rejects.toThrow(
      /written by PostgreSQL 9, which was not found.*npm run restore -- FILE --replace/,
    );
    const records = await attachTarget({ ...settings, replace: true });
    opened.push(() => records.close());
    const backup = await BackupFile.open(join(root, 'backup.tar'));
    await restoreBackup(backup, { ...source, connection: records.connection, replace: true });
    const names = await readdir(join(source.dataDir, 'postgres'));
    expect(names.filter((name) => name.startsWith('cluster-9-'))).toHaveLength(1);
  });
});
