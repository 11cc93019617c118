import {
  kindOfSource,
  type ConsumerOptions,
  type DtlsParameters,
  type IceParameters,
  type RtpCapabilities,
  type TransportOptions,
} from '../../contract/media.ts';
import { AppError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import { KeyedQueue } from '../../lib/keyed-queue.ts';
import type { MediaPeer, PeerListener, Track, ViewerKind } from '../port.ts';
import type { ProduceOptions } from '../send-side.ts';
import { Legs, type Leg, type SentTrack } from './legs.ts';
import { openLeg, type LegOpening } from './open-leg.ts';
import type { Link } from './link.ts';
import type { Direction, Happened, Input, Sources } from './wire.ts';

/** What a peer needs of its room. */
export interface RemotePeerContext {
  /** The room's name among nodes. */
  readonly key: string;
  readonly link: Link;
  /** The node for a transport: `beside` if that takes anybody, else the one with the most room. Throws `media_unavailable`. */
  choose(tried: ReadonlySet<string>, beside: string | undefined): string;
  /** Tracks of other nodes that this node shall have. */
  sourcesOf(nodeId: string): Sources;
  /** The peer receives on other nodes, or nowhere. */
  moved(peer: RemotePeer): void;
  /** The peer follows other tracks. */
  followChanged(peer: RemotePeer): void;
  /** The peer will have something on this node. */
  arriving(peer: RemotePeer, nodeId: string): void;
  /** The peer sends these tracks and no others. */
  setTracks(peer: RemotePeer, tracks: readonly SentTrack[]): void;
  /** The peer has nothing on this node any more. */
  ended(peer: RemotePeer, nodeId: string): void;
  forget(peer: RemotePeer): void;
}

type Opening = Input<'media.openSend'>;

/**
 * One participant in a room, where the classroom runs. The real peer is on a node with room; this one says there what shall
 * be, and passes on what happens there, in order. Its two transports are on one node as long as that one has room.
 */
export class RemotePeer implements MediaPeer {
  readonly id: string;
  /** Its name among nodes: a second peer of the same id is another one. */
  readonly handle = newId();
  readonly #kind: ViewerKind;
  readonly #listener: PeerListener;
  readonly #context: RemotePeerContext;
  readonly #queue = new KeyedQueue();
  readonly #legs: Legs;
  #wanted: readonly string[] = [];
  #closed = false;

  constructor(options: { id: string; kind: ViewerKind; listener: PeerListener }, context: RemotePeerContext) {
    this.id = options.id;
    this.#kind = options.kind;
    this.#listener = options.listener;
    this.#context = context;
    this.#legs = new Legs({
      arriving: (nodeId) => context.arriving(this, nodeId),
      ended: (nodeId) => context.ended(this, nodeId),
      moved: () => context.moved(this),
      sends: (tracks) => context.setTracks(this, tracks),
      passOn: (what) => this.#tell(what),
    });
  }

  get closed(): boolean {
    return this.#closed;
  }

  get wanted(): readonly string[] {
    return this.#wanted;
  }

  /** The nodes on which it receives, or is about to. */
  receivingOn(): string[] {
    return this.#legs.receivingOn();
  }

  async openReceive(
    rtpCapabilities: RtpCapabilities,
  ): Promise<{ transport: TransportOptions; consumers: ConsumerOptions[] }> {
    const opened = await this.#open('receive', async (leg, opening) =>
      this.#context.link.ask(leg.nodeId, 'media.openReceive', {
        ...opening,
        rtpCapabilities,
        wanted: [...this.#wanted],
        sources: this.#context.sourcesOf(leg.nodeId),
      }),
    );
    // Of nothing no packet will come.
    if (opened.consumers.length === 0) this.#legs.settle('receive');
    return opened;
  }

  openSend(): Promise<{ transport: TransportOptions }> {
    return this.#open('send', async (leg, opening) =>
      this.#context.link.ask(leg.nodeId, 'media.openSend', opening),
    );
  }

  async connect(transportId: string, dtlsParameters: DtlsParameters): Promise<void> {
    const { at, nodeId } = this.#at(this.#legs.of(transportId));
    await this.#ask(nodeId, 'media.connect', { ...at, transportId, dtlsParameters });
  }

  async restartIce(transportId: string): Promise<IceParameters> {
    const { at, nodeId } = this.#at(this.#legs.of(transportId));
    return (await this.#ask(nodeId, 'media.restartIce', { ...at, transportId })).iceParameters;
  }

  produce(options: ProduceOptions & { transportId: string }): Promise<Track> {
    return this.#inTurn('send', async () => {
      const expected = kindOfSource[options.source];
      if (expected !== options.kind) throw new AppError('invalid_input', { path: 'kind', expected });
      const leg = this.#legs.get('send');
      if (!leg || leg.transportId !== options.transportId) throw new AppError('media_gone');
      const { at, nodeId } = this.#at(leg);
      const { transportId, source, kind, rtpParameters, paused } = options;
      const question = { ...at, transportId, source, kind, rtpParameters, paused };
      const { track, own } = await this.#ask(nodeId, 'media.produce', question);
      if (this.#legs.get('send') !== leg) throw new AppError('media_gone');
      this.#legs.setOwn(leg, own);
      return track;
    });
  }

  setPaused(trackId: string, paused: boolean): Promise<void> {
    return this.#inTurn('send', async () => {
      const leg = this.#legs.get('send');
      const { at, nodeId } = this.#at(leg);
      const { own } = await this.#ask(nodeId, 'media.setPaused', { ...at, trackId, paused });
      this.#legs.setOwn(leg, own);
    });
  }

  unproduce(trackId: string): Promise<void> {
    return this.#inTurn('send', async () => {
      const leg = this.#legs.get('send');
      const { at, nodeId } = this.#at(leg);
      const { own } = await this.#ask(nodeId, 'media.unproduce', { ...at, trackId });
      this.#legs.setOwn(leg, own);
    });
  }

  follow(trackIds: readonly string[]): void {
    const same = trackIds.length === this.#wanted.length && trackIds.every((id, i) => id === this.#wanted[i]);
    if (this.#closed || same) return;
    this.#wanted = [...trackIds];
    this.#context.followChanged(this);
  }

  async ready(consumerIds: readonly string[]): Promise<void> {
    const { at, nodeId } = this.#at(this.#legs.get('receive'));
    await this.#ask(nodeId, 'media.ready', { ...at, consumerIds: [...consumerIds] });
    this.#legs.settle('receive');
  }

  async preferLayer(consumerId: string, spatialLayer: number): Promise<void> {
    const { at, nodeId } = this.#at(this.#legs.get('receive'));
    await this.#ask(nodeId, 'media.preferLayer', { ...at, consumerId, spatialLayer });
  }

  async receivedBytes(): Promise<number | null> {
    const leg = this.#legs.get('send');
    if (!leg || leg.transportId === '') return null;
    const { at, nodeId } = this.#at(leg);
    return (await this.#ask(nodeId, 'media.receivedBytes', at)).bytes;
  }

  hasTransport(direction?: Direction): boolean {
    if (direction) return this.#legs.isOpen(direction);
    return this.#legs.isOpen('send') || this.#legs.isOpen('receive');
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#legs.close();
    this.#context.forget(this);
  }

  /** The room: a node tells of this peer. */
  happened(generation: number, what: Happened): void {
    this.#legs.happened(generation, what);
  }

  /** Whether a transport that is open is on that node. */
  isOn(nodeId: string): boolean {
    return this.#legs.openOn(nodeId).length > 0;
  }

  /** The room: the node is gone. Transports that are being opened there are left to their own end. */
  nodeLeft(nodeId: string): void {
    this.#legs.nodeLeft(nodeId);
    for (const direction of this.#legs.openOn(nodeId)) this.#lose(direction);
  }

  /** The room: the node goes. The client opens anew elsewhere, and what it has there flows on meanwhile. */
  handOver(nodeId: string): void {
    for (const direction of this.#legs.openOn(nodeId)) {
      this.#legs.putBehind(direction);
      this.#listener.transportLost(direction);
    }
  }

  /** Opens a transport in place of an earlier one. */
  #open<T extends { transport: TransportOptions }>(
    direction: Direction,
    ask: (leg: Leg, opening: Opening) => Promise<T>,
  ): Promise<T> {
    const context = this.#context;
    const opening: LegOpening = {
      legs: this.#legs,
      direction,
      choose: (tried, beside) => context.choose(tried, beside),
      nodes: () => context.link.members.list(),
    };
    return this.#inTurn(direction, () => openLeg(opening, (leg) => ask(leg, this.#opening(leg.generation))));
  }

  #opening(generation: number): Opening {
    const { key: room } = this.#context;
    return { room, handle: this.handle, peer: { id: this.id, kind: this.#kind }, generation };
  }

  #tell(what: Happened): void {
    switch (what.event) {
      case 'consumerOpened':
        this.#listener.consumerOpened(what.consumer);
        break;
      case 'consumerClosed':
        this.#listener.consumerClosed(what.consumerId);
        break;
      case 'consumerPaused':
        this.#listener.consumerPaused(what.consumerId, what.paused);
        break;
      case 'layerChanged':
        this.#listener.layerChanged(what.consumerId, what.spatialLayer);
        break;
      // The legs keep it themselves.
      case 'ownTracks':
        break;
      case 'transportLost':
        this.#lose(what.direction);
        break;
    }
  }

  #lose(direction: Direction): void {
    this.#legs.drop(direction);
    this.#listener.transportLost(direction);
  }

  /** Throws `media_gone` without an open transport. */
  #at(leg: Leg | undefined): { nodeId: string; at: { room: string; handle: string } } {
    if (this.#closed || !leg || leg.transportId === '') throw new AppError('media_gone');
    return { nodeId: leg.nodeId, at: { room: this.#context.key, handle: this.handle } };
  }

  #ask: Link['ask'] = async (nodeId, name, input) => {
    try {
      return await this.#context.link.ask(nodeId, name, input);
    } catch (error) {
      throw this.closed ? new AppError('media_gone', undefined, { cause: error }) : error;
    }
  };

  #inTurn<T>(direction: Direction, task: () => Promise<T>): Promise<T> {
    return this.#queue.run(direction, async () => {
      if (this.#closed) throw new AppError('media_gone');
      try {
        return await task();
      } catch (error) {
        throw this.closed ? new AppError('media_gone', undefined, { cause: error }) : error;
      }
    });
  }
}
