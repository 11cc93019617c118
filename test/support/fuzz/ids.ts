/** Stands for the id of a record, which is chosen when the input is sent: what there is changes as inputs take effect. */
export class IdRef {
  readonly name: string;
  readonly index: number;
  readonly own: boolean;

  /**
   * @param name what it is of, as fields and parameters name it: `lessonId`
   * @param index which of those that are known
   * @param own of the course that the fuzzing happens in, or of another one
   */
  constructor(name: string, index: number, own: boolean) {
    this.name = name;
    this.index = index;
    this.own = own;
  }

  /** For a failure's report. */
  toJSON(): string {
    return `<${this.own ? 'own' : 'foreign'} ${this.name} ${this.index}>`;
  }
}

/** Most ids that are kept of a kind: the first ones, which are records that exist from the beginning. */
const mostOfAKind = 60;

/** Ids of records by what they are of, gathered from what the server answers. */
export class KnownIds {
  readonly #own = new Map<string, string[]>();
  readonly #foreign = new Map<string, string[]>();
  /** What the fuzzing itself stands on, and must not remove. */
  readonly #kept = new Set<string>();

  keep(...ids: string[]): void {
    for (const id of ids) this.#kept.add(id);
  }

  add(name: string, id: string, own = true): void {
    const kinds = own ? this.#own : this.#foreign;
    const ids = kinds.get(name) ?? [];
    kinds.set(name, ids);
    if (ids.length < mostOfAKind && !ids.includes(id)) ids.push(id);
  }

  /** Takes every id out of an answer: fields that are named after what they are of, and `id` after the list that it is in. */
  gather(answer: unknown, listName: string, own = true): void {
    if (Array.isArray(answer))
      for (const item of answer.slice(0, mostOfAKind)) this.gather(item, listName, own);
    else if (typeof answer === 'object' && answer !== null) {
      const fields: [string, unknown][] = Object.entries(answer);
      for (const [key, value] of fields) {
        if (typeof value !== 'string') this.gather(value, key, own);
        else if (key === 'id' && listName === 'courses') this.add('spareId', value, own);
        else if (key === 'id') this.add(idNameOf(listName), value, own);
        else if (key.endsWith('Id') && key !== 'courseId') this.add(key, value, own);
      }
    }
  }

  /**
   * The input with real ids in it. `courseId` is always the one that everybody belongs to, or the foreign one; courses that
   * may go are named `spareId`.
   *
   * @param removes whether it may take away what the ids stand for
   */
  resolve(input: unknown, removes: boolean): unknown {
    if (input instanceof IdRef) return this.#pick(input, removes);
    if (Array.isArray(input)) return input.map((item) => this.resolve(item, removes));
    if (input instanceof Uint8Array || typeof input !== 'object' || input === null) return input;
    const entries = Object.entries(input).map(([key, value]) => [key, this.resolve(value, removes)] as const);
    // Not assigned: a mutation's `__proto__` has to stay a key of its own.
    return Object.fromEntries(entries);
  }

  #pick({ name, index, own }: IdRef, removes: boolean): string {
    const ids = ((own ? this.#own : this.#foreign).get(name) ?? []).filter(
      (id) => !removes || name === 'courseId' || !this.#kept.has(id),
    );
    return ids[index % Math.max(1, ids.length)] ?? `unknown-${index}`;
  }
}

/** `polls` is a list of what `pollId` names. */
export function idNameOf(list: string): string {
  return `${list.replace(/zzes$/, 'z').replace(/ches$/, 'ch').replace(/s$/, '')}Id`;
}
