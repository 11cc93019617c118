import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { joinAnswer, type JoinAnswer } from '../../src/contract/classroom.ts';
import { courseRoutes } from '../../src/contract/course.ts';
import { identityRoutes, sessionHeader } from '../../src/contract/identity.ts';
import { importView } from '../../src/contract/import.ts';
import { notices } from '../../src/contract/index.ts';
import {
  branchRecord,
  traineeRecord,
  type BranchRecord,
  type TraineeRecord,
} from '../../src/contract/records.ts';
import { makeDemo, type Demo } from '../support/demo.ts';
import { csv } from '../support/roster-files.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { codeOf, openSocket, send, signIn, type Session } from '../support/wire.ts';

// Whoever is moved or renamed on the desk is so within a second on every open page, through the real server.

let server: TestServer;
let demo: Demo;
let branches: BranchRecord[];

beforeAll(async () => {
  server = await startServer();
  demo = await makeDemo(server);
  branches = await listBranches(demo.organiser);
});
afterAll(() => server.close());

const at = (path: string): string => `/api/courses/${demo.courseId}${path}`;

async function listBranches(session: Session): Promise<BranchRecord[]> {
  const reply = await session.request('GET', at('/branches'));
  return z.object({ branches: z.array(branchRecord) }).parse(await reply.json()).branches;
}

async function traineesOf(session: Session, branchId: string): Promise<TraineeRecord[]> {
  const reply = await session.request('GET', at(`/trainees?branchId=${branchId}`));
  return z.looseObject({ trainees: z.array(traineeRecord) }).parse(await reply.json()).trainees;
}

/** By the link of a role that is for this branch or trainee. */
async function enter(role: string, of: { branchId?: string; traineeId?: string }): Promise<Session> {
  const reply = await demo.organiser.request('GET', at(`/invitations?role=${role}`));
  const { invitations } = z
    .object({
      invitations: z.array(
        z.looseObject({
          path: z.string(),
          branchId: z.string().nullable(),
          traineeId: z.string().nullable(),
        }),
      ),
    })
    .parse(await reply.json());
  const link = invitations.find((one) =>
    of.traineeId === undefined ? one.branchId === of.branchId : one.traineeId === of.traineeId,
  );
  return signIn(server.url, link?.path ?? '');
}

interface Seated {
  session: Session;
  socket: Socket;
  joined: JoinAnswer;
  /** What was told so far, with the time. */
  told: { name: string; data: unknown; at: number }[];
}

async function sit(session: Session, lessonId?: string): Promise<Seated> {
  const socket = await openSocket(session);
  const told: Seated['told'] = [];
  socket.on('notice', (notice: { name: string; data: unknown }) =>
    told.push({ ...notice, at: performance.now() }),
  );
  const answer = await send(socket, 'classroom.join', lessonId === undefined ? {} : { lessonId });
  return { session, socket, told, joined: joinAnswer.parse(answer.ok ? answer.data : answer.error) };
}

async function patch(path: string, body: unknown): Promise<number> {
  const since = performance.now();
  const reply = await demo.organiser.request('PATCH', at(path), body);
  expect(reply.status, await reply.text()).toBe(200);
  return since;
}

/** What `session.changed` says once it has come, within a second of that moment. */
async function changed(seated: Seated, since: number, times = 1) {
  const heard = () => seated.told.filter(({ name }) => name === 'session.changed');
  await expect.poll(() => heard().length, { interval: 10 }).toBe(times);
  const last = heard().at(-1);
  expect((last?.at ?? Infinity) - since).toBeLessThan(1_000);
  return notices['session.changed'].parse(last?.data);
}

/** The branches of a level without and with branches below them, that have trainees. */
function pick(): { parent: BranchRecord; child: BranchRecord; other: BranchRecord } {
  const child = branches.find((one) => one.level === 2 && one.traineeCount > 0);
  const parent = branches.find((one) => one.id === child?.parentId);
  const other = branches.find(
    (one) => one.level === 1 && one.id !== parent?.id && !branches.some((below) => below.parentId === one.id),
  );
  if (!parent || !child || !other) throw new Error('the demo course has no such branches');
  return { parent, child, other };
}

