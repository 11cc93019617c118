import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { Reminder, ReminderAbout } from '../contract/attendance.ts';
import type { Clock } from '../lib/clock.ts';
import { liaisonAudience, tellOrganisers } from '../lib/course-scope.ts';
import { AppError } from '../lib/errors.ts';
import type { Fanout } from '../lib/feature.ts';
import type { Queries, Store } from '../store/port.ts';
import { attendanceReminder, attendanceRollCall } from '../store/schema/index.ts';
import { noteChanges, type Doer } from './changes.ts';
import type { Figures } from './figures.ts';
import type { LessonContext } from './lesson-repository.ts';
import type { Lessons } from './lessons.ts';

export interface ReminderDependencies {
  store: Store;
  clock: Clock;
  fanout: Fanout;
  lessons: Lessons;
  figures: Figures;
}

/** Reminds liaisons of what is missing in their rooms: kept for those who are not there, told to those who are. */
export class Reminders {
  readonly #deps: ReminderDependencies;

  constructor(deps: ReminderDependencies) {
    this.#deps = deps;
  }

  /**
   * Committed when it resolves to the branches that were reminded: of those named, or of all, the ones in which something
   * is missing. Throws `not_found` when one is not of the course.
   */
  async remind(
    courseId: string,
    lessonId: string,
    wanted: { about: ReminderAbout; branchIds: readonly string[] | null },
    by: Doer,
  ): Promise<string[]> {
    const { lessons } = this.#deps;
    const lesson = await lessons.inCourse(courseId, lessonId);
    if (wanted.branchIds?.some((id) => !lesson.branches.has(id))) throw new AppError('not_found');
    const missing = await this.#missing(lesson, wanted.about);
    const branchIds = wanted.branchIds ? missing.filter((id) => wanted.branchIds?.includes(id)) : missing;
    await this.#save(lesson, branchIds, wanted.about, by);
    return branchIds;
  }

  /** The server's own reminder: of branches that were never reminded of the roll call of this lesson. */
  async remindOfRollCalls(lessonId: string): Promise<void> {
    const { lessons } = this.#deps;
    lessons.forget(lessonId);
    const lesson = await lessons.of(lessonId);
    await this.#save(lesson, await this.#missing(lesson, 'rollCall'), 'rollCall', null);
  }

  /** Branches with trainees whose roll call is not signed off, or in which people have not signed in. */
  async #missing({ lesson, branches }: LessonContext, about: ReminderAbout): Promise<string[]> {
    const { store, figures } = this.#deps;
    const all = await figures.fresh(lesson.courseId, lesson.id);
    const expected = [...branches.keys()].filter((id) => (all.get(id)?.expected ?? 0) > 0);
    if (about === 'absent') {
      return expected.filter((id) => (all.get(id)?.signedIn ?? 0) < (all.get(id)?.expected ?? 0));
    }
    const rows = await store.db
      .select({ branchId: attendanceRollCall.branchId })
      .from(attendanceRollCall)
      .where(and(eq(attendanceRollCall.lessonId, lesson.id), isNotNull(attendanceRollCall.signedOffAt)));
    const signedOff = new Set(rows.map(({ branchId }) => branchId));
    return expected.filter((id) => !signedOff.has(id));
  }

  /** The server's own reminder comes once, and never after one of the organiser's. */
  async #save(
    { lesson }: LessonContext,
    branchIds: readonly string[],
    about: ReminderAbout,
    by: Doer,
  ): Promise<void> {
    if (branchIds.length === 0) return;
    const { store, clock, fanout } = this.#deps;
    const { id: lessonId, courseId } = lesson;
    const now = clock.now();
    const reminder = { about, at: now, byName: by?.name ?? null };
    const rows = branchIds.map((branchId) => ({ ...reminder, lessonId, branchId, at: new Date(now) }));
    const reminded = await store.transaction(async (queries) => {
      const inserting = queries.insert(attendanceReminder).values(rows);
      const saved = await (by === null
        ? inserting.onConflictDoNothing().returning()
        : inserting
            .onConflictDoUpdate({
              target: [attendanceReminder.lessonId, attendanceReminder.branchId, attendanceReminder.about],
              set: { at: sql`excluded.at`, byName: sql`excluded.by_name` },
            })
            .returning());
      const changes = saved.map(({ branchId }) => ({ what: 'reminded' as const, branchId, after: about }));
      await noteChanges(queries, { lessonId, by, at: now }, changes);
      return saved;
    });
    for (const { branchId } of reminded) {
      const notice = { lessonId, branchId, reminder };
      fanout.notice(liaisonAudience(courseId, branchId), 'attendance.reminded', notice);
    }
    // Boards and histories say who was reminded, also when another organiser or the server itself did it.
    if (reminded.length > 0) tellOrganisers(fanout, courseId, 'attendance.changed', { courseId, lessonId });
  }
}

/** The newest reminder of each kind, by branch. */
export async function findReminders(
  queries: Queries,
  lessonId: string,
  branchIds?: readonly string[],
): Promise<Map<string, Reminder[]>> {
  const rows = await queries
    .select()
    .from(attendanceReminder)
    .where(
      and(
        eq(attendanceReminder.lessonId, lessonId),
        branchIds === undefined ? undefined : inArray(attendanceReminder.branchId, [...branchIds]),
      ),
    );
  const reminders = new Map<string, Reminder[]>();
  for (const { branchId, about, at, byName } of rows) {
    const list = reminders.get(branchId) ?? [];
    list.push({ about, at: at.getTime(), byName });
    reminders.set(branchId, list);
  }
  return reminders;
}
