import { afterEach, describe, expect, it, vi } from 'vitest';
import { createMediaCommands } from '../../../src/classroom/media-commands.ts';
import { connect, lessonOf, openService, type RecordedConnection } from './fixture.ts';

const first = { lessonId: undefined, lastSeen: undefined, withMedia: false };

function contextOf(connection: RecordedConnection) {
  return { connection, participant: connection.participant, log: connection.log };
}

afterEach(() => vi.useRealTimers());

describe('joining', () => {
  it('answers a screen with the whole state and without the roster', async () => {
    const { service } = openService();
    const screen = connect('screen', 'screen-1');
    const answer = await service.join(screen, first);
    expect(answer.snapshot?.phase).toBe('waiting');
    expect(answer.snapshot?.counts).toMatchObject({ branchesOnline: 1, branchesTotal: 2 });
    expect(answer.roster).toBeNull();
    expect([...screen.audiences]).toEqual(['lesson:lesson-1:all', 'lesson:lesson-1:branch:branch-1']);
  });

  it('gives the roster to the organiser, and tells staff of others at most twice a second', async () => {
    vi.useFakeTimers();
    const { service, fanout } = openService();
    const desk = connect('organiser', 'desk', { courseId: null });
    const answer = await service.join(desk, { ...first, lessonId: 'lesson-1' });
    expect(answer.roster?.branches).toHaveLength(2);
    await service.join(connect('screen', 'screen-1'), first);
    await service.join(connect('port', 'port-1'), first);
    expect(fanout.notices).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(500);
    expect(fanout.notices).toHaveLength(1);
    expect(fanout.notices[0]).toMatchObject({
      audience: 'lesson:lesson-1:staff',
      data: { counts: { branchesOnline: 1, portsOnline: 1, traineesOnline: 1 } },
    });
  });

  it('hides a lesson of another course', async () => {
    const { service } = openService();
    const stranger = connect('screen', 'screen-9', { courseId: 'course-2' });
    await expect(service.join(stranger, { ...first, lessonId: 'lesson-1' })).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(stranger.audiences.size).toBe(0);
  });

  it('lets the newest socket of a session have the seat, and the old one do nothing any more', async () => {
    const { service } = openService();
    const old = connect('lecturer', 'lecturer-1');
    await service.join(old, first);
    const newer = connect('lecturer', 'lecturer-1');
    await service.join(newer, first);
    expect(old.dismissed).toBe('session.replaced');
    await expect(service.start(old)).rejects.toMatchObject({ code: 'not_joined' });
    service.disconnected(old);
    await expect(service.start(newer)).resolves.toMatchObject({ id: 'lesson-1' });
  });
});

describe('coming back', () => {
  it('gets exactly what was missed', async () => {
    const { service } = openService();
    const lecturer = connect('lecturer', 'lecturer-1');
    const { epoch, seq } = await service.join(lecturer, first);
    await service.start(lecturer);
    const back = await service.join(connect('screen', 'screen-1'), { ...first, lastSeen: { epoch, seq } });
    expect(back.snapshot).toBeNull();
    expect(back.missed.map(({ name }) => name)).toEqual(['lesson.started', 'stage.changed']);
  });

  it('gets a snapshot after the memory began anew, and a live lesson waits for its lecturer', async () => {
    const { service } = openService(lessonOf('lesson-1', { startedAt: 500 }));
    const answer = await service.join(connect('screen', 'screen-1'), {
      ...first,
      lastSeen: { epoch: 'another', seq: 7 },
    });
    expect(answer.snapshot).toMatchObject({ phase: 'live', stage: { lecturer: 'away' } });
  });

  it('finds seat and media for 30 s, and neither afterwards', async () => {
    vi.useFakeTimers();
    const { service } = openService();
    const commands = createMediaCommands(service);
    const screen = connect('screen', 'screen-1');
    await service.join(screen, first);
    await commands['media.receive'](contextOf(screen), { rtpCapabilities: {} }).catch(() => undefined);
    service.disconnected(screen);
    await vi.advanceTimersByTimeAsync(29_000);
    const soon = connect('screen', 'screen-1');
    expect((await service.join(soon, first)).mediaKept).toBe(true);
    service.disconnected(soon);
    await vi.advanceTimersByTimeAsync(31_000);
    expect((await service.join(connect('screen', 'screen-1'), first)).mediaKept).toBe(false);
  });
});

describe('the lesson', () => {
  it('starts once however often it is asked', async () => {
    const { service, fanout } = openService();
    const lecturer = connect('lecturer', 'lecturer-1');
    await service.join(lecturer, first);
    await Promise.all([service.start(lecturer), service.start(lecturer)]);
    expect(fanout.names().filter((name) => name === 'lesson.started')).toHaveLength(1);
  });

  it('does not start again after its end', async () => {
    const { service } = openService();
    const lecturer = connect('lecturer', 'lecturer-1');
    await service.join(lecturer, first);
    await service.start(lecturer);
    await service.end(lecturer);
    await expect(service.start(lecturer)).rejects.toMatchObject({ code: 'lesson_ended' });
  });
});

