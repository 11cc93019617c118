import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { findProjectRoot } from '../../src/project-root.ts';
import { readyDatabase, quietLogger } from './database.ts';
import { temporaryDirectory } from './postgres.ts';

/** The real server inside the test's own process, for tests that ask its media workers what they carry. */
export interface ServerHere {
  url: string;
  organiserLink: string | null;
  databaseUrl: string;
  close(): Promise<void>;
}

/**
 * Starts it on an empty database and free ports. To see what mediasoup makes, observe it before.
 *
 * @param settings as environment variables, for example PLENUM_TLS_MODE; they win over config/test.yaml
 */
export async function startServerHere(settings: Record<string, string> = {}): Promise<ServerHere> {
  const [dataDir, database] = await Promise.all([temporaryDirectory(), readyDatabase()]);
  const root = findProjectRoot();
  const config = loadConfig({
    dir: join(root, 'config'),
    environment: 'test',
    env: { PLENUM_DATA_DIR: dataDir, PLENUM_DATABASE_URL: database.url, ...settings },
  });
  const app = await createApp(config, { log: quietLogger, root });
  const { url, organiserLink } = await app.listen();
  return {
    url,
    organiserLink,
    databaseUrl: database.url,
    async close() {
      await app.close();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
