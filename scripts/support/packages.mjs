import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheRoot } from './cache.mjs';
import { findOnPath, run } from './command.mjs';
import { withLock } from './lock.mjs';

/** Debian asks this script before it starts a service during an installation; exit code 101 forbids it. */
const SERVICE_POLICY = '/usr/sbin/policy-rc.d';
const SERVICE_POLICY_TEXT =
  '#!/bin/sh\n# Put here by the set-up of Plenum while it installs packages.\nexit 101\n';

/** Debian's PostgreSQL packages make a database cluster of their own unless this file forbids it. */
const CLUSTER_POLICY = '/etc/postgresql-common/createcluster.conf';

/** How long to wait for another apt or dpkg on this machine, in seconds. */
const APT_LOCK_TIMEOUT_S = 300;

/**
 * Makes sure that Debian (or Ubuntu) packages are installed. Root gets them installed, without recommended extras and
 * without starting any service; others are told the command to run.
 *
 * @param {string[]} packages
 * @param {object} options
 * @param {(line: string) => void} options.log
 * @param {string} options.purpose completes "... needed to" in messages, e.g. "build the media worker"
 * @returns {Promise<void>}
 * @throws {Error} when packages are missing and cannot be installed here
 */
export async function ensurePackages(packages, { log, purpose }) {
  if ((await missingPackages(packages)).length === 0) return;
  await withLock(join(cacheRoot(), 'apt.lock'), { log, waitingFor: 'that installs packages' }, async () => {
    const missing = await missingPackages(packages);
    if (missing.length === 0) return;
    if (process.getuid?.() !== 0 || !findOnPath('apt-get')) throw new Error(askToInstall(missing, purpose));
    log(`Installing ${missing.join(', ')} (needed to ${purpose}) ...`);
    await install(missing, log);
  });
}

/**
 * Makes sure that programs are on PATH, installing the Debian packages of those that are not.
 *
 * @param {Record<string, string>} programs the package of each program
 * @param {object} options
 * @param {(line: string) => void} options.log
 * @param {string} options.purpose as in ensurePackages
 * @returns {Promise<void>}
 * @throws {Error} as ensurePackages does
 */
export async function ensurePrograms(programs, options) {
  const packages = Object.entries(programs)
    .filter(([program]) => !findOnPath(program))
    .map(([, name]) => name);
  if (packages.length > 0) await ensurePackages(packages, options);
}

/**
 * @param {string[]} packages
 * @returns {Promise<string[]>} those that dpkg does not know as installed; all of them where there is no dpkg
 */
export async function missingPackages(packages) {
  const installed = await Promise.all(
    packages.map(async (name) => {
      try {
        const status = await run('dpkg-query', ['--show', '--showformat=${db:Status-Status}\n', name]);
        return status.split('\n').includes('installed');
      } catch {
        // dpkg-query fails for a package that it has never heard of.
        return false;
      }
    }),
  );
  return packages.filter((_name, index) => !installed[index]);
}

/**
 * @param {string[]} missing
 * @param {string} purpose
 * @returns {string}
 */
export function askToInstall(missing, purpose) {
  return (
    `Packages are needed to ${purpose}, and only an administrator can install them. Please run this, then start again:\n` +
    `  sudo apt-get install -y --no-install-recommends ${missing.join(' ')}`
  );
}

/**
 * @param {string[]} packages
 * @param {(line: string) => void} log
 */
async function install(packages, log) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', UCF_FORCE_CONFFOLD: '1' };
  const apt = (/** @type {string[]} */ ...args) =>
    run('nice', ['apt-get', '-q', '-o', `DPkg::Lock::Timeout=${APT_LOCK_TIMEOUT_S}`, ...args], { env });
  const installPackages = () =>
    apt('install', '-y', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confold', ...packages);
  await withoutServices(packages, async () => {
    try {
      await installPackages();
    } catch {
      // The usual reason is a package list that is absent or out of date.
      log('Refreshing the list of packages ...');
      await apt('update');
      await installPackages();
    }
  });
}

/**
 * @param {string[]} packages
 * @param {() => Promise<void>} work
 */
async function withoutServices(packages, work) {
  if (packages.some((name) => name.startsWith('postgresql')) && !existsSync(CLUSTER_POLICY)) {
    mkdirSync(dirname(CLUSTER_POLICY), { recursive: true });
    writeFileSync(CLUSTER_POLICY, 'create_main_cluster = false\n');
  }
  // A policy of the machine's own stays in charge; one that a killed run left behind is ours to remove.
  if (existsSync(SERVICE_POLICY) && readFileSync(SERVICE_POLICY, 'utf8') !== SERVICE_POLICY_TEXT) {
    await work();
    return;
  }
  writeFileSync(SERVICE_POLICY, SERVICE_POLICY_TEXT, { mode: 0o755 });
  const remove = () => rmSync(SERVICE_POLICY, { force: true });
  process.once('exit', remove);
  try {
    await work();
  } finally {
    process.off('exit', remove);
    remove();
  }
}
