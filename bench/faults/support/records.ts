import pg from 'pg';
import { PrivatePostgres } from '../../../src/store/private-postgres.ts';

/** What has to be on for what is acknowledged to be on disk. */
const DURABLE = ['fsync', 'synchronous_commit', 'full_page_writes'];

/** Opens a connection of its own to the private database of a data directory, for as long as `work` takes. */
export async function withRecords<T>(dataDir: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const connection = await PrivatePostgres.findRunning(dataDir);
  if (!connection) throw new Error('the records are not running');
  const client = new pg.Client(connection);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Rejects when the database does not flush what it acknowledges: nothing measured on it would say anything about durability. */
export async function checkDurable(dataDir: string): Promise<void> {
  await withRecords(dataDir, async (client) => {
    for (const name of DURABLE) {
      const { rows } = await client.query<{ value: string }>('select current_setting($1) as value', [name]);
      if (rows[0]?.value !== 'on') throw new Error(`the database runs with ${name} ${rows[0]?.value}`);
    }
  });
}
