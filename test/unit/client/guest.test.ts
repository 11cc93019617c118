import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ClassroomClient } from '../../../client/session/classroom.ts';
import { Connection } from '../../../client/session/connection.ts';
import { StageDoor } from '../../../client/session/guest.ts';
import type { Stage } from '../../../src/contract/classroom.ts';
import type { StageGuest } from '../../../src/contract/stage.ts';
import { FakeEngine, FakeStream, FakeTrack, stubMedia } from './support/fake-media.ts';
import { FakeServer, joinAnswer, settle, stageOf, transport } from './support/fake-server.ts';

class FakeNode {
  fftSize = 4;
  connect(): void {}
  disconnect(): void {}
  getFloatTimeDomainData = (samples: Float32Array): void => void samples.fill(0.1);
}

class FakeAudioContext {
  resume = async (): Promise<void> => {};
  close = async (): Promise<void> => {};
  createMediaStreamSource = (): FakeNode => new FakeNode();
}

/** A canvas on which nothing can be drawn: the check then finds no picture, which is all that is asked of it here. */
class FakeCanvas {
  getContext = (): null => null;
}

const opened: FakeTrack[] = [];
const mediaDevices = Object.assign(new EventTarget(), {
  getUserMedia: async ({ video }: MediaStreamConstraints) => {
    const track = new FakeTrack(video === undefined ? 'audio' : 'video');
    opened.push(track);
    return new FakeStream([track]);
  },
  enumerateDevices: async () => [],
});

const call: StageGuest = {
  callId: 'call-1',
  participantId: 'session-1',
  role: 'screen',
  name: 'Room 1',
  branchId: 'b1',
  state: 'called',
  calledAt: 1,
  liveAt: null,
};

let server: FakeServer;
let engine: FakeEngine;
let connection: Connection;
let classroom: ClassroomClient;
let door: StageDoor;
let seq = 10;

beforeEach(() => {
  vi.useFakeTimers();
  stubMedia();
  opened.length = 0;
  seq = 10;
  vi.stubGlobal('navigator', { mediaDevices, onLine: true });
  vi.stubGlobal('AudioContext', FakeAudioContext);
  vi.stubGlobal('AnalyserNode', FakeNode);
  vi.stubGlobal('OffscreenCanvas', FakeCanvas);
  vi.stubGlobal('document', { createElement: () => ({ play: async () => {}, readyState: 0 }) });
  server = new FakeServer();
  engine = new FakeEngine();
  connection = new Connection('session-1', server.createWire);
  classroom = new ClassroomClient({ connection, role: 'screen', withMedia: true });
  door = new StageDoor({
    connection,
    classroom,
    loadEngine: engine.load,
    received: undefined,
    capture: () => null,
  });
});

afterEach(async () => {
  door.close();
  classroom.close();
  connection.close();
  await settle();
  await vi.advanceTimersByTimeAsync(100);
  expect(vi.getTimerCount(), 'no timer survives a close').toBe(0);
  expect(
    opened.every(({ readyState }) => readyState === 'ended'),
    'no device stays open',
  ).toBe(true);
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function join(stage: Stage = stageOf()): Promise<void> {
  connection.open();
  server.accept();
  await server.answer('classroom.join', joinAnswer({ stage }));
}

function stageWith(guest: StageGuest | null): Stage {
  return { ...stageOf(), guests: guest === null ? [] : [guest] };
}

function change(guest: StageGuest | null): void {
  seq += 1;
  server.event(seq, 'stage.changed', { stage: stageWith(guest) });
}

/** Answers what the guest asks for, until it asks for nothing more. */
async function serve(): Promise<string[]> {
  const asked: string[] = [];
  await vi.dynamicImportSettled();
  for (;;) {
    await settle();
    const name = server.waiting[0]?.name;
    if (name === undefined) return asked;
    asked.push(name);
    if (name === 'media.send') await server.answer(name, { transport: transport('s1') });
    else if (name === 'media.produce') await server.answer(name, { trackId: `t-${asked.length}` });
    else if (name === 'stage.checked' || name === 'stage.release') await server.answer(name, {});
    else return asked;
    engine.sending.at(-1)?.become('connected');
  }
}

it('opens nothing while it is not called, nor when others are', async () => {
  await join();
  change({ ...call, participantId: 'somebody' });
  await serve();
  expect(opened).toEqual([]);
  expect(door.state.get().call).toBeNull();
});

it('opens camera and microphone when it is called, sends both off air, and tells what it found', async () => {
  await join();
  change(call);
  expect(door.state.get().call?.state).toBe('called');
  expect(await serve()).toEqual(['media.send', 'media.produce', 'media.produce']);
  expect(opened.map(({ kind }) => kind).sort()).toEqual(['audio', 'video']);
  expect(door.state.get()).toMatchObject({ camera: null, microphone: null, sending: { kind: 'sending' } });
  await vi.advanceTimersByTimeAsync(4_000);
  const checks = { picture: 'missing', microphone: 'good', echo: 'unknown' };
  expect(server.asked('stage.checked')).toEqual([{ callId: 'call-1', checks }]);
  expect(door.state.get().checks).toEqual(checks);
});

it('says the same only once, and nothing any more while it is live', async () => {
  await join();
  change(call);
  await serve();
  await vi.advanceTimersByTimeAsync(4_000);
  await serve();
  await vi.advanceTimersByTimeAsync(12_000);
  expect(server.asked('stage.checked')).toEqual([]);
  change({ ...call, state: 'live', liveAt: 60_000 });
  await vi.advanceTimersByTimeAsync(12_000);
  expect(server.asked('stage.checked')).toEqual([]);
});

it('closes everything when it is released', async () => {
  await join();
  change(call);
  await serve();
  change(null);
  await settle();
  expect(opened.map(({ readyState }) => readyState)).toEqual(['ended', 'ended']);
  expect(engine.sending.every(({ closed }) => closed)).toBe(true);
  expect(door.state.get()).toMatchObject({ call: null, picture: null });
});

it('goes on by itself after a reload on the stage', async () => {
  await join(stageWith({ ...call, state: 'live', liveAt: 49_000 }));
  expect(await serve()).toEqual(['media.send', 'media.produce', 'media.produce']);
  expect(door.state.get().sending.kind).toBe('sending');
});

it('may leave by itself', async () => {
  await join();
  change(call);
  await serve();
  const left = door.leave();
  expect(server.asked('stage.release')).toEqual([{ callId: 'call-1' }]);
  await server.answer('stage.release', {});
  await left;
});
