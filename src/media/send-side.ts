import type { RtpParameters, TrackKind, TrackSource } from '../contract/media.ts';
import { AppError } from '../lib/errors.ts';
import { producerParameters } from './capabilities.ts';
import type { ClientTransport } from './client-transport.ts';
import { TrackEntry, type PipeSettings } from './track-entry.ts';

/** Where tracks go when they are opened, and who hears that they are closed. */
export interface TrackRegistry {
  add(entry: TrackEntry): void;
  /** Ends these tracks and their consumers. `changed` is called once, and only if there were any. */
  remove(entries: readonly TrackEntry[]): void;
  /** Ends a track without a word, as another takes its place. */
  replace(entry: TrackEntry): void;
  changed(): void;
}

export interface ProduceOptions {
  source: TrackSource;
  kind: TrackKind;
  rtpParameters: RtpParameters;
  paused: boolean;
}

/** A sending transport with its tracks, one for each source. */
export class SendSide {
  readonly transport: ClientTransport;
  readonly #peerId: string;
  readonly #registry: TrackRegistry;
  readonly #pipes: PipeSettings;
  readonly #keyFrameDelayMs: number;
  readonly #bySource = new Map<TrackSource, TrackEntry>();

  constructor(options: {
    transport: ClientTransport;
    peerId: string;
    registry: TrackRegistry;
    pipes: PipeSettings;
    keyFrameDelayMs: number;
  }) {
    this.transport = options.transport;
    this.#peerId = options.peerId;
    this.#registry = options.registry;
    this.#pipes = options.pipes;
    this.#keyFrameDelayMs = options.keyFrameDelayMs;
  }

  find(trackId: string): TrackEntry {
    for (const entry of this.#bySource.values()) if (entry.track.id === trackId) return entry;
    throw new AppError('media_gone');
  }

  /**
   * The earlier track of the source is closed first: a client that sends the new one in the same place of its session
   * description would else be refused for using the same identifiers twice.
   */
  async produce({ source, kind, rtpParameters, paused }: ProduceOptions): Promise<TrackEntry> {
    const earlier = this.#bySource.get(source);
    this.#bySource.delete(source);
    if (earlier) this.#registry.replace(earlier);
    try {
      const producer = await this.transport.transport.produce({
        kind,
        rtpParameters: producerParameters(rtpParameters),
        paused,
        // Of all requests for a key frame, however many viewers join, one goes to the sender in this time.
        ...(kind === 'video' ? { keyFrameRequestDelay: this.#keyFrameDelayMs } : {}),
      });
      if (this.transport.closed) {
        producer.close();
        throw new AppError('media_gone');
      }
      const track = { id: producer.id, peerId: this.#peerId, source, kind, paused };
      const entry = new TrackEntry(track, producer, this.transport.router, this.#pipes);
      this.#bySource.set(source, entry);
      this.#registry.add(entry);
      return entry;
    } catch (error) {
      if (earlier) this.#registry.changed();
      throw error;
    }
  }

  unproduce(trackId: string): void {
    const entry = this.find(trackId);
    this.#bySource.delete(entry.track.source);
    this.#registry.remove([entry]);
  }

  /** Idempotent; also after the transport was lost. */
  close(): void {
    const entries = [...this.#bySource.values()];
    this.#bySource.clear();
    this.transport.close();
    this.#registry.remove(entries);
  }
}
