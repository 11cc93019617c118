import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { accountRoutes } from '../../src/contract/account.ts';
import { passwordLinkRoutes } from '../../src/contract/password-link.ts';
import { invitationRoutes } from '../../src/contract/invitation.ts';
import { identityRoutes } from '../../src/contract/identity.ts';
import { Identity } from '../../src/identity/service.ts';
import { account, audit } from '../../src/store/schema/index.ts';
import { admitted, startRecordsServer, type Guest, type RecordsServer } from '../support/records-server.ts';
import { firstOrganiser } from '../support/wire.ts';

let server: RecordsServer;
let organiser: Guest;
let courses: [string, string];

beforeAll(async () => {
  server = await startRecordsServer();
  organiser = await server.signUp(await server.identity.organiserPath());
  courses = [await server.courses.createDemo(null), await server.courses.createDemo(null)];
});
afterAll(() => server.close());

const signIn = (name: string, password: string, cookie?: string, placeId?: string) =>
  server.request('POST', '/api/sign-in', cookie === undefined ? undefined : { cookie }, {
    name,
    password,
    ...(placeId === undefined ? {} : { placeId }),
  });

/** A link by which somebody gets a role in a course with an account. */
async function accountLink(courseId: string, role: 'lecturer' | 'inspector' | 'liaison'): Promise<string> {
  const branches = await server.courses.read(courseId).then((read) => read.branches);
  const branchId = role === 'liaison' ? (branches[0]?.id ?? null) : null;
  const body = { role, label: '示例链接', branchId, withAccount: true };
  const reply = await server.request('POST', `/api/courses/${courseId}/invitations`, organiser, body);
  return invitationRoutes['POST /api/courses/:courseId/invitations'].output.parse(reply.body).invitation.path;
}

const own = async (guest: Guest) =>
  identityRoutes['GET /api/sessions'].output.parse(
    (await server.request('GET', '/api/sessions', guest)).body,
  );

const list = async (path: string, guest = organiser) =>
  z
    .object({ accounts: accountRoutes['GET /api/accounts'].output.shape.accounts })
    .parse((await server.request('GET', path, guest)).body).accounts;

describe('the first organiser', () => {
  it('has an account for the whole server, and no password is kept or written down', async () => {
    expect(organiser.participant).toMatchObject({
      role: 'organiser',
      courseId: null,
      name: firstOrganiser.name,
    });
    expect(await server.identity.hasOrganiser()).toBe(true);
    const [row] = await server.store.db.select().from(account);
    expect(row?.passwordHash).toMatch(/^\$argon2id\$/);
    const entries = await server.store.db.select().from(audit);
    expect(JSON.stringify(entries)).not.toContain(firstOrganiser.password);
    expect(entries.map(({ action }) => action)).toContain('account.created');
  });

  it('signs in again with name and password, whatever the case and spaces of the name', async () => {
    const reply = await signIn(' 示例 主办方', firstOrganiser.password);
    expect(reply).toMatchObject({
      status: 200,
      body: { participant: { role: 'organiser', courseId: null } },
    });
    expect(reply.setCookie).toMatch(/HttpOnly; SameSite=Strict/);
    const { sessions } = await own(admitted(reply));
    expect(sessions.filter(({ current }) => current)).toHaveLength(1);
    expect(sessions.length).toBeGreaterThanOrEqual(2);
  });

  it('is told the same of a wrong password and of a name that nobody has', async () => {
    const replies = [
      await signIn(firstOrganiser.name, 'not the password'),
      await signIn('示例无人', 'whatever'),
    ];
    for (const reply of replies) {
      expect(reply).toMatchObject({
        status: 403,
        body: { error: { code: 'sign_in_failed' } },
        setCookie: null,
      });
    }
  });
});

