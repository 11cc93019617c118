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
import { EventLog } from './event-log.ts';
import { HeadCount } from './head-count.ts';
import { Seat } from './seat.ts';

/** The records that a classroom is opened with. */
export interface ClassroomRecords {
  lesson: Lesson;
  course: Course;
  branches: Branch[];
}

/** The live state of one lesson: who is there, what is on the stage, what happened. Plain state, no I/O. */
export class Classroom {
  readonly course: Course;
  readonly branches: readonly Branch[];
  readonly log = new EventLog();
  readonly #seats = new Map<string, Seat>();
  readonly #heads = new HeadCount();
  #lesson: Lesson;
  #tracks: StageTrack[] = [];
  #lecturer: LecturerState = 'absent';
  #lecturerSince: number;

  constructor(records: ClassroomRecords, now: number) {
    this.#lesson = records.lesson;
    this.course = records.course;
    this.branches = records.branches;
    this.#lecturerSince = now;
    // A lesson that was live when the server went down still is: its lecturer is expected back.
    if (this.phase === 'live') this.#lecturer = 'away';
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
      // Nobody sees what a lecturer prepares before the lesson starts.
      tracks: this.phase === 'live' ? this.#tracks : [],
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

  setLesson(lesson: Lesson): void {
    this.#lesson = lesson;
  }

  setTracks(tracks: StageTrack[]): void {
    this.#tracks = tracks;
  }

  /** Takes note of a seat's state; true when that changed where the lecturer is. */
  seatChanged(seat: Seat, now: number): boolean {
    this.#heads.update(seat);
    return seat.participant.role === 'lecturer' && this.refreshLecturer(now);
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
    };
  }

  counts(): Counts {
    return this.#heads.counts(this.course);
  }

  #lecturerNow(): LecturerState {
    let away = false;
    for (const seat of this.#seats.values()) {
      if (seat.participant.role !== 'lecturer') continue;
      if (seat.state === 'online') return 'here';
      if (seat.state === 'away') away = true;
    }
    // While the lesson is live the rooms wait for the lecturer, however the connection was lost.
    return away || this.phase === 'live' ? 'away' : 'absent';
  }
}

/** The key under which sockets hear of this classroom: everybody in it, or those who see everybody's presence. */
export function audienceOf(classroom: Classroom, who: 'all' | 'staff'): string {
  return `lesson:${classroom.lesson.id}:${who}`;
}
