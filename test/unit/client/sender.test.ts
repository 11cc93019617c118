import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClassroomClient } from '../../../client/session/classroom.ts';
import { Connection } from '../../../client/session/connection.ts';
import { StageSender } from '../../../client/session/sender.ts';
import type { JoinAnswer } from '../../../src/contract/classroom.ts';
import { isStageSource } from '../../../src/contract/track-sources.ts';
import { FakeEngine, FakeStream, FakeTrack, stubMedia } from './support/fake-media.ts';
import type { FakeSendTransport } from './support/fake-media.ts';
import {
  FakeServer,
  joinAnswer,
  lesson,
  settle,
  stageOf,
  stageTrack,
  transport,
} from './support/fake-server.ts';

/** The computer's cameras, microphones and screen, as the browser offers them. */
class FakeMediaDevices extends EventTarget {
  cameras = ['camera-1'];
  microphones = ['microphone-1'];
  refusal: string | null = null;
  readonly opened: FakeTrack[] = [];
  screen = () => new FakeStream([this.#track('video', 'screen'), this.#track('audio', 'screen')]);

  getUserMedia = async (constraints: MediaStreamConstraints): Promise<FakeStream> => {
    if (this.refusal !== null) throw new DOMException('', this.refusal);
    const kind = constraints.video === undefined ? 'audio' : 'video';
    const wanted = JSON.stringify(constraints[kind]);
    const all = kind === 'video' ? this.cameras : this.microphones;
    const device = wanted.includes('"exact"') ? all.find((id) => wanted.includes(`"${id}"`)) : all[0];
    if (device === undefined) throw new DOMException('', 'NotFoundError');
    return new FakeStream([this.#track(kind, device)]);
  };

  getDisplayMedia = async (): Promise<FakeStream> => {
    if (this.refusal !== null) throw new DOMException('', this.refusal);
    return this.screen();
  };

  enumerateDevices = async (): Promise<object[]> => [
    ...this.cameras.map((deviceId) => ({ deviceId, kind: 'videoinput', label: deviceId })),
    ...this.microphones.map((deviceId) => ({ deviceId, kind: 'audioinput', label: deviceId })),
  ];

  #track(kind: 'audio' | 'video', deviceId: string): FakeTrack {
    const track = new FakeTrack(kind, deviceId);
    this.opened.push(track);
    return track;
  }
}

class FakeNode {
  connect(): void {}
  disconnect(): void {}
}

class FakeAudioContext {
  resume = async (): Promise<void> => {};
  close = async (): Promise<void> => {};
  createMediaStreamSource = (): FakeNode => new FakeNode();
}

class FakeAnalyser extends FakeNode {
  fftSize = 4;
  getFloatTimeDomainData = (samples: Float32Array): void => void samples.fill(0.1);
}

let server: FakeServer;
let engine: FakeEngine;
let devices: FakeMediaDevices;
let connection: Connection;
let classroom: ClassroomClient;
let sender: StageSender;
let tracks = 0;

beforeEach(() => {
  vi.useFakeTimers();
  stubMedia();
  devices = new FakeMediaDevices();
  vi.stubGlobal('navigator', { mediaDevices: devices, onLine: true });
  vi.stubGlobal('AudioContext', FakeAudioContext);
  vi.stubGlobal('AnalyserNode', FakeAnalyser);
  server = new FakeServer();
  engine = new FakeEngine();
  connection = new Connection('session-1', server.createWire);
  classroom = new ClassroomClient({ connection, role: 'lecturer', withMedia: true });
  sender = new StageSender({ connection, classroom, loadEngine: engine.load });
});

afterEach(async () => {
  sender.close();
  classroom.close();
  connection.close();
  await settle();
  expect(vi.getTimerCount(), 'no timer survives a close').toBe(0);
  expect(
    devices.opened.every(({ readyState }) => readyState === 'ended'),
    'no device stays open',
  ).toBe(true);
  expect(
    engine.sending.every(({ closed }) => closed),
    'no transport survives a close',
  ).toBe(true);
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function join(change: Partial<JoinAnswer> & Parameters<typeof joinAnswer>[0] = {}): Promise<void> {
  connection.open();
  server.accept();
  await server.answer('classroom.join', lecturerJoin({ phase: 'waiting', ...change }));
}

/** The lecturer's own join; `joinAnswer` speaks of a room. */
function lecturerJoin(change: Parameters<typeof joinAnswer>[0]): JoinAnswer {
  const answer = joinAnswer(change);
  return { ...answer, me: { ...answer.me, role: 'lecturer' } };
}

/** Answers everything that the sender asks for, until it asks for nothing more. */
async function serve(): Promise<void> {
  for (;;) {
    await settle();
    const name = server.waiting[0]?.name;
    if (name === 'classroom.start') await server.answer(name, { lesson });
    else if (name === 'media.send')
      await server.answer(name, { transport: transport(`s${engine.sending.length}`) });
    else if (name === 'media.produce') await server.answer(name, { trackId: `t${(tracks += 1)}` });
    else if (name === 'stage.standby' || name === 'stage.takeOver') await server.answer(name, {});
    else if (name === 'media.setPaused' || name === 'media.unproduce' || name === 'media.report')
      await server.answer(name, {});
    else return;
    engine.sending.at(-1)?.become('connected');
  }
}

function newest(): FakeSendTransport {
  const last = engine.sending.at(-1);
  if (!last) throw new Error('no transport was opened');
  return last;
}

const produced = () => newest().produced.map(({ source, closed }) => (closed ? `${source} closed` : source));

async function live(): Promise<void> {
  await join();
  await sender.prepare();
  const started = sender.goLive();
  await serve();
  await started;
  await serve();
  expect(sender.state.get().phase.kind).toBe('sending');
}

describe('before the lesson', () => {
  it('previews camera and microphone, shows the level, and sends nothing', async () => {
    await join();
    await sender.prepare();
    const { camera, microphone } = sender.state.get().sources;
    expect(camera).toMatchObject({ on: true, opening: false, problem: null, onStage: false });
    expect(camera.stream).not.toBeNull();
    expect(microphone.on).toBe(true);
    await vi.advanceTimersByTimeAsync(100);
    expect(sender.level.get()).toBeCloseTo(0.67, 2);
    expect(engine.sending).toEqual([]);
    expect(sender.devices.get()).toMatchObject({ cameraId: 'camera-1', cameras: [{ id: 'camera-1' }] });
  });

  it.each([
    ['NotAllowedError', 'denied'],
    ['NotFoundError', 'missing'],
    ['NotReadableError', 'busy'],
  ])('says why a device does not open: %s is %s', async (name, problem) => {
    devices.refusal = name;
    await sender.prepare();
    expect(sender.state.get().sources.camera).toMatchObject({ on: true, opening: false, problem });
  });

  it('opens a camera that was missing as soon as it is plugged in', async () => {
    devices.cameras = [];
    await sender.prepare();
    expect(sender.state.get().sources.camera.problem).toBe('missing');
    devices.cameras = ['camera-2'];
    devices.dispatchEvent(new Event('devicechange'));
    await settle();
    expect(sender.state.get().sources.camera).toMatchObject({ problem: null, on: true });
  });
});

describe('going live', () => {
  it('starts the lesson and puts camera and microphone on the stage in one call', async () => {
    await join();
    await sender.prepare();
    const started = sender.goLive();
    expect(sender.state.get().phase.kind).toBe('starting');
    await serve();
    await started;
    await serve();
    expect(produced()).toEqual(['camera', 'microphone']);
    expect(sender.state.get().sources.camera.onStage).toBe(true);
    expect(sender.state.get().phase.kind).toBe('sending');
  });

  it('tells why the lesson did not start', async () => {
    await join();
    const started = sender.goLive().catch(() => 'rejected');
    await settle();
    await server.fail('classroom.start', 'lesson_ended');
    expect(await started).toBe('rejected');
    const { phase } = sender.state.get();
    expect(phase.kind === 'failed' && phase.error.code).toBe('lesson_ended');
  });

  it('after a refresh is the same one call: the page knows that the lesson is live, and sends nothing yet', async () => {
    await join({ phase: 'live' });
    expect([classroom.state.get().phase, sender.state.get().phase.kind]).toEqual(['live', 'idle']);
    await sender.prepare();
    const started = sender.goLive();
    await serve();
    await started;
    await serve();
    expect(produced()).toEqual(['camera', 'microphone']);
  });

  it('ends with the lesson, and the preview stays', async () => {
    await live();
    server.event(11, 'lesson.ended', { lesson });
    expect(sender.state.get()).toMatchObject({
      phase: { kind: 'idle' },
      sources: { camera: { on: true, onStage: false } },
    });
    expect(newest().closed).toBe(true);
    expect(devices.opened.every(({ readyState }) => readyState === 'live')).toBe(true);
  });
});

describe('sources', () => {
  it('a muted microphone stays open and silent, and keeps its place on the stage', async () => {
    await live();
    const [microphone] = devices.opened.filter(({ kind }) => kind === 'audio');
    await sender.toggle('microphone', false);
    await settle();
    expect(server.asked('media.setPaused')).toMatchObject([{ paused: true }]);
    await serve();
    expect(microphone).toMatchObject({ readyState: 'live', enabled: false });
    expect(sender.state.get().sources.microphone).toMatchObject({ on: false, onStage: false });
    await sender.toggle('microphone', true);
    await serve();
    expect(microphone).toMatchObject({ enabled: true });
    expect(produced()).toEqual(['camera', 'microphone']);
  });

  it('a camera that is switched off goes dark, and comes back in the same place', async () => {
    await live();
    await sender.toggle('camera', false);
    await serve();
    expect(devices.opened.filter(({ kind }) => kind === 'video').map(({ readyState }) => readyState)).toEqual(
      ['ended'],
    );
    await sender.toggle('camera', true);
    await serve();
    expect(produced()).toEqual(['camera', 'microphone']);
    expect(newest().produced[0]?.track.readyState).toBe('live');
    expect(sender.state.get().sources.camera.onStage).toBe(true);
  });

  it('the screen comes with its sound, and leaves when the browser ends the sharing', async () => {
    await live();
    await sender.toggle('screen', true);
    await serve();
    expect(produced()).toEqual(['camera', 'microphone', 'screen', 'screenAudio']);
    expect(sender.state.get().sources.screen).toMatchObject({ on: true, withSound: true, onStage: true });
    newest()
      .produced.find(({ source }) => source === 'screen')
      ?.track.end();
    await serve();
    expect(produced()).toEqual(['camera', 'microphone', 'screen closed', 'screenAudio closed']);
    expect(sender.state.get().sources.screen).toMatchObject({ on: false, problem: null });
  });

  it('a closed screen picker is no problem', async () => {
    await live();
    devices.refusal = 'NotAllowedError';
    await sender.toggle('screen', true);
    expect(sender.state.get().sources.screen).toMatchObject({ on: false, problem: null, opening: false });
  });

  it('an unplugged camera is replaced by another one, live', async () => {
    await live();
    devices.cameras = ['camera-2'];
    newest().produced[0]?.track.end();
    await serve();
    expect(newest().produced[0]?.track.getSettings()).toEqual({ deviceId: 'camera-2' });
    expect(sender.state.get().sources.camera).toMatchObject({ problem: null, onStage: true });
  });

  it('an unplugged only camera is said, and comes back when plugged in', async () => {
    await live();
    devices.cameras = [];
    newest().produced[0]?.track.end();
    await serve();
    expect(sender.state.get().sources.camera).toMatchObject({
      on: true,
      problem: 'unplugged',
      onStage: false,
    });
    devices.cameras = ['camera-1'];
    devices.dispatchEvent(new Event('devicechange'));
    await serve();
    expect(sender.state.get().sources.camera).toMatchObject({ problem: null, onStage: true });
  });

  it('another chosen device takes the place of the one before without a new track on the stage', async () => {
    devices.cameras = ['camera-1', 'camera-2'];
    await live();
    await sender.choose('camera', 'camera-2');
    await serve();
    expect(produced()).toEqual(['camera', 'microphone']);
    expect(newest().produced[0]?.track.getSettings()).toEqual({ deviceId: 'camera-2' });
  });

  it('that another device has taken over is switched off here, and said', async () => {
    await live();
    const trackId = newest().produced[0]?.trackId ?? '';
    server.notice('media.trackTakenOver', { trackId, source: 'camera' });
    await serve();
    expect(sender.state.get().sources.camera).toMatchObject({
      on: false,
      problem: 'takenOver',
      onStage: false,
    });
    expect(produced()).toEqual(['camera closed', 'microphone']);
  });
});

describe('what breaks', () => {
  it('a lost worker: everything is sent again by itself', async () => {
    await live();
    await sender.toggle('screen', true);
    await serve();
    server.notice('media.transportLost', { direction: 'send' });
    expect(sender.state.get().phase.kind).toBe('recovering');
    await vi.advanceTimersByTimeAsync(100);
    await serve();
    expect(engine.sending).toHaveLength(2);
    expect(produced()).toEqual(['camera', 'microphone', 'screen', 'screenAudio']);
    expect(sender.state.get().phase.kind).toBe('sending');
  });

  it('a server that goes: what it still hands on is sent until it comes over the new way, but nothing that was switched off', async () => {
    await live();
    server.notice('media.transportLost', { direction: 'send' });
    await vi.advanceTimersByTimeAsync(100);
    expect(engine.sending.map(({ closed }) => closed)).toEqual([false]);
    await serve();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(engine.sending.map(({ closed }) => closed)).toEqual([true, false]);
    server.notice('media.transportLost', { direction: 'send' });
    await vi.advanceTimersByTimeAsync(100);
    await sender.toggle('microphone', false);
    expect(engine.sending.map(({ closed }) => closed)).toEqual([true, true]);
  });

  it('a server restart: everything is sent again after the next join', async () => {
    await live();
    server.drop();
    await vi.advanceTimersByTimeAsync(3_000);
    server.accept();
    await server.answer('classroom.join', lecturerJoin({ epoch: 'epoch-2' }));
    await serve();
    expect(produced()).toEqual(['camera', 'microphone']);
    expect(engine.sending).toHaveLength(2);
  });

  it('a short drop of the socket: nothing is touched', async () => {
    await live();
    server.drop();
    await vi.advanceTimersByTimeAsync(3_000);
    server.accept();
    await server.answer('classroom.join', lecturerJoin({ snapshot: null, mediaKept: true }));
    await serve();
    expect(engine.sending).toHaveLength(1);
    expect(newest().closed).toBe(false);
    expect(sender.state.get().phase.kind).toBe('sending');
  });

  it('tracks that the stage has lost are sent again', async () => {
    await live();
    const onStage = newest().produced.flatMap(({ source, trackId }) =>
      isStageSource(source) ? [stageTrack(source, trackId)] : [],
    );
    server.event(11, 'stage.changed', { stage: stageOf(onStage) });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(engine.sending).toHaveLength(1);
    server.event(12, 'stage.changed', { stage: stageOf() });
    await vi.advanceTimersByTimeAsync(5_000);
    await serve();
    expect(engine.sending).toHaveLength(2);
    expect(produced()).toEqual(['camera', 'microphone']);
  });

  it('another device with the same link: sending stops for good', async () => {
    await live();
    server.notice('session.replaced', {});
    expect(sender.state.get().phase.kind).toBe('idle');
    expect(newest().closed).toBe(true);
  });
});

describe('a device that is kept ready', () => {
  const ready = { standby: [{ participantId: 'session-1', name: 'Example Lecturer' }] };
  const mine = { ...stageTrack('camera'), participantId: 'session-1' };

  async function standBy(): Promise<void> {
    await join({ phase: 'live' });
    await sender.prepare();
    const standing = sender.standBy(true);
    await server.answer('stage.standby', {});
    await standing;
    server.event(11, 'stage.changed', { stage: { ...stageOf(), ...ready } });
    await serve();
    expect(sender.state.get()).toMatchObject({
      place: 'standby',
      replaced: false,
      phase: { kind: 'sending' },
    });
  }

  it('sends off air and does not wonder why the stage has nothing of it', async () => {
    await standBy();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(engine.sending).toHaveLength(1);
    expect(produced()).toEqual(['camera', 'microphone']);
  });

  it('takes the stage over with one command once it sends', async () => {
    await standBy();
    const taking = sender.takeOver();
    await settle();
    expect(server.asked('stage.takeOver')).toEqual([{}]);
    await server.answer('stage.takeOver', {});
    await taking;
    server.event(12, 'stage.changed', { stage: stageOf([mine]) });
    expect(sender.state.get()).toMatchObject({ place: 'air', replaced: false });
  });

  it('says that it stands ready to a server that has forgotten it', async () => {
    await standBy();
    server.drop();
    await vi.advanceTimersByTimeAsync(400);
    server.accept();
    await server.answer('classroom.join', lecturerJoin({ phase: 'live', epoch: 'epoch-2' }));
    expect(server.asked('stage.standby')).toEqual([{ ready: true }]);
    await server.answer('stage.standby', {});
    await serve();
    expect(engine.sending).toHaveLength(2);
    expect(sender.state.get().phase.kind).toBe('sending');
  });

  it('sends again by itself after a reload', async () => {
    await join({ phase: 'live', stage: { ...stageOf(), ...ready } });
    expect(engine.sending).toHaveLength(0);
    await sender.prepare();
    await serve();
    expect(sender.state.get()).toMatchObject({
      place: 'standby',
      replaced: false,
      phase: { kind: 'sending' },
    });
  });

  it('knows that another device has taken the stage over', async () => {
    await live();
    server.event(11, 'lesson.started', { lesson });
    server.event(12, 'stage.changed', { stage: stageOf([mine]) });
    server.event(13, 'stage.changed', { stage: { ...stageOf(), ...ready } });
    await serve();
    expect(sender.state.get()).toMatchObject({
      place: 'standby',
      replaced: true,
      phase: { kind: 'sending' },
    });
  });

  it('stops sending when it is no longer needed', async () => {
    await standBy();
    const leaving = sender.standBy(false);
    await server.answer('stage.standby', {});
    await leaving;
    expect(sender.state.get().phase.kind).toBe('idle');
    expect(newest().closed).toBe(true);
  });
});
