import os from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheRoot } from '../support/cache.mjs';
import { run } from '../support/command.mjs';
import { ensurePackages } from '../support/packages.mjs';
import { generateSources } from './generate.mjs';
import { buildSrtp } from './srtp.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** What one run of the compiler may need at its worst, in bytes. */
const COMPILER_MEMORY = 1.2e9;

const PACKAGES = [
  ...['cmake', 'ninja-build', 'g++', 'pkg-config'],
  ...['libuv1-dev', 'libssl-dev', 'libabsl-dev', 'libflatbuffers-dev', 'flatbuffers-compiler'],
  // make and dpkg-source, for libsrtp2.
  'dpkg-dev',
];

/**
 * Builds the media worker from the sources in mediasoup's npm package.
 *
 * @param {object} options
 * @param {string} options.workerSources mediasoup's `worker` folder
 * @param {string} options.workDir an empty folder, to be removed by the caller
 * @param {(line: string) => void} options.log
 * @returns {Promise<{ binary: string, srtp: 'libsrtp2-openssl' | 'libsrtp2-debian' }>} `srtp` is what encrypts media
 * @throws {Error} when packages are missing or the build fails
 */
export async function buildWorker({ workerSources, workDir, log }) {
  const purpose = 'build the media worker';
  await ensurePackages(PACKAGES, { log, purpose });

  const generated = join(workDir, 'generated');
  await generateSources(workerSources, generated);

  log('Building libsrtp2 with OpenSSL ...');
  const srtpRoot = await buildSrtp(join(workDir, 'libsrtp2')).catch(async (/** @type {Error} */ error) => {
    log(`libsrtp2's source package could not be built: ${error.message}`);
    log("Taking the system's libsrtp2 instead. Everything works, but media costs more processor time.");
    log(`To try again later, remove ${join(cacheRoot(), 'media-worker')}.`);
    await ensurePackages(['libsrtp2-dev'], { log, purpose });
    return undefined;
  });

  const build = join(workDir, 'build');
  await run('cmake', [
    ...['-G', 'Ninja', '-S', HERE, '-B', build],
    ...[`-DWORKER=${workerSources}`, `-DGENERATED=${generated}`, `-DSRTP_ROOT=${srtpRoot ?? ''}`],
  ]);
  const jobs = Math.max(1, Math.min(os.availableParallelism(), Math.floor(os.totalmem() / COMPILER_MEMORY)));
  log(`Compiling the media worker, once: about ${Math.ceil(7 / jobs)} minutes ...`);
  await run('nice', ['ninja', '-C', build, '-j', String(jobs)], {
    env: { ...process.env, NINJA_STATUS: '[%f/%t] ' },
    onLine: progressReporter(log),
  });
  return {
    binary: join(build, 'mediasoup-worker'),
    srtp: srtpRoot === undefined ? 'libsrtp2-debian' : 'libsrtp2-openssl',
  };
}

/**
 * Turns ninja's line per file into a line per tenth of the work.
 *
 * @param {(line: string) => void} log
 * @returns {(line: string) => void}
 */
export function progressReporter(log) {
  let reported = 0;
  return (line) => {
    const match = /^\[(\d+)\/(\d+)\] /.exec(line);
    if (!match) return;
    const percent = Math.floor((10 * Number(match[1])) / Number(match[2])) * 10;
    if (percent > reported && percent < 100) {
      reported = percent;
      log(`Compiling the media worker: ${percent} %`);
    }
  };
}
