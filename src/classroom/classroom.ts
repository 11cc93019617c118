import type {
  ClassroomEvents,
  ClassroomSnapshot,
  Counts,
  EventEnvelope,
  LecturerState,
  LessonPhase,
  Presence,
  Stage,
  StageTrack,
} from '../contract/classroom.ts';
import type { Branch, Course, Lesson } from '../contract/course.ts';
import type { Participant } from '../contract/identity.ts';
import type { StandbyDevice } from '../contract/stage.ts';
import { EventLog } from './event-log.ts';
import { HeadCount } from './head-count.ts';
import type { ClassroomView } from '../lib/live-classroom.ts';
import { Seat } from './seat.ts';
import { isMain, type Direction } from './stage/direction.ts';

/** The records that a classroom is opened with. */
export interface ClassroomRecords {
  lesson: Lesson;
  course: Course;
  branches: Branch[];
}

/** The live state of one lesson: who is there, what is on the stage, what happened. Plain state, no I/O. */
export class Classroom implements ClassroomView {
  readonly log = new EventLog();
  /** Who is on the stage. */
  readonly direction: Direction;
  readonly #seats = new Map<string, Seat>();
  readonly #heads = new HeadCount();
  #course: Course;
  #branches: readonly Branch[];
  #lesson: Lesson;
  #tracks: StageTrack[] = [];
  /** Those whose packets have stopped coming. */
  readonly #silent = new Set<string>();
  #lecturer: LecturerState = 'absent';
  #lecturerSince: number;

  constructor(records: ClassroomRecords, direction: Direction, now: number) {
    this.direction = direction;
    this.#lesson = records.lesson;
    this.#course = records.course;
    this.#branches = records.branches;
    this.#lecturerSince = now;
    // A lesson that was live when the server went down still is: its lecturer is expected back.
    if (this.phase === 'live') this.#lecturer = 'away';
  }

  get course(): Course {
    return this.#course;
  }

  get branches(): readonly Branch[] {
    return this.#branches;
  }

  get lesson(): Lesson {
    return this.#lesson;
  }

