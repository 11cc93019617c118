import { fileURLToPath } from 'node:url';
import { readMigrationFiles, type MigrationMeta } from 'drizzle-orm/migrator';
import pg from 'pg';
import type { Logger } from '../lib/logger.ts';
import { lockClass } from './directory-lock.ts';
import { StoreError } from './store-error.ts';

/** The object of the migrations' lock: one for the whole database, whose tables all nodes share. */
export const migrationLock = 0;
/** Where drizzle's own tools look, too. */
const migrationTable = 'drizzle.__drizzle_migrations';

export type Migration = MigrationMeta;

/** A migration that a database has seen. */
export interface AppliedMigration {
  /** When it was written, in milliseconds since 1970: its place in the order, and its number for drizzle. */
  when: number;
  /** SHA-256 of its SQL, in hex. */
  hash: string;
}

/** The migrations that came with this version, oldest first. */
export function shippedMigrations(): Migration[] {
  return readMigrationFiles({ migrationsFolder: fileURLToPath(new URL('./migrations', import.meta.url)) });
}

/** Brings the tables up to this version; of several processes that start at once, one does it and the others wait. */
export async function migrateStore(connection: pg.ClientConfig, logger: Logger): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    await client.query('begin');
    await lockMigrations(client);
    const missing = missingMigrations(await appliedMigrations(client), shippedMigrations());
    if (missing.length > 0) {
      logger.info({ migrations: missing.length }, 'bringing the records up to this version');
      await applyMigrations(client, missing);
    }
    await client.query('commit');
  } finally {
    // What was not committed goes with the connection.
    await client.end();
  }
}

/** Waits until nobody else migrates this database; until the end of the transaction, nobody else does. */
export async function lockMigrations(client: pg.Client): Promise<void> {
  await client.query('select pg_advisory_xact_lock($1, $2)', [lockClass, migrationLock]);
}

/** What is still to be applied. Throws StoreError when the records are ahead of `known`. */
export function missingMigrations(
  applied: readonly AppliedMigration[],
  known: readonly Migration[],
): Migration[] {
  const reached = Math.max(0, ...applied.map(({ when }) => when));
  if (reached > Math.max(...known.map(({ folderMillis }) => folderMillis))) {
    throw new StoreError(
      'The records were written by a newer Plenum. Start that version, or restore a backup.',
    );
  }
  return known.filter(({ folderMillis }) => folderMillis > reached);
}

/** Applies them, oldest first, in the transaction that the caller has begun. */
export async function applyMigrations(client: pg.Client, migrations: readonly Migration[]): Promise<void> {
  await client.query(
    `create schema if not exists drizzle;
     create table if not exists ${migrationTable} (id serial primary key, hash text not null, created_at bigint)`,
  );
  // The migrations name their tables without a schema.
  await client.query('set local search_path to public');
  for (const { sql, hash, folderMillis } of migrations) {
    for (const statement of sql) await client.query(statement);
    await client.query(`insert into ${migrationTable} (hash, created_at) values ($1, $2)`, [
      hash,
      folderMillis,
    ]);
  }
}

/** What the database has seen, oldest first; nothing when there are no records yet. */
export async function appliedMigrations(client: pg.Client): Promise<AppliedMigration[]> {
  const table = await client.query<{ name: string | null }>('select to_regclass($1) as name', [
    migrationTable,
  ]);
  if (!table.rows[0]?.name) return [];
  const { rows } = await client.query<{ when: string; hash: string }>(
    `select created_at as "when", hash from ${migrationTable} order by created_at`,
  );
  return rows.map(({ when, hash }) => ({ when: Number(when), hash }));
}