describe('one person', () => {
  it('has several roles in several courses with one account, and a session for each', async () => {
    const person = { name: '示例多面手', password: 'another sample password' };
    const first = await server.signUp(await accountLink(courses[0], 'lecturer'), person);
    expect(first.participant).toMatchObject({ role: 'lecturer', courseId: courses[0] });
    const second = await server.signUp(await accountLink(courses[1], 'inspector'), person);
    expect(second.participant).toMatchObject({ role: 'inspector', courseId: courses[1] });
    const reply = await signIn(person.name, person.password);
    const { places } = accountRoutes['POST /api/sign-in'].output.parse(reply.body);
    expect(places.map(({ role, courseId }) => [role, courseId]).sort()).toEqual(
      [
        ['lecturer', courses[0]],
        ['inspector', courses[1]],
      ].sort(),
    );
    for (const { id, role, courseId } of places) {
      const path = `/api/places/${id}/sessions`;
      const switched = admitted(await server.request('POST', path, first, {}));
      expect(switched.participant).toMatchObject({ role, courseId, name: person.name });
    }
    expect((await own(first)).account?.places).toHaveLength(2);
  });

  it('cannot take a name without its password, nor the role of another account', async () => {
    const token = (await accountLink(courses[0], 'inspector')).slice(3);
    const body = { token, name: firstOrganiser.name, password: 'not that password' };
    expect(await server.request('POST', '/api/accounts', undefined, body)).toMatchObject({
      status: 409,
      body: { error: { code: 'account_exists' } },
    });
    const mine = (await own(organiser)).account?.places[0]?.id ?? '';
    const other = await server.signUp(`/j/${token}`, { name: '示例新人', password: 'yet another password' });
    expect(await server.request('POST', `/api/places/${mine}/sessions`, other, {})).toMatchObject({
      status: 404,
    });
  });

  it('cannot choose a password that is easy to guess', async () => {
    const token = (await accountLink(courses[0], 'inspector')).slice(3);
    const attempt = (password: string) =>
      server.request('POST', '/api/accounts', undefined, { token, name: '示例弱口令', password });
    expect(await attempt('1234567890')).toMatchObject({
      status: 400,
      body: { error: { code: 'password_weak' } },
    });
    expect(await attempt('short')).toMatchObject({ status: 400, body: { error: { code: 'invalid_input' } } });
  });

  it('changes the password, and is signed out everywhere else', async () => {
    const person = { name: '示例改口令', password: 'the first password' };
    const here = await server.signUp(await accountLink(courses[0], 'lecturer'), person);
    const there = admitted(await signIn(person.name, person.password));
    const change = { current: person.password, next: 'the second password' };
    const path = '/api/account/password';
    expect(await server.request('POST', path, here, { ...change, current: 'wrong' })).toMatchObject({
      status: 403,
    });
    const changed = await server.request('POST', path, here, change);
    expect(changed).toMatchObject({ status: 200 });
    expect(await server.request('GET', '/api/sessions', there)).toMatchObject({ status: 401 });
    // The session stays, with a new token: whoever has a copy of the old one is out, too.
    expect(await server.request('GET', '/api/sessions', here)).toMatchObject({ status: 401 });
    const renewed = { participant: here.participant, cookie: changed.setCookie?.split(';')[0] ?? '' };
    expect(await server.request('GET', '/api/sessions', renewed)).toMatchObject({ status: 200 });
    expect(await signIn(person.name, person.password)).toMatchObject({ status: 403 });
    expect(await signIn(person.name, change.next)).toMatchObject({ status: 200 });
  });

  it('lists and ends the own sessions, and nobody else does', async () => {
    const person = { name: '示例两处', password: 'the sample password' };
    const here = await server.signUp(await accountLink(courses[0], 'inspector'), person);
    const there = admitted(await signIn(person.name, person.password));
    const { sessions } = await own(here);
    expect(sessions.map(({ sessionId }) => sessionId).sort()).toEqual(
      [here.participant.sessionId, there.participant.sessionId].sort(),
    );
    const path = `/api/sessions/${there.participant.sessionId}`;
    expect(await server.request('DELETE', path, organiser)).toMatchObject({ status: 403 });
    expect(await server.request('DELETE', path, here)).toMatchObject({ status: 200 });
    expect(await server.request('GET', '/api/sessions', there)).toMatchObject({ status: 401 });
  });
});

