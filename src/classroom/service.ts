import type { ClassroomEvents, JoinAnswer, StageTrack } from '../contract/classroom.ts';
import type { Lesson } from '../contract/course.ts';
import type { Participant } from '../contract/identity.ts';
import type { Role } from '../contract/roles.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import type { Connection, Fanout } from '../lib/feature.ts';
import { KeyedQueue } from '../lib/keyed-queue.ts';
import type { Logger } from '../lib/logger.ts';
import type { MediaPort, MediaRoom, Track } from '../media/port.ts';
import { audienceOf, Classroom, type ClassroomRecords } from './classroom.ts';
import type { LastSeen } from './event-log.ts';
import { PresenceNews } from './presence-news.ts';
import type { Seat } from './seat.ts';

/** What the classroom needs of the records; the course feature provides it. */
export interface LessonRecords {
  /** Throws `not_found` for an unknown lesson. */
  open(lessonId: string): Promise<ClassroomRecords>;
  /** The live lesson of a course, else the next, else the last; null when there is none. */
  currentLessonId(courseId: string): Promise<string | null>;
  /** Committed when it resolves. A lesson that has begun or ended already keeps its time. */
  markStarted(lessonId: string, at: number): Promise<Lesson>;
  markEnded(lessonId: string, at: number): Promise<Lesson>;
}

export interface ClassroomDependencies {
  records: LessonRecords;
  media: MediaPort;
  fanout: Fanout;
  clock: Clock;
  log: Logger;
  /** Milliseconds for which a dropped participant's seat and media are kept. */
  graceMs: number;
}

/** Who sees everybody's presence. */
const staff: readonly Role[] = ['organiser', 'lecturer', 'inspector'];

interface OpenClassroom {
  classroom: Classroom;
  room: MediaRoom | null;
  news: PresenceNews;
}

/** Keeps the open classrooms and who sits in which. */
export class ClassroomService {
  readonly #deps: ClassroomDependencies;
  readonly #open = new Map<string, OpenClassroom>();
  /** The classroom that each session sits in; a session sits in one at a time. */
  readonly #lessonOf = new Map<string, string>();
  /** Everything that changes one lesson's records or opens its classroom happens one after the other. */
  readonly #queue = new KeyedQueue();
  readonly #currentLessons = new Map<string, Promise<string | null>>();
  #closed = false;

  constructor(deps: ClassroomDependencies) {
    this.#deps = deps;
  }

