import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/node-postgres';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import type { Logger } from '../lib/logger.ts';
import { lockClass } from './directory-lock.ts';
import { StoreError } from './store-error.ts';

/** The object of the migrations' lock: one for the whole database, whose tables all nodes share. */
const migrationLock = 0;
const migrationsFolder = fileURLToPath(new URL('./migrations', import.meta.url));

/** Brings the tables up to this version; of several processes that start at once, one does it and the others wait. */
export async function migrateStore(connection: pg.ClientConfig, logger: Logger): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    // The lock goes with the connection.
    await client.query('select pg_advisory_lock($1, $2)', [lockClass, migrationLock]);
    const known = readMigrationFiles({ migrationsFolder });
    const applied = await appliedMigrations(client);
    const newest = Math.max(...known.map((migration) => migration.folderMillis));
    if (applied.some((when) => when > newest)) {
      throw new StoreError(
        'The records were written by a newer Plenum. Start that version, or restore a backup.',
      );
    }
    const missing = known.length - applied.length;
    if (missing === 0) return;
    logger.info({ migrations: missing }, 'bringing the records up to this version');
    await migrate(drizzle(client), { migrationsFolder });
  } finally {
    await client.end();
  }
}

/** When each applied migration was written, as drizzle's migrator notes it. */
async function appliedMigrations(client: pg.Client): Promise<number[]> {
  const table = await client.query<{ name: string | null }>(
    `select to_regclass('drizzle.__drizzle_migrations') as name`,
  );
  if (!table.rows[0]?.name) return [];
  const { rows } = await client.query<{ when: string }>(
    'select created_at as "when" from drizzle.__drizzle_migrations',
  );
  return rows.map((row) => Number(row.when));
}
