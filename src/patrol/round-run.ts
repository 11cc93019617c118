import type { DutyMember, Inspector, Round, RoundTile } from '../contract/patrol.ts';
import { deal } from './dealing.ts';
import { isAbsent, seenOf, toRound, type RoundRow, type SightingRow } from './round-records.ts';

/** A room as a round is started with it. */
interface RoundRoom {
  tileId: string;
  name: string;
  place: number;
  assignedTo: string | null;
}

/** One round with its rooms: whose each is and what was seen. Plain state, no I/O. */
export class RoundRun {
  #row: RoundRow;
  readonly #rooms = new Map<string, RoundRoom>();
  readonly #sightings = new Map<string, SightingRow[]>();
  /** Rooms that have changed since they were last told of. */
  readonly #changed = new Set<string>();
  #findings = 0;

  constructor(row: RoundRow, rooms: readonly RoundRoom[], sightings: readonly SightingRow[]) {
    this.#row = row;
    for (const room of rooms) this.#rooms.set(room.tileId, { ...room });
    for (const sighting of sightings) this.saw(sighting);
  }

  get id(): string {
    return this.#row.id;
  }

  get isRunning(): boolean {
    return this.#row.endedAt === null;
  }

  /** Every room was seen. */
  get isComplete(): boolean {
    return this.#sightings.size >= this.#rooms.size;
  }

  has(tileId: string): boolean {
    return this.#rooms.has(tileId);
  }

  /** What was seen of a room in this round; undefined when it was not. */
  seen(tileId: string): NonNullable<RoundTile['seen']> | undefined {
    return seenOf(this.#sightings.get(tileId) ?? []) ?? undefined;
  }

  /** Takes note of a sighting that is on record. One of a room that is not in the round changes nothing. */
  saw(sighting: SightingRow): void {
    const { tileId } = sighting;
    if (!this.#rooms.has(tileId)) return;
    const before = this.#sightings.get(tileId) ?? [];
    this.#sightings.set(tileId, [...before, sighting]);
    if (sighting.outcome === 'finding') this.#findings += 1;
    this.#changed.add(tileId);
  }

  ended(at: Date): void {
    this.#row = { ...this.#row, endedAt: at };
  }

  /** Whose the unseen rooms are when these are on duty; only those that change. */
  redealt(duty: readonly string[]): Map<string, string | null> {
    const unseen = this.#unseen();
    const dealt = deal(unseen, duty);
    const before = new Map(unseen.map(({ tileId, assignedTo }) => [tileId, assignedTo]));
    for (const [tileId, member] of dealt) if (before.get(tileId) === member) dealt.delete(tileId);
    return dealt;
  }

  /** Takes note of whose rooms are, when that is on record. */
  assign(assigned: ReadonlyMap<string, string | null>): void {
    for (const [tileId, assignedTo] of assigned) {
      const room = this.#rooms.get(tileId);
      if (room) this.#rooms.set(tileId, { ...room, assignedTo });
      this.#changed.add(tileId);
    }
  }

  /** Somebody has nothing left to do while others have more than they are at. */
  isUneven(duty: readonly string[]): boolean {
    const left = new Map(duty.map((member) => [member, 0]));
    for (const { assignedTo } of this.#unseen()) {
      if (assignedTo !== null && left.has(assignedTo)) left.set(assignedTo, (left.get(assignedTo) ?? 0) + 1);
    }
    const counts = [...left.values()];
    return counts.includes(0) && Math.max(0, ...counts) > 1;
  }

  /** Those whose rooms the unseen ones are. */
  holders(): Set<string> {
    return new Set(this.#unseen().flatMap(({ assignedTo }) => (assignedTo === null ? [] : [assignedTo])));
  }

  round(): Round {
    const { size: total } = this.#rooms;
    const absent = [...this.#sightings.values()].filter(isAbsent).length;
    return toRound(this.#row, { total, seen: this.#sightings.size, absent, findings: this.#findings });
  }

  tiles(): RoundTile[] {
    return Array.from(this.#rooms.keys(), (tileId) => this.#tile(tileId)).flatMap((tile) => tile ?? []);
  }

  /** The rooms that changed since the last call. */
  takeChanged(): RoundTile[] {
    const changed = Array.from(this.#changed, (tileId) => this.#tile(tileId)).flatMap((tile) => tile ?? []);
    this.#changed.clear();
    return changed;
  }

  /** Those on duty with what they have seen and what is left for them. */
  duty(inspectors: readonly Inspector[]): DutyMember[] {
    const unseen = this.isRunning ? this.#unseen() : [];
    const firsts = Array.from(this.#sightings.values(), ([first]) => first?.sessionId);
    return inspectors.map((one) => ({
      ...one,
      assigned: unseen.filter(({ assignedTo }) => assignedTo === one.sessionId).length,
      seen: firsts.filter((sessionId) => sessionId === one.sessionId).length,
    }));
  }

  #unseen(): RoundRoom[] {
    return [...this.#rooms.values()].filter(({ tileId }) => !this.#sightings.has(tileId));
  }

  #tile(tileId: string): RoundTile | undefined {
    const room = this.#rooms.get(tileId);
    if (!room) return undefined;
    const seen = this.seen(tileId) ?? null;
    const assignedTo = seen !== null || !this.isRunning ? null : room.assignedTo;
    return { tileId, name: room.name, assignedTo, place: room.place, seen };
  }
}
