import type { Link } from './link.ts';
import type { Input, NewsItem, Sources } from './wire.ts';

export interface NodeSideDeps {
  link: Link;
  nodeId: string;
  room: string;
  /** Tracks of other nodes that this node shall have now. */
  sources: () => Sources['tracks'];
  /** What a peer on this node follows now; undefined when it is not here any more. */
  wantedBy: (handle: string) => readonly string[] | undefined;
}

/**
 * What a room's owner wants of one node, said in one message however much changes in the same moment, until it is heard. It
 * says what shall be and never what was: a message that comes twice does no harm.
 */
export class NodeSide {
  readonly #deps: NodeSideDeps;
  readonly #changed = new Set<string>();
  readonly #ended = new Set<string>();
  /** Said to have ended, and not heard yet. */
  readonly #ending = new Set<string>();
  #version = 0;
  /** The sources as the node has last heard of them. */
  #heard = '[]';
  #saying = false;
  #nextNews = 0;
  #closed = false;

  constructor(deps: NodeSideDeps) {
    this.#deps = deps;
  }

  /** For a question that opens something there: each list of sources is newer than the one before. */
  sources(): Sources {
    this.#version += 1;
    return { version: this.#version, tracks: this.#deps.sources() };
  }

  followChanged(handle: string): void {
    this.#changed.add(handle);
    this.say();
  }

  /** A peer that has ended there comes back: it shall not be said to have ended any more, nor said so again. */
  arriving(handle: string): void {
    this.#ended.delete(handle);
    this.#ending.delete(handle);
  }

  ended(handle: string): void {
    this.#ended.add(handle);
    this.say();
  }

  /** The items that have not been heard yet. */
  fresh(first: number, items: readonly NewsItem[]): readonly NewsItem[] {
    const fresh = items.slice(Math.max(0, this.#nextNews - first));
    this.#nextNews = Math.max(this.#nextNews, first + items.length);
    return fresh;
  }

  /** To be called when the sources may have changed; nothing is said when they have not. */
  say(): void {
    if (this.#saying || this.#closed) return;
    this.#saying = true;
    void this.#sayAll();
  }

  close(): void {
    this.#closed = true;
  }

  async #sayAll(): Promise<void> {
    const { link, nodeId } = this.#deps;
    // Hundreds of peers are told in one loop what they follow.
    await Promise.resolve();
    while (this.#isNews()) {
      let said: { changed: string[]; sources: string } | undefined;
      const input = (): Input<'media.change'> => {
        const sources = this.sources();
        const changed = [...this.#changed];
        said = { changed, sources: JSON.stringify(sources.tracks) };
        this.#changed.clear();
        for (const handle of this.#ended) this.#ending.add(handle);
        this.#ended.clear();
        const follows = this.#follows(changed);
        return { room: this.#deps.room, sources, follows, ended: [...this.#ending] };
      };
      const keep = (): boolean => {
        // Not heard: it is said again, together with what has come since.
        for (const handle of said?.changed ?? []) this.#changed.add(handle);
        return !this.#closed;
      };
      const heard = await link.insist(nodeId, 'media.change', input, keep);
      if (!heard || !said) break;
      this.#ending.clear();
      this.#heard = said.sources;
    }
    this.#saying = false;
  }

  #isNews(): boolean {
    if (this.#closed) return false;
    return (
      this.#changed.size > 0 || this.#ended.size > 0 || JSON.stringify(this.#deps.sources()) !== this.#heard
    );
  }

  /** Most peers follow the same: those are listed together. */
  #follows(handles: readonly string[]): Input<'media.change'>['follows'] {
    const groups = new Map<string, { handles: string[]; trackIds: string[] }>();
    for (const handle of handles) {
      const wanted = this.#deps.wantedBy(handle);
      if (!wanted) continue;
      const key = JSON.stringify(wanted);
      const group = groups.get(key) ?? { handles: [], trackIds: [...wanted] };
      group.handles.push(handle);
      groups.set(key, group);
    }
    return [...groups.values()];
  }
}
