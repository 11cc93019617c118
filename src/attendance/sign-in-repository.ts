import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { BranchFigures, SignIn } from '../contract/attendance.ts';
import { unique } from '../lib/unique.ts';
import type { Queries } from '../store/port.ts';
import {
  attendanceDevice,
  attendanceRequest,
  attendanceSignIn,
  attendanceWindow,
  trainee,
} from '../store/schema/index.ts';
import type { LessonContext } from './lesson-repository.ts';
import { stillWaits } from './request-repository.ts';

export type SignInRow = typeof attendanceSignIn.$inferSelect;

/** Keeps who was first on each device; the answer says who that is, by `lesson device`. */
export async function claimDevices(
  queries: Queries,
  claims: readonly (typeof attendanceDevice.$inferInsert)[],
): Promise<Map<string, string>> {
  if (claims.length === 0) return new Map();
  await queries
    .insert(attendanceDevice)
    .values([...claims])
    .onConflictDoNothing();
  const rows = await queries
    .select()
    .from(attendanceDevice)
    .where(
      and(
        inArray(attendanceDevice.lessonId, unique(claims.map(({ lessonId }) => lessonId))),
        inArray(attendanceDevice.deviceId, unique(claims.map(({ deviceId }) => deviceId))),
      ),
    );
  return new Map(rows.map(({ lessonId, deviceId, traineeId }) => [`${lessonId} ${deviceId}`, traineeId]));
}

/** Keeps sign-ins; the answer holds those that were not on record before. */
export async function insertSignIns(queries: Queries, rows: readonly SignInRow[]): Promise<SignInRow[]> {
  if (rows.length === 0) return [];
  return queries
    .insert(attendanceSignIn)
    .values([...rows])
    .onConflictDoNothing()
    .returning();
}

export async function findSignIns(
  queries: Queries,
  of: { lessonId: string; traineeIds?: readonly string[] },
): Promise<SignInRow[]> {
  return (
    queries
      .select()
      .from(attendanceSignIn)
      .where(
        and(
          eq(attendanceSignIn.lessonId, of.lessonId),
          of.traineeIds === undefined ? undefined : inArray(attendanceSignIn.traineeId, [...of.traineeIds]),
        ),
      )
      // Of the same moment the lesson's own comes first: a late-comer's two are one tap.
      .orderBy(
        asc(attendanceSignIn.at),
        desc(eq(attendanceSignIn.windowId, attendanceSignIn.lessonId)),
        asc(attendanceSignIn.windowId),
      )
  );
}

/** Who of other branches signed in in this one, whatever the window; each once, with the first time. */
export async function findVisits(queries: Queries, of: { lessonId: string; branchId: string }) {
  const at = sql<Date>`min(${attendanceSignIn.at})`.mapWith(attendanceSignIn.at);
  return queries
    .select({
      traineeId: trainee.id,
      number: trainee.number,
      name: trainee.name,
      branchId: trainee.branchId,
      port: trainee.port,
      at,
    })
    .from(attendanceSignIn)
    .innerJoin(trainee, eq(trainee.id, attendanceSignIn.traineeId))
    .where(
      and(
        eq(attendanceSignIn.lessonId, of.lessonId),
        eq(attendanceSignIn.branchId, of.branchId),
        eq(attendanceSignIn.elsewhere, true),
      ),
    )
    .groupBy(trainee.id)
    .orderBy(at, trainee.id);
}

/** The sign-ins of these people in these lessons, whatever the window. */
export async function findSignInsOf(
  queries: Queries,
  of: readonly { lessonId: string; traineeId: string }[],
): Promise<SignInRow[]> {
  if (of.length === 0) return [];
  return queries
    .select()
    .from(attendanceSignIn)
    .where(
      and(
        inArray(attendanceSignIn.lessonId, unique(of.map(({ lessonId }) => lessonId))),
        inArray(attendanceSignIn.traineeId, unique(of.map(({ traineeId }) => traineeId))),
      ),
    );
}

/** How far each branch, and under null the ports, have got: with the lesson's own window, and with the one asked for last. */
export async function findFigures(
  queries: Queries,
  { courseId, lessonId }: { courseId: string; lessonId: string },
): Promise<Map<string | null, BranchFigures>> {
  const place = sql<string | null>`case when ${trainee.port} then null else ${trainee.branchId} end`;
  const asked = alias(attendanceSignIn, 'asked');
  const [[last], waiting] = await Promise.all([
    queries
      .select({ windowId: attendanceWindow.id })
      .from(attendanceWindow)
      .where(eq(attendanceWindow.lessonId, lessonId))
      .orderBy(desc(attendanceWindow.ordinal))
      .limit(1),
    queries
      .select({ place, waiting: sql<number>`count(*)::int` })
      .from(attendanceRequest)
      .innerJoin(trainee, eq(trainee.id, attendanceRequest.traineeId))
      .where(and(eq(attendanceRequest.lessonId, lessonId), stillWaits(queries)))
      .groupBy(sql`1`),
  ]);
  const people = await queries
    .select({
      place,
      expected: sql<number>`count(*)::int`,
      signedIn: sql<number>`count(${attendanceSignIn.traineeId})::int`,
      late: sql<number>`(count(*) filter (where ${attendanceSignIn.lateMinutes} > 0))::int`,
      askedIn: sql<number>`count(${asked.traineeId})::int`,
    })
    .from(trainee)
    .leftJoin(
      attendanceSignIn,
      and(
        eq(attendanceSignIn.lessonId, lessonId),
        eq(attendanceSignIn.windowId, lessonId),
        eq(attendanceSignIn.traineeId, trainee.id),
      ),
    )
    .leftJoin(
      asked,
      last
        ? and(
            eq(asked.lessonId, lessonId),
            eq(asked.windowId, last.windowId),
            eq(asked.traineeId, trainee.id),
          )
        : sql`false`,
    )
    .where(eq(trainee.courseId, courseId))
    .groupBy(sql`1`);
  const waits = new Map(waiting.map((row) => [row.place, row.waiting]));
  return new Map(
    people.map(({ place: branchId, askedIn, ...counts }) => [
      branchId,
      {
        ...{ branchId, ...counts, waiting: waits.get(branchId) ?? 0 },
        asked: last ? { windowId: last.windowId, signedIn: askedIn } : null,
      },
    ]),
  );
}

/** A row as people see it. */
export function toSignIn(row: SignInRow, { windows }: Pick<LessonContext, 'windows'>): SignIn {
  const { windowId, method, lateMinutes, branchId, branchName, elsewhere, byName } = row;
  const kind = windows.find((one) => one.windowId === windowId)?.kind ?? 'start';
  return {
    windowId,
    kind,
    method,
    at: row.at.getTime(),
    lateMinutes,
    branchId,
    branchName,
    elsewhere,
    byName,
  };
}