describe('giving the password again', () => {
  const person = { name: '示例再输', password: 'seven quiet rivers' };
  const confirm = (guest: Guest, password: string) =>
    server.request('POST', '/api/account/confirmation', guest, { password });
  const required = { status: 403, body: { error: { code: 'confirmation_required' } } };

  it('is needed to end other sessions some minutes after signing in, and not for the own', async () => {
    const here = await server.signUp(await accountLink(courses[0], 'inspector'), person);
    const there = admitted(await signIn(person.name, person.password));
    const path = `/api/sessions/${there.participant.sessionId}`;
    server.clock.time += 5 * 60_000;
    expect(await server.request('DELETE', path, here)).toMatchObject(required);
    expect(await server.request('GET', '/api/sessions', there)).toMatchObject({ status: 200 });
    expect(await confirm(here, 'not the password')).toMatchObject({ status: 403 });
    expect(await server.request('DELETE', path, here)).toMatchObject(required);
    expect(await confirm(here, person.password)).toMatchObject({ status: 200 });
    // It counts for this session alone, and for a while.
    const back = `/api/sessions/${here.participant.sessionId}`;
    expect(await server.request('DELETE', back, there)).toMatchObject(required);
    server.clock.time += 4 * 60_000;
    expect(await server.request('DELETE', path, here)).toMatchObject({ status: 200 });
    expect(await server.request('DELETE', back, here)).toMatchObject({ status: 200 });
  });

  it('is needed for what organisers do to accounts, and switching roles is no proof', async () => {
    const id = (await list('/api/accounts')).find(({ name }) => name === person.name)?.id ?? '';
    const mine = (await own(organiser)).account?.places[0]?.id ?? '';
    server.clock.time += 5 * 60_000;
    const switched = admitted(await server.request('POST', `/api/places/${mine}/sessions`, organiser, {}));
    const paths = ['', '/sessions', '/second-factor'].map((part) => `/api/accounts/${id}${part}`);
    for (const path of paths) expect(await server.request('DELETE', path, switched)).toMatchObject(required);
    expect(await confirm(organiser, firstOrganiser.password)).toMatchObject({ status: 200 });
    const again = admitted(await server.request('POST', `/api/places/${mine}/sessions`, organiser, {}));
    expect(await server.request('DELETE', `/api/accounts/${id}/sessions`, again)).toMatchObject({
      status: 200,
    });
  });

  it('is asked of nobody who came by a link alone', async () => {
    const body = { role: 'inspector', label: '示例链接' };
    const made = await server.request('POST', `/api/courses/${courses[0]}/invitations`, organiser, body);
    const { invitation } = invitationRoutes['POST /api/courses/:courseId/invitations'].output.parse(
      made.body,
    );
    const here = await server.enter(invitation.path);
    server.clock.time += 60 * 60_000;
    expect(await confirm(here, 'whatever it is')).toMatchObject({ status: 404 });
    const path = '/api/sessions/nobody';
    expect(await server.request('DELETE', path, here)).toMatchObject({
      status: 403,
      body: { error: { code: 'forbidden' } },
    });
  });
});

