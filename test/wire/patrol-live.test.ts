import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDemo, type Demo } from '../support/demo.ts';
import { until } from '../support/media.ts';
import { member, type Member } from '../support/member.ts';
import { OnPatrol, patrolInput, WorkersHere } from '../support/patrol-live.ts';
import { startServerHere, type ServerHere } from '../support/server-here.ts';

// Live patrol through real sockets and real media workers, which are asked themselves who receives what.

const workers = new WorkersHere();
let server: ServerHere;
let demo: Demo;
let lecturer: Member;
let room: OnPatrol;
let otherRoom: OnPatrol;
let port: OnPatrol;
let inspector: OnPatrol;
let colleague: OnPatrol;
let roomTracks: string[];
let otherTracks: string[];

const people = ['patrolCamera', 'patrolMicrophone'] as const;
const of = (one: OnPatrol): string[] => people.map((source) => `${one.id} ${source}`);

beforeAll(async () => {
  server = await startServerHere();
  demo = await makeDemo(server);
  lecturer = await (await member(server, demo, 'lecturer')).join();
  const enter = async (...who: Parameters<typeof member>): Promise<OnPatrol> =>
    new OnPatrol(await (await member(...who)).join());
  [room, otherRoom, port, inspector, colleague] = await Promise.all([
    enter(server, demo, 'screen', 0),
    enter(server, demo, 'screen', 1),
    enter(server, demo, 'port'),
    enter(server, demo, 'inspector'),
    enter(server, demo, 'inspector'),
  ]);
  await lecturer.ask('classroom.start', {});
  await lecturer.receive();
  roomTracks = await room.publish(...people);
  otherTracks = await otherRoom.publish(...people);
  await Promise.all([inspector.receive(), colleague.receive()]);
});
afterAll(() => server.close());

describe('patrol and stage', () => {
  it('do not mix: a room on patrol is not on the stage and still has to be called to it', async () => {
    expect(lecturer.stage.tracks).toEqual([]);
    expect([...lecturer.consumers.values()]).toEqual([]);
    expect(await room.member.attempt('media.send', {})).toBe('not_called');
    const { transport } = await room.member.ask('patrol.openSend', {});
    const onto = (source: 'camera' | 'patrolCamera') => ({
      ...patrolInput(transport.id, 'patrolCamera'),
      source,
    });
    expect(await room.member.attempt('media.produce', onto('camera') as never)).toBe('not_called');
    expect(await room.member.attempt('media.produce', onto('patrolCamera') as never)).toBe('invalid_input');
    expect(await room.member.attempt('patrol.produce', onto('camera') as never)).toBe('invalid_input');
    roomTracks = await room.publish(...people);
  });

  it('are each for some: rooms publish picture and sound, those who patrol their voice', async () => {
    const { transport } = await inspector.member.ask('patrol.openSend', {});
    const asInspector = patrolInput(transport.id, 'patrolCamera');
    expect(await inspector.member.attempt('patrol.produce', asInspector)).toBe('forbidden');
    const asRoom = patrolInput(transport.id, 'talkMicrophone');
    expect(await room.member.attempt('patrol.produce', asRoom)).toBe('forbidden');
    expect(await room.member.attempt('patrol.watch', { participantId: otherRoom.id })).toBe('forbidden');
  });
});

describe('watching', () => {
  it('gives consumers to whoever watches and to nobody else', async () => {
    expect(workers.consumersOf(roomTracks)).toBe(0);
    const answer = await inspector.member.ask('patrol.watch', { participantId: room.id });
    expect(answer).toEqual({ participantId: room.id, publishing: true });
    await inspector.member.sees('the room', () => inspector.received().join() === of(room).join());
    expect(workers.consumersOf(roomTracks)).toBe(2);
    expect(workers.consumersOf(otherTracks)).toBe(0);
    expect([...colleague.received(), ...port.received(), ...lecturer.consumers.values()]).toEqual([]);
    await room.member.sees('that it is watched', () => room.wanted().join() === 'true');
    expect(otherRoom.wanted()).toEqual([]);
  });

  it('costs a room one upload however many watch, until the last one goes', async () => {
    const branchId = room.member.session.participant.branchId ?? '';
    await colleague.member.ask('patrol.watch', { branchId });
    await colleague.member.sees('the room', () => colleague.received().join() === of(room).join());
    await inspector.member.ask('patrol.unwatch', {});
    await inspector.member.sees('nobody', () => inspector.received().length === 0);
    expect(workers.consumersOf(roomTracks)).toBe(2);
    // Longer than a camera goes on for nobody: what is watched still is told nothing.
    await new Promise((resolve) => setTimeout(resolve, 2_300));
    expect(room.wanted()).toEqual([true]);
    await colleague.member.ask('patrol.unwatch', {});
    await room.member.sees('that nobody watches', () => room.wanted().join() === 'true,false');
    expect(workers.consumersOf(roomTracks)).toBe(0);
  });

  it('is of one room at a time, and of a warm one that is there already when it is watched', async () => {
    await inspector.member.ask('patrol.watch', { participantId: room.id });
    await inspector.member.ask('patrol.warm', { target: { participantId: otherRoom.id } });
    const both = [...of(room), ...of(otherRoom)].sort().join();
    await inspector.member.sees('both rooms', () => inspector.received().join() === both);
    await otherRoom.member.sees(
      'that somebody is about to watch',
      () => otherRoom.wanted().join() === 'true',
    );
    const warm = inspector.consumers().filter(({ participantId }) => participantId === otherRoom.id);
    await inspector.member.ask('patrol.watch', { participantId: otherRoom.id });
    await inspector.member.sees('the next', () => inspector.received().join() === of(otherRoom).join());
    expect(inspector.consumers().map(({ id }) => id)).toEqual(warm.map(({ id }) => id));
    await room.member.sees('that nobody watches', () => room.wanted().at(-1) === false);
    await inspector.member.ask('patrol.unwatch', {});
  });

  it('of somebody who cannot be watched is refused', async () => {
    for (const participantId of [lecturer.id, colleague.id, 'nobody']) {
      expect(await inspector.member.attempt('patrol.watch', { participantId })).toBe('not_patrolled');
    }
  });

  it('begins by itself when the room publishes later', async () => {
    const answer = await inspector.member.ask('patrol.watch', { participantId: port.id });
    expect(answer.publishing).toBe(false);
    await port.publish(...people);
    await inspector.member.sees('the port', () => inspector.received().join() === of(port).join());
    await inspector.member.ask('patrol.unwatch', {});
  });

  it('waits for an inspector whose line dropped, and costs the room nothing meanwhile', async () => {
    await inspector.member.ask('patrol.watch', { participantId: room.id });
    await room.member.sees('somebody', () => room.wanted().at(-1) === true);
    inspector.member.drop();
    await room.member.sees('that nobody watches', () => room.wanted().at(-1) === false);
    const { joined } = await inspector.member.join();
    expect(joined.own.patrolLive?.kept.receive).toBe(true);
    await room.member.sees('somebody again', () => room.wanted().at(-1) === true);
    room.member.drop();
    expect((await room.member.join()).joined.own.patrolLive).toMatchObject({
      kept: { send: true },
      wanted: true,
    });
    await inspector.member.ask('patrol.unwatch', {});
  });
});

