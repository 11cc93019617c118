import { z } from 'zod';
import type { Logger } from '../lib/logger.ts';
import type { Arbiter } from './arbiter.ts';
import type { Exchange } from './exchange.ts';
import type { ClusterNode, Members } from './port.ts';

/** Milliseconds between two renewals of a node's lease. */
export const renewEvery = 700;
/** Milliseconds after its last renewal at which the lease of a node has run out. */
export const leaseMs = 2_500;
/** Milliseconds of silence after which a node that has not taken a request yet is gone: its start keeps it busy. */
const startWithin = 60_000;
/** Milliseconds after which Redis forgets a cluster that nobody belongs to any more. */
const forgetAfter = 3_600_000;
/** Topic of the bus: the named node left or is fenced. */
const gone = 'cluster.gone';

const renewal = z.object({
  /** Counts the renewals. */
  count: z.number(),
  url: z.string().nullable(),
  certificate: z.string().nullable(),
  draining: z.boolean(),
  load: z.number(),
});
type Renewal = z.infer<typeof renewal>;

/** Another node, as this one sees it. */
interface Watched {
  /** What it said last; undefined when it was never heard of. */
  last: Renewal | undefined;
  /** When that was, or when this node began to listen (again); `performance.now()`. */
  since: number;
  fencing: boolean;
}

export interface MembersSettings {
  self: string;
  /** The hash in Redis that has a field for each node. */
  key: string;
  exchange: Exchange;
  arbiter: Arbiter;
  log: Logger;
  /** Told when this node is fenced. */
  fenced: () => void;
}

/**
 * Each node counts up in Redis. A count that stands still for as long as a lease, while this node looked on without a
 * pause, is a node that is gone: it is fenced in the records before anybody is told. Nobody's clock but the own matters,
 * and while Redis is away nobody can be found gone; when it is back, everybody has a full lease to count on.
 */
export class RedisMembers implements Members {
  readonly self: string;
  readonly #settings: MembersSettings;
  readonly #watched = new Map<string, Watched>();
  readonly #gone = new Set<string>();
  readonly #onLeft = new Set<(nodeId: string) => void>();
  #own: Renewal = { count: 0, url: null, certificate: null, draining: false, load: 0 };
  #lookedAt = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #looking: Promise<void> | undefined;
  #closed = false;

