import { eq } from 'drizzle-orm';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { accountRoutes } from '../../src/contract/account.ts';
import { identityRoutes } from '../../src/contract/identity.ts';
import { invitationRoutes } from '../../src/contract/invitation.ts';
import { secondFactorRoutes } from '../../src/contract/second-factor.ts';
import { Identity } from '../../src/identity/service.ts';
import { audit, secondFactor } from '../../src/store/schema/index.ts';
import { admitted, startRecordsServer, type Guest, type RecordsServer } from '../support/records-server.ts';
import { firstOrganiser } from '../support/wire.ts';

// The second step of signing in, through HTTP, against a clock that the test moves: codes are made as an app makes them.

const period = 30_000;
let server: RecordsServer;
let organiser: Guest;
let courseId: string;

beforeAll(async () => {
  server = await startRecordsServer();
  organiser = await server.signUp(await server.identity.organiserPath());
  courseId = await server.courses.createDemo(null);
});
afterAll(() => server.close());

const post = (path: string, body: unknown, guest?: Guest) => server.request('POST', path, guest, body);
const signIn = (body: object, guest?: Guest) =>
  server.request('POST', '/api/sign-in', guest === undefined ? undefined : { cookie: guest.cookie }, body);
const refusal = (status: number, code: string) => ({ status, body: { error: { code } } });

/** What the app shows now. */
function codeOf(secret: string): string {
  return new TOTP({ secret }).generate({ timestamp: server.clock.time });
}

async function draftFor(name: string) {
  const reply = await post('/api/second-factor-drafts', { name });
  return secondFactorRoutes['POST /api/second-factor-drafts'].output.parse(reply.body);
}

const codesIn = (reply: { body: unknown }) =>
  z.looseObject({ recoveryCodes: z.array(z.string()) }).parse(reply.body).recoveryCodes;

let people = 0;
/** Somebody new with an account, signed in. */
async function someone(role: 'organiser' | 'lecturer' | 'inspector' = 'inspector') {
  people += 1;
  const person = { name: `示例两步 ${people}`, password: 'seven quiet rivers' };
  const body = { role, label: '示例链接', withAccount: true };
  const reply = await post(`/api/courses/${courseId}/invitations`, body, organiser);
  const { invitation } = invitationRoutes['POST /api/courses/:courseId/invitations'].output.parse(reply.body);
  return { ...person, guest: await server.signUp(invitation.path, person) };
}

/** The same with an app that is set up; the clock stands where its first code is used. */
async function withApp() {
  const person = await someone();
  const { secret, draft } = await draftFor(person.name);
  const body = { password: person.password, factorCode: codeOf(secret), factorDraft: draft };
  const reply = await post('/api/account/second-factor', body, person.guest);
  expect(reply.status).toBe(200);
  return { ...person, secret, codes: codesIn(reply) };
}

const own = async (guest: Guest) =>
  identityRoutes['GET /api/sessions'].output.parse(
    (await server.request('GET', '/api/sessions', guest)).body,
  );

async function accountId(name: string): Promise<string> {
  const reply = await server.request('GET', '/api/accounts', organiser);
  const { accounts } = accountRoutes['GET /api/accounts'].output.parse(reply.body);
  return accounts.find((one) => one.name === name)?.id ?? '';
}

const actionsOf = async (id: string) =>
  (await server.store.db.select().from(audit).where(eq(audit.recordId, id))).map(({ action }) => action);

