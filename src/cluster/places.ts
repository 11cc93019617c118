/** Which way a frame went: to all nodes, or to one. */
export type Way = 'all' | 'one';

/** Counts what this node sends and what arrives of each other node, so that nothing is missed without being noticed. */
export class Places {
  #sentToAll = 0;
  readonly #sentTo = new Map<string, number>();
  readonly #heard = new Map<string, Partial<Record<Way, number>>>();

  /** The place of the next frame to everybody. It counts as sent, whatever becomes of it. */
  nextToAll(): number {
    this.#sentToAll += 1;
    return this.#sentToAll;
  }

  nextTo(nodeId: string): number {
    const place = (this.#sentTo.get(nodeId) ?? 0) + 1;
    this.#sentTo.set(nodeId, place);
    return place;
  }

  get sentToAll(): number {
    return this.#sentToAll;
  }

  /** By node: how many frames were sent to it alone. */
  sentToEach(): Record<string, number> {
    return Object.fromEntries(this.#sentTo);
  }

  /** False when something before it was missed. */
  arrived(from: string, way: Way, place: number): boolean {
    const heard = this.#of(from);
    // What a node told everybody before we were there was not for us; to us alone it sends from 1.
    const last = heard[way] ?? (way === 'all' ? place - 1 : 0);
    heard[way] = place;
    return place === last + 1;
  }

  /** The other node says how many it has sent. False when some of them were missed. */
  reached(from: string, way: Way, place: number): boolean {
    const heard = this.#of(from);
    const last = heard[way] ?? (way === 'all' ? place : 0);
    heard[way] = place;
    return place === last;
  }

  forget(nodeId: string): void {
    this.#heard.delete(nodeId);
    this.#sentTo.delete(nodeId);
  }

  #of(from: string): Partial<Record<Way, number>> {
    const heard = this.#heard.get(from) ?? {};
    this.#heard.set(from, heard);
    return heard;
  }
}
