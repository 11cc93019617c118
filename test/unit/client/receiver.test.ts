import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClassroomClient } from '../../../client/session/classroom.ts';
import { Connection } from '../../../client/session/connection.ts';
import { StageReceiver } from '../../../client/session/receiver.ts';
import type { JoinAnswer, StageTrack } from '../../../src/contract/classroom.ts';
import type { Picture, PictureSource } from '../../../client/session/types.ts';
import type { FakeReceiveTransport } from './support/fake-media.ts';
import { FakeEngine, FakeStream, stubMedia } from './support/fake-media.ts';
import {
  consumer,
  FakeServer,
  joinAnswer,
  lesson,
  settle,
  stageOf,
  stageTrack,
  transport,
} from './support/fake-server.ts';

let server: FakeServer;
let engine: FakeEngine;
let connection: Connection;
let classroom: ClassroomClient;
let receiver: StageReceiver;

const onStage = [stageTrack('camera'), stageTrack('microphone')];

beforeEach(() => {
  vi.useFakeTimers();
  stubMedia();
  server = new FakeServer();
  engine = new FakeEngine();
  connection = new Connection('session-1', server.createWire);
  classroom = new ClassroomClient({ connection, role: 'screen', withMedia: true });
  receiver = new StageReceiver({ connection, classroom, loadEngine: engine.load, role: 'screen' });
});

