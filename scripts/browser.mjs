import { resolve } from 'node:path';
import { findOnPath, isExecutable } from './support/command.mjs';
import { ensurePackages } from './support/packages.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Provides the browser of the end-to-end tests: the one that PLENUM_CHROMIUM names, else one on PATH, else Debian's
 * package. With Debian's packages come fonts for Chinese text, without which screenshots show empty boxes.
 *
 * @param {object} options
 * @param {(line: string) => void} options.log
 * @returns {Promise<string>} absolute path
 * @throws {Error} with a message for whoever runs the set-up
 */
export async function ensureChromium({ log }) {
  const named = process.env.PLENUM_CHROMIUM;
  if (named) {
    const path = resolve(named);
    if (isExecutable(path)) return path;
    throw new Error(
      `PLENUM_CHROMIUM names ${path}, which is not an executable file. Correct it, or unset it.`,
    );
  }
  const present = NAMES.map(findOnPath).find((path) => path !== undefined);
  const wanted = [...(present ? [] : ['chromium']), 'fonts-noto-cjk'];
  await ensurePackages(wanted, { log, purpose: 'test in a browser' });
  const path = present ?? findOnPath('chromium');
  if (!path) throw new Error('The package chromium is installed, but there is no chromium on PATH.');
  return path;
}
