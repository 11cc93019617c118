import './support/node-version.mjs';
import { ensureChromium } from './browser.mjs';
import { ensureMediaWorker } from './media-worker/index.mjs';
import { ensurePackages, ensurePrograms } from './support/packages.mjs';
import { isEntry, log, runMain } from './support/project.mjs';

/**
 * What tests run besides the browser: ip makes the network namespaces in which they cut lines, ffmpeg video files to play,
 * redis-server joins nodes.
 */
const TEST_PROGRAMS = { ip: 'iproute2', ffmpeg: 'ffmpeg', 'redis-server': 'redis-server' };

/** The records have to work on a PostgreSQL that is not ours, too. */
const TEST_PACKAGES = ['postgresql'];

/**
 * Everything that npm cannot set up. Prints a line for each step that takes time and nothing when all is in place.
 *
 * PostgreSQL's binaries need no step: the server starts them with their library path set.
 *
 * @param {object} [options]
 * @param {boolean} [options.tests] also what only tests need
 * @returns {Promise<{ env: NodeJS.ProcessEnv }>} the environment to run the server or the tests with
 */
export async function setUp({ tests = false } = {}) {
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, MEDIASOUP_WORKER_BIN: await ensureMediaWorker({ log }) };
  if (tests) {
    env.PLENUM_CHROMIUM = await ensureChromium({ log });
    await ensurePackages(TEST_PACKAGES, { log, purpose: 'test the records on it' });
    await ensurePrograms(TEST_PROGRAMS, { log, purpose: 'run the tests' });
  }
  return { env };
}

if (isEntry(import.meta.url)) {
  await runMain(async () => {
    await setUp({ tests: process.argv.includes('--tests') });
    return 0;
  });
}
