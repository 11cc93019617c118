import { join } from 'node:path';
import { build } from '../build.mjs';
import { setUp } from '../setup.mjs';
import { runAttached } from './command.mjs';
import { ROOT } from './project.mjs';

/**
 * Sets up, builds, and runs one of the built programs with this process's arguments until it ends.
 *
 * @param {string} program relative to dist/
 * @returns {Promise<number>} its exit code
 */
export async function launch(program) {
  const { env } = await setUp();
  await build();
  const args = ['--enable-source-maps', join(ROOT, 'dist', program), ...process.argv.slice(2)];
  return runAttached(process.execPath, args, { cwd: ROOT, env });
}
