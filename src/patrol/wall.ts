import type { Presence } from '../contract/classroom.ts';
import type { Participant } from '../contract/identity.ts';
import type { WallTile } from '../contract/patrol.ts';
import { PhaseClock } from './pace.ts';
import { Room, type RoomRecord } from './room.ts';

/** What a lesson's attendance says of each branch and of each port's trainee, by tile; one without figures is left out. */
export type SignInFigures = ReadonlyMap<string, NonNullable<WallTile['signIn']>>;

/** All rooms of one lesson as patrol sees them. Plain state, no I/O. */
export class Wall {
  readonly #rooms = new Map<string, Room>();
  readonly #phases = new PhaseClock();
  /** The room that each session's camera belongs to. */
  readonly #tileOf = new Map<string, string>();
  signIns: SignInFigures = new Map();

  /** The rooms as the records have them now, in their order; state of those that stay is kept. */
  setRecords(records: readonly RoomRecord[]): void {
    const before = new Map(this.#rooms);
    this.#rooms.clear();
    for (const record of records) {
      const room = before.get(record.tileId) ?? new Room(record, this.#phases);
      room.record = record;
      this.#rooms.set(record.tileId, room);
      before.delete(record.tileId);
    }
    // Ports that are not on the roster, while they are here.
    for (const [tileId, room] of before) {
      if (room.record.of === 'port' && room.participantId !== null) this.#rooms.set(tileId, room);
    }
  }

  room(tileId: string): Room | undefined {
    return this.#rooms.get(tileId);
  }

  rooms(): IterableIterator<Room> {
    return this.#rooms.values();
  }

  /** The room of somebody whose camera patrol sees; undefined for everybody else, and for a branch that is gone. */
  roomOf({ sessionId }: Pick<Participant, 'sessionId'>): Room | undefined {
    const tileId = this.#tileOf.get(sessionId);
    return tileId === undefined ? undefined : this.#rooms.get(tileId);
  }

  /**
   * Takes note of somebody's seat. `participant` is needed for a port that comes: only there it says which trainee it is.
   * @returns the room; undefined for everybody whose camera is none of patrol's, and for a branch that is not known
   */
  seat(presence: Presence, participant?: Participant): Room | undefined {
    const { participantId: sessionId, role } = presence;
    const known = role === 'screen' ? presence.branchId : (this.#tileOf.get(sessionId) ?? null);
    const tileId = participant ? tileIdOf(participant) : known;
    const before = this.#tileOf.get(sessionId);
    if (before !== undefined && before !== tileId) this.#rooms.get(before)?.unseat(sessionId);
    if (tileId === null) return undefined;
    this.#tileOf.set(sessionId, tileId);
    const room = this.#rooms.get(tileId) ?? this.#unlisted(tileId, presence);
    room?.seat(presence);
    return room;
  }

  /**
   * @param live the lesson has begun and not ended
   */
  tiles(
    now: number,
    { live, isLookedAt }: { live: boolean; isLookedAt: (tileId: string) => boolean },
  ): WallTile[] {
    return Array.from(this.#rooms.values(), (room) => {
      const { tileId } = room.record;
      const signIn = this.signIns.get(tileId) ?? null;
      return room.tile(now, { live, lookedAt: isLookedAt(tileId), signIn });
    });
  }

  /** A port that is not on the roster has a tile of its own; a branch that the records do not know has none. */
  #unlisted(tileId: string, { role, name, branchId }: Presence): Room | undefined {
    if (role !== 'port') return undefined;
    const record = { tileId, of: 'port', name, level: null, parentId: branchId, unit: '' } as const;
    const room = new Room(record, this.#phases);
    this.#rooms.set(tileId, room);
    return room;
  }
}

/** The tile that somebody's camera belongs to; null for those whose camera is none of patrol's. */
export function tileIdOf({ role, branchId, traineeId, sessionId }: Participant): string | null {
  if (role === 'screen') return branchId;
  return role === 'port' ? (traineeId ?? sessionId) : null;
}
