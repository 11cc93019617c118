import { errors } from 'mediasoup';
import type * as ms from 'mediasoup/types';
import type { Logger } from '../lib/logger.ts';
import type { ClientTransport } from './client-transport.ts';
import { ConsumerEntry } from './consumer-entry.ts';
import type { LayerTicker } from './layers.ts';
import type { PeerListener } from './port.ts';
import type { FollowedTrack } from './track-entry.ts';

export interface ReceiveSideOptions {
  transport: ClientTransport;
  rtpCapabilities: ms.RtpCapabilities;
  listener: PeerListener;
  log: Logger;
  ticker: LayerTicker | undefined;
  /** Whether a track shall still be received, asked after each wait. */
  wanted: (entry: FollowedTrack) => boolean;
  /** A consumer ended though its track did not: it should be opened again. */
  onDropped: () => void;
}

/** A receiving transport with its consumers, one for each track. Ends as a whole; a new one takes its place. */
export class ReceiveSide {
  readonly transport: ClientTransport;
  /** The client has been told of the transport. */
  announced = false;
  readonly #options: ReceiveSideOptions;
  readonly #byTrack = new Map<string, ConsumerEntry>();

  constructor(options: ReceiveSideOptions) {
    this.transport = options.transport;
    this.#options = options;
  }

  get closed(): boolean {
    return this.transport.closed;
  }

  has(trackId: string): boolean {
    return this.#byTrack.has(trackId);
  }

  trackIds(): string[] {
    return [...this.#byTrack.keys()];
  }

  of(trackId: string): ConsumerEntry | undefined {
    return this.#byTrack.get(trackId);
  }

  find(consumerId: string): ConsumerEntry | undefined {
    for (const entry of this.#byTrack.values()) if (entry.consumer.id === consumerId) return entry;
    return undefined;
  }

  /**
   * Opens paused consumers for these tracks, side by side. A track that this client cannot decode, or that ends
   * meanwhile, is left out: the others shall play. Throws only if the transport itself is lost.
   */
  async open(entries: readonly FollowedTrack[]): Promise<ConsumerEntry[]> {
    const opened = await Promise.all(entries.map((entry) => this.#consume(entry)));
    return opened.filter(
      (entry) => entry !== undefined && this.#byTrack.get(entry.entry.track.id) === entry,
    ) as ConsumerEntry[];
  }

  /** Ends the consumer of a track, and tells the viewer; nothing happens if there is none. */
  closeTrack(trackId: string): void {
    const entry = this.#byTrack.get(trackId);
    if (!entry) return;
    this.#remove(trackId, entry);
    if (entry.announced) this.#options.listener.consumerClosed(entry.consumer.id);
  }

  /** Idempotent. The viewer is not told of each consumer: it knows that the transport is over. */
  close(): void {
    for (const [trackId, entry] of this.#byTrack) this.#remove(trackId, entry);
    this.transport.close();
  }

  async #consume(entry: FollowedTrack): Promise<ConsumerEntry | undefined> {
    const { transport, log, rtpCapabilities } = this.#options;
    const trackId = entry.track.id;
    try {
      await entry.reach(transport.router);
      const consumer = await transport.transport.consume({
        producerId: trackId,
        rtpCapabilities,
        paused: true,
      });
      if (this.closed || consumer.closed || !this.#options.wanted(entry)) {
        consumer.close();
        return undefined;
      }
      return this.#add(entry, consumer);
    } catch (error) {
      if (this.closed) throw error;
      if (entry.ended) return undefined;
      if (error instanceof TypeError) throw error;
      const level = error instanceof errors.UnsupportedError ? 'warn' : 'error';
      log[level]({ err: error, track: trackId }, 'track cannot be received');
      return undefined;
    }
  }

  #add(entry: FollowedTrack, consumer: ms.Consumer): ConsumerEntry {
    const { listener, log, ticker, transport } = this.#options;
    const added = new ConsumerEntry({ consumer, entry, listener, log, ticker });
    const trackId = entry.track.id;
    this.#byTrack.set(trackId, added);
    transport.slot.consumers += 1;
    consumer.once('producerclose', () => {
      if (this.#byTrack.get(trackId) !== added) return;
      this.closeTrack(trackId);
      this.#options.onDropped();
    });
    return added;
  }

  #remove(trackId: string, entry: ConsumerEntry): void {
    this.#byTrack.delete(trackId);
    this.transport.slot.consumers -= 1;
    entry.close();
  }
}
