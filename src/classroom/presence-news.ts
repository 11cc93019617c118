import type { Presence } from '../contract/classroom.ts';
import type { Fanout } from '../lib/feature.ts';
import { liaisonsOf, rosterBelow } from './audiences.ts';
import { audienceOf, type Classroom } from './classroom.ts';
import type { Seat } from './seat.ts';

/** Half a second: a person sees a room's state change at once, and 221 rooms joining cost two messages, not 221. */
const intervalMs = 500;

/**
 * Tells those who watch a classroom whose presence or quality changed, gathered over half a second: staff of everybody,
 * liaisons of their own branch and those below it.
 */
export class PresenceNews {
  readonly #classroom: Classroom;
  readonly #fanout: Fanout;
  readonly #changed = new Set<Seat>();
  /** Branches that somebody was moved out of: who watches them gets the roster anew. */
  readonly #left = new Set<string>();
  #everything = false;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(classroom: Classroom, fanout: Fanout) {
    this.#classroom = classroom;
    this.#fanout = fanout;
  }

  changed(seat: Seat): void {
    this.#changed.add(seat);
    this.#soon();
  }

  /** Somebody does not belong to that branch any more. */
  left(branchId: string): void {
    this.#left.add(branchId);
    this.#soon();
  }

  /** The branches themselves are others than before, or how many are expected. */
  recordsChanged(): void {
    this.#everything = true;
    this.#soon();
  }

  /** Idempotent; what was not sent yet is in the next snapshot. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #soon(): void {
    if (this.#closed) return;
    this.#timer ??= setTimeout(() => this.#send(), intervalMs).unref();
  }

  #send(): void {
    const classroom = this.#classroom;
    const presence = Array.from(this.#changed, (seat) => seat.presence());
    const staff = audienceOf(classroom, 'staff');
    if (this.#everything) {
      const roster = { branches: [...classroom.branches], presence: classroom.presence() };
      this.#fanout.notice(staff, 'roster.changed', roster);
    }
    if (presence.length > 0 || this.#everything) {
      this.#fanout.notice(staff, 'presence.changed', { presence, counts: classroom.counts() });
    }
    this.#tellLiaisons(presence);
    this.#timer = undefined;
    this.#changed.clear();
    this.#left.clear();
    this.#everything = false;
  }

  #tellLiaisons(presence: readonly Presence[]): void {
    const classroom = this.#classroom;
    const watched = classroom.liaisonBranches();
    if (watched.size === 0) return;
    const parents = new Map(classroom.branches.map(({ id, parentId }) => [id, parentId]));
    const watchersOf = (branchId: string): string[] =>
      [branchId, parents.get(branchId) ?? branchId].filter(
        (id, place, all) => watched.has(id) && all.indexOf(id) === place,
      );
    const anew = new Set(this.#everything ? watched : [...this.#left].flatMap(watchersOf));
    const news = new Map<string, Presence[]>();
    for (const one of presence) {
      if (one.branchId === null) continue;
      for (const branchId of watchersOf(one.branchId)) {
        const list = news.get(branchId);
        if (list) list.push(one);
        else news.set(branchId, [one]);
      }
    }
    for (const branchId of anew) {
      this.#fanout.notice(
        liaisonsOf(classroom, branchId),
        'roster.changed',
        rosterBelow(classroom, branchId),
      );
    }
    const counts = classroom.counts();
    for (const [branchId, list] of news) {
      if (anew.has(branchId)) continue;
      this.#fanout.notice(liaisonsOf(classroom, branchId), 'presence.changed', { presence: list, counts });
    }
  }
}
