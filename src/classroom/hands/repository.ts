import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Queries } from '../../store/port.ts';
import { raisedHand } from '../../store/schema/index.ts';
import type { RaisedHand } from './queue.ts';

export type HandOutcome = NonNullable<(typeof raisedHand.$inferSelect)['outcome']>;

/** The hands that are up. */
export async function findHands(queries: Queries, lessonId: string): Promise<RaisedHand[]> {
  const rows = await queries
    .select()
    .from(raisedHand)
    .where(and(eq(raisedHand.lessonId, lessonId), isNull(raisedHand.endedAt)))
    .orderBy(asc(raisedHand.raisedAt));
  return rows.map(({ id, owner, sessionId, role, name, branchId, traineeId, raisedAt }) => ({
    handId: id,
    owner,
    participantId: sessionId,
    role,
    name,
    branchId,
    traineeId,
    raisedAt: raisedAt.getTime(),
  }));
}

export async function insertHand(queries: Queries, lessonId: string, hand: RaisedHand): Promise<void> {
  const { handId, owner, participantId, role, name, branchId, traineeId, raisedAt } = hand;
  await queries.insert(raisedHand).values({
    id: handId,
    lessonId,
    owner,
    sessionId: participantId,
    role,
    name,
    branchId,
    traineeId,
    raisedAt: new Date(raisedAt),
  });
}

export async function endHand(
  queries: Queries,
  handId: string,
  outcome: HandOutcome,
  at: number,
): Promise<void> {
  await queries
    .update(raisedHand)
    .set({ outcome, endedAt: new Date(at) })
    .where(and(eq(raisedHand.id, handId), isNull(raisedHand.endedAt)));
}

/** Takes every hand of a lesson down. */
export async function endHands(queries: Queries, lessonId: string, at: number): Promise<void> {
  await queries
    .update(raisedHand)
    .set({ outcome: 'ended', endedAt: new Date(at) })
    .where(and(eq(raisedHand.lessonId, lessonId), isNull(raisedHand.endedAt)));
}