/** Ids of trainees who a liaison's page shows in the room, by the newest that it was told. */
function shownTo(liaison: Seated): Map<string, string> {
  const people = new Map(
    liaison.joined.roster?.presence.map((one) => [one.participantId, `${one.name} ${one.branchId}`]),
  );
  for (const { name, data } of liaison.told) {
    if (name !== 'presence.changed' && name !== 'roster.changed') continue;
    const { presence } = z
      .looseObject({ presence: joinAnswer.shape.roster.unwrap().shape.presence })
      .parse(data);
    if (name === 'roster.changed') people.clear();
    for (const one of presence) people.set(one.participantId, `${one.name} ${one.branchId}`);
  }
  return people;
}

/** The names of the branches that a page shows, by the newest roster that it was told. */
function branchNames({ joined, told }: Seated): Map<string, string> {
  const newest = told.findLast(({ name }) => name === 'roster.changed')?.data;
  const roster = newest === undefined ? joined.roster : notices['roster.changed'].parse(newest);
  return new Map(roster?.branches.map(({ id, name }) => [id, name]));
}

describe('somebody who is changed on the desk', () => {
  it('is moved with an open page: the notice, the seat, the liaisons, and what they may read', async () => {
    const { child, other, parent } = pick();
    const [trainee] = await traineesOf(demo.organiser, child.id);
    if (!trainee) throw new Error('the branch has no trainee');
    const phone = await sit(await enter('trainee', { traineeId: trainee.id }));
    const above = await sit(await enter('liaison', { branchId: parent.id }));
    const there = await sit(await enter('liaison', { branchId: other.id }));
    const wall = await sit(await demo.signIn('inspector'));
    const { sessionId } = phone.session.participant;
    expect(phone.joined).toMatchObject({ branchName: child.name, roster: null });
    expect([...shownTo(above).keys()]).toContain(sessionId);
    expect([...shownTo(there).keys()]).not.toContain(sessionId);

    const since = await patch(`/trainees/${trainee.id}`, {
      revision: trainee.revision,
      branchId: other.id,
      name: '示例学员 新名',
    });
    expect(await changed(phone, since)).toEqual({
      participant: { ...phone.session.participant, branchId: other.id, name: '示例学员 新名' },
      branchName: other.name,
    });
    await expect.poll(() => shownTo(there).get(sessionId)).toBe(`示例学员 新名 ${other.id}`);
    await expect.poll(() => [...shownTo(above).keys()]).not.toContain(sessionId);
    await expect.poll(() => shownTo(wall).get(sessionId)).toBe(`示例学员 新名 ${other.id}`);
    expect(performance.now() - since).toBeLessThan(1_500);

    const own = await phone.session.request('GET', `/api/sessions/${sessionId}`);
    const view = identityRoutes['GET /api/sessions/:sessionId'].output.parse(await own.json());
    expect(view.participant.branchId).toBe(other.id);
    const again = await sit(await enter('trainee', { traineeId: trainee.id }));
    expect(again.joined).toMatchObject({ me: { branchId: other.id }, branchName: other.name });
    for (const one of [phone, above, there, wall, again]) one.socket.disconnect();
  });

  it('becomes a port with an open page, and a trainee of a branch again', async () => {
    const { child } = pick();
    const trainee = (await traineesOf(demo.organiser, child.id)).at(-1);
    if (!trainee) throw new Error('the branch has no trainee');
    const phone = await sit(await enter('trainee', { traineeId: trainee.id }));
    const wall = await sit(await demo.signIn('inspector'));
    const { sessionId } = phone.session.participant;
    const before = wall.joined.snapshot?.counts;
    if (!before) throw new Error('the wall got no snapshot');
    const ports = (): { portsOnline: number; portsTotal: number } | undefined => {
      const newest = wall.told.findLast(({ name }) => name === 'presence.changed');
      if (!newest) return undefined;
      const { portsOnline, portsTotal } = notices['presence.changed'].parse(newest.data).counts;
      return { portsOnline, portsTotal };
    };
    const bulk = async (change: unknown): Promise<number> => {
      const since = performance.now();
      const reply = await demo.organiser.request('POST', at('/trainees/bulk'), { ids: [trainee.id], change });
      expect(reply.status, await reply.text()).toBe(200);
      return since;
    };
    // Only who can come to the stage checks itself for it; nobody has called them.
    const check = { callId: 'none', checks: { picture: 'good', microphone: 'good', echo: 'none' } };
    expect(codeOf(await send(phone.socket, 'stage.checked', check))).toBe('forbidden');

    const became = await changed(phone, await bulk('port'));
    expect(became.participant).toMatchObject({ sessionId, role: 'port', traineeId: trainee.id });
    // What a port may, it may at once, on the same socket.
    expect(codeOf(await send(phone.socket, 'stage.checked', check))).toBe('not_found');
    await expect
      .poll(ports)
      .toEqual({ portsOnline: before.portsOnline + 1, portsTotal: before.portsTotal + 1 });
    const byLink = await enter('port', { traineeId: trainee.id });
    expect(byLink.participant.role).toBe('port');

    const back = await changed(phone, await bulk({ branchId: child.id }), 2);
    expect(back).toMatchObject({
      participant: { role: 'trainee', branchId: child.id },
      branchName: child.name,
    });
    expect(codeOf(await send(phone.socket, 'stage.checked', check))).toBe('forbidden');
    await expect.poll(ports).toEqual({ portsOnline: before.portsOnline, portsTotal: before.portsTotal });
    for (const one of [phone, wall]) one.socket.disconnect();
  });

  it('is moved with many others at once', async () => {
    const { child, other } = pick();
    const [trainee] = await traineesOf(demo.organiser, child.id);
    const path = at('/trainees/bulk');
    if (!trainee) throw new Error('the branch has no trainee');
    const phone = await sit(await enter('trainee', { traineeId: trainee.id }));
    const since = performance.now();
    const change = { ids: [trainee.id], change: { branchId: other.id } };
    expect((await demo.organiser.request('POST', path, change)).status).toBe(200);
    expect(await changed(phone, since)).toMatchObject({
      participant: { branchId: other.id, name: trainee.name },
    });
    phone.socket.disconnect();
  });
});