describe('the stage', () => {
  const produce = {
    transportId: 't',
    source: 'camera' as const,
    kind: 'video' as const,
    rtpParameters: { codecs: [] },
    paused: false,
  };

  async function prepared(connectionId: string, service: ReturnType<typeof openService>['service']) {
    const connection = connect('lecturer', connectionId);
    await service.join(connection, first);
    const commands = createMediaCommands(service);
    await commands['media.send'](contextOf(connection), {}).catch(() => undefined);
    return { connection, commands };
  }

  it('shows nothing before the lesson starts, and the prepared camera at the start', async () => {
    const { service } = openService();
    const { connection, commands } = await prepared('lecturer-1', service);
    await commands['media.produce'](contextOf(connection), produce);
    const screen = connect('screen', 'screen-1');
    expect((await service.join(screen, first)).snapshot?.stage.tracks).toEqual([]);
    await service.start(connection);
    const later = await service.join(screen, first);
    expect(later.snapshot?.stage.tracks).toMatchObject([
      { source: 'camera', participantId: 'lecturer-1', role: 'lecturer' },
    ]);
  });

  it('refuses a microphone that carries video', async () => {
    const { service } = openService();
    const { connection, commands } = await prepared('lecturer-1', service);
    const lying = { ...produce, source: 'microphone' as const };
    await expect(commands['media.produce'](contextOf(connection), lying)).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });

  it('gives a source to the newest device and tells the one that lost it', async () => {
    const { service } = openService();
    const one = await prepared('lecturer-1', service);
    await service.start(one.connection);
    await one.commands['media.produce'](contextOf(one.connection), produce);
    const two = await prepared('lecturer-2', service);
    await two.commands['media.produce'](contextOf(two.connection), produce);
    expect(one.connection.received.map(({ name }) => name)).toContain('media.trackTakenOver');
    const { snapshot } = await service.join(connect('screen', 'screen-1'), first);
    expect(snapshot?.stage.tracks).toMatchObject([{ participantId: 'lecturer-2' }]);
  });

  it('waits for the first lecturer when somebody else has started, and only then for that one to come back', async () => {
    const { service } = openService();
    const organiser = connect('organiser', 'organiser-1');
    const before = await service.join(organiser, first);
    expect(before.snapshot?.stage.lecturer).toBe('absent');
    await service.start(organiser);
    const lecturerNow = async () =>
      (await service.join(connect('screen', 'screen-1'), first)).snapshot?.stage.lecturer;
    expect(await lecturerNow()).toBe('absent');
    const lecturer = connect('lecturer', 'lecturer-1');
    await service.join(lecturer, first);
    expect(await lecturerNow()).toBe('here');
    service.leave(lecturer);
    expect(await lecturerNow()).toBe('away');
  });

  it('waits for a lecturer who dropped, and says since when', async () => {
    const { service, fanout, clock } = openService();
    const lecturer = connect('lecturer', 'lecturer-1');
    await service.join(lecturer, first);
    await service.start(lecturer);
    clock.time = 60_000;
    service.disconnected(lecturer);
    expect(fanout.events.at(-1)?.envelope).toMatchObject({
      name: 'stage.changed',
      data: { stage: { lecturer: 'away', lecturerSince: 60_000 } },
    });
  });
});

it('ends the place of a revoked session at once', async () => {
  const { service } = openService();
  const screen = connect('screen', 'screen-1');
  await service.join(screen, first);
  service.registry.revoke('screen-1');
  expect(screen.dismissed).toBe('session.revoked');
  await expect(service.mediaSeat(screen)).rejects.toMatchObject({ code: 'not_joined' });
});

describe('a part', () => {
  function withPart() {
    const opened = openService();
    const told: unknown[] = [];
    opened.service.registry.use({
      opened: async ({ lesson }) => void told.push(['opened', lesson.id]),
      closed: (lessonId) => told.push(['closed', lessonId]),
      seatChanged: (_lessonId, { participantId, state }) => told.push([participantId, state]),
      lessonChanged: async ({ startedAt, endedAt }) => {
        told.push(endedAt === null ? ['started', startedAt] : ['ended', endedAt]);
        if (endedAt !== null) throw new Error('broken');
      },
    });
    return { ...opened, told };
  }

  it('is told of everything in its order, and holds nothing up when it fails', async () => {
    const { service, told } = withPart();
    const lecturer = connect('lecturer', 'lecturer-1');
    await service.join(lecturer, first);
    await service.start(lecturer);
    await service.end(lecturer);
    service.leave(lecturer);
    expect(told).toEqual([
      ['opened', 'lesson-1'],
      ['lecturer-1', 'online'],
      ['started', 10_000],
      ['ended', 10_000],
      ['lecturer-1', 'offline'],
      ['closed', 'lesson-1'],
    ]);
  });

  it('tells a branch, a session, staff or everybody, as long as anybody is there', async () => {
    const { service, fanout } = withPart();
    const { registry } = service;
    registry.tell('lesson-1', 'staff', 'server.stopping', {});
    expect(fanout.notices).toEqual([]);
    const screen = connect('screen', 'screen-1');
    await service.join(screen, first);
    for (const to of ['all', 'staff', { branchId: 'branch-1' }, { sessionId: 'screen-1' }] as const) {
      registry.tell('lesson-1', to, 'server.stopping', {});
    }
    expect(fanout.notices.map(({ audience }) => audience)).toEqual([
      'lesson:lesson-1:all',
      'lesson:lesson-1:staff',
      'lesson:lesson-1:branch:branch-1',
      'session:screen-1',
    ]);
    expect(screen.audiences).toContain('lesson:lesson-1:branch:branch-1');
    expect(registry.require(screen).classroom.online()).toEqual([screen.participant]);
  });
});

