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
import type { Link } from './link.ts';
import type { Direction, Happened, Input, OwnTracks, Sources } from './wire.ts';

/** What a peer needs of its room. */
export interface RemotePeerContext {
  /** The room's name among nodes. */
  readonly key: string;
  readonly link: Link;
  /** The node for a transport: `beside` if that takes anybody, else the one with the most room. Throws `media_unavailable`. */
  choose(tried: ReadonlySet<string>, beside: string | undefined): string;
  /** Tracks of other nodes that this node shall have. */
  sourcesOf(nodeId: string): Sources;
  /** The peer receives on another node, or nowhere. */
  moved(peer: RemotePeer): void;
  /** The peer follows other tracks. */
  followChanged(peer: RemotePeer): void;
  /** The peer will have something on this node. */
  arriving(peer: RemotePeer, nodeId: string): void;
  /** The peer sends these tracks and no others. */
  setTracks(peer: RemotePeer, nodeId: string, tracks: readonly Track[]): void;
  /** The peer has nothing on this node any more. */
  ended(peer: RemotePeer, nodeId: string): void;
  forget(peer: RemotePeer): void;
}

type Opening = Input<'media.openSend'>;

/** A transport of the peer, on whichever node. */
interface Leg {
  readonly nodeId: string;
  /** Counts the transports of this peer: news of an earlier one are old. */
  readonly generation: number;
  /** Empty until the node has answered. */
  transportId: string;
  /** What was told of it before its opening was answered; undefined once that has been passed on. */
  held: Happened[] | undefined;
  /** Of the tracks, as last heard. */
  ownVersion: number;
}

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
  readonly #legs: Record<Direction, Leg | undefined> = { send: undefined, receive: undefined };
  #wanted: readonly string[] = [];
  #generation = 0;
  #closed = false;

  constructor(options: { id: string; kind: ViewerKind; listener: PeerListener }, context: RemotePeerContext) {
    this.id = options.id;
    this.#kind = options.kind;
    this.#listener = options.listener;
    this.#context = context;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get wanted(): readonly string[] {
    return this.#wanted;
  }

  /** The node on which it receives, or is about to. */
  get receivesOn(): string | undefined {
    return this.#legs.receive?.nodeId;
  }

  openReceive(
    rtpCapabilities: RtpCapabilities,
  ): Promise<{ transport: TransportOptions; consumers: ConsumerOptions[] }> {
    return this.#open('receive', async (leg, opening) =>
      this.#context.link.ask(leg.nodeId, 'media.openReceive', {
        ...opening,
        rtpCapabilities,
        wanted: [...this.#wanted],
        sources: this.#context.sourcesOf(leg.nodeId),
      }),
    );
  }

  openSend(): Promise<{ transport: TransportOptions }> {
    return this.#open('send', async (leg, opening) =>
      this.#context.link.ask(leg.nodeId, 'media.openSend', opening),
    );
  }

  async connect(transportId: string, dtlsParameters: DtlsParameters): Promise<void> {
    const { at, nodeId } = this.#at(this.#legOf(transportId));
    await this.#ask(nodeId, 'media.connect', { ...at, transportId, dtlsParameters });
  }

  async restartIce(transportId: string): Promise<IceParameters> {
    const { at, nodeId } = this.#at(this.#legOf(transportId));
    return (await this.#ask(nodeId, 'media.restartIce', { ...at, transportId })).iceParameters;
  }

  produce(options: ProduceOptions & { transportId: string }): Promise<Track> {
    return this.#inTurn('send', async () => {
      const expected = kindOfSource[options.source];
      if (expected !== options.kind) throw new AppError('invalid_input', { path: 'kind', expected });
      const leg = this.#legs.send;
      if (!leg || leg.transportId !== options.transportId) throw new AppError('media_gone');
      const { at, nodeId } = this.#at(leg);
      const { transportId, source, kind, rtpParameters, paused } = options;
      const question = { ...at, transportId, source, kind, rtpParameters, paused };
      const { track, own } = await this.#ask(nodeId, 'media.produce', question);
      if (this.#legs.send !== leg) throw new AppError('media_gone');
      this.#setOwn(leg, own);
      return track;
    });
  }

  setPaused(trackId: string, paused: boolean): Promise<void> {
    return this.#inTurn('send', async () => {
      const leg = this.#legs.send;
      const { at, nodeId } = this.#at(leg);
      const { own } = await this.#ask(nodeId, 'media.setPaused', { ...at, trackId, paused });
      this.#setOwn(leg, own);
    });
  }

  unproduce(trackId: string): Promise<void> {
    return this.#inTurn('send', async () => {
      const leg = this.#legs.send;
      const { at, nodeId } = this.#at(leg);
      const { own } = await this.#ask(nodeId, 'media.unproduce', { ...at, trackId });
      this.#setOwn(leg, own);
    });
  }

  follow(trackIds: readonly string[]): void {
    const same = trackIds.length === this.#wanted.length && trackIds.every((id, i) => id === this.#wanted[i]);
    if (this.#closed || same) return;
    this.#wanted = [...trackIds];
    this.#context.followChanged(this);
  }

  async ready(consumerIds: readonly string[]): Promise<void> {
    const { at, nodeId } = this.#at(this.#legs.receive);
    await this.#ask(nodeId, 'media.ready', { ...at, consumerIds: [...consumerIds] });
  }

  async preferLayer(consumerId: string, spatialLayer: number): Promise<void> {
    const { at, nodeId } = this.#at(this.#legs.receive);
    await this.#ask(nodeId, 'media.preferLayer', { ...at, consumerId, spatialLayer });
  }

  async receivedBytes(): Promise<number | null> {
    const leg = this.#legs.send;
    if (!leg || leg.transportId === '') return null;
    const { at, nodeId } = this.#at(leg);
    return (await this.#ask(nodeId, 'media.receivedBytes', at)).bytes;
  }

  hasTransport(direction?: Direction): boolean {
    const open = (leg: Leg | undefined): boolean => leg !== undefined && leg.transportId !== '';
    if (direction) return open(this.#legs[direction]);
    return open(this.#legs.send) || open(this.#legs.receive);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#dropLeg('receive');
    this.#dropLeg('send');
    this.#context.forget(this);
  }

  /** The room: a node tells of this peer. */
  happened(generation: number, what: Happened): void {
    const direction =
      what.event === 'transportLost' ? what.direction : what.event === 'ownTracks' ? 'send' : 'receive';
    const leg = this.#legs[direction];
    if (leg?.generation !== generation) return;
    if (leg.held) leg.held.push(what);
    else this.#pass(leg, what);
  }

  /** Whether a transport that is open is on that node. */
  isOn(nodeId: string): boolean {
    return this.#openOn(nodeId).length > 0;
  }

  /**
   * The room: what the peer has on that node is over, or is about to be, as the node goes. Those that are being opened are
   * left to their own end.
   */
  leave(nodeId: string): void {
    for (const direction of this.#openOn(nodeId)) this.#lose(direction);
  }

  #openOn(nodeId: string): Direction[] {
    return (['send', 'receive'] as const).filter((direction) => {
      const leg = this.#legs[direction];
      return leg?.nodeId === nodeId && leg.transportId !== '';
    });
  }

  /** Opens a transport in place of an earlier one; on another node when the first that was chosen cannot. */
  #open<T extends { transport: TransportOptions }>(
    direction: Direction,
    ask: (leg: Leg, opening: Opening) => Promise<T>,
  ): Promise<T> {
    return this.#inTurn(direction, async () => {
      const tried = new Set<string>();
      const beside =
        this.#legs[direction]?.nodeId ?? this.#legs[direction === 'send' ? 'receive' : 'send']?.nodeId;
      for (;;) {
        const nodeId = this.#context.choose(tried, beside);
        tried.add(nodeId);
        const leg = this.#newLeg(direction, nodeId);
        try {
          const opened = await ask(leg, this.#opening(leg.generation));
          if (this.#legs[direction] !== leg) throw new AppError('media_gone');
          this.#opened(leg, opened.transport.id);
          return opened;
        } catch (error) {
          if (this.#legs[direction] !== leg) throw error;
          this.#dropLeg(direction);
          if (!isElsewherePossible(error) || !this.#hasMore(tried)) throw error;
        }
      }
    });
  }

  #opening(generation: number): Opening {
    const { key: room } = this.#context;
    return { room, handle: this.handle, peer: { id: this.id, kind: this.#kind }, generation };
  }

  #hasMore(tried: ReadonlySet<string>): boolean {
    return this.#context.link.members.list().some(({ id }) => !tried.has(id));
  }

  #newLeg(direction: Direction, nodeId: string): Leg {
    this.#dropLeg(direction, nodeId);
    this.#generation += 1;
    const leg: Leg = { nodeId, generation: this.#generation, transportId: '', held: [], ownVersion: 0 };
    this.#legs[direction] = leg;
    this.#context.arriving(this, nodeId);
    if (direction === 'receive') this.#context.moved(this);
    return leg;
  }

  /** What was told meanwhile comes after the answer, which is on its way to whoever asked. */
  #opened(leg: Leg, transportId: string): void {
    leg.transportId = transportId;
    setImmediate(() => {
      const held = leg.held ?? [];
      leg.held = undefined;
      for (const what of held) this.#pass(leg, what);
    });
  }

  #pass(leg: Leg, what: Happened): void {
    if (this.#legs.send !== leg && this.#legs.receive !== leg) return;
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
      case 'ownTracks':
        this.#setOwn(leg, what.own);
        break;
      case 'transportLost':
        this.#lose(what.direction);
        break;
    }
  }

  #setOwn(leg: Leg | undefined, { version, tracks }: OwnTracks): void {
    if (!leg || this.#legs.send !== leg || version <= leg.ownVersion) return;
    leg.ownVersion = version;
    this.#context.setTracks(this, leg.nodeId, tracks);
  }

  #lose(direction: Direction): void {
    this.#dropLeg(direction);
    this.#listener.transportLost(direction);
  }

  /** @param nextNode where the next one will be: what the peer has there is not ended */
  #dropLeg(direction: Direction, nextNode?: string): void {
    const leg = this.#legs[direction];
    if (!leg) return;
    this.#legs[direction] = undefined;
    if (direction === 'send') this.#context.setTracks(this, leg.nodeId, []);
    else this.#context.moved(this);
    const other = this.#legs[direction === 'send' ? 'receive' : 'send'];
    if (leg.nodeId !== nextNode && leg.nodeId !== other?.nodeId) this.#context.ended(this, leg.nodeId);
  }

  #legOf(transportId: string): Leg | undefined {
    return [this.#legs.receive, this.#legs.send].find((leg) => leg?.transportId === transportId);
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

/** Another node may be able to do what this one cannot: it is full, has no worker that runs, or is gone. */
function isElsewherePossible(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'media_full' || error.code === 'media_unavailable');
}
