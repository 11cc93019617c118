import type { Bus, Calls, Cluster, ClusterNode, Members, Ownership, Parcel } from '../../src/cluster/port.ts';
import { AppError } from '../../src/lib/errors.ts';

type Listener = (message: unknown, bytes: Uint8Array | undefined) => void;
type Handler = (parcel: Parcel, from: string) => Promise<Parcel>;

/** Several nodes in one process, joined in memory; who runs a course and who is gone is decided by the test. */
export class JoinedNodes {
  readonly #nodes = new Map<string, JoinedNode>();
  readonly #owners = new Map<string, string>();

  add(id: string): JoinedNode {
    const node = new JoinedNode(id, this);
    this.#nodes.set(id, node);
    return node;
  }

  get nodes(): JoinedNode[] {
    return [...this.#nodes.values()];
  }

  node(id: string): JoinedNode | undefined {
    return this.#nodes.get(id);
  }

  knownOwner(courseId: string): string | undefined {
    return this.#owners.get(courseId);
  }

  /** Whoever asks first takes what nobody runs. */
  ownerOf(courseId: string, by: string): string {
    const owner = this.#owners.get(courseId);
    if (owner !== undefined) return owner;
    this.#owners.set(courseId, by);
    return by;
  }

  /** The course belongs to that node from now on. */
  move(courseId: string, ownerId: string): void {
    this.#owners.set(courseId, ownerId);
    for (const node of this.#nodes.values()) for (const tell of node.moved) tell(courseId, ownerId);
  }

  /** The node is gone; with it what it ran. */
  remove(id: string): void {
    this.#nodes.delete(id);
    for (const [courseId, owner] of this.#owners) if (owner === id) this.#owners.delete(courseId);
    for (const node of this.#nodes.values()) for (const tell of node.left) tell(id);
  }
}

/** One of them. Messages and calls to another node wait in one line, so that they keep their order. */
export class JoinedNode implements Cluster {
  readonly id: string;
  readonly left = new Set<(nodeId: string) => void>();
  readonly moved = new Set<(courseId: string, ownerId: string) => void>();
  /** The way to and from all others is gone. */
  cutOff = false;
  readonly members: Members;
  readonly #all: JoinedNodes;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #handlers = new Map<string, Handler>();
  readonly #gaps = new Set<() => void>();
  #waiting: (() => void)[] = [];

  constructor(id: string, all: JoinedNodes) {
    this.id = id;
    this.#all = all;
    this.members = {
      self: id,
      list: () =>
        all.nodes.map(({ id }): ClusterNode => ({
          id,
          url: null,
          certificate: null,
          draining: false,
          load: 0,
        })),
      announce: () => undefined,
      onLeft: (listener) => added(this.left, listener),
    };
  }

  /** The way is there again. */
  healed(): void {
    this.cutOff = false;
    for (const tell of this.#gaps) tell();
  }

  readonly bus: Bus = {
    publish: (topic, message, bytes) => {
      const text = JSON.stringify(message);
      for (const node of this.#all.nodes) {
        if (node !== this && (this.cutOff || node.cutOff)) continue;
        node.later(() => {
          for (const listener of [...(node.#listeners.get(topic) ?? [])]) listener(JSON.parse(text), bytes);
        });
      }
    },
    subscribe: (topic, listener) => {
      const set = this.#listeners.get(topic) ?? new Set<Listener>();
      this.#listeners.set(topic, set.add(listener));
      return () => void set.delete(listener);
    },
    onGap: (listener) => added(this.#gaps, listener),
    close: async () => this.#listeners.clear(),
  };

  readonly calls: Calls = {
    call: (nodeId, name, parcel) =>
      new Promise((resolve, reject) => {
        const target = this.#all.node(nodeId);
        if (!target || (target !== this && (this.cutOff || target.cutOff))) {
          reject(new AppError('unavailable'));
          return;
        }
        const sent = copyOf(parcel);
        target.later(() => {
          const handler = target.#handlers.get(name);
          if (!handler) throw new Error(`nobody handles ${name}`);
          handler(sent, this.id).then(
            (answer) => this.later(() => resolve(copyOf(answer))),
            (error: unknown) => this.later(() => reject(error instanceof Error ? error : new Error('?'))),
          );
        });
      }),
    handle: (name, handler) => void this.#handlers.set(name, handler),
  };

  readonly ownership: Ownership = {
    ownerOf: async (courseId) => this.#all.ownerOf(courseId, this.id),
    owns: (courseId) => this.#all.knownOwner(courseId) === this.id,
    owned: () => [],
    onTaken: () => () => undefined,
    onMoved: (listener) => added(this.moved, listener),
  };

  later(task: () => void): void {
    this.#waiting.push(task);
    if (this.#waiting.length > 1) return;
    setImmediate(() => {
      const tasks = this.#waiting;
      this.#waiting = [];
      for (const one of tasks) one();
    });
  }

  async close(): Promise<void> {
    await this.bus.close();
  }
}

function added<T>(set: Set<T>, listener: T): () => void {
  set.add(listener);
  return () => void set.delete(listener);
}

function copyOf({ data, bytes }: Parcel): Parcel {
  const copy: unknown = JSON.parse(JSON.stringify(data));
  return { data: copy, bytes };
}
