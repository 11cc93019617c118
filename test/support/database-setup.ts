import { rm } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { createLogger } from '../../src/lib/logger.ts';
import { PrivatePostgres } from '../../src/store/private-postgres.ts';
import { socketUrl, temporaryDirectory } from './postgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    databaseUrl: string;
  }
}

/** vitest's global set-up: one private PostgreSQL for the whole run; test files take databases of their own from it. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const directory = await temporaryDirectory();
  const postgres = await PrivatePostgres.start(directory, createLogger({ level: 'error', pretty: false }));
  const { host } = postgres.connection;
  if (host === undefined) throw new Error('the private PostgreSQL has no socket');
  project.provide('databaseUrl', socketUrl(host, 'postgres'));
  return async () => {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  };
}
