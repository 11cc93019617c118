import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { applicationName, lockClass } from '../directory-lock.ts';
import {
  appliedMigrations,
  applyMigrations,
  lockMigrations,
  missingMigrations,
  type Migration,
} from '../migrate.ts';
import { refusedBy, StoreError } from '../store-error.ts';
import type { BackupFile } from './backup-file.ts';
import { columnList, listForeignKeys, listSequences, listTables, qualified } from './catalogue.ts';
import { CopyIn } from './copy.ts';
import type { Manifest } from './manifest.ts';

export interface RestoreOptions {
  /** Throws away the records that are there. */
  replace: boolean;
  /** The migrations of this version. */
  migrations: readonly Migration[];
}

/**
 * Makes the database's records those of the backup, brought up to this version, in one transaction: when something goes
 * wrong, nothing has changed. Throws StoreError for a database that has records (without `replace`) or is in use.
 */
export async function restoreRecords(
  connection: pg.ClientConfig,
  backup: BackupFile,
  { replace, migrations }: RestoreOptions,
): Promise<void> {
  const { manifest } = backup;
  const { before, after } = splitMigrations(manifest, migrations);
  const client = new pg.Client({ ...connection, application_name: applicationName });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin');
    await settle(client);
    await lockMigrations(client);
    await checkDatabase(client);
    await clear(client, replace);
    await applyMigrations(client, before);
    await load(client, backup);
    await applyMigrations(client, after);
    await client.query('commit');
  } catch (error) {
    throw refusedBy(error);
  } finally {
    await client.end();
  }
}

/** Cuts the known migrations at the backup's version. Throws StoreError when it is a version that is not known. */
function splitMigrations(
  { migrations: seen }: Manifest,
  known: readonly Migration[],
): { before: readonly Migration[]; after: readonly Migration[] } {
  const after = missingMigrations(seen, known);
  const before = known.slice(0, known.length - after.length);
  const same =
    before.length === seen.length &&
    before.every((migration, index) => {
      const other = seen[index];
      return migration.folderMillis === other?.when && migration.hash === other.hash;
    });
  if (!same) {
    throw new StoreError(
      'The backup was made by a version of Plenum whose records this one does not know. Restore it with the version that made it.',
    );
  }
  return { before, after };
}

/** A big restore takes longer than what a server may allow a statement. */
async function settle(client: pg.Client): Promise<void> {
  await client.query(
    `set local datestyle = 'ISO'; set local intervalstyle = 'postgres'; set local timezone = 'UTC';
     set local statement_timeout = 0; set local lock_timeout = 0;
     set local idle_in_transaction_session_timeout = 0`,
  );
}

/** Nobody else works here, and every character of the backup can be kept. */
async function checkDatabase(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ encoding: string; user: string | null }>(
    `select current_setting('server_encoding') as encoding,
       (select min(application_name) from pg_locks join pg_stat_activity using (pid)
        where locktype = 'advisory' and granted and classid = $1 and objsubid = 2
          and database = (select oid from pg_database where datname = current_database())
          and application_name <> $2) as user`,
    [lockClass, applicationName],
  );
  const { encoding = 'unknown', user = null } = rows[0] ?? {};
  if (user !== null) {
    throw new StoreError(
      `Another Plenum (${user.replace('plenum ', 'process ')}) is using these records. Stop it first.`,
    );
  }
  if (encoding !== 'UTF8') {
    throw new StoreError(`The database has the encoding ${encoding}; it has to be one with UTF8.`);
  }
}

/** Removes all tables, if there is nothing in them or it may be lost. */
async function clear(client: pg.Client, replace: boolean): Promise<void> {
  const tables = (await listTables(client)).map(({ name }) => name);
  if (!replace) {
    const filled: string[] = [];
    for (const name of tables) {
      const { rowCount } = await client.query(`select 1 from ${qualified(name)} limit 1`);
      if (rowCount !== 0) filled.push(name);
    }
    if (filled.length > 0) {
      throw new StoreError(
        `There are records already (in ${filled.join(', ')}). Add --replace to throw them away and put the backup in their place.`,
      );
    }
    if (tables.length > 0 && (await appliedMigrations(client)).length === 0) {
      throw new StoreError(
        "The database has another program's tables. Make an empty one for Plenum, and name that.",
      );
    }
  }
  if (tables.length > 0) await client.query(`drop table ${tables.map(qualified).join(', ')} cascade`);
  await client.query('drop schema if exists drizzle cascade');
}

async function load(client: pg.Client, backup: BackupFile): Promise<void> {
  const { tables, sequences } = backup.manifest;
  await checkShapes(client, backup);
  if (tables.length > 0) {
    // A migration may have put rows there; those of the backup count.
    await client.query(`truncate ${tables.map(({ name }) => qualified(name)).join(', ')}`);
  }
  // Tables refer to each other, some in circles: the references are checked when every row is there.
  const foreignKeys = await listForeignKeys(client);
  for (const { table, name } of foreignKeys) {
    await client.query(`alter table ${qualified(table)} drop constraint ${pg.escapeIdentifier(name)}`);
  }
  for (const table of tables) {
    const { name, columns, rows } = table;
    const copy = client.query(new CopyIn(`copy ${qualified(name)} (${columnList(columns)}) from stdin`));
    await pipeline(backup.rows(table), copy);
    if (copy.rows !== rows) {
      throw new StoreError(
        `The table ${name} had ${rows} rows, and ${copy.rows} came in. Nothing was changed.`,
      );
    }
  }
  for (const { table, name, definition } of foreignKeys) {
    await client.query(
      `alter table ${qualified(table)} add constraint ${pg.escapeIdentifier(name)} ${definition}`,
    );
  }
  for (const { name, last, called } of sequences) {
    await client.query('select setval($1::regclass, $2::bigint, $3)', [qualified(name), last, called]);
  }
}

/** The migrations have made the tables, columns and sequences that the backup speaks of, and no others. */
async function checkShapes(client: pg.Client, { manifest, path }: BackupFile): Promise<void> {
  const list = (
    tables: readonly { name: string; columns: readonly string[] }[],
    sequences: readonly string[],
  ) =>
    [
      ...tables.flatMap(({ name, columns }) => columns.map((column) => `${name}.${column}`)),
      ...sequences,
    ].sort();
  const there = list(await listTables(client), await listSequences(client));
  const wanted = list(
    manifest.tables,
    manifest.sequences.map(({ name }) => name),
  );
  const odd = [
    ...wanted.filter((name) => !there.includes(name)),
    ...there.filter((name) => !wanted.includes(name)),
  ];
  if (odd.length > 0) {
    throw new StoreError(
      `The backup ${path} and this version of Plenum do not agree about ${odd.slice(0, 5).join(', ')}. ` +
        'The database that it was taken from was changed by hand, or was shared with another program.',
    );
  }
}
