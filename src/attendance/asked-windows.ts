import { and, desc, eq, sql } from 'drizzle-orm';
import { attendanceLimits, type SignInWindow, type WindowExtension } from '../contract/attendance.ts';
import type { Participant } from '../contract/identity.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import type { Store } from '../store/port.ts';
import { attendanceWindow } from '../store/schema/index.ts';
import { noteChanges } from './changes.ts';
import { toWindow, type LessonContext } from './lesson-repository.ts';
import type { Lessons } from './lessons.ts';
import type { LiveAttendance } from './live.ts';
import { findTrainees } from './room-repository.ts';
import { concerns, windowAt } from './windows.ts';

type Row = typeof attendanceWindow.$inferSelect;

type Extension = Omit<WindowExtension, 'traineeName'>;

export interface AskedWindowsDependencies {
  store: Store;
  clock: Clock;
  lessons: Lessons;
  live: LiveAttendance;
}

/** Second sign-ins and sign-outs that are asked for mid-lesson. */
export class AskedWindows {
  readonly #deps: AskedWindowsDependencies;

  constructor(deps: AskedWindowsDependencies) {
    this.#deps = deps;
  }

  /** All windows of a lesson, and what made some longer. Throws `not_found`. */
  async list(courseId: string, lessonId: string) {
    const { lessons, clock } = this.#deps;
    const lesson = await lessons.inCourse(courseId, lessonId);
    return {
      windows: lessons.windows(lesson, null),
      extensions: await this.#named(courseId, extensionsOf(lesson)),
      serverTime: clock.now(),
    };
  }

  /** Of a port the organiser has to read whose it is. */
  async #named(courseId: string, extensions: readonly Extension[]): Promise<WindowExtension[]> {
    const ids = extensions.flatMap(({ traineeId }) => traineeId ?? []);
    const people = await findTrainees(this.#deps.store.db, { courseId, ids });
    const names = new Map(people.map(({ id, name }) => [id, name]));
    return extensions.map((one) => ({ ...one, traineeName: names.get(one.traineeId ?? '') ?? null }));
  }

  /** Committed when it resolves. Throws `not_found`, `lesson_not_live`, `window_open`, `windows_full`. */
  async ask(
    courseId: string,
    lessonId: string,
    wanted: { kind: 'again' | 'out'; minutes: number; requestId: string },
    by: Participant,
  ): Promise<SignInWindow> {
    const { store, clock, lessons, live } = this.#deps;
    const { lesson } = await lessons.inCourse(courseId, lessonId);
    const now = clock.now();
    const row = await store.transaction(async (queries) => {
      // One at a time: the number of the next one depends on those before.
      await queries.execute(sql`select pg_advisory_xact_lock(hashtext(${`attendance.window:${lessonId}`}))`);
      const before = await queries
        .select()
        .from(attendanceWindow)
        .where(eq(attendanceWindow.lessonId, lessonId))
        .orderBy(desc(attendanceWindow.ordinal));
      const same = before.find(({ requestId }) => requestId === wanted.requestId);
      if (same) return same;
      if (lesson.startedAt === null || lesson.endedAt !== null) throw new AppError('lesson_not_live');
      if (before.length >= attendanceLimits.askedWindows) throw new AppError('windows_full');
      const [last] = before;
      if (last && toWindow(last).closesAt > now) throw new AppError('window_open');
      return this.#insert(queries, { lessonId, ordinal: (last?.ordinal ?? 0) + 1, now, ...wanted }, by);
    });
    await live.windowsChanged(lessonId);
    return windowAt(toWindow(row), [], clock.now());
  }

  /** Committed when it resolves. Throws `not_found`. */
  async close(courseId: string, lessonId: string, windowId: string, by: Participant): Promise<SignInWindow> {
    const { store, clock, lessons, live } = this.#deps;
    await lessons.inCourse(courseId, lessonId);
    const now = clock.now();
    const row = await store.transaction(async (queries) => {
      const of = and(eq(attendanceWindow.id, windowId), eq(attendanceWindow.lessonId, lessonId));
      const [found] = await queries.select().from(attendanceWindow).where(of).for('update');
      if (!found) throw new AppError('not_found');
      if (toWindow(found).closesAt <= now) return found;
      const closedAt = new Date(now);
      await queries.update(attendanceWindow).set({ closedAt }).where(of);
      await noteChanges(queries, { lessonId, by, at: now }, [{ what: 'windowClosed', before: found.kind }]);
      return { ...found, closedAt };
    });
    await live.windowsChanged(lessonId);
    return windowAt(toWindow(row), [], clock.now());
  }

  async #insert(
    queries: Parameters<Parameters<Store['transaction']>[0]>[0],
    of: { lessonId: string; ordinal: number; now: number } & Parameters<AskedWindows['ask']>[2],
    by: Participant,
  ): Promise<Row> {
    const { lessonId, ordinal, kind, requestId, now } = of;
    const [row] = await queries
      .insert(attendanceWindow)
      .values({
        ...{ id: newId(), lessonId, ordinal, kind, requestId },
        opensAt: new Date(now),
        closesAt: new Date(now + of.minutes * 60_000),
        sessionId: by.sessionId,
        byName: by.name,
      })
      .returning();
    if (!row) throw new Error('the database answered a new window with none');
    await noteChanges(queries, { lessonId, by, at: now }, [{ what: 'windowAsked', after: kind }]);
    return row;
  }
}

/** Which faults of the line made which windows longer. */
function extensionsOf({ windows, losses }: LessonContext): Extension[] {
  return [...losses].flatMap(([place, list]) => {
    const who = place.slice(place.indexOf(':') + 1);
    const of = place.startsWith('branch:')
      ? { branchId: who, traineeId: null }
      : { branchId: null, traineeId: who };
    return windows.flatMap((window) =>
      list
        .filter((loss, index) => concerns(loss, [window], list.slice(0, index)))
        .map(({ from, until }) => ({ windowId: window.windowId, ...of, from, until })),
    );
  });
}