  /** Takes the participant's seat and answers with what they need to know. Throws `no_lesson`, `not_found`. */
  async join(
    connection: Connection,
    options: { lessonId: string | undefined; lastSeen: LastSeen | undefined; withMedia: boolean },
  ): Promise<JoinAnswer> {
    const { participant } = connection;
    const lessonId = options.lessonId ?? (await this.#currentLessonId(participant));
    const open = await this.#openClassroom(lessonId, participant);
    if (this.#lessonOf.get(participant.sessionId) !== lessonId) this.#vacate(participant.sessionId);
    // From here to the answer nothing waits: no event can fall between the snapshot and the audience.
    const seat = this.#sit(open, connection);
    return this.#answer(open.classroom, seat, options);
  }

  leave(connection: Connection): void {
    const seat = this.#seatHeldBy(connection);
    if (seat) this.#vacate(seat.participant.sessionId);
  }

  /** The socket is gone, on purpose or not: the seat waits for the time of grace. */
  disconnected(connection: Connection): void {
    const seat = this.#seatHeldBy(connection);
    const open = this.#openOf(connection.participant.sessionId);
    if (!seat || !open) return;
    const { sessionId } = seat.participant;
    seat.drop(this.#now(), this.#deps.graceMs, () => this.#vacate(sessionId));
    this.#presenceChanged(open, seat);
  }

  /** Ends a session's place at once, wherever it is. */
  revoke(sessionId: string): void {
    this.#openOf(sessionId)?.classroom.seatOf(sessionId)?.connection?.dismiss('session.revoked');
    this.#vacate(sessionId);
  }

  async start(connection: Connection): Promise<Lesson> {
    const open = this.#require(connection).open;
    return this.#queue.run(open.classroom.lesson.id, async () => {
      const { classroom } = open;
      if (classroom.phase === 'ended') throw new AppError('lesson_ended');
      if (classroom.phase === 'live') return classroom.lesson;
      const lesson = await this.#deps.records.markStarted(classroom.lesson.id, this.#now());
      classroom.setLesson(lesson);
      classroom.refreshLecturer(this.#now());
      this.#emit(open, 'lesson.started', { lesson });
      this.#stageChanged(open);
      return lesson;
    });
  }

  async end(connection: Connection): Promise<Lesson> {
    const open = this.#require(connection).open;
    return this.#queue.run(open.classroom.lesson.id, async () => {
      const { classroom } = open;
      if (classroom.phase === 'ended') return classroom.lesson;
      const lesson = await this.#deps.records.markEnded(classroom.lesson.id, this.#now());
      classroom.setLesson(lesson);
      classroom.refreshLecturer(this.#now());
      this.#emit(open, 'lesson.ended', { lesson });
      this.#closeMedia(open);
      this.#stageChanged(open);
      return lesson;
    });
  }

  /** The seat that this socket holds, and its media room, opened on first use. Throws `not_joined`, `lesson_ended`. */
  async mediaSeat(connection: Connection): Promise<{ seat: Seat; room: MediaRoom; classroom: Classroom }> {
    const { open, seat } = this.#require(connection);
    if (open.classroom.phase === 'ended') throw new AppError('lesson_ended');
    const room = open.room ?? (await this.#openRoom(open));
    return { seat, room, classroom: open.classroom };
  }

  /** The seat that this socket holds. Throws `not_joined`. */
  seat(connection: Connection): Seat {
    return this.#require(connection).seat;
  }

  /** A seat's quality changed: those who watch hear of it with the next presence message. */
  qualityChanged(connection: Connection): void {
    const { open, seat } = this.#require(connection);
    this.#presenceChanged(open, seat);
  }

  /** Idempotent. No timer survives. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#queue.idle();
    for (const open of this.#open.values()) {
      open.news.close();
      for (const seat of open.classroom.seats()) seat.vacate(this.#now());
      open.room?.close();
    }
    this.#open.clear();
  }

  async #currentLessonId(participant: Participant): Promise<string> {
    if (participant.courseId === null) throw new AppError('invalid_input', { path: 'lessonId' });
    const { courseId } = participant;
    // Hundreds who join in the same moment share one look into the records.
    let asked = this.#currentLessons.get(courseId);
    if (!asked) {
      asked = this.#deps.records
        .currentLessonId(courseId)
        .finally(() => this.#currentLessons.delete(courseId));
      this.#currentLessons.set(courseId, asked);
    }
    const lessonId = await asked;
    if (lessonId === null) throw new AppError('no_lesson');
    return lessonId;
  }

  async #openClassroom(lessonId: string, participant: Participant): Promise<OpenClassroom> {
    const open = this.#open.get(lessonId) ?? (await this.#queue.run(lessonId, () => this.#create(lessonId)));
    const { courseId } = open.classroom.lesson;
    // To somebody of another course the lesson does not exist.
    if (participant.courseId !== null && participant.courseId !== courseId) throw new AppError('not_found');
    return open;
  }

  async #create(lessonId: string): Promise<OpenClassroom> {
    const existing = this.#open.get(lessonId);
    if (existing) return existing;
    const records = await this.#deps.records.open(lessonId);
    const classroom = new Classroom(records, this.#now());
    const open = { classroom, room: null, news: new PresenceNews(classroom, this.#deps.fanout) };
    this.#open.set(lessonId, open);
    return open;
  }

  async #openRoom(open: OpenClassroom): Promise<MediaRoom> {
    return this.#queue.run(`${open.classroom.lesson.id}:media`, async () => {
      if (open.room) return open.room;
      const room = await this.#deps.media.room(open.classroom.lesson.id);
      room.onTracksChanged((tracks) => this.#tracksChanged(open, tracks));
      open.room = room;
      return room;
    });
  }

  #sit(open: OpenClassroom, connection: Connection): Seat {
    const { classroom } = open;
    const { participant } = connection;
    const seat = classroom.seat(participant, this.#now());
    seat.take(connection, this.#now())?.dismiss('session.replaced');
    this.#lessonOf.set(participant.sessionId, classroom.lesson.id);
    connection.enter(audienceOf(classroom, 'all'));
    if (staff.includes(participant.role)) connection.enter(audienceOf(classroom, 'staff'));
    this.#presenceChanged(open, seat);
    return seat;
  }

  #answer(
    classroom: Classroom,
    seat: Seat,
    options: { lastSeen: LastSeen | undefined; withMedia: boolean },
  ): JoinAnswer {
    const missed = classroom.log.since(options.lastSeen);
    const { participant } = seat;
    return {
      me: participant,
      serverTime: this.#now(),
      epoch: classroom.log.epoch,
      seq: classroom.log.seq,
      snapshot: missed ? null : classroom.snapshot(),
      missed: missed ?? [],
      roster: staff.includes(participant.role)
        ? { branches: [...classroom.branches], presence: classroom.presence() }
        : null,
      media: options.withMedia
        ? {
            routerRtpCapabilities: this.#deps.media.routerRtpCapabilities,
            iceServers: this.#deps.media.iceServers(participant.sessionId),
          }
        : null,
      mediaKept: seat.peer?.hasTransport() ?? false,
    };
  }

  #require(connection: Connection): { open: OpenClassroom; seat: Seat } {
    const open = this.#openOf(connection.participant.sessionId);
    const seat = this.#seatHeldBy(connection);
    if (!open || !seat) throw new AppError('not_joined');
    return { open, seat };
  }

  #openOf(sessionId: string): OpenClassroom | undefined {
    const lessonId = this.#lessonOf.get(sessionId);
    return lessonId === undefined ? undefined : this.#open.get(lessonId);
  }

  /** The seat of this very socket; a socket that was replaced holds none. */
  #seatHeldBy(connection: Connection): Seat | undefined {
    const seat = this.#openOf(connection.participant.sessionId)?.classroom.seatOf(
      connection.participant.sessionId,
    );
    return seat?.connection === connection ? seat : undefined;
  }

