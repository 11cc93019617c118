import { X509Certificate } from 'node:crypto';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Route } from '../../../src/contract/command.ts';
import { sessionHeader, type Participant } from '../../../src/contract/identity.ts';
import type { Permission } from '../../../src/contract/permissions.ts';
import { Forwarded, forwardedHeader } from '../../../src/http/forwarded.ts';
import { loadTls, type TlsPair } from '../../../src/http/tls.ts';
import type { Feature } from '../../../src/lib/feature.ts';
import { quietLogger } from '../../support/database.ts';
import { openHarness, organiser, type Harness } from './harness.ts';

const empty = z.strictObject({});
const anything = z.record(z.string(), z.unknown());
const inCourse = z.strictObject({ courseId: z.string() });

/** Routes that exist for tests only; each answer says which node gave it. */
const routes = {
  'GET /api/courses/:courseId/where': {
    summary: 'Says who answers, and what it knows of who asks.',
    params: inCourse,
    query: z.strictObject({ q: z.string().optional() }),
    body: z.undefined(),
    output: anything,
  },
  'POST /api/courses/:courseId/where': {
    summary: 'Says what it got.',
    params: inCourse,
    query: empty,
    body: z.strictObject({ text: z.string() }),
    output: anything,
  },
  'POST /api/courses/:courseId/file': {
    summary: 'Counts bytes.',
    params: inCourse,
    query: empty,
    body: z.undefined(),
    output: anything,
    upload: { maxBytes: 10_000_000 },
  },
  'GET /api/courses/:courseId/file': {
    summary: 'Sends part of a file.',
    params: inCourse,
    query: empty,
    body: z.undefined(),
    output: z.undefined(),
    raw: true,
  },
  'POST /api/code': {
    summary: 'Open to everybody; the course stands in the body.',
    params: empty,
    query: empty,
    body: z.strictObject({ code: z.string() }),
    output: anything,
  },
  'GET /api/anywhere': {
    summary: 'Of no course.',
    params: empty,
    query: empty,
    body: z.undefined(),
    output: anything,
  },
} satisfies Record<string, Route>;
const staff: Permission = { scope: 'course', roles: ['organiser', 'lecturer'] };
const permissions = {
  ...Object.fromEntries(Object.keys(routes).map((key) => [key, staff])),
  'POST /api/code': { scope: 'public', roles: [] } satisfies Permission,
};

const lecturer: Participant = {
  ...organiser,
  sessionId: 'session-lecturer',
  role: 'lecturer',
  courseId: 'course-1',
};

function featureOf(name: string): Feature {
  return {
    name: 'test',
    routes: {
      'GET /api/courses/:courseId/where': async (context, { query }: { query: { q?: string } }) => {
        context.setCookie('plenum-a', '1', 60);
        context.setCookie('plenum-b', '2', 60);
        return { node: name, secure: context.secure, userAgent: context.userAgent, q: query.q };
      },
      'POST /api/courses/:courseId/where': async (_context, { body }: { body: { text: string } }) => ({
        node: name,
        text: body.text,
      }),
      'POST /api/courses/:courseId/file': async ({ upload }) => {
        let bytes = 0;
        for await (const chunk of upload ?? []) bytes += chunk.length;
        return { node: name, bytes };
      },
      'POST /api/code': async (_context, { body }: { body: { code: string } }) => ({ node: name, ...body }),
      'GET /api/anywhere': async () => ({ node: name }),
    },
    rawRoutes: {
      'GET /api/courses/:courseId/file': async (_context, _input, { request, response }) => {
        response.writeHead(206, { 'content-range': 'bytes 2-4/9', 'x-range': request.headers.range ?? '' });
        response.end('cde');
      },
    },
    courseOf: { 'POST /api/code': async ({ body }: { body: { code: string } }) => body.code },
  };
}

const key = new Uint8Array(32).fill(7);
let dir: string;
let one: Harness;
let two: Harness;
let owner: string | undefined;
const urls = new Map<string, string>();
/** Fingerprints, by origin. */
const announced = new Map<string, string>();

async function openNode(name: string, tls?: TlsPair): Promise<Harness> {
  const harness = await openHarness(dir, {
    tls,
    routes,
    permissions,
    features: [featureOf(name)],
    authenticate: async (sessionId, cookie) =>
      cookie === `secret=${sessionId}`
        ? [organiser, lecturer].find((person) => person.sessionId === sessionId)
        : undefined,
    nodes: {
      self: name,
      ownerOf: async () => owner ?? name,
      urlOf: (nodeId) => urls.get(nodeId),
      isAnnounced: (origin, fingerprint) => announced.get(origin) === fingerprint,
      forwarded: new Forwarded(key),
    },
  });
  urls.set(name, harness.url);
  return harness;
}

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plenum-test-'));
  urls.clear();
  announced.clear();
  owner = 'two';
  [one, two] = [await openNode('one'), await openNode('two')];
});
afterEach(async () => {
  await Promise.all([one.http.close(), two.http.close()]);
  await rm(dir, { recursive: true });
});

const read = async (response: Response) => anything.parse(await response.json());