describe('setting an app up', () => {
  it('takes the password and a right code, ends other sessions, and gives ten codes once', async () => {
    const { guest, name, password } = await someone();
    const elsewhere = admitted(await signIn({ name, password }));
    const { secret, uri, draft } = await draftFor(name);
    expect(uri).toMatch(/^otpauth:\/\/totp\/Plenum:/);
    const body = { password, factorCode: codeOf(secret), factorDraft: draft };
    const path = '/api/account/second-factor';
    const wrong = codeOf(secret).replace(/./g, (digit) => String((Number(digit) + 1) % 10));
    expect(await post(path, { ...body, password: 'not it at all' }, guest)).toMatchObject(
      refusal(403, 'sign_in_failed'),
    );
    expect(await post(path, { ...body, factorCode: wrong }, guest)).toMatchObject(
      refusal(403, 'factor_wrong'),
    );
    expect((await own(guest)).account?.secondFactor.since).toBeNull();
    const codes = codesIn(await post(path, body, guest));
    expect(new Set(codes).size).toBe(10);
    expect((await own(guest)).account?.secondFactor).toEqual({
      since: server.clock.time,
      recoveryCodesLeft: 10,
      required: false,
    });
    expect(await server.request('GET', '/api/sessions', elsewhere)).toMatchObject({ status: 401 });
    expect(await post(path, body, guest)).toMatchObject(refusal(409, 'conflict'));
    expect(await actionsOf(await accountId(name))).toContain('account.factorOn');
  });

  it("does not take somebody else's draft, an old one, or one that the server did not make", async () => {
    const { guest, name, password } = await someone();
    const attempt = (draft: { secret: string; draft: string }) =>
      post(
        '/api/account/second-factor',
        { password, factorCode: codeOf(draft.secret), factorDraft: draft.draft },
        guest,
      );
    const old = refusal(409, 'factor_draft_old');
    expect(await attempt(await draftFor('示例别人'))).toMatchObject(old);
    const mine = await draftFor(name);
    expect(await attempt({ ...mine, draft: `${mine.draft.slice(0, -4)}AAAA` })).toMatchObject(old);
    server.clock.time += 16 * 60_000;
    expect(await attempt(mine)).toMatchObject(old);
    expect(await attempt(await draftFor(name))).toMatchObject({ status: 200 });
  });

  it('keeps neither the secret nor the codes where a copy of the records shows them', async () => {
    const { secret, codes, name } = await withApp();
    const id = await accountId(name);
    const indexes = await server.store.db.execute(
      `select code_index from recovery_code where account_id = '${id}'`,
    );
    expect(indexes.rows).toHaveLength(10);
    // The connection opens what is sealed; what lies on disk is asked for as hex.
    const raw = await server.store.db.execute(
      `select encode(secret_sealed, 'escape') as kept from second_factor where account_id = '${id}'`,
    );
    expect(JSON.stringify(raw.rows)).toContain('PLS1');
    expect(JSON.stringify(raw.rows)).not.toContain(secret);
    for (const code of codes) {
      expect(JSON.stringify(indexes.rows)).not.toContain(code);
      expect(JSON.stringify(indexes.rows)).not.toContain(code.replaceAll('-', ''));
    }
  });
});

