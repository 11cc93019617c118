import type { ClassroomEvents, EventEnvelope } from '../contract/classroom.ts';
import { limits } from '../contract/limits.ts';
import { newId } from '../lib/ids.ts';

/** Where a client stopped listening. */
export interface LastSeen {
  epoch: string;
  seq: number;
}

/**
 * The numbered events of one classroom. A new log has a new epoch, so that whoever comes back after the server's memory
 * began anew gets a fresh snapshot instead of a gap.
 */
export class EventLog {
  readonly epoch = newId();
  readonly #kept: EventEnvelope[] = [];
  #seq = 0;

  get seq(): number {
    return this.#seq;
  }

  append<K extends keyof ClassroomEvents>(name: K, data: ClassroomEvents[K], at: number): EventEnvelope {
    this.#seq += 1;
    // TypeScript cannot see that a name and its own data always form one member of the union.
    const envelope = { seq: this.#seq, at, name, data } as EventEnvelope;
    this.#kept.push(envelope);
    if (this.#kept.length > limits.eventsKept) this.#kept.shift();
    return envelope;
  }

  /** What happened since then; undefined when that is not known any more and only a snapshot helps. */
  since(lastSeen: LastSeen | undefined): EventEnvelope[] | undefined {
    if (lastSeen?.epoch !== this.epoch || lastSeen.seq > this.#seq) return undefined;
    const missing = this.#seq - lastSeen.seq;
    if (missing > this.#kept.length) return undefined;
    return missing === 0 ? [] : this.#kept.slice(-missing);
  }
}
