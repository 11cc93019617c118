import type { OwnState, Presence } from '../../contract/classroom.ts';
import type { Lesson } from '../../contract/course.ts';
import type { Participant } from '../../contract/identity.ts';
import { limits } from '../../contract/limits.ts';
import type { GuestChecks, StageGuest, StageLayout } from '../../contract/stage.ts';
import type { ShownItem } from '../../contract/shown.ts';
import { AppError } from '../../lib/errors.ts';
import type { Connection } from '../../lib/feature.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Store } from '../../store/port.ts';
import { isStaff } from '../audiences.ts';
import type { Classroom } from '../classroom.ts';
import type { ClassroomPart } from '../../lib/live-classroom.ts';
import type { ClassroomRegistry } from '../registry.ts';
import type { Seat } from '../seat.ts';
import type { StageMedia } from '../stage-media.ts';
import { calledSeat, mayBeGuest, newGuest, type Callee } from './calling.ts';
import { isMain, type DirectedClassroom } from './direction.ts';
import { isMainLost, MainWatch, readySeat } from './main-watch.ts';
import * as repository from './repository.ts';

/** Milliseconds between the decision and the moment at which a guest is on air. */
const countdownMs = 3_000;

export interface DirectorDependencies {
  registry: ClassroomRegistry;
  media: StageMedia;
  store: Store;
  log: Logger;
  /** A guest goes on air. */
  onHeard: (lessonId: string, participant: Participant) => void;
}

/** Who comes to the stage and how it is arranged: decided by the main classroom, carried out here and nowhere else. */
export class Director implements ClassroomPart<DirectedClassroom> {
  readonly #deps: DirectorDependencies;
  readonly #countdowns = new Map<string, NodeJS.Timeout>();
  readonly #mainWatch = new MainWatch();

  constructor(deps: DirectorDependencies) {
    this.#deps = deps;
    deps.media.onTracks((classroom) => this.#watch(classroom));
  }

  /** A countdown that a restart fell into goes on. */
  opened({ lesson, direction }: DirectedClassroom): Promise<void> {
    for (const guest of direction.guests) this.#countDown(lesson.id, guest);
    return Promise.resolve();
  }

  async arrange(connection: Connection, layout: StageLayout): Promise<void> {
    await this.#change(connection, async (classroom) => {
      await repository.saveStage(this.#deps.store.db, classroom.lesson.id, { layout });
      classroom.direction.layout = layout;
    });
  }

