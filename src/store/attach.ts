import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type pg from 'pg';
import type { Logger } from '../lib/logger.ts';
import { DirectoryLock } from './directory-lock.ts';
import { PrivatePostgres } from './private-postgres.ts';
import { DirectoryTakenError, StoreError, unreachable } from './store-error.ts';

export interface AttachSettings {
  dataDir: string;
  /** A PostgreSQL to use instead of a private one. */
  url: string | undefined;
  logger: Logger;
  /** `refuse`: throws DirectoryTakenError when another process has the data directory. `share`: works beside it. */
  whenTaken: 'refuse' | 'share';
}

/** The records' database as it stands, for programs that copy it as a whole: nothing is migrated. */
export interface AttachedRecords {
  connection: pg.ClientConfig;
  /** Shuts a private PostgreSQL down, unless it is another process's. */
  close(): Promise<void>;
}

/** Starts PostgreSQL or connects to the one that is named, and takes the data directory. Throws StoreError. */
export async function attachRecords(settings: AttachSettings): Promise<AttachedRecords> {
  const { url, logger, whenTaken } = settings;
  const directory = resolve(settings.dataDir);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const server = url === undefined ? await PrivatePostgres.start(directory, logger) : undefined;
  const connection = server?.connection ?? { connectionString: url };
  let lock: DirectoryLock | undefined;
  try {
    lock = await DirectoryLock.take(connection, directory, () => undefined);
  } catch (error) {
    if (!(error instanceof DirectoryTakenError))
      throw error instanceof StoreError ? error : unreachable(error);
    if (whenTaken === 'refuse') throw error;
  }
  return {
    connection,
    async close() {
      if (lock) await server?.stop();
      await lock?.release();
    },
  };
}
