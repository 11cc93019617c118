import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { arch, platform } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheRoot } from '../support/cache.mjs';
import { isExecutable } from '../support/command.mjs';
import { withLock } from '../support/lock.mjs';
import { buildWorker } from './build.mjs';
import { downloadWorker, prebuiltUrl } from './download.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const MEDIASOUP = resolve(HERE, '../../node_modules/mediasoup');
const BINARY = 'mediasoup-worker';
const WORK_PREFIX = '.work-';

/** What can encrypt media in a worker, the best first. 'official' is mediasoup's own build (libsrtp 3 with OpenSSL). */
const FLAVOURS = /** @type {const} */ (['libsrtp2-openssl', 'official', 'libsrtp2-debian']);

/** @typedef {(typeof FLAVOURS)[number]} Flavour */

/** The files that shape the binary, relative to this folder. */
const SHAPING_FILES = [
  ...['CMakeLists.txt', 'generate.mjs', 'srtp.mjs'],
  ...['bridge/srtp.h', 'bridge/ankerl/unordered_dense.h'],
];

/** The worker's exit code when nobody tells it mediasoup's version: proof that it loads and runs (worker/src/main.cpp). */
const ALIVE = 41;

/**
 * Provides mediasoup's media worker, which its npm package carries as sources only: the one that MEDIASOUP_WORKER_BIN
 * names, else one that an earlier run left in the cache, else the official prebuilt one if it can be reached, else one
 * built here. `PLENUM_MEDIA_WORKER=build` leaves out the official one. Runs at the same time wait for each other.
 *
 * @param {object} options
 * @param {(line: string) => void} options.log gets a line for each step that takes time; none when nothing is to do
 * @returns {Promise<string>} absolute path of the binary. Beside it (not for MEDIASOUP_WORKER_BIN) is `build-info.json`:
 *   `{ mediasoup: string, srtp: Flavour, builtAt: string }`
 * @throws {Error} with a message for whoever runs the set-up
 */
export async function ensureMediaWorker({ log }) {
  const named = process.env.MEDIASOUP_WORKER_BIN;
  if (named) return checkNamedWorker(named);

  const buildOnly = process.env.PLENUM_MEDIA_WORKER === 'build';
  const manifest = readManifest();
  const found = findCached(manifest.version, buildOnly);
  if (found) return found;

  const folder = join(cacheRoot(), 'media-worker');
  return withLock(join(folder, '.lock'), { log, waitingFor: 'that prepares the media worker' }, async () => {
    const foundNow = findCached(manifest.version, buildOnly);
    if (foundNow) return foundNow;
    removeLeftovers(folder);
    const workDir = mkdtempSync(join(folder, WORK_PREFIX));
    try {
      const downloaded = buildOnly ? undefined : await tryDownload(manifest, join(workDir, 'download'), log);
      const made =
        downloaded ?? (await buildWorker({ workerSources: join(MEDIASOUP, 'worker'), workDir, log }));
      return keep(made, workDir, manifest.version, log);
    } finally {
      rmSync(workDir, { recursive: true, force: true });
    }
  });
}

/**
 * The folder in the cache for one kind of worker. Its name changes with everything that the worker is made of, so that an
 * old worker is never taken for a new one.
 *
 * @param {string} version mediasoup's
 * @param {Flavour} flavour
 * @returns {string}
 */
export function cachePath(version, flavour) {
  const hash = createHash('sha256').update(flavour);
  for (const file of SHAPING_FILES) hash.update(`\0${file}\0`).update(readFileSync(join(HERE, file)));
  const name = `${version}-${platform()}-${arch()}-${hash.digest('hex').slice(0, 12)}`;
  return join(cacheRoot(), 'media-worker', name);
}

/** @returns {{ version: string, repository: { url: string } }} */
function readManifest() {
  try {
    return JSON.parse(readFileSync(join(MEDIASOUP, 'package.json'), 'utf8'));
  } catch {
    throw new Error('The package mediasoup is not installed. Please run `npm ci` first.');
  }
}

/**
 * @param {string} named
 * @returns {string}
 */
function checkNamedWorker(named) {
  const path = resolve(named);
  if (!isExecutable(path)) {
    throw new Error(
      `MEDIASOUP_WORKER_BIN names ${path}, which is not an executable file. ` +
        'Correct it, or unset it to have the media worker set up automatically.',
    );
  }
  return path;
}

/**
 * @param {string} version
 * @param {boolean} buildOnly
 * @returns {string | undefined}
 */
function findCached(version, buildOnly) {
  return FLAVOURS.filter((flavour) => !(buildOnly && flavour === 'official'))
    .map((flavour) => join(cachePath(version, flavour), BINARY))
    .find((path) => isExecutable(path) && runsHere(path));
}

/**
 * A worker that was built before may miss a library after the system was upgraded, and a prebuilt one may want another
 * libc.
 *
 * @param {string} path
 * @returns {boolean}
 */
function runsHere(path) {
  return spawnSync(path, { env: {}, stdio: 'ignore', timeout: 10_000 }).status === ALIVE;
}

/**
 * @param {{ version: string, repository: { url: string } }} manifest
 * @param {string} folder
 * @param {(line: string) => void} log
 * @returns {Promise<{ binary: string, srtp: Flavour } | undefined>}
 */
async function tryDownload(manifest, folder, log) {
  log('Looking for the official media worker ...');
  try {
    await downloadWorker(prebuiltUrl(manifest), folder);
    const binary = join(folder, BINARY);
    if (!runsHere(binary)) throw new Error('it does not run on this system');
    return { binary, srtp: 'official' };
  } catch (error) {
    log(`No official media worker (${reasonOf(error)}); building it here.`);
    return undefined;
  }
}

/**
 * @param {unknown} error
 * @returns {string} fetch hides why it failed in the cause
 */
function reasonOf(error) {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/**
 * Moves a finished worker into the cache, whole or not at all.
 *
 * @param {{ binary: string, srtp: Flavour }} made
 * @param {string} workDir
 * @param {string} version
 * @param {(line: string) => void} log
 * @returns {string} its path there
 */
function keep(made, workDir, version, log) {
  if (!runsHere(made.binary)) throw new Error('The media worker was built, but does not run.');
  const staged = join(workDir, 'finished');
  mkdirSync(staged);
  copyFileSync(made.binary, join(staged, BINARY));
  const info = { mediasoup: version, srtp: made.srtp, builtAt: new Date().toISOString() };
  writeFileSync(join(staged, 'build-info.json'), `${JSON.stringify(info, undefined, 2)}\n`);

  const target = cachePath(version, made.srtp);
  mkdirSync(dirname(target), { recursive: true });
  rmSync(target, { recursive: true, force: true });
  renameSync(staged, target);
  log('The media worker is ready.');
  return join(target, BINARY);
}

/**
 * What a killed run left behind. Nobody is using it: whoever works here holds the lock.
 *
 * @param {string} folder
 */
function removeLeftovers(folder) {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(WORK_PREFIX)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
