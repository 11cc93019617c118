import type { Track } from '../port.ts';
import type { Direction, Happened, OwnTracks } from './wire.ts';

/** Milliseconds for which what a peer has on a node that goes flows on, until its client has opened the same elsewhere. */
const LONGEST_OVERLAP_MS = 4_000;
/** Milliseconds from the client's word that it is ready elsewhere until packets have certainly come there. */
const OVERLAP_MS = 1_000;

/** A transport of the peer, on whichever node. */
export interface Leg {
  readonly nodeId: string;
  /** Counts the transports of this peer: news of an earlier one are old. */
  readonly generation: number;
  /** Empty until the node has answered. */
  transportId: string;
  /** What was told of it before its opening was answered; undefined once that has been passed on. */
  held: Happened[] | undefined;
  /** Of the tracks, as last heard. */
  ownVersion: number;
  /** What is sent over it. */
  tracks: readonly Track[];
}

/** A track and the node that it is sent on. */
export interface SentTrack {
  track: Track;
  nodeId: string;
}

export interface LegsOwner {
  /** Something of the peer will be on this node. */
  arriving(nodeId: string): void;
  /** Nothing of the peer is on this node any more. */
  ended(nodeId: string): void;
  /** It receives on other nodes than before, see {@link Legs.receivingOn}. */
  moved(): void;
  /** It sends these tracks and no others. */
  sends(tracks: readonly SentTrack[]): void;
  /** News of a transport that is in use, but for what is sent over it. */
  passOn(what: Happened): void;
}

const directions = ['send', 'receive'] as const;

/**
 * Where a peer's two transports are. One on a node that goes is put behind another that is opened elsewhere: it flows on until
 * that one does, so that nobody misses anything in between.
 */
export class Legs {
  readonly #owner: LegsOwner;
  readonly #now: Record<Direction, Leg | undefined> = { send: undefined, receive: undefined };
  readonly #before: Record<Direction, Leg | undefined> = { send: undefined, receive: undefined };
  readonly #timers: Record<Direction, NodeJS.Timeout | undefined> = { send: undefined, receive: undefined };
  #generation = 0;

  constructor(owner: LegsOwner) {
    this.#owner = owner;
  }

  get(direction: Direction): Leg | undefined {
    return this.#now[direction];
  }