  get phase(): LessonPhase {
    if (this.#lesson.endedAt !== null) return 'ended';
    return this.#lesson.startedAt === null ? 'waiting' : 'live';
  }

  get stage(): Stage {
    return {
      tracks: this.#onAir(),
      layout: this.direction.layout,
      guests: this.direction.guests,
      standby: this.#standby(),
      lecturer: this.#lecturer,
      lecturerSince: this.#lecturerSince,
    };
  }

  seats(): IterableIterator<Seat> {
    return this.#seats.values();
  }

  seatOf(sessionId: string): Seat | undefined {
    return this.#seats.get(sessionId);
  }

  /** True when somebody is here or expected back. */
  get occupied(): boolean {
    for (const seat of this.#seats.values()) if (seat.state !== 'offline') return true;
    return false;
  }

  /** The participant's seat, a new one on the first visit. */
  seat(participant: Participant, now: number): Seat {
    let seat = this.#seats.get(participant.sessionId);
    if (!seat) {
      seat = new Seat(participant, now);
      this.#seats.set(participant.sessionId, seat);
    }
    return seat;
  }

  presence(): Presence[] {
    return Array.from(this.#seats.values(), (seat) => seat.presence());
  }

  /** Those whose socket is open now. */
  online(): Participant[] {
    const all = Array.from(this.#seats.values());
    return all.filter(({ state }) => state === 'online').map(({ participant }) => participant);
  }

  /** Whom the seat is for has another name or branch from now on. */
  setParticipant(seat: Seat, participant: Participant): void {
    this.#heads.recount(seat, () => (seat.participant = participant));
  }

  /** The branches whose liaisons are here. */
  liaisonBranches(): Set<string> {
    const branches = new Set<string>();
    for (const { participant, state } of this.#seats.values()) {
      if (participant.role === 'liaison' && participant.branchId !== null && state === 'online') {
        branches.add(participant.branchId);
      }
    }
    return branches;
  }

  /** The records of the course, when they changed. The lesson is the classroom's own. */
  setCourse({ course, branches }: Pick<ClassroomRecords, 'course' | 'branches'>): void {
    this.#course = course;
    this.#branches = branches;
  }

  setLesson(lesson: Lesson): void {
    this.#lesson = lesson;
  }

  /** Everything that is being sent, on air or not. */
  get tracks(): readonly StageTrack[] {
    return this.#tracks;
  }

  setTracks(tracks: StageTrack[]): void {
    this.#tracks = tracks;
  }

  /** Takes note of whether packets of somebody who sends arrive. */
  setSilent(participantId: string, silent: boolean): void {
    if (silent) this.#silent.add(participantId);
    else this.#silent.delete(participantId);
  }

  /** True when somebody has something to send and no packet of it arrives. */
  isSilent(participantId: string): boolean {
    return this.#silent.has(participantId);
  }

  /**
   * What somebody receives: what is on air. The main classroom also sees and hears whoever was called, before they are on
   * air.
   */
  followedBy({ participant: { role } }: Seat): string[] {
    const onAir = this.#onAir().map(({ trackId }) => trackId);
    if (!isMain(role) || this.phase === 'ended') return onAir;
    const called = this.#tracks.filter((track) => !isMain(track.role) && !onAir.includes(track.trackId));
    return [...onAir, ...called.map(({ trackId }) => trackId)];
  }

  /** Takes note of a seat's state; true when that changed what everybody sees of the main classroom. */
  seatChanged(seat: Seat, now: number): boolean {
    this.#heads.update(seat);
    const { sessionId, role } = seat.participant;
    if (!isMain(role)) return false;
    return this.refreshLecturer(now) || this.direction.placeOf(sessionId, role) === 'standby';
  }

  /** Works out anew where the lecturer is; true when that changed. */
  refreshLecturer(now: number): boolean {
    const state = this.#lecturerNow();
    if (state === this.#lecturer) return false;
    this.#lecturer = state;
    this.#lecturerSince = now;
    return true;
  }

  append<K extends keyof ClassroomEvents>(name: K, data: ClassroomEvents[K], now: number): EventEnvelope {
    return this.log.append(name, data, now);
  }

  snapshot(): ClassroomSnapshot {
    return {
      lesson: this.#lesson,
      course: this.course,
      phase: this.phase,
      stage: this.stage,
      counts: this.counts(),
      shown: this.direction.shown,
      // Its part has it.
      poll: null,
    };
  }

  counts(): Counts {
    return this.#heads.counts(this.course);
  }

  /** Nobody sees what a lecturer prepares before the lesson starts, nor whoever is not on air. */
  #onAir(): StageTrack[] {
    if (this.phase !== 'live') return [];
    return this.#tracks.filter(({ participantId, role }) => this.direction.isOnAir(participantId, role));
  }

  /** Looked up by device, not among all seats: it is part of every change of the stage. */
  #standby(): StandbyDevice[] {
    return this.direction.standby.flatMap((sessionId) => {
      const seat = this.#seats.get(sessionId);
      if (seat?.state !== 'online' || !isMain(seat.participant.role)) return [];
      return [{ participantId: sessionId, name: seat.participant.name }];
    });
  }

  #lecturerNow(): LecturerState {
    let away = false;
    for (const seat of this.#seats.values()) {
      const { sessionId, role } = seat.participant;
      if (this.direction.placeOf(sessionId, role) !== 'air') continue;
      if (seat.state === 'online') return 'here';
      if (seat.state === 'away') away = true;
    }
    // While the lesson is live the rooms wait for the lecturer, however the connection was lost; but only for one who was there.
    return away || (this.phase === 'live' && this.#lecturer !== 'absent') ? 'away' : 'absent';
  }
}

/** The key under which sockets hear of this classroom: everybody in it, or those who see everybody's presence. */
export function audienceOf(classroom: Classroom, who: 'all' | 'staff'): string {
  return `lesson:${classroom.lesson.id}:${who}`;
}
