import { createHash } from 'node:crypto';
import { open, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import pg from 'pg';
import { applyMigrations, shippedMigrations, type Migration } from '../../src/store/migrate.ts';
import { attachRecords, type AttachedRecords } from '../../src/store/attach.ts';
import { TarWriter } from '../../src/store/backup/tar.ts';
import { quietLogger } from './database.ts';

/** The private records of a data directory, or those that the address names. */
export function attach(dataDir: string, url?: string): Promise<AttachedRecords> {
  return attachRecords({ dataDir, url, logger: quietLogger, whenTaken: 'refuse' });
}

export async function withClient<T>(
  connection: pg.ClientConfig,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Makes the tables of these migrations in an empty database. */
export async function migrateTo(
  connection: pg.ClientConfig,
  migrations: readonly Migration[],
): Promise<void> {
  await withClient(connection, async (client) => {
    await client.query('begin');
    await applyMigrations(client, migrations);
    await client.query('commit');
  });
}

/** The shipped migrations and one more that makes what its statements say. */
export function migrationsAnd(statements: string[]): Migration[] {
  const shipped = shippedMigrations();
  const when = Math.max(...shipped.map(({ folderMillis }) => folderMillis)) + 1;
  const hash = createHash('sha256').update(statements.join()).digest('hex');
  return [...shipped, { sql: statements, bps: true, folderMillis: when, hash }];
}

/**
 * Everything that is in a database, found without any list of ours: each table's rows, what its columns, keys and indexes
 * are, where its sequences are, and which migrations it has seen.
 */
export async function everything(connection: pg.ClientConfig): Promise<Record<string, unknown>> {
  return withClient(connection, async (client) => {
    const rowsOf = async (text: string): Promise<unknown[]> =>
      (await client.query<{ row: string }>(text)).rows.map(({ row }) => row);
    await client.query(`set timezone = 'UTC'`);
    const found: Record<string, unknown> = {};
    const tables = await client.query<{ name: string }>(
      `select quote_ident(tablename) as name from pg_tables where schemaname = 'public' order by 1`,
    );
    for (const { name } of tables.rows)
      found[name] = await rowsOf(`select t::text as row from public.${name} t order by t::text collate "C"`);
    const sequences = await client.query<{ name: string }>(
      `select quote_ident(sequencename) as name from pg_sequences where schemaname = 'public' order by 1`,
    );
    for (const { name } of sequences.rows)
      found[name] = await rowsOf(`select (last_value, is_called)::text as row from public.${name}`);
    found['columns'] = await rowsOf(
      `select concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default, is_generated) as row
       from information_schema.columns where table_schema = 'public' order by 1`,
    );
    found['constraints'] = await rowsOf(
      `select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) as row
       from pg_constraint where connamespace = 'public'::regnamespace and contype <> 'n' order by 1`,
    );
    found['indexes'] = await rowsOf(
      `select indexdef as row from pg_indexes where schemaname = 'public' order by 1`,
    );
    found['migrations'] = await rowsOf(
      `select created_at || ' ' || hash as row from drizzle.__drizzle_migrations order by created_at`,
    );
    return found;
  });
}

/** Packs an unpacked backup again, as `writeBackup` would have written it. */
export async function packBackup(folder: string, path: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(relative(folder, entry.parentPath), entry.name))
    .sort();
  const file = await open(path, 'w', 0o600);
  try {
    const archive = new TarWriter(file);
    let seal = '';
    for (const name of names) {
      const contents = await readFile(join(folder, name));
      const { sha256 } = await archive.add(name, contents.length, [contents]);
      if (name === 'manifest.json') seal = `${sha256}  ${name}\n`;
    }
    await archive.add('manifest.json.sha256', seal.length, [Buffer.from(seal)]);
    await archive.end();
  } finally {
    await file.close();
  }
}
