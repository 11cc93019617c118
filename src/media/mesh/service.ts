import type { IceServer, RtpCapabilities } from '../../contract/media.ts';
import { AppError } from '../../lib/errors.ts';
import type { Logger } from '../../lib/logger.ts';
import type { MediaPort, MediaProbe, MediaRoom, WorkerLoad } from '../port.ts';
import type { MediaService } from '../service.ts';
import { MediaAgent } from './agent.ts';
import { Link } from './link.ts';
import { LoadReport } from './load-report.ts';
import { NodeChoice, type MediaCalls, type MediaMembers } from './nodes.ts';
import { RemoteRoom } from './remote-room.ts';
import { MOST_CHILDREN } from './tree.ts';

export type { MediaCalls, MediaMembers, MediaNode, MediaParcel } from './nodes.ts';

/** How often a node looks whether another one drains, and hands over some of those who are there. */
const LOOK_MS = 250;
/** Handed over at a look: a hundred a second. So many handshakes at once delay nobody, and a full node is empty in seconds. */
const HANDED_OVER_AT_ONCE = 25;

export interface MeshOptions {
  /** This node's own workers. `close` closes them. */
  local: MediaService;
  members: MediaMembers;
  calls: MediaCalls;
  log: Logger;
  /** Nodes that fetch a track from the same one; for tests of the tree. */
  mostChildren?: number;
  /** Milliseconds between two looks at a pipe; for tests of a way that is blocked. */
  pipeLookMs?: number;
}

/**
 * The media of this node and all others as one. Compose it in place of the local service when there is a cluster, before
 * anything asks for a room, and once, because its handlers have their names to themselves:
 *
 *     const local = await createMedia(config.media, log);
 *     const media: MediaPort = cluster ? joinMedia({ local, members: cluster.members, calls: cluster.calls, log }) : local;
 *
 * Figures for /metrics stay those of `local.stats()`. The node's load is announced from here. To leave without a gap, announce
 * `draining`, wait for `drained` while sockets and features still work (the owners of the rooms hand whoever is here over to
 * other nodes), then call `abandonRooms` and close the rest. Close it before `cluster.close()`.
 */
export function joinMedia(options: MeshOptions): MeshMedia {
  return new MeshMedia(options);
}

/** Many nodes as one SFU. */
export class MeshMedia implements MediaPort {
  readonly #local: MediaService;
  readonly #link: Link;
  readonly #agent: MediaAgent;
  readonly #choice: NodeChoice;
  readonly #report: LoadReport;
  readonly #mostChildren: number;
  readonly #rooms = new Map<string, RemoteRoom>();
  readonly #byKey = new Map<string, RemoteRoom>();
  readonly #timer: NodeJS.Timeout;
  readonly #stopListening: () => void;
  #draining = '';
  #closing: Promise<void> | undefined;

  constructor({ local, members, calls, log, mostChildren = MOST_CHILDREN, pipeLookMs }: MeshOptions) {
    const part = log.child({ part: 'media mesh' });
    this.#local = local;
    this.#mostChildren = mostChildren;
    this.#link = new Link(members, calls, part);
    this.#choice = new NodeChoice(members);
    this.#agent = new MediaAgent(local, this.#link, part, pipeLookMs);
    this.#report = new LoadReport(local, members);
    this.#link.answer('media.news', async ({ room, first, items }, from) => {
      const owned = this.#byKey.get(room);
      if (!owned) throw new AppError('media_gone');
      owned.news(from, first, items);
      return {};
    });
    this.#stopListening = members.onLeft((nodeId) => {
      this.#choice.forget(nodeId);
      for (const room of this.#rooms.values()) room.nodeLeft(nodeId);
    });
    this.#timer = setInterval(() => this.#look(), LOOK_MS).unref();
  }

  get routerRtpCapabilities(): RtpCapabilities {
    return this.#local.routerRtpCapabilities;
  }

  iceServers(participantId: string): IceServer[] {
    return this.#local.iceServers(participantId);
  }

  async room(id: string): Promise<MediaRoom> {
    if (this.#closing) throw new AppError('media_unavailable');
    const existing = this.#rooms.get(id);
    if (existing) return existing;
    const room: RemoteRoom = new RemoteRoom(id, {
      link: this.#link,
      choice: this.#choice,
      mostChildren: this.#mostChildren,
      onClosed: () => {
        if (this.#rooms.get(id) === room) this.#rooms.delete(id);
        this.#byKey.delete(room.key);
      },
    });
    this.#rooms.set(id, room);
    this.#byKey.set(room.key, room);
    return room;
  }

  /** How packets travel to this node stands for how they travel to all. */
  openProbe(): Promise<MediaProbe> {
    return this.#local.openProbe();
  }

  /** The workers of this node. */
  load(): readonly WorkerLoad[] {
    return this.#local.load();
  }

  /**
   * Resolves when nobody's media is on this node any more, or there is nobody to hand it to, or after `withinMs`; true if it
   * is empty.
   */
  async drained(withinMs: number): Promise<boolean> {
    const deadline = performance.now() + withinMs;
    const { members, self } = this.#link;
    const isTaken = () => members.list().some(({ id, draining }) => id !== self && !draining);
    while (this.#agent.busy && isTaken() && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS / 5));
    }
    return !this.#agent.busy;
  }

  /**
   * The rooms that this node owns go on without it on other nodes, until whoever takes them over has their people back: what
   * is closed here from now on is not said there. For a node that leaves.
   */
  abandonRooms(): void {
    this.#link.close();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearInterval(this.#timer);
    this.#report.close();
    this.#stopListening();
    for (const room of [...this.#rooms.values()]) room.close();
    // Rooms on other nodes are told by now: what cannot be said at once need not be said, as this node leaves.
    await Promise.resolve();
    this.#link.close();
    this.#agent.close();
    await this.#local.close();
  }

  #look(): void {
    const nodes = this.#link.members.list();
    const draining = nodes.filter((node) => node.draining).map(({ id }) => id);
    const named = draining.join(' ');
    if (named !== this.#draining) {
      this.#draining = named;
      for (const room of this.#rooms.values()) room.membersChanged();
    }
    // When all of them go there is nowhere to go.
    if (draining.length === nodes.length) return;
    const leaving = draining.flatMap((nodeId) =>
      [...this.#rooms.values()].flatMap((room) => room.peersOn(nodeId).map((peer) => ({ peer, nodeId }))),
    );
    for (const { peer, nodeId } of leaving.slice(0, HANDED_OVER_AT_ONCE)) peer.handOver(nodeId);
  }
}
