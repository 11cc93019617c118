import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chooseRunAs } from '../../src/store/run-as.ts';

/** The key of config/test.yaml, for stores that several directories or servers share. */
export const testRecordsKey = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';

const run = promisify(execFile);
const distribution = '/usr/lib/postgresql';

/** A PostgreSQL that is not ours, as `database.url` may name one. */
export interface ForeignPostgres {
  url: string;
  stop(): Promise<void>;
}

/** A directory of its own for one test. It is short, so that unix sockets fit, and others may pass through it. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp('/tmp/plenum-test-');
  await chmod(directory, 0o711);
  return directory;
}

/**
 * Starts Debian's PostgreSQL on a unix socket, as an account without rights. `npm test` installs it; where it is missing
 * this throws rather than skips, because the suite is the proof that `database.url` works.
 */
export async function startDebianPostgres(): Promise<ForeignPostgres> {
  const version = existsSync(distribution) ? readdirSync(distribution).sort().at(-1) : undefined;
  if (version === undefined) {
    throw new Error(
      `No PostgreSQL server in ${distribution}. "npm test" installs it; or: apt-get install postgresql-15`,
    );
  }
  const bin = join(distribution, version, 'bin');
  const directory = await temporaryDirectory();
  const runAs = chooseRunAs('/nonexistent');
  if (runAs) await chown(directory, runAs.uid, runAs.gid);
  const cluster = join(directory, 'cluster');
  const options = { cwd: '/', env: { PATH: process.env['PATH'], LC_ALL: 'C' }, ...runAs };
  await run(
    join(bin, 'initdb'),
    ['-D', cluster, '-U', 'plenum', '-A', 'trust', '-E', 'UTF8', '--locale=C'],
    options,
  );
  const settings = `-c listen_addresses='' -c unix_socket_directories=${directory}`;
  const log = join(directory, 'log');
  await run(join(bin, 'pg_ctl'), ['-D', cluster, '-l', log, '-w', '-o', settings, 'start'], options);
  return {
    url: socketUrl(directory, 'postgres'),
    async stop() {
      await run(join(bin, 'pg_ctl'), ['-D', cluster, '-w', '-m', 'fast', 'stop'], options);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Copies private records, which nobody uses meanwhile, into a data directory that has none. */
export async function copyRecords(records: string, dataDir: string): Promise<void> {
  // With their owner and rights, which PostgreSQL insists on.
  await run('cp', ['--archive', records, join(dataDir, 'postgres')]);
}

/** The address of a database behind a unix socket, as `pg` reads it. */
export function socketUrl(directory: string, database: string): string {
  return `postgres://plenum@${encodeURIComponent(directory)}/${database}`;
}
