import type { OwnState, Presence } from '../../contract/classroom.ts';
import type { Participant } from '../../contract/identity.ts';
import type { Lesson } from '../../contract/course.ts';
import type { PatrolSource } from '../../contract/media.ts';
import type { PatrolTarget, PatrolTalker } from '../../contract/patrol-live.ts';
import { permissions } from '../../contract/permissions.ts';
import type { Role } from '../../contract/roles.ts';
import { AppError } from '../../lib/errors.ts';
import type { Connection } from '../../lib/feature.ts';
import { KeyedQueue } from '../../lib/keyed-queue.ts';
import type { ClassroomAccess, ClassroomPart, ClassroomView } from '../../lib/live-classroom.ts';
import type { MediaPeer, MediaPort } from '../../media/port.ts';
import { LessonPatrol, type PatrolNews } from './lesson-patrol.ts';

/** Whose camera can be watched. */
const patrolled: readonly Role[] = ['screen', 'port'];

export interface LivePatrolDependencies {
  media: MediaPort;
  access: Pick<ClassroomAccess, 'require' | 'view' | 'tell'>;
}

/** The live patrol of all open classrooms. */
export class LivePatrol implements ClassroomPart {
  readonly #deps: LivePatrolDependencies;
  readonly #open = new Map<string, LessonPatrol>();
  readonly #queue = new KeyedQueue();

  constructor(deps: LivePatrolDependencies) {
    this.#deps = deps;
  }

  /** Throws `not_patrolled`, `lesson_ended`. */
  async watch(
    connection: Connection,
    target: PatrolTarget,
  ): Promise<{ participantId: string; publishing: boolean }> {
    const { patrol, classroom, participant } = await this.#enter(connection);
    const participantId = find(classroom, target);
    patrol.wishes.watch(participant.sessionId, participantId);
    patrol.changed();
    return { participantId, publishing: patrol.isPublishing(participantId) };
  }

  async unwatch(connection: Connection): Promise<void> {
    const { patrol, participant } = await this.#enter(connection);
    patrol.wishes.watch(participant.sessionId, null);
    patrol.changed();
  }

  /** Throws `not_patrolled`, `lesson_ended`. */
  async warm(connection: Connection, target: PatrolTarget | null): Promise<string | null> {
    const { patrol, classroom, participant } = await this.#enter(connection);
    patrol.wishes.warm(participant.sessionId, target && find(classroom, target));
    patrol.changed();
    return patrol.wishes.of(participant.sessionId).warm;
  }

  /** Throws `not_watching`, `talk_busy`. */
  async talk(connection: Connection, participantId: string, on: boolean): Promise<void> {
    const { patrol, participant } = await this.#enter(connection);
    const { sessionId } = participant;
    if (patrol.wishes.of(sessionId).watched !== participantId) {
      if (!on) return;
      throw new AppError('not_watching');
    }
    const talkerId = patrol.wishes.talkerTo(participantId);
    if (on && talkerId !== undefined && talkerId !== sessionId) throw new AppError('talk_busy');
    patrol.wishes.talk(sessionId, on);
    patrol.changed();
  }

  /** The peer of a socket's session, opened on first use. Throws `not_joined`, `lesson_ended`. */
  async openPeer(connection: Connection): Promise<MediaPeer> {
    const { patrol, participant } = await this.#enter(connection);
    return patrol.openPeer(participant.sessionId);
  }

  /** Throws `not_joined`, `media_gone`. */
  peer(connection: Connection): MediaPeer {
    const { patrol, participant } = this.#entered(connection);
    return patrol.peer(participant.sessionId);
  }

  isWanted(connection: Connection): boolean {
    const { patrol, participant } = this.#entered(connection);
    return patrol.isWanted(participant.sessionId);
  }

