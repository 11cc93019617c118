// Fails when the first load of a phone page, compressed, is larger than promised. Run it after the client's build.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { gzipSync } from 'node:zlib';

const built = join(import.meta.dirname, '../dist/client');
const kilobyte = 1024;

/** The application's shell comes with every page. */
const shell = 'index.html';
/** Bytes of script and style after gzip: what has to be there before the page works, and with what follows by itself. */
const pages = [
  { name: 'trainee', entry: 'views/role/trainee-route.tsx', first: 150 * kilobyte },
  { name: 'liaison', entry: 'views/role/route.tsx', first: 150 * kilobyte, whole: 200 * kilobyte },
  { name: 'port', entry: 'views/port/route.tsx', first: 150 * kilobyte, whole: 200 * kilobyte },
];

const manifest = JSON.parse(readFileSync(join(built, '.vite/manifest.json'), 'utf8'));

function chunk(key) {
  const found = manifest[key];
  if (found === undefined) throw new Error(`The build has no ${key}: was a page moved without this check?`);
  return found;
}

/** All chunks that `key` imports, itself included; with `lazy`, also what it will ask for later. */
function reach(key, lazy, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  const { imports = [], dynamicImports = [] } = chunk(key);
  for (const next of imports) reach(next, lazy, seen);
  // The shell could go to every page; only this page's own later parts count.
  if (lazy && key !== shell) for (const next of dynamicImports) reach(next, lazy, seen);
  return seen;
}

function compressedBytes(keys) {
  const files = new Set([...keys].flatMap((key) => [chunk(key).file, ...(chunk(key).css ?? [])]));
  let bytes = 0;
  for (const file of files) bytes += gzipSync(readFileSync(join(built, file)), { level: 9 }).byteLength;
  return bytes;
}

let failed = false;
function report(name, bytes, limit) {
  const over = bytes > limit;
  failed ||= over;
  const sizes = `${(bytes / kilobyte).toFixed(1)} KB of at most ${limit / kilobyte} KB`;
  process.stdout.write(`${over ? 'too large' : 'ok       '}  ${name}: ${sizes}\n`);
}

for (const { name, entry, first, whole } of pages) {
  report(`${name}, first load`, compressedBytes(reach(entry, false, reach(shell, false))), first);
  if (whole !== undefined) {
    report(`${name}, with all that follows`, compressedBytes(reach(entry, true, reach(shell, false))), whole);
  }
}
process.exitCode = failed ? 1 : 0;
