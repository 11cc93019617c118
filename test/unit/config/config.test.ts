import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { leaves, variableName } from '../../../src/config-paths.ts';
import { configSchema } from '../../../src/config-schema.ts';
import { ConfigError, loadConfig, type Config } from '../../../src/config.ts';
import { temporaryDirectory } from '../../support/postgres.ts';

const shipped = fileURLToPath(new URL('../../../config', import.meta.url));
let dir: string;
beforeEach(async () => {
  dir = await temporaryDirectory();
  await copyFile(join(shipped, 'default.yaml'), join(dir, 'default.yaml'));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

function load(env: Record<string, string> = {}, environment = 'office'): Config {
  return loadConfig({ dir, environment, env });
}

async function overlay(text: string): Promise<void> {
  await writeFile(join(dir, 'office.yaml'), text);
}

function problemsOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return [...error.problems];
    throw error;
  }
  throw new Error('the configuration was not refused');
}

describe('layers', () => {
  it('are the defaults, the environment over them, variables over both', async () => {
    await overlay('server: { port: 1001 }\nlog: { level: debug }');
    const config = load({ PLENUM_LOG_LEVEL: 'error' });
    expect(config).toMatchObject({
      environment: 'office',
      server: { host: '0.0.0.0', port: 1001 },
      log: { level: 'error', pretty: 'auto' },
    });
  });

  it('do without a file for the environment, and with an empty one', async () => {
    expect(load().server.port).toBe(8080);
    await overlay('# nothing\n');
    expect(load().server.port).toBe(8080);
  });

  it('replace a list as a whole', async () => {
    await overlay('media: { codecs: [AV1] }');
    expect(load().media.codecs).toEqual(['AV1']);
  });

  it.each(['production', 'development', 'test'])('are usable as shipped: %s', (environment) => {
    expect(loadConfig({ dir: shipped, environment, env: {} }).environment).toBe(environment);
  });

  it('are frozen throughout', () => {
    const config = load();
    expect(Object.isFrozen(config.media.congestionControl)).toBe(true);
    expect(() => Reflect.set(config.media.codecs, 0, 'VP9')).not.toThrow();
    expect(config.media.codecs[0]).toBe('VP8');
  });
});

describe('variables', () => {
  it.each<[string, string, (config: Config) => unknown, unknown]>([
    ['PLENUM_SERVER_PORT', '0', (config) => config.server.port, 0],
    [
      'PLENUM_SERVER_PUBLIC_URL',
      'https://class.example.org',
      (config) => config.server.publicUrl,
      'https://class.example.org',
    ],
    ['PLENUM_SERVER_PUBLIC_URL', '', (config) => config.server.publicUrl, null],
    ['PLENUM_SERVER_TRUST_PROXY', 'true', (config) => config.server.trustProxy, true],
    ['PLENUM_SERVER_TRUST_PROXY', '10.0.0.2', (config) => config.server.trustProxy, '10.0.0.2'],
    ['PLENUM_DATA_DIR', '123', (config) => config.dataDir, '123'],
    ['PLENUM_LOG_PRETTY', 'true', (config) => config.log.pretty, true],
    ['PLENUM_LOG_PRETTY', 'auto', (config) => config.log.pretty, 'auto'],
    ['PLENUM_MEDIA_WORKERS', 'auto', (config) => config.media.workers, 'auto'],
    ['PLENUM_MEDIA_WORKERS', '4', (config) => config.media.workers, 4],
    ['PLENUM_MEDIA_LISTEN', '127.0.0.1, ::1', (config) => config.media.listen, ['127.0.0.1', '::1']],
    ['PLENUM_MEDIA_LISTEN', '[]', (config) => config.media.listen, []],
    ['PLENUM_MEDIA_CONGESTION_CONTROL_ROOM', 'true', (config) => config.media.congestionControl.room, true],
    [
      'PLENUM_MEDIA_ICE_SERVERS',
      '[{ urls: ["turn:t.example.org"], secret: s }]',
      (config) => config.media.iceServers,
      [{ urls: ['turn:t.example.org'], secret: 's' }],
    ],
    [
      'PLENUM_DATABASE_URL',
      'postgres://plenum@%2Frun%2Fplenum/records',
      (config) => config.database.url,
      'postgres://plenum@%2Frun%2Fplenum/records',
    ],
  ])('%s=%s', (name, value, read, expected) => {
    expect(read(load({ [name]: value }))).toEqual(expected);
  });

  it('exist for every setting', () => {
    const names = leaves(configSchema).map((leaf) => variableName(leaf.path));
    expect(new Set(names).size).toBe(names.length);
    const problems = problemsOf(() => load(Object.fromEntries(names.map((name) => [name, '[[nonsense']))));
    expect(problems.join()).not.toContain('is not known');
    // Names and paths may be any text; everything else has refused the nonsense and named its variable.
    const free = ['server.host', 'dataDir', 'accounts.breachedPasswords', 'media.announcedAddress'];
    free.push('media.workerBin', 'metrics.token');
    for (const { path } of leaves(configSchema)) {
      if (free.includes(path.join('.')) || path[0] === 'tls') continue;
      expect(
        problems.some((problem) => problem.includes(variableName(path))),
        path.join('.'),
      ).toBe(true);
    }
  });

  it('of others and of set-up are left alone', () => {
    expect(
      load({ PATH: '/bin', PLENUM_ENV: 'office', PLENUM_CACHE_DIR: '/a', PLENUM_CHROMIUM: '/b' }).server.port,
    ).toBe(8080);
  });
});

