import { rm } from 'node:fs/promises';
import pg from 'pg';
import { inject } from 'vitest';
import { newId } from '../../src/lib/ids.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { Seal } from '../../src/lib/seal.ts';
import { openStore, type OpenStore } from '../../src/store/open.ts';
import { copyRecords, temporaryDirectory, testRecordsKey } from './postgres.ts';

export const quietLogger = createLogger({ level: 'silent', pretty: false });

/** A database of its own; `drop` removes it, with whoever is still connected. */
export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** Makes an empty database on the server at `serverUrl`, by default the one that vitest's global set-up started. */
export async function freshDatabase(serverUrl: string = sharedServer()): Promise<TestDatabase> {
  return createDatabase(serverUrl, 'template1');
}

/** Makes a database with the tables of this version and no rows, for those who do not look at how the tables are made. */
export function readyDatabase(): Promise<TestDatabase> {
  return createDatabase(sharedServer(), inject('databaseTemplate'));
}

/** A data directory whose private records have the tables of this version and no rows. */
export async function readyDirectory(): Promise<string> {
  const directory = await temporaryDirectory();
  await copyRecords(inject('recordsTemplate'), directory);
  return directory;
}

async function createDatabase(serverUrl: string, template: string): Promise<TestDatabase> {
  const name = `test_${newId()}`;
  await execute(serverUrl, `create database ${name} template ${template}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => execute(serverUrl, `drop database if exists ${name} with (force)`),
  };
}

/** An open store without rows, on a database and data directory of its own. `close` removes both. */
export async function freshStore(): Promise<OpenStore & { dataDir: string; url: string }> {
  const database = await readyDatabase();
  const dataDir = await temporaryDirectory();
  const store = await openStore({ dataDir, url: database.url, logger: quietLogger, key: testRecordsKey });
  return {
    db: store.db,
    seal: store.seal,
    secret: (name) => store.secret(name),
    settleDerived: (name, from, again) => store.settleDerived(name, from, again),
    keyForNodes: store.keyForNodes,
    transaction: (work) => store.transaction(work),
    ping: () => store.ping(),
    dataDir,
    url: database.url,
    async close() {
      await store.close();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The value that these records have under this key, as who has stolen them reads it. */
export async function settingOf(url: string, key: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ value: string }>('select value from setting where key = $1', [key]);
    return rows[0]?.value ?? '';
  } finally {
    await client.end();
  }
}

/** The secret of a server whose records have the tests' key. */
export async function serverSecret(url: string): Promise<string> {
  const sealed = (await settingOf(url, 'server-secret')).replace('sealed:', '');
  const text = new Seal(Buffer.from(testRecordsKey, 'base64')).open(Buffer.from(sealed, 'base64'));
  return text.replace('server-secret ', '');
}

/** Sends one statement to a database, on a connection of its own. */
export async function execute(url: string, statement: string, values: unknown[] = []): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement, values);
  } finally {
    await client.end();
  }
}

/** The address of the server that vitest's global set-up started. */
export function sharedServer(): string {
  const url = inject('databaseUrl') as string | undefined;
  if (url === undefined)
    throw new Error('vitest.config.ts must name test/support/database-setup.ts as globalSetup');
  return url;
}
