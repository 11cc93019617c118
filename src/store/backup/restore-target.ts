import { existsSync } from 'node:fs';
import type { Logger } from '../../lib/logger.ts';
import { attachRecords, type AttachedRecords } from '../attach.ts';
import { findCluster, setAsideRecords } from '../records-home.ts';
import { DirectoryTakenError, MissingVersionError } from '../store-error.ts';

export interface RestoreTargetSettings {
  dataDir: string;
  /** The PostgreSQL that the configuration names; undefined for the private one. */
  configured: string | undefined;
  /** Where the records go; undefined for where the configuration says. */
  into: string | undefined;
  replace: boolean;
  logger: Logger;
}

/**
 * Takes the data directory and the database that a backup is restored into. Throws DirectoryTakenError when a server
 * runs on them.
 */
export async function attachTarget(settings: RestoreTargetSettings): Promise<AttachedRecords> {
  const { dataDir, configured, into, replace, logger } = settings;
  if (into !== undefined) await refuseRunningServer(settings);
  const attach = () => attachRecords({ dataDir, url: into ?? configured, logger, whenTaken: 'refuse' });
  try {
    return await attach();
  } catch (error) {
    // The way to PostgreSQL's next major version: the old records stay, for whoever still has programs for them.
    if (!(error instanceof MissingVersionError && replace)) throw error;
    const aside = await setAsideRecords(dataDir);
    logger.warn({ records: aside }, 'the records of another version of PostgreSQL were set aside');
    return attach();
  }
}

/** The materials lie in the data directory although the records go elsewhere: its own server must not be running. */
async function refuseRunningServer({ dataDir, configured, logger }: RestoreTargetSettings): Promise<void> {
  if (configured === undefined && !existsSync(await findCluster(dataDir))) return;
  try {
    await (await attachRecords({ dataDir, url: configured, logger, whenTaken: 'refuse' })).close();
  } catch (error) {
    // Records that cannot be opened may be why they are restored elsewhere; no server runs on them.
    if (error instanceof DirectoryTakenError) throw error;
  }
}
