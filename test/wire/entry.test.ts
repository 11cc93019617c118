import { createHash } from 'node:crypto';
import { and, eq, isNull } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numberIndex } from '../../src/lib/seal.ts';
import { traineeNumber } from '../../src/store/schema/course.ts';
import type { Invitation } from '../../src/contract/course.ts';
import { entryRoutes } from '../../src/contract/entry.ts';
import { invitationRoutes } from '../../src/contract/invitation.ts';
import type { Role } from '../../src/contract/roles.ts';
import {
  audit,
  branch,
  invitation as invitationTable,
  setting,
  trainee,
} from '../../src/store/schema/index.ts';
import { admitted, startRecordsServer, type Guest, type RecordsServer } from '../support/records-server.ts';

let server: RecordsServer;
let organiser: Guest;
let courseId: string;
let branches: { id: string; parentId: string | null }[];
const at = (path: string): string => `/api/courses/${courseId}${path}`;

beforeAll(async () => {
  server = await startRecordsServer();
  organiser = await server.signUp(await server.identity.organiserPath());
  courseId = await server.courses.createDemo(null);
  branches = (await server.courses.read(courseId)).branches;
});
afterAll(() => server.close());

async function create(body: Record<string, unknown>): Promise<Invitation> {
  const reply = await server.request('POST', at('/invitations'), organiser, { label: '示例链接', ...body });
  return invitationRoutes['POST /api/courses/:courseId/invitations'].output.parse(reply.body).invitation;
}

const open = (token: string, cookie?: string) =>
  server.request('POST', '/api/sessions', cookie === undefined ? undefined : { cookie }, { token });
const identify = (token: string, name: string, number: string, cookie?: string) =>
  server.request('POST', '/api/identify', cookie === undefined ? undefined : { cookie }, {
    token,
    name,
    number,
  });
const tokenOf = ({ path }: Invitation): string => path.slice(3);
const branchId = (index: number): string => branches[index]?.id ?? '';

