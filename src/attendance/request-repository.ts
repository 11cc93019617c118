import { and, asc, eq, inArray, ne, notExists, or, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { SignInRequest } from '../contract/attendance.ts';
import { unique } from '../lib/unique.ts';
import type { Queries } from '../store/port.ts';
import { attendanceRequest, attendanceSignIn, trainee } from '../store/schema/index.ts';

/** A second person on a device, who waits for the liaison or was decided. */
export type RequestRow = typeof attendanceRequest.$inferSelect;

/** Keeps requests; who has one for the window already keeps that. */
export async function insertRequests(
  queries: Queries,
  rows: readonly (typeof attendanceRequest.$inferInsert)[],
): Promise<RequestRow[]> {
  if (rows.length === 0) return [];
  return queries
    .insert(attendanceRequest)
    .values([...rows])
    .onConflictDoNothing()
    .returning();
}

export async function findRequestsOf(
  queries: Queries,
  of: readonly { lessonId: string; traineeId: string }[],
): Promise<RequestRow[]> {
  if (of.length === 0) return [];
  return queries
    .select()
    .from(attendanceRequest)
    .where(
      and(
        inArray(attendanceRequest.lessonId, unique(of.map(({ lessonId }) => lessonId))),
        inArray(attendanceRequest.traineeId, unique(of.map(({ traineeId }) => traineeId))),
      ),
    );
}

export async function findRequest(
  queries: Queries,
  lessonId: string,
  requestId: string,
): Promise<RequestRow | undefined> {
  const [row] = await queries
    .select()
    .from(attendanceRequest)
    .where(and(eq(attendanceRequest.id, requestId), eq(attendanceRequest.lessonId, lessonId)));
  return row;
}

/** Decides a request that waits; undefined when somebody else has decided it. */
export async function decideRequest(
  queries: Queries,
  requestId: string,
  values: { state: 'confirmed' | 'denied'; decidedBy: string; decidedAt: Date },
): Promise<RequestRow | undefined> {
  const [row] = await queries
    .update(attendanceRequest)
    .set(values)
    .where(and(eq(attendanceRequest.id, requestId), eq(attendanceRequest.state, 'waiting')))
    .returning();
  return row;
}

/**
 * Requests as people see them, the oldest first. People who are not on the roster any more are left out, and a request that
 * waits for an answer of whom the liaison has entered by hand meanwhile: there is nothing left to decide.
 */
export async function showRequests(
  queries: Queries,
  of:
    | { lessonId: string; branchId: string }
    | { lessonId: string; traineeId: string }
    | { lessonId: string; state: 'waiting' }
    | { requestId: string },
): Promise<SignInRequest[]> {
  const other = alias(trainee, 'other');
  const rows = await queries
    .select({ row: attendanceRequest, name: trainee.name, number: trainee.number, otherName: other.name })
    .from(attendanceRequest)
    .innerJoin(trainee, eq(trainee.id, attendanceRequest.traineeId))
    .innerJoin(other, eq(other.id, attendanceRequest.otherTraineeId))
    .where(and(requestsOf(of), or(ne(attendanceRequest.state, 'waiting'), stillWaits(queries))))
    .orderBy(asc(attendanceRequest.at));
  return rows.map(({ row, name, number, otherName }) => ({
    requestId: row.id,
    windowId: row.windowId,
    traineeId: row.traineeId,
    ...{ name, number, otherName },
    branchId: row.branchId,
    at: row.at.getTime(),
    state: row.state,
    decidedBy: row.decidedBy,
  }));
}

/** A request that waits, of somebody who has not been signed in by other means. */
export function stillWaits(queries: Queries): SQL | undefined {
  const signedIn = queries
    .select({ traineeId: attendanceSignIn.traineeId })
    .from(attendanceSignIn)
    .where(
      and(
        eq(attendanceSignIn.lessonId, attendanceRequest.lessonId),
        eq(attendanceSignIn.windowId, attendanceRequest.windowId),
        eq(attendanceSignIn.traineeId, attendanceRequest.traineeId),
      ),
    );
  return and(eq(attendanceRequest.state, 'waiting'), notExists(signedIn));
}

function requestsOf(of: Parameters<typeof showRequests>[1]): SQL | undefined {
  if ('requestId' in of) return eq(attendanceRequest.id, of.requestId);
  return and(
    eq(attendanceRequest.lessonId, of.lessonId),
    'branchId' in of
      ? eq(attendanceRequest.branchId, of.branchId)
      : 'state' in of
        ? eq(attendanceRequest.state, of.state)
        : eq(attendanceRequest.traineeId, of.traineeId),
  );
}
