import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { publishedParameters } from '../../bench/support/device.ts';
import { createIdentity, type DtlsIdentity } from '../../bench/support/identity.ts';
import type { MediaSource } from '../../src/contract/media.ts';
import type { MediaPeer, MediaPort, MediaRoom, Track } from '../../src/media/port.ts';
import {
  openPeer,
  publishLoudly,
  publishSilently,
  receiveCapabilities,
  until,
  watch,
} from '../support/media.ts';

export interface MediaUnderTest {
  media: MediaPort;
  /** Open transports and consumers of all nodes together. */
  load(): { transports: number; consumers: number };
  /** How many consumers the media workers themselves hold, where that can be told apart. */
  held?(): Promise<number>;
  close(): Promise<void>;
}

/** What everybody who uses media may rely on, on one node or many. */
export function mediaSuite(name: string, start: () => Promise<MediaUnderTest>): void {
  describe(`the media port, ${name}`, () => {
    let under: MediaUnderTest;
    let identity: DtlsIdentity;
    let room: MediaRoom;
    let lecturer: MediaPeer;
    let rooms = 0;

    const publish = async (...sources: MediaSource[]): Promise<Track[]> => {
      const { transport } = await lecturer.openSend();
      return Promise.all(sources.map((source) => publishSilently(lecturer, transport.id, source)));
    };

    beforeAll(async () => {
      under = await start();
      identity = await createIdentity();
    });
    afterAll(() => under.close());
    beforeEach(async () => {
      rooms += 1;
      room = await under.media.room(`room-${rooms}`);
      lecturer = openPeer(room, 'lecturer', 'person').peer;
    });
    afterEach(async () => {
      room.close();
      await until('nothing is left', () => under.load().transports === 0 && under.load().consumers === 0);
    });

    it('has one room for each id, until that is closed', async () => {
      const again = await under.media.room(room.id);
      expect(again).toBe(room);
      room.close();
      room.close();
      expect(() => openPeer(room, 'late')).toThrow(expect.objectContaining({ code: 'media_gone' }));
      const renewed = await under.media.room(room.id);
      expect(renewed).not.toBe(room);
      renewed.close();
    });

    it('answers openReceive with a paused consumer for each followed track, and never with own ones', async () => {
      const tracks = await publish('camera', 'microphone');
      for (let index = 0; index < 4; index += 1) {
        const { peer } = openPeer(room, `viewer-${index}`);
        peer.follow([...tracks.map(({ id }) => id), 'no-such-track']);
        const { consumers } = await peer.openReceive(receiveCapabilities);
        expect(consumers.map(({ trackId, participantId }) => [trackId, participantId]).sort()).toEqual(
          tracks.map(({ id }) => [id, 'lecturer']).sort(),
        );
        expect([peer.hasTransport(), peer.hasTransport('receive'), peer.hasTransport('send')]).toEqual([
          true,
          true,
          false,
        ]);
      }
      lecturer.follow(tracks.map(({ id }) => id));
      expect((await lecturer.openReceive(receiveCapabilities)).consumers).toEqual([]);
    });

    it('carries packets to every viewer, from when it is ready, beginning with a key frame', async () => {
      const { publisher, tracks } = await publishLoudly(lecturer, identity);
      const viewers = await Promise.all(
        [1, 2, 3, 4, 5, 6].map(async (number) => {
          const { peer } = openPeer(room, `viewer-${number}`);
          peer.follow(tracks.map(({ id }) => id));
          const { viewer, consumers } = await watch(peer, identity);
          viewer.beginWindow();
          const pictured = viewer.first('video');
          await peer.ready(consumers.map(({ id }) => id));
          await pictured;
          return viewer;
        }),
      );
      for (const viewer of viewers) viewer.beginWindow();
      await until('all get packets, one of them looked into', () =>
        viewers.every((viewer) => viewer.endWindow().latenciesMs.length > 0),
      );
      for (const viewer of viewers) {
        const { received, spanned, rejected } = viewer.endWindow();
        expect([rejected, received >= spanned]).toEqual([0, true]);
        viewer.close();
      }
      expect(await lecturer.receivedBytes()).toBeGreaterThan(10_000);
      publisher.close();
    });

    it('opens and closes consumers to match what is followed, and says so', async () => {
      const [camera, microphone, screen] = (await publish('camera', 'microphone', 'screen')).map(
        ({ id }) => id,
      );
      const { peer, heard } = openPeer(room, 'viewer');
      peer.follow([camera ?? '', 'no-such-track']);
      const { consumers } = await peer.openReceive(receiveCapabilities);
      expect(consumers.map(({ trackId }) => trackId)).toEqual([camera]);
      peer.follow([microphone ?? '', screen ?? '']);
      await until(
        'two are opened and one closed',
        () => heard.opened.length === 2 && heard.closed.length === 1,
      );
      expect(heard.closed).toEqual([consumers[0]?.id]);
      expect(heard.opened.map(({ trackId }) => trackId).sort()).toEqual([microphone, screen].sort());
      peer.follow([]);
      await until('all are closed', () => heard.closed.length === 3 && under.load().consumers === 0);
    });

    it('tells of each change of tracks once, before it is answered', async () => {
      const { transport } = await lecturer.openSend();
      const changes: string[][] = [];
      room.onTracksChanged((tracks) =>
        changes.push(tracks.map(({ source, paused }) => `${source} ${paused}`)),
      );
      const first = await publishSilently(lecturer, transport.id, 'screen');
      expect(changes).toEqual([['screen false']]);
      const { peer, heard } = openPeer(room, 'viewer');
      peer.follow([first.id]);
      const { consumers } = await peer.openReceive(receiveCapabilities);
      const second = await publishSilently(lecturer, transport.id, 'screen', 1);
      expect(changes).toHaveLength(2);
      expect(room.tracks()).toEqual([second]);
      await until('the first is closed', () => heard.closed.length === 1);
      expect(heard.closed).toEqual([consumers[0]?.id]);
      peer.follow([second.id]);
      await until('the second is received', () => heard.opened.length === 1);
      expect(heard.opened[0]).toMatchObject({
        trackId: second.id,
        participantId: 'lecturer',
        source: 'screen',
        kind: 'video',
      });
      await lecturer.setPaused(second.id, true);
      await lecturer.setPaused(second.id, true);
      expect(changes.slice(2)).toEqual([['screen true']]);
      await lecturer.unproduce(second.id);
      expect(changes.slice(3)).toEqual([[]]);
      await expect(lecturer.unproduce(second.id)).rejects.toMatchObject({ code: 'media_gone' });
      lecturer.close();
      expect(changes).toHaveLength(4);
      expect(lecturer.closed).toBe(true);
    });

    it('tells those who receive a track that it is muted', async () => {
      const [microphone] = await publish('microphone');
      const trackId = microphone?.id ?? '';
      const viewers = [1, 2, 3].map((number) => openPeer(room, `viewer-${number}`));
      const own = await Promise.all(
        viewers.map(async ({ peer }) => {
          peer.follow([trackId]);
          return (await peer.openReceive(receiveCapabilities)).consumers[0]?.id;
        }),
      );
      // A change that is taken back at once may be news to nobody.
      for (const [times, paused] of [true, false, true].entries()) {
        await lecturer.setPaused(trackId, paused);
        await until('all have heard it', () => viewers.every(({ heard }) => heard.paused.length > times));
      }
      viewers.forEach(({ heard }, index) =>
        expect(heard.paused).toEqual([true, false, true].map((paused) => [own[index], paused])),
      );
      const late = openPeer(room, 'late').peer;
      late.follow([trackId]);
      expect((await late.openReceive(receiveCapabilities)).consumers).toMatchObject([
        { producerPaused: true },
      ]);
    });

    it('lets nothing through while a track is muted', async () => {
      const { publisher, tracks } = await publishLoudly(lecturer, identity);
      const viewers = await Promise.all(
        [1, 2, 3].map(async (number) => {
          const { peer } = openPeer(room, `viewer-${number}`);
          peer.follow(tracks.map(({ id }) => id));
          const { viewer, consumers } = await watch(peer, identity);
          await peer.ready(consumers.map(({ id }) => id));
          return viewer;
        }),
      );
      const flows = () => viewers.every((viewer) => viewer.endWindow().received > 20);
      await until('all receive', flows);
      for (const { id } of tracks) await lecturer.setPaused(id, true);
      const sent = publisher.sent.audio;
      await until('what was on its way has come', () => publisher.sent.audio > sent + 10);
      for (const viewer of viewers) viewer.beginWindow();
      await until('more was sent', () => publisher.sent.audio > sent + 40);
      expect(viewers.map((viewer) => viewer.endWindow().received)).toEqual([0, 0, 0]);
      for (const { id } of tracks) await lecturer.setPaused(id, false);
      await until('all receive again', flows);
      for (const viewer of viewers) viewer.close();
      publisher.close();
    });

    it('ends tracks with their transport, and when it is opened anew', async () => {
      const [camera] = await publish('camera');
      const { peer, heard } = openPeer(room, 'viewer');
      peer.follow([camera?.id ?? '']);
      await peer.openReceive(receiveCapabilities);
      await lecturer.openSend();
      expect(room.tracks()).toEqual([]);
      await until('the viewer is told', () => heard.closed.length === 1);
      await expect(lecturer.unproduce(camera?.id ?? '')).rejects.toMatchObject({ code: 'media_gone' });
    });

    it('puts a second peer of the same id in the place of the first', async () => {
      const [camera] = await publish('camera');
      const first = openPeer(room, 'viewer');
      first.peer.follow([camera?.id ?? '']);
      await first.peer.openReceive(receiveCapabilities);
      const second = openPeer(room, 'viewer');
      expect([first.peer.closed, second.peer.closed]).toEqual([true, false]);
      await expect(first.peer.openReceive(receiveCapabilities)).rejects.toMatchObject({ code: 'media_gone' });
      second.peer.follow([camera?.id ?? '']);
      expect((await second.peer.openReceive(receiveCapabilities)).consumers).toHaveLength(1);
      await until('one receives', () => under.load().consumers === 1 && under.load().transports === 2);
      expect(first.heard.lost).toEqual([]);
    });

    it('refuses what makes no sense, and leaves nothing of it', async () => {
      const { transport } = await lecturer.openSend();
      const microphone = { transportId: transport.id, source: 'microphone', paused: false } as const;
      const video = { ...microphone, kind: 'video', rtpParameters: publishedParameters('video') } as const;
      await expect(lecturer.produce(video)).rejects.toMatchObject({ code: 'invalid_input' });
      const empty = { ...publishedParameters('audio'), codecs: [] };
      await expect(
        lecturer.produce({ ...microphone, kind: 'audio', rtpParameters: empty }),
      ).rejects.toMatchObject({ code: 'invalid_input' });
      const elsewhere = {
        ...microphone,
        kind: 'audio',
        rtpParameters: publishedParameters('audio'),
      } as const;
      await expect(lecturer.produce({ ...elsewhere, transportId: 'unknown' })).rejects.toMatchObject({
        code: 'media_gone',
      });
      expect(room.tracks()).toEqual([]);
      const track = await publishSilently(lecturer, transport.id, 'camera');
      const { peer } = openPeer(room, 'viewer');
      peer.follow([track.id]);
      await expect(
        peer.openReceive({ codecs: [{ kind: 'video', mimeType: 'nonsense', clockRate: 90_000 }] }),
      ).rejects.toMatchObject({ code: 'invalid_input' });
      expect(peer.hasTransport()).toBe(false);
      await until('only the lecturer is there', () => under.load().transports === 1);
      await expect(peer.ready(['unknown'])).rejects.toMatchObject({ code: 'media_gone' });
      const { consumers } = await peer.openReceive(receiveCapabilities);
      await expect(peer.ready(['unknown'])).rejects.toMatchObject({ code: 'media_gone' });
      await expect(peer.preferLayer('unknown', 0)).rejects.toMatchObject({ code: 'media_gone' });
      await peer.preferLayer(consumers[0]?.id ?? '', 1);
      const renewed = await lecturer.restartIce(transport.id);
      expect(renewed.password).not.toBe(transport.iceParameters.password);
      await expect(lecturer.restartIce('unknown')).rejects.toMatchObject({ code: 'media_gone' });
    });

    it('leaves nothing that nobody asked for, whatever races', async () => {
      const all = (await publish('camera', 'microphone', 'screen', 'screenAudio')).map(({ id }) => id);
      const action = fc.oneof(
        fc.subarray(all).map((ids) => ({ type: 'follow' as const, ids })),
        fc.constant({ type: 'receive' as const }),
        fc.integer({ min: 0, max: 3 }).map((ms) => ({ type: 'pause' as const, ms })),
      );
      let runs = 0;
      const property = fc.asyncProperty(
        fc.array(action, { minLength: 2, maxLength: 12 }),
        fc.subarray(all),
        fc.nat(4),
        async (actions, last, restMs) => {
          runs += 1;
          const { peer, heard } = openPeer(room, `viewer-${runs}`);
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
          await until('the client holds what is followed', () => {
            return JSON.stringify(held().sort()) === JSON.stringify([...last].sort());
          });
          await until('and nothing else is there', () => under.load().consumers === last.length);
          await until(
            'the workers hold nothing else',
            async () => under.held === undefined || (await under.held()) === last.length,
          );
          expect(heard.lost).toEqual([]);
          peer.close();
          await until('nothing is left of it', () => under.load().consumers === 0);
        },
      );
      // A case that fails has waited for long: smaller ones would wait as long, and nobody would hear of this one.
      await fc.assert(property, { numRuns: 40, endOnFailure: true });
    });

    it('carries nothing over a probe, which closes', async () => {
      const probe = await under.media.openProbe();
      expect(probe.transport.iceCandidates.length).toBeGreaterThan(0);
      probe.close();
      probe.close();
    });
  });
}
