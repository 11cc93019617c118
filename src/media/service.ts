import { setLogEventListeners } from 'mediasoup';
import type { IceServer, RtpCapabilities } from '../contract/media.ts';
import { AppError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { offeredCapabilities } from './capabilities.ts';
import { iceServersFor } from './ice-servers.ts';
import { LayerTicker } from './layers.ts';
import { pipePorts } from './ports.ts';
import type { MediaPort, MediaProbe, MediaRoom, WorkerLoad } from './port.ts';
import { openProbe } from './probe.ts';
import { Room } from './room.ts';
import type { MediaSettings } from './settings.ts';
import type { PipeSettings } from './track-entry.ts';
import { WorkerPool, type WorkerStats } from './worker-pool.ts';

export type { MediaSettings } from './settings.ts';
export type { WorkerStats } from './worker-pool.ts';

/**
 * Starts the workers. Rejects with what is wrong if one of them does not start: a missing executable, a port that is
 * taken, an address that this machine does not have.
 */
export async function createMedia(settings: MediaSettings, logger: Logger): Promise<MediaService> {
  const log = logger.child({ part: 'media' });
  // mediasoup warns of every request that it refuses, which are the clients' mistakes; ours are logged where they happen.
  setLogEventListeners({
    onwarn: (namespace, message) => log.debug({ namespace }, message),
    onerror: (namespace, message, error) => log.warn({ namespace, err: error }, message),
  });
  const pool = new WorkerPool(settings, log);
  await pool.start();
  return new MediaService(settings, pool, log);
}

/** The SFU: workers, and rooms that share them. */
export class MediaService implements MediaPort {
  readonly routerRtpCapabilities: RtpCapabilities;
  readonly #settings: MediaSettings;
  readonly #pool: WorkerPool;
  readonly #log: Logger;
  readonly #pipes: PipeSettings;
  readonly #ticker = new LayerTicker();
  readonly #rooms = new Map<string, Room>();
  #closed = false;

  constructor(settings: MediaSettings, pool: WorkerPool, log: Logger) {
    this.#settings = settings;
    this.#pool = pool;
    this.#log = log;
    this.routerRtpCapabilities = offeredCapabilities(settings.codecs);
    this.#pipes = {
      ports: pipePorts(settings.basePort, pool.slots.length),
      recvBufferBytes: settings.recvBufferBytes,
      sendBufferBytes: settings.sendBufferBytes,
    };
  }

  iceServers(participantId: string): IceServer[] {
    return iceServersFor(participantId, this.#settings.iceServers, Date.now());
  }

  async room(id: string): Promise<MediaRoom> {
    return this.openRoom(id);
  }

  /** The room of that id on this node, created on first use. Throws `media_unavailable`. */
  openRoom(id: string): Room {
    if (this.#closed) throw new AppError('media_unavailable');
    const existing = this.#rooms.get(id);
    if (existing) return existing;
    const room: Room = new Room(id, {
      settings: this.#settings,
      pipes: this.#pipes,
      pool: this.#pool,
      ticker: this.#ticker,
      log: this.#log,
      onClosed: () => {
        if (this.#rooms.get(id) === room) this.#rooms.delete(id);
      },
    });
    this.#rooms.set(id, room);
    return room;
  }

  /** Sockets of pipes to other workers and nodes. */
  get pipes(): PipeSettings {
    return this.#pipes;
  }

  get settings(): MediaSettings {
    return this.#settings;
  }

  async openProbe(): Promise<MediaProbe> {
    if (this.#closed) throw new AppError('media_unavailable');
    return openProbe(this.#pool, this.#settings.initialOutgoingKbps);
  }

  load(): readonly WorkerLoad[] {
    return this.#pool.load();
  }

  /** Viewers of those that all workers take at most, 0 to 1. */
  seatShare(): number {
    return this.#pool.seatShare();
  }

  /** Figures for monitoring, sampled every 5 s: costs nothing to ask for. */
  stats(): readonly WorkerStats[] {
    return this.#pool.stats();
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const room of [...this.#rooms.values()]) room.close();
    await this.#pool.close();
  }
}
