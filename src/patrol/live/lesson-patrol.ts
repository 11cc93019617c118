import type { ConsumerOptions, PatrolSource } from '../../contract/media.ts';
import type { OwnPatrol, PatrolTalker, TalkState } from '../../contract/patrol-live.ts';
import { AppError } from '../../lib/errors.ts';
import type { MediaPeer, MediaRoom, PeerListener, Track } from '../../media/port.ts';
import { Wishes } from './wishes.ts';

/** Milliseconds for which a camera goes on after its last watcher went: switching back and forth costs no new start. */
const lingerMs = 2_000;

/** Whom one lesson's patrol tells what; each goes to one session. */
export interface PatrolNews {
  consumersOpened(sessionId: string, consumers: ConsumerOptions[]): void;
  consumerClosed(sessionId: string, consumerId: string): void;
  transportLost(sessionId: string, direction: 'send' | 'receive'): void;
  wanted(roomId: string, wanted: boolean): void;
  talker(roomId: string, talker: PatrolTalker | null): void;
  talkChanged(watcherId: string, roomId: string, state: TalkState): void;
}

/**
 * The live patrol of one lesson: who watches whom, and the media room that carries it. Consumers exist for those who watch
 * and for nobody else, and a room is told to send only while somebody wants it.
 */
export class LessonPatrol {
  readonly wishes = new Wishes();
  readonly #room: MediaRoom;
  readonly #news: PatrolNews;
  readonly #nameOf: (sessionId: string) => PatrolTalker | undefined;
  readonly #peers = new Map<string, MediaPeer>();
  /** Rooms that were told to send. */
  readonly #sending = new Set<string>();
  readonly #lingering = new Map<string, NodeJS.Timeout>();
  /** Those who received something when last looked. */
  #following = new Set<string>();
  /** The talks as everybody concerned was told of them: the room by who speaks to it. */
  #talks = new Map<string, string>();

