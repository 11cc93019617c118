import { randomBytes } from 'node:crypto';
import {
  chmod,
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  rmdir,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../lib/logger.ts';
import { canReach, chooseRunAs, type RunAs } from './run-as.ts';
import { StoreError } from './store-error.ts';

/** Where the private PostgreSQL lives. */
export interface RecordsHome {
  /** Belongs to the account that PostgreSQL runs under; nobody else can look inside. */
  directory: string;
  /** PostgreSQL's own data directory; it does not exist before the first start. */
  cluster: string;
  runAs: RunAs | undefined;
}

/** Longest path of a unix socket, in bytes: `sun_path` has 108 with the closing zero (unix(7)). */
const longestSocketPath = 107;
const socketName = '.s.PGSQL.5432';
/** The file in the data directory that says where the records are when they are not in it. */
const pointerName = 'postgres-location';

/**
 * The home is `postgres` in the data directory. When Plenum runs as root below a directory that only root may enter,
 * PostgreSQL's account cannot get there: then it is in /var/lib/plenum, and a file in the data directory names it.
 */
export async function findRecordsHome(dataDir: string, logger: Logger): Promise<RecordsHome> {
  const existing = await recordsDirectory(dataDir);
  const runAs = chooseRunAs(join(existing, 'cluster'));
  // Others may pass through the data directory, but not list it, when the records in it belong to another account.
  if (runAs) await chmod(dataDir, (await stat(dataDir)).mode | 0o001);
  await createOwned(existing, runAs);
  if (canReach(existing, runAs)) return home(existing, runAs);
  if ((await lstat(join(existing, 'cluster')).catch(() => undefined)) !== undefined) {
    throw new StoreError(
      `The records in ${existing} cannot be reached by user id ${runAs?.uid ?? process.getuid?.() ?? '?'}, who owns them. ` +
        'Let that user pass through every directory above (chmod o+x).',
    );
  }
  await rmdir(existing);
  const outside = join('/var/lib/plenum', randomBytes(8).toString('hex'));
  await mkdir('/var/lib/plenum', { recursive: true });
  await chmod('/var/lib/plenum', 0o711);
  await createOwned(outside, runAs);
  await writeFile(join(dataDir, pointerName), `${outside}\n`, { mode: 0o600 });
  logger.warn(
    { records: outside },
    'the data directory can be entered by root only, and PostgreSQL does not run as root: the records are kept elsewhere',
  );
  return home(outside, runAs);
}

/** PostgreSQL's own data directory of the private records; it does not exist before the first start. */
export async function findCluster(dataDir: string): Promise<string> {
  return join(await recordsDirectory(dataDir), 'cluster');
}

/** Makes room for new private records and keeps the old ones beside them. Resolves to where those are now. */
export async function setAsideRecords(dataDir: string): Promise<string> {
  const cluster = await findCluster(dataDir);
  const version = (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim();
  const aside = `${cluster}-${version}-${Date.now()}`;
  await rename(cluster, aside);
  return aside;
}

/** A directory for the socket: the home, unless its path is too long for one. */
export async function findSocketDirectory({ directory, runAs }: RecordsHome): Promise<string> {
  if (Buffer.byteLength(join(directory, socketName)) <= longestSocketPath) return directory;
  const short = await mkdtemp('/tmp/plenum-');
  if (runAs) await chown(short, runAs.uid, runAs.gid);
  return short;
}

/** Removes a socket directory that is not the home. */
export async function removeSocketDirectory(
  { directory }: RecordsHome,
  socketDirectory: string,
): Promise<void> {
  if (socketDirectory !== directory) await rm(socketDirectory, { recursive: true, force: true });
}

async function recordsDirectory(dataDir: string): Promise<string> {
  const named = await readFile(join(dataDir, pointerName), 'utf8').catch(() => undefined);
  return named?.trim() ?? join(dataDir, 'postgres');
}

function home(directory: string, runAs: RunAs | undefined): RecordsHome {
  return { directory, cluster: join(directory, 'cluster'), runAs };
}

async function createOwned(directory: string, runAs: RunAs | undefined): Promise<void> {
  const created = await mkdir(directory, { recursive: true, mode: 0o700 });
  if (created !== undefined && runAs) await chown(directory, runAs.uid, runAs.gid);
}