describe('refusals', () => {
  it.each<[string, Record<string, string>, string]>([
    [
      'a port beyond the range',
      { PLENUM_SERVER_PORT: '70000' },
      'server.port (in the variable PLENUM_SERVER_PORT) is 70000. Allowed: a whole number from 0 to 65535.',
    ],
    [
      'a number that is none',
      { PLENUM_SERVER_PORT: '80x' },
      'server.port (in the variable PLENUM_SERVER_PORT) is "80x". Allowed: a whole number from 0 to 65535.',
    ],
    [
      'an unknown variable',
      { PLENUM_SERVR_PORT: '1' },
      'The variable PLENUM_SERVR_PORT is not known. Did you mean PLENUM_SERVER_PORT?',
    ],
    [
      'a proxy that is no address',
      { PLENUM_SERVER_TRUST_PROXY: '10.0.0.0/33' },
      'server.trustProxy (in the variable PLENUM_SERVER_TRUST_PROXY) is "10.0.0.0/33". Allowed: true, false, or addresses and networks with commas, such as 10.0.0.2,10.1.0.0/16.',
    ],
    [
      'a public address with a path',
      { PLENUM_SERVER_PUBLIC_URL: 'https://class.example.org/plenum' },
      'server.publicUrl (in the variable PLENUM_SERVER_PUBLIC_URL) is "https://class.example.org/plenum". Allowed: an http or https address without a path, such as https://class.example.org, or null.',
    ],
    [
      'a codec that is none',
      { PLENUM_MEDIA_CODECS: 'VP8,VP7' },
      'media.codecs.1 (in the variable PLENUM_MEDIA_CODECS) is "VP7". Allowed: a list of VP8, H264, VP9, AV1, each once at most.',
    ],
    [
      'a certificate without its mode',
      { PLENUM_TLS_CERT: '/a' },
      'tls.cert (in the variable PLENUM_TLS_CERT) is "/a". Allowed: null, unless tls.mode is files.',
    ],
  ])('%s', (_what, env, problem) => {
    expect(problemsOf(() => load(env))).toEqual([problem]);
  });

  it('of unknown keys in files', async () => {
    await overlay('server: { prot: 1 }\nsrever: {}');
    const file = join(dir, 'office.yaml');
    expect(problemsOf(load)).toEqual([
      `server.prot (in ${file}) is not known. Did you mean port? Allowed here: host, port, publicUrl, trustProxy, allowedOrigins.`,
      expect.stringContaining(`srever (in ${file}) is not known. Did you mean server?`),
    ]);
  });

  it('name every problem at once', async () => {
    await overlay('server: { port: -1 }\nlog: 3');
    expect(problemsOf(() => load({ PLENUM_TLS_MODE: 'on', PLENUM_X: '1' }))).toHaveLength(4);
  });

  it('do not repeat passwords', () => {
    const [problem] = problemsOf(() => load({ PLENUM_DATABASE_URL: 'mysql://root:hunter2@host/db' }));
    expect(problem).toContain('database.url (in the variable PLENUM_DATABASE_URL) is not usable. Allowed: ');
    expect(problem).not.toContain('hunter2');
  });

  it('say that nodes share one PostgreSQL, and do not repeat the password of Redis', () => {
    const redis = { PLENUM_REDIS_URL: 'redis://plenum:hunter2@host:6379' };
    const [problem, ...more] = problemsOf(() => load(redis));
    expect(problem).toBe(
      'redis.url (in the variable PLENUM_REDIS_URL) is not usable. ' +
        'Allowed: null, unless database.url names the PostgreSQL that all nodes share.',
    );
    expect(more).toEqual([]);
    const database = { PLENUM_DATABASE_URL: 'postgres://plenum@host/records' };
    expect(load({ ...redis, ...database }).redis.url).toBe(redis.PLENUM_REDIS_URL);
    expect(load({ ...database, PLENUM_REDIS_URL: 'unix:///run/redis.sock' }).redis.url).toMatch(/^unix:/);
  });

  it.each([
    ['no YAML', 'server: [', 'is not valid YAML'],
    ['a list', '- a', 'has to be a table of settings'],
  ])('of a file that is %s', async (_what, text, problem) => {
    await overlay(text);
    expect(problemsOf(load)).toEqual([expect.stringContaining(problem)]);
  });

  it('of an environment whose name would leave the folder', () => {
    expect(problemsOf(() => load({}, '../x'))).toEqual([expect.stringContaining('PLENUM_ENV is "../x"')]);
  });

  it('of a default that is missing', async () => {
    const text = await readFile(join(dir, 'default.yaml'), 'utf8');
    await writeFile(join(dir, 'default.yaml'), text.replace('  port: 8080\n', ''));
    expect(problemsOf(load)).toEqual([expect.stringContaining('server.port (in')]);
  });
});

describe('every setting', () => {
  it('says what is allowed', () => {
    for (const { path, schema } of leaves(configSchema)) {
      expect(schema instanceof z.ZodType && schema.description, path.join('.')).toBeTruthy();
    }
  });

  it('is explained in default.yaml, in the lines above it', async () => {
    const lines = (await readFile(join(shipped, 'default.yaml'), 'utf8')).split('\n');
    const bare = lines.filter((line, index) => {
      const isSetting = /^\s*\w+: \S/.test(line);
      const above = lines[index - 1] ?? '';
      return isSetting && !above.trim().startsWith('#') && !/^\s*(sendBufferBytes|person)/.test(line);
    });
    expect(bare).toEqual([]);
  });
});
