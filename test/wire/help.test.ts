import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { helpLimits, type HelpKind } from '../../src/contract/help-limits.ts';
import { helpRoutes, type PageFacts } from '../../src/contract/help.ts';
import { newId } from '../../src/lib/ids.ts';
import { at } from '../support/course.ts';
import { startCourseSetupServer, type CourseSetupServer } from '../support/course-setup-server.ts';
import { openSocket, type Session } from '../support/wire.ts';

let server: CourseSetupServer;
beforeAll(async () => {
  server = await startCourseSetupServer();
});
afterAll(() => server.close());

const facts: PageFacts = {
  userAgent: 'Sample 1.0',
  language: 'zh-CN',
  window: '390x844',
  pingMs: 40,
  online: true,
  path: 'udp',
  loss: 0,
  kbps: 900,
  errors: [],
};

async function tell(
  who: Session,
  trouble: { id?: string; kind?: HelpKind; text?: string; facts?: Partial<PageFacts> } = {},
): Promise<{ status: number; id: string; code: string | undefined }> {
  const id = trouble.id ?? newId();
  const body = {
    id,
    kind: trouble.kind ?? 'picture',
    text: trouble.text ?? '示例：看不到画面',
    facts: { ...facts, ...trouble.facts },
  };
  const response = await who.request('POST', `/api/courses/${courseOf(who)}/tickets`, body);
  const answer: unknown = await response.json();
  const { error } = z.object({ error: z.object({ code: z.string() }).optional() }).parse(answer);
  return { status: response.status, id, code: error?.code };
}

function courseOf({ participant }: Session): string {
  if (participant.courseId === null) throw new Error('nobody of a course');
  return participant.courseId;
}

async function desk(organiser: Session, query = '') {
  const response = await organiser.request('GET', `/api/courses/${courseOf(organiser)}/tickets${query}`);
  return helpRoutes['GET /api/courses/:courseId/tickets'].output.parse(await response.json());
}

async function own(who: Session) {
  const response = await who.request('GET', `/api/courses/${courseOf(who)}/tickets/own`);
  return helpRoutes['GET /api/courses/:courseId/tickets/own'].output.parse(await response.json()).tickets;
}

async function place() {
  const { courseId, branches, trainees } = await server.addCourse();
  const person = (index: number) =>
    server.session('trainee', { courseId, branchId: at(branches, index), traineeId: at(trainees, index) });
  return { courseId, branches, person, organiser: server.session('organiser', { courseId }) };
}

describe('asking for help', () => {
  it('reaches the organiser with what the page knows, and once however often it is sent', async () => {
    const { person, organiser, branches } = await place();
    const socket = await openSocket(organiser);
    const heard = new Promise<unknown>((resolve) => socket.once('notice', resolve));
    const asked = await tell(person(0), { text: '  示例：声音很小\u202e  ' });
    expect((await tell(person(0), { id: asked.id })).status).toBe(200);
    expect(await heard).toMatchObject({ name: 'help.changed', data: { open: 1 } });
    socket.disconnect();
    const { tickets, open } = await desk(organiser);
    expect(open).toBe(1);
    expect(tickets).toHaveLength(1);
    expect(tickets[0]).toMatchObject({
      text: '示例：声音很小',
      branchId: branches[0],
      branchName: '示例分课堂 1',
      facts: { pingMs: 40, path: 'udp' },
      state: 'open',
    });
  });

  it('is answered and closed, and the asker is told at once, on another device too', async () => {
    const { courseId, branches, person, organiser } = await place();
    const asker = person(1);
    const asked = await tell(asker);
    const socket = await openSocket(asker);
    const heard = new Promise<unknown>((resolve) => socket.once('notice', resolve));
    const path = `/api/courses/${courseId}/tickets/${asked.id}`;
    const answer = { id: newId(), text: '示例：请重新打开页面' };
    await organiser.request('POST', `${path}/answers`, answer);
    await organiser.request('POST', `${path}/answers`, answer);
    expect(await heard).toMatchObject({ name: 'help.answered', data: { ticket: { id: asked.id } } });
    socket.disconnect();
    const otherDevice = person(1);
    expect(await own(otherDevice)).toMatchObject([{ state: 'answered', answers: [{ text: answer.text }] }]);
    expect((await otherDevice.request('POST', `${path}/close`, {})).status).toBe(200);
    expect(await own(asker)).toMatchObject([{ state: 'closed' }]);
    const stranger = server.session('trainee', { courseId, branchId: at(branches, 2) });
    expect((await stranger.request('POST', `${path}/close`, {})).status).toBe(404);
    expect(await own(stranger)).toEqual([]);
  });

  it('is grouped by what faults have in common, and a group is answered at once', async () => {
    const { courseId, person, organiser } = await place();
    const now = server.clock.time;
    const lost = { errors: [{ code: 'media_gone', reference: 'r', at: now - 1_000 }] };
    const old = { errors: [{ code: 'media_gone', reference: 'r', at: now - 3_600_000 }] };
    const a = await tell(person(0), { facts: lost });
    await tell(person(1), { facts: lost });
    await tell(person(0), { facts: { path: 'tcp' } });
    await tell(person(2), { facts: old });
    const { groups } = await desk(organiser);
    expect(
      new Map(groups.map(({ common, open, rooms }) => [common.value, [common.of, open, rooms]])),
    ).toEqual(
      new Map([
        ['media_gone', ['error', 2, 2]],
        ['示例分课堂 3', ['branch', 1, 1]],
        ['tcp', ['path', 1, 1]],
      ]),
    );
    const answer = { id: newId(), text: '示例：已处理', group: true, close: true };
    const path = `/api/courses/${courseId}/tickets/${a.id}/answers`;
    expect(await (await organiser.request('POST', path, answer)).json()).toEqual({ answered: 2 });
    const after = await desk(organiser, '?limit=1');
    expect(after.open).toBe(2);
    // What is done stands below what waits.
    expect(after.groups.at(-1)).toMatchObject({ common: { value: 'media_gone' }, open: 0 });
    expect(after.tickets).toHaveLength(1);
    const closed = await desk(organiser, `?state=closed`);
    expect(closed.tickets.map(({ answers }) => answers.length)).toEqual([1, 1]);
  });

  it('has a bound for one person, and refuses what is no ticket', async () => {
    const { person, organiser } = await place();
    const asker = person(0);
    for (let one = 0; one < helpLimits.openPerSession; one += 1) await tell(asker);
    expect(await tell(asker)).toMatchObject({ status: 409, code: 'tickets_full' });
    expect((await tell(person(1))).status).toBe(200);
    const response = await asker.request('GET', `/api/courses/${courseOf(asker)}/tickets`);
    expect(response.status).toBe(403);
    const other = await place();
    const foreign = await other.organiser.request('GET', `/api/courses/${courseOf(organiser)}/tickets`);
    expect(foreign.status).toBe(404);
    expect((await tell(asker, { facts: { pingMs: -1 } })).status).toBe(400);
    const taken = (await desk(organiser)).tickets[0]?.id;
    expect(await tell(other.person(0), taken === undefined ? {} : { id: taken })).toMatchObject({
      status: 409,
    });
  });
});
