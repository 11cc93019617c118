import { and, asc, eq, gte, isNotNull, isNull, sql } from 'drizzle-orm';
import type { StageGuest } from '../../contract/stage.ts';
import type { Queries } from '../../store/port.ts';
import { lessonStage, stageCall } from '../../store/schema/index.ts';
import type { DirectionRecords } from './direction.ts';

type StageRow = typeof lessonStage.$inferInsert;

/** What is to be kept of one lesson's stage when it is opened again. */
export async function findDirection(queries: Queries, lessonId: string): Promise<DirectionRecords> {
  const [rows, calls] = await Promise.all([
    queries.select().from(lessonStage).where(eq(lessonStage.lessonId, lessonId)),
    queries
      .select()
      .from(stageCall)
      .where(and(eq(stageCall.lessonId, lessonId), isNull(stageCall.endedAt)))
      .orderBy(asc(stageCall.calledAt), asc(stageCall.id)),
  ]);
  const [row] = rows;
  return {
    layout: row?.layout ?? 'auto',
    fairHands: row?.fairHands ?? true,
    shown: row?.shown ?? null,
    devices: row?.devices ?? {},
    guests: calls.map(toGuest),
  };
}

/** Committed when it resolves; what is left out stays as it is. */
export async function saveStage(
  queries: Queries,
  lessonId: string,
  change: Partial<Omit<StageRow, 'lessonId'>>,
): Promise<void> {
  await queries
    .insert(lessonStage)
    .values({ lessonId, ...change })
    .onConflictDoUpdate({ target: lessonStage.lessonId, set: change });
}

/** A new call, or nothing when that device has one already. */
export async function insertCall(
  queries: Queries,
  guest: StageGuest,
  of: { courseId: string; lessonId: string; traineeId: string | null; calledBy: string },
): Promise<void> {
  const { callId, participantId, role, name, branchId, state, calledAt } = guest;
  await queries.insert(stageCall).values({
    id: callId,
    ...of,
    sessionId: participantId,
    role,
    name,
    branchId,
    state,
    calledAt: new Date(calledAt),
  });
}

export async function updateCall(
  queries: Queries,
  { callId, state, liveAt }: Pick<StageGuest, 'callId' | 'state' | 'liveAt'>,
): Promise<void> {
  await queries
    .update(stageCall)
    .set({ state, liveAt: liveAt === null ? null : new Date(liveAt) })
    .where(eq(stageCall.id, callId));
}

export async function endCall(queries: Queries, callId: string, at: number): Promise<void> {
  await queries
    .update(stageCall)
    .set({ endedAt: new Date(at) })
    .where(and(eq(stageCall.id, callId), isNull(stageCall.endedAt)));
}

/** Ends every call of a lesson. */
export async function endCalls(queries: Queries, lessonId: string, at: number): Promise<void> {
  await queries
    .update(stageCall)
    .set({ endedAt: new Date(at) })
    .where(and(eq(stageCall.lessonId, lessonId), isNull(stageCall.endedAt)));
}

/** How often each branch, and each port by its trainee, was on the stage of the course since then. */
export async function countHeard(
  queries: Queries,
  courseId: string,
  since: Date,
): Promise<Map<string, number>> {
  const port = sql`'port:' || coalesce(${stageCall.traineeId}, ${stageCall.sessionId})`;
  const owner = sql<string>`case when ${stageCall.role} = 'port' then ${port} else 'branch:' || ${stageCall.branchId} end`;
  const rows = await queries
    .select({ owner, times: sql<number>`count(*)::int` })
    .from(stageCall)
    .where(and(eq(stageCall.courseId, courseId), isNotNull(stageCall.liveAt), gte(stageCall.liveAt, since)))
    .groupBy(owner);
  return new Map(rows.map((row) => [row.owner, row.times]));
}

function toGuest(row: typeof stageCall.$inferSelect): StageGuest {
  const { id, sessionId, role, name, branchId, state, calledAt, liveAt } = row;
  return {
    callId: id,
    participantId: sessionId,
    role,
    name,
    branchId,
    state,
    calledAt: calledAt.getTime(),
    liveAt: liveAt?.getTime() ?? null,
  };
}
