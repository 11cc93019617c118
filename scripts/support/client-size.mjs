import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** @typedef {{ file: string, imports?: string[], css?: string[] }} Chunk as in vite's manifest.json */

/**
 * What a browser loads to show a page first: the entry and the page's own module with all they import, scripts and styles.
 *
 * @param {Record<string, Chunk>} manifest of vite's build
 * @param {string} page the page's module, as the manifest names it
 * @returns {string[]} files relative to the output folder, each once
 * @throws {Error} when the manifest has no such module
 */
export function firstLoad(manifest, page) {
  /** @type {Set<string>} */
  const files = new Set();
  /** @type {Set<string>} */
  const seen = new Set();
  /** @param {string} name */
  const visit = (name) => {
    if (seen.has(name)) return;
    seen.add(name);
    const chunk = manifest[name];
    if (!chunk) throw new Error(`The client's build has no module ${name}; see client/size-limits.json.`);
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    chunk.imports?.forEach(visit);
  };
  visit('index.html');
  visit(page);
  return [...files];
}

/**
 * Compares pages' first load with client/size-limits.json: `{ "<module>": <KB, gzip> }`.
 *
 * @param {string} root the repository's
 * @returns {{ lines: string[], ok: boolean }} a line per page
 */
export function checkClientSizes(root) {
  const dist = join(root, 'dist/client');
  /** @type {Record<string, Chunk>} */
  const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));
  /** @type {Record<string, number>} */
  const limits = JSON.parse(readFileSync(join(root, 'client/size-limits.json'), 'utf8'));
  const results = Object.entries(limits).map(([page, limit]) => {
    const bytes = firstLoad(manifest, page).reduce(
      (sum, file) => sum + gzipSync(readFileSync(join(dist, file))).length,
      0,
    );
    const size = bytes / 1000;
    return { line: `${page}: ${size.toFixed(1)} KB of ${limit} KB`, ok: size <= limit };
  });
  return { lines: results.map((result) => result.line), ok: results.every((result) => result.ok) };
}
