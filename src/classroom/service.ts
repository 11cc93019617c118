import type { JoinAnswer } from '../contract/classroom.ts';
import type { Lesson } from '../contract/course.ts';
import type { Participant } from '../contract/identity.ts';
import { AppError } from '../lib/errors.ts';
import type { Connection } from '../lib/feature.ts';
import type { MediaPort, MediaRoom } from '../media/port.ts';
import { rosterFor } from './audiences.ts';
import type { Classroom, ClassroomRecords } from './classroom.ts';
import type { LastSeen } from './event-log.ts';
import { ClassroomRegistry, type RegistryDependencies } from './registry.ts';
import type { Seat } from './seat.ts';
import { StageMedia } from './stage-media.ts';

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

export interface ClassroomDependencies extends RegistryDependencies {
  records: LessonRecords;
  media: MediaPort;
}

/** Lets people in and out, and starts and ends their lesson. */
export class ClassroomService {
  readonly registry: ClassroomRegistry;
  readonly stage: StageMedia;
  readonly #deps: ClassroomDependencies;
  readonly #currentLessons = new Map<string, Promise<string | null>>();
  #closed = false;

  constructor(deps: ClassroomDependencies) {
    this.#deps = deps;
    this.registry = new ClassroomRegistry(deps);
    this.stage = new StageMedia(this.registry, deps.media);
    this.registry.use(this.stage);
  }

  /** Takes the participant's seat and answers with what they need to know. Throws `no_lesson`, `not_found`. */
  async join(
    connection: Connection,
    options: { lessonId: string | undefined; lastSeen: LastSeen | undefined; withMedia: boolean },
  ): Promise<JoinAnswer> {
    const { participant } = connection;
    const lessonId = options.lessonId ?? (await this.#currentLessonId(participant));
    const classroom = await this.registry.classroom(lessonId);
    const { courseId } = classroom.lesson;
    // To somebody of another course the lesson does not exist.
    if (participant.courseId !== null && participant.courseId !== courseId) throw new AppError('not_found');
    // From here to the answer nothing waits: no event can fall between the snapshot and the audience.
    const seat = this.registry.sit(classroom, connection);
    return this.#answer(classroom, seat, options);
  }

  leave(connection: Connection): void {
    if (this.registry.isSeated(connection)) this.registry.vacate(connection.participant.sessionId);
  }

  /** The socket is gone, on purpose or not: the seat waits for the time of grace. */
  disconnected(connection: Connection): void {
    this.registry.drop(connection);
  }

  /** Throws `not_joined`, `lesson_ended`. */
  async start(connection: Connection): Promise<Lesson> {
    const { classroom } = this.registry.seated(connection);
    return this.registry.inTurn(classroom.lesson.id, async () => {
      if (classroom.phase === 'ended') throw new AppError('lesson_ended');
      if (classroom.phase === 'live') return classroom.lesson;
      const lesson = await this.#deps.records.markStarted(classroom.lesson.id, this.registry.now());
      await this.registry.lessonChanged(classroom, lesson);
      return lesson;
    });
  }

  /** Throws `not_joined`. */
  async end(connection: Connection): Promise<Lesson> {
    const { classroom } = this.registry.seated(connection);
    return this.registry.inTurn(classroom.lesson.id, async () => {
      if (classroom.phase === 'ended') return classroom.lesson;
      const lesson = await this.#deps.records.markEnded(classroom.lesson.id, this.registry.now());
      await this.registry.lessonChanged(classroom, lesson);
      return lesson;
    });
  }

  /** The seat that this socket holds, and its media room, opened on first use. Throws `not_joined`, `lesson_ended`. */
  mediaSeat(connection: Connection): Promise<{ seat: Seat; room: MediaRoom; classroom: Classroom }> {
    return this.stage.seat(connection);
  }

  /** The seat that this socket holds. Throws `not_joined`. */
  seat(connection: Connection): Seat {
    return this.registry.seated(connection).seat;
  }

  /** A seat's quality changed: those who watch hear of it with the next presence message. */
  qualityChanged(connection: Connection): void {
    const { classroom, seat } = this.registry.seated(connection);
    this.registry.qualityChanged(classroom, seat);
  }

  /** Idempotent. No timer survives. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.stage.idle();
    await this.registry.close();
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

  #answer(
    classroom: Classroom,
    seat: Seat,
    options: { lastSeen: LastSeen | undefined; withMedia: boolean },
  ): JoinAnswer {
    const missed = classroom.log.since(options.lastSeen);
    const { participant } = seat;
    return {
      me: participant,
      branchName: classroom.branches.find(({ id }) => id === participant.branchId)?.name ?? null,
      serverTime: this.registry.now(),
      epoch: classroom.log.epoch,
      seq: classroom.log.seq,
      snapshot: missed ? null : this.registry.snapshot(classroom),
      missed: missed ?? [],
      own: this.registry.own(classroom, participant),
      roster: rosterFor(classroom, participant),
      media: options.withMedia
        ? {
            routerRtpCapabilities: this.#deps.media.routerRtpCapabilities,
            iceServers: this.#deps.media.iceServers(participant.sessionId),
          }
        : null,
      mediaKept: seat.peer?.hasTransport() ?? false,
    };
  }
}
