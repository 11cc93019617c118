import type { Counts } from '../contract/classroom.ts';
import type { Course } from '../contract/course.ts';
import type { Seat } from './seat.ts';

/**
 * Who is online, kept up to date seat by seat: everybody who joins is told, and 779 who join at once must not each cost a
 * walk over all seats.
 */
export class HeadCount {
  readonly #online = new Set<Seat>();
  /** Branches by the number of their screens, people by the number of their devices. */
  readonly #branches = new Map<string, number>();
  readonly #people = new Map<string, number>();
  #ports = 0;

  /** Call it whenever a seat's state may have changed. */
  update(seat: Seat): void {
    const online = seat.state === 'online';
    if (online === this.#online.has(seat)) return;
    if (online) this.#online.add(seat);
    else this.#online.delete(seat);
    this.#add(seat, online ? 1 : -1);
  }

  /** Makes a change to whom the seat is for. */
  recount(seat: Seat, change: () => void): void {
    const counted = this.#online.has(seat);
    if (counted) this.#add(seat, -1);
    change();
    if (counted) this.#add(seat, 1);
  }

  counts(course: Course): Counts {
    return {
      branchesOnline: this.#branches.size,
      branchesTotal: course.branchCount,
      portsOnline: this.#ports,
      portsTotal: course.portCount,
      traineesOnline: this.#people.size,
    };
  }

  #add(seat: Seat, change: 1 | -1): void {
    const { role, branchId, traineeId, sessionId } = seat.participant;
    if (role === 'screen' && branchId !== null) addTo(this.#branches, branchId, change);
    if (role === 'port') this.#ports += change;
    // One person with a phone and a port is one trainee.
    if (role === 'port' || role === 'trainee') addTo(this.#people, traineeId ?? sessionId, change);
  }
}

function addTo(numbers: Map<string, number>, key: string, change: number): void {
  const number = (numbers.get(key) ?? 0) + change;
  if (number > 0) numbers.set(key, number);
  else numbers.delete(key);
}