  of(transportId: string): Leg | undefined {
    return [this.#now.receive, this.#now.send].find((leg) => leg?.transportId === transportId);
  }

  isOpen(direction: Direction): boolean {
    const { transportId = '' } = this.#now[direction] ?? {};
    return transportId !== '';
  }

  /** The directions in which a transport is open on that node. */
  openOn(nodeId: string): Direction[] {
    return directions.filter(
      (direction) => this.isOpen(direction) && this.#now[direction]?.nodeId === nodeId,
    );
  }

  /** The nodes on which it receives, or is about to: two while it moves from one to the other. */
  receivingOn(): string[] {
    return [this.#now.receive, this.#before.receive].flatMap((leg) => (leg ? [leg.nodeId] : []));
  }

  /** The node beside which a new transport belongs, if that one takes anybody. */
  beside(direction: Direction): string | undefined {
    return (this.#now[direction] ?? this.#now[direction === 'send' ? 'receive' : 'send'])?.nodeId;
  }

  /** Another transport, in place of the one that is in use. */
  begin(direction: Direction, nodeId: string): Leg {
    this.drop(direction, nodeId);
    // The node has one transport of each direction: the new one takes the place of what would flow on.
    if (this.#before[direction]?.nodeId === nodeId) this.#forgetBefore(direction);
    this.#generation += 1;
    const leg: Leg = {
      ...{ nodeId, generation: this.#generation, transportId: '' },
      ...{ held: [], ownVersion: 0, tracks: [] },
    };
    this.#now[direction] = leg;
    this.#owner.arriving(nodeId);
    if (direction === 'receive') this.#owner.moved();
    return leg;
  }

  /** The node has answered. What was told meanwhile comes after the answer, which is on its way to whoever asked. */
  opened(leg: Leg, transportId: string): void {
    leg.transportId = transportId;
    setImmediate(() => {
      const held = leg.held ?? [];
      leg.held = undefined;
      for (const what of held) this.#pass(leg, what);
    });
  }

  /** @param nextNode where the next one will be: what the peer has there is not ended */
  drop(direction: Direction, nextNode?: string): void {
    const leg = this.#now[direction];
    if (!leg) return;
    this.#now[direction] = undefined;
    this.#over(direction, leg, nextNode);
  }

  /** What is in use goes, and flows on until {@link settle}, or for a while. */
  putBehind(direction: Direction): void {
    const leg = this.#now[direction];
    if (!leg) return;
    this.endBefore(direction);
    this.#now[direction] = undefined;
    this.#before[direction] = leg;
    this.#endBeforeIn(direction, LONGEST_OVERLAP_MS);
  }

  /** What was put behind is not needed any more, as soon as packets have come over what is in use. */
  settle(direction: Direction): void {
    if (this.#before[direction] && this.#now[direction]) this.#endBeforeIn(direction, OVERLAP_MS);
  }

  endBefore(direction: Direction): void {
    const leg = this.#before[direction];
    if (!leg) return;
    this.#forgetBefore(direction);
    this.#over(direction, leg);
  }

  /** The node is gone, and what flowed on there with it. */
  nodeLeft(nodeId: string): void {
    for (const direction of directions) {
      if (this.#before[direction]?.nodeId === nodeId) this.endBefore(direction);
    }
  }

  /** A node tells of the transport of that number. */
  happened(generation: number, what: Happened): void {
    const leg = [...Object.values(this.#now), ...Object.values(this.#before)].find(
      (one) => one?.generation === generation,
    );
    if (!leg) return;
    if (leg.held) leg.held.push(what);
    else this.#pass(leg, what);
  }

  /** The newest list of what is sent over a transport holds. */
  setOwn(leg: Leg | undefined, { version, tracks }: OwnTracks): void {
    if (!leg || (this.#now.send !== leg && this.#before.send !== leg) || version <= leg.ownVersion) return;
    leg.ownVersion = version;
    leg.tracks = tracks;
    this.#tellSent();
    const sources = new Set(this.#now.send?.tracks.map(({ source }) => source));
    if (this.#before.send?.tracks.every(({ source }) => sources.has(source))) this.endBefore('send');
  }

  close(): void {
    for (const direction of directions) {
      this.drop(direction);
      this.endBefore(direction);
    }
  }

  #pass(leg: Leg, what: Happened): void {
    if (what.event === 'ownTracks') this.setOwn(leg, what.own);
    else if (this.#now.send === leg || this.#now.receive === leg) this.#owner.passOn(what);
    else if (what.event === 'transportLost' && this.#before[what.direction] === leg)
      this.endBefore(what.direction);
  }

  /** Each source once: what is sent anew takes the place of what was sent before. */
  #tellSent(): void {
    const { send: now } = this.#now;
    const { send: before } = this.#before;
    const sources = new Set(now?.tracks.map(({ source }) => source));
    const kept = before?.tracks.filter(({ source }) => !sources.has(source)) ?? [];
    this.#owner.sends([
      ...kept.map((track) => ({ track, nodeId: before?.nodeId ?? '' })),
      ...(now?.tracks ?? []).map((track) => ({ track, nodeId: now?.nodeId ?? '' })),
    ]);
  }

  #over(direction: Direction, leg: Leg, nextNode?: string): void {
    if (direction === 'send') this.#tellSent();
    else this.#owner.moved();
    const others = [...Object.values(this.#now), ...Object.values(this.#before)];
    const isUsed = leg.nodeId === nextNode || others.some((one) => one?.nodeId === leg.nodeId);
    if (!isUsed) this.#owner.ended(leg.nodeId);
  }

  #endBeforeIn(direction: Direction, ms: number): void {
    clearTimeout(this.#timers[direction]);
    this.#timers[direction] = setTimeout(() => this.endBefore(direction), ms).unref();
  }

  #forgetBefore(direction: Direction): void {
    clearTimeout(this.#timers[direction]);
    this.#before[direction] = undefined;
  }
}
