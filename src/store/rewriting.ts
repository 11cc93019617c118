import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

/** Milliseconds for which others' looks at older rows are waited for. */
const patienceMs = 10_000;

/**
 * Writes a table's file anew, without rows that were changed or removed. Rows that somebody else's transaction may still look at
 * would be copied along, be it only PostgreSQL's own that counts rows for its statistics: their end is waited for, 10 s at most.
 * @param table a name of the schema, as it is
 */
export async function rewriteTable(client: pg.ClientBase, table: string): Promise<void> {
  const { rows } = await client.query<{ next: string }>(
    'select pg_snapshot_xmax(pg_current_snapshot())::text as next',
  );
  const next = rows[0]?.next;
  const deadline = Date.now() + patienceMs;
  while (next !== undefined && Date.now() < deadline && (await isLookedAtSince(client, next)))
    await sleep(20);
  await client.query(`vacuum (full) ${table}`);
}

/** Whether another transaction of this database sees what was there before the one with this number. */
async function isLookedAtSince(client: pg.ClientBase, transaction: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `select 1 from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and age(backend_xmin) > age($1::xid8::xid)
     limit 1`,
    [transaction],
  );
  return rowCount !== 0;
}
