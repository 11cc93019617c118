import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TOTP } from 'otpauth';
import { z } from 'zod';
import { secondFactorRoutes } from '../../src/contract/second-factor.ts';
import { runTool, startServer, type TestServer } from '../support/server.ts';
import { firstOrganiser, openSession, signUp, type Session } from '../support/wire.ts';

// The last organiser has forgotten the password, or lost the phone: whoever has the server's console helps, beside the server
// that runs.

let server: TestServer;
let organiser: Session;

beforeAll(async () => {
  server = await startServer({ privateRecords: true });
  organiser = await signUp(server.url, server.organiserLink ?? '');
});
afterAll(() => server.close());

const post = (path: string, body: unknown) =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const account = (...words: string[]) => runTool('account', words, server.settings);
const codeOf = async (reply: Response) =>
  z.object({ error: z.object({ code: z.string() }) }).parse(await reply.json()).error.code;

describe('npm run account', () => {
  it('makes a link for a new password, which ends every session', async () => {
    const asked = await account('password', firstOrganiser.name);
    expect(asked.code, asked.output).toBe(0);
    const link = new URL(/http\S+/.exec(asked.output)?.[0] ?? '');
    expect(`${link.origin}${link.pathname}`).toBe(`${server.url}/new-password`);
    const page = await fetch(link);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const body = { token: link.hash.slice(1), password: 'eight louder rivers' };
    expect((await post('/api/password-links/use', body)).status).toBe(200);
    expect((await organiser.request('GET', '/api/sessions')).status).toBe(401);
    expect((await post('/api/sign-in', firstOrganiser)).status).toBe(403);
    organiser = await openSession(server.url, '/api/sign-in', { ...firstOrganiser, password: body.password });
  });

  it('takes a second factor away', async () => {
    const password = 'eight louder rivers';
    const drafted = await post('/api/second-factor-drafts', { name: firstOrganiser.name });
    const { secret, draft } = secondFactorRoutes['POST /api/second-factor-drafts'].output.parse(
      await drafted.json(),
    );
    const set = { password, factorCode: new TOTP({ secret }).generate(), factorDraft: draft };
    expect((await organiser.request('POST', '/api/account/second-factor', set)).status).toBe(200);
    const credentials = { name: firstOrganiser.name, password };
    expect(await codeOf(await post('/api/sign-in', credentials))).toBe('factor_required');
    expect((await account('list')).output).toContain(`${firstOrganiser.name} (second factor)`);
    expect(await account('second-factor', firstOrganiser.name)).toMatchObject({ code: 0 });
    expect((await post('/api/sign-in', credentials)).status).toBe(200);
    const again = await account('second-factor', firstOrganiser.name);
    expect(again).toMatchObject({ code: 1 });
    // Both are on record, done by nobody who was signed in.
    const log = await (await organiser.request('GET', '/api/audit')).text();
    expect(log).toContain('account.factorReset');
    expect(log).toContain('account.passwordLinkMade');
    expect(log).not.toContain(secret);
  });

  it('says how to ask, and whom it does not know', async () => {
    expect(await account('forget')).toMatchObject({ code: 2 });
    const unknown = await account('password', '示例无人');
    expect(unknown).toMatchObject({ code: 1 });
    expect(unknown.output).not.toContain('    at ');
  });
});
