import { X509Certificate } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { StartError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';

export interface TlsSettings {
  mode: 'off' | 'self-signed' | 'files';
  cert: string | null;
  key: string | null;
}

/** PEM texts. */
export interface TlsPair {
  cert: string;
  key: string;
}

const dayMs = 86_400_000;
/** Browsers refuse certificates that are valid for longer than this, in days (CA/Browser Forum's limit since 2020). */
const validDays = 397;
/** A certificate that ends sooner than this, in days, is replaced at start. */
const renewDays = 30;

/**
 * The certificate to serve with; undefined when TLS is off. A self-signed one is kept in `dataDir/tls` and made anew
 * when it ends soon or lacks one of the names. Throws with a message for the person at the console.
 */
export async function loadTls(
  settings: TlsSettings,
  options: { dataDir: string; publicUrl: string | null; log: Logger },
): Promise<TlsPair | undefined> {
  if (settings.mode === 'off') return undefined;
  if (settings.mode === 'files') return readPair(settings.cert ?? '', settings.key ?? '');
  const names = ownNames(options.publicUrl);
  const dir = join(options.dataDir, 'tls');
  const files = { cert: join(dir, 'self-signed.crt'), key: join(dir, 'self-signed.key') };
  const kept = await readPair(files.cert, files.key).catch(() => undefined);
  if (kept && isUsable(kept.cert, names)) return kept;
  const pair = await selfSign(names);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await writeFile(files.key, pair.key, { mode: 0o600 });
  await chmod(files.key, 0o600);
  await writeFile(files.cert, pair.cert);
  options.log.info({ names, file: files.cert }, 'a self-signed certificate was made');
  return pair;
}

async function readPair(certFile: string, keyFile: string): Promise<TlsPair> {
  // One after the other: whoever has both paths wrong is always told of the same one first.
  const cert = await readText(certFile);
  const key = await readText(keyFile);
  // Refused here, with the file's name, and not at the first visitor's handshake.
  let parsed: X509Certificate;
  try {
    parsed = new X509Certificate(cert);
  } catch (error) {
    throw new StartError(`${certFile} is not a certificate in PEM form.`, { cause: error });
  }
  if (parsed.validTo !== '' && Date.parse(parsed.validTo) < Date.now()) {
    throw new StartError(`The certificate ${certFile} ended on ${parsed.validTo}.`);
  }
  return { cert, key };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new StartError(`${file} cannot be read.`, { cause: error });
  }
}

/** Every name and address under which this machine may be opened. */
export function ownNames(publicUrl: string | null): string[] {
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    // Link-local addresses carry a zone, which no browser puts into a page's address.
    .filter((entry) => !entry.address.startsWith('fe80:'))
    .map((entry) => entry.address);
  const publicHost = publicUrl === null ? [] : [new URL(publicUrl).hostname.replace(/^\[|\]$/g, '')];
  return [
    ...new Set(['localhost', '127.0.0.1', '::1', hostname().toLowerCase(), ...publicHost, ...addresses]),
  ];
}

function isUsable(cert: string, names: readonly string[]): boolean {
  const parsed = new X509Certificate(cert);
  if (Date.parse(parsed.validTo) - Date.now() < renewDays * dayMs) return false;
  return names.every(
    (name) => (isIP(name) === 0 ? parsed.checkHost(name) : parsed.checkIP(name)) !== undefined,
  );
}

async function selfSign(names: readonly string[]): Promise<TlsPair> {
  const pems = await generate([{ name: 'commonName', value: 'Plenum' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    // An hour back: a client's clock may be a little slow.
    notBeforeDate: new Date(Date.now() - 3_600_000),
    notAfterDate: new Date(Date.now() + validDays * dayMs),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) => (isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name })),
      },
    ],
  });
  return { cert: pems.cert, key: pems.private };
}
