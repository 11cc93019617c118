import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIdentity } from '../../src/identity/feature.ts';
import { audit, invitation, session } from '../../src/store/schema/index.ts';
import { startRecordsServer, type RecordsServer } from '../support/records-server.ts';

let server: RecordsServer;
let courseId: string;

beforeAll(async () => {
  server = await startRecordsServer();
  courseId = await server.courses.createDemo(null);
});

afterAll(() => server.close());

const link = async (role: 'screen' | 'inspector' | 'liaison' | 'port', index = 0): Promise<string> => {
  const found = (await server.identity.invitationsOf(courseId, role))[index];
  if (!found) throw new Error('no such link');
  return found.path;
};
const exchange = (path: string) =>
  server.request('POST', '/api/sessions', undefined, { token: path.slice(3) });

describe('a link', () => {
  it('opens a session whose secret is in a cookie that no script can read', async () => {
    const reply = await exchange(await link('liaison'));
    expect(reply).toMatchObject({
      status: 200,
      body: {
        participant: { role: 'liaison', courseId, name: '示例联络员 001' },
        serverTime: server.clock.time,
      },
    });
    expect(reply.setCookie).toMatch(/^plenum-[0-9a-z]{26}=[\w-]{43}; .*HttpOnly; SameSite=Strict/);
    const secret = reply.setCookie?.split(/[=;]/)[1] ?? '';
    expect(JSON.stringify(reply.body)).not.toContain(secret);
    const rows = await server.store.db.select().from(session);
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('is refused when nobody made it', async () => {
    const reply = await exchange(`/j/${'0'.repeat(32)}`);
    expect(reply).toMatchObject({ status: 404, body: { error: { code: 'link_unknown' } }, setCookie: null });
  });

  it('is refused when it has expired or was withdrawn', async () => {
    const [expired, withdrawn] = await server.identity
      .invitationsOf(courseId, 'liaison')
      .then((all) => all.slice(10));
    if (!expired || !withdrawn) throw new Error('no such link');
    const past = new Date(server.clock.time);
    const change = (id: string, set: { expiresAt: Date } | { revokedAt: Date }) =>
      server.store.db.update(invitation).set(set).where(eq(invitation.id, id));
    await change(expired.id, { expiresAt: past });
    await change(withdrawn.id, { revokedAt: past });
    for (const { path } of [expired, withdrawn]) {
      expect(await exchange(path)).toMatchObject({ status: 410, body: { error: { code: 'link_expired' } } });
    }
  });

  it('gives each of several liaisons a session of their own', async () => {
    const path = await link('liaison', 1);
    const [one, two] = [await server.enter(path), await server.enter(path)];
    expect(one.participant.sessionId).not.toBe(two.participant.sessionId);
    for (const guest of [one, two]) {
      expect(
        await server.request('GET', `/api/sessions/${guest.participant.sessionId}`, guest),
      ).toMatchObject({
        status: 200,
        body: { participant: guest.participant },
      });
    }
  });

  it("of a branch's screen hands the same session to the device that opened it last", async () => {
    const path = await link('screen');
    const [old, now] = [await server.enter(path), await server.enter(path)];
    expect(now.participant).toEqual(old.participant);
    const address = `/api/sessions/${now.participant.sessionId}`;
    expect(await server.request('GET', address, old)).toMatchObject({ status: 401 });
    expect(await server.request('GET', address, now)).toMatchObject({ status: 200 });
    expect(server.revoked).not.toContain(now.participant.sessionId);
  });
});

describe("the first organiser's link", () => {
  it('asks for a name and a password', async () => {
    const reply = await exchange(await server.identity.organiserPath());
    expect(reply).toMatchObject({
      status: 409,
      body: { error: { code: 'account_required', details: { courseName: null } } },
      setCookie: null,
    });
  });

  it('is the same until it is used, and works for exactly one of those who use it at once', async () => {
    expect(await server.identity.hasOrganiser()).toBe(false);
    const path = await server.identity.organiserPath();
    expect(await server.identity.organiserPath()).toBe(path);
    const replies = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        server.request('POST', '/api/accounts', undefined, {
          token: path.slice(3),
          name: `示例主办方 ${index}`,
          password: 'a long sample password',
        }),
      ),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([
      200,
      ...Array.from({ length: 7 }, () => 410),
    ]);
    expect(replies.find(({ status }) => status === 200)?.body).toMatchObject({
      participant: { role: 'organiser', courseId: null },
    });
    expect(await server.identity.hasOrganiser()).toBe(true);
    expect(await server.identity.organiserPath()).not.toBe(path);
  });
});

describe('a session', () => {
  it('needs its own cookie', async () => {
    const [one, two] = [await server.enterAs(courseId, 'inspector'), await server.enter(await link('port'))];
    const address = `/api/sessions/${one.participant.sessionId}`;
    expect(await server.request('GET', address)).toMatchObject({ status: 401 });
    const stolenName = { participant: one.participant, cookie: two.cookie };
    expect(await server.request('GET', address, stolenName)).toMatchObject({ status: 401 });
    const guessed = { participant: one.participant, cookie: `${one.cookie.slice(0, -2)}xx` };
    expect(await server.request('GET', address, guessed)).toMatchObject({ status: 401 });
    const oneBrowser = { participant: one.participant, cookie: `${two.cookie}; ${one.cookie}` };
    expect(await server.request('GET', address, oneBrowser)).toMatchObject({ status: 200 });
  });

  it('can neither read nor end another one', async () => {
    const [one, two] = [
      await server.enterAs(courseId, 'inspector'),
      await server.enterAs(courseId, 'inspector'),
    ];
    const address = `/api/sessions/${two.participant.sessionId}`;
    expect(await server.request('GET', address, one)).toMatchObject({ status: 403 });
    expect(await server.request('DELETE', address, one)).toMatchObject({ status: 403 });
    expect(await server.request('GET', address, two)).toMatchObject({ status: 200 });
  });

  it('is over at once when it is ended, and that is written down', async () => {
    const guest = await server.enterAs(courseId, 'inspector');
    const { sessionId } = guest.participant;
    const reply = await server.request('DELETE', `/api/sessions/${sessionId}`, guest);
    expect(reply).toMatchObject({ status: 200, body: {} });
    expect(reply.setCookie).toContain(`plenum-${sessionId}=;`);
    expect(await server.request('GET', `/api/sessions/${sessionId}`, guest)).toMatchObject({ status: 401 });
    await expect.poll(() => server.revoked).toContain(sessionId);
    const entries = await server.store.db.select().from(audit).where(eq(audit.recordId, sessionId));
    expect(entries).toMatchObject([{ action: 'session.ended', sessionId, courseId }]);
  });

  it('is over on every node when it is ended or taken over on one', async () => {
    const other = await createIdentity(server.identityDependencies);
    const path = await link('screen', 7);
    const [inspector, screen] = [await server.enterAs(courseId, 'inspector'), await server.enter(path)];
    for (const { participant, cookie } of [inspector, screen]) {
      expect(await other.identity.authenticate(participant.sessionId, cookie)).toEqual(participant);
    }
    await server.identity.end(inspector.participant.sessionId, inspector.participant);
    const successor = await server.enter(path);
    for (const { participant, cookie } of [inspector, screen]) {
      await expect.poll(() => other.identity.authenticate(participant.sessionId, cookie)).toBeUndefined();
    }
    const { sessionId } = successor.participant;
    expect(await other.identity.authenticate(sessionId, successor.cookie)).toEqual(successor.participant);
    await other.close?.();
  });

  it('outlives a restart of the server', async () => {
    const guest = await server.enterAs(courseId, 'inspector');
    const restarted = await createIdentity(server.identityDependencies);
    const { sessionId } = guest.participant;
    expect(await restarted.identity.authenticate(sessionId, guest.cookie)).toEqual(guest.participant);
    expect(await restarted.identity.authenticate(sessionId, undefined)).toBeUndefined();
    expect(await restarted.identity.invitationsOf(courseId, 'screen')).toEqual(
      await server.identity.invitationsOf(courseId, 'screen'),
    );
    server.clock.time += 1_000;
    await restarted.close?.();
    const [row] = await server.store.db.select().from(session).where(eq(session.id, sessionId));
    expect(row?.lastSeenAt.getTime()).toBe(server.clock.time);
  });
});
