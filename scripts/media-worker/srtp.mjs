import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../support/command.mjs';

/** @type {Record<string, string>} */
const KEYRINGS = {
  Debian: '/usr/share/keyrings/debian-archive-keyring.gpg',
  Ubuntu: '/usr/share/keyrings/ubuntu-archive-keyring.gpg',
};

/** @typedef {{ origin: string, uri: string, suite: string, component: string }} Repository */

/**
 * Builds libsrtp2 with OpenSSL from the distribution's own source package. Debian's binary does AES through NSS, which
 * costs the media worker about half as much again per packet.
 *
 * @param {string} workDir an empty folder, to be removed by the caller
 * @returns {Promise<string>} a folder with `include/srtp2/` and `libsrtp2.a`
 * @throws {Error} when the source package cannot be had or does not build
 */
export async function buildSrtp(workDir) {
  const source = await fetchSource(workDir);
  await run('nice', ['./configure', '--enable-openssl', 'CFLAGS=-O3 -DNDEBUG'], { cwd: source });
  await run('nice', ['make', 'libsrtp2.a'], { cwd: source });

  const result = join(workDir, 'srtp');
  const include = join(result, 'include', 'srtp2');
  mkdirSync(include, { recursive: true });
  cpSync(join(source, 'include', 'srtp.h'), join(include, 'srtp.h'));
  cpSync(join(source, 'libsrtp2.a'), join(result, 'libsrtp2.a'));
  return result;
}

/**
 * Fetches and unpacks the source package with lists and a cache of its own, so that the machine's apt configuration is
 * neither needed to name sources nor changed.
 *
 * @param {string} workDir
 * @returns {Promise<string>} the unpacked folder
 */
async function fetchSource(workDir) {
  const folder = join(workDir, 'apt');
  for (const part of ['parts', 'lists/partial', 'cache/archives/partial', 'source']) {
    mkdirSync(join(folder, part), { recursive: true });
  }
  writeFileSync(join(folder, 'parts', 'source.sources'), sourceList(await binaryRepositories()));
  const options = {
    'Dir::Etc::SourceList': '/dev/null',
    'Dir::Etc::SourceParts': join(folder, 'parts'),
    'Dir::State::Lists': join(folder, 'lists'),
    'Dir::Cache': join(folder, 'cache'),
    // The folder may be below one that apt's own user cannot enter.
    'APT::Sandbox::User': 'root',
    'Acquire::http::Timeout': '20',
    'Acquire::Retries': '1',
  };
  const optionArgs = Object.entries(options).map(([name, value]) => `-o${name}=${value}`);
  const apt = (/** @type {string[]} */ ...args) =>
    run('apt-get', ['-q', ...optionArgs, ...args], { cwd: join(folder, 'source') });
  await apt('update');
  await apt('source', 'libsrtp2');
  const unpacked = readdirSync(join(folder, 'source'), { withFileTypes: true }).find((entry) =>
    entry.isDirectory(),
  );
  if (!unpacked) throw new Error('The source package libsrtp2 did not unpack.');
  return join(folder, 'source', unpacked.name);
}

/**
 * Asks apt which of the distribution's repositories this machine installs from; the sources are beside the binaries.
 *
 * @returns {Promise<Repository[]>}
 */
async function binaryRepositories() {
  const output = await run('apt-get', [
    'indextargets',
    '--format',
    '$(ORIGIN)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)',
    'Created-By: Packages',
  ]);
  const repositories = output.split('\n').flatMap((line) => {
    const [origin, uri, suite, component] = line.split('|');
    const wanted = origin && origin in KEYRINGS && (component === 'main' || component === 'universe');
    return wanted && uri && suite ? [{ origin, uri, suite, component }] : [];
  });
  if (repositories.length === 0) throw new Error('apt knows no repository of Debian or Ubuntu.');
  return repositories;
}

/**
 * @param {Repository[]} repositories
 * @returns {string} a list in apt's deb822 format (sources.list(5)) that names their sources, each once
 */
export function sourceList(repositories) {
  const stanzas = repositories.map(({ origin, uri, suite, component }) => {
    const keyring = KEYRINGS[origin];
    const signedBy = keyring && existsSync(keyring) ? `Signed-By: ${keyring}\n` : '';
    return `Types: deb-src\nURIs: ${uri}\nSuites: ${suite}\nComponents: ${component}\n${signedBy}`;
  });
  return [...new Set(stanzas)].join('\n');
}
