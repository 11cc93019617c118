import type { Role } from '../../contract/roles.ts';
import type { ShownItem } from '../../contract/shown.ts';
import type { GuestChecks, StageGuest, StageLayout } from '../../contract/stage.ts';
import type { ClassroomView } from '../../lib/live-classroom.ts';

/** Whether a device of the main classroom is on air or kept ready. */
export type DevicePlace = 'air' | 'standby';

/** What the records say of a lesson's stage. */
export interface DirectionRecords {
  layout: StageLayout;
  fairHands: boolean;
  shown: ShownItem | null;
  devices: Readonly<Record<string, DevicePlace>>;
  /** Calls that have not ended. */
  guests: readonly StageGuest[];
}

/** An open classroom as the stage sees it. */
export interface DirectedClassroom extends ClassroomView {
  readonly direction: Direction;
}

/** Who leads from the main classroom. */
export function isMain(role: Role): boolean {
  return role === 'lecturer' || role === 'organiser';
}

/**
 * Who is on the stage of one lesson and how it is arranged. Whoever is not on air is neither seen nor heard by anybody,
 * whatever they send. Plain state, no I/O.
 */
export class Direction {
  layout: StageLayout;
  fairHands: boolean;
  shown: ShownItem | null;
  readonly #devices: Map<string, DevicePlace>;
  readonly #guests: Map<string, StageGuest>;
  /** Calls whose countdown is over. */
  readonly #onAir = new Set<string>();
  /** By call. Kept in memory alone: a guest tells it again when the server's memory began anew. */
  readonly #checks = new Map<string, GuestChecks>();

  constructor(records: DirectionRecords, now: number) {
    this.layout = records.layout;
    this.fairHands = records.fairHands;
    this.shown = records.shown;
    this.#devices = new Map(Object.entries(records.devices));
    this.#guests = new Map(records.guests.map((guest) => [guest.callId, guest]));
    for (const { callId, liveAt } of records.guests) {
      if (liveAt !== null && liveAt <= now) this.#onAir.add(callId);
    }
  }

  /** In the order in which they were called. */
  get guests(): StageGuest[] {
    return [...this.#guests.values()];
  }

  guest(callId: string): StageGuest | undefined {
    return this.#guests.get(callId);
  }

  guestOf(participantId: string): StageGuest | undefined {
    return this.guests.find((guest) => guest.participantId === participantId);
  }

  setGuest(guest: StageGuest): void {
    this.#guests.set(guest.callId, guest);
  }

  removeGuest(callId: string): void {
    this.#guests.delete(callId);
    this.#onAir.delete(callId);
    this.#checks.delete(callId);
  }

  setChecks(callId: string, checks: GuestChecks): void {
    if (this.#guests.has(callId)) this.#checks.set(callId, checks);
  }

  /** What each guest found out about itself off air, by call. */
  get checks(): Readonly<Record<string, GuestChecks>> {
    return Object.fromEntries(this.#checks);
  }

  /** The countdown is over: from now on everybody sees and hears them. */
  putOnAir(callId: string): void {
    if (this.#guests.has(callId)) this.#onAir.add(callId);
  }

  /** Every device that was put somewhere by decision. */
  get devices(): Readonly<Record<string, DevicePlace>> {
    return Object.fromEntries(this.#devices);
  }

  /** The devices that are kept ready, in the order in which they were first given a place. */
  get standby(): string[] {
    return [...this.#devices].flatMap(([id, place]) => (place === 'standby' ? [id] : []));
  }

  /** Where a device of the main classroom is: a lecturer's is on air until decided otherwise, an organiser's is not. */
  placeOf(participantId: string, role: Role): DevicePlace | undefined {
    if (!isMain(role)) return undefined;
    return this.#devices.get(participantId) ?? (role === 'lecturer' ? 'air' : undefined);
  }

  setPlace(participantId: string, place: DevicePlace | undefined): void {
    if (place === undefined) this.#devices.delete(participantId);
    else this.#devices.set(participantId, place);
  }

  /** Whether everybody sees and hears what this participant sends. */
  isOnAir(participantId: string, role: Role): boolean {
    if (isMain(role)) return this.placeOf(participantId, role) === 'air';
    const guest = this.guestOf(participantId);
    return guest !== undefined && this.#onAir.has(guest.callId);
  }

  /** Whether this participant may send at all: devices of the main classroom that have a place, and whoever was called. */
  maySend(participantId: string, role: Role): boolean {
    if (isMain(role)) return this.placeOf(participantId, role) !== undefined;
    return this.guestOf(participantId) !== undefined;
  }
}
