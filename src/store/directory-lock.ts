import { createHash } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { newId } from '../lib/ids.ts';
import { isRunning } from './running.ts';
import { DirectoryTakenError, StoreError } from './store-error.ts';

/** The class of our advisory locks, "PLNM"; the directory's lock and the migrations' lock differ in the object. */
export const lockClass = 0x504c4e4d;

/** After a kill -9 the database needs a moment to notice that the holder is gone; milliseconds. */
const patience = 700;

/** What a second process, or an administrator who looks at pg_stat_activity, reads about us. PostgreSQL keeps 63 bytes. */
export const applicationName = nameOf(process.pid);

function nameOf(pid: number): string {
  return `plenum ${pid}@${hostname()}`.slice(0, 63);
}

/**
 * Keeps other processes off the data directory for as long as a connection of its own stays open. The database is the
 * judge: the lock goes when we go, however we go, and there is no file to clean up.
 */
export class DirectoryLock {
  readonly #client: pg.Client;
  #released = false;

  private constructor(client: pg.Client, onLost: () => void) {
    this.#client = client;
    client.on('error', () => undefined);
    client.on('end', () => {
      if (!this.#released) onLost();
    });
  }

  /** Throws DirectoryTakenError when another process holds the directory. `onLost` is called once if the connection breaks. */
  static async take(
    connection: pg.ClientConfig,
    dataDir: string,
    onLost: () => void,
  ): Promise<DirectoryLock> {
    const client = new pg.Client({
      ...connection,
      application_name: applicationName,
      keepAlive: true,
      // A holder that lost its power must not keep the lock for the two hours that are TCP's default.
      options: '-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3',
    });
    client.on('error', () => undefined);
    await client.connect();
    try {
      await acquire(client, await directoryNumber(dataDir), dataDir);
      return new DirectoryLock(client, onLost);
    } catch (error) {
      await client.end();
      throw error;
    }
  }

  async release(): Promise<void> {
    this.#released = true;
    await this.#client.end();
  }
}

/**
 * Throws DirectoryTakenError when a running process of this machine is sure to hold the directory. Needs neither a start
 * of PostgreSQL nor patience; whoever passes has taken nothing.
 */
export async function refuseTakenDirectory(connection: pg.ClientConfig, dataDir: string): Promise<void> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 1_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const holder = await nameHolder(client, await directoryNumber(dataDir));
    if (isAlive(holder)) throw taken(holder, dataDir);
  } catch (error) {
    // A database that does not answer is for the real opening to explain.
    if (error instanceof DirectoryTakenError) throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function acquire(client: pg.Client, object: number, dataDir: string): Promise<void> {
  const deadline = Date.now() + patience;
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1, $2) as taken', [
      lockClass,
      object,
    ]);
    if (rows[0]?.taken) return;
    const holder = await nameHolder(client, object);
    if (Date.now() > deadline || isAlive(holder)) throw taken(holder, dataDir);
    await sleep(50);
  }
}

function taken(holder: string | undefined, dataDir: string): DirectoryTakenError {
  return new DirectoryTakenError(
    `Another Plenum (${holder?.replace('plenum ', 'process ') ?? 'unknown process'}) is using the data directory ` +
      `${dataDir}. Stop it first, or start this one with a data directory of its own.`,
  );
}

async function nameHolder(client: pg.Client, object: number): Promise<string | undefined> {
  const { rows } = await client.query<{ name: string }>(
    `select application_name as name from pg_locks join pg_stat_activity using (pid)
     where locktype = 'advisory' and granted and classid = $1 and objid = $2`,
    [lockClass, object],
  );
  return rows[0]?.name;
}

/** Whether the holder is, for certain, a process of this machine that is running. */
function isAlive(holder: string | undefined): boolean {
  const pid = Number(/^plenum (\d+)@/.exec(holder ?? '')?.[1]);
  // In containers another one's process may have our number.
  return pid !== process.pid && holder === nameOf(pid) && isRunning(pid);
}

/** A number for the directory wherever it is mounted: from a random id that is kept in it. Fits a positive int4. */
async function directoryNumber(dataDir: string): Promise<number> {
  const path = join(dataDir, 'instance-id');
  const draft = `${path}.${newId()}`;
  const read = () => readFile(path, 'utf8').catch(() => undefined);
  let id = await read();
  if (id === undefined) {
    // Written aside and linked, so that whoever comes second never reads half of it.
    await writeFile(draft, newId(), { mode: 0o600 });
    await link(draft, path).catch(() => undefined);
    await rm(draft);
    id = await read();
  }
  if (id === undefined) throw new StoreError(`The data directory ${dataDir} cannot be written.`);
  return createHash('sha256').update(id).digest().readUInt32BE() >>> 1;
}