describe('talking to a room', () => {
  it('needs the room to be watched, and one talker at a time', async () => {
    const talk = { participantId: room.id, on: true };
    expect(await inspector.member.attempt('patrol.talk', talk)).toBe('not_watching');
    await inspector.member.ask('patrol.watch', { participantId: room.id });
    await colleague.member.ask('patrol.watch', { participantId: room.id });
    await inspector.member.ask('patrol.talk', talk);
    expect(await colleague.member.attempt('patrol.talk', talk)).toBe('talk_busy');
    await room.member.sees(
      'who speaks',
      (one) => one.newest('patrol.talker')?.talker?.participantId === inspector.id,
    );
  });

  it('is heard in that room and nowhere else', async () => {
    const [voice = ''] = await inspector.publish('talkMicrophone');
    // Whoever opens a way to receive is answered with everything that is theirs: nothing can come later.
    await Promise.all([room, otherRoom, port, colleague, inspector].map((one) => one.receive()));
    const expected = `${inspector.id} talkMicrophone`;
    await room.member.sees('the voice', () => room.received().join() === expected);
    await room.member.ask('patrol.ready', { consumerIds: room.consumers().map(({ id }) => id) });
    await inspector.member.sees(
      'that the room hears',
      (one) => one.newest('patrol.talkChanged')?.state === 'heard',
    );
    expect(workers.consumersOf([voice])).toBe(1);
    expect([...otherRoom.received(), ...port.received(), ...lecturer.consumers.values()]).toEqual([]);
    expect(colleague.received()).toEqual(of(room));
    expect(otherRoom.member.newest('patrol.talker')).toBeUndefined();
  });

  it('ends with the watching', async () => {
    await inspector.member.ask('patrol.watch', { participantId: otherRoom.id });
    await room.member.sees('silence', (one) => one.newest('patrol.talker')?.talker === null);
    await room.member.sees('no voice', () => room.received().length === 0);
    expect(inspector.member.newest('patrol.talkChanged')).toEqual({ participantId: room.id, state: 'off' });
    await colleague.member.ask('patrol.talk', { participantId: room.id, on: true });
    colleague.member.drop();
    await room.member.sees('silence', (one) => one.newest('patrol.talker')?.talker === null);
    await colleague.member.join();
    await colleague.member.ask('patrol.unwatch', {});
    await inspector.member.ask('patrol.unwatch', {});
  });
});

describe('when the media workers die', () => {
  it('everybody is told, and watching goes on with what is set up anew', async () => {
    await inspector.member.ask('patrol.watch', { participantId: room.id });
    await inspector.member.sees('the room', () => inspector.received().length === 2);
    const alive = workers.workers.filter(({ closed }) => !closed);
    for (const { pid } of alive) process.kill(pid, 'SIGKILL');
    await inspector.member.sees('the loss', (one) => one.newest('patrol.transportLost') !== undefined);
    await room.member.sees('the loss', (one) => one.newest('patrol.transportLost') !== undefined);
    const before = inspector.consumers().map(({ id }) => id);
    await until('a worker', async () => (await room.member.attempt('patrol.openSend', {})) === 'ok');
    await inspector.receive();
    roomTracks = await room.publish(...people);
    await inspector.member.sees('the room again', () =>
      inspector.consumers().some(({ id, trackId }) => !before.includes(id) && roomTracks.includes(trackId)),
    );
    expect(room.wanted().at(-1)).toBe(true);
  });
});

describe('the end of the lesson', () => {
  it('ends patrol', async () => {
    await lecturer.ask('classroom.end', {});
    await room.member.sees('that nobody watches', () => room.wanted().at(-1) === false);
    expect(await inspector.member.attempt('patrol.watch', { participantId: room.id })).toBe('lesson_ended');
  });
});
