import { patrolLimits } from '../contract/patrol.ts';

/** Milliseconds between two turns of an outlet that has something to send: what leaves in one turn costs each page one write. */
const turnMs = 50;
/**
 * How much faster than stills come on average they may leave, and for how many milliseconds of that rate they may leave at
 * once. With two turns in any 100 ms they stay under 1.35 times the mean, however unevenly stills come in, and no still
 * waits for more than a few turns.
 */
const headroom = 1.35;
const burstMs = turnMs;
/** Stills per second that may always leave: of few tiles there is no load to even out. */
const leastPerSecond = 20;
/** First pictures for a page that has begun to look, in one turn: a screenful of 48 is complete in 100 ms. */
const firstPerTurn = 16;

export interface OutletDependencies {
  /** Sends a tile's newest still to everybody who looks at it. */
  push: (tileId: string) => void;
  /** Sends a tile's newest still to one page. */
  pushTo: (pageId: string, tileId: string) => void;
  /** How many tiles are looked at. */
  tiles: () => number;
}

/**
 * Lets stills out evenly. What waits is the tile's name, not its still: when its turn comes, the newest one goes, so the
 * queue is never longer than the wall.
 */
export class StillOutlet {
  readonly #deps: OutletDependencies;
  readonly #waiting = new Set<string>();
  /** Tiles that each page has begun to look at and has no picture of yet. */
  readonly #first = new Map<string, Set<string>>();
  #allowance = 0;
  #at = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: OutletDependencies) {
    this.#deps = deps;
  }

  /** A still has come of a tile that somebody looks at. */
  came(tileId: string): void {
    this.#waiting.add(tileId);
    this.#turn();
  }

  /** A page has begun to look at these tiles. */
  began(pageId: string, tileIds: readonly string[]): void {
    if (tileIds.length === 0) return;
    const first = this.#first.get(pageId) ?? new Set();
    for (const tileId of tileIds) first.add(tileId);
    this.#first.set(pageId, first);
    this.#turn();
  }

  /** A page looks at these tiles only: what else it waits for does not matter any more. */
  keeps(pageId: string, tileIds: ReadonlySet<string>): void {
    const first = this.#first.get(pageId);
    for (const tileId of first ?? []) if (!tileIds.has(tileId)) first?.delete(tileId);
  }

  /** Idempotent. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting.clear();
    this.#first.clear();
  }

  /** What comes within a turn's time of something that was sent waits for the next turn, and goes together with the rest. */
  #turn(): void {
    if (this.#timer !== undefined) return;
    const released = this.#release();
    const sentFirst = this.#sendFirst();
    if (!released && !sentFirst && this.#waiting.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#turn();
    }, turnMs).unref();
  }

  /** Returns whether anything was sent. */
  #release(): boolean {
    const now = performance.now();
    const mean = (this.#deps.tiles() * 1_000) / patrolLimits.lookedAtMs;
    const perSecond = Math.max(leastPerSecond, mean * headroom);
    const most = Math.max(1, (perSecond * burstMs) / 1_000);
    this.#allowance = Math.min(most, this.#allowance + ((now - this.#at) * perSecond) / 1_000);
    this.#at = now;
    let released = false;
    for (const tileId of this.#waiting) {
      if (this.#allowance < 1) break;
      this.#allowance -= 1;
      this.#waiting.delete(tileId);
      this.#deps.push(tileId);
      released = true;
    }
    return released;
  }

  /** Returns whether anything was sent. */
  #sendFirst(): boolean {
    const sends = this.#first.size > 0;
    for (const [pageId, tileIds] of this.#first) {
      for (const tileId of [...tileIds].slice(0, firstPerTurn)) {
        tileIds.delete(tileId);
        this.#deps.pushTo(pageId, tileId);
      }
      if (tileIds.size === 0) this.#first.delete(pageId);
    }
    return sends;
  }
}
