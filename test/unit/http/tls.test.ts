import { X509Certificate } from 'node:crypto';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadTls, type TlsPair } from '../../../src/http/tls.ts';
import { quietLogger } from '../../support/database.ts';
import { temporaryDirectory } from '../../support/postgres.ts';
import { openHarness } from './harness.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await temporaryDirectory();
});
afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

async function selfSigned(publicUrl: string | null = null): Promise<TlsPair> {
  const pair = await loadTls(
    { mode: 'self-signed', cert: null, key: null },
    { dataDir, publicUrl, log: quietLogger },
  );
  if (!pair) throw new Error('TLS is on, so there must be a certificate');
  return pair;
}

/** Writes another self-signed certificate over the one that is kept. */
async function replaceKept(options: Parameters<typeof generate>[1]): Promise<void> {
  const pems = await generate([{ name: 'commonName', value: 'old' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ...options,
  });
  await writeFile(join(dataDir, 'tls/self-signed.crt'), pems.cert);
  await writeFile(join(dataDir, 'tls/self-signed.key'), pems.private);
}

describe('a connection that never shakes hands', () => {
  it('is closed after ten seconds, and many of them keep nobody out', async () => {
    const { http, url } = await openHarness(dataDir, { tls: await selfSigned(), strictTransport: 'host' });
    const { port } = new URL(url);
    const opened = Array.from({ length: 300 }, () => connect(Number(port), '127.0.0.1'));
    // Some begin, and go no further.
    for (const socket of opened.slice(0, 100)) socket.write(Buffer.from([22, 3, 1, 2, 0]));
    const since = performance.now();
    const closed = Promise.all(
      opened.map((socket) => {
        socket.on('error', () => undefined).resume();
        return new Promise((resolve) => socket.once('close', resolve));
      }),
    );
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request(url, { rejectUnauthorized: false, agent: false }, resolve).on('error', reject).end();
    });
    answer.resume();
    expect(performance.now() - since).toBeLessThan(5_000);
    expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
    await closed;
    expect(performance.now() - since).toBeLessThan(30_000);
    await http.close();
  });
});

describe('what browsers are told to keep to', () => {
  it.each([
    ['off', undefined],
    ['host', 'max-age=31536000'],
    ['subdomains', 'max-age=31536000; includeSubDomains'],
  ] as const)('%s', async (strictTransport, header) => {
    const { http, url } = await openHarness(dataDir, { tls: undefined, strictTransport });
    expect((await fetch(url)).headers.get('strict-transport-security') ?? undefined).toBe(header);
    await http.close();
  });
});

describe('off', () => {
  it('has no certificate', async () => {
    const settings = { mode: 'off', cert: null, key: null } as const;
    expect(await loadTls(settings, { dataDir, publicUrl: null, log: quietLogger })).toBeUndefined();
  });
});

describe('self-signed', () => {
  it('covers this machine and the public address', async () => {
    const cert = new X509Certificate((await selfSigned('https://class.example.org:8443')).cert);
    for (const name of ['localhost', 'class.example.org']) expect(cert.checkHost(name)).toBe(name);
    for (const address of ['127.0.0.1', '::1']) expect(cert.checkIP(address)).toBeDefined();
    const days = (Date.parse(cert.validTo) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(390);
    expect(days).toBeLessThan(398);
  });

  it('keeps the key from others', async () => {
    await selfSigned();
    expect((await stat(join(dataDir, 'tls/self-signed.key'))).mode & 0o777).toBe(0o600);
  });

  it('is kept over starts', async () => {
    const first = await selfSigned();
    expect(await selfSigned()).toEqual(first);
    expect(await readFile(join(dataDir, 'tls/self-signed.crt'), 'utf8')).toBe(first.cert);
  });

  it('is made anew when a name is missing', async () => {
    const first = await selfSigned();
    const second = await selfSigned('https://other.example.org');
    expect(second.cert).not.toBe(first.cert);
    expect(new X509Certificate(second.cert).checkHost('other.example.org')).toBeDefined();
  });

  it.each([
    ['ends soon', 5],
    ['has ended', -1],
  ])('is made anew when it %s', async (_what, days) => {
    await selfSigned();
    const now = Date.now();
    await replaceKept({
      notBeforeDate: new Date(now - 30 * 86_400_000),
      notAfterDate: new Date(now + days * 86_400_000),
    });
    const cert = new X509Certificate((await selfSigned()).cert);
    expect(cert.subject).toContain('Plenum');
  });

  it('serves', async () => {
    const pair = await selfSigned();
    const { http, url } = await openHarness(dataDir, { tls: pair, strictTransport: 'off' });
    const cookies = await new Promise((resolve, reject) => {
      const options = { method: 'POST', ca: pair.cert, headers: { 'content-type': 'application/json' } };
      const sending = request(`${url}/api/sessions`, options, (response) => {
        response.resume();
        resolve(response.headers['set-cookie']);
      });
      sending.on('error', reject);
      sending.end('{"token":"x"}');
    });
    expect(cookies).toEqual(['plenum-x=secret; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Strict']);
    await http.close();
  });
});

describe('files', () => {
  const load = (cert: string, key: string): Promise<TlsPair | undefined> =>
    loadTls({ mode: 'files', cert, key }, { dataDir, publicUrl: null, log: quietLogger });

  it('are read', async () => {
    const pair = await selfSigned();
    const files = [join(dataDir, 'tls/self-signed.crt'), join(dataDir, 'tls/self-signed.key')] as const;
    expect(await load(...files)).toEqual(pair);
  });

  it('that are missing are named', async () => {
    await expect(load('/nonexistent/a.crt', '/nonexistent/a.key')).rejects.toThrow(
      '/nonexistent/a.crt cannot be read',
    );
  });

  it('that hold something else are named', async () => {
    const file = join(dataDir, 'a.crt');
    await writeFile(file, 'not a certificate');
    await expect(load(file, file)).rejects.toThrow(`${file} is not a certificate in PEM form`);
  });
});
