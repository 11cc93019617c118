import { eq, max, sql } from 'drizzle-orm';
import { retentionLimits } from '../contract/retention.ts';
import type { Queries } from '../store/port.ts';
import { course, courseRetention, lesson } from '../store/schema/index.ts';

/** What decides when a course goes. */
export interface Keeping {
  courseId: string;
  name: string;
  days: number | null;
  noticedAt: number | null;
  /** When its last lesson is over: planned, or later when it went on. Null without lessons. */
  endsAt: number | null;
  /** A lesson is live: the course is in use, whatever its plan says. */
  live: boolean;
}

/** Of one course, or of all. */
export async function findKeepings(queries: Queries, courseId: string | null): Promise<Keeping[]> {
  const end = max(sql`greatest(${lesson.endsAt}, ${lesson.endedAt})`);
  const rows = await queries
    .select({
      courseId: course.id,
      name: course.name,
      chosen: courseRetention.courseId,
      days: courseRetention.days,
      noticedAt: courseRetention.noticedAt,
      endsAt: sql<number | null>`(extract(epoch from ${end}) * 1000)::float8`,
      live: sql<boolean>`coalesce(bool_or(${lesson.startedAt} is not null and ${lesson.endedAt} is null), false)`,
    })
    .from(course)
    .leftJoin(courseRetention, eq(courseRetention.courseId, course.id))
    .leftJoin(lesson, eq(lesson.courseId, course.id))
    .where(courseId === null ? undefined : eq(course.id, courseId))
    .groupBy(course.id, courseRetention.courseId);
  return rows.map(({ chosen, days, noticedAt, ...row }) => ({
    ...row,
    days: chosen === null ? retentionLimits.defaultDays : days,
    noticedAt: noticedAt?.getTime() ?? null,
  }));
}

/** Keeps what is settled for a course in place of what was. */
export async function saveKeeping(
  queries: Queries,
  courseId: string,
  set: { days: number | null; noticedAt: Date | null },
): Promise<void> {
  await queries
    .insert(courseRetention)
    .values({ courseId, ...set })
    .onConflictDoUpdate({ target: courseRetention.courseId, set });
}

/** Locks the course until the transaction ends; false when there is none. */
export async function holdCourse(queries: Queries, courseId: string): Promise<boolean> {
  const rows = await queries
    .select({ id: course.id })
    .from(course)
    .where(eq(course.id, courseId))
    .for('update');
  return rows.length > 0;
}
