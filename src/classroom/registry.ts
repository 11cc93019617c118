import type { ClassroomEvents, ClassroomSnapshot, OwnState } from '../contract/classroom.ts';
import type { Lesson } from '../contract/course.ts';
import type { Participant } from '../contract/identity.ts';
import type { NoticeData, NoticeName } from '../contract/index.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { tellCourse } from '../lib/course-scope.ts';
import type { Connection, Fanout } from '../lib/feature.ts';
import { KeyedQueue } from '../lib/keyed-queue.ts';
import type { Logger } from '../lib/logger.ts';
import { audiencesFor, hearersOf, rosterFor } from './audiences.ts';
import { audienceOf, Classroom, type ClassroomRecords } from './classroom.ts';
import type { ClassroomAccess, ClassroomPart, ClassroomView, Hearers } from '../lib/live-classroom.ts';
import { PresenceNews } from './presence-news.ts';
import type { Seat } from './seat.ts';
import { Direction, type DirectedClassroom, type DirectionRecords } from './stage/direction.ts';

export interface RegistryDependencies {
  records: { open(lessonId: string): Promise<ClassroomRecords> };
  /** What the records say of a lesson's stage. */
  directionOf: (lessonId: string) => Promise<DirectionRecords>;
  fanout: Fanout;
  clock: Clock;
  log: Logger;
  /** Milliseconds for which a dropped participant's seat and media are kept. */
  graceMs: number;
}

interface OpenClassroom {
  classroom: Classroom;
  news: PresenceNews;
}

/** The open classrooms and who sits in which. What happens in them is told to their parts. */
export class ClassroomRegistry implements Omit<ClassroomAccess, 'show' | 'shown'> {
  readonly #deps: RegistryDependencies;
  readonly #parts: ClassroomPart<DirectedClassroom>[] = [];
  readonly #open = new Map<string, OpenClassroom>();
  /** The classroom that each session sits in; a session sits in one at a time. */
  readonly #lessonOf = new Map<string, string>();
  /** Everything that changes one lesson's state or opens its classroom happens one after the other. */
  readonly #queue = new KeyedQueue();

  constructor(deps: RegistryDependencies) {
    this.#deps = deps;
  }

  /** Adds parts, which are told of everything in this order. To be done before the first classroom is opened. */
  use(...parts: readonly ClassroomPart<DirectedClassroom>[]): void {
    this.#parts.push(...parts);
  }

