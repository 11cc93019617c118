import { eq, inArray } from 'drizzle-orm';
import type { Actor } from '../store/audit.ts';
import type { Queries } from '../store/port.ts';
import { courseEntry, invitation, place, session } from '../store/schema/index.ts';
import type { Sessions } from './sessions.ts';

/** Records that somebody is about to delete. */
export type Removed =
  { courseId: string } | { branchIds: readonly string[] } | { traineeIds: readonly string[] };

/**
 * Lets go of records before they are deleted, in the same transaction: links are withdrawn, roles taken away, sessions
 * ended. Branches' and trainees' sessions stay as rows, because the audit names people by them; a whole course takes its
 * own with it. Answers with the ids of the sessions that ended.
 */
export async function letGo(
  queries: Queries,
  { sessions, of, by, at }: { sessions: Sessions; of: Removed; by: Actor; at: Date },
): Promise<string[]> {
  if ('courseId' in of) {
    const ended = await sessions.revoke(queries, of, by);
    await queries.delete(session).where(eq(session.courseId, of.courseId));
    await queries.delete(place).where(eq(place.courseId, of.courseId));
    await queries.delete(invitation).where(eq(invitation.courseId, of.courseId));
    await queries.delete(courseEntry).where(eq(courseEntry.courseId, of.courseId));
    return ended;
  }
  const ended = await sessions.revoke(queries, of, by);
  if ('branchIds' in of) {
    const branchIds = [...of.branchIds];
    const none = { branchId: null };
    await queries.update(session).set(none).where(inArray(session.branchId, branchIds));
    await queries
      .update(place)
      .set({ ...none, removedAt: at })
      .where(inArray(place.branchId, branchIds));
    await queries
      .update(invitation)
      .set({ ...none, revokedAt: at })
      .where(inArray(invitation.branchId, branchIds));
    return ended;
  }
  const traineeIds = [...of.traineeIds];
  await queries.update(session).set({ traineeId: null }).where(inArray(session.traineeId, traineeIds));
  await queries
    .update(invitation)
    .set({ traineeId: null, revokedAt: at })
    .where(inArray(invitation.traineeId, traineeIds));
  return ended;
}