  constructor(settings: MembersSettings) {
    this.self = settings.self;
    this.#settings = settings;
    settings.exchange.subscribe(gone, (message) => this.#heardGone(z.string().parse(message)));
    // A pause of any length: what others did meanwhile was not seen.
    settings.exchange.onDown(() => (this.#lookedAt = Number.NEGATIVE_INFINITY));
  }

  list(): readonly ClusterNode[] {
    const others = [...this.#watched].flatMap(([id, { last }]) => (last ? [nodeOf(id, last)] : []));
    return [nodeOf(this.self, this.#own), ...others];
  }

  announce(changes: Partial<Pick<ClusterNode, 'url' | 'certificate' | 'draining' | 'load'>>): void {
    this.#own = { ...this.#own, ...changes };
    // The load changes all the time and can wait.
    if ('url' in changes || 'draining' in changes) void this.look();
  }

  onLeft(listener: (nodeId: string) => void): () => void {
    this.#onLeft.add(listener);
    return () => void this.#onLeft.delete(listener);
  }

  isGone(nodeId: string): boolean {
    return this.#gone.has(nodeId);
  }

  /** Begins to renew. Throws when Redis cannot be asked. */
  async start(): Promise<void> {
    await this.#exchange();
    this.#again();
  }

  /** A node that ought to be there: if it is not heard of from now on, it is gone. */
  watch(nodeId: string): void {
    if (nodeId === this.self || this.#gone.has(nodeId) || this.#watched.has(nodeId)) return;
    this.#watched.set(nodeId, { last: undefined, since: performance.now(), fencing: false });
  }

  /** Renews and looks around now. Never rejects. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  /** Says good-bye. Whatever this node had is the others' from then on. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#looking;
    const { arbiter, exchange, key, log } = this.#settings;
    try {
      await arbiter.leave();
      await exchange.link.remove(key, this.self);
      exchange.publish(gone, this.self);
    } catch (error) {
      log.warn({ err: error }, 'this node could not say good-bye; the others will miss it');
    }
  }

  #again(): void {
    this.#timer = setTimeout(() => {
      void this.look().finally(() => {
        if (!this.#closed) this.#again();
      });
    }, renewEvery);
  }

  async #look(): Promise<void> {
    if (this.#closed) return;
    try {
      if (this.#settings.exchange.link.isUp) await this.#exchange();
    } catch (error) {
      this.#settings.log.warn({ err: error }, 'the lease could not be renewed');
    }
  }

  async #exchange(): Promise<void> {
    const { exchange, key } = this.#settings;
    this.#own = { ...this.#own, count: this.#own.count + 1 };
    const all = await exchange.link.exchange(key, this.self, JSON.stringify(this.#own), forgetAfter);
    const now = performance.now();
    const paused = now - this.#lookedAt > leaseMs / 2;
    const returns = paused && this.#lookedAt !== Number.NEGATIVE_INFINITY;
    this.#lookedAt = now;
    if (paused) for (const watched of this.#watched.values()) watched.since = now;
    for (const [id, text] of all) this.#heard(id, text, now);
    this.#settleSilent(now);
    if (returns || this.#own.count % 10 === 0) await this.#askWhetherFenced();
  }

  #heard(id: string, text: string, now: number): void {
    if (id === this.self) return;
    if (this.#gone.has(id)) {
      // Written by a node that has not noticed yet.
      this.#remove(id);
      return;
    }
    const said = renewal.parse(JSON.parse(text));
    const before = this.#watched.get(id);
    if (before?.last?.count === said.count) return;
    this.#watched.set(id, { last: said, since: now, fencing: before?.fencing ?? false });
  }

  #settleSilent(now: number): void {
    for (const [id, watched] of this.#watched) {
      // Who does not take requests yet runs no course: there is no hurry.
      const lease = watched.last?.url === null ? startWithin : leaseMs;
      if (watched.fencing || now - watched.since <= lease) continue;
      watched.fencing = true;
      this.#fence(id, watched).catch((error: unknown) => {
        // Tried again at the next look.
        watched.fencing = false;
        this.#settings.log.error({ err: error, node: id }, 'a silent node could not be fenced');
      });
    }
  }

  async #fence(id: string, watched: Watched): Promise<void> {
    const { arbiter, exchange, log } = this.#settings;
    log.warn(
      { node: id, silentMs: Math.round(performance.now() - watched.since) },
      'a node is silent and is fenced',
    );
    await arbiter.fence(id);
    this.#remove(id);
    exchange.publish(gone, id);
    this.#left(id);
  }

  #heardGone(id: string): void {
    if (id === this.self) {
      if (!this.#closed) this.#askWhetherFenced().catch(() => undefined);
    } else {
      this.#left(id);
    }
  }

  #left(id: string): void {
    if (this.#gone.has(id)) return;
    this.#gone.add(id);
    this.#watched.delete(id);
    this.#settings.exchange.forget(id);
    this.#settings.log.info({ node: id }, 'a node is gone');
    for (const listener of [...this.#onLeft]) {
      try {
        listener(id);
      } catch (error) {
        this.#settings.log.error({ err: error, node: id }, 'a listener of nodes that leave failed');
      }
    }
  }

  async #askWhetherFenced(): Promise<void> {
    if (!(await this.#settings.arbiter.isMember()) && !this.#closed) this.#settings.fenced();
  }

  #remove(id: string): void {
    this.#settings.exchange.link.remove(this.#settings.key, id).catch(() => undefined);
  }
}

function nodeOf(id: string, { count: _count, ...said }: Renewal): ClusterNode {
  return { id, ...said };
}