describe('a new token', () => {
  const person = { name: '示例换令牌', password: 'seven quiet rivers' };
  const status = async (guest: Guest) => (await server.request('GET', '/api/sessions', guest)).status;

  it('takes the place of the one that the same browser had as the same, and of no other', async () => {
    const first = await server.signUp(await accountLink(courses[0], 'lecturer'), person);
    const device = first.cookie.split('; ').find((pair) => pair.startsWith('plenum-device='));
    const inspector = admitted(
      await server.request(
        'POST',
        '/api/accounts',
        { cookie: device ?? '' },
        {
          token: (await accountLink(courses[1], 'inspector')).slice(3),
          ...person,
        },
      ),
    );
    const elsewhere = admitted(await signIn(person.name, person.password));
    const lecturing = (await own(first)).account?.places.find(({ role }) => role === 'lecturer')?.id;
    const again = admitted(await signIn(person.name, person.password, device, lecturing));
    expect(again.participant.role).toBe('lecturer');
    expect(await Promise.all([first, inspector, elsewhere, again].map(status))).toEqual([401, 200, 200, 200]);
    await expect.poll(() => server.revoked).toContain(first.participant.sessionId);
    // Switching roles opens another beside the one that asks.
    const path = `/api/places/${lecturing ?? ''}/sessions`;
    const beside = admitted(
      await server.request('POST', path, { ...again, cookie: `${device ?? ''}; ${again.cookie}` }, {}),
    );
    expect(await Promise.all([again, beside].map(status))).toEqual([200, 200]);
  });

  it('comes with each opening of a link in the same browser, and the old one ends', async () => {
    const body = { role: 'inspector', label: '示例链接' };
    const made = await server.request('POST', `/api/courses/${courses[0]}/invitations`, organiser, body);
    const { path } = invitationRoutes['POST /api/courses/:courseId/invitations'].output.parse(
      made.body,
    ).invitation;
    const open = async (cookie?: string) =>
      admitted(
        await server.request('POST', '/api/sessions', cookie === undefined ? undefined : { cookie }, {
          token: path.slice(3),
        }),
      );
    const first = await open();
    const stranger = await open();
    const again = await open(first.cookie);
    expect(again.participant.sessionId).toBe(first.participant.sessionId);
    expect(await Promise.all([first, stranger, again].map(status))).toEqual([401, 200, 200]);
  });
});

describe('a forgotten password', () => {
  const person = { name: '示例忘记', password: 'seven quiet rivers' };
  const next = 'eight louder rivers';
  const post = (path: string, body: unknown, guest?: Guest) => server.request('POST', path, guest, body);
  const idOf = async (name: string) =>
    (await list('/api/accounts')).find((one) => one.name === name)?.id ?? '';
  const makeLink = async (id: string) => {
    await post('/api/account/confirmation', { password: firstOrganiser.password }, organiser);
    const reply = await post(`/api/accounts/${id}/password-links`, {}, organiser);
    const { path } = passwordLinkRoutes['POST /api/accounts/:accountId/password-links'].output.parse(
      reply.body,
    );
    // Behind #: no server and no proxy on the way sees it.
    expect(path).toMatch(/^\/new-password#[\w-]{43}$/);
    return path.slice(path.indexOf('#') + 1);
  };
  const expired = { status: 410, body: { error: { code: 'link_expired' } } };

  it('is set anew by a link of an organiser of the server, once; every session ends and none is opened', async () => {
    const here = await server.signUp(await accountLink(courses[0], 'lecturer'), person);
    const id = await idOf(person.name);
    const path = `/api/accounts/${id}/password-links`;
    server.clock.time += 10 * 60_000;
    expect(await post(path, {}, here)).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } });
    expect(await post(path, {}, organiser)).toMatchObject({
      status: 403,
      body: { error: { code: 'confirmation_required' } },
    });
    const token = await makeLink(id);
    expect(await post('/api/password-links/lookup', { token })).toMatchObject({
      status: 200,
      body: { name: person.name },
    });
    const weak = await post('/api/password-links/use', { token, password: `${person.name}2030` });
    expect(weak).toMatchObject({ status: 400 });
    const uses = await Promise.all(
      [next, 'nine other rivers'].map((password) => post('/api/password-links/use', { token, password })),
    );
    expect(uses.map(({ status }) => status).sort()).toEqual([200, 410]);
    expect(uses.every(({ setCookie }) => setCookie === null)).toBe(true);
    const chosen = uses[0]?.status === 200 ? next : 'nine other rivers';
    expect(await server.request('GET', '/api/sessions', here)).toMatchObject({ status: 401 });
    expect(await signIn(person.name, person.password)).toMatchObject({ status: 403 });
    expect(await signIn(person.name, chosen)).toMatchObject({ status: 200 });
    expect(await post('/api/password-links/lookup', { token })).toMatchObject(expired);
    const actions = (await server.store.db.select().from(audit).where(eq(audit.recordId, id))).map(
      ({ action }) => action,
    );
    expect(actions).toContain('account.passwordLinkMade');
    expect(actions).toContain('account.passwordReset');
  });

  it('has a link that is over soon, and with the next one, and with a password that was changed', async () => {
    const id = await idOf(person.name);
    const old = await makeLink(id);
    server.clock.time += 2 * 3_600_000;
    expect(await post('/api/password-links/use', { token: old, password: next })).toMatchObject(expired);
    const first = await makeLink(id);
    const second = await makeLink(id);
    expect(await post('/api/password-links/lookup', { token: first })).toMatchObject(expired);
    expect(await post('/api/password-links/use', { token: second, password: next })).toMatchObject({
      status: 200,
    });
    const third = await makeLink(id);
    const here = admitted(await signIn(person.name, next));
    const change = { current: next, next: 'ten quiet mountains' };
    expect(await post('/api/account/password', change, here)).toMatchObject({ status: 200 });
    expect(await post('/api/password-links/lookup', { token: third })).toMatchObject(expired);
    expect(await post('/api/password-links/lookup', { token: 'x'.repeat(43) })).toMatchObject({
      status: 404,
      body: { error: { code: 'link_unknown' } },
    });
  });

  it('of the own account is nothing for it, and a removed account has none', async () => {
    await post('/api/account/confirmation', { password: firstOrganiser.password }, organiser);
    const mine = await idOf(firstOrganiser.name);
    expect(await post(`/api/accounts/${mine}/password-links`, {}, organiser)).toMatchObject({
      status: 409,
      body: { error: { code: 'own_account' } },
    });
    const id = await idOf(person.name);
    const token = await makeLink(id);
    expect(await server.request('DELETE', `/api/accounts/${id}`, organiser)).toMatchObject({ status: 200 });
    expect(await post('/api/password-links/use', { token, password: next })).toMatchObject(expired);
    expect(await post(`/api/accounts/${id}/password-links`, {}, organiser)).toMatchObject({ status: 404 });
  });
});

