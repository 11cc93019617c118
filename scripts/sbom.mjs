import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isEntry, ROOT } from './support/project.mjs';

/*
 * `npm run --silent sbom`: what reaches production, as CycloneDX 1.5 (https://cyclonedx.org/docs/1.5/json/) on stdout. Made from
 * package-lock.json alone: `npm sbom --omit=dev` leaves out what a tool needs as well.
 */

/**
 * @typedef {object} Locked
 * @property {string} [version]
 * @property {string} [name] where the folder is called otherwise
 * @property {string} [license]
 * @property {string} [integrity]
 * @property {boolean} [dev]
 * @property {boolean} [optional]
 */

/**
 * @param {{ name: string, version: string, packages: Record<string, Locked> }} lock
 * @returns {object} the same for the same lock
 */
export function bomOf({ name, version, packages }) {
  const components = Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && dev !== true)
    .map(([path, locked]) => component(locked.name ?? nameIn(path), locked))
    // The same version may lie in several folders.
    .filter((one, index, all) => all.findIndex(({ purl }) => purl === one.purl) === index)
    .sort((a, b) => (a.purl < b.purl ? -1 : 1));
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: { type: 'application', 'bom-ref': `${name}@${version}`, name, version } },
    components,
  };
}

/** @param {string} path such as `node_modules/a/node_modules/@b/c` */
function nameIn(path) {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/**
 * @param {string} name
 * @param {Locked} locked
 */
function component(name, { version = '', license, integrity, optional }) {
  // https://github.com/package-url/purl-spec: the @ of a scope is encoded.
  const purl = `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;
  const [algorithm, digest] = integrity?.split('-') ?? [];
  const isHashed = algorithm === 'sha512' && digest !== undefined;
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    purl,
    ...(optional === true ? { scope: 'optional' } : {}),
    ...(license === undefined ? {} : { licenses: [{ expression: license }] }),
    ...(isHashed
      ? { hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }] }
      : {}),
  };
}

if (isEntry(import.meta.url)) {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  process.stdout.write(`${JSON.stringify(bomOf(lock), null, 2)}\n`);
}
