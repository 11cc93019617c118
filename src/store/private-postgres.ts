import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Logger } from '../lib/logger.ts';
import { findPostgres, type PostgresBinaries } from './postgres-binaries.ts';
import { connectionAt, owner, postgresArguments, recordsDatabase } from './postgres-settings.ts';
import { disownPidFile, readPostmaster } from './postmaster.ts';
import {
  findCluster,
  findRecordsHome,
  findSocketDirectory,
  removeSocketDirectory,
  type RecordsHome,
} from './records-home.ts';
import { isRunning } from './running.ts';
import { StoreError } from './store-error.ts';

const run = promisify(execFile);

/** Recovery after a crash can take this long, in milliseconds, when much was written since the last checkpoint. */
const startWithin = 120_000;
/** A fast shutdown writes a checkpoint; what takes longer than this, in milliseconds, is cut short. */
const stopWithin = 4_000;
/** PostgreSQL's own log is begun anew at a start when it has grown beyond this many bytes. */
const longestLog = 5_000_000;

/** What a start may meet for a moment after a server was killed; it passes when the last of its processes has gone. */
const passing = [/lock file ".*" already exists/, /pre-existing shared memory block/];

/** What a start meets after the power went while an earlier one was writing its pid file: nobody would ever remove it. */
const emptyLock = /lock file ".*" is empty/;
/** Another server that is starting has written its pid file by then, in milliseconds. */
const lockWrittenWithin = 2_000;

/** A server that was launched; `logFrom` is where its lines begin in the log file. */
interface Attempt {
  child: ChildProcess;
  logFrom: number;
}

/** The pool, the lock, and room for a backup, a person who looks on, and a second pool while tests run side by side. */
const mostConnections = 60;

/**
 * The server's own PostgreSQL, reached through a unix socket in a directory that only its account can enter. It is not
 * tied to our life: when we are killed it runs on, and the next start finds it.
 */
export class PrivatePostgres {
  readonly #home: RecordsHome;
  readonly #logFile: string;
  readonly #logger: Logger;
  readonly #connections: number;
  #socketDirectory = '';
  #binaries: PostgresBinaries | undefined;
  #starting: Promise<void> | undefined;
  #stopped = false;

  private constructor(
    home: RecordsHome,
    logFile: string,
    { logger, connections }: { logger: Logger; connections: number },
  ) {
    this.#home = home;
    this.#logFile = logFile;
    this.#logger = logger;
    this.#connections = connections;
  }

