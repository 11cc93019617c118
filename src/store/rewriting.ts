import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Logger } from '../lib/logger.ts';

/** Milliseconds for which others' looks at older rows are waited for. */
const patienceMs = 10_000;

/**
 * Writes a table's file anew, without rows that were changed or removed. PostgreSQL copies rows along that some transaction may still
 * look at, be it only a connection to another database that is being opened: then it is done again, for 10 s at most. What is left
 * then is told the operator.
 * @param table a name of the schema, as it is
 */
export async function rewriteTable(
  client: pg.ClientBase,
  table: string,
  logger: Pick<Logger, 'warn'>,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  let left = await rewrite(client, table);
  while (left > 0 && Date.now() < deadline) {
    await sleep(50);
    left = await rewrite(client, table);
  }
  if (left > 0)
    logger.warn(
      { table, rows: left },
      `somebody looks at the records, so that rows with secrets in plain are still in their files: run "vacuum full ${table}" there when nobody does`,
    );
}

/** Returns how many rows that are gone are still in the file. */
async function rewrite(client: pg.ClientBase, table: string): Promise<number> {
  let kept = 0;
  const listen = ({ detail = '' }: { detail?: string | undefined }): void => {
    // "3 dead row versions cannot be removed yet.", in whatever language the server speaks.
    kept = Number(/\d+/.exec(detail)?.[0] ?? kept);
  };
  client.on('notice', listen);
  try {
    await client.query(`vacuum (full, verbose) ${table}`);
  } finally {
    client.off('notice', listen);
  }
  return kept;
}
