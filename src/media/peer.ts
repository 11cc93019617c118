import type * as ms from 'mediasoup/types';
import {
  kindOfSource,
  type ConsumerOptions,
  type DtlsParameters,
  type IceParameters,
  type RtpCapabilities,
  type TransportOptions,
} from '../contract/media.ts';
import { AppError } from '../lib/errors.ts';
import { KeyedQueue } from '../lib/keyed-queue.ts';
import type { Logger } from '../lib/logger.ts';
import { consumerCapabilities } from './capabilities.ts';
import { ClientTransport } from './client-transport.ts';
import type { ConsumerEntry } from './consumer-entry.ts';
import { toMediaError } from './errors.ts';
import type { LayerTicker } from './layers.ts';
import type { MediaPeer, PeerListener, Track, ViewerKind } from './port.ts';
import { ReceiveSide } from './receive-side.ts';
import { SendSide, type ProduceOptions, type TrackRegistry } from './send-side.ts';
import type { MediaSettings } from './settings.ts';
import type { FollowedTrack, PipeSettings, TrackEntry } from './track-entry.ts';
import type { Reservation, Role } from './worker-pool.ts';
import type { WorkerProcess } from './worker-process.ts';

/** What a peer needs of its room. */
export interface PeerContext {
  readonly settings: MediaSettings;
  readonly pipes: PipeSettings;
  readonly ticker: LayerTicker;
  readonly registry: TrackRegistry;
  reserve(role: Role): Reservation;
  routerOn(process: WorkerProcess): Promise<ms.Router>;
  entry(trackId: string): FollowedTrack | undefined;
  pausedChanged(entry: TrackEntry): void;
  forget(peer: Peer): void;
}

/**
 * One participant in one room. What opens and closes transports is done one after the other, for each direction by
 * itself; what comes back from a wait looks whether it is still wanted.
 */
export class Peer implements MediaPeer {
  readonly id: string;
  readonly #kind: ViewerKind;
  readonly #listener: PeerListener;
  readonly #context: PeerContext;
  readonly #log: Logger;
  readonly #queue = new KeyedQueue();
  #wanted: ReadonlySet<string> = new Set();
  #receive: ReceiveSide | undefined;
  #send: SendSide | undefined;
  #reconciling = false;
  #closed = false;

  constructor(
    options: { id: string; kind: ViewerKind; listener: PeerListener },
    context: PeerContext,
    log: Logger,
  ) {
    this.id = options.id;
    this.#kind = options.kind;
    this.#listener = options.listener;
    this.#context = context;
    this.#log = log.child({ peer: options.id });
  }

  get closed(): boolean {
    return this.#closed;
  }

  openReceive(
    rtpCapabilities: RtpCapabilities,
  ): Promise<{ transport: TransportOptions; consumers: ConsumerOptions[] }> {
    return this.#inTurn('receive', async () => {
      this.#dropReceive();
      const side = await this.#newReceiveSide(rtpCapabilities);
      this.#receive = side;
      let opened: ConsumerEntry[];
      try {
        opened = await side.open(this.#missing(side));
      } catch (error) {
        if (this.#receive === side) this.#dropReceive();
        throw error;
      }
      if (side.closed) throw new AppError('media_unavailable');
      side.announced = true;
      return {
        transport: side.transport.options,
        consumers: opened.map((entry) => entry.announce()),
      };
    });
  }