afterEach(async () => {
  receiver.close();
  classroom.close();
  connection.close();
  await settle();
  expect(vi.getTimerCount(), 'no timer survives a close').toBe(0);
  expect(
    engine.receiving.every(({ closed }) => closed),
    'no transport survives a close',
  ).toBe(true);
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function newest(): FakeReceiveTransport {
  const last = engine.receiving.at(-1);
  if (!last) throw new Error('no transport was opened');
  return last;
}

function picture(source: PictureSource = 'camera'): Picture {
  const found = receiver.state.get().pictures.find((one) => one.source === source);
  if (!found) throw new Error(`there is no picture of the ${source}`);
  return found;
}

/** The track that the picture's stream carries. */
function shownTrack(source?: PictureSource): unknown {
  const { stream } = picture(source);
  return stream instanceof FakeStream ? stream.getTracks() : [];
}

async function join(change: Partial<JoinAnswer> = {}, tracks: StageTrack[] = onStage): Promise<void> {
  connection.open();
  server.accept();
  await server.answer('classroom.join', joinAnswer({ stage: stageOf(tracks), ...change }));
}

/** Answers `media.receive` with a camera and a microphone, and has the path come up. */
async function openLink(
  id: string,
  sources = ['camera', 'microphone'] as const,
): Promise<FakeReceiveTransport> {
  await server.answer('media.receive', {
    transport: transport(id),
    consumers: sources.map((source) => consumer(source, `${id}-${source}`)),
  });
  await server.answer('media.consumersReady', {});
  newest().become('connected');
  return newest();
}

/** A running picture over a transport with the id `t1`. */
async function running(): Promise<FakeReceiveTransport> {
  await join();
  const link = await openLink('t1');
  link.flowing.add('t1-camera');
  await vi.advanceTimersByTimeAsync(500);
  expect(picture().motion).toBe('moving');
  return link;
}

async function comeBack(change: Partial<JoinAnswer>): Promise<void> {
  server.drop();
  await vi.advanceTimersByTimeAsync(3_000);
  server.accept();
  await server.answer('classroom.join', joinAnswer({ stage: stageOf(onStage), ...change }));
}

describe('opening', () => {
  it('asks for the stage on entering, and shows the picture when its first frame is there', async () => {
    await join();
    expect(receiver.state.get().phase.kind).toBe('opening');
    expect(server.asked('media.receive')).toEqual([{ rtpCapabilities: { codecs: [] } }]);
    await server.answer('media.receive', {
      transport: transport('t1'),
      consumers: [consumer('camera', 'c1'), consumer('microphone', 'c2')],
    });
    expect(await server.answer('media.consumersReady', {})).toEqual({ consumerIds: ['c1', 'c2'] });
    newest().become('connected');
    expect(receiver.state.get().phase.kind).toBe('open');
    await vi.advanceTimersByTimeAsync(500);
    expect(picture().motion).toBe('waiting');
    newest().flowing.add('c1');
    await vi.advanceTimersByTimeAsync(200);
    expect(picture().motion).toBe('moving');
    expect(receiver.state.get().sounds).toMatchObject([{ source: 'microphone' }]);
  });

  it('plays camera and microphone in step, and the screen apart from them', async () => {
    await join();
    await server.answer('media.receive', {
      transport: transport('t1'),
      consumers: [consumer('camera', 'c1'), consumer('microphone', 'c2'), consumer('screen', 'c3')],
    });
    const groups = [...newest().consumed.values()].map(({ group }) => group);
    expect(groups).toEqual(['camera', 'camera', 'screen']);
  });

  it('applies notices that overtake the answer after it', async () => {
    await join();
    server.notice('media.consumerOpened', { consumer: consumer('screen', 'c9') });
    server.notice('media.consumerClosed', { consumerId: 't1-microphone' });
    await openLink('t1');
    await settle();
    expect([...newest().consumed.keys()]).toEqual(['t1-camera', 'c9']);
    expect(server.asked('media.consumersReady')).toEqual([{ consumerIds: ['c9'] }]);
  });

  it('tries again when the media server recovers, and says so when it is full', async () => {
    await join();
    await server.fail('media.receive', 'media_unavailable');
    expect(receiver.state.get().phase.kind).toBe('opening');
    await vi.advanceTimersByTimeAsync(400);
    await server.fail('media.receive', 'media_full');
    const { phase } = receiver.state.get();
    expect(phase.kind === 'failed' && [phase.error.code, phase.retrying]).toEqual(['media_full', true]);
    await vi.advanceTimersByTimeAsync(7_000);
    expect(server.asked('media.receive')).toEqual([]);
    await vi.advanceTimersByTimeAsync(8_100);
    await openLink('t1');
    expect(receiver.state.get().phase.kind).toBe('open');
  });

  it('asks for the top layer on a big screen', async () => {
    await running();
    await vi.advanceTimersByTimeAsync(500);
    expect(server.asked('media.preferLayer')).toEqual([{ consumerId: 't1-camera', spatialLayer: 2 }]);
  });
});

describe('a dropped socket', () => {
  it('keeps everything when the server kept the transports', async () => {
    const link = await running();
    await comeBack({ mediaKept: true, snapshot: null });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(server.asked('media.receive')).toEqual([]);
    expect(link.closed).toBe(false);
    expect(picture().motion).toBe('moving');
  });

  it.each([
    ['the server gave the transports up', { mediaKept: false, snapshot: null }],
    ['the server began anew', { mediaKept: true, epoch: 'epoch-2', seq: 0 }],
  ])('rebuilds when %s, and keeps the last picture until the new one comes', async (_, change) => {
    const old = await running();
    const { stream } = picture();
    const oldTracks = shownTrack();
    await comeBack(change);
    const link = await openLink('t2');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(picture()).toMatchObject({ motion: 'frozen', stream });
    expect(shownTrack()).toEqual(oldTracks);
    expect(old.closed).toBe(false);
    link.flowing.add('t2-camera');
    await vi.advanceTimersByTimeAsync(300);
    expect(picture()).toMatchObject({ motion: 'moving', stream });
    expect(shownTrack()).toEqual([link.consumed.get('t2-camera')?.track]);
    expect(old.closed).toBe(true);
  });

  it('during the opening is made good by the next join', async () => {
    await join();
    server.drop();
    await settle();
    expect(vi.getTimerCount()).toBeGreaterThan(0);
    await vi.advanceTimersByTimeAsync(3_000);
    server.accept();
    await server.answer('classroom.join', joinAnswer({ snapshot: null }));
    await openLink('t2');
    expect(receiver.state.get().phase.kind).toBe('open');
  });

  it('finds tracks whose notice was missed, and rebuilds for them', async () => {
    const link = await running();
    const tracks = [...onStage, stageTrack('screen')];
    await comeBack({ mediaKept: true, stage: stageOf(tracks) } as Partial<JoinAnswer>);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(server.asked('media.receive')).toEqual([]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(server.asked('media.receive')).toHaveLength(1);
    expect(link.closed).toBe(false);
  });
});

describe('a lost worker', () => {
  it('is answered with a new transport within 300 ms', async () => {
    await running();
    server.notice('media.transportLost', { direction: 'receive' });
    expect(receiver.state.get().phase.kind).toBe('recovering');
    await vi.advanceTimersByTimeAsync(300);
    await openLink('t2');
    expect(receiver.state.get().phase.kind).toBe('open');
  });

  it('of the lecturer takes all tracks at once: the last picture stands until they are back', async () => {
    const link = await running();
    const { stream } = picture();
    server.notice('media.consumerClosed', { consumerId: 't1-microphone' });
    server.notice('media.consumerClosed', { consumerId: 't1-camera' });
    server.event(11, 'stage.changed', { stage: stageOf() });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(picture()).toMatchObject({ motion: 'frozen', stream });
    server.event(12, 'stage.changed', { stage: stageOf([stageTrack('camera', 'again')]) });
    server.notice('media.consumerOpened', { consumer: consumer('camera', 'c7', 'again') });
    await settle();
    link.flowing.add('c7');
    await vi.advanceTimersByTimeAsync(1_200);
    expect(picture()).toMatchObject({ motion: 'moving', stream, trackId: 'again' });
  });
});

describe('a source', () => {
  it('that is switched off alone goes at once', async () => {
    await join({}, [...onStage, stageTrack('screen')]);
    const link = await openLink('t1', ['camera', 'microphone', 'screen'] as never);
    link.flowing.add('t1-camera').add('t1-screen');
    await vi.advanceTimersByTimeAsync(500);
    expect(receiver.state.get().pictures).toHaveLength(2);
    server.notice('media.consumerClosed', { consumerId: 't1-screen' });
    server.event(11, 'stage.changed', { stage: stageOf(onStage) });
    await vi.advanceTimersByTimeAsync(400);
    expect(receiver.state.get().pictures.map(({ source }) => source)).toEqual(['camera']);
  });

  it('that is paused is shown as paused, and not taken for a broken one', async () => {
    const link = await running();
    link.flowing.clear();
    server.notice('media.consumerPaused', { consumerId: 't1-camera', paused: true });
    server.event(11, 'stage.changed', {
      stage: stageOf([{ ...stageTrack('camera'), paused: true }, stageTrack('microphone')]),
    });
    expect(picture().paused).toBe(true);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(server.asked('media.receive')).toEqual([]);
  });

  it('goes with the end of the lesson', async () => {
    const link = await running();
    server.event(11, 'lesson.ended', { lesson });
    expect(receiver.state.get()).toEqual({ phase: { kind: 'idle' }, pictures: [], sounds: [] });
    expect(link.closed).toBe(true);
  });
});

describe('several participants', () => {
  const second = { participantId: 'lecturer-2', trackId: 'camera-2' };
  const guest = { participantId: 'guest-1', trackId: 'camera-3' };
  const guestTrack: StageTrack = { ...stageTrack('camera'), ...guest, role: 'port' };
  const guestCamera = { ...consumer('camera', 'c3'), ...guest };

  /** The lecturer's camera and microphone, and the camera of somebody who was called up. */
  async function withGuest(): Promise<FakeReceiveTransport> {
    const link = await running();
    server.event(11, 'stage.changed', { stage: stageOf([...onStage, guestTrack]) });
    server.notice('media.consumerOpened', { consumer: guestCamera });
    await settle();
    await server.answer('media.consumersReady', {});
    link.flowing.add('c3');
    await vi.advanceTimersByTimeAsync(500);
    return link;
  }

  function owners(): string[] {
    return receiver.state.get().pictures.map(({ participantId }) => participantId);
  }

  it.each([
    ['comes before the old one goes', true],
    ['comes when the old one has gone', false],
  ])(
    'a second device of the lecturer takes the picture over without a flash, when its track %s',
    async (_, before) => {
      const link = await running();
      const { stream, place } = picture();
      const oldTracks = shownTrack();
      server.event(11, 'stage.changed', {
        stage: stageOf([{ ...stageTrack('camera'), ...second }, stageTrack('microphone')]),
      });
      if (!before) server.notice('media.consumerClosed', { consumerId: 't1-camera' });
      server.notice('media.consumerOpened', { consumer: { ...consumer('camera', 'c2'), ...second } });
      await settle();
      if (before) server.notice('media.consumerClosed', { consumerId: 't1-camera' });
      await vi.advanceTimersByTimeAsync(1_000);
      expect(owners()).toEqual(['lecturer-2']);
      expect(picture()).toMatchObject({ motion: 'frozen', stream, place });
      expect(shownTrack()).toEqual(oldTracks);
      link.flowing.add('c2');
      await vi.advanceTimersByTimeAsync(300);
      expect(picture()).toMatchObject({ motion: 'moving', stream, place });
      expect(shownTrack()).toEqual([link.consumed.get('c2')?.track]);
    },
  );

  it('each have their own picture of the same source', async () => {
    await withGuest();
    const { stream } = picture();
    expect(owners()).toEqual(['lecturer-1', 'guest-1']);
    expect(picture()).toMatchObject({ motion: 'moving', stream });
    server.event(12, 'stage.changed', { stage: stageOf(onStage) });
    server.notice('media.consumerClosed', { consumerId: 'c3' });
    await vi.advanceTimersByTimeAsync(400);
    expect(owners()).toEqual(['lecturer-1']);
    expect(picture()).toMatchObject({ motion: 'moving', stream });
  });

  it('keep their pictures through a rebuilt link', async () => {
    await withGuest();
    const streams = receiver.state.get().pictures.map(({ stream }) => stream);
    await comeBack({ mediaKept: false, stage: stageOf([...onStage, guestTrack]) } as Partial<JoinAnswer>);
    await server.answer('media.receive', {
      transport: transport('t2'),
      consumers: [{ ...guestCamera, id: 't2-guest' }, consumer('camera', 't2-camera')],
    });
    newest().become('connected');
    newest().flowing.add('t2-camera').add('t2-guest');
    await vi.advanceTimersByTimeAsync(500);
    expect(owners()).toEqual(['lecturer-1', 'guest-1']);
    expect(receiver.state.get().pictures.map(({ stream }) => stream)).toEqual(streams);
  });

  it('a guest who goes on does not take the picture of a lecturer whose way broke away', async () => {
    await withGuest();
    const { stream } = picture();
    server.notice('media.consumerClosed', { consumerId: 't1-microphone' });
    server.notice('media.consumerClosed', { consumerId: 't1-camera' });
    server.event(12, 'stage.changed', { stage: stageOf([guestTrack]) });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(owners()).toEqual(['lecturer-1', 'guest-1']);
    expect(picture()).toMatchObject({ motion: 'frozen', stream });
  });
});

describe('the watch', () => {
  it('asks a silent camera for a key frame, then rebuilds, then leaves it in peace for a while', async () => {
    const link = await running();
    link.flowing.clear();
    await vi.advanceTimersByTimeAsync(2_100);
    expect(picture().motion).toBe('frozen');
    await vi.advanceTimersByTimeAsync(1_500);
    expect(await server.answer('media.consumersReady', {})).toEqual({ consumerIds: ['t1-camera'] });
    expect(server.asked('media.receive')).toEqual([]);
    await vi.advanceTimersByTimeAsync(2_500);
    await openLink('t2');
    await vi.advanceTimersByTimeAsync(4_000);
    expect(server.asked('media.receive')).toEqual([]);
  });

  it('does nothing while the lecturer is away', async () => {
    const link = await running();
    server.event(11, 'stage.changed', { stage: stageOf(onStage, 'away') });
    link.flowing.clear();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(server.asked('media.receive')).toEqual([]);
    expect(server.asked('media.consumersReady')).toEqual([]);
  });

  it('does not mind a screen on which nothing changes', async () => {
    await join({}, [...onStage, stageTrack('screen')]);
    const link = await openLink('t1', ['camera', 'microphone', 'screen'] as never);
    link.flowing.add('t1-camera').add('t1-screen');
    await vi.advanceTimersByTimeAsync(2_000);
    link.flowing.delete('t1-screen');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(server.asked('media.receive')).toEqual([]);
    expect(picture('screen').motion).toBe('moving');
  });

  it('reports what was measured about every ten seconds', async () => {
    await running();
    await vi.advanceTimersByTimeAsync(30_000);
    const reports = server.asked('media.report');
    expect(reports.length).toBeGreaterThanOrEqual(2);
    expect(reports.length).toBeLessThanOrEqual(4);
    expect(reports[0]).toMatchObject({ direction: 'receive', loss: 0, frozenMs: 0 });
    expect(receiver.quality.get().word).toBe('good');
  });
});

describe('the path', () => {
  it('is renewed when it has been down for two seconds, and the link rebuilt when that does not help', async () => {
    const link = await running();
    link.become('disconnected');
    await vi.advanceTimersByTimeAsync(1_900);
    expect(server.asked('media.restartIce')).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(server.asked('media.restartIce')).toEqual([{ transportId: 't1' }]);
    await server.answer('media.restartIce', { iceParameters: { usernameFragment: 'v', password: 'q' } });
    expect(link.iceRestarts).toBe(1);
    link.become('failed');
    await settle();
    expect(server.asked('media.receive')).toHaveLength(1);
  });

  it('that heals by itself is left alone', async () => {
    const link = await running();
    link.become('disconnected');
    await vi.advanceTimersByTimeAsync(1_000);
    link.become('connected');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(server.asked('media.restartIce')).toEqual([]);
  });

  it('is renewed when this machine has another address', async () => {
    await running();
    receiver.addressChanged();
    await settle();
    expect(server.asked('media.restartIce')).toHaveLength(1);
  });

  it('waits for the line when both are down, and is renewed as soon as it is back', async () => {
    const link = await running();
    server.drop();
    link.become('disconnected');
    await vi.advanceTimersByTimeAsync(1_500);
    link.become('failed');
    await vi.advanceTimersByTimeAsync(10_000);
    server.accept();
    await server.answer('classroom.join', joinAnswer({ snapshot: null, mediaKept: true }));
    expect(server.asked('media.restartIce')).toHaveLength(1);
    expect(server.asked('media.receive')).toEqual([]);
  });

  it('that the server does not know any more leads to a new link', async () => {
    const link = await running();
    link.become('failed');
    await settle();
    await server.fail('media.restartIce', 'media_gone');
    expect(server.asked('media.receive')).toHaveLength(1);
  });
});
