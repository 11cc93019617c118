import { describe, expect, test } from 'vitest';
import { publishedParameters } from '../../bench/support/device.ts';
import { newId } from '../../src/lib/ids.ts';
import {
  Mediasoup,
  openPeer,
  publishLoudly,
  receiveCapabilities,
  startMedia,
  until,
  watch,
} from '../support/media.ts';
import { mediaRoomFixture } from '../support/media-room.ts';

const mediasoup = new Mediasoup();
const at = mediaRoomFixture();

describe('many viewers', () => {
  test('221 at once spread over the workers, and each track is piped once', async () => {
    const tracks = await at.publish('camera', 'microphone', 'screen');
    const viewers = Array.from({ length: 221 }, (_, index) => openPeer(at.room, `viewer-${index}`));
    const opened = await Promise.all(
      viewers.map(({ peer }) => {
        peer.follow(tracks.map(({ id }) => id));
        return peer.openReceive(receiveCapabilities);
      }),
    );
    expect(opened.every(({ consumers }) => consumers.length === 3)).toBe(true);
    expect(
      at.media
        .load()
        .map(({ consumers }) => consumers)
        .sort(),
    ).toEqual([330, 333]);
    expect(await mediasoup.pipedIds()).toHaveLength(3);
    expect(await mediasoup.consumerIds()).toHaveLength(663);
  });

  test('a full server refuses with media_full, and takes the next one when somebody leaves', async () => {
    const small = await startMedia({ maxViewersPerWorker: 2 });
    try {
      const crowd = await small.room('crowd');
      const peers = Array.from({ length: 5 }, (_, index) => openPeer(crowd, `viewer-${index}`).peer);
      const results = await Promise.allSettled(peers.map((peer) => peer.openReceive(receiveCapabilities)));
      expect(results.map(({ status }) => status)).toEqual([
        ...Array<string>(4).fill('fulfilled'),
        'rejected',
      ]);
      expect(results[4]).toMatchObject({ reason: { code: 'media_full', details: { viewers: 4 } } });
      // Whoever is in already can open anew: its own seat is free for it.
      await peers[0]?.openReceive(receiveCapabilities);
      peers[1]?.close();
      await peers[4]?.openReceive(receiveCapabilities);
      expect(small.load().map(({ transports }) => transports)).toEqual([2, 2]);
    } finally {
      await small.close();
    }
  });
});

describe('pictures and sound', () => {
  test('reach viewers on both workers, from when they are ready, beginning with a key frame', async () => {
    const { publisher, tracks } = await publishLoudly(at.lecturer, at.identity);
    const viewers = await Promise.all(
      [1, 2].map(async (number) => {
        const { peer } = openPeer(at.room, `viewer-${number}`);
        peer.follow(tracks.map(({ id }) => id));
        return { peer, ...(await watch(peer, at.identity)) };
      }),
    );
    expect(at.media.load().map(({ consumers }) => consumers)).toEqual([2, 2]);
    const keyFrames = publisher.sent.keyFrames;
    const packets = publisher.sent.video;
    await until('the lecturer has sent for a while', () => publisher.sent.video > packets + 50);
    for (const { viewer } of viewers) viewer.beginWindow();
    expect(viewers.map(({ viewer }) => viewer.endWindow().received)).toEqual([0, 0]);
    await Promise.all(viewers.map(({ peer, consumers }) => peer.ready(consumers.map(({ id }) => id))));
    await until('both get packets', () => viewers.every(({ viewer }) => viewer.endWindow().received > 100));
    expect(publisher.sent.keyFrames).toBeGreaterThan(keyFrames);
    for (const { viewer } of viewers) {
      const { rejected, latenciesMs } = viewer.endWindow();
      expect(rejected).toBe(0);
      expect(latenciesMs.length).toBeGreaterThan(0);
      viewer.close();
    }
    publisher.close();
  });

  test('key frame requests of many viewers reach the sender once a second at most', async () => {
    const { publisher, tracks } = await publishLoudly(at.lecturer, at.identity);
    const viewers = await Promise.all(
      Array.from({ length: 30 }, async (_, number) => {
        const { peer } = openPeer(at.room, `viewer-${number}`);
        peer.follow(tracks.map(({ id }) => id));
        return { peer, ...(await watch(peer, at.identity)) };
      }),
    );
    const begin = performance.now();
    const before = publisher.sent.keyFrames;
    for (const { peer, consumers } of viewers) {
      await peer.ready(consumers.map(({ id }) => id));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const seconds = (performance.now() - begin) / 1000;
    expect(publisher.sent.keyFrames - before).toBeGreaterThan(0);
    expect(publisher.sent.keyFrames - before).toBeLessThanOrEqual(Math.ceil(seconds) + 1);
    for (const { viewer } of viewers) viewer.close();
    publisher.close();
  });

  test('only people pay for congestion control', async () => {
    const [camera] = await at.publish('camera');
    const feedback = await Promise.all(
      (['room', 'person'] as const).map(async (kind) => {
        const { peer } = openPeer(at.room, kind, kind);
        peer.follow([camera?.id ?? '']);
        const { consumers } = await peer.openReceive(receiveCapabilities);
        const parameters = consumers[0]?.rtpParameters;
        return {
          congestion: parameters?.codecs[0]?.rtcpFeedback?.some(({ type }) => type === 'transport-cc'),
          extension: parameters?.headerExtensions?.some(({ uri }) => uri.includes('transport-wide-cc')),
          nack: parameters?.codecs[0]?.rtcpFeedback?.some(({ type }) => type === 'nack'),
        };
      }),
    );
    expect(feedback).toEqual([
      { congestion: false, extension: false, nack: true },
      { congestion: true, extension: true, nack: true },
    ]);
  });
});

describe('simulcast', () => {
  test('is sent in the layer that the window needs, on the origin and behind a pipe', async () => {
    const { transport } = await at.lecturer.openSend();
    const camera = await at.lecturer.produce({
      transportId: transport.id,
      source: 'camera',
      kind: 'video',
      paused: false,
      rtpParameters: {
        ...publishedParameters('video'),
        encodings: ['r0', 'r1', 'r2'].map((rid) => ({ rid, scalabilityMode: 'L1T3' })),
      },
    });
    for (const kind of ['room', 'room', 'person'] as const) {
      const { peer } = openPeer(at.room, newId(), kind);
      peer.follow([camera.id]);
      const { consumers } = await peer.openReceive(receiveCapabilities);
      const consumer = mediasoup.consumers.find(({ id }) => id === consumers[0]?.id);
      const preferred = async () => {
        const dump = await consumer?.dump();
        return dump && 'preferredSpatialLayer' in dump ? dump.preferredSpatialLayer : undefined;
      };
      expect(consumer?.type).toBe('simulcast');
      expect(await preferred()).toBe(2);
      await peer.preferLayer(consumers[0]?.id ?? '', 1);
      expect(await preferred()).toBe(1);
      await peer.preferLayer(consumers[0]?.id ?? '', 2);
      expect(await preferred()).toBe(2);
    }
    expect(await mediasoup.pipedIds()).toHaveLength(1);
  });
});
