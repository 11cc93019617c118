import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { DtlsIdentity } from '../../bench/support/identity.ts';
import { createIdentity } from '../../bench/support/identity.ts';
import type { MediaSource } from '../../src/contract/media.ts';
import type { MediaPeer, MediaRoom, Track } from '../../src/media/port.ts';
import type { MediaService } from '../../src/media/service.ts';
import { openPeer, publishSilently, startMedia } from './media.ts';

/** A media service for the whole file, and for each test a new room with a lecturer in it. */
export interface MediaRoomFixture {
  media: MediaService;
  identity: DtlsIdentity;
  room: MediaRoom;
  lecturer: MediaPeer;
  /** The lecturer's tracks that carry nothing, over a new transport. */
  publish(...sources: MediaSource[]): Promise<Track[]>;
}

/**
 * Call it once, at the top of a test file; the result is filled before the first test. After each test the room is closed
 * and nothing may be left on the two workers.
 */
export function mediaRoomFixture(): Readonly<MediaRoomFixture> {
  const fixture = {
    async publish(...sources: MediaSource[]) {
      const { lecturer } = fixture;
      const { transport } = await lecturer.openSend();
      return Promise.all(sources.map((source) => publishSilently(lecturer, transport.id, source)));
    },
  } as MediaRoomFixture;
  let rooms = 0;

  beforeAll(async () => {
    fixture.media = await startMedia();
    fixture.identity = await createIdentity();
  });
  afterAll(() => fixture.media.close());

  beforeEach(async () => {
    rooms += 1;
    fixture.room = await fixture.media.room(`room-${rooms}`);
    fixture.lecturer = openPeer(fixture.room, 'lecturer', 'person').peer;
  });
  afterEach(() => {
    fixture.room.close();
    expect(fixture.media.load().map(({ transports, consumers }) => [transports, consumers])).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });
  return fixture;
}
