import type * as ms from 'mediasoup/types';
import { AppError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { routerCodecs } from './capabilities.ts';
import type { LayerTicker } from './layers.ts';
import { Peer, type PeerContext } from './peer.ts';
import type { MediaPeer, MediaRoom, PeerListener, Track, ViewerKind } from './port.ts';
import type { TrackRegistry } from './send-side.ts';
import type { MediaSettings } from './settings.ts';
import type { FollowedTrack, PipeSettings, TrackEntry } from './track-entry.ts';
import type { Reservation, Role, WorkerPool } from './worker-pool.ts';
import type { WorkerProcess } from './worker-process.ts';
import type { WorkerSlot } from './worker-slot.ts';

export interface RoomDeps {
  settings: MediaSettings;
  pipes: PipeSettings;
  pool: WorkerPool;
  ticker: LayerTicker;
  log: Logger;
  onClosed: () => void;
}

/**
 * The media of one classroom. It owns peers, tracks and one router on each worker that is in use; mediasoup closes what
 * hangs on a router when its worker dies, and each owner then hears of its own part.
 */
export class Room implements MediaRoom, PeerContext {
  readonly id: string;
  readonly registry: TrackRegistry;
  readonly #deps: RoomDeps;
  readonly #log: Logger;
  readonly #routers = new Map<ms.Worker, Promise<ms.Router>>();
  readonly #peers = new Map<string, Peer>();
  readonly #entries = new Map<string, TrackEntry>();
  /** Tracks that are sent on other nodes. */
  readonly #foreign = new Map<string, FollowedTrack>();
  readonly #listeners = new Set<(tracks: readonly Track[]) => void>();
  /** Where senders go, so that most tracks are piped from one worker; another one takes over when it dies. */
  #origin: WorkerSlot | undefined;
  #closed = false;

  constructor(id: string, deps: RoomDeps) {
    this.id = id;
    this.#deps = deps;
    this.#log = deps.log.child({ room: id });
    this.registry = {
      add: (entry) => {
        this.#entries.set(entry.track.id, entry);
        this.#changed();
      },
      remove: (entries) => {
        if (entries.length === 0) return;
        for (const entry of entries) this.#end(entry);
        this.#changed();
      },
      replace: (entry) => this.#end(entry),
      changed: () => this.#changed(),
    };
  }

  get closed(): boolean {
    return this.#closed;
  }

  get settings(): MediaSettings {
    return this.#deps.settings;
  }

  get pipes(): PipeSettings {
    return this.#deps.pipes;
  }

  get ticker(): LayerTicker {
    return this.#deps.ticker;
  }

  /** A second peer of the same id takes the place of the first. */
  openPeer(options: { id: string; kind: ViewerKind; listener: PeerListener }): MediaPeer {
    if (this.#closed) throw new AppError('media_gone');
    this.#peers.get(options.id)?.close();
    const peer = new Peer(options, this, this.#log);
    this.#peers.set(peer.id, peer);
    return peer;
  }

  onTracksChanged(listener: (tracks: readonly Track[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tracks(): readonly Track[] {
    return [...this.#entries.values()].map(({ track }) => track);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listeners.clear();
    for (const peer of [...this.#peers.values()]) peer.close();
    for (const router of this.#routers.values()) {
      router.then(
        (opened) => opened.close(),
        // It was never opened.
        () => undefined,
      );
    }
    this.#routers.clear();
    this.#deps.onClosed();
  }

  reserve(role: Role): Reservation {
    const reservation = this.#deps.pool.reserve(role, this.#origin);
    if (role === 'sender' && this.#origin !== reservation.slot) {
      this.#origin = reservation.slot;
      this.#log.info({ worker: reservation.slot.index }, 'room sends from this worker');
    }
    return reservation;
  }

  routerOn({ worker }: WorkerProcess): Promise<ms.Router> {
    const existing = this.#routers.get(worker);
    if (existing) return existing;
    if (this.#closed) return Promise.reject(new AppError('media_gone'));
    const router = worker.createRouter({ mediaCodecs: routerCodecs(this.settings.codecs) });
    this.#routers.set(worker, router);
    const forget = () => this.#routers.delete(worker);
    router.then((opened) => opened.once('workerclose', forget), forget);
    return router;
  }

  entry(trackId: string): FollowedTrack | undefined {
    return this.#entries.get(trackId) ?? this.#foreign.get(trackId);
  }

  /** A track that is sent here. */
  ownEntry(trackId: string): TrackEntry | undefined {
    return this.#entries.get(trackId);
  }

  pausedChanged(entry: FollowedTrack): void {
    for (const peer of this.#peers.values()) peer.trackPaused(entry.track.id);
    if (this.#entries.has(entry.track.id)) this.#changed();
  }

  /** A track of another node can be followed here from now on. It is none of `tracks()`. */
  addForeign(entry: FollowedTrack): void {
    this.#foreign.set(entry.track.id, entry);
    this.foreignArrived(entry.track.id);
  }

  /** A track of another node that could not be had for a while is there. */
  foreignArrived(trackId: string): void {
    for (const peer of this.#peers.values()) peer.trackArrived(trackId);
  }

  /** A track of another node is over, or nobody here follows it any more. */
  removeForeign(trackId: string): void {
    if (!this.#foreign.delete(trackId)) return;
    for (const peer of this.#peers.values()) peer.trackEnded(trackId);
  }

  /** What is open goes on, but takes nobody's place. */
  releaseSeats(): void {
    for (const peer of this.#peers.values()) peer.releaseSeats();
  }

  /** A router that runs now, for a track that only passes through. Throws `media_unavailable`. */
  async anyRouter(): Promise<ms.Router> {
    const reservation = this.#deps.pool.reserve('sender', this.#origin);
    try {
      return await this.routerOn(await reservation.process());
    } finally {
      reservation.release();
    }
  }

  forget(peer: Peer): void {
    if (this.#peers.get(peer.id) === peer) this.#peers.delete(peer.id);
  }

  #end(entry: TrackEntry): void {
    if (!this.#entries.delete(entry.track.id)) return;
    entry.producer.close();
    for (const peer of this.#peers.values()) peer.trackEnded(entry.track.id);
  }

  #changed(): void {
    const tracks = this.tracks();
    for (const listener of [...this.#listeners]) listener(tracks);
  }
}
