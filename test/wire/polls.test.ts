import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pollNotices, pollRoutes, type PollAnswer, type PollDraft } from '../../src/contract/polls.ts';
import { at } from '../support/course.ts';
import { makeDemo, type Demo } from '../support/demo.ts';
import { attend, type Attendant } from '../support/polls.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { signIn } from '../support/wire.ts';

/** Trainees who answer; the whole course is for the bench. */
const crowdSize = 60;

let server: TestServer;
let demo: Demo;

beforeAll(async () => {
  server = await startServer();
  demo = await makeDemo(server);
});
afterAll(() => server.close());

const paths = (role: Parameters<Demo['paths']>[0], count: number) => demo.paths(role).slice(0, count);
const enter = async (path: string): Promise<Attendant> => attend(await signIn(server.url, path));
const enterAll = (role: Parameters<Demo['paths']>[0], count: number) =>
  Promise.all(paths(role, count).map(enter));

const draft = (fields: Partial<PollDraft>): PollDraft => ({
  kind: 'single',
  question: '示例题',
  options: ['甲', '乙', '丙'],
  key: null,
  durationS: null,
  ...fields,
});
const single = (choice: number): PollAnswer => ({ kind: 'single', choice });

async function leave(...people: readonly Attendant[]): Promise<void> {
  await Promise.all(people.map((one) => one.command('classroom.leave', {})));
  for (const { socket } of people) socket.disconnect();
}

/** Puts a poll away, whatever state it is in, so that the next test can ask another one. */
const dismiss = (lecturer: Attendant, pollId: string) => lecturer.command('poll.dismiss', { pollId });

