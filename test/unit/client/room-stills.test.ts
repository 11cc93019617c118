import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ClassroomClient } from '../../../client/session/classroom.ts';
import { Connection } from '../../../client/session/connection.ts';
import { PatrolCameraDoor } from '../../../client/session/patrol-camera.ts';
import { PatrolDoor } from '../../../client/session/patrol-door.ts';
import { StageSound } from '../../../client/session/sound-output.ts';
import type { Role } from '../../../src/contract/roles.ts';
import { FakeEngine, FakeStream, FakeTrack, stubMedia } from './support/fake-media.ts';
import { FakeServer, joinAnswer, settle, transport } from './support/fake-server.ts';

class FakeNode {
  fftSize = 4;
  connect(): void {}
  disconnect(): void {}
  getFloatTimeDomainData = (samples: Float32Array): void => void samples.fill(0.1);
}

class FakeAudioContext {
  state = 'running';
  resume = async (): Promise<void> => {};
  close = async (): Promise<void> => {};
  createMediaStreamSource = (): FakeNode => new FakeNode();
}

/** Everything that is drawn is one shade of grey; a picture weighs what the test says, and more when it is finer. */
class FakeCanvas {
  drawImage(): void {}
  fillRect(): void {}
  getContext = (): this => this;
  getImageData = (_x: number, _y: number, width: number, height: number) => ({
    data: new Uint8ClampedArray(width * height * 4).fill(shade),
  });
  convertToBlob = async ({ type, quality }: { type: string; quality: number }): Promise<Blob> => {
    asked.push(quality);
    return new Blob([new Uint8Array(Math.round(weight * quality))], { type: knowsWebp ? type : 'image/png' });
  };
}

let shade: number;
let weight: number;
let knowsWebp: boolean;
let asked: number[];
let opened: FakeTrack[];
let refusal: string | null;
let server: FakeServer;
let connection: Connection;
let classroom: ClassroomClient;
let sound: StageSound;
let patrolCamera: PatrolCameraDoor;
let door: PatrolDoor;

const stored = new Map<string, string>();
const mediaDevices = Object.assign(new EventTarget(), {
  getUserMedia: async ({ video }: MediaStreamConstraints) => {
    if (refusal !== null) throw new DOMException('', refusal);
    const track = new FakeTrack(video === undefined ? 'audio' : 'video');
    opened.push(track);
    return new FakeStream([track]);
  },
  enumerateDevices: async () => [],
});

beforeEach(() => {
  vi.useFakeTimers();
  stubMedia();
  [shade, weight, knowsWebp, asked, opened, refusal] = [80, 8_000, true, [], [], null];
  stored.clear();
  vi.stubGlobal('navigator', { mediaDevices, onLine: true });
  vi.stubGlobal('AudioContext', FakeAudioContext);
  vi.stubGlobal('AnalyserNode', FakeNode);
  vi.stubGlobal('OffscreenCanvas', FakeCanvas);
  vi.stubGlobal('HTMLMediaElement', { HAVE_CURRENT_DATA: 2 });
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  });
  vi.stubGlobal('document', {
    createElement: () => ({
      dataset: {},
      play: async () => {},
      pause: () => {},
      remove: () => {},
      readyState: 4,
      videoWidth: 1280,
      videoHeight: 720,
    }),
    body: { append: () => {} },
  });
  server = new FakeServer();
  connection = new Connection('session-1', server.createWire);
  classroom = new ClassroomClient({ connection, role: 'screen', withMedia: true });
  sound = new StageSound(undefined);
  const loadEngine = new FakeEngine().load;
  patrolCamera = new PatrolCameraDoor({ connection, classroom, loadEngine, sound });
});