  /** The classroom's state with what each part adds to it. */
  snapshot(classroom: Classroom): ClassroomSnapshot {
    return this.#parts.reduce(
      (all, part) => ({ ...all, ...part.snapshot?.(classroom.lesson.id) }),
      classroom.snapshot(),
    );
  }

  /** What each part has for this person alone. */
  own({ lesson }: ClassroomView, participant: Participant): OwnState {
    return this.#parts.reduce<OwnState>(
      (all, part) => ({ ...all, ...part.own?.(lesson.id, participant) }),
      {},
    );
  }

  now(): number {
    return this.#deps.clock.now();
  }

  /** The classroom of a lesson, opened from the records when it is not open. Throws `not_found`. */
  async classroom(lessonId: string): Promise<Classroom> {
    const open = this.#open.get(lessonId) ?? (await this.inTurn(lessonId, () => this.#create(lessonId)));
    return open.classroom;
  }

  /** The classroom of a lesson, if it is open. */
  opened(lessonId: string): Classroom | undefined {
    return this.#open.get(lessonId)?.classroom;
  }

  view(lessonId: string): ClassroomView | undefined {
    return this.opened(lessonId);
  }

  require(connection: Connection): { classroom: ClassroomView; participant: Participant } {
    const { classroom, seat } = this.seated(connection);
    return { classroom, participant: seat.participant };
  }

  /** The seat of this very socket, which a socket that was replaced has not. Throws `not_joined`. */
  seated(connection: Connection): { classroom: Classroom; seat: Seat } {
    const { sessionId } = connection.participant;
    const classroom = this.#openOf(sessionId)?.classroom;
    const seat = classroom?.seatOf(sessionId);
    if (!classroom || seat?.connection !== connection) throw new AppError('not_joined');
    return { classroom, seat };
  }

  /** True for the socket that holds its session's seat. */
  isSeated(connection: Connection): boolean {
    const { sessionId } = connection.participant;
    return this.#openOf(sessionId)?.classroom.seatOf(sessionId)?.connection === connection;
  }

  emit<K extends keyof ClassroomEvents>(lessonId: string, name: K, data: ClassroomEvents[K]): void {
    const classroom = this.opened(lessonId);
    if (!classroom) return;
    this.#deps.fanout.event(audienceOf(classroom, 'all'), classroom.append(name, data, this.now()));
  }

  tell<N extends NoticeName>(lessonId: string, to: Hearers, name: N, data: NoticeData<N>): void {
    const classroom = this.opened(lessonId);
    if (classroom) this.#deps.fanout.notice(hearersOf(classroom, to), name, data);
  }

  inTurn<T>(lessonId: string, work: () => Promise<T>): Promise<T> {
    return this.#queue.run(lessonId, work);
  }

  /** Gives the socket its session's seat; the seat that the session had in another classroom is given up. */
  sit(classroom: Classroom, connection: Connection): Seat {
    const { participant } = connection;
    const { id } = classroom.lesson;
    if (this.#lessonOf.get(participant.sessionId) !== id) this.vacate(participant.sessionId);
    const seat = classroom.seat(participant, this.now());
    if (seat.participant !== participant) this.#setParticipant(classroom, seat, participant);
    seat.take(connection, this.now())?.dismiss('session.replaced');
    this.#lessonOf.set(participant.sessionId, id);
    for (const audience of audiencesFor(classroom, participant)) connection.enter(audience);
    this.#seatChanged(classroom, seat);
    return seat;
  }

  /** The seat of a socket that is gone waits for the time of grace. */
  drop(connection: Connection): void {
    if (!this.isSeated(connection)) return;
    const { classroom, seat } = this.seated(connection);
    const { sessionId } = seat.participant;
    seat.drop(this.now(), this.#deps.graceMs, () => this.vacate(sessionId));
    this.#seatChanged(classroom, seat);
  }

  /** Gives a session's seat up, wherever it is. */
  vacate(sessionId: string): void {
    const open = this.#openOf(sessionId);
    const seat = open?.classroom.seatOf(sessionId);
    if (!open || !seat) return;
    const { classroom } = open;
    for (const audience of audiencesFor(classroom, seat.participant)) seat.connection?.leave(audience);
    seat.vacate(this.now());
    this.#lessonOf.delete(sessionId);
    this.#seatChanged(classroom, seat);
    this.#disposeIfEmpty(open);
  }

  /** Ends a session's place at once, wherever it is. */
  revoke(sessionId: string): void {
    this.#openOf(sessionId)?.classroom.seatOf(sessionId)?.connection?.dismiss('session.revoked');
    this.vacate(sessionId);
  }

  /** A session stands for another name or branch: its seats, what it hears, and what others see of it follow. */
  follow(participant: Participant): void {
    for (const { classroom } of this.#open.values()) {
      const seat = classroom.seatOf(participant.sessionId);
      if (!seat) continue;
      const moved = seat.participant.branchId !== participant.branchId;
      this.#setParticipant(classroom, seat, participant);
      for (const part of this.#parts) part.seatChanged?.(classroom.lesson.id, seat.presence());
      const roster = moved ? rosterFor(classroom, participant) : null;
      if (roster) seat.connection?.notify('roster.changed', roster);
    }
  }

  /** Branches or trainees of a course are others than before: its open classrooms read them anew, one after the other. */
  recordsChanged(courseId: string): void {
    for (const { classroom, news } of this.#open.values()) {
      const { lesson } = classroom;
      if (lesson.courseId !== courseId) continue;
      this.#queue
        .run(`${lesson.id}:records`, async () => {
          classroom.setCourse(await this.#deps.records.open(lesson.id));
          news.recordsChanged();
        })
        .catch((error: unknown) => {
          this.#deps.log.error(
            { err: error, lessonId: lesson.id },
            'a classroom could not follow its records',
          );
        });
    }
  }

  /** A seat's quality changed: those who watch hear of it with the next presence message. */
  qualityChanged(classroom: Classroom, seat: Seat): void {
    this.#open.get(classroom.lesson.id)?.news.changed(seat);
  }

  /** The lesson was started or ended, and the records say so. Resolves when every part has followed. */
  async lessonChanged(classroom: Classroom, lesson: Lesson): Promise<void> {
    classroom.setLesson(lesson);
    classroom.refreshLecturer(this.now());
    const { id: lessonId, courseId, endedAt } = lesson;
    this.emit(lessonId, endedAt === null ? 'lesson.started' : 'lesson.ended', { lesson });
    if (endedAt === null)
      tellCourse(this.#deps.fanout, courseId, 'course.lessonStarted', { courseId, lessonId });
    for (const part of this.#parts) {
      await part.lessonChanged?.(lesson).catch((error: unknown) => {
        // The lesson goes on without it.
        this.#deps.log.error({ err: error, lessonId: lesson.id }, 'a part could not follow its lesson');
      });
    }
  }

  /** Waits for running work, then gives every seat up. Idempotent; no timer survives. */
  async close(): Promise<void> {
    await this.#queue.idle();
    for (const { classroom, news } of this.#open.values()) {
      news.close();
      for (const seat of classroom.seats()) seat.vacate(this.now());
      this.#tellClosed(classroom.lesson.id);
    }
    this.#open.clear();
  }

  async #create(lessonId: string): Promise<OpenClassroom> {
    const existing = this.#open.get(lessonId);
    if (existing) return existing;
    const [records, direction] = await Promise.all([
      this.#deps.records.open(lessonId),
      this.#deps.directionOf(lessonId),
    ]);
    const classroom = new Classroom(records, new Direction(direction, this.now()), this.now());
    for (const part of this.#parts) await part.opened?.(classroom);
    const open = { classroom, news: new PresenceNews(classroom, this.#deps.fanout) };
    this.#open.set(lessonId, open);
    return open;
  }

  #openOf(sessionId: string): OpenClassroom | undefined {
    const lessonId = this.#lessonOf.get(sessionId);
    return lessonId === undefined ? undefined : this.#open.get(lessonId);
  }

  #setParticipant(classroom: Classroom, seat: Seat, participant: Participant): void {
    const { connection, participant: before } = seat;
    const news = this.#open.get(classroom.lesson.id)?.news;
    if (before.branchId !== null && before.branchId !== participant.branchId) news?.left(before.branchId);
    for (const audience of audiencesFor(classroom, before)) connection?.leave(audience);
    classroom.setParticipant(seat, participant);
    for (const audience of audiencesFor(classroom, participant)) connection?.enter(audience);
    news?.changed(seat);
  }

  #seatChanged(classroom: Classroom, seat: Seat): void {
    const { id } = classroom.lesson;
    this.#open.get(id)?.news.changed(seat);
    if (classroom.seatChanged(seat, this.now())) {
      this.emit(id, 'stage.changed', { stage: classroom.stage });
    }
    for (const part of this.#parts) part.seatChanged?.(id, seat.presence());
  }

  /** A classroom that nobody sits in is given up; what matters of it is in the records. */
  #disposeIfEmpty({ classroom, news }: OpenClassroom): void {
    if (classroom.occupied || classroom.phase === 'live') return;
    news.close();
    this.#open.delete(classroom.lesson.id);
    this.#tellClosed(classroom.lesson.id);
  }

  #tellClosed(lessonId: string): void {
    for (const part of this.#parts) part.closed?.(lessonId);
  }
}