describe('signing in', () => {
  it('opens nothing before the second step, and takes no code twice', async () => {
    const { name, password, secret } = await withApp();
    const used = codeOf(secret);
    const first = await signIn({ name, password });
    expect(first).toMatchObject({ ...refusal(403, 'factor_required'), setCookie: null });
    // The one that set the app up, one of the future, and one of long ago.
    expect(await signIn({ name, password, factorCode: used })).toMatchObject(refusal(403, 'factor_wrong'));
    const later = new TOTP({ secret }).generate({ timestamp: server.clock.time + 3 * period });
    expect(await signIn({ name, password, factorCode: later })).toMatchObject(refusal(403, 'factor_wrong'));
    server.clock.time += period;
    expect(await signIn({ name, password: 'a wrong password', factorCode: codeOf(secret) })).toMatchObject(
      refusal(403, 'sign_in_failed'),
    );
    const code = codeOf(secret);
    const replies = await Promise.all([1, 2, 3].map(() => signIn({ name, password, factorCode: code })));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 403, 403]);
    server.clock.time += period;
    const spaced = codeOf(secret).replace(/^.{3}/, '$& ');
    expect(await signIn({ name, password, factorCode: spaced })).toMatchObject({ status: 200 });
    // An older one that was never used is worth nothing either.
    const older = new TOTP({ secret }).generate({ timestamp: server.clock.time - period });
    expect(await signIn({ name, password, factorCode: older })).toMatchObject(refusal(403, 'factor_wrong'));
  });

  it('takes each recovery code once, however it is typed, and new ones replace all', async () => {
    const { guest, name, password, codes, secret } = await withApp();
    const [first = '', second = '', third = ''] = codes;
    const typed = ` ${first.toLowerCase().replaceAll('-', ' ')} `;
    expect(await signIn({ name, password, factorCode: typed })).toMatchObject({ status: 200 });
    expect(await signIn({ name, password, factorCode: first })).toMatchObject(refusal(403, 'factor_wrong'));
    expect(await signIn({ name, password, factorCode: second })).toMatchObject({ status: 200 });
    expect((await own(guest)).account?.secondFactor.recoveryCodesLeft).toBe(8);
    expect(await actionsOf(await accountId(name))).toContain('account.recoveryCodeUsed');
    // Somebody else's is worth nothing.
    const other = await withApp();
    expect(await signIn({ name: other.name, password: other.password, factorCode: third })).toMatchObject(
      refusal(403, 'factor_wrong'),
    );
    server.clock.time += period;
    const renewal = { password, factorCode: codeOf(secret) };
    const fresh = codesIn(await post('/api/account/recovery-codes', renewal, guest));
    expect(fresh).toHaveLength(10);
    expect(await signIn({ name, password, factorCode: third })).toMatchObject(refusal(403, 'factor_wrong'));
    expect(await signIn({ name, password, factorCode: fresh[0] })).toMatchObject({ status: 200 });
  });

  it('slows wrong codes, though the password is right each time, and not for the owner', async () => {
    const { guest, name, password, secret } = await withApp();
    server.clock.time += period;
    const replies = [];
    for (let index = 0; index < 6; index++)
      replies.push(await signIn({ name, password, factorCode: `00000${index}` }));
    expect(replies.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 429]);
    expect(replies.at(-1)?.body).toMatchObject({ error: { details: { retryAfterSeconds: 2 } } });
    // Not even a right one passes meanwhile; on a device that the owner has used it does.
    const step = { name, password, factorCode: codeOf(secret) };
    expect(await signIn(step)).toMatchObject({ status: 429 });
    expect(await signIn(step, guest)).toMatchObject({ status: 200 });
    server.clock.time += 16 * 60_000;
  });

  it('asks for it also where a link adds a role to the account', async () => {
    const { name, password, secret } = await withApp();
    const reply = await post(
      `/api/courses/${courseId}/invitations`,
      { role: 'lecturer', label: '示例链接', withAccount: true },
      organiser,
    );
    const { invitation } = invitationRoutes['POST /api/courses/:courseId/invitations'].output.parse(
      reply.body,
    );
    const body = { token: invitation.path.slice(3), name, password };
    expect(await post('/api/accounts', body)).toMatchObject(refusal(403, 'factor_required'));
    server.clock.time += period;
    expect(await post('/api/accounts', { ...body, factorCode: codeOf(secret) })).toMatchObject({
      status: 200,
      body: { participant: { role: 'lecturer' } },
    });
  });
});

describe('without the app', () => {
  // What organisers do to accounts takes the password again, some minutes after signing in.
  beforeEach(async () => {
    const { password } = firstOrganiser;
    expect(await post('/api/account/confirmation', { password }, organiser)).toMatchObject({ status: 200 });
  });

  it('it is switched off by password and code, and by neither alone', async () => {
    const { guest, name, password, codes } = await withApp();
    const path = '/api/account/second-factor/removal';
    const [code = ''] = codes;
    expect(await post(path, { password: 'not it at all', factorCode: code }, guest)).toMatchObject(
      refusal(403, 'sign_in_failed'),
    );
    expect(await post(path, { password, factorCode: '123456' }, guest)).toMatchObject(
      refusal(403, 'factor_wrong'),
    );
    expect(await signIn({ name, password })).toMatchObject(refusal(403, 'factor_required'));
    expect(await post(path, { password, factorCode: code }, guest)).toMatchObject({ status: 200 });
    expect(await signIn({ name, password })).toMatchObject({ status: 200 });
    expect(await actionsOf(await accountId(name))).toContain('account.factorOff');
  });

  it('an organiser of the server resets it for somebody else, and nobody else does', async () => {
    const { guest, name, password } = await withApp();
    const id = await accountId(name);
    const path = `/api/accounts/${id}/second-factor`;
    expect(await server.request('DELETE', path, guest)).toMatchObject({ status: 403 });
    expect(await server.request('DELETE', path, organiser)).toMatchObject({ status: 200 });
    expect(await server.request('GET', '/api/sessions', guest)).toMatchObject({ status: 401 });
    expect(await signIn({ name, password })).toMatchObject({ status: 200 });
    expect(await server.request('DELETE', path, organiser)).toMatchObject(refusal(404, 'not_found'));
    const mine = `/api/accounts/${await accountId(firstOrganiser.name)}/second-factor`;
    expect(await server.request('DELETE', mine, organiser)).toMatchObject(refusal(409, 'own_account'));
    const entries = await server.store.db.select().from(audit).where(eq(audit.recordId, id));
    expect(entries.find(({ action }) => action === 'account.factorReset')?.sessionId).toBe(
      organiser.participant.sessionId,
    );
  });

  it('goes with the account', async () => {
    const { name } = await withApp();
    const id = await accountId(name);
    expect(await server.request('DELETE', `/api/accounts/${id}`, organiser)).toMatchObject({ status: 200 });
    const left = await server.store.db.select().from(secondFactor).where(eq(secondFactor.accountId, id));
    expect(left).toEqual([]);
  });
});

