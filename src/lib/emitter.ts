import { EventEmitter } from 'node:events';

/** An emitter whose events and payloads are typed. A listener that throws is the emitter's bug, so it is not caught here. */
export class Emitter<Events extends object> {
  readonly #emitter = new EventEmitter();

  constructor() {
    this.#emitter.setMaxListeners(0);
  }

  /** Returns the function that removes the listener. */
  on<K extends keyof Events & string>(event: K, listener: (data: Events[K]) => void): () => void {
    this.#emitter.on(event, listener);
    return () => this.#emitter.off(event, listener);
  }

  emit<K extends keyof Events & string>(event: K, data: Events[K]): void {
    this.#emitter.emit(event, data);
  }

  removeAll(): void {
    this.#emitter.removeAllListeners();
  }
}
