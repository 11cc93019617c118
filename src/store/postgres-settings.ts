import { release } from 'node:os';
import type pg from 'pg';

/** The account in PostgreSQL that owns the records, and the database that holds them. */
export const owner = 'plenum';
export const recordsDatabase = 'plenum';

/**
 * What the private PostgreSQL is started with.
 * @param cluster the folder that holds the records
 * @param connections how many it takes at most
 */
export function postgresArguments(
  cluster: string,
  { socketDirectory, connections }: { socketDirectory: string; connections: number },
): string[] {
  const settings: Record<string, string> = {
    listen_addresses: '',
    unix_socket_directories: socketDirectory,
    unix_socket_permissions: '0700',
    port: '5432',
    max_connections: String(connections),
    // What is acknowledged is on disk. These are the defaults; here they cannot be edited away.
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    // Our queries are short; helpers would only take cores from the class.
    max_parallel_workers_per_gather: '0',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_destination: 'stderr',
    logging_collector: 'off',
    // Names and numbers of people stay out of its log: no statement, none of its values, no detail (which has those of keys).
    log_error_verbosity: 'terse',
    log_statement: 'none',
    log_min_error_statement: 'panic',
    log_min_duration_statement: '-1',
    log_min_duration_sample: '-1',
    log_transaction_sample_rate: '0',
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
    ...(syncsWhole() ? { recovery_init_sync_method: 'syncfs' } : {}),
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', cluster, ...options];
}

/** How to connect to the server whose socket is in this directory. */
export function connectionAt(socketDirectory: string): pg.ClientConfig {
  return { host: socketDirectory, port: 5432, user: owner, database: recordsDatabase, options: quiet };
}

/**
 * What a statement of ours is refused for is told to us, who log it without values; PostgreSQL's own log would have them in the
 * message itself (`invalid input syntax for type integer: "..."`). What it says of itself, its log has.
 */
const quiet = '-c log_min_messages=log';

/**
 * Before it recovers, PostgreSQL has everything in its folder written to disk, by default file by file, each with a flush of the disk
 * of its own: seconds on a quiet disk, more than a minute on one that others write to. syncfs(2) does the same at once. Since
 * Linux 5.8 it also reports what could not be written, as PostgreSQL's manual asks for (recovery_init_sync_method).
 */
function syncsWhole(): boolean {
  const [major = 0, minor = 0] = release().split('.').map(Number);
  return process.platform === 'linux' && (major > 5 || (major === 5 && minor >= 8));
}
