import { AppError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import type { MediaPeer, MediaRoom, PeerListener, Track, ViewerKind } from '../port.ts';
import type { SentTrack } from './legs.ts';
import type { Link } from './link.ts';
import type { NodeChoice } from './nodes.ts';
import { NodeSide } from './node-side.ts';
import { RemotePeer, type RemotePeerContext } from './remote-peer.ts';
import { Demand, Tree } from './tree.ts';
import type { NewsItem, Sources } from './wire.ts';

interface Sent {
  track: Track;
  peer: RemotePeer;
  tree: Tree;
}

export interface RemoteRoomDeps {
  link: Link;
  choice: NodeChoice;
  mostChildren: number;
  onClosed: () => void;
}

/** The media of one classroom where the classroom runs: who is on which node, and how each track gets to those that need it. */
export class RemoteRoom implements MediaRoom, RemotePeerContext {
  readonly id: string;
  /** Its name among nodes: a room that is opened again is another one. */
  readonly key: string;
  readonly link: Link;
  readonly #deps: RemoteRoomDeps;
  readonly #peers = new Map<string, RemotePeer>();
  readonly #handles = new Map<string, RemotePeer>();
  readonly #sent = new Map<string, Sent>();
  readonly #demand = new Demand();
  readonly #sides = new Map<string, NodeSide>();
  readonly #listeners = new Set<(tracks: readonly Track[]) => void>();
  #planning = false;
  #closed = false;

  constructor(id: string, deps: RemoteRoomDeps) {
    this.id = id;
    this.key = `${id}.${newId()}`;
    this.link = deps.link;
    this.#deps = deps;
  }

  openPeer(options: { id: string; kind: ViewerKind; listener: PeerListener }): MediaPeer {
    if (this.#closed) throw new AppError('media_gone');
    this.#peers.get(options.id)?.close();
    const peer = new RemotePeer(options, this);
    this.#peers.set(peer.id, peer);
    this.#handles.set(peer.handle, peer);
    return peer;
  }

  onTracksChanged(listener: (tracks: readonly Track[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tracks(): readonly Track[] {
    return [...this.#sent.values()].map(({ track }) => track);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listeners.clear();
    for (const peer of [...this.#peers.values()]) peer.close();
    for (const [nodeId, side] of this.#sides) {
      side.close();
      void this.link.insist(nodeId, 'media.closeRoom', () => ({ room: this.key }));
    }
    this.#deps.onClosed();
  }

  /** What a node tells. */
  news(nodeId: string, first: number, items: readonly NewsItem[]): void {
    if (this.#closed) throw new AppError('media_gone');
    for (const { handle, generation, what } of this.#side(nodeId).fresh(first, items)) {
      this.#handles.get(handle)?.happened(generation, what);
    }
  }

  /** A node is gone with all that was on it. */
  nodeLeft(nodeId: string): void {
    this.#sides.get(nodeId)?.close();
    this.#sides.delete(nodeId);
    for (const peer of [...this.#peers.values()]) peer.nodeLeft(nodeId);
    this.#plan();
  }

  /** Peers with something open on that node. */
  peersOn(nodeId: string): RemotePeer[] {
    return [...this.#peers.values()].filter((peer) => peer.isOn(nodeId));
  }

  /** A node begins or ceases to go: nothing shall hang on it then. */
  membersChanged(): void {
    this.#plan();
  }

  choose(tried: ReadonlySet<string>, beside: string | undefined): string {
    const near = this.link.members.list().find(({ id }) => id === beside);
    if (near && !near.draining && !tried.has(near.id)) return near.id;
    const inUse = (nodeId: string): boolean => this.#sides.has(nodeId);
    const chosen = this.#deps.choice.pick(tried, inUse);
    if (chosen === undefined) throw new AppError('media_unavailable');
    return chosen;
  }

  sourcesOf(nodeId: string): Sources {
    this.#planTrees();
    return this.#side(nodeId).sources();
  }

  moved(peer: RemotePeer): void {
    this.#demand.set(peer, { nodeIds: peer.receivingOn(), trackIds: peer.wanted });
    this.#plan();
  }

  followChanged(peer: RemotePeer): void {
    this.moved(peer);
    if (this.#closed) return;
    for (const nodeId of peer.receivingOn()) this.#side(nodeId).followChanged(peer.handle);
  }

  arriving(peer: RemotePeer, nodeId: string): void {
    this.#side(nodeId).arriving(peer.handle);
  }

  setTracks(peer: RemotePeer, tracks: readonly SentTrack[]): void {
    const before = this.tracks();
    const ids = new Set(tracks.map(({ track }) => track.id));
    for (const [trackId, sent] of this.#sent) {
      if (sent.peer === peer && !ids.has(trackId)) this.#sent.delete(trackId);
    }
    for (const { track, nodeId } of tracks) {
      const tree = this.#sent.get(track.id)?.tree ?? new Tree(nodeId, this.#deps.mostChildren);
      this.#sent.set(track.id, { track, peer, tree });
    }
    const now = this.tracks();
    if (JSON.stringify(now) === JSON.stringify(before)) return;
    for (const listener of [...this.#listeners]) listener(now);
    this.#plan();
  }

  ended(peer: RemotePeer, nodeId: string): void {
    if (!this.#closed) this.#sides.get(nodeId)?.ended(peer.handle);
  }

  forget(peer: RemotePeer): void {
    this.#handles.delete(peer.handle);
    if (this.#peers.get(peer.id) === peer) this.#peers.delete(peer.id);
  }

  /** Once for all that changes in the same moment. */
  #plan(): void {
    if (this.#planning || this.#closed) return;
    this.#planning = true;
    queueMicrotask(() => {
      this.#planning = false;
      if (this.#closed) return;
      this.#planTrees();
      for (const side of this.#sides.values()) side.say();
    });
  }

  #planTrees(): void {
    const nodes = this.link.members.list();
    const alive = new Set(nodes.map(({ id }) => id));
    const reliable = new Set(nodes.filter(({ draining }) => !draining).map(({ id }) => id));
    for (const { track, tree } of this.#sent.values()) {
      const needed = [...this.#demand.nodesOf(track.id)].filter((nodeId) => alive.has(nodeId));
      tree.update(new Set(needed), (nodeId) => reliable.has(nodeId));
      for (const nodeId of tree.nodes()) this.#side(nodeId);
    }
  }

  #side(nodeId: string): NodeSide {
    const existing = this.#sides.get(nodeId);
    if (existing) return existing;
    const side = new NodeSide({
      link: this.link,
      nodeId,
      room: this.key,
      sources: () => this.#sourcesFor(nodeId),
      wantedBy: (handle) => {
        const peer = this.#handles.get(handle);
        return peer?.receivingOn().includes(nodeId) === true ? peer.wanted : undefined;
      },
    });
    this.#sides.set(nodeId, side);
    return side;
  }

  #sourcesFor(nodeId: string): Sources['tracks'] {
    return [...this.#sent.values()].flatMap(({ track, tree }) => {
      const from = tree.parentOf(nodeId);
      return from === undefined ? [] : [{ track, from }];
    });
  }
}
