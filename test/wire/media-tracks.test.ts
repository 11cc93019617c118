import { describe, expect, test } from 'vitest';
import { Mediasoup, openPeer, receiveCapabilities, until } from '../support/media.ts';
import { mediaRoomFixture } from '../support/media-room.ts';

// What media on one node promises beyond what it promises everywhere, which stands in suites/media.ts.

const mediasoup = new Mediasoup();
const at = mediaRoomFixture();

describe('following', () => {
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

  test('consumers that end meanwhile are no failure', async () => {
    const [camera, microphone] = (await at.publish('camera', 'microphone')).map(({ id }) => id);
    const { peer } = openPeer(at.room, 'viewer');
    peer.follow([camera ?? '', microphone ?? '']);
    const { consumers } = await peer.openReceive(receiveCapabilities);
    await at.lecturer.unproduce(camera ?? '');
    await peer.ready(consumers.map(({ id }) => id));
  });
});
