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
    expect([...screen.audiences]).toEqual(['lesson:lesson-1:all']);
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
    expect(later.snapshot?.stage.tracks).toMatchObject([{ source: 'camera', participantId: 'lecturer-1' }]);
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
  service.revoke('screen-1');
  expect(screen.dismissed).toBe('session.revoked');
  await expect(service.mediaSeat(screen)).rejects.toMatchObject({ code: 'not_joined' });
});