describe('a poll', () => {
  it('goes from open to shown results; nobody but staff hears of key or results before', async () => {
    const lecturer = await enter(at(demo.paths('lecturer'), 0));
    const [trainee, port, screen, liaison] = await Promise.all([
      enter(at(demo.paths('trainee'), 0)),
      enter(at(demo.paths('port'), 0)),
      enter(at(demo.paths('screen'), 0)),
      enter(at(demo.paths('liaison'), 0)),
    ]);
    const secret = '只有老师知道的答案';
    const { poll } = await lecturer.command('poll.open', {
      draft: draft({ kind: 'text', options: [], question: '谁知道', key: { kind: 'text', text: secret } }),
    });
    const { pollId } = poll;
    await trainee.command('poll.answer', { pollId, answer: { kind: 'text', text: '学员的回答' } });
    await port.command('poll.answer', { pollId, answer: { kind: 'text', text: secret } });
    await expect
      .poll(
        () =>
          z.array(pollNotices['poll.progressed']).parse(lecturer.notices('poll.progressed')).at(-1)?.results,
      )
      .toMatchObject({ answered: 2, correct: 1 });
    await lecturer.command('poll.close', { pollId });
    await expect.poll(() => trainee.frames.some((frame) => frame.includes('"state":"closed"'))).toBe(true);
    for (const { frames, session } of [trainee, screen, liaison]) {
      const all = frames.join('\n');
      expect(all, session.participant.role).not.toContain(secret);
      expect(all, session.participant.role).not.toContain('"correct":');
      if (session !== trainee.session) expect(all).not.toContain('学员的回答');
    }
    await lecturer.command('poll.showResults', { pollId });
    for (const one of [trainee, port, screen, liaison]) {
      await expect.poll(() => one.frames.join('\n')).toContain(secret);
    }
    expect(trainee.frames.join('\n')).toContain('"correct":1');
    await dismiss(lecturer, pollId);
    await expect.poll(() => trainee.frames.join('\n')).toContain('"poll.changed","data":{"poll":null}');
    await leave(lecturer, trainee, port, screen, liaison);
  });

  it('takes the last answer until its time is over by the server, and then no more', async () => {
    const lecturer = await enter(at(demo.paths('lecturer'), 0));
    const trainee = await enter(at(demo.paths('trainee'), 1));
    const { poll } = await lecturer.command('poll.open', { draft: draft({ durationS: 5 }) });
    const { pollId } = poll;
    await trainee.command('poll.answer', { pollId, answer: single(0) });
    const last = await trainee.command('poll.answer', { pollId, answer: single(2) });
    await expect(lecturer.command('poll.open', { draft: draft({}) })).rejects.toThrow('poll_open');
    await expect.poll(() => trainee.frames.join('\n')).toContain('"state":"closed"');
    await expect(trainee.command('poll.answer', { pollId, answer: single(1) })).rejects.toThrow(
      'poll_closed',
    );
    // What was received is received: a retry after the close changes nothing and is no failure.
    expect(await trainee.command('poll.answer', { pollId, answer: single(2) })).toEqual(last);
    const { results } = await lecturer.command('poll.progress', { pollId });
    expect(results).toMatchObject({ answered: 1, bars: [0, 0, 1] });
    await dismiss(lecturer, pollId);
    await expect(trainee.command('poll.answer', { pollId, answer: single(2) })).rejects.toThrow('poll_gone');
    await leave(lecturer, trainee);
  });

  it('counts a room by its show of hands, and says how many are persons and how many from rooms', async () => {
    const lecturer = await enter(at(demo.paths('lecturer'), 0));
    const liaison = await enter(at(demo.paths('liaison'), 0));
    const { branchId } = liaison.session.participant;
    const crowd = await enterAll('trainee', 12);
    const { poll } = await lecturer.command('poll.open', { draft: draft({ key: single(1) }) });
    const { pollId } = poll;
    await Promise.all(crowd.map((one) => one.command('poll.answer', { pollId, answer: single(0) })));
    const inRoom = crowd.filter(({ session }) => session.participant.branchId === branchId).length;
    expect(inRoom).toBeGreaterThan(0);
    const counted = await liaison.command('poll.roomCounts', {
      pollId,
      room: { counts: [1, 20, 3], heads: 24 },
    });
    expect(counted.branch).toMatchObject({ answered: 24, room: true, persons: inRoom });
    await expect(
      liaison.command('poll.roomCounts', { pollId, room: { counts: [1, 20], heads: 21 } }),
    ).rejects.toThrow('invalid_input');
    const { results, branches } = await lecturer.command('poll.progress', { pollId });
    const persons = crowd.length - inRoom;
    expect(results).toMatchObject({
      answered: persons + 24,
      persons,
      inRooms: 24,
      rooms: 1,
      bars: [persons + 1, 20, 3],
      correct: 20,
    });
    expect(branches.filter(({ room }) => room).map((one) => one.branchId)).toEqual([branchId]);
    const heard = () =>
      z.array(pollNotices['poll.branchProgressed']).parse(liaison.notices('poll.branchProgressed'));
    await expect.poll(() => heard().at(-1)).toMatchObject({ branchId, answered: 24, room: true });
    await liaison.command('poll.roomCounts', { pollId, room: null });
    expect((await lecturer.command('poll.progress', { pollId })).results).toMatchObject({
      answered: crowd.length,
      inRooms: 0,
    });
    await dismiss(lecturer, pollId);
    await leave(lecturer, liaison, ...crowd);
  });

  it('tells its results at most five times a second, however many answers come', async () => {
    const lecturer = await enter(at(demo.paths('lecturer'), 0));
    const crowd = await enterAll('trainee', crowdSize);
    const { poll } = await lecturer.command('poll.open', { draft: draft({}) });
    const { pollId } = poll;
    await lecturer.command('poll.showResults', { pollId });
    const began = performance.now();
    await Promise.all(
      crowd.map(async (one, index) => {
        for (const choice of [0, 1, index % 3]) {
          await one.command('poll.answer', { pollId, answer: single(choice) });
        }
      }),
    );
    const listener = at(crowd, 0);
    const seen = () => z.array(pollNotices['poll.results']).parse(listener.notices('poll.results'));
    await expect.poll(() => seen().at(-1)?.results.bars).toEqual([20, 20, 20]);
    const seconds = (performance.now() - began) / 1000;
    expect(seen().length).toBeLessThanOrEqual(Math.ceil(seconds * 5) + 1);
    expect(lecturer.notices('poll.progressed').length).toBeLessThanOrEqual(Math.ceil(seconds * 5) + 1);
    await dismiss(lecturer, pollId);
    await leave(lecturer, ...crowd);
  });
});