  /** Makes the records if there are none, and starts the server or finds it running. Throws StoreError. */
  static async start(
    dataDir: string,
    logger: Logger,
    connections = mostConnections,
  ): Promise<PrivatePostgres> {
    const home = await findRecordsHome(dataDir, logger);
    const postgres = new PrivatePostgres(home, join(dataDir, 'postgres.log'), { logger, connections });
    if ((await postgres.#version()) === undefined) {
      logger.info('preparing the records store (first start, takes a few seconds)');
      await postgres.#makeCluster();
    }
    await postgres.ensureRunning();
    await postgres.#ensureDatabase();
    return postgres;
  }

  /** How to connect to the private PostgreSQL of a data directory, if it is running. */
  static async findRunning(dataDir: string): Promise<pg.ClientConfig | undefined> {
    const postmaster = await readPostmaster(await findCluster(dataDir));
    if (!postmaster?.alive || postmaster.socketDirectory === undefined) return undefined;
    return connectionAt(postmaster.socketDirectory);
  }

  /** How to connect; it may change when the server had to be started again. */
  get connection(): pg.ClientConfig {
    return connectionAt(this.#socketDirectory);
  }

  /** Returns when the server answers: it was running, or has been started. Throws StoreError. */
  ensureRunning(): Promise<void> {
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  async #start(): Promise<void> {
    const began = Date.now();
    let attempt: Attempt | undefined;
    let announced = began;
    while (!this.#stopped) {
      const postmaster = await readPostmaster(this.#home.cluster);
      if (postmaster?.alive && postmaster.socketDirectory !== undefined) {
        this.#socketDirectory = postmaster.socketDirectory;
        if (await this.#answers()) return;
      }
      if (!postmaster?.alive && (attempt === undefined || hasExited(attempt.child))) {
        if (attempt) await this.#explainExit(attempt);
        if (postmaster) await disownPidFile(this.#home.cluster, postmaster, process.pid);
        attempt = await this.#launch();
      }
      const now = Date.now();
      if (now - began > startWithin) throw new StoreError(`PostgreSQL did not answer; see ${this.#logFile}.`);
      if (now - announced > 5_000) {
        announced = now;
        this.#logger.info(
          'the records store is still starting: it recovers what was being written when it was stopped',
        );
      }
      await sleep(25);
    }
    throw new StoreError('The records store was closed while it was starting.');
  }

  /** Shuts the server down and waits until it is gone. Idempotent. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#starting?.catch(() => undefined);
    for (const [signal, patience] of [
      ['SIGINT', stopWithin],
      ['SIGQUIT', 2_000],
    ] as const) {
      const postmaster = await readPostmaster(this.#home.cluster);
      if (!postmaster?.alive) break;
      process.kill(postmaster.pid, signal);
      const deadline = Date.now() + patience;
      // It takes its pid file away a moment before it is gone.
      while (Date.now() < deadline && isRunning(postmaster.pid)) await sleep(20);
    }
    if (this.#socketDirectory !== '') await removeSocketDirectory(this.#home, this.#socketDirectory);
  }

  /** Removes what a start left behind that was cut off before it had made the records. Call it with the lock held. */
  async removeDrafts(): Promise<void> {
    for (const name of await readdir(this.#home.directory)) {
      if (name.startsWith('draft-'))
        await rm(join(this.#home.directory, name), { recursive: true, force: true });
    }
  }

  /** The major version that wrote the records; undefined before there are any. */
  async #version(): Promise<number | undefined> {
    const text = await readFile(join(this.#home.cluster, 'PG_VERSION'), 'utf8').catch(() => undefined);
    return text === undefined ? undefined : Number(text);
  }

  /** Looked for when they are needed: a server that is found running needs none. */
  async #programs(): Promise<PostgresBinaries> {
    const fallbackCache = join(this.#home.directory, 'programs');
    this.#binaries ??= findPostgres(this.#home.runAs, await this.#version(), fallbackCache);
    return this.#binaries;
  }

  /** Made under another name and renamed when complete: a start that is cut off, or a second one, does no harm. */
  async #makeCluster(): Promise<void> {
    const draft = join(this.#home.directory, `draft-${randomBytes(6).toString('hex')}`);
    const options = [
      '--encoding=UTF8',
      '--locale=C',
      '--auth=trust',
      '--data-checksums',
      '--no-instructions',
    ];
    const { env, bin } = await this.#programs();
    try {
      await run(join(bin, 'initdb'), ['-D', draft, `--username=${owner}`, ...options], {
        cwd: '/',
        env,
        ...this.#home.runAs,
      });
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      throw new StoreError(`The records could not be made in ${this.#home.directory}.`, { cause: error });
    }
    try {
      await rename(draft, this.#home.cluster);
    } catch {
      await rm(draft, { recursive: true, force: true });
      // Another process was faster. Without its result, the first read of the cluster says what is wrong.
      await stat(join(this.#home.cluster, 'PG_VERSION'));
    }
  }

  async #launch(): Promise<Attempt> {
    // The pool knows the first directory, so a server that is started again must use it too.
    if (this.#socketDirectory === '') this.#socketDirectory = await findSocketDirectory(this.#home);
    const size = lstatSync(this.#logFile, { throwIfNoEntry: false })?.size ?? 0;
    const log = await open(this.#logFile, size > longestLog ? 'w' : 'a', 0o600);
    try {
      const { bin, env } = await this.#programs();
      const logFrom = (await log.stat()).size;
      const settings = { socketDirectory: this.#socketDirectory, connections: this.#connections };
      // In a session of its own, so that Ctrl-C in the terminal reaches us only and we can end it in order.
      const child = spawn(join(bin, 'postgres'), postgresArguments(this.#home.cluster, settings), {
        cwd: '/',
        env,
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
        ...this.#home.runAs,
      });
      await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
      child.unref();
      return { child, logFrom };
    } finally {
      await log.close();
    }
  }

  /** Returns when the failed start is worth another try, and throws what PostgreSQL said otherwise. */
  async #explainExit({ logFrom }: Attempt): Promise<void> {
    const said = (await readFile(this.#logFile)).subarray(logFrom).toString().trim();
    if (passing.some((pattern) => pattern.test(said))) return sleep(100);
    if (emptyLock.test(said)) return this.#removeEmptyLock();
    const last = said.split('\n').slice(-5).join('\n');
    throw new StoreError(`PostgreSQL did not start (more in ${this.#logFile}):\n${last}`);
  }

  async #removeEmptyLock(): Promise<void> {
    const path = join(this.#home.cluster, 'postmaster.pid');
    await sleep(lockWrittenWithin);
    if ((await stat(path).catch(() => undefined))?.size !== 0) return;
    this.#logger.warn('the pid file of the records is empty, as after a power cut: it is removed');
    await rm(path, { force: true });
  }

  async #answers(): Promise<boolean> {
    const client = new pg.Client({
      ...this.connection,
      database: 'postgres',
      connectionTimeoutMillis: 2_000,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async #ensureDatabase(): Promise<void> {
    const client = new pg.Client({ ...this.connection, database: 'postgres' });
    await client.connect();
    try {
      const found = await client.query('select 1 from pg_database where datname = $1', [recordsDatabase]);
      if (found.rowCount === 0)
        await client.query(`create database ${recordsDatabase}`).catch(ignoreDuplicate);
    } finally {
      await client.end();
    }
  }
}

function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Two processes may start at once on new records. 42P04 is duplicate_database, 23505 the same seen in its catalogue. */
function ignoreDuplicate(error: unknown): void {
  if (error instanceof pg.DatabaseError && (error.code === '42P04' || error.code === '23505')) return;
  throw error;
}
