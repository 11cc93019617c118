import { presenceFlushSeconds, type JoinAttendance, type SignIn } from '../contract/attendance.ts';
import type { OwnState, Presence } from '../contract/classroom.ts';
import type { Lesson } from '../contract/course.ts';
import type { Participant } from '../contract/identity.ts';
import type { Role } from '../contract/roles.ts';
import type { Clock } from '../lib/clock.ts';
import type { Connection } from '../lib/feature.ts';
import type { ClassroomAccess, ClassroomPart, ClassroomView } from '../lib/live-classroom.ts';
import type { Logger } from '../lib/logger.ts';
import type { Store } from '../store/port.ts';
import { noteChanges } from './changes.ts';
import { figuresAt, type Figures } from './figures.ts';
import type { LessonContext } from './lesson-repository.ts';
import { placeOf, type Lessons, type Place } from './lessons.ts';
import { totalOf, type AttendanceNews } from './news.ts';
import { findCutOff, insertLoss, savePresence } from './presence-repository.ts';
import { PresenceWatch } from './presence-watch.ts';
import type { Reminders } from './reminders.ts';
import { findSignIns, toSignIn } from './sign-in-repository.ts';
import { concerns, type Loss } from './windows.ts';

export interface LiveDependencies {
  store: Store;
  clock: Clock;
  log: Logger;
  access: ClassroomAccess;
  lessons: Lessons;
  figures: Figures;
  news: AttendanceNews;
  reminders: Reminders;
  verdictsChanged: (courseId: string) => void;
  lineReturned: (branchId: string, ms: number) => void;
}

/** What is in memory of a lesson while its classroom is open. */
interface LiveLesson {
  context: LessonContext;
  watch: PresenceWatch;
  signIns: Map<string, SignIn[]>;
  /** Where each connected screen, liaison and port is. */
  places: Map<string, Place>;
  reminder: NodeJS.Timeout | undefined;
}

/** Whose devices hold the line of a branch or port. */
const holders: readonly Role[] = ['screen', 'liaison', 'port'];
const staff: readonly Role[] = ['organiser', 'lecturer', 'inspector'];
/** Milliseconds that a timer can wait at most. */
const longestTimer = 2 ** 31 - 1;

