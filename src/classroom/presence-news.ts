import type { Fanout } from '../lib/feature.ts';
import { audienceOf, type Classroom } from './classroom.ts';
import type { Seat } from './seat.ts';

/** Half a second: a person sees a room's state change at once, and 221 rooms joining cost two messages, not 221. */
const intervalMs = 500;

/** Tells those who watch a classroom whose presence or quality changed, gathered over half a second. */
export class PresenceNews {
  readonly #classroom: Classroom;
  readonly #fanout: Fanout;
  readonly #changed = new Set<Seat>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(classroom: Classroom, fanout: Fanout) {
    this.#classroom = classroom;
    this.#fanout = fanout;
  }

  changed(seat: Seat): void {
    if (this.#closed) return;
    this.#changed.add(seat);
    this.#timer ??= setTimeout(() => this.#send(), intervalMs).unref();
  }

  /** Idempotent; what was not sent yet is in the next snapshot. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #send(): void {
    this.#timer = undefined;
    const presence = Array.from(this.#changed, (seat) => seat.presence());
    this.#changed.clear();
    this.#fanout.notice(audienceOf(this.#classroom, 'staff'), 'presence.changed', {
      presence,
      counts: this.#classroom.counts(),
    });
  }
}
