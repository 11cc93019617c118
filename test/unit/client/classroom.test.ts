import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JoinAnswer } from '../../../src/contract/classroom.ts';
import type { Role } from '../../../src/contract/roles.ts';
import { ClassroomClient } from '../../../client/session/classroom.ts';
import type { Joined } from '../../../client/session/classroom.ts';
import { Connection } from '../../../client/session/connection.ts';
import { FakeServer, joinAnswer, lesson, settle, stageOf, stageTrack } from './support/fake-server.ts';

let server: FakeServer;
let connection: Connection;
let classroom: ClassroomClient;
let joins: Joined[];

beforeEach(() => {
  vi.useFakeTimers();
  // Pauses are spread by chance; here they all take the middle.
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  server = new FakeServer();
});

afterEach(() => {
  classroom.close();
  connection.close();
  expect(vi.getTimerCount(), 'no timer survives a close').toBe(0);
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function open(role: Role = 'screen'): void {
  connection = new Connection('session-1', server.createWire);
  classroom = new ClassroomClient({ connection, role, withMedia: true });
  joins = [];
  classroom.joined.on((joined) => joins.push(joined));
  connection.open();
  server.accept();
}

async function comeBack(): Promise<void> {
  server.drop();
  await vi.advanceTimersByTimeAsync(3_000);
  server.accept();
  await settle();
}

const camera = stageTrack('camera');

describe('entering', () => {
  it('asks for the current lesson first, and takes its state from the snapshot', async () => {
    open();
    expect(classroom.state.get().entry.kind).toBe('joining');
    expect(await server.answer('classroom.join', joinAnswer({ stage: stageOf([camera]) }))).toEqual({
      withMedia: true,
    });
    expect(classroom.state.get()).toMatchObject({
      entry: { kind: 'joined' },
      phase: 'live',
      lesson: { id: 'lesson-1' },
      stage: { tracks: [camera] },
      me: { name: 'Room 1' },
    });
    expect(joins).toEqual([
      { sameEpoch: false, mediaKept: false, media: { routerRtpCapabilities: {}, iceServers: [] } },
    ]);
  });

  it('knows the time of the server, half an answer old', async () => {
    open();
    await vi.advanceTimersByTimeAsync(200);
    await server.answer('classroom.join', joinAnswer({ serverTime: 50_000 }));
    expect(classroom.serverNow()).toBe(50_100);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(classroom.serverNow()).toBe(51_100);
  });

  it('shows a refusal, and tries again while there is no lesson', async () => {
    open();
    await server.fail('classroom.join', 'no_lesson');
    const { entry } = classroom.state.get();
    expect(entry.kind === 'refused' && entry.error.code).toBe('no_lesson');
    await vi.advanceTimersByTimeAsync(30_000);
    await server.answer('classroom.join', joinAnswer());
    expect(classroom.state.get().entry.kind).toBe('joined');
  });

  it('tries again after a hiccup of the server without a word', async () => {
    open();
    await server.fail('classroom.join', 'internal');
    expect(classroom.state.get().entry.kind).toBe('joining');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(server.asked('classroom.join')).toHaveLength(1);
  });
});

describe('coming back', () => {
  it('says what was seen last, and applies what was missed', async () => {
    open();
    await server.answer('classroom.join', joinAnswer({ phase: 'waiting' }));
    server.event(12, 'stage.changed', { stage: stageOf([camera]) });
    await comeBack();
    const asked = await server.answer(
      'classroom.join',
      joinAnswer({
        snapshot: null,
        seq: 14,
        mediaKept: true,
        missed: [{ seq: 14, at: 0, name: 'lesson.started', data: { lesson } }],
      }),
    );
    expect(asked).toMatchObject({ withMedia: true, lastSeen: { epoch: 'epoch-1', seq: 12 } });
    expect(classroom.state.get()).toMatchObject({ phase: 'live', stage: { tracks: [camera] } });
    expect(joins.at(-1)).toMatchObject({ sameEpoch: true, mediaKept: true });
    await comeBack();
    expect(server.asked('classroom.join')).toMatchObject([{ lastSeen: { seq: 14 } }]);
  });

  it.each<[Role, 'waiting' | 'live', string | undefined]>([
    ['screen', 'live', 'lesson-1'],
    ['trainee', 'live', 'lesson-1'],
    ['lecturer', 'waiting', 'lesson-1'],
    ['inspector', 'waiting', 'lesson-1'],
    // While they were away another one may have begun.
    ['screen', 'waiting', undefined],
    ['port', 'waiting', undefined],
    ['liaison', 'waiting', undefined],
    ['trainee', 'waiting', undefined],
  ])('a %s in a lesson that is %s asks for %s', async (role, phase, lessonId) => {
    open(role);
    await server.answer('classroom.join', joinAnswer({ phase }));
    await comeBack();
    const seen = { withMedia: true, lastSeen: { epoch: 'epoch-1', seq: 10 } };
    expect(server.asked('classroom.join')).toEqual([lessonId === undefined ? seen : { ...seen, lessonId }]);
  });

  it('takes a new epoch from its snapshot, also when its numbers are lower', async () => {
    open();
    await server.answer('classroom.join', joinAnswer({ seq: 400 }));
    await comeBack();
    await server.answer('classroom.join', joinAnswer({ epoch: 'epoch-2', seq: 2, stage: stageOf([camera]) }));
    expect(joins.at(-1)).toMatchObject({ sameEpoch: false });
    expect(classroom.state.get().stage.tracks).toEqual([camera]);
    server.event(3, 'stage.changed', { stage: stageOf() });
    expect(classroom.state.get().stage.tracks).toEqual([]);
  });

  it('stays joined while the line is down, so that the last picture stays', async () => {
    open();
    await server.answer('classroom.join', joinAnswer());
    server.drop();
    expect(classroom.state.get()).toMatchObject({ entry: { kind: 'joined' }, phase: 'live' });
  });
});

describe('events', () => {
  it('that overtake the answer are applied after it, and old ones not at all', async () => {
    open();
    server.event(11, 'stage.changed', { stage: stageOf([camera]) });
    server.event(9, 'lesson.ended', { lesson });
    await server.answer('classroom.join', joinAnswer({ seq: 10 }));
    expect(classroom.state.get()).toMatchObject({ phase: 'live', stage: { tracks: [camera] } });
  });

  it('may leave numbers out, but never go back', async () => {
    open();
    await server.answer('classroom.join', joinAnswer({ seq: 10 }));
    server.event(20, 'stage.changed', { stage: stageOf([camera]) });
    server.event(15, 'stage.changed', { stage: stageOf() });
    server.event(20, 'stage.changed', { stage: stageOf() });
    expect(classroom.state.get().stage.tracks).toEqual([camera]);
  });
});

describe('after the end', () => {
  it('a screen goes on to the next lesson by itself after a minute', async () => {
    open('screen');
    await server.answer('classroom.join', joinAnswer());
    server.event(11, 'lesson.ended', { lesson });
    await vi.advanceTimersByTimeAsync(59_000);
    expect(server.asked('classroom.join')).toEqual([]);
    await vi.advanceTimersByTimeAsync(6_500);
    expect(server.asked('classroom.join')).toEqual([
      { withMedia: true, lastSeen: { epoch: 'epoch-1', seq: 11 } },
    ]);
    const next = joinAnswer({ epoch: 'epoch-next', seq: 0, phase: 'waiting' });
    if (next.snapshot) next.snapshot.lesson = { ...lesson, id: 'lesson-2' };
    await server.answer('classroom.join', next);
    expect(classroom.state.get()).toMatchObject({ phase: 'waiting', lesson: { id: 'lesson-2' } });
    server.event(1, 'lesson.started', { lesson: { ...lesson, id: 'lesson-2' } });
    await comeBack();
    expect(server.asked('classroom.join')).toMatchObject([{ lessonId: 'lesson-2' }]);
  });

  it('a screen that finds the same lesson stays in it, and looks again', async () => {
    open('screen');
    await server.answer('classroom.join', joinAnswer({ phase: 'ended' }));
    await vi.advanceTimersByTimeAsync(65_500);
    await server.answer('classroom.join', joinAnswer({ snapshot: null }));
    await vi.advanceTimersByTimeAsync(65_500);
    expect(server.asked('classroom.join')).toHaveLength(1);
  });

  it('a lecturer stays until asked to move on', async () => {
    open('lecturer');
    await server.answer('classroom.join', joinAnswer({ phase: 'ended' }));
    await vi.advanceTimersByTimeAsync(300_000);
    expect(server.asked('classroom.join')).toEqual([]);
    void classroom.moveOn();
    expect(server.asked('classroom.join')).toHaveLength(1);
  });
});

describe('when another lesson begins than the one of this page', () => {
  const begun = { courseId: 'course-1', lessonId: 'lesson-2' };
  const second = (): JoinAnswer => {
    const answer = joinAnswer({ epoch: 'epoch-2', seq: 0, phase: 'live' });
    if (answer.snapshot) answer.snapshot.lesson = { ...lesson, id: 'lesson-2' };
    return answer;
  };

  it.each<[Role, 'waiting' | 'ended']>([
    ['screen', 'waiting'],
    ['port', 'waiting'],
    ['liaison', 'waiting'],
    ['trainee', 'waiting'],
    ['screen', 'ended'],
    ['port', 'ended'],
  ])('a %s goes there from one that is %s', async (role, phase) => {
    open(role);
    await server.answer('classroom.join', joinAnswer({ phase }));
    server.notice('course.lessonStarted', begun);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(await server.answer('classroom.join', second())).toMatchObject({ withMedia: true });
    expect(classroom.state.get()).toMatchObject({ phase: 'live', lesson: { id: 'lesson-2' } });
    await vi.advanceTimersByTimeAsync(300_000);
    expect(server.asked('classroom.join')).toEqual([]);
  });

  it.each<[Role, 'waiting' | 'live' | 'ended']>([
    ['screen', 'live'],
    ['trainee', 'live'],
    // Who reads how it was, or writes what they thought of it, is not interrupted.
    ['trainee', 'ended'],
    ['liaison', 'ended'],
    ['lecturer', 'waiting'],
    ['inspector', 'waiting'],
    ['organiser', 'waiting'],
  ])('a %s stays in one that is %s', async (role, phase) => {
    open(role);
    await server.answer('classroom.join', joinAnswer({ phase }));
    server.notice('course.lessonStarted', begun);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.asked('classroom.join')).toEqual([]);
  });

  it('nothing happens where it is this one', async () => {
    open('screen');
    await server.answer('classroom.join', joinAnswer({ phase: 'waiting' }));
    server.notice('course.lessonStarted', { courseId: 'course-1', lessonId: 'lesson-1' });
    server.event(11, 'lesson.started', { lesson });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.asked('classroom.join')).toEqual([]);
    expect(classroom.state.get().phase).toBe('live');
  });

  it('a page that is just coming in goes there as soon as it has its answer from before, once', async () => {
    open('screen');
    server.notice('course.lessonStarted', begun);
    await server.answer('classroom.join', joinAnswer({ phase: 'waiting' }));
    await vi.advanceTimersByTimeAsync(1_500);
    await server.answer('classroom.join', joinAnswer({ phase: 'waiting', snapshot: null }));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.asked('classroom.join')).toEqual([]);
  });
});

