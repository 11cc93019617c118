/** Something that has a value now and tells when it changed. `get` returns the same object until then. */
export interface Observable<T> {
  readonly get: () => T;
  /** Returns the function that removes the listener. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** An observable that its owner can set. Values are immutable: a change is a new value. */
export class State<T> implements Observable<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(initial: T) {
    this.#value = initial;
  }

  readonly get = (): T => this.#value;

  set(next: T): void {
    if (Object.is(next, this.#value)) return;
    this.#value = next;
    for (const listener of [...this.#listeners]) listener();
  }

  update(change: (value: T) => T): void {
    this.set(change(this.#value));
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

/** A list of listeners for one kind of fact. */
export class Signal<T> {
  readonly #listeners = new Set<(fact: T) => void>();

  /** Returns the function that removes the listener. */
  on(listener: (fact: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(fact: T): void {
    for (const listener of [...this.#listeners]) listener(fact);
  }
}
