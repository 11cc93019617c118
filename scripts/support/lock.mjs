import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** How long the lock may be taken before the caller is told that it waits. Milliseconds. */
const PATIENCE_MS = 1_000;

/**
 * Runs `work` while holding an exclusive lock on a file, so that two runs started at once do not do the same work twice.
 *
 * The kernel's flock does it, through util-linux's `flock` (Node has no call for it): a run that dies in any way, even by
 * kill -9, closes the pipe, the helper ends and the lock is free. A lock file with a process id in it cannot promise that.
 *
 * @template T
 * @param {string} path the lock file; it is made if absent, and stays
 * @param {object} options
 * @param {(line: string) => void} options.log
 * @param {string} options.waitingFor completes "Waiting for another run ..."
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 * @throws {Error} when the lock cannot be had, and whatever `work` throws
 */
export async function withLock(path, { log, waitingFor }, work) {
  mkdirSync(dirname(path), { recursive: true });
  const holder = spawn('flock', ['--exclusive', path, 'sh', '-c', 'echo held; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // Its own process group, or Ctrl-C in a terminal would free the lock before this run has cleaned up.
    detached: true,
  });
  const ended = once(holder, 'exit');
  const patience = setTimeout(() => log(`Waiting for another run ${waitingFor} ...`), PATIENCE_MS);
  try {
    await Promise.race([
      once(holder.stdout, 'data'),
      ended.then(([code]) => {
        throw new Error(`The lock ${path} could not be taken (flock ended with ${code}).`);
      }),
    ]);
  } finally {
    clearTimeout(patience);
  }
  try {
    return await work();
  } finally {
    holder.stdin.end();
    await ended;
  }
}
