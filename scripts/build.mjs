import './support/node-version.mjs';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { run } from './support/command.mjs';
import { withLock } from './support/lock.mjs';
import { isEntry, log, ROOT, runMain } from './support/project.mjs';

const DIST = join(ROOT, 'dist');

/** SQL that the server reads at run time, and that tsc therefore leaves behind. */
const MIGRATIONS = 'src/store/migrations';

/**
 * @typedef {object} Part
 * @property {string} name for messages, and of the stamp in dist/
 * @property {string[]} inputs files and folders, relative to the root
 * @property {string} output a file that exists once the part is built, relative to the root
 * @property {() => Promise<void>} build
 */

/** @type {Part[]} */
const PARTS = [
  {
    name: 'server',
    inputs: ['src', 'tsconfig.base.json', 'tsconfig.build.json', 'package-lock.json'],
    output: 'dist/src/main.js',
    build: buildServer,
  },
  {
    name: 'client',
    inputs: ['client', 'src/contract', 'tsconfig.base.json', 'package-lock.json'],
    output: 'dist/client/index.html',
    build: buildClient,
  },
];

/**
 * Builds server and client into dist/, each only when its sources changed since it was built last. Runs at the same time
 * wait for each other.
 *
 * @returns {Promise<void>}
 * @throws {Error} with the compiler's output
 */
export async function build() {
  if (PARTS.every(isBuilt)) return;
  await withLock(join(DIST, '.lock'), { log, waitingFor: 'that builds Plenum' }, async () => {
    for (const part of PARTS) {
      // Taken before the build: what is edited meanwhile is built next time.
      const hash = hashOf(part);
      if (isBuilt(part)) continue;
      log(`Building the ${part.name} ...`);
      rmSync(stampPath(part), { force: true });
      await part.build();
      writeFileSync(stampPath(part), hash);
    }
  });
}

async function buildServer() {
  await run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    cwd: ROOT,
  });
  const target = join(DIST, MIGRATIONS);
  rmSync(target, { recursive: true, force: true });
  if (existsSync(join(ROOT, MIGRATIONS))) {
    mkdirSync(target, { recursive: true });
    cpSync(join(ROOT, MIGRATIONS), target, { recursive: true });
  }
}

async function buildClient() {
  const config = ['--config', 'client/vite.config.ts', '--logLevel', 'warn'];
  await run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', ...config], {
    cwd: ROOT,
    // What people get is the same wherever it is built, under test, too.
    env: { ...process.env, NODE_ENV: 'production' },
  });
}

/** @param {Part} part */
function stampPath(part) {
  return join(DIST, `.${part.name}.stamp`);
}

/**
 * @param {Part} part
 * @returns {boolean}
 */
function isBuilt(part) {
  const stamp = stampPath(part);
  return (
    existsSync(join(ROOT, part.output)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hashOf(part)
  );
}

/**
 * Contents, not times: a checkout or a copy touches files without changing them.
 *
 * @param {Part} part
 * @returns {string}
 */
function hashOf(part) {
  const hash = createHash('sha256').update(process.version);
  for (const input of part.inputs) {
    for (const file of filesBelow(input)) hash.update(`\0${file}\0`).update(readFileSync(join(ROOT, file)));
  }
  return hash.digest('hex');
}

/**
 * @param {string} path relative to the root
 * @returns {string[]} itself if a file, or all files below it, in a fixed order; none if it does not exist
 */
function filesBelow(path) {
  const stats = statSync(join(ROOT, path), { throwIfNoEntry: false });
  if (!stats) return [];
  if (!stats.isDirectory()) return [path];
  return readdirSync(join(ROOT, path))
    .sort()
    .flatMap((name) => (name === 'node_modules' ? [] : filesBelow(join(path, name))));
}

if (isEntry(import.meta.url)) {
  await runMain(async () => {
    await build();
    return 0;
  });
}
