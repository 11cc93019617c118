import { and, asc, count, eq, gt, inArray, sql } from 'drizzle-orm';
import type { Mark, RollCall } from '../contract/attendance.ts';
import { inPortions } from '../lib/portions.ts';
import type { Queries } from '../store/port.ts';
import { attendanceMark, attendancePhoto, attendanceRollCall, trainee } from '../store/schema/index.ts';

export type TraineeRow = Pick<
  typeof trainee.$inferSelect,
  'id' | 'number' | 'name' | 'unit' | 'branchId' | 'port'
>;
export type MarkRow = typeof attendanceMark.$inferSelect;

const traineeFields = {
  id: trainee.id,
  number: trainee.number,
  name: trainee.name,
  unit: trainee.unit,
  branchId: trainee.branchId,
  port: trainee.port,
};

/** Rows of one statement: to read 5,000 at once would hold up everybody else for a tenth of a second. */
const rowsPerStatement = 500;

/** Trainees in the order of the roster: of a course, or of one branch of it without its ports. */
export async function findTrainees(
  queries: Queries,
  of: { courseId: string; branchId?: string; ids?: readonly string[] },
): Promise<TraineeRow[]> {
  const all = await inPortions(rowsPerStatement, (after, size) =>
    queries
      .select({ ...traineeFields, position: trainee.position })
      .from(trainee)
      .where(
        and(
          eq(trainee.courseId, of.courseId),
          of.branchId === undefined ? undefined : eq(trainee.branchId, of.branchId),
          of.ids === undefined ? undefined : inArray(trainee.id, [...of.ids]),
          gt(trainee.id, after),
        ),
      )
      .orderBy(asc(trainee.id))
      .limit(size),
  );
  // Equal positions keep the order of ids.
  return all.sort((one, other) => one.position - other.position);
}

export async function findMarks(
  queries: Queries,
  lessonId: string,
  traineeIds?: readonly string[],
): Promise<Map<string, MarkRow>> {
  const rows = await queries
    .select()
    .from(attendanceMark)
    .where(
      and(
        eq(attendanceMark.lessonId, lessonId),
        traineeIds === undefined ? undefined : inArray(attendanceMark.traineeId, [...traineeIds]),
      ),
    );
  return new Map(rows.map((row) => [row.traineeId, row]));
}

/** Keeps what is said of people now, in place of what was said before. */
export async function saveMarks(queries: Queries, rows: readonly MarkRow[]): Promise<void> {
  if (rows.length === 0) return;
  await queries
    .insert(attendanceMark)
    .values([...rows])
    .onConflictDoUpdate({
      target: [attendanceMark.lessonId, attendanceMark.traineeId],
      set: {
        branchId: sql`excluded.branch_id`,
        state: sql`excluded.state`,
        at: sql`excluded.at`,
        byName: sql`excluded.by_name`,
      },
    });
}

export async function findRollCalls(
  queries: Queries,
  lessonId: string,
  branchId?: string,
): Promise<Map<string, RollCall>> {
  const rows = await queries
    .select()
    .from(attendanceRollCall)
    .where(
      and(
        eq(attendanceRollCall.lessonId, lessonId),
        branchId === undefined ? undefined : eq(attendanceRollCall.branchId, branchId),
      ),
    );
  return new Map(rows.map((row) => [row.branchId, toRollCall(row)]));
}

/** Keeps a roll call in place of the revision that was seen (0 for none); false when there is another one. */
export async function saveRollCall(
  queries: Queries,
  seen: number,
  row: typeof attendanceRollCall.$inferInsert,
): Promise<boolean> {
  const { lessonId, branchId, ...values } = row;
  const { rowCount } =
    seen === 0
      ? await queries.insert(attendanceRollCall).values(row).onConflictDoNothing()
      : await queries
          .update(attendanceRollCall)
          .set(values)
          .where(
            and(
              eq(attendanceRollCall.lessonId, lessonId),
              eq(attendanceRollCall.branchId, branchId),
              eq(attendanceRollCall.revision, seen),
            ),
          );
  return (rowCount ?? 0) > 0;
}

export async function countPhotos(queries: Queries, lessonId: string, branchId: string): Promise<number> {
  const [row] = await queries
    .select({ total: count() })
    .from(attendancePhoto)
    .where(and(eq(attendancePhoto.lessonId, lessonId), eq(attendancePhoto.branchId, branchId)));
  return row?.total ?? 0;
}

export async function insertPhoto(queries: Queries, row: typeof attendancePhoto.$inferInsert): Promise<void> {
  await queries.insert(attendancePhoto).values(row);
}

export async function findPhoto(
  queries: Queries,
  photoId: string,
): Promise<typeof attendancePhoto.$inferSelect | undefined> {
  const [row] = await queries.select().from(attendancePhoto).where(eq(attendancePhoto.id, photoId));
  return row;
}

export function toMark({ state, at, byName }: MarkRow): Mark {
  return { state, at: at.getTime(), byName };
}

/** A room in which nobody was called yet. */
export function noRollCall(branchId: string): RollCall {
  return {
    branchId,
    revision: 0,
    heads: null,
    note: '',
    photoId: null,
    signedOffAt: null,
    signedOffBy: null,
  };
}

function toRollCall(row: typeof attendanceRollCall.$inferSelect): RollCall {
  const { branchId, revision, heads, note, photoId, signedOffBy } = row;
  return {
    branchId,
    revision,
    heads,
    note,
    photoId,
    signedOffAt: row.signedOffAt?.getTime() ?? null,
    signedOffBy,
  };
}
