import { DrizzleQueryError, sql } from 'drizzle-orm';
import { z } from 'zod';
import { createRedisCluster } from '../../src/cluster/redis.ts';
import { newId } from '../../src/lib/ids.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { testRecordsKey } from './postgres.ts';
import { RecordsArbiter } from '../../src/store/arbiter.ts';
import { openStore } from '../../src/store/open.ts';

/** A node as a process (nodes.ts starts it): takes a course and then writes, as often as it can, for whom it writes. */

const { REDIS, DATABASE, DATA, COURSE } = z
  .object({ REDIS: z.string(), DATABASE: z.string(), DATA: z.string(), COURSE: z.string() })
  .parse(process.env);
const id = newId();
const log = createLogger({ level: 'silent', pretty: false });
// The exit code of main.ts for a node that was fenced.
const fenced = (): void => process.exit(70);
process.on('disconnect', () => process.exit(1));

const store = await openStore({
  dataDir: DATA,
  url: DATABASE,
  key: testRecordsKey,
  logger: log,
  node: { id, onFenced: fenced },
});
const arbiter = new RecordsArbiter(store.db, id);
const cluster = await createRedisCluster({ url: REDIS, self: id, arbiter, log, fenced });
cluster.members.announce({ url: `http://${id}.invalid` });
await cluster.ownership.ownerOf(COURSE);
await store.db.execute(
  sql`create table if not exists written (node text, at timestamptz default clock_timestamp())`,
);
process.send?.({ id });
for (;;) {
  try {
    await store.db.execute(sql`insert into written (node) values (${id})`);
  } catch (error) {
    // Refused by PostgreSQL, or its connection has been ended.
    if (!(error instanceof DrizzleQueryError)) throw error;
  }
}
