import type { RtpCapabilities } from '../../contract/media.ts';
import { AppError } from '../../lib/errors.ts';
import type { Logger } from '../../lib/logger.ts';
import type { MediaPeer, PeerListener, Track } from '../port.ts';
import type { Room } from '../room.ts';
import type { PipeSettings } from '../track-entry.ts';
import { Exports } from './exports.ts';
import { ForeignTrack, type ImportContext } from './foreign-track.ts';
import type { Link } from './link.ts';
import type { PipeSocket } from './pipe-socket.ts';
import { News } from './news.ts';
import type { Direction, Happened, Input, OwnTracks, Sources } from './wire.ts';

/** A peer that is here on behalf of a room's owner. */
class Guest {
  readonly peer: MediaPeer;
  /** Of the transports that are open. */
  readonly generations = { send: 0, receive: 0 };
  readonly #tell: (generation: number, what: Happened) => void;
  #own: OwnTracks = { version: 0, tracks: [] };

  constructor(
    room: Room,
    { id, kind }: Input<'media.openSend'>['peer'],
    tell: (generation: number, what: Happened) => void,
  ) {
    this.#tell = tell;
    this.peer = room.openPeer({ id, kind, listener: this.#listener() });
  }

  get own(): OwnTracks {
    return this.#own;
  }

  /** What it sends has changed. */
  setOwn(tracks: Track[]): void {
    this.#own = { version: this.#own.version + 1, tracks };
    this.#happened('send', { event: 'ownTracks', own: this.#own });
  }

  #happened(direction: Direction, what: Happened): void {
    this.#tell(this.generations[direction], what);
  }

  #listener(): PeerListener {
    const received = (what: Happened): void => this.#happened('receive', what);
    return {
      consumerOpened: (consumer) => received({ event: 'consumerOpened', consumer }),
      consumerClosed: (consumerId) => received({ event: 'consumerClosed', consumerId }),
      consumerPaused: (consumerId, paused) => received({ event: 'consumerPaused', consumerId, paused }),
      layerChanged: (consumerId, spatialLayer) =>
        received({ event: 'layerChanged', consumerId, spatialLayer }),
      transportLost: (direction) => this.#happened(direction, { event: 'transportLost', direction }),
    };
  }
}

export interface AgentRoomDeps {
  room: Room;
  /** The node that runs the classroom, and says what shall be here. */
  owner: string;
  link: Link;
  socket: PipeSocket;
  pipes: PipeSettings;
  pipeLookMs: number;
  log: Logger;
}

/** This node's part of a room: real peers, tracks that are fetched from other nodes and those that others fetch from here. */
export class AgentRoom {
  readonly owner: string;
  readonly exports: Exports;
  readonly #room: Room;
  readonly #news: News;
  readonly #imports: ImportContext;
  readonly #guests = new Map<string, Guest>();
  readonly #foreign = new Map<string, ForeignTrack>();
  #sourcesVersion = 0;

  constructor({ room, owner, link, socket, pipes, pipeLookMs, log }: AgentRoomDeps) {
    this.owner = owner;
    this.#room = room;
    this.#news = new News(link, owner, room.id);
    this.exports = new Exports(room, link, socket);
    this.#imports = {
      room: room.id,
      link,
      socket,
      pipes,
      pipeLookMs,
      log: log.child({ room: room.id }),
      anyRouter: () => room.anyRouter(),
      arrived: ({ track }) => room.foreignArrived(track.id),
      pausedChanged: (track) => room.pausedChanged(track),
    };
    room.onTracksChanged((tracks) => this.#tellOwnTracks(tracks));
  }

  /** Transports of peers that are open. */
  get busy(): boolean {
    return [...this.#guests.values()].some(({ peer }) => peer.hasTransport());
  }

  async openReceive(input: Input<'media.openReceive'>) {
    this.setSources(input.sources);
    const guest = this.#arrive(input);
    guest.peer.follow(input.wanted);
    const opened = await guest.peer.openReceive(input.rtpCapabilities satisfies RtpCapabilities);
    // Whatever the peer tells from here on is of this transport: it was silent of it before.
    guest.generations.receive = input.generation;
    return opened;
  }

  async openSend(input: Input<'media.openSend'>) {
    const guest = this.#arrive(input);
    const opened = await guest.peer.openSend();
    guest.generations.send = input.generation;
    return opened;
  }

  /** Throws `media_gone` for a peer that is not here. */
  guest(handle: string): { peer: MediaPeer; own: OwnTracks } {
    const guest = this.#guests.get(handle);
    if (!guest) throw new AppError('media_gone');
    return guest;
  }

  change({ sources, follows, ended }: Input<'media.change'>): void {
    this.setSources(sources);
    for (const handle of ended) {
      this.#guests.get(handle)?.peer.close();
      this.#guests.delete(handle);
    }
    for (const { handles, trackIds } of follows) {
      for (const handle of handles) this.#guests.get(handle)?.peer.follow(trackIds);
    }
  }

  setSources({ version, tracks }: Sources): void {
    if (version < this.#sourcesVersion) return;
    this.#sourcesVersion = version;
    const listed = new Set(tracks.map(({ track }) => track.id));
    for (const [trackId, foreign] of this.#foreign) {
      if (listed.has(trackId)) continue;
      this.#foreign.delete(trackId);
      foreign.end();
      this.#room.removeForeign(trackId);
    }
    for (const { track, from } of tracks) {
      const known = this.#foreign.get(track.id);
      if (known) {
        known.update(track, from);
        continue;
      }
      const foreign = new ForeignTrack(track, from, this.#imports);
      this.#foreign.set(track.id, foreign);
      this.#room.addForeign(foreign);
    }
  }

  cut({ trackId, pipe }: { trackId: string; pipe: string }): void {
    this.#foreign.get(trackId)?.cut(pipe);
  }

  /** The owner is gone: what flows may flow for a while, but whoever comes back to the next owner needs the place. */
  orphan(): void {
    this.#news.close();
    this.#room.releaseSeats();
  }

  /** Idempotent. */
  close(): void {
    this.#news.close();
    this.exports.close();
    for (const foreign of this.#foreign.values()) foreign.end();
    this.#foreign.clear();
    this.#guests.clear();
    this.#room.close();
  }

  #arrive({ handle, peer }: Input<'media.openSend'>): Guest {
    const existing = this.#guests.get(handle);
    if (existing && !existing.peer.closed) return existing;
    const guest = new Guest(this.#room, peer, (generation, what) =>
      this.#news.tell({ handle, generation, what }),
    );
    this.#guests.set(handle, guest);
    return guest;
  }

  #tellOwnTracks(tracks: readonly Track[]): void {
    for (const guest of this.#guests.values()) {
      const own = tracks.filter(({ peerId }) => peerId === guest.peer.id);
      // Tracks are values: one that has changed is another one.
      const same =
        own.length === guest.own.tracks.length &&
        own.every((track, index) => track === guest.own.tracks[index]);
      if (!same && !guest.peer.closed) guest.setOwn(own);
    }
  }
}
