import { and, asc, count, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { RoomCounts, StaffPoll } from '../../contract/polls.ts';
import type { Queries } from '../../store/port.ts';
import { course, lesson, lessonPick, poll, pollAnswer, pollRoom, trainee } from '../../store/schema/index.ts';
import type { Asked } from './model.ts';
import type { Place } from './tally.ts';

export type PollRow = typeof poll.$inferSelect;
export type AnswerRow = typeof pollAnswer.$inferInsert;
export type RoomRow = typeof pollRoom.$inferSelect;
export type PickRow = typeof lessonPick.$inferSelect;

/** Polls in the order in which they were made, with the number of answers on record. */
export async function findPolls(
  queries: Queries,
  of: { courseId: string; lessonId?: string | undefined },
): Promise<StaffPoll[]> {
  const answers = queries
    .select({ pollId: pollAnswer.pollId, total: count().as('total') })
    .from(pollAnswer)
    .groupBy(pollAnswer.pollId)
    .as('answers');
  const rows = await queries
    .select({ row: poll, total: sql<number>`coalesce(${answers.total}, 0)::int` })
    .from(poll)
    .leftJoin(answers, eq(answers.pollId, poll.id))
    .where(
      and(
        eq(poll.courseId, of.courseId),
        of.lessonId === undefined ? undefined : eq(poll.lessonId, of.lessonId),
      ),
    )
    .orderBy(asc(poll.createdAt), asc(poll.id));
  return rows.map(({ row, total }) => toStaffPoll(row, total));
}

export async function findPoll(queries: Queries, pollId: string): Promise<PollRow | undefined> {
  const [row] = await queries.select().from(poll).where(eq(poll.id, pollId));
  return row;
}

/** The poll that the lesson's pages show. */
export async function findCurrent(queries: Queries, lessonId: string): Promise<PollRow | undefined> {
  const [row] = await queries
    .select()
    .from(poll)
    .where(and(eq(poll.lessonId, lessonId), isNotNull(poll.openedAt), isNull(poll.dismissedAt)));
  return row;
}

export async function countPolls(queries: Queries, lessonId: string): Promise<number> {
  const [row] = await queries.select({ total: count() }).from(poll).where(eq(poll.lessonId, lessonId));
  return row?.total ?? 0;
}

export async function countAnswers(queries: Queries, pollId: string): Promise<number> {
  const [row] = await queries
    .select({ total: count() })
    .from(pollAnswer)
    .where(eq(pollAnswer.pollId, pollId));
  return row?.total ?? 0;
}

export async function hasLesson(queries: Queries, courseId: string, lessonId: string): Promise<boolean> {
  const rows = await queries
    .select({ id: lesson.id })
    .from(lesson)
    .where(and(eq(lesson.id, lessonId), eq(lesson.courseId, courseId)));
  return rows.length > 0;
}

export async function courseName(queries: Queries, courseId: string): Promise<string | undefined> {
  const [row] = await queries.select({ name: course.name }).from(course).where(eq(course.id, courseId));
  return row?.name;
}

export async function insertPoll(
  queries: Queries,
  values: Asked & { id: string; courseId: string; lessonId: string; createdAt: Date },
): Promise<PollRow> {
  const [row] = await queries.insert(poll).values(values).returning();
  return required(row);
}

/** Changes a poll that was not opened yet, in the state that was seen; undefined when it is in another. */
export async function changePrepared(
  queries: Queries,
  pollId: string,
  seen: number,
  values: Partial<Asked> & { openedAt?: Date; closesAt?: Date | null },
): Promise<PollRow | undefined> {
  const [row] = await queries
    .update(poll)
    .set({ ...values, revision: sql`${poll.revision} + 1` })
    .where(and(eq(poll.id, pollId), eq(poll.revision, seen), isNull(poll.openedAt)))
    .returning();
  return row;
}

/** True when it was there in that state, and never opened. */
export async function deletePrepared(queries: Queries, pollId: string, seen: number): Promise<boolean> {
  const { rowCount } = await queries
    .delete(poll)
    .where(and(eq(poll.id, pollId), eq(poll.revision, seen), isNull(poll.openedAt)));
  return (rowCount ?? 0) > 0;
}

/** What happens to a poll after it was opened. */
export async function savePoll(
  queries: Queries,
  pollId: string,
  values: { closedAt?: Date; resultsShown?: boolean; dismissedAt?: Date },
): Promise<PollRow> {
  const [row] = await queries
    .update(poll)
    .set({ ...values, revision: sql`${poll.revision} + 1` })
    .where(eq(poll.id, pollId))
    .returning();
  return required(row);
}

/** Keeps the last answer of each; no two rows may be of the same person and poll. */
export async function upsertAnswers(queries: Queries, rows: readonly AnswerRow[]): Promise<void> {
  await queries
    .insert(pollAnswer)
    .values([...rows])
    .onConflictDoUpdate({
      target: [pollAnswer.pollId, pollAnswer.voter],
      set: {
        sessionId: sql`excluded.session_id`,
        name: sql`excluded.name`,
        branchId: sql`excluded.branch_id`,
        branchName: sql`excluded.branch_name`,
        answer: sql`excluded.answer`,
        at: sql`excluded.at`,
      },
    });
}

export async function findAnswers(
  queries: Queries,
  pollId: string,
): Promise<(typeof pollAnswer.$inferSelect)[]> {
  return queries.select().from(pollAnswer).where(eq(pollAnswer.pollId, pollId)).orderBy(asc(pollAnswer.at));
}

/** The branch's count of hands, in place of the one before; null takes it back. */
export async function saveRoom(
  queries: Queries,
  of: { pollId: string; branchId: string; branchName: string; at: Date; sessionId: string; name: string },
  room: RoomCounts | null,
): Promise<void> {
  const { pollId, branchId, ...rest } = of;
  if (room === null) {
    await queries.delete(pollRoom).where(and(eq(pollRoom.pollId, pollId), eq(pollRoom.branchId, branchId)));
    return;
  }
  await queries
    .insert(pollRoom)
    .values({ ...of, ...room })
    .onConflictDoUpdate({ target: [pollRoom.pollId, pollRoom.branchId], set: { ...rest, ...room } });
}

export async function findRooms(queries: Queries, pollId: string): Promise<RoomRow[]> {
  return queries.select().from(pollRoom).where(eq(pollRoom.pollId, pollId)).orderBy(asc(pollRoom.branchName));
}

/** How many trainees the roster has in each branch, and at ports. */
export async function countExpected(queries: Queries, courseId: string): Promise<Map<Place, number>> {
  const place = sql<string | null>`case when ${trainee.port} then null else ${trainee.branchId} end`;
  const rows = await queries
    .select({ place, total: count() })
    .from(trainee)
    .where(eq(trainee.courseId, courseId))
    .groupBy(sql`1`);
  return new Map(rows.map(({ place: at, total }) => [at, total]));
}

/** The newest first. */
export async function findPicks(queries: Queries, lessonId: string): Promise<PickRow[]> {
  return queries
    .select()
    .from(lessonPick)
    .where(eq(lessonPick.lessonId, lessonId))
    .orderBy(desc(lessonPick.at), desc(lessonPick.id));
}

export async function insertPick(queries: Queries, row: PickRow): Promise<void> {
  await queries.insert(lessonPick).values(row);
}

export function toStaffPoll(row: PollRow, answers: number): StaffPoll {
  const { id: pollId, lessonId, kind, question, options, key, durationS, revision, resultsShown } = row;
  const time = (at: Date | null): number | null => at?.getTime() ?? null;
  const state = row.openedAt === null ? 'prepared' : row.closedAt === null ? 'open' : 'closed';
  return {
    ...{ pollId, lessonId, kind, question, options, key, durationS, revision, resultsShown, answers, state },
    openedAt: time(row.openedAt),
    closesAt: time(row.closesAt),
    closedAt: time(row.closedAt),
    current: row.openedAt !== null && row.dismissedAt === null,
  };
}

function required(row: PollRow | undefined): PollRow {
  if (!row) throw new Error('the database answered a changed row with none');
  return row;
}
