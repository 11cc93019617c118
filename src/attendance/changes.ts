import { and, desc, eq } from 'drizzle-orm';
import type { AttendanceChange } from '../contract/attendance.ts';
import type { Queries } from '../store/port.ts';
import { attendanceChange, trainee } from '../store/schema/index.ts';

/** Rows of one statement: it takes at most 65,535 parameters. */
const rowsPerStatement = 1_000;
/** Changes that are shown at a time: an evening's reading, and more than one lesson ever has of one branch. */
const mostShown = 500;

/** Who did it: a session and its name; null for what happens by itself. */
export type Doer = { sessionId: string; name: string } | null;

type NewChange = Pick<AttendanceChange, 'what'> &
  Partial<Omit<AttendanceChange, 'what' | 'at' | 'byName' | 'traineeName'>>;

/** Writes down who changed what and why, in the transaction of the change itself. */
export async function noteChanges(
  queries: Queries,
  of: { lessonId: string; by: Doer; at: number },
  changes: readonly NewChange[],
): Promise<void> {
  const common = {
    lessonId: of.lessonId,
    at: new Date(of.at),
    sessionId: of.by?.sessionId ?? null,
    byName: of.by?.name ?? null,
  };
  for (let start = 0; start < changes.length; start += rowsPerStatement) {
    const rows = changes.slice(start, start + rowsPerStatement).map((change) => ({ ...change, ...common }));
    await queries.insert(attendanceChange).values(rows);
  }
}

/** The newest first. */
export async function findChanges(
  queries: Queries,
  of: { lessonId: string; traineeId?: string | undefined; branchId?: string | undefined },
  most = mostShown,
): Promise<AttendanceChange[]> {
  const rows = await queries
    .select({ change: attendanceChange, traineeName: trainee.name })
    .from(attendanceChange)
    .leftJoin(trainee, eq(trainee.id, attendanceChange.traineeId))
    .where(
      and(
        eq(attendanceChange.lessonId, of.lessonId),
        of.traineeId === undefined ? undefined : eq(attendanceChange.traineeId, of.traineeId),
        of.branchId === undefined ? undefined : eq(attendanceChange.branchId, of.branchId),
      ),
    )
    .orderBy(desc(attendanceChange.id))
    .limit(most);
  return rows.map(({ change, traineeName }) => {
    const { at, byName, what, traineeId, branchId, before, after, reason } = change;
    const about = { traineeId, traineeName, branchId };
    return { at: at.getTime(), byName, what, ...about, before, after, reason };
  });
}
