import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { createLogger } from '../../src/lib/logger.ts';
import { migrateStore } from '../../src/store/migrate.ts';
import { PrivatePostgres } from '../../src/store/private-postgres.ts';
import { copyRecords, socketUrl, temporaryDirectory } from './postgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    databaseUrl: string;
    /** The name of a database there that has the tables of this version, for others to be copied from. */
    databaseTemplate: string;
    /** A folder with private records that have the tables of this version, for others to be copied from. */
    recordsTemplate: string;
  }
}

/**
 * vitest's global set-up: one private PostgreSQL for the whole run; test files take databases of their own from it. Making
 * records and their tables takes several times as long as copying what has them, so that is done once.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const directory = await temporaryDirectory();
  const logger = createLogger({ level: 'error', pretty: false });
  const template = join(directory, 'template');
  await mkdir(template, { mode: 0o711 });
  const maker = await PrivatePostgres.start(template, logger);
  await migrateStore(maker.connection, logger);
  await maker.stop();
  const recordsTemplate = join(template, 'postgres');
  await copyRecords(recordsTemplate, directory);
  const postgres = await PrivatePostgres.start(directory, logger);
  const { host } = postgres.connection;
  if (host === undefined) throw new Error('the private PostgreSQL has no socket');
  const databaseUrl = socketUrl(host, 'postgres');
  await relaxCommits(databaseUrl);
  const { database } = postgres.connection;
  if (database === undefined) throw new Error('the private PostgreSQL has no database');
  project.provide('databaseUrl', databaseUrl);
  project.provide('databaseTemplate', database);
  project.provide('recordsTemplate', recordsTemplate);
  return async () => {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  };
}

/**
 * Nobody cuts the power of this PostgreSQL, so no commit waits for the disk. What must survive that has a server of its own,
 * with the settings that people get.
 */
async function relaxCommits(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('alter role current_user set synchronous_commit = off');
  } finally {
    await client.end();
  }
}
