import type { NodePgDatabase, NodePgQueryResultHKT } from 'drizzle-orm/node-postgres';
import type { PgDatabase } from 'drizzle-orm/pg-core';
import type { Seal } from '../lib/seal.ts';
import type * as schema from './schema/index.ts';

export type Schema = typeof schema;

/** The whole database: each statement is its own transaction. */
export type Database = NodePgDatabase<Schema>;

/** Where a repository sends its statements: the database, or a transaction that is open on it. */
export type Queries = PgDatabase<NodePgQueryResultHKT, Schema>;

/** The records. What a method has answered is committed and on disk. */
export interface Store {
  readonly db: Database;
  /** For sealed texts that stand outside of a column of their own. */
  readonly seal: Seal;
  /**
   * Runs `work` in one transaction and commits it; if `work` throws, nothing of it stays. After a deadlock or a
   * serialisation failure it runs again (three times at most), so it must have no effect outside the transaction.
   */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
  /** Answers when the database does; throws when it cannot be reached. */
  ping(): Promise<void>;
}