  #vacate(sessionId: string): void {
    const open = this.#openOf(sessionId);
    const seat = open?.classroom.seatOf(sessionId);
    if (!open || !seat) return;
    seat.connection?.leave(audienceOf(open.classroom, 'all'));
    seat.connection?.leave(audienceOf(open.classroom, 'staff'));
    seat.vacate(this.#now());
    this.#lessonOf.delete(sessionId);
    this.#presenceChanged(open, seat);
    this.#disposeIfEmpty(open);
  }

  /** A classroom that nobody sits in is given up; what matters of it is in the records. */
  #disposeIfEmpty(open: OpenClassroom): void {
    const { classroom } = open;
    if (classroom.occupied || classroom.phase === 'live') return;
    open.news.close();
    open.room?.close();
    this.#open.delete(classroom.lesson.id);
  }

  #closeMedia(open: OpenClassroom): void {
    for (const seat of open.classroom.seats()) {
      seat.peer?.close();
      seat.peer = null;
    }
    open.room?.close();
    open.room = null;
    open.classroom.setTracks([]);
  }

  #tracksChanged(open: OpenClassroom, tracks: readonly Track[]): void {
    open.classroom.setTracks(tracks.map(toStageTrack));
    this.#stageChanged(open);
  }

  #stageChanged(open: OpenClassroom): void {
    const { stage } = open.classroom;
    const trackIds = stage.tracks.map((track) => track.trackId);
    for (const seat of open.classroom.seats()) seat.peer?.follow(trackIds);
    this.#emit(open, 'stage.changed', { stage });
  }

  #presenceChanged(open: OpenClassroom, seat: Seat): void {
    const { classroom } = open;
    open.news.changed(seat);
    if (classroom.seatChanged(seat, this.#now())) {
      this.#emit(open, 'stage.changed', { stage: classroom.stage });
    }
  }

  #emit<K extends keyof ClassroomEvents>(open: OpenClassroom, name: K, data: ClassroomEvents[K]): void {
    const envelope = open.classroom.append(name, data, this.#now());
    this.#deps.fanout.event(audienceOf(open.classroom, 'all'), envelope);
  }

  #now(): number {
    return this.#deps.clock.now();
  }
}

function toStageTrack(track: Track): StageTrack {
  return {
    trackId: track.id,
    source: track.source,
    kind: track.kind,
    participantId: track.peerId,
    paused: track.paused,
  };
}
