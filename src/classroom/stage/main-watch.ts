import type { Classroom } from '../classroom.ts';
import type { Seat } from '../seat.ts';
import { isMain } from './direction.ts';

/** Milliseconds for which the main classroom's device may be away before one that is kept ready takes its place. */
const patienceMs = 3_000;
/** Milliseconds between two looks at whether packets still arrive: a line can be dead long before its socket is. */
const lookEveryMs = 500;

/** Notices that the main classroom's device was lost for longer than a hiccup, while another one is kept ready. */
export class MainWatch {
  readonly #watched = new Map<string, Watched>();

  /** Something changed about the classroom's devices. `lost` is called once whenever they stay lost for three seconds. */
  look(classroom: Classroom, lost: () => void): void {
    const { id } = classroom.lesson;
    const watched = this.#watched.get(id);
    // Also while nothing comes from the one that is kept ready: only a watch hears when something comes again.
    const keepsReady = mainSeats(classroom).some((seat) => isKeptReady(classroom, seat));
    if (classroom.phase === 'live' && keepsReady) {
      if (!watched) this.#watched.set(id, new Watched(classroom, lost));
      else watched.look();
      return;
    }
    watched?.close();
    this.#watched.delete(id);
  }

  /** The classroom is closed. */
  forget(lessonId: string): void {
    this.#watched.get(lessonId)?.close();
    this.#watched.delete(lessonId);
  }

  /** Idempotent. */
  close(): void {
    for (const watched of this.#watched.values()) watched.close();
    this.#watched.clear();
  }
}

/** One classroom with a device that is kept ready. */
class Watched {
  readonly #classroom: Classroom;
  readonly #lost: () => void;
  readonly #looking: NodeJS.Timeout;
  /** What had come of each device at the last look, in bytes. */
  #bytes = new Map<string, number>();
  #losing: NodeJS.Timeout | undefined;

  constructor(classroom: Classroom, lost: () => void) {
    this.#classroom = classroom;
    this.#lost = lost;
    this.#looking = setInterval(() => void this.#listen(), lookEveryMs).unref();
    this.look();
  }

  look(): void {
    if (!isMainLost(this.#classroom)) {
      clearTimeout(this.#losing);
      this.#losing = undefined;
      return;
    }
    this.#losing ??= setTimeout(() => {
      this.#losing = undefined;
      this.#lost();
    }, patienceMs).unref();
  }

  close(): void {
    clearInterval(this.#looking);
    clearTimeout(this.#losing);
  }

  async #listen(): Promise<void> {
    const bytes = new Map<string, number>();
    for (const seat of mainSeats(this.#classroom)) {
      const { sessionId } = seat.participant;
      // A transport that closes meanwhile has nothing to tell; its seat or its tracks say the rest.
      const received = await seat.peer?.receivedBytes().catch(() => null);
      if (received === null || received === undefined) continue;
      bytes.set(sessionId, received);
      const sends = this.#classroom.tracks.some(
        (track) => track.participantId === sessionId && !track.paused,
      );
      this.#classroom.setSilent(sessionId, sends && this.#bytes.get(sessionId) === received);
    }
    this.#bytes = bytes;
    this.look();
  }
}

/** Whether the lesson is live without a device of the main classroom that is there and whose packets arrive. */
export function isMainLost(classroom: Classroom): boolean {
  if (classroom.phase !== 'live') return false;
  return mainSeats(classroom).every(({ participant: { sessionId, role }, state }) => {
    const onAir = classroom.direction.placeOf(sessionId, role) === 'air';
    return !onAir || state !== 'online' || classroom.isSilent(sessionId);
  });
}

/** A device that is kept ready, is there, and whose packets arrive. */
export function readySeat(classroom: Classroom): Seat | undefined {
  return mainSeats(classroom).find(
    (seat) => isKeptReady(classroom, seat) && !classroom.isSilent(seat.participant.sessionId),
  );
}

/** A device that is kept ready, is there, and has something to send. */
function isKeptReady(classroom: Classroom, { participant: { sessionId, role }, state }: Seat): boolean {
  const ready = classroom.direction.placeOf(sessionId, role) === 'standby' && state === 'online';
  return ready && classroom.tracks.some(({ participantId }) => participantId === sessionId);
}

function mainSeats(classroom: Classroom): Seat[] {
  return [...classroom.seats()].filter(({ participant }) => isMain(participant.role));
}
