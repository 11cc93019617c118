import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import type { Logger } from '../lib/logger.ts';
import type { Seal } from '../lib/seal.ts';
import { applicationName, DirectoryLock, lockClass } from './directory-lock.ts';
import { fetchKey, secretOfAsking, type AskForKey, type KeyForNodes } from './key-asking.ts';
import { migrateStore, migrationLock } from './migrate.ts';
import { admitNode, FencedError, nodeApplicationName, refuseFenced, type StoreNode } from './node.ts';
import type { Database, DerivedFrom, Queries, SecretName, Store } from './port.ts';
import { placeTrainees } from './positions.ts';
import { PrivatePostgres } from './private-postgres.ts';
import { agreeOnKey, notedKey, RecordsKey, sealNumbers } from './records-key.ts';
import { sealingClient } from './sealing-client.ts';
import { keptSecret, sealSecrets, settleDerived } from './secrets.ts';
import * as schema from './schema/index.ts';
import { DirectoryTakenError, StoreError, unreachable } from './store-error.ts';

export interface StoreSettings {
  /** Kept for this process alone; made when it does not exist. */
  dataDir: string;
  /** A PostgreSQL to use instead of a private one, as postgres://user:password@host:port/database. */
  url?: string | undefined;
  logger: Logger;
  /**
   * `refuse`: the data directory is for this process alone. `share`: when another process has it, use that one's database
   * beside it; for programs that only add records while the server may be running.
   */
  whenTaken?: 'refuse' | 'share';
  /** Set when other nodes write to the same records; needs `url`. */
  node?: StoreNode | undefined;
  /** The key that trainees' numbers and the server's secrets are sealed with, 32 bytes in base64; without it the one that the data directory has or gets. */
  key?: string | undefined;
  /** Gives numbers and secrets up that are sealed with a key that is lost. */
  forgetNumbers?: boolean | undefined;
  /** How to get the key from another node, when there is none here and the records are sealed with one. */
  askForKey?: AskForKey | undefined;
}

export interface OpenStore extends Store {
  /** Undefined when the key was configured: who hands keys out by hand does not want nodes to do so. */
  readonly keyForNodes: KeyForNodes | undefined;
  /** Ends the connections and, with a private PostgreSQL, shuts it down. Idempotent; takes 8 s at most. */
  close(): Promise<void>;
}

/** What the configuration says of the records, as `openStore` takes it. */
export function recordsSettings(config: {
  database: { url: string | null };
  records: { key: string | null; forgetNumbers: boolean };
}): Pick<StoreSettings, 'url' | 'key' | 'forgetNumbers'> {
  const { key, forgetNumbers } = config.records;
  return { url: config.database.url ?? undefined, key: key ?? undefined, forgetNumbers };
}

/** Connections kept for statements. More would only queue in the database instead of here. */
const poolSize = 20;
/** Connections that stay open however long nothing happens: whoever acts first after a quiet time does not wait for one. */
const keptOpen = 4;
/** The oldest PostgreSQL that the store's suite runs on. */
const oldestServer = 15;

/**
 * Opens the records: starts PostgreSQL or connects to the one that is named, takes the data directory for this process,
 * and brings the tables up to date. Throws StoreError with a message for the person at the console.
 */
export async function openStore({
  dataDir,
  url,
  logger,
  whenTaken = 'refuse',
  node,
  key,
  forgetNumbers = false,
  askForKey,
}: StoreSettings): Promise<OpenStore> {
  const directory = resolve(dataDir);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const recordsKey = await RecordsKey.find(directory, key);
  const server = url === undefined ? await PrivatePostgres.start(directory, logger) : undefined;
  const connect = () => server?.connection ?? { connectionString: url };
  const store = new PostgresStore({ server, connect, dataDir: directory, logger, node, key: recordsKey });
  await store.open({ share: whenTaken === 'share', forget: forgetNumbers, askForKey });
  return store;
}

interface StoreParts {
  server: PrivatePostgres | undefined;
  connect: () => pg.ClientConfig;
  dataDir: string;
  logger: Logger;
  node: StoreNode | undefined;
  key: RecordsKey;
}

interface Sealing {
  forget: boolean;
  askForKey: AskForKey | undefined;
}

class PostgresStore implements OpenStore {
  readonly db: Database;
  readonly #key: RecordsKey;
  readonly #server: PrivatePostgres | undefined;
  readonly #connect: () => pg.ClientConfig;
  readonly #dataDir: string;
  readonly #logger: Logger;
  readonly #pool: pg.Pool;
  readonly #node: StoreNode | undefined;
  /** Whether the node stands in the records, so that its absence means something. */
  #admitted = false;
  #lock: DirectoryLock | undefined;
  #closing: Promise<void> | undefined;