describe('an account link', () => {
  it('is good once and for a week, unless the organiser says otherwise; others stay', async () => {
    const path = `/api/courses/${courses[0]}/invitations`;
    const make = async (body: object) => {
      const reply = await server.request('POST', path, organiser, { label: '示例链接', ...body });
      return invitationRoutes['POST /api/courses/:courseId/invitations'].output.parse(reply.body).invitation;
    };
    const use = (link: { path: string }, name: string) =>
      server.request('POST', '/api/accounts', undefined, {
        ...{ token: link.path.slice(3), name, password: 'seven quiet rivers' },
      });
    const usual = await make({ role: 'lecturer', withAccount: true });
    expect(usual).toMatchObject({ usesLeft: 1, expiresAt: server.clock.time + 7 * 86_400_000 });
    expect(await use(usual, '示例链接一')).toMatchObject({ status: 200 });
    expect(await use(usual, '示例链接二')).toMatchObject({ status: 410 });
    const late = await make({ role: 'lecturer', withAccount: true });
    server.clock.time += 7 * 86_400_000;
    expect(await use(late, '示例链接三')).toMatchObject({ status: 410 });
    organiser = admitted(await signIn(firstOrganiser.name, firstOrganiser.password));
    const renewed = await server.request('POST', `${path}/${late.id}/renewal`, organiser, {});
    expect(renewed.body).toMatchObject({
      invitation: { usesLeft: 1, expiresAt: server.clock.time + 7 * 86_400_000 },
    });
    const open = await make({ role: 'lecturer', withAccount: true, expiresAt: null, uses: null });
    expect(open).toMatchObject({ usesLeft: null, expiresAt: null });
    expect(await make({ role: 'lecturer' })).toMatchObject({ usesLeft: null, expiresAt: null });
  });
});