describe('where organisers have to have one', () => {
  let strict: RecordsServer;
  beforeAll(async () => {
    strict = await startRecordsServer({ factorForOrganisers: true });
  });
  afterAll(() => strict.close());

  it('nobody becomes or signs in as one without; others do', async () => {
    const ask = (path: string, body: unknown) => strict.request('POST', path, undefined, body);
    const account = { ...firstOrganiser, token: (await strict.identity.organiserPath()).slice(3) };
    expect(await ask('/api/accounts', account)).toMatchObject(refusal(403, 'factor_missing'));
    const reply = await ask('/api/second-factor-drafts', { name: account.name });
    const { secret, draft } = secondFactorRoutes['POST /api/second-factor-drafts'].output.parse(reply.body);
    const code = () => new TOTP({ secret }).generate({ timestamp: strict.clock.time });
    const made = await ask('/api/accounts', { ...account, factorCode: code(), factorDraft: draft });
    expect(codesIn(made)).toHaveLength(10);
    const first = admitted(made);
    expect(await ask('/api/sign-in', firstOrganiser)).toMatchObject(refusal(403, 'factor_required'));
    const removal = { password: firstOrganiser.password, factorCode: codesIn(made)[0] };
    expect(await strict.request('POST', '/api/account/second-factor/removal', first, removal)).toMatchObject(
      refusal(409, 'factor_kept'),
    );
    const id = await strict.courses.createDemo(null);
    const link = async (role: string) => {
      const made = await strict.request('POST', `/api/courses/${id}/invitations`, first, {
        role,
        label: '示例链接',
        withAccount: true,
      });
      return invitationRoutes['POST /api/courses/:courseId/invitations'].output.parse(made.body).invitation
        .path;
    };
    const person = { name: '示例一步', password: 'seven quiet rivers' };
    const lecturer = await strict.signUp(await link('lecturer'), person);
    expect(lecturer.participant.role).toBe('lecturer');
    // The role comes with the duty.
    const more = { ...person, token: (await link('organiser')).slice(3) };
    expect(await ask('/api/accounts', more)).toMatchObject(refusal(403, 'factor_missing'));
  });

  it('since a start, the sessions that organisers had without one end, and they set it up on the way in', async () => {
    const { guest, name, password } = await someone('organiser');
    const inspector = await someone('inspector');
    const again = await Identity.create({ ...server.identityDependencies, factorForOrganisers: true });
    try {
      await expect.poll(() => server.revoked).toContain(guest.participant.sessionId);
      expect(server.revoked).not.toContain(inspector.guest.participant.sessionId);
      const device = { id: null, userAgent: '' };
      await expect(again.accounts.signIn({ name, password }, undefined, device)).rejects.toMatchObject({
        code: 'factor_missing',
      });
      const { secret, draft } = again.factors.draft(name);
      const step = { factorCode: codeOf(secret), factorDraft: draft };
      const opened = await again.accounts.signIn({ name, password, ...step }, undefined, device);
      expect(opened.recoveryCodes).toHaveLength(10);
    } finally {
      await again.close();
    }
  });
});
