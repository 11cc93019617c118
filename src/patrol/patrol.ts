import type { OwnState, Presence } from '../contract/classroom.ts';
import type { Lesson } from '../contract/course.ts';
import type { Participant } from '../contract/identity.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import type { Connection, Fanout } from '../lib/feature.ts';
import type { ClassroomAccess, ClassroomPart, ClassroomView } from '../lib/live-classroom.ts';
import type { Logger } from '../lib/logger.ts';
import type { Store } from '../store/port.ts';
import { countOpen } from './finding-records.ts';
import { LessonRounds } from './lesson-rounds.ts';
import { LessonStills } from './lesson-stills.ts';
import type { PlanRecord } from './plan.ts';
import { findRooms } from './room-records.ts';
import { Wall, type SignInFigures } from './wall.ts';
import { WallWatch } from './wall-watch.ts';

export interface PatrolDependencies {
  store: Store;
  clock: Clock;
  fanout: Fanout;
  log: Logger;
  access: ClassroomAccess;
  /** What attendance knows of a lesson's sign-ins, by branch and by the trainee of a port. */
  signInFigures: (lessonId: string) => Promise<SignInFigures>;
}

/** Patrol of one open lesson. */
export interface PatrolledLesson {
  view: ClassroomView;
  wall: Wall;
  stills: LessonStills;
  watch: WallWatch;
  rounds: LessonRounds;
}

/** Patrol of the open lessons, as a part of their classrooms: what is in memory goes when a classroom closes. */
export class Patrol implements ClassroomPart {
  readonly #deps: PatrolDependencies;
  readonly #lessons = new Map<string, PatrolledLesson>();
  readonly #closing = new Set<Promise<void>>();

  constructor(deps: PatrolDependencies) {
    this.#deps = deps;
  }

  /** The lesson in which this very socket sits. Throws `not_joined`. */
  require(connection: Connection): PatrolledLesson & { participant: Participant } {
    const { classroom, participant } = this.#deps.access.require(connection);
    const lesson = this.#lessons.get(classroom.lesson.id);
    if (!lesson) throw new AppError('not_joined');
    return { ...lesson, participant };
  }

  /** Patrol of a lesson; undefined when nobody is in it. */
  of(lessonId: string): PatrolledLesson | undefined {
    return this.#lessons.get(lessonId);
  }

  opened = async (view: ClassroomView): Promise<void> => {
    const { store, clock, fanout, log, access, signInFigures } = this.#deps;
    const { id: lessonId } = view.lesson;
    const wall = new Wall();
    const refresh = () => this.#refresh(view, wall);
    await refresh();
    for (const [tileId, open] of await countOpen(store.db, lessonId)) {
      const room = wall.room(tileId);
      if (room) room.openFindings = open;
    }
    const stills = new LessonStills({ lessonId, wall, fanout, clock });
    const isLookedAt = (tileId: string): boolean => stills.isLookedAt(tileId);
    const watch = new WallWatch({ view, wall, fanout, clock, log, isLookedAt, signInFigures, refresh });
    const rounds = new LessonRounds({
      view,
      wall,
      store,
      clock,
      log,
      refresh,
      tell: (news) => access.tell(lessonId, 'staff', 'patrol.roundChanged', news),
    });
    await rounds.open();
    this.#lessons.set(lessonId, { view, wall, stills, watch, rounds });
  };

  closed(lessonId: string): void {
    const lesson = this.#lessons.get(lessonId);
    if (!lesson) return;
    this.#lessons.delete(lessonId);
    lesson.stills.close();
    lesson.watch.close();
    const closing = lesson.rounds.close().finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }

  own(lessonId: string, participant: Participant): Partial<OwnState> {
    const still = this.#lessons.get(lessonId)?.stills.first(participant);
    return still ? { still } : {};
  }

  seatChanged(lessonId: string, presence: Presence): void {
    const lesson = this.#lessons.get(lessonId);
    if (!lesson) return;
    lesson.wall.seat(presence, participantOf(lesson.view, presence));
    lesson.rounds.seatChanged(presence);
  }

  async lessonChanged({ id }: Lesson): Promise<void> {
    await this.#lessons.get(id)?.rounds.lessonChanged();
  }

  /** The rounds of a lesson were planned anew. */
  planned(lessonId: string, plan: PlanRecord): void {
    this.#lessons.get(lessonId)?.rounds.planned(plan);
  }

  /** How many findings of each room are not settled now. */
  openFindings(lessonId: string, open: ReadonlyMap<string, number>): void {
    for (const room of this.#lessons.get(lessonId)?.wall.rooms() ?? []) {
      room.openFindings = open.get(room.record.tileId) ?? 0;
    }
  }

  /** That page shows neither the wall nor a tile any more, or is gone. */
  leave(connection: Connection): void {
    for (const { stills, watch } of this.#lessons.values()) {
      stills.end(connection);
      watch.leave(connection);
    }
  }

  /** Waits for what is under way. Idempotent; no timer survives. */
  async close(): Promise<void> {
    for (const lessonId of [...this.#lessons.keys()]) this.closed(lessonId);
    await Promise.all(this.#closing);
  }

  async #refresh(view: ClassroomView, wall: Wall): Promise<void> {
    wall.setRecords(await findRooms(this.#deps.store.db, view.lesson.courseId));
    for (const presence of view.presence()) wall.seat(presence, participantOf(view, presence));
  }
}

/** Only of a port it is needed whom the seat is for. */
function participantOf(view: ClassroomView, { role, participantId }: Presence): Participant | undefined {
  if (role !== 'port') return undefined;
  return view.online().find(({ sessionId }) => sessionId === participantId);
}