describe('roster', () => {
  it('is a tree of branches with the newest presence of everybody', async () => {
    open('lecturer');
    const person = {
      participantId: 'p1',
      role: 'screen',
      name: 'Room 2',
      branchId: 'b2',
      since: 0,
      quality: null,
    } as const;
    await server.answer(
      'classroom.join',
      joinAnswer({
        roster: {
          branches: [
            { id: 'b2', name: 'Branch 2', level: 2, parentId: 'b1' },
            { id: 'b1', name: 'Branch 1', level: 1, parentId: null },
            { id: 'b3', name: 'Branch 3', level: 2, parentId: 'elsewhere' },
          ],
          presence: [{ ...person, state: 'online' }],
        },
      }),
    );
    const tree = classroom.state.get().roster?.tree ?? [];
    expect(tree.map((node) => [node.branch.id, node.children.map((child) => child.branch.id)])).toEqual([
      ['b1', ['b2']],
      ['b3', []],
    ]);
    const counts = { branchesOnline: 0, branchesTotal: 2, portsOnline: 0, portsTotal: 1, traineesOnline: 5 };
    server.notice('presence.changed', { presence: [{ ...person, state: 'away' }], counts });
    const { roster, counts: shown } = classroom.state.get();
    expect(roster?.byBranch.get('b2')).toEqual([{ ...person, state: 'away' }]);
    expect(shown).toEqual(counts);
  });
});

describe('changes on the desk', () => {
  it('takes a new name and branch, and a new roster, without coming again', async () => {
    open('liaison');
    const roster = { branches: [], presence: [] };
    await server.answer('classroom.join', joinAnswer({ branchName: 'Branch 1', roster }));
    expect(classroom.state.get()).toMatchObject({ me: { name: 'Room 1' }, branchName: 'Branch 1' });
    const me = classroom.state.get().me;
    if (me === null) throw new Error('nobody came in');
    const participant = { ...me, name: 'New name', branchId: 'branch-2' };
    server.notice('session.changed', { participant, branchName: 'Branch 2' });
    const branches = [{ id: 'branch-2', name: 'Branch 2', level: 1 as const, parentId: null }];
    server.notice('roster.changed', { branches, presence: [] });
    expect(classroom.state.get()).toMatchObject({ me: participant, branchName: 'Branch 2' });
    expect([...(classroom.state.get().roster?.branches.keys() ?? [])]).toEqual(['branch-2']);
  });
});