describe('liaisons and changes of the records', () => {
  const liaison = () => connect('liaison', 'liaison-1', { branchId: 'branch-1' });
  const lower = () => connect('liaison', 'liaison-2', { branchId: 'branch-2' });

  it('gives a liaison the own branch and those below it', async () => {
    const { service } = openService();
    await service.join(connect('screen', 'screen-1'), first);
    await service.join(connect('screen', 'screen-2', { branchId: 'branch-2' }), first);
    await service.join(connect('port', 'port-1'), first);
    const above = await service.join(liaison(), first);
    expect(above.branchName).toBe('Branch 1');
    expect(above.roster?.presence.map(({ name }) => name)).toEqual(['screen-1', 'screen-2', 'liaison-1']);
    const below = await service.join(lower(), first);
    expect(below.roster?.branches.map(({ id }) => id)).toEqual(['branch-2']);
    expect(below.roster?.presence.map(({ name }) => name)).toEqual(['screen-2', 'liaison-2']);
    const nobody = await service.join(connect('liaison', 'liaison-3'), first);
    expect(nobody.roster).toBeNull();
  });

  it('tells them of their own branches only', async () => {
    vi.useFakeTimers();
    const { service, fanout } = openService();
    await service.join(liaison(), first);
    await service.join(lower(), first);
    await vi.advanceTimersByTimeAsync(500);
    fanout.notices.length = 0;
    await service.join(connect('screen', 'screen-1'), first);
    await service.join(connect('port', 'port-1'), first);
    await vi.advanceTimersByTimeAsync(500);
    expect(fanout.notices.map(({ audience }) => audience)).toEqual([
      'lesson:lesson-1:staff',
      'lesson:lesson-1:liaisons:branch-1',
    ]);
    expect(fanout.notices[1]?.data).toMatchObject({ presence: [{ participantId: 'screen-1' }] });
  });

  it('follows somebody who is moved: seat, head count, audiences, and the rosters of both branches', async () => {
    vi.useFakeTimers();
    const { service, fanout } = openService();
    await service.join(lower(), first);
    const screen = connect('screen', 'screen-2', { branchId: 'branch-2' });
    await service.join(screen, first);
    const mover = liaison();
    await service.join(mover, first);
    await vi.advanceTimersByTimeAsync(500);
    fanout.notices.length = 0;
    service.registry.follow({ ...screen.participant, branchId: 'branch-1', name: 'Moved' });
    await vi.advanceTimersByTimeAsync(500);
    const told = new Map(fanout.notices.map(({ audience, name, data }) => [audience, { name, data }]));
    expect(told.get('lesson:lesson-1:liaisons:branch-2')).toMatchObject({
      name: 'roster.changed',
      data: { presence: [{ participantId: 'liaison-2' }] },
    });
    expect(told.get('lesson:lesson-1:staff')).toMatchObject({
      data: { presence: [{ name: 'Moved', branchId: 'branch-1' }], counts: { branchesOnline: 1 } },
    });
    service.registry.follow({ ...mover.participant, branchId: 'branch-2' });
    expect(mover.audiences).toContain('lesson:lesson-1:liaisons:branch-2');
    expect([...mover.audiences].filter((one) => one.includes('branch-1'))).toEqual([]);
    expect(mover.received.at(-1)).toMatchObject({
      name: 'roster.changed',
      data: { branches: [{ id: 'branch-2' }] },
    });
    service.disconnected(screen);
    const later = await service.join(connect('port', 'port-9'), first);
    expect(later.snapshot?.counts.branchesOnline).toBe(0);
  });

  it('reads the branches anew when they were changed', async () => {
    vi.useFakeTimers();
    const { service, fanout, records } = openService();
    await service.join(liaison(), first);
    await vi.advanceTimersByTimeAsync(500);
    fanout.notices.length = 0;
    records.branches = records.branches.map((one) => ({ ...one, name: `${one.name} new` }));
    service.registry.recordsChanged('another course');
    service.registry.recordsChanged('course-1');
    await vi.advanceTimersByTimeAsync(500);
    expect(fanout.notices.map(({ audience, name }) => `${audience} ${name}`)).toEqual([
      'lesson:lesson-1:staff roster.changed',
      'lesson:lesson-1:staff presence.changed',
      'lesson:lesson-1:liaisons:branch-1 roster.changed',
    ]);
    expect(fanout.notices[2]?.data).toMatchObject({
      branches: [{ name: 'Branch 1 new' }, { name: 'Branch 2 new' }],
    });
  });
});