  openSend(): Promise<{ transport: TransportOptions }> {
    return this.#inTurn('send', async () => {
      this.#dropSend();
      const transport = await this.#openTransport('sender', () => this.#sendLost());
      this.#send = new SendSide({
        transport,
        peerId: this.id,
        registry: this.#context.registry,
        pipes: this.#context.pipes,
        keyFrameDelayMs: this.#context.settings.keyFrameDelayMs,
      });
      return { transport: transport.options };
    });
  }

  connect(transportId: string, dtlsParameters: DtlsParameters): Promise<void> {
    return this.#guard(async () => this.#transport(transportId).connect(dtlsParameters));
  }

  restartIce(transportId: string): Promise<IceParameters> {
    return this.#guard(async () => this.#transport(transportId).restartIce());
  }

  produce(options: ProduceOptions & { transportId: string }): Promise<Track> {
    return this.#inTurn('send', async () => {
      const expected = kindOfSource[options.source];
      if (expected !== options.kind) throw new AppError('invalid_input', { path: 'kind', expected });
      const side = this.#send;
      if (side?.transport.id !== options.transportId) throw new AppError('media_gone');
      return (await side.produce(options)).track;
    });
  }

  setPaused(trackId: string, paused: boolean): Promise<void> {
    return this.#inTurn('send', async () => {
      const entry = this.#sender().find(trackId);
      if (entry.track.paused === paused) return;
      await entry.setPaused(paused);
      if (!entry.producer.closed) this.#context.pausedChanged(entry);
    });
  }

  unproduce(trackId: string): Promise<void> {
    return this.#inTurn('send', async () => this.#sender().unproduce(trackId));
  }

  follow(trackIds: readonly string[]): void {
    if (this.#closed) return;
    this.#wanted = new Set(trackIds);
    for (const trackId of this.#receive?.trackIds() ?? []) {
      if (!this.#wanted.has(trackId)) this.#receive?.closeTrack(trackId);
    }
    this.#reconcile();
  }

  ready(consumerIds: readonly string[]): Promise<void> {
    return this.#guard(async () => {
      const known = consumerIds.map((id) => this.#receive?.find(id)).filter((entry) => entry !== undefined);
      if (known.length === 0) throw new AppError('media_gone');
      // A consumer that ends while it is resumed is no failure: the viewer is told of its end.
      const results = await Promise.allSettled(known.map(({ consumer }) => consumer.resume()));
      results.forEach((result, index) => {
        if (result.status === 'rejected' && known[index]?.consumer.closed === false) throw result.reason;
      });
    });
  }

  preferLayer(consumerId: string, spatialLayer: number): Promise<void> {
    return this.#guard(async () => {
      const entry = this.#receive?.find(consumerId);
      if (!entry) throw new AppError('media_gone');
      await entry.preferLayer(spatialLayer);
    });
  }

  hasTransport(direction?: 'send' | 'receive'): boolean {
    if (direction === 'send') return this.#send !== undefined;
    if (direction === 'receive') return this.#receive !== undefined;
    return this.#receive !== undefined || this.#send !== undefined;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#dropReceive();
    this.#dropSend();
    this.#context.forget(this);
  }

  /** The room: whoever is here comes back elsewhere, and shall find room. */
  releaseSeats(): void {
    this.#receive?.transport.release();
    this.#send?.transport.release();
  }

  /** The room: a track has ended. */
  trackEnded(trackId: string): void {
    this.#receive?.closeTrack(trackId);
  }

  /** The room: a track that could not be had before can be had now. */
  trackArrived(trackId: string): void {
    if (this.#wanted.has(trackId)) this.#reconcile();
  }

  /** The room: a track was paused or resumed by its owner. */
  trackPaused(trackId: string): void {
    this.#receive?.of(trackId)?.pausedChanged();
  }

  async #newReceiveSide(rtpCapabilities: RtpCapabilities): Promise<ReceiveSide> {
    const congestionControl = this.#context.settings.congestionControl[this.#kind];
    const lost = () => this.#receiveLost();
    return new ReceiveSide({
      transport: await this.#openTransport('viewer', lost),
      rtpCapabilities: consumerCapabilities(rtpCapabilities, { congestionControl }),
      listener: this.#listener,
      log: this.#log,
      ticker: congestionControl ? undefined : this.#context.ticker,
      wanted: (entry) => this.#wanted.has(entry.track.id) && !entry.ended,
      onDropped: () => this.#reconcile(),
    });
  }

  async receivedBytes(): Promise<number | null> {
    const transport = this.#send?.transport.transport;
    if (!transport || transport.closed) return null;
    const [stats] = await this.#guard(() => transport.getStats());
    return stats?.rtpBytesReceived ?? null;
  }

  /** Takes the seat before the first wait. */
  async #openTransport(role: Role, onLost: () => void): Promise<ClientTransport> {
    const transport = await ClientTransport.open({
      reservation: this.#context.reserve(role),
      routerOn: (process) => this.#context.routerOn(process),
      initialOutgoingKbps: this.#context.settings.initialOutgoingKbps,
      onLost,
    });
    if (!this.#closed) return transport;
    transport.close();
    throw new AppError('media_gone');
  }

  /** Opens what is followed and not yet there. Called as often as one likes: one run does for all that wait for it. */
  #reconcile(): void {
    const side = this.#receive;
    if (this.#reconciling || this.#closed || !side || this.#missing(side).length === 0) return;
    this.#reconciling = true;
    this.#inTurn('receive', async () => {
      this.#reconciling = false;
      const current = this.#receive;
      if (!current) return;
      for (const entry of await current.open(this.#missing(current))) {
        this.#listener.consumerOpened(entry.announce());
      }
    }).catch((error: unknown) => {
      if (!this.#closed) this.#log.warn({ err: error }, 'followed tracks could not be opened');
    });
  }

  #missing(side: ReceiveSide): FollowedTrack[] {
    return [...this.#wanted]
      .filter((trackId) => !side.has(trackId))
      .map((trackId) => this.#context.entry(trackId))
      .filter((entry): entry is FollowedTrack => entry !== undefined && entry.track.peerId !== this.id);
  }

  #transport(id: string): ClientTransport {
    const transport = [this.#receive?.transport, this.#send?.transport].find((each) => each?.id === id);
    if (!transport) throw new AppError('media_gone');
    return transport;
  }

  #sender(): SendSide {
    if (!this.#send) throw new AppError('media_gone');
    return this.#send;
  }

  #receiveLost(): void {
    const side = this.#receive;
    // One that is lost while it is being opened fails there; its client has not heard of it.
    if (!side?.closed) return;
    this.#dropReceive();
    if (side.announced) this.#listener.transportLost('receive');
  }

  #sendLost(): void {
    if (!this.#send?.transport.closed) return;
    this.#dropSend();
    this.#listener.transportLost('send');
  }

  #dropReceive(): void {
    this.#receive?.close();
    this.#receive = undefined;
  }

  #dropSend(): void {
    const side = this.#send;
    this.#send = undefined;
    side?.close();
  }

  #inTurn<T>(direction: 'receive' | 'send', task: () => Promise<T>): Promise<T> {
    return this.#queue.run(direction, () => this.#guard(task));
  }

  /** Nothing but AppErrors leave, and whatever fails because this peer was closed meanwhile is just gone. */
  async #guard<T>(task: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new AppError('media_gone');
    try {
      return await task();
    } catch (error) {
      throw this.closed ? new AppError('media_gone', undefined, { cause: error }) : toMediaError(error);
    }
  }
}