/** Attendance as a part of the live lesson: who is connected, faults of the line, and what a join is answered with. */
export class LiveAttendance implements ClassroomPart {
  readonly #deps: LiveDependencies;
  readonly #lessons = new Map<string, LiveLesson>();
  readonly #flushTimer: NodeJS.Timeout;
  #writing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(deps: LiveDependencies) {
    this.#deps = deps;
    deps.lessons.ongoing = (lessonId, place) => this.#lessons.get(lessonId)?.watch.lostSince(place);
    this.#flushTimer = setInterval(() => this.#flushAll(), presenceFlushSeconds * 1000);
    this.#flushTimer.unref();
  }

  async opened({ lesson }: ClassroomView): Promise<void> {
    const { store, lessons, figures } = this.#deps;
    lessons.forget(lesson.id);
    figures.opened(lesson.id);
    const [context, rows, cutOff] = await Promise.all([
      lessons.of(lesson.id),
      findSignIns(store.db, { lessonId: lesson.id }),
      findCutOff(store.db, lesson.id),
      figures.of(lesson.courseId, lesson.id),
    ]);
    const signIns = new Map<string, SignIn[]>();
    for (const row of rows) add(signIns, row.traineeId, toSignIn(row, context));
    const watch = new PresenceWatch(cutOff);
    this.#lessons.set(lesson.id, { context, watch, signIns, places: new Map(), reminder: undefined });
    this.#remindLater(lesson.id);
  }

  closed(lessonId: string): void {
    const live = this.#lessons.get(lessonId);
    if (!live) return;
    clearTimeout(live.reminder);
    this.#flush(lessonId, live);
    this.#lessons.delete(lessonId);
    this.#deps.figures.closed(lessonId);
    this.#deps.lessons.forget(lessonId);
  }

  async lessonChanged({ id, courseId }: Lesson): Promise<void> {
    await this.windowsChanged(id);
    this.#deps.verdictsChanged(courseId);
  }

  /** A course counts attendance in another way: who is in one of its lessons is told of the windows as they are now. */
  async policyChanged(courseId: string): Promise<void> {
    const { news, verdictsChanged, log } = this.#deps;
    for (const [lessonId, { context }] of this.#lessons) {
      if (context.lesson.courseId !== courseId) continue;
      await this.windowsChanged(lessonId).catch((error: unknown) => {
        log.warn({ err: error, lessonId }, 'a lesson could not be told of the changed attendance policy');
      });
      news.changed(courseId, lessonId);
    }
    verdictsChanged(courseId);
  }

  seatChanged(lessonId: string, { participantId, role, state }: Presence): void {
    const live = this.#lessons.get(lessonId);
    if (!live || !holders.includes(role)) return;
    const now = this.#deps.clock.now();
    if (state !== 'online') {
      const place = live.places.get(participantId);
      if (place !== undefined) live.watch.left(place, participantId, state === 'away', now);
      live.places.delete(participantId);
      return;
    }
    const place = this.#placeOf(lessonId, participantId);
    if (place === undefined) return;
    const before = live.places.get(participantId);
    if (before !== undefined && before !== place) live.watch.left(before, participantId, false, now);
    live.places.set(participantId, place);
    const loss = live.watch.arrived(place, participantId, role !== 'liaison', now);
    if (!loss) return;
    void this.#record(lessonId, place, loss);
    if (place.startsWith('branch:')) {
      this.#deps.lineReturned(place.slice('branch:'.length), loss.until - loss.from);
    }
  }

  /** What the page of a screen or port says of itself. Throws `not_joined`. */
  visible(connection: Connection, page: { visible: boolean; playing: boolean }): void {
    const { classroom, participant } = this.#deps.access.require(connection);
    const live = this.#lessons.get(classroom.lesson.id);
    const place = live?.places.get(participant.sessionId);
    if (live && place !== undefined)
      live.watch.seen(place, participant.sessionId, page, this.#deps.clock.now());
  }

  own(lessonId: string, participant: Participant): Partial<OwnState> {
    const live = this.#lessons.get(lessonId);
    return live ? { attendance: this.#ownState(lessonId, live, participant) } : {};
  }

  /** A sign-in is committed. */
  noted(lessonId: string, traineeId: string, signIn: SignIn): void {
    const live = this.#lessons.get(lessonId);
    if (live) add(live.signIns, traineeId, signIn);
  }

  /** Windows of a lesson are others than before: everybody in it hears of them, cut-off branches with their own. */
  async windowsChanged(lessonId: string): Promise<void> {
    const { lessons, figures, access } = this.#deps;
    lessons.forget(lessonId);
    const live = this.#lessons.get(lessonId);
    if (!live) return;
    live.context = await lessons.of(lessonId);
    // Who joins from now on is told of the window that was asked for just now.
    await figures.fresh(live.context.lesson.courseId, lessonId);
    this.#remindLater(lessonId);
    const windows = lessons.windows(live.context, null);
    access.tell(lessonId, 'all', 'attendance.windows', { lessonId, windows });
    for (const place of live.context.losses.keys()) this.#tellWindows(lessonId, live, place);
  }

  /** Writes down what is known of presence. */
  async flushed(lessonId: string): Promise<void> {
    const live = this.#lessons.get(lessonId);
    if (live) this.#flush(lessonId, live);
    await this.#writing;
  }

  /** Waits for what is being written. Idempotent; no timer survives. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#flushTimer);
    for (const lessonId of [...this.#lessons.keys()]) this.closed(lessonId);
    await this.#writing;
  }

  #ownState(lessonId: string, live: LiveLesson, participant: Participant): JoinAttendance {
    const { lessons, figures } = this.#deps;
    const { role, branchId, traineeId } = participant;
    const place = placeOfParticipant(participant);
    const all = figures.lastRead(lessonId);
    const ofBranch = (role === 'screen' || role === 'liaison') && branchId !== null && all;
    return {
      windows: lessons.windows(live.context, place),
      signIns: traineeId === null ? [] : (live.signIns.get(traineeId) ?? []),
      figures: ofBranch ? figuresAt(all, branchId) : null,
      totals: staff.includes(role) && all ? totalOf(all) : null,
    };
  }

  #placeOf(lessonId: string, sessionId: string): Place | undefined {
    const online = this.#deps.access.view(lessonId)?.online();
    const found = online?.find((participant) => participant.sessionId === sessionId);
    return found && (placeOfParticipant(found) ?? undefined);
  }

  /** A fault of the line is over: what it cost is on record before anybody is told. */
  async #record(lessonId: string, place: Place, loss: Loss): Promise<void> {
    const { store, lessons, log } = this.#deps;
    try {
      const context = await lessons.of(lessonId);
      if (!concerns(loss, context.windows, context.losses.get(place) ?? [])) return;
      await store.transaction(async (queries) => {
        await insertLoss(queries, { lessonId, place }, loss);
        const who = place.slice(place.indexOf(':') + 1);
        await noteChanges(queries, { lessonId, by: null, at: loss.until }, [
          {
            what: 'windowExtended',
            ...(place.startsWith('branch:') ? { branchId: who } : { traineeId: who }),
            after: String(loss.until - loss.from),
          },
        ]);
      });
      lessons.forget(lessonId);
      const live = this.#lessons.get(lessonId);
      if (!live) return;
      live.context = await lessons.of(lessonId);
      this.#tellWindows(lessonId, live, place);
    } catch (error) {
      log.error({ err: error, lessonId, place, loss }, 'a fault of the line could not be recorded');
    }
  }

  #tellWindows(lessonId: string, live: LiveLesson, place: string): void {
    const { access, lessons } = this.#deps;
    for (const [sessionId, at] of live.places) {
      if (at !== place) continue;
      const windows = lessons.windows(live.context, at);
      const to = at.startsWith('branch:') ? { branchId: at.slice('branch:'.length) } : { sessionId };
      access.tell(lessonId, to, 'attendance.windows', { lessonId, windows });
      if ('branchId' in to) return;
    }
  }

  /** Branches without roll call are reminded once, some minutes into the lesson. */
  #remindLater(lessonId: string): void {
    const live = this.#lessons.get(lessonId);
    if (!live) return;
    clearTimeout(live.reminder);
    const { lesson, policy } = live.context;
    const { startedAt, endedAt } = lesson;
    if (this.#closed || policy.remindAfterMin === null || startedAt === null || endedAt !== null) return;
    const at = Math.max(startedAt, lesson.startsAt) + policy.remindAfterMin * 60_000;
    const wait = Math.min(longestTimer, Math.max(0, at - this.#deps.clock.now()));
    live.reminder = setTimeout(() => {
      this.#deps.reminders.remindOfRollCalls(lessonId).catch((error: unknown) => {
        this.#deps.log.warn({ err: error, lessonId }, 'branches could not be reminded of their roll call');
      });
    }, wait).unref();
  }

  #flushAll(): void {
    for (const [lessonId, live] of this.#lessons) this.#flush(lessonId, live);
  }

  /** One after the other: an older end must not overwrite a newer one. */
  #flush(lessonId: string, { watch }: LiveLesson): void {
    const rows = watch.take(this.#deps.clock.now());
    if (rows.length === 0) return;
    this.#writing = this.#writing.then(async () => {
      try {
        await savePresence(this.#deps.store.db, lessonId, rows);
      } catch (error) {
        watch.putBack(rows);
        this.#deps.log.warn(
          { err: error, lessonId },
          'presence could not be written; it will be tried again',
        );
      }
    });
  }
}

/** Null for whoever belongs to no branch and is no port. */
export function placeOfParticipant({ role, branchId, traineeId }: Participant): Place | null {
  if (traineeId !== null) return placeOf({ branchId, traineeId, port: role === 'port' });
  return branchId === null ? null : `branch:${branchId}`;
}

function add(all: Map<string, SignIn[]>, traineeId: string, signIn: SignIn): void {
  const others = (all.get(traineeId) ?? []).filter(({ windowId }) => windowId !== signIn.windowId);
  all.set(traineeId, [...others, signIn]);
}