describe('guessing a password', () => {
  it('is slowed for the account and the device, and not for others at the same address', async () => {
    const guess = (index: number, cookie?: string) => signIn('示例被猜者', `guess ${index}`, cookie);
    const replies = [];
    for (let index = 0; index < 6; index++) replies.push(await guess(index));
    expect(replies.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 429]);
    expect(replies.at(-1)?.body).toMatchObject({
      error: { code: 'too_many_attempts', details: { retryAfterSeconds: 2 } },
    });
    expect(await signIn(firstOrganiser.name, firstOrganiser.password)).toMatchObject({ status: 200 });
    server.clock.time += 2_000;
    expect(await guess(7)).toMatchObject({ status: 403 });
  });

  it('does not keep the owner out, whose device is known', async () => {
    const known = admitted(await signIn(firstOrganiser.name, firstOrganiser.password));
    for (let index = 0; index < 6; index++) await signIn(firstOrganiser.name, 'a stranger guesses');
    expect(await signIn(firstOrganiser.name, firstOrganiser.password)).toMatchObject({ status: 429 });
    expect(await signIn(firstOrganiser.name, firstOrganiser.password, known.cookie)).toMatchObject({
      status: 200,
    });
    server.clock.time += 16 * 60_000;
  });

  it('of many names from one device is slowed, too', async () => {
    const device = await signIn('示例设备', 'wrong').then((reply) => reply.deviceCookie?.split(';')[0]);
    const statuses = [];
    for (let index = 0; index < 6; index++) {
      statuses.push((await signIn(`示例名字 ${index}`, 'wrong', device)).status);
    }
    expect(statuses).toEqual([403, 403, 403, 403, 429, 429]);
  });
});

describe('a session', () => {
  it('ends when nobody used it for long, and at the latest when its time is over', async () => {
    const screen = await server.enterAs(courses[0], 'screen');
    const lecturer = await server.enterAs(courses[0], 'lecturer');
    const status = async (guest: Guest) => (await server.request('GET', '/api/sessions', guest)).status;
    const start = server.clock.time;
    const day = 24 * 3_600_000;
    const look = async (days: number) => {
      server.clock.time = start + days * day;
      await server.identity.sessions.endOver();
    };
    try {
      await look(13);
      expect([await status(lecturer), await status(screen)]).toEqual([200, 200]);
      // Seen just now; that is noted before the next look.
      await server.identity.sessions.noteSeen();
      await look(26);
      expect(await status(lecturer)).toBe(200);
      await server.identity.sessions.noteSeen();
      await look(26 + 15);
      expect([await status(lecturer), await status(screen)]).toEqual([401, 200]);
      expect(server.revoked).toContain(lecturer.participant.sessionId);
      const ends = await server.store.db
        .select()
        .from(audit)
        .where(eq(audit.recordId, lecturer.participant.sessionId));
      expect(ends).toMatchObject([{ action: 'session.ended', sessionId: null }]);
      for (const days of [100, 170]) {
        await server.identity.sessions.noteSeen();
        await look(days);
        expect(await status(screen)).toBe(200);
      }
      await server.identity.sessions.noteSeen();
      await look(181);
      expect(await status(screen)).toBe(401);
    } finally {
      server.clock.time = start;
    }
    // The organiser's was over, too.
    organiser = admitted(await signIn(firstOrganiser.name, firstOrganiser.password));
  });
});

