/**
 * How many nodes fetch one track from the same node. A child costs its parent what a viewer costs, each packet encrypted and
 * sent once more: sixteen are 6% of the 250 viewers that a worker carries. One step of sixteen and a second of sixteen each
 * reach 272 nodes, 60,000 rooms at 221 each, so no picture comes over more than two nodes on its way; the fewer steps, the
 * fewer viewers notice the death of a node between.
 */
export const MOST_CHILDREN = 16;

/**
 * The way of one track from the node that it is sent on to all that have viewers for it. Nodes stay where they are while
 * their parent is there, as a move interrupts the picture for a moment.
 */
export class Tree {
  readonly root: string;
  readonly #mostChildren: number;
  readonly #parents = new Map<string, string>();

  constructor(root: string, mostChildren = MOST_CHILDREN) {
    this.root = root;
    this.#mostChildren = mostChildren;
  }

  /** The node that this one fetches the track from; undefined for the root and for those that do not need it. */
  parentOf(nodeId: string): string | undefined {
    return this.#parents.get(nodeId);
  }

  /** All nodes but the root. */
  nodes(): string[] {
    return [...this.#parents.keys()];
  }

  /**
   * Takes in who needs the track, and lets go of who does not. A node without viewers stays while others hang on it.
   *
   * @param isReliable whether others may hang on a node: it is there, and not about to go
   */
  update(needed: ReadonlySet<string>, isReliable: (nodeId: string) => boolean): void {
    const wanted = new Set(needed);
    wanted.delete(this.root);
    for (const nodeId of this.nodes()) {
      if (!wanted.has(nodeId) && !isReliable(nodeId)) this.#parents.delete(nodeId);
    }
    this.#dropIdle(wanted);
    for (const [nodeId, parent] of [...this.#parents]) {
      const holds = parent === this.root || (this.#parents.has(parent) && isReliable(parent));
      if (!holds) this.#parents.set(nodeId, this.#place(nodeId, isReliable));
    }
    for (const nodeId of wanted) {
      if (!this.#parents.has(nodeId)) this.#parents.set(nodeId, this.#place(nodeId, isReliable));
    }
    // Those that only carried on have lost their last child now.
    this.#dropIdle(wanted);
  }

  #dropIdle(wanted: ReadonlySet<string>): void {
    for (;;) {
      const busy = new Set(this.#parents.values());
      const idle = this.nodes().filter((nodeId) => !wanted.has(nodeId) && !busy.has(nodeId));
      if (idle.length === 0) return;
      for (const nodeId of idle) this.#parents.delete(nodeId);
    }
  }

  /** The nearest place to the root that is free, and not below the node itself. */
  #place(nodeId: string, isReliable: (nodeId: string) => boolean): string {
    const children = new Map<string, string[]>();
    for (const [child, parent] of this.#parents) {
      if (child !== nodeId) children.set(parent, [...(children.get(parent) ?? []), child]);
    }
    // Breadth first, from the root: what hangs on the node itself, or on nothing, is never reached.
    const reached = [this.root];
    for (const parent of reached) {
      const own = children.get(parent) ?? [];
      if (own.length < this.#mostChildren && (parent === this.root || isReliable(parent))) return parent;
      reached.push(...own);
    }
    return this.root;
  }
}

interface Wish {
  nodeIds: readonly string[];
  trackIds: readonly string[];
}

/** Counts for each track on which nodes it is followed. */
export class Demand {
  readonly #wishes = new Map<object, Wish>();
  readonly #counts = new Map<string, Map<string, number>>();

  /** What a peer follows, and the nodes on which it receives: none when it is gone. */
  set(peer: object, wish: Wish): void {
    const before = this.#wishes.get(peer);
    if (before) this.#countAll(before, -1);
    if (wish.nodeIds.length === 0) this.#wishes.delete(peer);
    else this.#wishes.set(peer, wish);
    this.#countAll(wish, 1);
  }

  nodesOf(trackId: string): ReadonlySet<string> {
    return new Set(this.#counts.get(trackId)?.keys() ?? []);
  }

  #countAll({ nodeIds, trackIds }: Wish, by: 1 | -1): void {
    for (const nodeId of nodeIds) for (const trackId of trackIds) this.#count(trackId, nodeId, by);
  }

  #count(trackId: string, nodeId: string, by: 1 | -1): void {
    const counts = this.#counts.get(trackId) ?? new Map<string, number>();
    const count = (counts.get(nodeId) ?? 0) + by;
    if (count > 0) counts.set(nodeId, count);
    else counts.delete(nodeId);
    if (counts.size > 0) this.#counts.set(trackId, counts);
    else this.#counts.delete(trackId);
  }
}