describe('a request of a course', () => {
  it('is answered by the node that runs it, with all that comes and goes along', async () => {
    const response = await one.session.request('GET', '/api/courses/course-1/where?q=a%20b');
    expect(await read(response)).toMatchObject({ node: 'two', q: 'a b', userAgent: 'node', secure: false });
    expect(response.headers.getSetCookie()).toHaveLength(2);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
    const posted = await one.session.request('POST', '/api/courses/course-1/where', { text: '示例' });
    expect(await read(posted)).toEqual({ node: 'two', text: '示例' });
  });

  it('is answered here when it runs here, or is of no course', async () => {
    owner = 'one';
    expect(await read(await one.session.request('GET', '/api/courses/course-1/where'))).toMatchObject({
      node: 'one',
    });
    owner = 'two';
    expect(await read(await one.session.request('GET', '/api/anywhere'))).toEqual({ node: 'one' });
  });

  it('is checked before it goes on', async () => {
    expect((await fetch(`${one.url}/api/courses/course-1/where`)).status).toBe(401);
    const elsewhere = await fetch(`${one.url}/api/courses/course-2/where`, {
      headers: { cookie: 'secret=session-lecturer', [sessionHeader]: 'session-lecturer' },
    });
    expect(elsewhere.status).toBe(404);
    expect(two.lines.filter(({ msg }) => msg === 'request')).toEqual([]);
  });

  it('carries files and ranges', async () => {
    const headers = { cookie: one.session.cookie, [sessionHeader]: organiser.sessionId };
    const sent = await fetch(`${one.url}/api/courses/course-1/file`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/octet-stream' },
      body: new Uint8Array(3_000_000),
    });
    expect(await read(sent)).toEqual({ node: 'two', bytes: 3_000_000 });
    const part = await fetch(`${one.url}/api/courses/course-1/file`, {
      headers: { ...headers, range: 'bytes=2-4' },
    });
    expect(part.status).toBe(206);
    expect(part.headers.get('x-range')).toBe('bytes=2-4');
    expect(await part.text()).toBe('cde');
  });

  it('finds its node by its body where the address names no course', async () => {
    const response = await fetch(`${one.url}/api/code`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: 'course-1' }),
    });
    expect(await read(response)).toEqual({ node: 'two', code: 'course-1' });
  });
});

describe('between nodes', () => {
  it('says `unavailable` when the other is gone, and asks its successor where it can', async () => {
    urls.set('two', 'http://127.0.0.1:1');
    const posted = await one.session.request('POST', '/api/courses/course-1/where', { text: 'a' });
    expect(posted.status).toBe(503);
    expect(await read(posted)).toMatchObject({ error: { code: 'unavailable' } });
    const asked = one.session.request('GET', '/api/courses/course-1/where');
    setTimeout(() => (owner = 'one'), 300);
    expect(await read(await asked)).toMatchObject({ node: 'one' });
  });

  it('hands a request on over TLS only to the certificate that the other node has announced', async () => {
    const tls = await loadTls(
      { mode: 'self-signed', cert: null, key: null },
      { dataDir: dir, publicUrl: null, log: quietLogger },
    );
    if (!tls) throw new Error('no certificate was made');
    const secure = await openNode('two', tls);
    const post = () => one.session.request('POST', '/api/courses/course-1/where', { text: '示例' });
    expect((await post()).status).toBe(503);
    announced.set(secure.url, 'AA:BB');
    expect((await post()).status).toBe(503);
    expect(secure.lines.filter(({ msg }) => msg === 'request')).toEqual([]);
    announced.set(secure.url, new X509Certificate(tls.cert).fingerprint256);
    expect(await read(await post())).toEqual({ node: 'two', text: '示例' });
    await secure.http.close();
  });

  it('never goes in a circle', async () => {
    urls.set('two', one.url);
    const posted = await one.session.request('POST', '/api/courses/course-1/where', { text: 'a' });
    expect(await read(posted)).toMatchObject({ error: { code: 'unavailable' } });
  });

  it('believes the origin that another node names, and nobody else', async () => {
    const secure = async (headers: Record<string, string>): Promise<unknown> => {
      const response = await fetch(`${two.url}/api/courses/course-1/where`, {
        headers: { cookie: two.session.cookie, [sessionHeader]: organiser.sessionId, ...headers },
      });
      return (await read(response))['secure'];
    };
    const seal = (with_: Uint8Array, url = '/api/courses/course-1/where', secureHere = true): string =>
      new Forwarded(with_).seal({
        headers: {},
        raw: { method: 'GET', url },
        ip: '192.0.2.1',
        protocol: secureHere ? 'https' : 'http',
      } as never);
    expect(await secure({ [forwardedHeader]: seal(key) })).toBe(true);
    expect(await secure({ [forwardedHeader]: seal(new Uint8Array(32)) })).toBe(false);
    expect(await secure({ [forwardedHeader]: seal(key, '/api/courses/course-2/where') })).toBe(false);
    expect(await secure({ [forwardedHeader]: 'nonsense' })).toBe(false);
    expect(await secure({ 'x-forwarded-proto': 'https' })).toBe(false);
  });

  it('passes an answer that breaks off on as one', async () => {
    const broken = createServer((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve));
    urls.set('two', `http://127.0.0.1:${(broken.address() as AddressInfo).port}`);
    const outcome = await new Promise((resolve) => {
      const asked = httpRequest(`${one.url}/api/courses/course-1/where`, {
        headers: { cookie: one.session.cookie, [sessionHeader]: organiser.sessionId },
      });
      asked.on('response', (response) => {
        response
          .resume()
          .on('end', () => resolve('whole'))
          .on('error', () => resolve('broken'));
      });
      asked.on('error', () => resolve('broken'));
      asked.end();
    });
    expect(outcome).toBe('broken');
    broken.close();
  });
});
