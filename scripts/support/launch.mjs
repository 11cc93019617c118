import { constants } from 'node:os';
import { join } from 'node:path';
import { build } from '../build.mjs';
import { setUp } from '../setup.mjs';
import { runAttached } from './command.mjs';
import { log, ROOT } from './project.mjs';

/** main.ts's exit code for "start me again": what is in memory cannot be trusted any more, what is on disk can. */
const BROKEN_STATE = 70;

/** A server that ends again within this many milliseconds will not be cured by another start. */
const TOO_SOON = 10_000;

/**
 * Sets up, builds, and runs one of the built programs with this process's arguments until it ends.
 *
 * @param {string} program relative to dist/
 * @param {object} [options]
 * @param {boolean} [options.keepRunning] start it again when it was killed or gave up, but not when it was asked to stop
 * @param {boolean} [options.media] whether it needs the media worker, which takes minutes to make the first time
 * @param {string} [options.cwd] where paths among the arguments start
 * @returns {Promise<number>} its exit code
 */
export async function launch(program, { keepRunning = false, media = true, cwd = ROOT } = {}) {
  const { env } = media ? await setUp() : process;
  await build();
  const args = ['--enable-source-maps', join(ROOT, 'dist', program), ...process.argv.slice(2)];
  for (;;) {
    const startedAt = Date.now();
    const code = await runAttached(process.execPath, args, { cwd, env });
    if (!keepRunning || !wantsRestart(code, Date.now() - startedAt)) return code;
    log(`The server ended with ${code}. It is started again.`);
  }
}

/**
 * @param {number} code an exit code, or 128 + a signal's number. A server that is asked to stop ends with a code of its own,
 *   never by the signal, unless it was asked twice.
 * @param {number} ran milliseconds
 * @returns {boolean}
 */
export function wantsRestart(code, ran) {
  const asked = [128 + constants.signals.SIGINT, 128 + constants.signals.SIGTERM];
  return ran > TOO_SOON && (code === BROKEN_STATE || (code > 128 && !asked.includes(code)));
}
