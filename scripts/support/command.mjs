import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import os from 'node:os';
import { delimiter, join } from 'node:path';

/** Lines of output that an error repeats: enough to see the compiler's or apt's complaint, not the whole log. */
const TAIL_LINES = 30;

/**
 * Runs a program without a shell and collects what it prints.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {object} [options]
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env] the whole environment; the caller's own if absent
 * @param {(line: string) => void} [options.onLine] called with each line of output while the program runs
 * @returns {Promise<string>} everything that it printed on stdout
 * @throws {Error} when it cannot be started or fails; the message ends with the last lines of its output
 */
export async function run(command, args, { cwd, env, onLine } = {}) {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  /** @type {string[]} */
  const tail = [];
  /** @param {string} line */
  const addLine = (line) => {
    tail.push(line);
    if (tail.length > TAIL_LINES) tail.shift();
    onLine?.(line);
  };
  child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => (stdout += text));
  eachLine(child.stdout, addLine);
  eachLine(child.stderr.setEncoding('utf8'), addLine);

  const status = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
  if (status !== 0) {
    throw new Error(`${command} ${args[0] ?? ''} failed (${status}):\n${tail.join('\n')}`);
  }
  return stdout;
}

/**
 * @param {import('node:stream').Readable} stream of text
 * @param {(line: string) => void} onLine
 */
function eachLine(stream, onLine) {
  let rest = '';
  stream.on('data', (/** @type {string} */ text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(onLine);
  });
  stream.on('end', () => {
    if (rest) onLine(rest);
  });
}

/**
 * Runs a program with this terminal's input and output. SIGINT and SIGTERM that reach this process are passed on, so that
 * the program stops in its own way first.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {object} [options]
 * @param {string} [options.cwd]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @returns {Promise<number>} its exit code; 128 + the signal's number when a signal ended it, as a shell reports it
 */
export async function runAttached(command, args, { cwd, env } = {}) {
  const child = spawn(command, args, { cwd, env, stdio: 'inherit' });
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    // Ctrl-C reaches every process of the terminal's group by itself, and a second one would mean "at once".
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  process.on('SIGINT', forward);
  process.on('SIGTERM', forward);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) =>
        resolve(code ?? 128 + (signal ? os.constants.signals[signal] : 0)),
      );
    });
  } finally {
    process.off('SIGINT', forward);
    process.off('SIGTERM', forward);
  }
}

/**
 * @param {string} path
 * @returns {boolean} whether it is a file that this user may execute
 */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * @param {string} name
 * @returns {string | undefined} the program's path, as a shell would find it on PATH
 */
export function findOnPath(name) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find(isExecutable);
}
