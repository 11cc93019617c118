import { patrolLimits } from '../contract/patrol.ts';
import type { Audience, Connection } from '../lib/feature.ts';

interface Look {
  connection: Connection;
  tileIds: ReadonlySet<string>;
  until: number;
}

/** Which pages of one lesson show which tiles now. A look ends by itself when its page does not say it again. */
export class Looks {
  readonly #lessonId: string;
  readonly #looks = new Map<string, Look>();
  /** How many pages look at each tile. */
  readonly #counts = new Map<string, number>();

  constructor(lessonId: string) {
    this.#lessonId = lessonId;
  }

  /** The key under which those who look at a tile hear of its stills. */
  audienceOf(tileId: string): Audience {
    return `lesson:${this.#lessonId}:tile:${tileId}`;
  }

  /** A page shows these tiles in place of those before. Returns the tiles that it did not show before. */
  look(connection: Connection, tileIds: readonly string[], now: number): string[] {
    const before = this.#looks.get(connection.id)?.tileIds ?? new Set<string>();
    const wanted = new Set(tileIds);
    const added = [...wanted].filter((tileId) => !before.has(tileId));
    for (const tileId of before) if (!wanted.has(tileId)) this.#leave(connection, tileId);
    for (const tileId of added) {
      connection.enter(this.audienceOf(tileId));
      this.#counts.set(tileId, (this.#counts.get(tileId) ?? 0) + 1);
    }
    if (wanted.size === 0) this.#looks.delete(connection.id);
    else this.#looks.set(connection.id, { connection, tileIds: wanted, until: now + patrolLimits.lookMs });
    return added;
  }

  /** That page shows nothing any more. */
  end(connection: Connection): void {
    const look = this.#looks.get(connection.id);
    this.#looks.delete(connection.id);
    for (const tileId of look?.tileIds ?? []) this.#leave(connection, tileId);
  }

  /** Ends the looks that were not said again in time, and returns their connections. */
  expire(now: number): Connection[] {
    const over = [...this.#looks.values()].filter(({ until }) => until <= now);
    for (const { connection } of over) this.end(connection);
    return over.map(({ connection }) => connection);
  }

  isLookedAt(tileId: string): boolean {
    return this.#counts.has(tileId);
  }

  /** How many different tiles somebody looks at. */
  get tiles(): number {
    return this.#counts.size;
  }

  get isEmpty(): boolean {
    return this.#looks.size === 0;
  }

  #leave(connection: Connection, tileId: string): void {
    connection.leave(this.audienceOf(tileId));
    const left = (this.#counts.get(tileId) ?? 1) - 1;
    if (left > 0) this.#counts.set(tileId, left);
    else this.#counts.delete(tileId);
  }
}
