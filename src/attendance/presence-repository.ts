import { and, asc, eq, sql } from 'drizzle-orm';
import type { Queries } from '../store/port.ts';
import { attendanceLoss, attendancePresence } from '../store/schema/index.ts';
import type { Place } from './lessons.ts';
import type { Interval } from './presence-time.ts';
import type { PresenceRow } from './presence-watch.ts';
import type { Loss } from './windows.ts';

/** Rows of one statement: a few milliseconds' work. */
const rowsPerStatement = 200;

/** Writes stretches down; one that was written before gets its new end. */
export async function savePresence(
  queries: Queries,
  lessonId: string,
  rows: readonly PresenceRow[],
): Promise<void> {
  const newest = [...new Map(rows.map((row) => [`${row.place} ${row.from}`, row])).values()];
  for (let start = 0; start < newest.length; start += rowsPerStatement) {
    await queries
      .insert(attendancePresence)
      .values(
        newest.slice(start, start + rowsPerStatement).map(({ from, until, ...row }) => ({
          ...row,
          lessonId,
          from: new Date(from),
          until: new Date(until),
        })),
      )
      .onConflictDoUpdate({
        target: [attendancePresence.lessonId, attendancePresence.place, attendancePresence.from],
        set: {
          until: sql`excluded.until_at`,
          state: sql`excluded.state`,
          open: sql`excluded.open`,
        },
      });
  }
}

/** All stretches of a lesson by place. */
export async function findPresence(queries: Queries, lessonId: string): Promise<Map<string, Interval[]>> {
  const rows = await queries
    .select()
    .from(attendancePresence)
    .where(eq(attendancePresence.lessonId, lessonId))
    .orderBy(asc(attendancePresence.from));
  const places = new Map<string, Interval[]>();
  for (const { place, from, until, state } of rows) {
    const interval = { from: from.getTime(), until: until.getTime(), state };
    const list = places.get(place);
    if (list) list.push(interval);
    else places.set(place, [interval]);
  }
  return places;
}

/** Places whose newest stretch ended without a goodbye, such as all of them after the server was killed. */
export async function findCutOff(
  queries: Queries,
  lessonId: string,
): Promise<{ place: Place; last: Interval }[]> {
  const rows = await queries
    .selectDistinctOn([attendancePresence.place])
    .from(attendancePresence)
    .where(eq(attendancePresence.lessonId, lessonId))
    .orderBy(asc(attendancePresence.place), sql`${attendancePresence.until} desc`);
  return rows.flatMap(({ place, from, until, state, open }) =>
    open && isPlace(place) ? [{ place, last: { from: from.getTime(), until: until.getTime(), state } }] : [],
  );
}

/** Keeps a fault of the line. */
export async function insertLoss(
  queries: Queries,
  of: { lessonId: string; place: Place },
  loss: Loss,
): Promise<void> {
  await queries
    .insert(attendanceLoss)
    .values({ ...of, from: new Date(loss.from), until: new Date(loss.until) })
    .onConflictDoNothing();
}

/** The faults of the line of a place in a lesson, in the order of time. */
export async function findLosses(queries: Queries, lessonId: string, place: string): Promise<Loss[]> {
  const rows = await queries
    .select()
    .from(attendanceLoss)
    .where(and(eq(attendanceLoss.lessonId, lessonId), eq(attendanceLoss.place, place)))
    .orderBy(asc(attendanceLoss.from));
  return rows.map(({ from, until }) => ({ from: from.getTime(), until: until.getTime() }));
}

function isPlace(text: string): text is Place {
  return text.startsWith('branch:') || text.startsWith('port:');
}