describe('a list that is imported again', () => {
  it('moves and renames whom it names', async () => {
    const { parent, other } = pick();
    const trainee = (await traineesOf(demo.organiser, parent.id)).at(-1);
    if (!trainee) throw new Error('the branch has no trainee');
    const phone = await sit(await enter('trainee', { traineeId: trainee.id }));
    const list = csv([
      ['学号', '姓名', '分课堂'],
      [trainee.number, '示例学员 导入', other.name],
    ]);
    const { cookie, participant } = demo.organiser;
    const reply = await fetch(`${server.url}${at('/imports?kind=trainees&fileName=list.csv')}`, {
      method: 'POST',
      headers: { cookie, [sessionHeader]: participant.sessionId, 'content-type': 'application/octet-stream' },
      body: Buffer.from(list),
    });
    const { id, counts } = importView.parse(await reply.json());
    expect(counts).toMatchObject({ update: 1, problem: 0 });
    const since = performance.now();
    const confirmed = await demo.organiser.request('POST', at(`/imports/${id}/confirm`), {});
    expect(confirmed.status, await confirmed.text()).toBe(200);
    expect(await changed(phone, since)).toMatchObject({
      participant: { branchId: other.id, name: '示例学员 导入' },
      branchName: other.name,
    });
    phone.socket.disconnect();
  });
});