  constructor({ server, connect, dataDir, logger, node, key }: StoreParts) {
    this.#key = key;
    this.#node = node;
    this.#server = server;
    this.#connect = connect;
    this.#dataDir = dataDir;
    this.#logger = logger;
    this.#pool = new pg.Pool({
      ...connect(),
      Client: sealingClient(() => key.seal),
      max: poolSize,
      min: keptOpen,
      application_name: node ? nodeApplicationName(node.id) : applicationName,
      verify: (client, done) => void this.#refuseFenced(client).then(() => done(), done),
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
      statement_timeout: 30_000,
    });
    this.#pool.on('error', (error) => {
      logger.warn({ err: error }, 'an idle connection to the records was lost');
      // Fenced perhaps, which the next connection tells.
      if (this.#admitted) this.ping().catch(() => undefined);
    });
    // A connection that breaks while a transaction has it tells the transaction; that it says so here, too, must end nothing.
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
    this.db = drizzle(this.#pool, { schema });
  }

  get seal(): Seal {
    return this.#key.seal;
  }

  secret(name: SecretName): Promise<string> {
    return keptSecret(this.db, this.seal, name);
  }

  settleDerived(name: string, from: DerivedFrom, again: () => Promise<void>): Promise<void> {
    return settleDerived(this.db, name, from, again);
  }

  get keyForNodes(): KeyForNodes | undefined {
    if (this.#key.isConfigured) return undefined;
    return {
      keyId: this.seal.id,
      key: () => Uint8Array.from(this.#key.bytes),
      secretOf: (id) => secretOfAsking(this.#pool, id),
    };
  }

  async open({ share, ...sealing }: Sealing & { share: boolean }): Promise<void> {
    try {
      await this.#takeLock();
    } catch (error) {
      if (!(error instanceof DirectoryTakenError && share)) {
        // The server behind the socket is the other process's: it stays.
        await this.#pool.end();
        throw error instanceof StoreError ? error : unreachable(error);
      }
    }
    try {
      await this.#checkVersion();
      if (this.#lock) await this.#server?.removeDrafts();
      await migrateStore(this.#connect(), this.#logger);
      await this.#sealRecords(sealing);
      if (this.#node) {
        await admitNode(this.#connect(), this.#node.id);
        this.#admitted = true;
      }
    } catch (error) {
      await this.close();
      throw error;
    }
    this.#logger.info('the records store is ready');
  }

  async transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.db.transaction(work);
      } catch (error) {
        if (attempt === 3 || !isWorthRepeating(error)) throw error;
        // Whoever waited for the same rows has to wake first, or the two block each other again.
        await sleep(attempt * 10 * (1 + Math.random()));
      }
    }
  }

  async ping(): Promise<void> {
    await this.db.execute(sql`select 1`);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    // A caller that never returns its connection must not hold up the end of the process.
    await Promise.race([this.#pool.end(), sleep(2_000, undefined, { ref: false })]);
    // The lock is kept until PostgreSQL is down: whoever waits for the directory starts a server of its own.
    if (this.#lock) await this.#server?.stop();
    await this.#lock?.release();
  }

  async #refuseFenced(client: pg.ClientBase): Promise<void> {
    if (!this.#node || !this.#admitted) return;
    try {
      await refuseFenced(client, this.#node.id);
    } catch (error) {
      if (error instanceof FencedError && this.#closing === undefined) this.#node.onFenced();
      throw error;
    }
  }

  async #takeLock(): Promise<void> {
    this.#lock = await DirectoryLock.take(this.#connect(), this.#dataDir, () => void this.#recover());
  }

  /** The lock's connection broke: PostgreSQL was killed, restarted or cut off. Statements fail until this is done. */
  async #recover(): Promise<void> {
    if (this.#closing === undefined) this.#logger.error('the connection to the records was lost');
    while (this.#closing === undefined) {
      try {
        await this.#server?.ensureRunning();
        await this.#takeLock();
        this.#logger.info('the records store is back');
        return;
      } catch (error) {
        this.#logger.error({ err: error }, 'the records store is not back yet; it is tried again');
        await sleep(500, undefined, { ref: false });
      }
    }
  }

  /** Of several nodes that start at once, one seals and the others wait. */
  async #sealRecords(sealing: Sealing): Promise<void> {
    const client = new pg.Client(this.#connect());
    // A connection that breaks while it waits tells the next statement.
    client.on('error', () => undefined);
    await client.connect();
    try {
      await this.#agreeOnKey(client, sealing);
      const secrets = await sealSecrets(client, this.seal, this.#logger);
      if (secrets > 0) this.#logger.info({ secrets }, "the server's secrets are sealed now");
      const sealed = await sealNumbers(client, this.seal, this.#logger);
      if (sealed === 0) return;
      this.#logger.info({ trainees: sealed }, "the trainees' numbers are sealed now");
      for (const { id } of await this.db.select({ id: schema.course.id }).from(schema.course)) {
        await this.transaction((queries) => placeTrainees(queries, id));
      }
    } finally {
      await client.end();
    }
  }

  /** Takes the migrations' lock on this connection, and settles the key under it. */
  async #agreeOnKey(client: pg.Client, { forget, askForKey }: Sealing): Promise<void> {
    const lock = () => client.query('select pg_advisory_lock($1, $2)', [lockClass, migrationLock]);
    await lock();
    const keyId = await notedKey(client);
    const asked = askForKey !== undefined && this.#key.isNew && keyId !== undefined;
    if (asked) {
      // Who has the key may be waiting for the lock, too.
      await client.query('select pg_advisory_unlock($1, $2)', [lockClass, migrationLock]);
      const given = await fetchKey(client, keyId, askForKey);
      if (given) this.#key.take(given);
      await lock();
    }
    await agreeOnKey(client, this.#key, { dataDir: this.#dataDir, forget, asked });
  }

  async #checkVersion(): Promise<void> {
    const { rows } = await this.#pool.query<{ version: number }>(
      `select current_setting('server_version_num')::int / 10000 as version`,
    );
    const version = rows[0]?.version ?? 0;
    if (version < oldestServer) {
      throw new StoreError(`PostgreSQL ${oldestServer} or newer is needed; database.url names a ${version}.`);
    }
  }
}

/** 40001 serialization_failure, 40P01 deadlock_detected: PostgreSQL asks for the transaction to be run again. */
function isWorthRepeating(error: unknown): boolean {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return cause instanceof pg.DatabaseError && (cause.code === '40001' || cause.code === '40P01');
}