describe('a kill -9 in the middle of the answers', () => {
  it('loses nothing that was acknowledged, counts nothing twice, and comes to the same results', async () => {
    const lecturer = await enter(at(demo.paths('lecturer'), 0));
    const crowd = await enterAll('trainee', crowdSize);
    const liaison = await enter(at(demo.paths('liaison'), 3));
    const { poll } = await lecturer.command('poll.open', { draft: draft({ key: single(0) }) });
    const { pollId } = poll;
    await liaison.command('poll.roomCounts', { pollId, room: { counts: [4, 0, 0], heads: 4 } });
    /** What each was last told to have been received. */
    const received = new Map<string, number>();
    /** What each sent and heard nothing of. */
    const sent = new Map<string, number>();
    let killing: Promise<void> | undefined;
    await Promise.allSettled(
      crowd.flatMap((one, index) =>
        [0, 1, 2].map(async (turn) => {
          const choice = (index + turn) % 3;
          const { sessionId } = one.session.participant;
          sent.set(sessionId, choice);
          await one.command('poll.answer', { pollId, answer: single(choice) });
          received.set(sessionId, choice);
          // Some are acknowledged, others are under way.
          if (received.size === 20) killing ??= server.kill();
        }),
      ),
    );
    await (killing ?? server.kill());
    for (const { socket } of [lecturer, liaison, ...crowd]) socket.disconnect();
    await server.start();
    const back = await Promise.all(crowd.map(({ session }) => attend(session)));
    const again = await attend(lecturer.session);
    const kept = back.map(({ joined }) => {
      const answer = joined.own.pollAnswer?.answer;
      return answer?.kind === 'single' ? answer.choice : null;
    });
    expect(received.size).toBeGreaterThanOrEqual(20);
    for (const [index, one] of crowd.entries()) {
      // Acknowledged, or a later one that was under way: never nothing, never an older one.
      if (!received.has(one.session.participant.sessionId)) continue;
      const acknowledged = received.get(one.session.participant.sessionId);
      const latest = sent.get(one.session.participant.sessionId);
      const turns = [0, 1, 2].map((turn) => (index + turn) % 3);
      const allowed = turns.slice(turns.indexOf(acknowledged ?? 0));
      expect(allowed).toContain(kept[index]);
      expect(turns).toContain(latest);
    }
    const first = await again.command('poll.progress', { pollId });
    const bars = [0, 1, 2].map(
      (choice) => kept.filter((one, index) => one === choice && countsAlone(index)).length,
    );
    function countsAlone(index: number): boolean {
      return at(crowd, index).session.participant.branchId !== liaison.session.participant.branchId;
    }
    expect(first.results.bars).toEqual([at(bars, 0) + 4, at(bars, 1), at(bars, 2)]);
    // A retry of what is there changes nothing.
    await Promise.all(
      back.map(async (one, index) => {
        const choice = kept[index];
        if (choice !== null && choice !== undefined)
          await one.command('poll.answer', { pollId, answer: single(choice) });
      }),
    );
    expect((await again.command('poll.progress', { pollId })).results).toEqual(first.results);
    const path = `/api/courses/${demo.courseId}/polls/${pollId}/results`;
    const answer = await demo.organiser.request('GET', path);
    const fromRecords = pollRoutes['GET /api/courses/:courseId/polls/:pollId/results'].output.parse(
      await answer.json(),
    );
    expect(fromRecords.results).toEqual(first.results);
    await dismiss(again, pollId);
    await leave(again, ...back);
  });

  it('closes a poll whose time ran out meanwhile', async () => {
    const lecturer = await enter(at(demo.paths('lecturer'), 0));
    const trainee = await enter(at(demo.paths('trainee'), 0));
    const { poll } = await lecturer.command('poll.open', { draft: draft({ durationS: 5 }) });
    const { pollId } = poll;
    await trainee.command('poll.answer', { pollId, answer: single(1) });
    await server.kill();
    for (const { socket } of [lecturer, trainee]) socket.disconnect();
    await server.start();
    await expect.poll(() => Date.now()).toBeGreaterThan(poll.closesAt ?? 0);
    const back = await attend(trainee.session);
    expect(back.joined.snapshot?.poll).toMatchObject({ state: 'closed', closedAt: poll.closesAt });
    expect(back.joined.own.pollAnswer?.answer).toEqual(single(1));
    await expect(back.command('poll.answer', { pollId, answer: single(0) })).rejects.toThrow('poll_closed');
    const again = await attend(lecturer.session);
    expect((await again.command('poll.progress', { pollId })).results.bars).toEqual([0, 1, 0]);
    await dismiss(again, pollId);
    await leave(back, again);
  });
});

