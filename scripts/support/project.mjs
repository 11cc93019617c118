import { fileURLToPath } from 'node:url';

/** The repository's root folder, without a slash at the end. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/**
 * Progress goes to stderr: stdout belongs to what is run (a server's log, a bench's figures).
 *
 * @param {string} line
 */
export function log(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * Runs an entry script: its result is the exit code, and an error is shown as its message only. Whoever sees it can do
 * something about the sentence, not about a stack.
 *
 * @param {() => Promise<number>} main
 */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    log(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

/**
 * @param {string} moduleUrl import.meta.url
 * @returns {boolean} whether this module was started from the command line, not imported
 */
export function isEntry(moduleUrl) {
  return process.argv[1] === fileURLToPath(moduleUrl);
}