describe('removing', () => {
  it("a role in a course ends that role's sessions only", async () => {
    const person = { name: '示例离任', password: 'a password to leave' };
    const lecturer = await server.signUp(await accountLink(courses[0], 'lecturer'), person);
    const inspector = await server.signUp(await accountLink(courses[1], 'inspector'), person);
    const found = (await list(`/api/courses/${courses[0]}/accounts`)).find(
      ({ name }) => name === person.name,
    );
    expect(found?.places.map(({ role }) => role)).toEqual(['lecturer']);
    const placeId = found?.places[0]?.id ?? '';
    const foreign = `/api/courses/${courses[1]}/places/${placeId}`;
    expect(await server.request('DELETE', foreign, organiser)).toMatchObject({ status: 404 });
    const path = `/api/courses/${courses[0]}/places/${placeId}`;
    expect(await server.request('DELETE', path, organiser)).toMatchObject({ status: 200 });
    await expect.poll(() => server.revoked).toContain(lecturer.participant.sessionId);
    expect(await server.request('GET', '/api/sessions', lecturer)).toMatchObject({ status: 401 });
    expect(await server.request('GET', '/api/sessions', inspector)).toMatchObject({ status: 200 });
  });

  it('an account ends all of its sessions, and its name is free again', async () => {
    const person = { name: '示例离开', password: 'a password to leave' };
    const guest = await server.signUp(await accountLink(courses[0], 'liaison'), person);
    const id = (await list('/api/accounts')).find(({ name }) => name === person.name)?.id ?? '';
    expect(await server.request('DELETE', `/api/accounts/${id}`, organiser)).toMatchObject({ status: 200 });
    await expect.poll(() => server.revoked).toContain(guest.participant.sessionId);
    expect(await signIn(person.name, person.password)).toMatchObject({ status: 403 });
    const entries = await server.store.db.select().from(audit).where(eq(audit.recordId, id));
    expect(entries.map(({ action }) => action)).toContain('account.removed');
    await server.signUp(await accountLink(courses[0], 'liaison'), person);
  });

  it('an account leaves neither its name nor anything to guess its password from', async () => {
    const person = { name: '示例清空', password: 'a password to leave' };
    await server.signUp(await accountLink(courses[0], 'liaison'), person);
    const id = (await list('/api/accounts')).find(({ name }) => name === person.name)?.id ?? '';
    const row = async () => (await server.store.db.select().from(account).where(eq(account.id, id)))[0];
    expect((await row())?.passwordHash).toContain('argon2id');
    expect(await server.request('DELETE', `/api/accounts/${id}`, organiser)).toMatchObject({ status: 200 });
    expect(await row()).toMatchObject({ name: '', nameKey: '', passwordHash: '' });
    // As versions before have left them: emptied at the start.
    await server.store.db
      .update(account)
      .set({ name: '示例旧', passwordHash: 'old' })
      .where(eq(account.id, id));
    const again = await Identity.create(server.identityDependencies);
    await again.close();
    expect(await row()).toMatchObject({ name: '', passwordHash: '' });
  });

  it('is not needed to sign an account out everywhere; who does it stays where they are', async () => {
    const person = { name: '示例到处', password: 'a password to stay' };
    const first = await server.signUp(await accountLink(courses[0], 'inspector'), person);
    const second = admitted(await signIn(person.name, person.password));
    const id = (await list('/api/accounts')).find(({ name }) => name === person.name)?.id ?? '';
    const path = `/api/accounts/${id}/sessions`;
    expect(await server.request('DELETE', path, first)).toMatchObject({ status: 403 });
    expect(await server.request('DELETE', path, organiser)).toMatchObject({
      status: 200,
      body: { ended: 2 },
    });
    for (const guest of [first, second])
      expect(await server.request('GET', '/api/sessions', guest)).toMatchObject({ status: 401 });
    expect(await signIn(person.name, person.password)).toMatchObject({ status: 200 });
    const own = (await list('/api/accounts')).find(({ name }) => name === firstOrganiser.name)?.id ?? '';
    await server.request('DELETE', `/api/accounts/${own}/sessions`, organiser);
    expect(await server.request('GET', '/api/accounts', organiser)).toMatchObject({ status: 200 });
    expect(await server.request('DELETE', '/api/accounts/nobody/sessions', organiser)).toMatchObject({
      status: 404,
    });
  });

  it('the last organiser of the server is refused; with a second one it is not', async () => {
    const find = async () =>
      (await list('/api/accounts')).find(({ name }) => name === firstOrganiser.name)?.id ?? '';
    const refused = await server.request('DELETE', `/api/accounts/${await find()}`, organiser);
    expect(refused).toMatchObject({ status: 409, body: { error: { code: 'last_organiser' } } });
    const reply = await server.request('POST', '/api/accounts/organiser-links', organiser, {
      label: '示例副主办方',
    });
    const { invitation } = accountRoutes['POST /api/accounts/organiser-links'].output.parse(reply.body);
    const second = await server.signUp(invitation.path, {
      name: '示例副主办方',
      password: 'the second organiser',
    });
    const removed = await server.request('DELETE', `/api/accounts/${await find()}`, second);
    expect(removed).toMatchObject({ status: 200 });
    expect(await server.request('GET', '/api/accounts', organiser)).toMatchObject({ status: 401 });
    expect(await server.request('GET', '/api/accounts', second)).toMatchObject({ status: 200 });
  });
});