describe('prepared polls', () => {
  const at_ = (rest = '') => `/api/courses/${demo.courseId}/polls${rest}`;

  it('are made, changed, opened once and kept; every change is written down', async () => {
    const lecturer = await enter(at(demo.paths('lecturer'), 0));
    const lessonId = lecturer.joined.snapshot?.lesson.id ?? '';
    const made = await demo.organiser.request('POST', at_(), {
      lessonId,
      draft: draft({ question: '\u202E=HYPERLINK("x")\u0007', key: single(0) }),
    });
    const poll = pollRoutes['POST /api/courses/:courseId/polls'].output.parse(await made.json());
    expect(poll.question).toBe('=HYPERLINK("x")');
    const changed = await demo.organiser.request('PATCH', at_(`/${poll.pollId}`), {
      revision: poll.revision,
      draft: draft({ question: '改过的题', key: single(0) }),
    });
    expect(changed.status).toBe(200);
    const stale = await demo.organiser.request('PATCH', at_(`/${poll.pollId}`), {
      revision: poll.revision,
      draft: draft({}),
    });
    expect(stale.status).toBe(409);
    await lecturer.command('poll.open', { pollId: poll.pollId });
    const removed = await demo.organiser.request('DELETE', at_(`/${poll.pollId}?revision=3`));
    expect(removed.status).toBe(409);
    await dismiss(lecturer, poll.pollId);
    await expect(lecturer.command('poll.open', { pollId: poll.pollId })).rejects.toThrow('conflict');
    const other = await demo.organiser.request('POST', at_(), { lessonId, draft: draft({}) });
    const { pollId, revision } = pollRoutes['POST /api/courses/:courseId/polls'].output.parse(
      await other.json(),
    );
    expect((await demo.organiser.request('DELETE', at_(`/${pollId}?revision=${revision}`))).status).toBe(200);
    const log = await demo.organiser.request(
      'GET',
      `/api/courses/${demo.courseId}/audit?record=poll&limit=200`,
    );
    const { entries } = z
      .looseObject({ entries: z.array(z.looseObject({ action: z.string(), recordId: z.string() })) })
      .parse(await log.json());
    const of = (id: string) => entries.filter((one) => one.recordId === id).map(({ action }) => action);
    expect(of(poll.pollId).reverse()).toEqual([
      'poll.created',
      'poll.changed',
      'poll.opened',
      'poll.closed',
      'poll.dismissed',
    ]);
    expect(of(pollId)).toEqual(['poll.removed', 'poll.created']);
    await leave(lecturer);
  });

  it('are exported per person, and no cell begins a formula', async () => {
    const lecturer = await enter(at(demo.paths('lecturer'), 0));
    const trainee = await enter(at(demo.paths('trainee'), 4));
    const { poll } = await lecturer.command('poll.open', {
      draft: draft({ kind: 'text', options: [], question: '=1+1' }),
    });
    const text = '=cmd|"/c calc"!A1';
    await trainee.command('poll.answer', { pollId: poll.pollId, answer: { kind: 'text', text } });
    await dismiss(lecturer, poll.pollId);
    const csv = await (await demo.organiser.request('GET', at_('/export?format=csv'))).text();
    const line = csv.split('\r\n').find((one) => one.includes('calc')) ?? '';
    expect(line).toContain(`,'=1+1,`);
    expect(line).toContain(`"'=cmd|""/c calc""!A1"`);
    expect(line).toContain(trainee.session.participant.name);
    const xlsx = await demo.organiser.request('GET', at_('/export'));
    expect(xlsx.status).toBe(200);
    expect((await xlsx.arrayBuffer()).byteLength).toBeGreaterThan(4_000);
    await leave(lecturer, trainee);
  });
});

describe('a random pick', () => {
  it('falls on everybody present once before anybody twice, and is shown on all screens', async () => {
    const lecturer = await enter(at(demo.paths('lecturer'), 0));
    await expect(lecturer.command('pick.draw', { of: 'trainee' })).rejects.toThrow('pick_nobody');
    const screen = await enter(at(demo.paths('screen'), 0));
    const crowd = await enterAll('trainee', 3);
    const names: string[] = [];
    for (let index = 0; index < 4; index++) {
      const { pick } = await lecturer.command('pick.draw', { of: 'trainee' });
      names.push(pick.name);
      expect([pick.round, pick.among]).toEqual(index < 3 ? [1, 3 - index] : [2, 3]);
      await expect.poll(() => screen.frames.join('\n')).toContain(pick.pickId);
    }
    expect(new Set(names.slice(0, 3)).size).toBe(3);
    expect((await lecturer.command('pick.list', {})).picks).toHaveLength(4);
    const { pick } = await lecturer.command('pick.draw', { of: 'branch' });
    expect(pick.of).toBe('branch');
    await leave(lecturer, screen, ...crowd);
  });
});
