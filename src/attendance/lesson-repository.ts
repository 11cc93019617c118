import { asc, eq } from 'drizzle-orm';
import { usualPolicy, type AttendancePolicy } from '../contract/attendance.ts';
import type { Lesson } from '../contract/course.ts';
import type { Queries } from '../store/port.ts';
import {
  attendanceLoss,
  attendancePolicy,
  attendanceWindow,
  branch,
  course,
  lesson,
} from '../store/schema/index.ts';
import { startWindow, type BaseWindow, type Loss } from './windows.ts';

export type BranchRow = Pick<
  typeof branch.$inferSelect,
  'id' | 'name' | 'level' | 'parentId' | 'unit' | 'liaisonName' | 'liaisonPhone'
>;

/** What the records say of a lesson, as far as attendance has to know it. */
export interface LessonContext {
  lesson: Lesson;
  courseName: string;
  policy: AttendancePolicy;
  /** The lesson's own one first, then those asked for in their order. */
  windows: readonly BaseWindow[];
  /** By place, each in the order of time. */
  losses: ReadonlyMap<string, readonly Loss[]>;
  /** In the order of the course's list. */
  branches: ReadonlyMap<string, BranchRow>;
}

/** Undefined for an unknown lesson. */
export async function findLesson(queries: Queries, lessonId: string): Promise<LessonContext | undefined> {
  const [found] = await queries
    .select({ lesson, courseName: course.name, policy: attendancePolicy.policy })
    .from(lesson)
    .innerJoin(course, eq(course.id, lesson.courseId))
    .leftJoin(attendancePolicy, eq(attendancePolicy.courseId, lesson.courseId))
    .where(eq(lesson.id, lessonId));
  if (!found) return undefined;
  const { courseId } = found.lesson;
  const [asked, losses, branches] = await Promise.all([
    queries
      .select()
      .from(attendanceWindow)
      .where(eq(attendanceWindow.lessonId, lessonId))
      .orderBy(asc(attendanceWindow.ordinal)),
    queries
      .select()
      .from(attendanceLoss)
      .where(eq(attendanceLoss.lessonId, lessonId))
      .orderBy(asc(attendanceLoss.from)),
    findBranches(queries, courseId),
  ]);
  const policy = found.policy ?? usualPolicy;
  const about = toLesson(found.lesson);
  return {
    lesson: about,
    courseName: found.courseName,
    policy,
    windows: [startWindow(about, policy), ...asked.map(toWindow)],
    losses: byPlace(losses),
    branches: new Map(branches.map((one) => [one.id, one])),
  };
}

function findBranches(queries: Queries, courseId: string): Promise<BranchRow[]> {
  const { id, name, level, parentId, unit, liaisonName, liaisonPhone } = branch;
  return queries
    .select({ id, name, level, parentId, unit, liaisonName, liaisonPhone })
    .from(branch)
    .where(eq(branch.courseId, courseId))
    .orderBy(asc(branch.number));
}

/** Lessons of a course that have begun, in the order of time. */
export async function findBegunLessons(
  queries: Queries,
  courseId: string,
  now: Date,
): Promise<{ lessonId: string; title: string }[]> {
  const rows = await queries
    .select({
      lessonId: lesson.id,
      title: lesson.title,
      startsAt: lesson.startsAt,
      startedAt: lesson.startedAt,
    })
    .from(lesson)
    .where(eq(lesson.courseId, courseId))
    .orderBy(asc(lesson.startsAt), asc(lesson.id));
  return rows
    .filter(({ startsAt, startedAt }) => startedAt !== null || startsAt <= now)
    .map(({ lessonId, title }) => ({ lessonId, title }));
}

/** A window asked for; signing in within it is never late. */
export function toWindow(row: typeof attendanceWindow.$inferSelect): BaseWindow {
  const closesAt = (row.closedAt ?? row.closesAt).getTime();
  const { id: windowId, ordinal, kind } = row;
  return { windowId, ordinal, kind, opensAt: row.opensAt.getTime(), inTimeUntil: closesAt, closesAt };
}

function toLesson(row: typeof lesson.$inferSelect): Lesson {
  const { id, courseId, title, lecturerName, kind } = row;
  return {
    ...{ id, courseId, title, lecturerName, kind },
    startsAt: row.startsAt.getTime(),
    endsAt: row.endsAt.getTime(),
    startedAt: row.startedAt?.getTime() ?? null,
    endedAt: row.endedAt?.getTime() ?? null,
  };
}

function byPlace(rows: readonly (typeof attendanceLoss.$inferSelect)[]): Map<string, Loss[]> {
  const places = new Map<string, Loss[]>();
  for (const row of rows) {
    const loss = { from: row.from.getTime(), until: row.until.getTime() };
    const list = places.get(row.place);
    if (list) list.push(loss);
    else places.set(row.place, [loss]);
  }
  return places;
}
