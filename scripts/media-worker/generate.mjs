import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from '../support/command.mjs';

/**
 * Renames the fields of tables and structs in a FlatBuffers schema from snake_case to lowerCamel.
 *
 * The worker's sources use accessors in lowerCamel, which newer flatc versions derive from the snake_case schema by
 * `--cpp-field-case-style lower`. Debian 12's flatc lacks that option, so the schema is renamed instead. The wire format
 * knows fields by position only, so the other side notices nothing.
 *
 * @param {string} schema text of an .fbs file
 * @returns {string}
 */
export function lowerCamelFields(schema) {
  return schema.replace(/\b(?:table|struct)\s+\w+[^{]*\{[^}]*\}/g, (block) =>
    block.replace(/^(\s*)([a-z]\w*)(?=\s*:)/gm, (_match, indent, name) => indent + lowerCamel(name)),
  );
}

/** @param {string} name */
function lowerCamel(name) {
  return name.replace(/_+([a-z0-9])/g, (_match, letter) => letter.toUpperCase());
}

/** The file below the worker's src/ that is patched. */
export const PATCHED_SOURCE = 'RTC/DtlsTransport.cpp';

const KNOWN_LINE =
  'const long resultOfcallback = (operationType == BIO_CB_RETURN) ? static_cast<long>(ret) : 1;';
const FIXED_LINE =
  'const long resultOfcallback = ((operationType & BIO_CB_RETURN) != 0) ? static_cast<long>(ret) : 1;';

/**
 * Corrects what the worker's BIO callback answers.
 *
 * OpenSSL calls it before an operation, and again afterwards with the flag BIO_CB_RETURN added, when its answer
 * becomes the operation's result. The original compares for the bare flag, which never comes alone, and so turns the
 * result of every control call into 1. One of them asks "do you encrypt in the kernel?"; an OpenSSL with KTLS, as
 * Debian's, believes the 1 and the worker dies at the first handshake.
 *
 * @param {string} source text of DtlsTransport.cpp
 * @returns {string}
 * @throws {Error} when the line is not there exactly once: then mediasoup changed, and somebody has to look.
 */
export function patchDtlsTransport(source) {
  const parts = source.split(KNOWN_LINE);
  if (parts.length !== 2) {
    throw new Error(
      `The line that the media worker's DTLS needs patched was found ${parts.length - 1} times in ${PATCHED_SOURCE}, ` +
        'not once. This version of mediasoup differs from the known one; see scripts/media-worker/generate.mjs.',
    );
  }
  return parts.join(FIXED_LINE);
}

/**
 * Prepares what the worker's sources lack: headers made from the renamed schemas in `<target>/include/FBS`, and the patched
 * source in `<target>/src`.
 *
 * @param {string} workerSources mediasoup's `worker` folder
 * @param {string} target an empty folder
 * @returns {Promise<void>}
 * @throws {Error} when the sources are not the known ones or flatc fails
 */
export async function generateSources(workerSources, target) {
  const patched = join(target, 'src', PATCHED_SOURCE);
  mkdirSync(dirname(patched), { recursive: true });
  writeFileSync(
    patched,
    patchDtlsTransport(readFileSync(join(workerSources, 'src', PATCHED_SOURCE), 'utf8')),
  );

  const schemas = join(target, 'fbs');
  const headers = join(target, 'include', 'FBS');
  mkdirSync(schemas, { recursive: true });
  mkdirSync(headers, { recursive: true });
  const names = readdirSync(join(workerSources, 'fbs')).filter((name) => name.endsWith('.fbs'));
  for (const name of names) {
    const schema = readFileSync(join(workerSources, 'fbs', name), 'utf8');
    writeFileSync(join(schemas, name), lowerCamelFields(schema));
  }
  await run('flatc', [
    ...['--cpp', '--reflect-names', '--scoped-enums', '--filename-suffix', '', '-o', headers],
    ...names.map((name) => join(schemas, name)),
  ]);
}
