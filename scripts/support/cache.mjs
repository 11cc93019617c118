import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/**
 * Where set-up keeps what is expensive to make: outside the repository and node_modules, so that a fresh clone and
 * `npm ci` find it again.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string} an absolute path: `PLENUM_CACHE_DIR` if set, otherwise `plenum` in the user's cache folder (XDG Base Directory
 *   specification: `XDG_CACHE_HOME` counts only when absolute)
 */
export function cacheRoot(env = process.env) {
  if (env.PLENUM_CACHE_DIR) return resolve(env.PLENUM_CACHE_DIR);
  const xdg = env.XDG_CACHE_HOME;
  return join(xdg && isAbsolute(xdg) ? xdg : join(homedir(), '.cache'), 'plenum');
}
