import type { Queries } from '../store/port.ts';
import type { Item } from './paper-model.ts';
import { findItems } from './repository.ts';

/** A handful of quizzes is sat at a time; older ones are read again. */
const kept = 20;

/** Items of quizzes that papers were begun of: 557 people begin within seconds, and from then on items never change. */
export class ItemCache {
  readonly #queries: Queries;
  readonly #items = new Map<string, Promise<ReadonlyMap<string, Item>>>();

  constructor(queries: Queries) {
    this.#queries = queries;
  }

  /** By id, in the order of the fixed list or of the pool. */
  of(quizId: string): Promise<ReadonlyMap<string, Item>> {
    let found = this.#items.get(quizId);
    if (!found) {
      if (this.#items.size >= kept) this.#items.clear();
      found = findItems(this.#queries, quizId).then((items) => new Map(items.map((item) => [item.id, item])));
      found.catch(() => this.#items.delete(quizId));
      this.#items.set(quizId, found);
    }
    return found;
  }
}
