import { AppError } from '../../src/lib/errors.ts';
import type { MediaCalls, MediaMembers, MediaNode, MediaParcel } from '../../src/media/mesh/nodes.ts';

type Handler = Parameters<MediaCalls['handle']>[1];

interface Station {
  handlers: Map<string, Handler>;
  leftListeners: Set<(nodeId: string) => void>;
  node: MediaNode;
  state: 'alive' | 'silent' | 'left';
}

interface Waiting {
  between: [string, string];
  reject: (error: Error) => void;
}

/** Nodes in one process with a way between them that has delays, can be cut, and from which nodes can vanish. */
export class MeshNet {
  readonly #stations = new Map<string, Station>();
  readonly #delayMs: number;
  /** The arrival of the last message of each directed pair: what is sent later arrives later. */
  readonly #arrivals = new Map<string, Promise<void>>();
  readonly #waiting = new Set<Waiting>();
  /** The way between nodes is gone: calls fail, answers are lost. */
  away = false;
  /** Each look at the nodes finds another one emptiest: whoever comes goes anywhere. */
  anywhere = false;
  /** Names of calls that went from one node to another, in the order in which they arrived. */
  readonly heard: { name: string; from: string; to: string }[] = [];

  /** @param delayMs each message takes up to that long, at random */
  constructor(delayMs: number) {
    this.#delayMs = delayMs;
  }

  /** A node of that name, for `joinMedia`. */
  join(id: string): { members: MediaMembers; calls: MediaCalls } {
    const station: Station = {
      handlers: new Map(),
      leftListeners: new Set(),
      node: { id, draining: false, load: 0 },
      state: 'alive',
    };
    this.#stations.set(id, station);
    return {
      members: {
        self: id,
        list: () => this.#list(),
        announce: (changes) => this.announce(id, changes),
        onLeft: (listener) => {
          station.leftListeners.add(listener);
          return () => station.leftListeners.delete(listener);
        },
      },
      calls: {
        call: (to, name, parcel) => this.#call(id, to, name, parcel),
        handle: (name, handler) => {
          if (station.handlers.has(name)) throw new Error(`${name} is handled already`);
          station.handlers.set(name, handler);
        },
      },
    };
  }

  announce(id: string, changes: Partial<MediaNode>): void {
    const station = this.#station(id);
    station.node = { ...station.node, ...changes };
  }

  /** The node neither hears nor says anything from now on; nobody knows yet. */
  silence(id: string): void {
    this.#station(id).state = 'silent';
  }

  /** The others learn that it is gone. */
  declareLeft(id: string): void {
    this.#station(id).state = 'left';
    for (const waiting of [...this.#waiting]) {
      if (waiting.between.includes(id)) waiting.reject(new AppError('media_unavailable'));
    }
    for (const [other, { leftListeners, state }] of this.#stations) {
      if (other !== id && state === 'alive') for (const listener of leftListeners) listener(id);
    }
  }

  async #call(from: string, to: string, name: string, { data }: MediaParcel): Promise<MediaParcel> {
    const encoded = JSON.stringify(data);
    let waiting: Waiting | undefined;
    const gone = new Promise<never>((_resolve, reject) => {
      waiting = { between: [from, to], reject };
      this.#waiting.add(waiting);
    });
    try {
      return await Promise.race([this.#carry(from, to, name, encoded), gone]);
    } finally {
      if (waiting) this.#waiting.delete(waiting);
    }
  }

  async #carry(from: string, to: string, name: string, encoded: string): Promise<MediaParcel> {
    await this.#travel(from, to);
    this.heard.push({ name, from, to });
    const answer = await this.#station(to)
      .handlers.get(name)?.({ data: JSON.parse(encoded) as unknown }, from)
      .then(
        ({ data }) => ({ data: JSON.stringify(data) }),
        (error: unknown) => ({ error }),
      );
    await this.#travel(to, from);
    if (!answer) throw new AppError('media_unavailable');
    if ('error' in answer) throw answer.error;
    return { data: JSON.parse(answer.data) as unknown };
  }

  async #travel(from: string, to: string): Promise<void> {
    if (this.away && from !== to) throw new Error('the way between nodes is gone');
    const pair = `${from} ${to}`;
    const before = this.#arrivals.get(pair);
    const underWay = new Promise<void>((resolve) => setTimeout(resolve, Math.random() * this.#delayMs));
    // Timers alone keep no order: one that is set later ends earlier where the process was busy in between.
    const arrival = underWay.then(() => before);
    this.#arrivals.set(pair, arrival);
    await arrival;
    // As from a host without power: nothing comes any more, not even a refusal.
    if ([from, to].some((id) => this.#station(id).state !== 'alive')) await new Promise(() => undefined);
  }

  #list(): MediaNode[] {
    const nodes = [...this.#stations.values()]
      .filter(({ state }) => state !== 'left')
      .map(({ node }) => node);
    return this.anywhere ? nodes.map((node) => ({ ...node, load: Math.random() })) : nodes;
  }

  #station(id: string): Station {
    const station = this.#stations.get(id);
    if (!station) throw new Error(`no node ${id}`);
    return station;
  }
}
