import { and, asc, count, desc, eq, inArray, sql } from 'drizzle-orm';
import type { ScheduleChange } from '../contract/schedule.ts';
import type { Queries } from '../store/port.ts';
import { branch, scheduleChange, scheduleSeen, trainee } from '../store/schema/index.ts';

/** More changes than this at a time help nobody who has to confirm them. */
const unseenShown = 50;
/** A course has some dozens of lessons; more changes than this are history. */
const changesShown = 500;

export async function insertChange(
  queries: Queries,
  courseId: string,
  change: ScheduleChange,
): Promise<void> {
  await queries.insert(scheduleChange).values({ ...change, courseId, at: new Date(change.at) });
}

/** What a viewer has not confirmed yet of lessons that are not over, the oldest first. */
export async function findUnseen(
  queries: Queries,
  courseId: string,
  viewer: string,
  now: number,
): Promise<ScheduleChange[]> {
  const seen = queries
    .select({ changeId: scheduleSeen.changeId })
    .from(scheduleSeen)
    .where(eq(scheduleSeen.viewer, viewer));
  const endsAt = sql`(coalesce(${scheduleChange.after}, ${scheduleChange.before}) ->> 'endsAt')::bigint`;
  const rows = await queries
    .select()
    .from(scheduleChange)
    .where(
      and(
        eq(scheduleChange.courseId, courseId),
        sql`${scheduleChange.id} not in ${seen}`,
        sql`${endsAt} > ${now}`,
      ),
    )
    .orderBy(asc(scheduleChange.at), asc(scheduleChange.id))
    .limit(unseenShown);
  return rows.map(toChange);
}

/** The newest changes of a course, the newest first. */
export async function findChanges(queries: Queries, courseId: string): Promise<ScheduleChange[]> {
  const rows = await queries
    .select()
    .from(scheduleChange)
    .where(eq(scheduleChange.courseId, courseId))
    .orderBy(desc(scheduleChange.at), desc(scheduleChange.id))
    .limit(changesShown);
  return rows.map(toChange);
}

export async function findChange(
  queries: Queries,
  courseId: string,
  changeId: string,
): Promise<ScheduleChange | undefined> {
  const [row] = await queries
    .select()
    .from(scheduleChange)
    .where(and(eq(scheduleChange.courseId, courseId), eq(scheduleChange.id, changeId)));
  return row && toChange(row);
}

/** Those of the ids that are changes of the course. */
export async function findOwnChangeIds(
  queries: Queries,
  courseId: string,
  changeIds: readonly string[],
): Promise<string[]> {
  const rows = await queries
    .select({ id: scheduleChange.id })
    .from(scheduleChange)
    .where(and(eq(scheduleChange.courseId, courseId), inArray(scheduleChange.id, [...changeIds])));
  return rows.map(({ id }) => id);
}

/** Keeps confirmations; one that is there already stays as it is. */
export async function insertSeen(
  queries: Queries,
  rows: readonly (typeof scheduleSeen.$inferInsert)[],
): Promise<void> {
  if (rows.length > 0)
    await queries
      .insert(scheduleSeen)
      .values([...rows])
      .onConflictDoNothing();
}

/** How many have confirmed which change, by kind of viewer. */
export async function countSeen(
  queries: Queries,
  changeIds: readonly string[],
): Promise<Map<string, { branches: number; trainees: number; lecturers: number }>> {
  if (changeIds.length === 0) return new Map();
  const ofRole = (condition: ReturnType<typeof sql>) =>
    sql<number>`(count(*) filter (where ${condition}))::int`;
  const rows = await queries
    .select({
      changeId: scheduleSeen.changeId,
      branches: sql<number>`(count(distinct ${scheduleSeen.branchId}) filter (where ${scheduleSeen.role} in ('screen', 'liaison')))::int`,
      trainees: ofRole(sql`${scheduleSeen.traineeId} is not null`),
      lecturers: ofRole(sql`${scheduleSeen.role} = 'lecturer'`),
    })
    .from(scheduleSeen)
    .where(inArray(scheduleSeen.changeId, [...changeIds]))
    .groupBy(scheduleSeen.changeId);
  return new Map(rows.map(({ changeId, ...figures }) => [changeId, figures]));
}

export async function countPeople(
  queries: Queries,
  courseId: string,
): Promise<{ branches: number; trainees: number }> {
  const [branches] = await queries
    .select({ total: count() })
    .from(branch)
    .where(eq(branch.courseId, courseId));
  const [trainees] = await queries
    .select({ total: count() })
    .from(trainee)
    .where(eq(trainee.courseId, courseId));
  return { branches: branches?.total ?? 0, trainees: trainees?.total ?? 0 };
}

export async function findSeen(
  queries: Queries,
  changeId: string,
): Promise<(typeof scheduleSeen.$inferSelect)[]> {
  return queries.select().from(scheduleSeen).where(eq(scheduleSeen.changeId, changeId));
}

/** Branches in the organiser's order, with how many trainees sit there. */
export async function findBranches(queries: Queries, courseId: string) {
  return queries
    .select({
      branchId: branch.id,
      name: branch.name,
      liaisonName: branch.liaisonName,
      liaisonPhone: branch.liaisonPhone,
      trainees: count(trainee.id),
    })
    .from(branch)
    .leftJoin(trainee, and(eq(trainee.branchId, branch.id), eq(trainee.port, false)))
    .where(eq(branch.courseId, courseId))
    .groupBy(branch.id)
    .orderBy(asc(branch.number));
}

/** Trainees at individual ports. */
export async function findPorts(
  queries: Queries,
  courseId: string,
): Promise<{ traineeId: string; name: string }[]> {
  return queries
    .select({ traineeId: trainee.id, name: trainee.name })
    .from(trainee)
    .where(and(eq(trainee.courseId, courseId), eq(trainee.port, true)))
    .orderBy(asc(trainee.position));
}

function toChange({
  id,
  lessonId,
  kind,
  at,
  before,
  after,
}: typeof scheduleChange.$inferSelect): ScheduleChange {
  return { id, lessonId, kind, at: at.getTime(), before, after };
}
