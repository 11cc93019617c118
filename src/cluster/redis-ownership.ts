import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import type { Arbiter } from './arbiter.ts';
import type { Bus, Calls, Ownership } from './port.ts';
import type { RedisMembers } from './redis-members.ts';
import { Taking } from './taking.ts';

/** Topic of the bus: a course has a new owner. */
const owner = 'cluster.owner';
/** A call: whether the asked node would take a course. */
const take = 'cluster.take';
const ownerMessage = z.object({ courseId: z.string(), nodeId: z.string() });

/** Milliseconds between two looks for courses that nobody runs although somebody should. */
const sweepEvery = 5_000;

export interface OwnershipSettings {
  members: RedisMembers;
  bus: Bus;
  calls: Calls;
  arbiter: Arbiter;
  log: Logger;
}

/**
 * Which node runs a course stands in the records, where one statement compares and sets. What this node knows of others'
 * courses stays true for as long as their owner lives, so that it asks once for each. Courses of a node that is gone are
 * taken by the others at once, each by the node that a hash of both names, because something may be due in them.
 */
export class RedisOwnership implements Ownership {
  readonly #settings: OwnershipSettings;
  readonly #taking: Taking;
  /** By course: the owner as this node knew it last, which may be gone. */
  readonly #known = new Map<string, string>();
  readonly #asking = new Map<string, Promise<string>>();
  readonly #onMoved = new Set<(courseId: string, ownerId: string) => void>();
  readonly #sweeper: ReturnType<typeof setInterval>;
  /** Orphans that the last sweep has left to another node. */
  #left = new Set<string>();
  #closed = false;

  constructor(settings: OwnershipSettings) {
    this.#settings = settings;
    this.#taking = new Taking(settings.log);
    settings.bus.subscribe(owner, (message) => {
      const { courseId, nodeId } = ownerMessage.parse(message);
      // What a node that is gone has said before is out of date.
      if (nodeId !== settings.members.self && !settings.members.isGone(nodeId)) this.#know(courseId, nodeId);
    });
    settings.calls.handle(take, async ({ data }) => ({ data: await this.ownerOf(z.string().parse(data)) }));
    settings.members.onLeft(() => this.#sweep());
    this.#sweeper = setInterval(() => this.#sweep(), sweepEvery);
  }

  async ownerOf(courseId: string): Promise<string> {
    const { members } = this.#settings;
    if (this.#closed) throw new AppError('unavailable');
    if (this.#taking.has(courseId)) {
      await this.#taking.take(courseId);
      return members.self;
    }
    const known = this.#known.get(courseId);
    if (known !== undefined && known !== members.self && this.#isThere(known)) return known;
    const before = this.#asking.get(courseId);
    if (before) return before;
    const asked = this.#ask(courseId).finally(() => this.#asking.delete(courseId));
    this.#asking.set(courseId, asked);
    return asked;
  }

  owns(courseId: string): boolean {
    return this.#taking.has(courseId);
  }

  owned(): readonly string[] {
    return this.#taking.list();
  }

  onTaken(listener: (courseId: string) => Promise<void>): () => void {
    return this.#taking.onTaken(listener);
  }

  onMoved(listener: (courseId: string, ownerId: string) => void): () => void {
    this.#onMoved.add(listener);
    return () => void this.#onMoved.delete(listener);
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#sweeper);
    this.#taking.clear();
  }

  async #ask(courseId: string): Promise<string> {
    const { members, arbiter, bus, log } = this.#settings;
    const other = await this.#letOtherTake(courseId);
    if (other !== undefined) return other;
    let nodeId: string;
    try {
      nodeId = await arbiter.claim(courseId);
    } catch (error) {
      log.error({ err: error, courseId }, 'a course could not be claimed');
      throw new AppError('unavailable', undefined, { cause: error });
    }
    if (nodeId === members.self) {
      if (this.#closed) throw new AppError('unavailable');
      await this.#taking.take(courseId);
      bus.publish(owner, { courseId, nodeId });
      this.#know(courseId, nodeId);
      return nodeId;
    }
    // It may have come a moment ago.
    if (!this.#isThere(nodeId)) await members.look();
    if (!this.#isThere(nodeId)) {
      members.watch(nodeId);
      throw new AppError('unavailable');
    }
    this.#know(courseId, nodeId);
    return nodeId;
  }

  /** A node that is about to go takes nothing when another one can. */
  async #letOtherTake(courseId: string): Promise<string | undefined> {
    const { members, calls, log } = this.#settings;
    const nodes = members.list();
    if (nodes.find(({ id }) => id === members.self)?.draining !== true) return undefined;
    const [other] = nodes.filter(({ draining }) => !draining).sort((a, b) => a.load - b.load);
    if (!other) return undefined;
    try {
      const { data } = await calls.call(other.id, take, { data: courseId });
      const nodeId = z.string().parse(data);
      if (nodeId !== members.self) this.#know(courseId, nodeId);
      return nodeId === members.self ? undefined : nodeId;
    } catch (error) {
      log.warn({ err: error, courseId, node: other.id }, 'another node did not take a course');
      return undefined;
    }
  }

  #isThere(nodeId: string): boolean {
    return this.#settings.members.list().some(({ id }) => id === nodeId);
  }

  #know(courseId: string, nodeId: string): void {
    const before = this.#known.get(courseId);
    this.#known.set(courseId, nodeId);
    if (before === undefined || before === nodeId) return;
    for (const listener of [...this.#onMoved]) {
      try {
        listener(courseId, nodeId);
      } catch (error) {
        this.#settings.log.error({ err: error, courseId }, 'a listener of courses that move failed');
      }
    }
  }

  #sweep(): void {
    this.#adopt().catch((error: unknown) => {
      this.#settings.log.error({ err: error }, 'the courses of a node that is gone could not be looked for');
    });
  }

  /** Takes what others have left: its share at once, and the rest when the node whose share it was has not. */
  async #adopt(): Promise<void> {
    const { members, arbiter, log } = this.#settings;
    if (this.#closed) return;
    const orphans = await arbiter.orphans();
    const ready = members.list().filter(({ draining }) => !draining);
    const mine = orphans.filter(
      (courseId) => heir(courseId, ready) === members.self || this.#left.has(courseId),
    );
    const isReady = ready.some(({ id }) => id === members.self);
    this.#left = new Set(orphans);
    if (!isReady) return;
    await Promise.all(
      mine.map((courseId) =>
        this.ownerOf(courseId).catch((error: unknown) => {
          log.warn({ err: error, courseId }, 'a course that nobody runs could not be taken');
        }),
      ),
    );
  }
}

/** The node with the highest hash of itself and the course: all nodes agree on it without asking, and shares are even. */
function heir(courseId: string, nodes: readonly { id: string }[]): string | undefined {
  const ranked = nodes.map(({ id }) => ({
    id,
    rank: createHash('sha256').update(`${courseId} ${id}`).digest('hex'),
  }));
  return ranked.sort((a, b) => (a.rank < b.rank ? 1 : -1))[0]?.id;
}