afterEach(async () => {
  door.close();
  patrolCamera.shut();
  classroom.close();
  connection.close();
  await vi.dynamicImportSettled();
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

/** Opens the page of a role and enters the class. */
async function enter(role: Role): Promise<void> {
  door = new PatrolDoor({ connection, classroom, role, patrolCamera });
  connection.open();
  server.accept();
  const own = { still: { nextInMs: 100, intervalMs: 2_000, lookedAt: true } };
  await server.answer('classroom.join', joinAnswer({ own }));
  await arrive();
}

/** Lets what is fetched come, and what opens open; the live feed's transport is answered meanwhile. */
async function arrive(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await vi.dynamicImportSettled();
    await settle();
    if (server.asked('patrol.openSend').length > 0)
      await server.answer('patrol.openSend', { transport: transport('s1') });
  }
}

interface Sent {
  picture: Uint8Array | null;
  facts: object | null;
  camera: string;
  sound: number | null;
}

/** The still that is on its way; answered, so that the next one may go. */
async function still(nextInMs = 2_000): Promise<Sent> {
  const [sent] = server.asked('patrol.still');
  if (sent === undefined) throw new Error('no still is on its way');
  await server.answer('patrol.still', { nextInMs, intervalMs: 2_000, lookedAt: true });
  // What this very page sent.
  return sent as Sent;
}

it('opens the camera of a screen by itself and sends what it sees and hears', async () => {
  await enter('screen');
  expect(door.state.get()).toMatchObject({ allowed: true, camera: 'on', watched: false, talker: null });
  await vi.advanceTimersByTimeAsync(1_000);
  const first = await still();
  expect(first).toMatchObject({ camera: 'on', facts: { luma: 80, spread: 0, change: null } });
  expect(first.picture?.byteLength).toBe(4_000);
  shade = 90;
  await vi.advanceTimersByTimeAsync(2_000);
  const second = await still();
  expect(second.facts).toEqual({ luma: 90, spread: 0, change: 10 });
  expect(second.sound, 'a steady tenth of full scale').toBeCloseTo(-20, 3);
});

it('keeps every still under its limit', async () => {
  weight = 60_000;
  await enter('screen');
  await vi.advanceTimersByTimeAsync(1_000);
  expect((await still()).picture?.byteLength).toBeLessThanOrEqual(15 * 1024);
  const tries = asked.length;
  await vi.advanceTimersByTimeAsync(2_000);
  await still();
  expect(asked.length, 'the next one begins where this one ended').toBe(tries + 1);
});

it('goes on with the camera when the camera goes, and says so at once', async () => {
  await enter('screen');
  await vi.advanceTimersByTimeAsync(1_000);
  await still(30_000);
  await vi.advanceTimersByTimeAsync(5_000);
  opened.find(({ kind }) => kind === 'video')?.end();
  await settle();
  expect(door.state.get().camera).toBe('unplugged');
  await vi.advanceTimersByTimeAsync(0);
  expect(await still()).toMatchObject({ picture: null, facts: null, camera: 'none' });
});

it('says that the camera was refused, and opens it when it is tried again', async () => {
  refusal = 'NotAllowedError';
  await enter('screen');
  expect(door.state.get().camera).toBe('denied');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await still()).toMatchObject({ picture: null, camera: 'refused' });
  refusal = null;
  door.retry();
  await arrive();
  expect(door.state.get().camera).toBe('on');
});

it('asks nothing of a port before its person has agreed, and closes everything when they change their mind', async () => {
  await enter('port');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(opened).toEqual([]);
  expect(await still(), 'inspectors know that nothing is broken').toMatchObject({
    picture: null,
    camera: 'off',
  });
  expect(server.asked('patrol.still')).toEqual([]);
  door.allow(true);
  await arrive();
  expect(door.state.get().camera).toBe('on');
  door.allow(false);
  expect(opened.map(({ readyState }) => readyState)).toEqual(['ended', 'ended']);
  expect(door.state.get()).toMatchObject({ allowed: false, camera: 'off', picture: null });
  expect(await still()).toMatchObject({ picture: null, camera: 'refused' });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.asked('patrol.still')).toEqual([]);
  expect(stored.get('plenum.patrol')).toBe('no');
});

it('shows when somebody watches or speaks', async () => {
  await enter('screen');
  server.notice('patrol.wanted', { wanted: true });
  expect(door.state.get().watched).toBe(true);
  const talker = { participantId: 'i1', name: 'Example Inspector', role: 'inspector' as const };
  server.notice('patrol.talker', { talker });
  expect(door.state.get().talker).toBe('Example Inspector');
  server.notice('patrol.talker', { talker: null });
  server.notice('patrol.wanted', { wanted: false });
  expect(door.state.get()).toMatchObject({ watched: false, talker: null });
});
