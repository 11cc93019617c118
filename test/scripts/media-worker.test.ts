import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { progressReporter } from '../../scripts/media-worker/build.mjs';
import { prebuiltUrl } from '../../scripts/media-worker/download.mjs';
import { cachePath, ensureMediaWorker } from '../../scripts/media-worker/index.mjs';
import { sourceList } from '../../scripts/media-worker/srtp.mjs';

/** Answers like the real worker when nobody tells it mediasoup's version. */
const WORKING = '#!/bin/sh\nexit 41\n';

const manifestPath = new URL('../../node_modules/mediasoup/package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(manifestPath, 'utf8')) as { version: string };

let folder: string;
let lines: string[];
const log = (line: string) => lines.push(line);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plenum-worker-test-'));
  lines = [];
  vi.stubEnv('PLENUM_CACHE_DIR', join(folder, 'cache'));
  vi.stubEnv('MEDIASOUP_WORKER_BIN', undefined);
  vi.stubEnv('PLENUM_MEDIA_WORKER', undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function writeProgram(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

describe('MEDIASOUP_WORKER_BIN', () => {
  it('is taken as it is', async () => {
    const path = writeProgram(join(folder, 'my-worker'), WORKING);
    vi.stubEnv('MEDIASOUP_WORKER_BIN', path);
    expect(await ensureMediaWorker({ log })).toBe(path);
    expect(lines).toEqual([]);
  });

  it.each([
    ['does not exist', () => undefined],
    ['is not executable', (path: string) => writeFileSync(path, WORKING)],
    ['is a folder', (path: string) => mkdirSync(path)],
  ])('is refused with its path when it %s', async (_case, make) => {
    const path = join(folder, 'my-worker');
    make(path);
    vi.stubEnv('MEDIASOUP_WORKER_BIN', path);
    await expect(ensureMediaWorker({ log })).rejects.toThrow(`MEDIASOUP_WORKER_BIN names ${path}`);
  });
});

describe('the cache', () => {
  it('is found without a word', async () => {
    const path = writeProgram(join(cachePath(version, 'libsrtp2-openssl'), 'mediasoup-worker'), WORKING);
    expect(await ensureMediaWorker({ log })).toBe(path);
    expect(lines).toEqual([]);
  });

  it('prefers a worker that encrypts with OpenSSL, and one that runs', async () => {
    writeProgram(join(cachePath(version, 'libsrtp2-openssl'), 'mediasoup-worker'), '#!/bin/sh\nexit 127\n');
    const slow = writeProgram(join(cachePath(version, 'libsrtp2-debian'), 'mediasoup-worker'), WORKING);
    expect(await ensureMediaWorker({ log })).toBe(slow);
    const official = writeProgram(join(cachePath(version, 'official'), 'mediasoup-worker'), WORKING);
    expect(await ensureMediaWorker({ log })).toBe(official);
    vi.stubEnv('PLENUM_MEDIA_WORKER', 'build');
    expect(await ensureMediaWorker({ log })).toBe(slow);
  });

  it('has a folder of its own for each version and flavour', () => {
    const path = cachePath('1.2.3', 'official');
    expect(dirname(path)).toBe(join(folder, 'cache', 'media-worker'));
    expect(basename(path)).toMatch(
      new RegExp(`^1\\.2\\.3-${process.platform}-${process.arch}-[0-9a-f]{12}$`),
    );
    expect(cachePath('1.2.3', 'libsrtp2-openssl')).not.toBe(path);
    expect(cachePath('1.2.4', 'official')).not.toBe(path);
  });

  it("is in the user's cache folder unless told otherwise", () => {
    vi.stubEnv('PLENUM_CACHE_DIR', undefined);
    vi.stubEnv('XDG_CACHE_HOME', join(folder, 'xdg'));
    expect(dirname(cachePath(version, 'official'))).toBe(join(folder, 'xdg', 'plenum', 'media-worker'));
    vi.stubEnv('XDG_CACHE_HOME', undefined);
    expect(dirname(cachePath(version, 'official'))).toBe(join(homedir(), '.cache', 'plenum', 'media-worker'));
  });
});

describe('the official worker', () => {
  it('is downloaded, tried and kept once, however many ask at the same time', async () => {
    writeProgram(join(folder, 'mediasoup-worker'), WORKING);
    const archive = execFileSync('tar', ['-cz', '-C', folder, 'mediasoup-worker']);
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.end(archive);
    }).listen(0, '127.0.0.1');
    try {
      await new Promise((resolve) => server.once('listening', resolve));
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('no port');
      vi.stubEnv('MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL', `http://127.0.0.1:${address.port}`);
      const paths = await Promise.all([ensureMediaWorker({ log }), ensureMediaWorker({ log })]);
      const path = join(cachePath(version, 'official'), 'mediasoup-worker');
      expect(paths).toEqual([path, path]);
      expect(asked).toHaveLength(1);
      expect(asked[0]).toMatch(new RegExp(`^/${version}/mediasoup-worker-${version}-.*\\.tgz$`));
      const info: unknown = JSON.parse(readFileSync(join(dirname(path), 'build-info.json'), 'utf8'));
      expect(info).toMatchObject({ mediasoup: version, srtp: 'official' });
    } finally {
      server.close();
    }
  });

  it("is asked for under the name of mediasoup's own install script", () => {
    vi.stubEnv('MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL', undefined);
    const url = prebuiltUrl({ version: '1.2.3', repository: { url: 'git+https://example.org/a/b.git' } });
    expect(url).toMatch(
      /^https:\/\/example\.org\/a\/b\/releases\/download\/1\.2\.3\/mediasoup-worker-1\.2\.3-[\w-]+\.tgz$/,
    );
    if (process.platform === 'linux') expect(url).toMatch(/-linux-\w+-kernel\d+\.tgz$/);
  });
});

describe('building', () => {
  it('reports each tenth of the work once', () => {
    const report = progressReporter(log);
    for (let done = 0; done <= 40; done += 1) report(`[${done}/40] Building CXX object`);
    report('a warning of the compiler');
    expect(lines).toEqual(
      [10, 20, 30, 40, 50, 60, 70, 80, 90].map((n) => `Compiling the media worker: ${n} %`),
    );
  });

  it('asks for the sources of each repository once', () => {
    const repository = {
      origin: 'Nobody',
      uri: 'http://example.org/debian/',
      suite: 'stable',
      component: 'main',
    };
    expect(sourceList([repository, repository, { ...repository, suite: 'stable-updates' }])).toBe(
      [
        'Types: deb-src\nURIs: http://example.org/debian/\nSuites: stable\nComponents: main\n',
        'Types: deb-src\nURIs: http://example.org/debian/\nSuites: stable-updates\nComponents: main\n',
      ].join('\n'),
    );
  });
});
