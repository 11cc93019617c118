import { and, asc, eq, sql, type SQL } from 'drizzle-orm';
import type { Branch, Course, Lesson } from '../contract/course.ts';
import { newId } from '../lib/ids.ts';
import type { Queries } from '../store/port.ts';
import { placeTrainees } from '../store/positions.ts';
import { audit, branch, course, lesson, trainee, unit } from '../store/schema/index.ts';

/** The courses with their figures, oldest first; only the named one if there is a name. */
export async function findCourses(queries: Queries, courseId: string | null): Promise<Course[]> {
  const count = (table: typeof branch | typeof trainee, condition?: SQL) =>
    sql<number>`(select count(*)::int from ${table} where ${and(eq(table.courseId, course.id), condition)})`;
  return queries
    .select({
      id: course.id,
      name: course.name,
      branchCount: count(branch),
      traineeCount: count(trainee),
      portCount: count(trainee, eq(trainee.port, true)),
    })
    .from(course)
    .where(courseId === null ? undefined : eq(course.id, courseId))
    .orderBy(asc(course.createdAt), asc(course.id));
}

/** In the order of the organiser's list. */
export async function findBranches(queries: Queries, courseId: string): Promise<Branch[]> {
  const { id, name, level, parentId } = branch;
  return queries
    .select({ id, name, level, parentId })
    .from(branch)
    .where(eq(branch.courseId, courseId))
    .orderBy(asc(branch.number));
}

export async function findLessons(queries: Queries, courseId: string): Promise<Lesson[]> {
  const rows = await queries
    .select()
    .from(lesson)
    .where(eq(lesson.courseId, courseId))
    .orderBy(asc(lesson.startsAt), asc(lesson.id));
  return rows.map(toLesson);
}

export async function findLesson(queries: Queries, lessonId: string): Promise<Lesson | undefined> {
  const [row] = await queries.select().from(lesson).where(eq(lesson.id, lessonId));
  return row && toLesson(row);
}

/** Notes when the broadcast began; a time that is noted already stays. Undefined for an unknown lesson. */
export async function markStarted(queries: Queries, lessonId: string, at: Date): Promise<Lesson | undefined> {
  const [row] = await queries
    .update(lesson)
    .set({ startedAt: sql`coalesce(${lesson.startedAt}, ${moment(at)})` })
    .where(eq(lesson.id, lessonId))
    .returning();
  return row && toLesson(row);
}

/** Notes when the broadcast ended, which is never before it began; a lesson that never began did both now. */
export async function markEnded(queries: Queries, lessonId: string, at: Date): Promise<Lesson | undefined> {
  const started = sql`coalesce(${lesson.startedAt}, ${moment(at)})`;
  const [row] = await queries
    .update(lesson)
    .set({
      startedAt: started,
      endedAt: sql`coalesce(${lesson.endedAt}, greatest(${started}, ${moment(at)}))`,
    })
    .where(eq(lesson.id, lessonId))
    .returning();
  return row && toLesson(row);
}

/** A whole new course; `by` is the session that made it, null for the server's own console. */
export async function insertCourse(
  queries: Queries,
  rows: {
    course: typeof course.$inferInsert;
    lessons: (typeof lesson.$inferInsert)[];
    /** Parents before their children. */
    branches: (typeof branch.$inferInsert)[];
    trainees: (typeof trainee.$inferInsert)[];
  },
  by: string | null,
): Promise<void> {
  await queries.insert(course).values(rows.course);
  await queries.insert(lesson).values(rows.lessons);
  await queries.insert(branch).values(rows.branches);
  await queries.insert(trainee).values(rows.trainees);
  await placeTrainees(queries, rows.course.id);
  const named = new Set([...rows.branches, ...rows.trainees].flatMap((row) => row.unit || []));
  if (named.size > 0) {
    const courseId = rows.course.id;
    await queries.insert(unit).values(Array.from(named, (name) => ({ id: newId(), courseId, name })));
  }
  await queries.insert(audit).values({
    sessionId: by,
    courseId: rows.course.id,
    action: 'course.created',
    recordId: rows.course.id,
    after: { name: rows.course.name, branches: rows.branches.length, trainees: rows.trainees.length },
  });
}

/** A moment as a parameter: inside a fragment of SQL nothing tells the driver what a Date is for. */
function moment(at: Date): SQL {
  return sql`${at.toISOString()}::timestamptz`;
}

function toLesson({ revision: _revision, ...row }: typeof lesson.$inferSelect): Lesson {
  return {
    ...row,
    startsAt: row.startsAt.getTime(),
    endsAt: row.endsAt.getTime(),
    startedAt: row.startedAt?.getTime() ?? null,
    endedAt: row.endedAt?.getTime() ?? null,
  };
}
