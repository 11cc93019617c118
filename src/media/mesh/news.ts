import type { Link } from './link.ts';
import type { NewsItem } from './wire.ts';

/**
 * What happens on a node, told to the room's owner in order and each once, also when the way was gone for a while: what has
 * not been acknowledged is sent again with its number. What happens during a call travels together with the next.
 */
export class News {
  readonly #link: Link;
  readonly #owner: string;
  readonly #room: string;
  #waiting: NewsItem[] = [];
  /** The number of the first that waits. */
  #first = 0;
  #telling = false;
  #closed = false;

  constructor(link: Link, owner: string, room: string) {
    this.#link = link;
    this.#owner = owner;
    this.#room = room;
  }

  tell(item: NewsItem): void {
    if (this.#closed) return;
    this.#waiting.push(item);
    if (!this.#telling) void this.#tellAll();
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    this.#waiting = [];
  }

  async #tellAll(): Promise<void> {
    this.#telling = true;
    // Whatever happens in the same moment goes along.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      let sent = 0;
      const batch = () => {
        sent = this.#waiting.length;
        return { room: this.#room, first: this.#first, items: [...this.#waiting] };
      };
      const heard = await this.#link.insist(this.#owner, 'media.news', batch, () => !this.#closed);
      if (!heard) break;
      this.#waiting.splice(0, sent);
      this.#first += sent;
    }
    this.#telling = false;
  }
}
