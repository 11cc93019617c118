import { rm } from 'node:fs/promises';
import { get } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSession } from '../../support/wire.ts';
import { temporaryDirectory } from '../../support/postgres.ts';
import {
  openHarness,
  organiser,
  testFeature,
  testPermissions,
  testRoutes,
  writeClient,
  type Harness,
} from './harness.ts';

let dir: string;
let harness: Harness;
beforeEach(async () => {
  dir = await temporaryDirectory();
  await writeClient(dir);
  harness = await openHarness(dir);
});
afterEach(async () => {
  await harness.http.close();
  await rm(dir, { recursive: true, force: true });
});

async function errorOf(response: Response): Promise<{ status: number; code: unknown; body: string }> {
  const body = await response.text();
  const parsed = JSON.parse(body) as { error: { code: unknown } };
  return { status: response.status, code: parsed.error.code, body };
}

describe('routes', () => {
  it('hand the parts of a request to their handler', async () => {
    const response = await harness.session.request('GET', '/api/things/abc?page=3');
    expect(await response.json()).toEqual({ thingId: 'abc', page: 3, role: 'organiser' });
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('that are public need nobody', async () => {
    const response = await post('/api/sessions', { token: 'x' });
    expect(await response.json()).toEqual({ secure: false, signedIn: false });
    expect(response.headers.get('set-cookie')).toBe(
      'plenum-x=secret; Max-Age=60; Path=/; HttpOnly; SameSite=Strict',
    );
  });

  it.each<[string, () => Promise<Response>, number, string]>([
    [
      'no header: another site can send the cookie alone',
      () => raw('/api/things/a', { cookie: cookie() }),
      401,
      'not_signed_in',
    ],
    [
      'no cookie',
      () => raw('/api/things/a', { 'x-plenum-session': organiser.sessionId }),
      401,
      'not_signed_in',
    ],
    ['a wrong cookie', () => signed('secret=other').request('GET', '/api/things/a'), 401, 'not_signed_in'],
    ['a role that may not', () => harness.session.request('DELETE', '/api/things/a'), 403, 'forbidden'],
    [
      'a wrong parameter',
      () => harness.session.request('GET', '/api/things/muchtoolong'),
      400,
      'invalid_input',
    ],
    ['an unknown query', () => harness.session.request('GET', '/api/things/a?x=1'), 400, 'invalid_input'],
    [
      'a wrong body',
      () => harness.session.request('PUT', '/api/things/a', { how: 'so' }),
      400,
      'invalid_input',
    ],
    ['no body', () => harness.session.request('PUT', '/api/things/a'), 400, 'invalid_input'],
    ['a prototype key', () => text('{"how":"leak","__proto__":{"x":1}}'), 400, 'invalid_input'],
    ['no JSON', () => text('{"how":'), 400, 'invalid_input'],
    ['another content type', () => text('how=leak', 'text/plain'), 400, 'invalid_input'],
    [
      'a body that is too large',
      () => text(JSON.stringify({ how: 'x'.repeat(2_000_000) })),
      413,
      'too_large',
    ],
    ['an unknown route', () => harness.session.request('GET', '/api/nothing'), 404, 'not_found'],
    [
      'a handler that refuses',
      () => harness.session.request('PUT', '/api/things/a', { how: 'refuse' }),
      409,
      'conflict',
    ],
    [
      'a handler that throws',
      () => harness.session.request('PUT', '/api/things/a', { how: 'throw' }),
      500,
      'internal',
    ],
    [
      'an answer beyond the contract',
      () => harness.session.request('PUT', '/api/things/a', { how: 'leak' }),
      500,
      'internal',
    ],
  ])('%s', async (_what, request, status, code) => {
    const error = await errorOf(await request());
    expect(error).toMatchObject({ status, code });
    expect(error.body).not.toMatch(/secret|answerKey/);
    expect((await harness.session.request('GET', '/api/things/a')).status).toBe(200);
  });

  it('log what was thrown under the reference that the client gets', async () => {
    const response = await harness.session.request('PUT', '/api/things/a', { how: 'throw' });
    const { error } = (await response.json()) as { error: { reference: string } };
    expect(harness.lines).toContainEqual(
      expect.objectContaining({
        reqId: error.reference,
        err: expect.objectContaining({ message: 'a secret inside' }) as unknown,
      }),
    );
  });

  it('keep tokens and cookies out of the log', async () => {
    await raw('/j/very-secret-token', { cookie: cookie() });
    await post('/api/sessions', { token: 'very-secret-token' });
    expect(harness.lines.length).toBeGreaterThan(0);
    expect(JSON.stringify(harness.lines)).not.toMatch(/very-secret-token|secret=/);
  });
});

describe('the table of routes', () => {
  it('does not start without a handler for each route', async () => {
    await expect(openHarness(dir, { features: [] })).rejects.toThrow(
      'no feature handles the route POST /api/sessions',
    );
  });
  it('does not start with a handler for no route', async () => {
    const extra = { name: 'extra', routes: { 'GET /api/extra': async () => ({}) } };
    await expect(openHarness(dir, { features: [testFeature, extra] })).rejects.toThrow(
      'extra handles GET /api/extra',
    );
  });
  it('does not start with two handlers for one route', async () => {
    await expect(openHarness(dir, { features: [testFeature, testFeature] })).rejects.toThrow(
      'two features handle',
    );
  });
  it('does not start with a route that nobody is permitted', async () => {
    const permissions = without(testPermissions, 'POST /api/sessions');
    await expect(openHarness(dir, { permissions })).rejects.toThrow('has no permission');
  });
});

describe('rates', () => {
  it('let a building of 557 sign in at once with one link', async () => {
    const responses = await Promise.all(
      Array.from({ length: 557 }, () => post('/api/sessions', { token: 'shared' })),
    );
    expect(responses.every((response) => response.status === 200)).toBe(true);
  });

  it('refuse nobody with a link for what others at the same address ask without one', async () => {
    let limited = false;
    for (let index = 0; index <= 6_000 && !limited; index += 500) {
      const batch = Array.from({ length: 500 }, () => fetch(`${harness.url}/api/things/a`));
      limited = (await Promise.all(batch)).some((response) => response.status === 429);
    }
    expect(limited, 'a program that asks without end').toBe(true);
    expect((await post('/api/sessions', { token: 'of the same building' })).status).toBe(200);
  });

  it('stop a session that asks without end, and no other', async () => {
    let limited: Response | undefined;
    for (let index = 0; index <= 600 && !limited; index += 50) {
      const batch = Array.from({ length: 50 }, () => harness.session.request('GET', '/api/things/a'));
      limited = (await Promise.all(batch)).find((response) => response.status === 429);
    }
    expect(limited).toBeDefined();
    expect(await limited?.json()).toMatchObject({
      error: { code: 'rate_limited', details: { retryAfterSeconds: expect.any(Number) as unknown } },
    });
    expect((await post('/api/sessions', { token: 'other' })).status).toBe(200);
  });
});

describe('the client', () => {
  it.each([
    '/',
    '/j/abc',
    '/lecturer/abc',
    '/screen/abc/',
    '/port',
    '/desk/a/b',
    '/inspector/a',
    '/liaison/a',
    '/trainee/a',
  ])('serves its page at %s, never cached', async (path) => {
    const response = await fetch(`${harness.url}${path}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(await response.text()).toContain('<title>Plenum</title>');
  });

  it.each(['/nothing', '/dev/states', '/assets/gone-1.js', '/index.php', '/..%2fpackage.json', '/.env'])(
    'has nothing at %s',
    async (path) => {
      expect((await fetch(`${harness.url}${path}`)).status).toBe(404);
    },
  );

  it('has its developer pages outside of production', async () => {
    const developer = await openHarness(dir, { client: { dir, developer: true } });
    expect((await fetch(`${developer.url}/dev/states`)).status).toBe(200);
    await developer.http.close();
  });

  it('serves what the build has compressed', async () => {
    const headers = await new Promise<NodeJS.Dict<string | string[]>>((resolve, reject) => {
      get(harness.url, { headers: { 'accept-encoding': 'br' } }, (response) => {
        response.resume();
        resolve(response.headers);
      }).on('error', reject);
    });
    expect(headers).toMatchObject({
      'content-encoding': 'br',
      vary: expect.stringMatching(/accept-encoding/i) as unknown,
    });
  });

  it('lets browsers keep what has a hash in its name, and nothing else', async () => {
    const asset = await fetch(`${harness.url}/assets/main-4f3a.js`);
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const icon = await fetch(`${harness.url}/icon.svg`);
    expect(icon.headers.get('cache-control')).toBe('no-cache');
  });

  it('says so while it is not built', async () => {
    const unbuilt = await openHarness(`${dir}/nothing`);
    const response = await fetch(unbuilt.url);
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('npm run build');
    await unbuilt.http.close();
  });

  it('may load nothing from elsewhere, and only it may use the camera', async () => {
    const { headers } = await fetch(harness.url);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/https?:/);
    const own = new URL(harness.url).host;
    expect(policy).toContain(`connect-src 'self' ws://${own} wss://${own};`);
    expect(headers.get('permissions-policy')).toContain(
      'camera=(self), microphone=(self), display-capture=(self)',
    );
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('strict-transport-security')).toBeNull();
  });
});

describe('the description of the API', () => {
  it('names every route with its parts, from the schemas that check them', async () => {
    const document = (await (await fetch(`${harness.url}/api/docs/json`)).json()) as {
      paths: Record<string, Record<string, Record<string, unknown>>>;
    };
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    expect(described.sort()).toEqual(Object.keys(testRoutes).sort());
    const put = JSON.stringify(document.paths['/api/things/{thingId}']?.['put']);
    expect(put).toContain('"enum":["throw","refuse","leak"]');
    expect(put).toContain('"reference"');
  });

  it('has a page that loads under the content security policy', async () => {
    const page = await fetch(`${harness.url}/api/docs/`);
    const html = await page.text();
    expect(page.status).toBe(200);
    // The policy allows scripts from the own host only: one that stands in the page itself would not run.
    expect(html.match(/<script(?![^>]*\bsrc=)[^>]*>/)).toBeNull();
    const sources = [...html.matchAll(/<script[^>]*\bsrc="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(sources.length).toBeGreaterThan(0);
    for (const source of sources) {
      const script = await fetch(new URL(source, `${harness.url}/api/docs/`));
      expect(script.status).toBe(200);
    }
  });
});

function cookie(): string {
  return `secret=${organiser.sessionId}`;
}

function signed(value: string): ReturnType<typeof createSession> {
  return createSession(harness.url, organiser, value);
}

function raw(path: string, headers: Record<string, string>): Promise<Response> {
  return fetch(`${harness.url}${path}`, { headers });
}

function post(path: string, body: unknown): Promise<Response> {
  return fetch(`${harness.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

function text(body: string, type = 'application/json'): Promise<Response> {
  return fetch(`${harness.url}/api/things/a`, {
    method: 'PUT',
    headers: { cookie: cookie(), 'x-plenum-session': organiser.sessionId, 'content-type': type },
    body,
  });
}

function without<T extends object>(table: T, name: keyof T & string): Record<string, T[keyof T]> {
  return Object.fromEntries(Object.entries(table).filter(([key]) => key !== name));
}