  /** Somebody who is called already keeps their call. Throws `guest_away`, `stage_full`, `lesson_ended`. */
  async call(
    connection: Connection,
    callee: Callee,
  ): Promise<{ guest: StageGuest; participant: Participant }> {
    return this.#change(connection, async (classroom, { participant: by }) => {
      if (classroom.phase === 'ended') throw new AppError('lesson_ended');
      const { participant } = calledSeat(classroom, callee);
      const { direction, lesson } = classroom;
      const existing = direction.guestOf(participant.sessionId);
      if (existing) return { guest: existing, participant };
      if (direction.guests.length >= limits.guests) throw new AppError('stage_full', { most: limits.guests });
      const guest = newGuest(participant, this.#now());
      await repository.insertCall(this.#deps.store.db, guest, {
        courseId: lesson.courseId,
        lessonId: lesson.id,
        traineeId: participant.traineeId,
        calledBy: by.sessionId,
      });
      direction.setGuest(guest);
      return { guest, participant };
    });
  }

  /** What a called guest found out about itself off air. Throws `not_found` for somebody else's call. */
  async checked(connection: Connection, callId: string, checks: GuestChecks): Promise<void> {
    await this.#change(connection, async (classroom, { participant }) => {
      const guest = classroom.direction.guest(callId);
      if (guest?.participantId !== participant.sessionId) throw new AppError('not_found');
      if (guest.state === 'called') await this.#setGuest(classroom, { ...guest, state: 'ready' });
      classroom.direction.setChecks(callId, checks);
      this.#deps.registry.tell(classroom.lesson.id, 'staff', 'stage.guestChecked', { callId, checks });
    });
  }

  /** Throws `not_found`, `guest_not_ready`. */
  async admit(connection: Connection, callId: string): Promise<StageGuest> {
    return this.#change(connection, async (classroom) => {
      const guest = required(classroom.direction.guest(callId));
      if (guest.state === 'live') return guest;
      if (guest.state !== 'ready') throw new AppError('guest_not_ready');
      const admitted: StageGuest = { ...guest, state: 'live', liveAt: this.#now() + countdownMs };
      await this.#setGuest(classroom, admitted);
      this.#countDown(classroom.lesson.id, admitted);
      const seat = classroom.seatOf(guest.participantId);
      if (seat) this.#deps.onHeard(classroom.lesson.id, seat.participant);
      return admitted;
    });
  }

  /** Throws `not_found`, also for a guest who names somebody else's call. A call that has ended already is no failure. */
  async release(connection: Connection, callId: string): Promise<void> {
    await this.#change(connection, async (classroom, { participant }) => {
      const guest = classroom.direction.guest(callId);
      if (!guest) return;
      if (!isMain(participant.role) && guest.participantId !== participant.sessionId) {
        throw new AppError('not_found');
      }
      await this.#end(classroom, guest);
    });
  }

  /** Keeps this device ready, or no longer; what it sends is not on the stage either way. */
  async standBy(connection: Connection, ready: boolean): Promise<void> {
    await this.#change(connection, async (classroom, seat) => {
      const { sessionId, role } = seat.participant;
      const place = classroom.direction.placeOf(sessionId, role);
      if (!ready && place !== 'standby') return;
      await this.#place(classroom, { [sessionId]: ready ? 'standby' : undefined });
      if (!ready) await this.#deps.media.endTracksOf(classroom, sessionId);
    });
    if (ready) this.#watch(this.#deps.registry.seated(connection).classroom);
  }

  /** The other devices of the main classroom go on sending, off air: each can take the stage back at once. */
  async takeOver(connection: Connection): Promise<void> {
    await this.#change(connection, (classroom, seat) => this.#takeOver(classroom, seat));
  }

  async dismissShown(connection: Connection): Promise<void> {
    const { id } = this.#deps.registry.seated(connection).classroom.lesson;
    await this.#deps.registry.inTurn(id, () => this.show(id, null));
  }

  /** Lays something over the stage; null takes it away. Committed when it resolves. */
  async show(lessonId: string, shown: ShownItem | null): Promise<void> {
    await repository.saveStage(this.#deps.store.db, lessonId, { shown });
    const classroom = this.#deps.registry.opened(lessonId);
    if (!classroom) return;
    classroom.direction.shown = shown;
    this.#deps.registry.emit(lessonId, 'shown.changed', { shown });
  }

  shown(lessonId: string): ShownItem | null {
    return this.#deps.registry.opened(lessonId)?.direction.shown ?? null;
  }

  snapshot(lessonId: string): { shown: ShownItem | null } {
    return { shown: this.shown(lessonId) };
  }

  own(lessonId: string, participant: Participant): Pick<OwnState, 'guestChecks'> {
    if (!isStaff(participant.role)) return {};
    return { guestChecks: this.#deps.registry.opened(lessonId)?.direction.checks ?? {} };
  }

  closed(lessonId: string): void {
    this.#mainWatch.forget(lessonId);
  }

  seatChanged(lessonId: string, presence: Presence): void {
    const classroom = this.#deps.registry.opened(lessonId);
    if (!classroom) return;
    if (isMain(presence.role)) this.#watch(classroom);
    const guest = classroom.direction.guestOf(presence.participantId);
    if (!guest || (presence.state !== 'offline' && mayBeGuest(presence.role))) return;
    // Whoever does not come back in time has left the stage, and so has a port that is a trainee of a branch from now on.
    this.#inTurn(classroom, () => this.#end(classroom, guest)).catch((error: unknown) => {
      this.#deps.log.error({ err: error, lessonId }, 'a guest who left could not be released');
    });
  }

  async lessonChanged({ id, endedAt }: Lesson): Promise<void> {
    const classroom = this.#deps.registry.opened(id);
    if (!classroom) return;
    this.#watch(classroom);
    if (endedAt === null) return;
    await repository.endCalls(this.#deps.store.db, id, this.#now());
    for (const { callId } of classroom.direction.guests) this.#forget(classroom, callId);
    if (classroom.direction.shown) await this.show(id, null);
  }

  /** Idempotent. */
  close(): void {
    for (const timer of this.#countdowns.values()) clearTimeout(timer);
    this.#countdowns.clear();
    this.#mainWatch.close();
  }

  #watch(classroom: Classroom): void {
    this.#mainWatch.look(classroom, () => this.#rescue(classroom));
  }

  /** The main classroom's device was lost: one that is kept ready takes its place. */
  #rescue(classroom: Classroom): void {
    const lessonId = classroom.lesson.id;
    this.#inTurn(classroom, async () => {
      const seat = readySeat(classroom);
      if (!seat || !isMainLost(classroom)) return;
      this.#deps.log.warn({ lessonId, to: seat.participant.sessionId }, 'a standby takes the stage over');
      await this.#takeOver(classroom, seat);
    }).catch((error: unknown) => {
      this.#deps.log.error({ err: error, lessonId }, 'the standby could not take the stage over');
    });
  }

  async #takeOver(classroom: Classroom, seat: Seat): Promise<void> {
    const { direction } = classroom;
    const places: Record<string, 'air' | 'standby'> = {};
    for (const { participant } of classroom.seats()) {
      const { sessionId, role } = participant;
      if (direction.placeOf(sessionId, role) === 'air') places[sessionId] = 'standby';
    }
    await this.#place(classroom, { ...places, [seat.participant.sessionId]: 'air' });
  }

  async #place(
    classroom: Classroom,
    places: Readonly<Record<string, 'air' | 'standby' | undefined>>,
  ): Promise<void> {
    const { direction, lesson } = classroom;
    const devices = Object.fromEntries(
      Object.entries({ ...direction.devices, ...places }).filter(
        (entry): entry is [string, 'air' | 'standby'] => entry[1] !== undefined,
      ),
    );
    await repository.saveStage(this.#deps.store.db, lesson.id, { devices });
    for (const [id, place] of Object.entries(places)) direction.setPlace(id, place);
    classroom.refreshLecturer(this.#now());
  }

  async #setGuest(classroom: Classroom, guest: StageGuest): Promise<void> {
    await repository.updateCall(this.#deps.store.db, guest);
    classroom.direction.setGuest(guest);
  }

  async #end(classroom: Classroom, guest: StageGuest): Promise<void> {
    await repository.endCall(this.#deps.store.db, guest.callId, this.#now());
    this.#forget(classroom, guest.callId);
    await this.#deps.media.endTracksOf(classroom, guest.participantId);
  }

  #forget(classroom: Classroom, callId: string): void {
    clearTimeout(this.#countdowns.get(callId));
    this.#countdowns.delete(callId);
    classroom.direction.removeGuest(callId);
  }

  #countDown(lessonId: string, { callId, liveAt }: StageGuest): void {
    if (liveAt === null) return;
    const timer = setTimeout(
      () => {
        this.#countdowns.delete(callId);
        const classroom = this.#deps.registry.opened(lessonId);
        if (!classroom) return;
        classroom.direction.putOnAir(callId);
        this.#deps.media.refresh(classroom);
      },
      Math.max(0, liveAt - this.#now()),
    );
    timer.unref();
    this.#countdowns.set(callId, timer);
  }

  /** One decision about the stage after the other; everybody sees the result of each. */
  async #change<T>(
    connection: Connection,
    work: (classroom: Classroom, seat: Seat) => Promise<T>,
  ): Promise<T> {
    const { classroom } = this.#deps.registry.seated(connection);
    return this.#inTurn(classroom, () => {
      // The seat may have been given up while others were served.
      const { seat } = this.#deps.registry.seated(connection);
      return work(classroom, seat);
    });
  }

  #inTurn<T>(classroom: Classroom, work: () => Promise<T>): Promise<T> {
    return this.#deps.registry.inTurn(classroom.lesson.id, async () => {
      const before = JSON.stringify(classroom.stage);
      const result = await work();
      // A call that had ended already, or a layout that is there, is news to nobody.
      if (JSON.stringify(classroom.stage) !== before) this.#deps.media.refresh(classroom);
      return result;
    });
  }

  #now(): number {
    return this.#deps.registry.now();
  }
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new AppError('not_found');
  return value;
}