  /** @param nameOf who somebody in the classroom is, as the room that they speak to is told */
  constructor(room: MediaRoom, news: PatrolNews, nameOf: (sessionId: string) => PatrolTalker | undefined) {
    this.#room = room;
    this.#news = news;
    this.#nameOf = nameOf;
    room.onTracksChanged(() => this.#follow());
  }

  /** The peer of a session, opened on first use. */
  openPeer(sessionId: string): MediaPeer {
    const existing = this.#peers.get(sessionId);
    if (existing && !existing.closed) return existing;
    // No estimate of the line: a picture with one layer could not be made smaller by it, only later.
    const peer = this.#room.openPeer({ id: sessionId, kind: 'room', listener: this.#listener(sessionId) });
    this.#peers.set(sessionId, peer);
    this.#follow();
    return peer;
  }

  /** Throws `media_gone` for a session that has no media of patrol. */
  peer(sessionId: string): MediaPeer {
    const peer = this.#peers.get(sessionId);
    if (!peer || peer.closed) throw new AppError('media_gone');
    return peer;
  }

  isPublishing(sessionId: string): boolean {
    return this.#room.tracks().some(({ peerId }) => peerId === sessionId);
  }

  isWanted(roomId: string): boolean {
    return this.#sending.has(roomId);
  }

  own(sessionId: string): OwnPatrol {
    const peer = this.#peers.get(sessionId);
    const talkerId = this.wishes.talkerTo(sessionId);
    return {
      kept: {
        send: peer?.hasTransport('send') ?? false,
        receive: peer?.hasTransport('receive') ?? false,
      },
      wanted: this.isWanted(sessionId),
      talker: (talkerId === undefined ? undefined : this.#nameOf(talkerId)) ?? null,
    };
  }

  /** The room's page plays what it set up, which is the voice of whoever speaks to it. */
  heard(roomId: string): void {
    const watcherId = this.wishes.talkerTo(roomId);
    if (watcherId !== undefined) this.#news.talkChanged(watcherId, roomId, 'heard');
  }

  /** To be called after every change of a wish. Rooms are told first: their cameras take longest. */
  changed(): void {
    this.#tellWanted();
    this.#tellTalks();
    this.#follow();
  }

  /** Somebody is not in the classroom any more. */
  left(sessionId: string): void {
    this.wishes.forget(sessionId);
    this.#peers.get(sessionId)?.close();
    this.#peers.delete(sessionId);
    this.changed();
  }

  /** Idempotent. */
  close(): void {
    for (const timer of this.#lingering.values()) clearTimeout(timer);
    this.#lingering.clear();
    for (const roomId of this.#sending) this.#news.wanted(roomId, false);
    this.#sending.clear();
    for (const [watcherId, roomId] of this.#talks) this.#talkEnded(watcherId, roomId);
    this.#talks.clear();
    this.#peers.clear();
    this.#room.close();
  }

  #tellWanted(): void {
    const wanted = this.wishes.wanted();
    for (const roomId of wanted) {
      clearTimeout(this.#lingering.get(roomId));
      this.#lingering.delete(roomId);
      if (this.#sending.has(roomId)) continue;
      this.#sending.add(roomId);
      this.#news.wanted(roomId, true);
    }
    for (const roomId of this.#sending) {
      if (wanted.has(roomId) || this.#lingering.has(roomId)) continue;
      const timer = setTimeout(() => {
        this.#lingering.delete(roomId);
        this.#sending.delete(roomId);
        this.#news.wanted(roomId, false);
      }, lingerMs);
      this.#lingering.set(roomId, timer.unref());
    }
  }

  #tellTalks(): void {
    const before = this.#talks;
    this.#talks = this.wishes.talks();
    for (const [watcherId, roomId] of before) {
      if (this.#talks.get(watcherId) !== roomId) this.#talkEnded(watcherId, roomId);
    }
    for (const [watcherId, roomId] of this.#talks) {
      if (before.get(watcherId) === roomId) continue;
      this.#news.talker(roomId, this.#nameOf(watcherId) ?? null);
      this.#news.talkChanged(watcherId, roomId, 'connecting');
    }
  }

  #talkEnded(watcherId: string, roomId: string): void {
    this.#news.talker(roomId, null);
    this.#news.talkChanged(watcherId, roomId, 'off');
    const voice = this.#room.tracks().find((track) => isTrack(track, watcherId, 'talkMicrophone'));
    // It may have ended by itself meanwhile.
    if (voice)
      void this.#peers
        .get(watcherId)
        ?.unproduce(voice.id)
        .catch(() => undefined);
  }

  /** Only those who receive something, or did: hundreds of rooms publish and follow nothing. */
  #follow(): void {
    const followed = this.#followed();
    for (const sessionId of new Set([...this.#following, ...followed.keys()])) {
      this.#peers.get(sessionId)?.follow(followed.get(sessionId) ?? []);
    }
    this.#following = new Set(followed.keys());
  }

  /** The tracks by who receives them: those who watch get the room's, a room gets the voice of whoever speaks to it. */
  #followed(): Map<string, string[]> {
    const tracks = this.#room.tracks();
    const followed = new Map<string, string[]>();
    for (const [watcherId, { watched, warm }] of this.wishes.all()) {
      const ofRooms = [watched, warm].flatMap((roomId) =>
        tracks.filter(({ peerId, source }) => peerId === roomId && source !== 'talkMicrophone'),
      );
      followed.set(watcherId, idsOf(ofRooms));
    }
    for (const [watcherId, roomId] of this.wishes.talks()) {
      followed.set(roomId, idsOf(tracks.filter((track) => isTrack(track, watcherId, 'talkMicrophone'))));
    }
    return followed;
  }

  #listener(sessionId: string): PeerListener {
    // Picture and sound of one room are opened in one go, and told in one go: they cost the page one negotiation.
    let opened: ConsumerOptions[] = [];
    return {
      consumerOpened: (consumer) => {
        opened.push(consumer);
        if (opened.length > 1) return;
        queueMicrotask(() => {
          this.#news.consumersOpened(sessionId, opened);
          opened = [];
        });
      },
      consumerClosed: (consumerId) => this.#news.consumerClosed(sessionId, consumerId),
      // No layers, and a camera that pauses says so by not sending.
      consumerPaused: () => undefined,
      layerChanged: () => undefined,
      transportLost: (direction) => this.#news.transportLost(sessionId, direction),
    };
  }
}

function idsOf(tracks: readonly Track[]): string[] {
  return tracks.map(({ id }) => id);
}

function isTrack(track: Track, peerId: string | undefined, source: PatrolSource): boolean {
  return track.peerId === peerId && track.source === source;
}
