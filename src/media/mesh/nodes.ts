/** What travels in a call or an answer: plain JSON data, and bytes beside it. */
export interface MediaParcel {
  data: unknown;
  bytes?: Uint8Array | undefined;
}

/**
 * Questions from node to node. Whatever one node sends to another arrives in the order in which it was sent. A call that
 * rejects may have been carried out nevertheless.
 */
export interface MediaCalls {
  call(nodeId: string, name: string, parcel: MediaParcel): Promise<MediaParcel>;
  handle(name: string, handler: (parcel: MediaParcel, from: string) => Promise<MediaParcel>): void;
}

/** A node that carries media. */
export interface MediaNode {
  readonly id: string;
  /** Takes nobody, and gives away whom it has. */
  readonly draining: boolean;
  /** How full it is, 0 (idle) to 1 (takes nobody more). */
  readonly load: number;
}

/** The nodes that are alive, as this one knows them. */
export interface MediaMembers {
  /** The id of this node. */
  readonly self: string;
  list(): readonly MediaNode[];
  announce(changes: { load: number }): void;
  /** A node is gone and will not come back. Returns the function that ends the subscription. */
  onLeft(listener: (nodeId: string) => void): () => void;
}

/** What one viewer counts for until its node announces what it really costs: half a thousand fill a node. */
const SEAT_LOAD = 1 / 500;
/** How long a viewer is counted in advance: by then its node has measured and announced it. */
const FORESEEN_MS = 6_000;
/** Nodes within this of the emptiest count as equally empty: rooms of few people then stay together on one of them. */
const SLACK = 0.02;

/** Chooses the node for whoever comes. */
export class NodeChoice {
  readonly #members: MediaMembers;
  readonly #now: () => number;
  /** When somebody was sent to each node, oldest first. */
  readonly #sent = new Map<string, number[]>();

  /** @param now milliseconds of a clock that only goes forward */
  constructor(members: MediaMembers, now: () => number = () => performance.now()) {
    this.#members = members;
    this.#now = now;
  }

  /**
   * The emptiest node; of those that are equally empty one that already has the room, else this one. A draining node is
   * taken only if there is no other. Undefined when all have been tried.
   */
  pick(tried: ReadonlySet<string>, inUse: (nodeId: string) => boolean): string | undefined {
    const all = this.#members.list().filter(({ id }) => !tried.has(id));
    const open = all.filter(({ draining }) => !draining);
    const rated = (open.length > 0 ? open : all).map(({ id, load }) => ({
      id,
      load: load + this.#foreseen(id) * SEAT_LOAD,
    }));
    const least = Math.min(...rated.map(({ load }) => load));
    const rank = ({ id }: { id: string }): number => (inUse(id) ? 0 : id === this.#members.self ? 1 : 2);
    const [best] = rated
      .filter(({ load }) => load <= least + SLACK)
      .sort((a, b) => rank(a) - rank(b) || a.load - b.load || (a.id < b.id ? -1 : 1));
    if (best) this.#sent.set(best.id, [...(this.#sent.get(best.id) ?? []), this.#now()]);
    return best?.id;
  }

  forget(nodeId: string): void {
    this.#sent.delete(nodeId);
  }

  #foreseen(nodeId: string): number {
    const since = this.#now() - FORESEEN_MS;
    const recent = (this.#sent.get(nodeId) ?? []).filter((at) => at > since);
    this.#sent.set(nodeId, recent);
    return recent.length;
  }
}
