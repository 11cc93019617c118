import type { NodePgDatabase, NodePgQueryResultHKT } from 'drizzle-orm/node-postgres';
import type { PgDatabase } from 'drizzle-orm/pg-core';
import type { Seal } from '../lib/seal.ts';
import type * as schema from './schema/index.ts';

export type Schema = typeof schema;

/** The whole database: each statement is its own transaction. */
export type Database = NodePgDatabase<Schema>;

/** Where a repository sends its statements: the database, or a transaction that is open on it. */
export type Queries = PgDatabase<NodePgQueryResultHKT, Schema>;

/** The server's own secrets, by the keys under which the records have them. */
export const secretNames = ['server-secret', 'feed-secret'] as const;
export type SecretName = (typeof secretNames)[number];

/** What something is derived from: a secret, and by which rules. */
export interface DerivedFrom {
  secret: string;
  rules: string;
}

/** The records. What a method has answered is committed and on disk. */
export interface Store {
  readonly db: Database;
  /** For sealed texts that stand outside of a column of their own. */
  readonly seal: Seal;
  /**
   * A secret of the server, 256 bits in base64url, the same on every node and after every restart. The records alone do not give
   * it away. Throws StoreError when somebody has tampered with it.
   */
  secret(name: SecretName): Promise<string>;
  /**
   * Runs `again` when what the records hold under `name` was derived from something else, and notes it when that is done; a
   * start that is cut off does it anew. `again` has to come out the same however often it runs, on several nodes at once too.
   */
  settleDerived(name: string, from: DerivedFrom, again: () => Promise<void>): Promise<void>;
  /**
   * Runs `work` in one transaction and commits it; if `work` throws, nothing of it stays. After a deadlock or a
   * serialisation failure it runs again (three times at most), so it must have no effect outside the transaction.
   */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
  /** Answers when the database does; throws when it cannot be reached. */
  ping(): Promise<void>;
}