describe('a link that the organiser makes', () => {
  it('opens by its link and by the code that people type', async () => {
    const link = await create({ role: 'liaison', label: '示例联络员', branchId: branchId(3) });
    expect(link.code).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
    for (const token of [tokenOf(link), link.code, link.code.toLowerCase().replace('-', '  ')]) {
      expect(await open(token)).toMatchObject({
        status: 200,
        body: { participant: { role: 'liaison', branchId: branchId(3), name: '示例联络员' } },
      });
    }
    expect(await open('ZZZZZ-ZZZZZ')).toMatchObject({
      status: 404,
      body: { error: { code: 'link_unknown' } },
    });
  });

  it('is good until its time, and as often as was said', async () => {
    const expiresAt = server.clock.time + 60_000;
    const timed = await create({ role: 'inspector', expiresAt });
    const counted = await create({ role: 'inspector', uses: 2 });
    expect(await open(tokenOf(timed))).toMatchObject({ status: 200 });
    server.clock.time = expiresAt;
    expect(await open(tokenOf(timed))).toMatchObject({
      status: 410,
      body: { error: { code: 'link_expired' } },
    });
    const statuses = await Promise.all(Array.from({ length: 6 }, () => open(tokenOf(counted))));
    expect(statuses.map(({ status }) => status).sort()).toEqual([200, 200, 410, 410, 410, 410]);
    const longer = { expiresAt: expiresAt + 60_000, uses: 1 };
    await server.request('PATCH', at(`/invitations/${timed.id}`), organiser, longer);
    expect(await open(timed.code)).toMatchObject({ status: 200 });
    expect(await open(timed.code)).toMatchObject({ status: 410 });
  });

  it('signs everybody out who came by it when it is withdrawn, and says so in the audit', async () => {
    const link = await create({ role: 'liaison', branchId: branchId(4) });
    const guests = [admitted(await open(link.code)), admitted(await open(link.code))];
    const other = await server.enterAs(courseId, 'inspector');
    expect(await server.request('DELETE', at(`/invitations/${link.id}`), organiser)).toMatchObject({
      status: 200,
    });
    for (const guest of guests) {
      await expect.poll(() => server.revoked).toContain(guest.participant.sessionId);
      expect(await server.request('GET', '/api/sessions', guest)).toMatchObject({ status: 401 });
    }
    expect(await open(link.code)).toMatchObject({ status: 410 });
    expect(await server.request('GET', '/api/sessions', other)).toMatchObject({ status: 200 });
    const entries = await server.store.db.select().from(audit).where(eq(audit.recordId, link.id));
    expect(entries.map(({ action }) => action)).toEqual(['invitation.created', 'invitation.withdrawn']);
    expect(entries[1]).toMatchObject({ sessionId: organiser.participant.sessionId, courseId });
  });

  it('is renewed: the old one is dead, the new one stands for the same', async () => {
    const link = await create({ role: 'screen', label: '示例大屏', branchId: branchId(5) });
    const screen = admitted(await open(link.code));
    const reply = await server.request('POST', at(`/invitations/${link.id}/renewal`), organiser, {});
    const key = 'POST /api/courses/:courseId/invitations/:invitationId/renewal';
    const fresh = invitationRoutes[key].output.parse(reply.body).invitation;
    expect(fresh).toMatchObject({ role: 'screen', label: '示例大屏', branchId: branchId(5) });
    expect(await server.request('GET', '/api/sessions', screen)).toMatchObject({ status: 401 });
    expect(await open(link.code)).toMatchObject({ status: 410 });
    expect(await open(fresh.code)).toMatchObject({ status: 200 });
  });

  it('has to make sense', async () => {
    const foreign = (await server.courses.read(await server.courses.createDemo(null))).branches[0]?.id;
    const bad: [Record<string, unknown>, number][] = [
      [{ role: 'screen' }, 400],
      [{ role: 'lecturer', branchId: branchId(0) }, 400],
      [{ role: 'port' }, 400],
      [{ role: 'screen', branchId: branchId(0), withAccount: true }, 400],
      [{ role: 'screen', branchId: foreign }, 404],
      [{ role: 'trainee', traineeId: 'nobody' }, 404],
    ];
    for (const [body, status] of bad) {
      const reply = await server.request('POST', at('/invitations'), organiser, { label: '示例', ...body });
      expect(reply.status, JSON.stringify(body)).toBe(status);
    }
  });

  it('gets a code when it comes from a server that had none, or kept it otherwise', async () => {
    const links = [await create({ role: 'inspector' }), await create({ role: 'inspector' })];
    const plain = links[1]?.code.replace('-', '') ?? '';
    const before = [null, createHash('sha256').update(plain).digest('hex')];
    for (const [index, link] of links.entries()) {
      const isIt = eq(invitationTable.id, link.id);
      await server.store.db.update(invitationTable).set({ codeHash: before[index] }).where(isIt);
      expect(await open(link.code)).toMatchObject({ status: 404 });
    }
    await server.store.db.delete(setting).where(eq(setting.key, 'derived.invitations'));
    await server.identity.invitations.settle();
    for (const link of links) {
      expect(await open(link.code)).toMatchObject({ status: 200 });
      expect(await open(tokenOf(link))).toMatchObject({ status: 200 });
    }
    const rows = await server.store.db.select({ hash: invitationTable.codeHash }).from(invitationTable);
    expect(rows.map(({ hash }) => hash)).not.toContain(before[1]);
  });
});

