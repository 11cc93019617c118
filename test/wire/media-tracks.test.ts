import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { publishedParameters } from '../../bench/support/device.ts';
import {
  Mediasoup,
  openPeer,
  publishLoudly,
  publishSilently,
  receiveCapabilities,
  until,
  watch,
} from '../support/media.ts';
import { mediaRoomFixture } from '../support/media-room.ts';

const mediasoup = new Mediasoup();
const at = mediaRoomFixture();

describe('tracks', () => {
  test('one that is not what its source says, or makes no sense, is refused', async () => {
    const { transport } = await at.lecturer.openSend();
    const microphone = { transportId: transport.id, source: 'microphone', paused: false } as const;
    await expect(
      at.lecturer.produce({ ...microphone, kind: 'video', rtpParameters: publishedParameters('video') }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
    const nonsense = { ...publishedParameters('audio'), codecs: [] };
    await expect(
      at.lecturer.produce({ ...microphone, kind: 'audio', rtpParameters: nonsense }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
    const elsewhere = { ...microphone, kind: 'audio', rtpParameters: publishedParameters('audio') } as const;
    await expect(at.lecturer.produce({ ...elsewhere, transportId: 'unknown' })).rejects.toMatchObject({
      code: 'media_gone',
    });
    expect(at.room.tracks()).toEqual([]);
  });

  test('a second of the same source takes the place of the first, which is told once', async () => {
    const { transport } = await at.lecturer.openSend();
    const first = await publishSilently(at.lecturer, transport.id, 'screen');
    const { peer, heard } = openPeer(at.room, 'viewer');
    peer.follow([first.id]);
    const { consumers } = await peer.openReceive(receiveCapabilities);
    const changes: string[][] = [];
    at.room.onTracksChanged((tracks) => changes.push(tracks.map(({ id }) => id)));
    const second = await publishSilently(at.lecturer, transport.id, 'screen', 1);
    expect(changes).toEqual([[second.id]]);
    expect(heard.closed).toEqual([consumers[0]?.id]);
    peer.follow([second.id]);
    await until('the second is received', () => heard.opened.length === 1);
    expect(heard.opened[0]).toMatchObject({
      trackId: second.id,
      participantId: 'lecturer',
      source: 'screen',
      kind: 'video',
    });
  });

  test('muting is heard by those who receive it', async () => {
    const [microphone] = await at.publish('microphone');
    const trackId = microphone?.id ?? '';
    const { peer, heard } = openPeer(at.room, 'viewer');
    peer.follow([trackId]);
    const { consumers } = await peer.openReceive(receiveCapabilities);
    await at.lecturer.setPaused(trackId, true);
    await at.lecturer.setPaused(trackId, true);
    expect(at.room.tracks()).toMatchObject([{ id: trackId, paused: true }]);
    await at.lecturer.setPaused(trackId, false);
    expect(heard.paused).toEqual([
      [consumers[0]?.id, true],
      [consumers[0]?.id, false],
    ]);
    await at.lecturer.setPaused(trackId, true);
    const late = openPeer(at.room, 'late').peer;
    late.follow([trackId]);
    expect((await late.openReceive(receiveCapabilities)).consumers).toMatchObject([{ producerPaused: true }]);
  });

  test('end with their transport, and when it is opened anew', async () => {
    const [camera] = await at.publish('camera');
    const { peer, heard } = openPeer(at.room, 'viewer');
    peer.follow([camera?.id ?? '']);
    await peer.openReceive(receiveCapabilities);
    await at.lecturer.openSend();
    expect(at.room.tracks()).toEqual([]);
    expect(heard.closed).toHaveLength(1);
    await expect(at.lecturer.unproduce(camera?.id ?? '')).rejects.toMatchObject({ code: 'media_gone' });
  });

  test('stay muted or not behind a pipe, too', async () => {
    const { publisher, tracks } = await publishLoudly(at.lecturer, at.identity);
    const viewers = await Promise.all(
      [1, 2].map(async (number) => {
        const { peer } = openPeer(at.room, `viewer-${number}`);
        peer.follow(tracks.map(({ id }) => id));
        const { viewer, consumers } = await watch(peer, at.identity);
        await peer.ready(consumers.map(({ id }) => id));
        return viewer;
      }),
    );
    const flows = () => viewers.every((viewer) => viewer.endWindow().received > 20);
    for (const viewer of viewers) viewer.beginWindow();
    await until('both receive', flows);
    for (const { id } of tracks) await at.lecturer.setPaused(id, true);
    const sent = publisher.sent.audio;
    await until('what was on its way has come', () => publisher.sent.audio > sent + 10);
    for (const viewer of viewers) viewer.beginWindow();
    await until('more was sent', () => publisher.sent.audio > sent + 60);
    expect(viewers.map((viewer) => viewer.endWindow().received)).toEqual([0, 0]);
    for (const { id } of tracks) await at.lecturer.setPaused(id, false);
    await until('both receive again', flows);
    for (const viewer of viewers) viewer.close();
    publisher.close();
  });

  test('own ones are never sent back', async () => {
    const tracks = await at.publish('camera', 'microphone');
    at.lecturer.follow(tracks.map(({ id }) => id));
    expect((await at.lecturer.openReceive(receiveCapabilities)).consumers).toEqual([]);
  });
});

describe('following', () => {
  test('opens and closes consumers to match what is followed', async () => {
    const [camera, microphone, screen] = (await at.publish('camera', 'microphone', 'screen')).map(
      ({ id }) => id,
    );
    const { peer, heard } = openPeer(at.room, 'viewer');
    peer.follow([camera ?? '', 'no-such-track']);
    const { consumers } = await peer.openReceive(receiveCapabilities);
    expect(consumers.map(({ trackId }) => trackId)).toEqual([camera]);
    peer.follow([microphone ?? '', screen ?? '']);
    expect(heard.closed).toEqual([consumers[0]?.id]);
    await until('two are opened', () => heard.opened.length === 2);
    expect(heard.opened.map(({ trackId }) => trackId).sort()).toEqual([microphone, screen].sort());
    peer.follow([]);
    expect(heard.closed).toHaveLength(3);
    expect(at.media.load().reduce((sum, { consumers: count }) => sum + count, 0)).toBe(0);
  });

  test('whatever races, nothing is left that nobody asked for', async () => {
    const all = (await at.publish('camera', 'microphone', 'screen', 'screenAudio')).map(({ id }) => id);
    const action = fc.oneof(
      fc.subarray(all).map((ids) => ({ type: 'follow' as const, ids })),
      fc.constant({ type: 'receive' as const }),
      fc.integer({ min: 0, max: 3 }).map((ms) => ({ type: 'pause' as const, ms })),
    );
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(action, { minLength: 2, maxLength: 12 }),
        fc.subarray(all),
        fc.nat(4),
        async (actions, last, restMs) => {
          runs += 1;
          const { peer, heard } = openPeer(at.room, `viewer-${runs}`);
          const known = new Map<string, string>();
          const opening: Promise<unknown>[] = [];
          const receive = async () => {
            const { consumers } = await peer.openReceive(receiveCapabilities);
            known.clear();
            heard.opened.length = 0;
            for (const { id, trackId } of consumers) known.set(id, trackId);
          };
          for (const step of actions) {
            if (step.type === 'follow') peer.follow(step.ids);
            else if (step.type === 'receive') opening.push(receive());
            else await new Promise((resolve) => setTimeout(resolve, step.ms));
          }
          opening.push(receive());
          await new Promise((resolve) => setTimeout(resolve, restMs));
          peer.follow(last);
          await Promise.all(opening);
          const held = () => {
            const open = [...known, ...heard.opened.map(({ id, trackId }) => [id, trackId] as const)];
            return open.filter(([id]) => !heard.closed.includes(id)).map(([, trackId]) => trackId);
          };
          await until(
            'the viewer holds what it follows',
            () => held().sort().join() === [...last].sort().join(),
          );
          await until('the workers hold nothing else', async () => {
            return (await mediasoup.consumerIds()).length === last.length;
          });
          peer.close();
        },
      ),
      { numRuns: 40, seed: 7 },
    );
  });

  test('a peer that is closed while it opens leaves nothing behind', async () => {
    const tracks = await at.publish('camera', 'microphone');
    const { peer, heard } = openPeer(at.room, 'viewer');
    peer.follow(tracks.map(({ id }) => id));
    const opening = peer.openReceive(receiveCapabilities);
    await new Promise((resolve) => setImmediate(resolve));
    peer.close();
    await expect(opening).rejects.toMatchObject({ code: 'media_gone' });
    await until('no consumer is left', async () => (await mediasoup.consumerIds()).length === 0);
    expect(heard.opened).toEqual([]);
    await expect(peer.openReceive(receiveCapabilities)).rejects.toMatchObject({ code: 'media_gone' });
  });
});

describe('transports', () => {
  test('the client is DTLS client, and a repeated connect is answered like the first', async () => {
    const { transport } = await at.lecturer.openSend();
    expect(transport.dtlsParameters.role).toBe('server');
    const fingerprints = [{ algorithm: 'sha-256', value: at.identity.fingerprint }];
    await expect(at.lecturer.connect(transport.id, { role: 'server', fingerprints })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await at.lecturer.connect(transport.id, { role: 'client', fingerprints });
    await at.lecturer.connect(transport.id, { fingerprints });
    const other = [{ algorithm: 'sha-256', value: at.identity.fingerprint.replace(/^../, '00') }];
    await expect(at.lecturer.connect(transport.id, { fingerprints: other })).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });

  test('renewed ICE has a new password', async () => {
    const { transport } = await at.lecturer.openSend();
    const renewed = await at.lecturer.restartIce(transport.id);
    expect(renewed.password).not.toBe(transport.iceParameters.password);
    await expect(at.lecturer.restartIce('unknown')).rejects.toMatchObject({ code: 'media_gone' });
  });

  test('unknown consumers are gone; those that end meanwhile are no failure', async () => {
    const [camera, microphone] = (await at.publish('camera', 'microphone')).map(({ id }) => id);
    const { peer } = openPeer(at.room, 'viewer');
    peer.follow([camera ?? '', microphone ?? '']);
    const { consumers } = await peer.openReceive(receiveCapabilities);
    await at.lecturer.unproduce(camera ?? '');
    await peer.ready(consumers.map(({ id }) => id));
    await expect(peer.ready(['unknown'])).rejects.toMatchObject({ code: 'media_gone' });
    await expect(peer.preferLayer('unknown', 0)).rejects.toMatchObject({ code: 'media_gone' });
  });

  test('capabilities that make no sense are refused, and leave no seat taken', async () => {
    const [camera] = await at.publish('camera');
    const { peer } = openPeer(at.room, 'viewer');
    peer.follow([camera?.id ?? '']);
    const before = at.media.load().map(({ transports }) => transports);
    await expect(
      peer.openReceive({ codecs: [{ kind: 'video', mimeType: 'nonsense', clockRate: 90_000 }] }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
    expect(at.media.load().map(({ transports }) => transports)).toEqual(before);
  });
});
