import type { Presence, PresenceState } from '../contract/classroom.ts';
import type { Participant } from '../contract/identity.ts';
import type { QualityReport } from '../contract/media.ts';
import type { Connection } from '../lib/feature.ts';
import type { MediaPeer } from '../media/port.ts';

/**
 * One participant's place in one classroom. It outlives the socket: a dropped participant is `away` for the time of grace
 * and finds the seat, and the media transports, as they were.
 */
export class Seat {
  /** Changes through `Classroom.setParticipant` only, which keeps its counts right. */
  participant: Participant;
  /** Null while away. */
  connection: Connection | null = null;
  peer: MediaPeer | null = null;
  quality: QualityReport | null = null;
  #state: PresenceState = 'offline';
  #since: number;
  #graceTimer: NodeJS.Timeout | undefined;

  constructor(participant: Participant, now: number) {
    this.participant = participant;
    this.#since = now;
  }

  get state(): PresenceState {
    return this.#state;
  }

  get since(): number {
    return this.#since;
  }

  /** A socket takes the seat. Returns the one that had it before, if that is another. */
  take(connection: Connection, now: number): Connection | null {
    const previous = this.connection === connection ? null : this.connection;
    clearTimeout(this.#graceTimer);
    this.connection = connection;
    this.#become('online', now);
    return previous;
  }

  /** The socket dropped: the seat is kept for `graceMs`, then `expired` is called once. */
  drop(now: number, graceMs: number, expired: () => void): void {
    this.connection = null;
    this.#become('away', now);
    clearTimeout(this.#graceTimer);
    this.#graceTimer = setTimeout(expired, graceMs);
    this.#graceTimer.unref();
  }

  /** Gives up the seat and its media; idempotent. */
  vacate(now: number): void {
    clearTimeout(this.#graceTimer);
    this.connection = null;
    this.quality = null;
    this.peer?.close();
    this.peer = null;
    this.#become('offline', now);
  }

  presence(): Presence {
    const { sessionId, role, name, branchId } = this.participant;
    return {
      participantId: sessionId,
      role,
      name,
      branchId,
      state: this.#state,
      since: this.#since,
      quality: this.quality,
    };
  }

  #become(state: PresenceState, now: number): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#since = now;
  }
}