describe('a branch that is renamed', () => {
  it('is so on its screen, its liaison and its trainees, in the rosters, and for who comes later', async () => {
    const { other, parent } = pick();
    const [trainee] = await traineesOf(demo.organiser, parent.id);
    if (!trainee) throw new Error('the branch has no trainee');
    const screen = await sit(await enter('screen', { branchId: parent.id }));
    const liaison = await sit(await enter('liaison', { branchId: parent.id }));
    const phone = await sit(await enter('trainee', { traineeId: trainee.id }));
    const stranger = await sit(await enter('liaison', { branchId: other.id }));
    const desk = await sit(demo.organiser, screen.joined.snapshot?.lesson.id);
    const person = liaison.session.participant.name;

    const name = '示例新名分课堂';
    const since = await patch(`/branches/${parent.id}`, { revision: parent.revision, name });
    expect(await changed(screen, since)).toMatchObject({ participant: { name }, branchName: name });
    // A liaison goes by their own name, which stays; one without goes by the branch's.
    const expected = person === parent.name ? name : person;
    expect(await changed(liaison, since)).toMatchObject({
      participant: { name: expected },
      branchName: name,
    });
    expect(await changed(phone, since)).toMatchObject({
      participant: { name: trainee.name },
      branchName: name,
    });
    for (const one of [liaison, desk]) {
      await expect.poll(() => branchNames(one).get(parent.id)).toBe(name);
    }
    expect(stranger.told.map((notice) => notice.name)).not.toContain('session.changed');
    expect(await sit(await enter('screen', { branchId: parent.id }))).toMatchObject({
      joined: { me: { name }, branchName: name },
    });
    for (const one of [screen, liaison, phone, stranger, desk]) one.socket.disconnect();
  });
});

describe("a liaison's roster", () => {
  it('holds the own branch and those below it, and nothing else, live', async () => {
    const { parent, child, other } = pick();
    const above = await sit(await enter('liaison', { branchId: parent.id }));
    const below = await sit(await enter('liaison', { branchId: child.id }));
    const own = [parent.id, ...branches.filter((one) => one.parentId === parent.id).map(({ id }) => id)];
    expect(above.joined.roster?.branches.map(({ id }) => id).sort()).toEqual([...own].sort());
    expect(below.joined.roster?.branches.map(({ id }) => id)).toEqual([child.id]);
    const screens = await Promise.all(
      [parent, child, other].map(async ({ id }) => sit(await enter('screen', { branchId: id }))),
    );
    const ids = screens.map(({ session }) => session.participant.sessionId);
    await expect.poll(() => [...shownTo(above).keys()]).toEqual(expect.arrayContaining(ids.slice(0, 2)));
    await expect.poll(() => [...shownTo(below).keys()]).toContain(ids[1]);
    // The other branch's screen came at the same time: what tells staff of it has been sent by now.
    expect([...shownTo(above).keys()]).not.toContain(ids[2]);
    expect([...shownTo(below).keys()]).not.toContain(ids[0]);
    for (const { told } of [above, below]) {
      for (const { name, data } of told) {
        if (name !== 'presence.changed') continue;
        const { presence } = notices['presence.changed'].parse(data);
        for (const one of presence) expect(own).toContain(one.branchId);
      }
    }
    for (const one of [above, below, ...screens]) one.socket.disconnect();
  });
});

describe('a lesson that begins before the one that is next', () => {
  it('is told to everybody who waits, and is the one that they get into', async () => {
    const reply = await demo.organiser.request('GET', at(''));
    const { lessons } = courseRoutes['GET /api/courses/:courseId'].output.parse(await reply.json());
    const [first, second] = lessons.toSorted((a, b) => a.startsAt - b.startsAt);
    const waiting = await sit(await demo.signIn('screen'));
    expect(waiting.joined.snapshot).toMatchObject({ phase: 'waiting', lesson: { id: first?.id } });
    const lecturer = await sit(await demo.signIn('lecturer'), second?.id);
    const started = await send(lecturer.socket, 'classroom.start', {});
    expect(started.ok).toBe(true);
    await expect
      .poll(() => waiting.told)
      .toContainEqual(
        expect.objectContaining({
          name: 'course.lessonStarted',
          data: { courseId: demo.courseId, lessonId: second?.id },
        }),
      );
    const again = await send(waiting.socket, 'classroom.join', {});
    expect(joinAnswer.parse(again.ok ? again.data : again.error).snapshot).toMatchObject({
      phase: 'live',
      lesson: { id: second?.id },
    });
    for (const one of [waiting, lecturer]) one.socket.disconnect();
  });
});