describe('links for all branches at once', () => {
  const all = (roles: Role[]) => server.request('POST', at('/branch-invitations'), organiser, { roles });

  it('are made where they are missing, once, and the sheet has a page for each branch', async () => {
    // The artificial course has all of them already; some were withdrawn above, and here those of the trainees.
    await server.store.db
      .update(invitationTable)
      .set({ revokedAt: new Date(server.clock.time) })
      .where(and(eq(invitationTable.role, 'trainee'), isNull(invitationTable.traineeId)));
    expect(await all(['trainee'])).toMatchObject({ status: 200, body: { created: 221 } });
    expect(await all(['screen', 'liaison', 'trainee'])).toMatchObject({ body: { created: 0 } });
    const reply = await server.request('GET', at('/sheet'), organiser);
    const { pages } = invitationRoutes['GET /api/courses/:courseId/sheet'].output.parse(reply.body);
    expect(pages).toHaveLength(221);
    for (const page of pages) {
      expect(page.screen).toMatchObject({ role: 'screen', branchId: page.branchId });
      expect(page.liaison).toMatchObject({ role: 'liaison', branchId: page.branchId });
      expect(page.trainee).toMatchObject({ role: 'trainee', branchId: page.branchId, traineeId: null });
    }
    expect(pages[180]).toMatchObject({
      level: 2,
      parentName: '示例分课堂 004',
      liaisonPhone: '000-0000-181',
    });
  });
});

describe('a trainee', () => {
  let courseLink: Invitation;
  let person: { id: string; name: string; number: string; branchId: string | null };

  beforeAll(async () => {
    courseLink = await create({ role: 'trainee', label: '示例学员入口' });
    const rows = await server.store.db
      .select()
      .from(trainee)
      .where(and(eq(trainee.courseId, courseId), eq(trainee.numberIndex, numberIndex(courseId, '0042'))));
    if (!rows[0]) throw new Error('the artificial course has no such trainee');
    person = rows[0];
  });

  it('is asked for name and number, in the words of the organiser', async () => {
    const settings = { numberPart: 'last6', numberLabel: '手机号', help: '示例主办方 000-0000-000' };
    expect(await server.request('PUT', at('/entry'), organiser, settings)).toMatchObject({ status: 200 });
    expect(await open(courseLink.code)).toMatchObject({
      status: 409,
      body: {
        error: {
          code: 'identify_required',
          details: { ...settings, courseName: '示例培训班', branchName: null },
        },
      },
    });
    await server.request('PUT', at('/entry'), organiser, { ...settings, numberPart: 'whole' });
  });

  it('comes in once, and is known on that device from then on', async () => {
    const guest = admitted(await identify(tokenOf(courseLink), '示例 学员 0042', ' ００42 '));
    expect(guest.participant).toMatchObject({
      role: 'trainee',
      courseId,
      traineeId: person.id,
      branchId: person.branchId,
      name: '示例学员 0042',
    });
    const again = await open(courseLink.code, guest.cookie);
    expect(again).toMatchObject({ status: 200, body: { participant: guest.participant } });
    // Another device of the same person is asked, and both stay signed in.
    expect(await open(courseLink.code)).toMatchObject({ status: 409 });
    const phone = admitted(await identify(courseLink.code, '示例学员 0042', '0042'));
    for (const one of [admitted(again), phone]) {
      expect(await server.request('GET', '/api/sessions', one)).toMatchObject({ status: 200 });
    }
    const entries = await server.store.db.select().from(audit).where(eq(audit.recordId, person.id));
    expect(entries.map(({ action }) => action)).toContain('trainee.identified');
  });

  it('may give the last six characters when the organiser says so', async () => {
    const settings = { numberPart: 'last6', numberLabel: '', help: '' };
    await server.request('PUT', at('/entry'), organiser, settings);
    const isIt = eq(trainee.id, person.id);
    await server.store.db.update(trainee).set(traineeNumber(courseId, '00000019000101042X')).where(isIt);
    expect(await identify(courseLink.code, person.name, '01042x')).toMatchObject({ status: 200 });
    expect(await identify(courseLink.code, person.name, '1042x')).toMatchObject({ status: 403 });
    await server.request('PUT', at('/entry'), organiser, { ...settings, numberPart: 'whole' });
    expect(await identify(courseLink.code, person.name, '01042x')).toMatchObject({ status: 403 });
    expect(await identify(courseLink.code, person.name, '00000019000101042x')).toMatchObject({ status: 200 });
  });

  it("is a port when the roster says so, by any branch's code", async () => {
    const { pages } = invitationRoutes['GET /api/courses/:courseId/sheet'].output.parse(
      (await server.request('GET', at('/sheet'), organiser)).body,
    );
    const code = pages[0]?.trainee?.code ?? '';
    expect(await identify(code, '示例学员 0557', '0557')).toMatchObject({
      status: 200,
      body: { participant: { role: 'port', branchId: null } },
    });
    expect(await identify(code, '示例学员 0001', '0001')).toMatchObject({ status: 200 });
    expect(await identify(code, '示例学员 0002', '0002')).toMatchObject({
      status: 403,
      body: { error: { code: 'identify_elsewhere' } },
    });
  });

  it('who mistypes is told, then slowed, and the forty others of the building are not', async () => {
    const wrong = (number: string, cookie?: string) =>
      identify(courseLink.code, '示例学员 0100', number, cookie);
    const first = await wrong('1');
    expect(first).toMatchObject({
      status: 403,
      body: { error: { code: 'identify_failed' } },
      setCookie: null,
    });
    const device = first.deviceCookie?.split(';')[0];
    for (const number of ['2', '3', '4', '5']) expect((await wrong(number, device)).status).toBe(403);
    for (const cookie of [device, undefined]) {
      expect(await wrong('0100', cookie)).toMatchObject({
        status: 429,
        body: { error: { code: 'too_many_attempts', details: { retryAfterSeconds: 2 } } },
      });
    }
    const others = await Promise.all(
      Array.from({ length: 40 }, (_, index) => `0${300 + index}`).map((number) =>
        identify(courseLink.code, `示例学员 ${number}`, number),
      ),
    );
    expect(others.map(({ status }) => status)).toEqual(Array.from({ length: 40 }, () => 200));
    server.clock.time += 2_000;
    expect(await wrong('0100', device)).toMatchObject({ status: 200 });
  });

  it('cannot identify by a link that is for somebody else', async () => {
    const link = await create({ role: 'screen', branchId: branchId(8) });
    const reply = await identify(link.code, '示例学员 0003', '0003');
    expect(reply).toMatchObject({ status: 404, body: { error: { code: 'link_unknown' } } });
  });
});