  /** Whether a picture can be had at once from one of these, with null in whatever lesson; false while nobody is in it. */
  isPublishing(lessonId: string | null, is: (participant: Participant) => boolean): boolean {
    if (lessonId === null) return [...this.#open.keys()].some((open) => this.isPublishing(open, is));
    const patrol = this.#open.get(lessonId);
    const there = this.#deps.access.view(lessonId)?.online().filter(is) ?? [];
    return there.some(({ sessionId }) => patrol?.isPublishing(sessionId));
  }

  /** A page set consumers up and lets them flow. */
  ready(connection: Connection): void {
    const { patrol, participant } = this.#entered(connection);
    patrol.heard(participant.sessionId);
  }

  /** Rooms publish what can be watched, those who watch publish their voice. Throws `forbidden`. */
  requireSource(connection: Connection, source: PatrolSource): void {
    const isRoom = patrolled.includes(connection.participant.role);
    if (isRoom === (source === 'talkMicrophone')) throw new AppError('forbidden');
  }

  own(lessonId: string, participant: Participant): Partial<OwnState> {
    if (!permissions['patrol.openSend'].roles.includes(participant.role)) return {};
    const patrol = this.#open.get(lessonId);
    const none = { kept: { send: false, receive: false }, wanted: false, talker: null };
    return { patrolLive: patrol?.own(participant.sessionId) ?? none };
  }

  seatChanged(lessonId: string, { participantId, state }: Presence): void {
    const patrol = this.#open.get(lessonId);
    if (!patrol) return;
    if (state === 'offline') {
      patrol.left(participantId);
      return;
    }
    if (!patrol.wishes.all().has(participantId)) return;
    patrol.wishes.setAway(participantId, state === 'away');
    patrol.changed();
  }

  async lessonChanged(lesson: Lesson): Promise<void> {
    if (lesson.endedAt !== null) this.closed(lesson.id);
  }

  closed(lessonId: string): void {
    this.#open.get(lessonId)?.close();
    this.#open.delete(lessonId);
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await this.#queue.idle();
    for (const lessonId of [...this.#open.keys()]) this.closed(lessonId);
  }

  /** The patrol of the lesson that this socket sits in, opened on first use. */
  async #enter(
    connection: Connection,
  ): Promise<{ patrol: LessonPatrol; classroom: ClassroomView; participant: Participant }> {
    const { classroom, participant } = this.#deps.access.require(connection);
    if (classroom.lesson.endedAt !== null) throw new AppError('lesson_ended');
    const patrol = this.#open.get(classroom.lesson.id) ?? (await this.#create(classroom));
    return { patrol, classroom, participant };
  }

  #entered(connection: Connection): { patrol: LessonPatrol; participant: Participant } {
    const { classroom, participant } = this.#deps.access.require(connection);
    const patrol = this.#open.get(classroom.lesson.id);
    if (!patrol) throw new AppError('media_gone');
    return { patrol, participant };
  }

  #create({ lesson: { id } }: ClassroomView): Promise<LessonPatrol> {
    return this.#queue.run(id, async () => {
      const existing = this.#open.get(id);
      if (existing) return existing;
      const room = await this.#deps.media.room(`patrol-${id}`);
      const classroom = this.#deps.access.view(id);
      if (!classroom || classroom.lesson.endedAt !== null) {
        // Everybody has left meanwhile, or the lesson is over.
        room.close();
        throw new AppError(classroom ? 'lesson_ended' : 'not_joined');
      }
      const patrol = new LessonPatrol(room, this.#news(id), (sessionId) => this.#talker(id, sessionId));
      this.#open.set(id, patrol);
      return patrol;
    });
  }

  #talker(lessonId: string, participantId: string): PatrolTalker | undefined {
    const presence = this.#deps.access.view(lessonId)?.presence();
    const found = presence?.find((one) => one.participantId === participantId);
    return found && { participantId, name: found.name, role: found.role };
  }

  #news(lessonId: string): PatrolNews {
    const tell: ClassroomAccess['tell'] = (...news) => this.#deps.access.tell(...news);
    return {
      consumersOpened: (sessionId, consumers) =>
        tell(lessonId, { sessionId }, 'patrol.consumersOpened', { consumers }),
      consumerClosed: (sessionId, consumerId) =>
        tell(lessonId, { sessionId }, 'patrol.consumerClosed', { consumerId }),
      transportLost: (sessionId, direction) =>
        tell(lessonId, { sessionId }, 'patrol.transportLost', { direction }),
      wanted: (sessionId, wanted) => tell(lessonId, { sessionId }, 'patrol.wanted', { wanted }),
      talker: (sessionId, talker) => tell(lessonId, { sessionId }, 'patrol.talker', { talker }),
      talkChanged: (sessionId, participantId, state) =>
        tell(lessonId, { sessionId }, 'patrol.talkChanged', { participantId, state }),
    };
  }
}

/** The participant who is meant. Of a branch's screens it is the one that is here. Throws `not_patrolled`. */
function find(classroom: ClassroomView, target: PatrolTarget): string {
  const candidates = classroom
    .presence()
    .filter(({ participantId, role, branchId }) =>
      'participantId' in target
        ? participantId === target.participantId && patrolled.includes(role)
        : role === 'screen' && branchId === target.branchId,
    );
  const found = candidates.find(({ state }) => state === 'online') ?? candidates[0];
  if (!found) throw new AppError('not_patrolled');
  return found.participantId;
}
