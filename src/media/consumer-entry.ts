import { parseScalabilityMode } from 'mediasoup';
import type * as ms from 'mediasoup/types';
import type { ConsumerOptions } from '../contract/media.ts';
import type { Logger } from '../lib/logger.ts';
import { wireParameters } from './capabilities.ts';
import { LayerGovernor, type LayerTicker } from './layers.ts';
import type { PeerListener } from './port.ts';
import type { FollowedTrack } from './track-entry.ts';

/** Seconds for which the wanted layer must have come and not have been sent, before it is asked for anew. */
const BEHIND_S = 3;

/** One viewer's consumer of one track, and the choice of its layer. */
export class ConsumerEntry {
  readonly consumer: ms.Consumer;
  readonly entry: FollowedTrack;
  readonly #listener: PeerListener;
  readonly #log: Logger;
  readonly #layers: number;
  #governor: LayerGovernor | undefined;
  #stopTicking: (() => void) | undefined;
  #layer: number;
  /** Seconds for which a lower layer than the wanted one has been sent, though that comes. */
  #behind = 0;
  /** The viewer knows of this consumer and wants to hear of it. */
  #announced = false;

  /** With a ticker, the layer follows the receiver's reports; without one it is left to mediasoup's congestion control. */
  constructor(options: {
    consumer: ms.Consumer;
    entry: FollowedTrack;
    listener: PeerListener;
    log: Logger;
    ticker: LayerTicker | undefined;
  }) {
    this.consumer = options.consumer;
    this.entry = options.entry;
    this.#listener = options.listener;
    this.#log = options.log;
    const mode = options.consumer.rtpParameters.encodings?.[0]?.scalabilityMode;
    this.#layers = options.consumer.type === 'simple' ? 1 : parseScalabilityMode(mode).spatialLayers;
    this.#layer = this.#layers - 1;
    if (this.#layers > 1) this.#watchLayers(options.ticker);
  }

  get announced(): boolean {
    return this.#announced;
  }

  /** From now on the viewer is told what happens; returns what it needs for its own end. */
  announce(): ConsumerOptions {
    this.#announced = true;
    const { track } = this.entry;
    return {
      id: this.consumer.id,
      trackId: track.id,
      participantId: track.peerId,
      kind: track.kind,
      source: track.source,
      rtpParameters: wireParameters(this.consumer.rtpParameters),
      producerPaused: track.paused,
    };
  }

  pausedChanged(): void {
    if (this.#announced) this.#listener.consumerPaused(this.consumer.id, this.entry.track.paused);
  }

  /** Layers of what has none are not an error: the client cannot know how the sender encodes. */
  async preferLayer(layer: number): Promise<void> {
    if (this.#layers === 1) return;
    this.#governor?.setCeiling(layer);
    await this.#setLayer(this.#governor?.layer ?? Math.min(layer, this.#layers - 1));
  }

  /** Idempotent; also for a consumer that mediasoup has closed. */
  close(): void {
    this.#stopTicking?.();
    this.#stopTicking = undefined;
    this.consumer.close();
  }

  #watchLayers(ticker: LayerTicker | undefined): void {
    this.consumer.on('layerschange', (layers) => {
      if (this.#announced) this.#listener.layerChanged(this.consumer.id, layers?.spatialLayer ?? null);
    });
    if (!ticker) return;
    const governor = new LayerGovernor(this.#layers, performance.now());
    this.#governor = governor;
    this.consumer.on('score', ({ score }) => governor.setScore(score, performance.now()));
    this.#stopTicking = ticker.add((now) => {
      governor.tick(now);
      this.#follow(governor.layer).catch((error: unknown) => {
        if (!this.consumer.closed)
          this.#log.warn({ err: error, consumer: this.consumer.id }, 'layer not set');
      });
    });
  }

  async #follow(layer: number): Promise<void> {
    if (layer !== this.#layer) return this.#setLayer(layer);
    this.#behind = this.#isBehind() ? this.#behind + 1 : 0;
    if (this.#behind >= BEHIND_S) await this.#askAnew();
  }

  #isBehind(): boolean {
    const { currentLayers, score } = this.consumer;
    if (currentLayers === undefined || currentLayers.spatialLayer >= this.#layer) return false;
    return (score.producerScores[this.#layer] ?? 0) > 0;
  }

  /**
   * Without congestion control mediasoup looks for a better layer only when a stream's score changes or its first sender
   * report comes. In that moment it may not change yet, as it knows a stream's time only with the packet after the report
   * (SimulcastProducerStreamManager::CanSwitchToSpatialLayer), and it would stay with the lower layer for good. A wish that
   * is another one than before has it look again.
   */
  async #askAnew(): Promise<void> {
    this.#behind = 0;
    const sent = this.consumer.currentLayers?.spatialLayer;
    if (sent === undefined || this.consumer.closed) return;
    const wanted = this.#layer;
    await this.consumer.setPreferredLayers({ spatialLayer: sent });
    // What the viewer wished for meanwhile has been asked for already.
    if (this.#layer === wanted) await this.consumer.setPreferredLayers({ spatialLayer: wanted });
  }

  async #setLayer(layer: number): Promise<void> {
    if (layer === this.#layer || this.consumer.closed) return;
    this.#layer = layer;
    this.#behind = 0;
    await this.consumer.setPreferredLayers({ spatialLayer: layer });
  }
}