describe('a liaison', () => {
  const entries = (id: string, guest: Guest) => server.request('GET', at(`/branches/${id}/entry`), guest);

  it('reads how far the own branch and those below it have got in, and no other', async () => {
    const child = branches.find(({ parentId }) => parentId !== null);
    const parentId = child?.parentId ?? '';
    const enter = async (id: string): Promise<Guest> =>
      admitted(await open((await create({ role: 'liaison', branchId: id })).code));
    const [upper, lower] = [await enter(parentId), await enter(child?.id ?? '')];
    const reply = await entries(parentId, upper);
    const output = entryRoutes['GET /api/courses/:courseId/branches/:branchId/entry'].output;
    const found = output.parse(reply.body).branches;
    expect(found.map((one) => one.branchId)).toEqual([parentId, child?.id]);
    expect(found.every(({ trainees, liaisons }) => trainees > 0 && liaisons >= 1)).toBe(true);
    expect(await entries(child?.id ?? '', upper)).toMatchObject({ status: 200 });
    expect(await entries(child?.id ?? '', lower)).toMatchObject({ status: 200 });
    expect(await entries(parentId, lower)).toMatchObject({ status: 404 });
    expect(await entries(branchId(10), upper)).toMatchObject({ status: 404 });
    expect(await entries(branchId(10), await server.enterAs(courseId, 'inspector'))).toMatchObject({
      status: 200,
    });
  });

  it('sees who has identified', async () => {
    const [row] = await server.store.db
      .select({ id: branch.id })
      .from(branch)
      .innerJoin(trainee, eq(trainee.branchId, branch.id))
      .where(and(eq(branch.courseId, courseId), eq(trainee.numberIndex, numberIndex(courseId, '0001'))));
    const reply = await entries(row?.id ?? '', organiser);
    expect(reply.body).toMatchObject({ branches: [{ identified: 1 }] });
  });
});
