import { and, asc, desc, eq, gt, inArray, notInArray, sql } from 'drizzle-orm';
import type { ScorePolicy } from '../contract/score.ts';
import { inPortions } from '../lib/portions.ts';
import type { Queries } from '../store/port.ts';
import {
  branch,
  scoreAppeal,
  scoreCertificate,
  scoreCorrection,
  scoreEntry,
  scorePart,
  scorePolicy,
  session,
  trainee,
} from '../store/schema/index.ts';

export type EntryRow = typeof scoreEntry.$inferSelect;
export type PartRow = typeof scorePart.$inferSelect;
export type CorrectionRow = typeof scoreCorrection.$inferSelect;
export type CertificateRow = typeof scoreCertificate.$inferSelect;

/** Rows that one statement writes: what it takes to write them down holds nobody up. */
const rowsPerStatement = 500;
/** Trainees whose lines are read at a time: those of a course of 40 parts are 1,000 lines. */
const traineesPerRead = 25;
/** People who are read at a time: to open the numbers of so many takes a few milliseconds. */
const traineesPerPortion = 500;

/** What a course has until its organiser says otherwise: 3 : 3 : 4, passed with 60, one decimal. */
export const defaultPolicy: ScorePolicy = {
  weights: { attendance: 3, quizzes: 3, exam: 4 },
  passMark: 6_000,
  decimals: 1,
  reflectionBonus: 0,
};

export interface CoursePolicy {
  policy: ScorePolicy;
  revision: number;
  frozen: { at: number; by: string } | null;
}

/** Waits until nobody else writes this course's scores; until the transaction ends nobody else does. */
export async function lockScores(queries: Queries, courseId: string): Promise<void> {
  await queries.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`scores:${courseId}`}, 0))`);
}

export async function findPolicy(queries: Queries, courseId: string): Promise<CoursePolicy> {
  const [row] = await queries.select().from(scorePolicy).where(eq(scorePolicy.courseId, courseId));
  if (!row) return { policy: defaultPolicy, revision: 1, frozen: null };
  const { policy, revision, frozenAt, frozenBy } = row;
  const frozen = frozenAt && frozenBy !== null ? { at: frozenAt.getTime(), by: frozenBy } : null;
  return { policy, revision, frozen };
}

export async function savePolicy(
  queries: Queries,
  courseId: string,
  { policy, revision, frozen }: CoursePolicy,
): Promise<void> {
  const values = {
    ...{ policy, revision },
    frozenAt: frozen && new Date(frozen.at),
    frozenBy: frozen && frozen.by,
  };
  await queries
    .insert(scorePolicy)
    .values({ courseId, ...values })
    .onConflictDoUpdate({ target: scorePolicy.courseId, set: values });
}

export async function findParts(queries: Queries, courseId: string): Promise<PartRow[]> {
  return queries
    .select()
    .from(scorePart)
    .where(eq(scorePart.courseId, courseId))
    .orderBy(asc(scorePart.component), asc(scorePart.position), asc(scorePart.sourceId));
}

/** Writes down what components consist of now; what is no part any more is taken out. */
export async function saveParts(queries: Queries, courseId: string, rows: readonly PartRow[]): Promise<void> {
  const ids = rows.map(({ sourceId }) => sourceId);
  const gone = ids.length > 0 ? notInArray(scorePart.sourceId, ids) : undefined;
  await queries.delete(scorePart).where(and(eq(scorePart.courseId, courseId), gone));
  if (rows.length === 0) return;
  await queries
    .insert(scorePart)
    .values([...rows])
    .onConflictDoUpdate({
      target: [scorePart.courseId, scorePart.component, scorePart.sourceId],
      set: {
        title: sql`excluded.title`,
        due: sql`excluded.due`,
        position: sql`excluded.position`,
      },
    });
}

/** The ledger of one trainee, or of several, in the order of its moments. */
export async function findEntries(
  queries: Queries,
  courseId: string,
  traineeIds: readonly string[],
): Promise<EntryRow[]> {
  return queries
    .select()
    .from(scoreEntry)
    .where(and(eq(scoreEntry.courseId, courseId), inArray(scoreEntry.traineeId, [...traineeIds])))
    .orderBy(asc(scoreEntry.at), asc(scoreEntry.id));
}

/** The ledgers of many trainees, some at a time: each with its lines in the order of their moments. */
export async function* readLedgers(
  queries: Queries,
  courseId: string,
  traineeIds: readonly string[],
): AsyncGenerator<[traineeId: string, lines: EntryRow[]]> {
  for (let start = 0; start < traineeIds.length; start += traineesPerRead) {
    const some = traineeIds.slice(start, start + traineesPerRead);
    const own = new Map<string, EntryRow[]>(some.map((id) => [id, []]));
    for (const entry of await findEntries(queries, courseId, some)) own.get(entry.traineeId)?.push(entry);
    yield* own;
  }
}

/**
 * How many lines each trainee has; who has none is not in it. As no line is ever changed or removed, the same number of them is
 * the same ledger.
 */
export async function countEntries(queries: Queries, courseId: string): Promise<Map<string, number>> {
  const rows = await queries
    .select({ traineeId: scoreEntry.traineeId, lines: sql<number>`count(*)::int` })
    .from(scoreEntry)
    .where(eq(scoreEntry.courseId, courseId))
    .groupBy(scoreEntry.traineeId);
  return new Map(rows.map(({ traineeId, lines }) => [traineeId, lines]));
}

/** Adds lines; one that is there already stays the only one. */
export async function insertEntries(queries: Queries, rows: readonly EntryRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    const lines = rows.slice(start, start + rowsPerStatement).map((row) => ({
      ...{ id: row.id, course_id: row.courseId, trainee_id: row.traineeId, component: row.component },
      ...{ source_id: row.sourceId, title: row.title, kind: row.kind, points: row.points },
      ...{ event_id: row.eventId, at: row.at, by_name: row.byName, reason: row.reason },
    }));
    // As one parameter: building a statement of thousands of them takes longer than the database needs for the rows.
    await queries.execute(sql`
      insert into ${scoreEntry}
        (id, course_id, trainee_id, component, source_id, title, kind, points, event_id, at, by_name, reason)
      select id, course_id, trainee_id, component, source_id, title, kind, points, event_id, at, by_name, reason
      from json_to_recordset(${JSON.stringify(lines)}::json) as line (
        id text, course_id text, trainee_id text, component text, source_id text, title text, kind text, points integer,
        event_id text, at timestamptz, by_name text, reason text
      )
      on conflict do nothing
    `);
  }
}

export async function findEntry(
  queries: Queries,
  courseId: string,
  traineeId: string,
  id: string,
): Promise<EntryRow | undefined> {
  const which = [
    eq(scoreEntry.id, id),
    eq(scoreEntry.courseId, courseId),
    eq(scoreEntry.traineeId, traineeId),
  ];
  const [row] = await queries
    .select()
    .from(scoreEntry)
    .where(and(...which));
  return row;
}

export type Person = Pick<typeof trainee.$inferSelect, 'id' | 'number' | 'name' | 'unit' | 'branchId'>;

/** The people of a course in the order of the roster. */
export async function findTrainees(queries: Queries, courseId: string): Promise<Person[]> {
  const { id, number, name, unit, branchId, position } = trainee;
  const rows = await inPortions(traineesPerPortion, (after, size) =>
    queries
      .select({ id, number, name, unit, branchId, position })
      .from(trainee)
      .where(and(eq(trainee.courseId, courseId), gt(id, after)))
      .orderBy(asc(id))
      .limit(size),
  );
  // Equal positions keep the order of ids.
  rows.sort((one, other) => one.position - other.position);
  return rows.map(({ position: _position, ...person }) => person);
}

/** Who is on the roster of a course: without numbers, which take longer to open than all the rest to read. */
export async function findTraineeIds(queries: Queries, courseId: string): Promise<string[]> {
  const rows = await queries.select({ id: trainee.id }).from(trainee).where(eq(trainee.courseId, courseId));
  return rows.map(({ id }) => id);
}

export async function findTrainee(
  queries: Queries,
  courseId: string,
  traineeId: string,
): Promise<Person | undefined> {
  const { id, number, name, unit, branchId } = trainee;
  const [row] = await queries
    .select({ id, number, name, unit, branchId })
    .from(trainee)
    .where(and(eq(trainee.courseId, courseId), eq(id, traineeId)));
  return row;
}

export async function findBranches(
  queries: Queries,
  courseId: string,
): Promise<{ id: string; name: string; parentId: string | null }[]> {
  const { id, name, parentId } = branch;
  return queries
    .select({ id, name, parentId })
    .from(branch)
    .where(eq(branch.courseId, courseId))
    .orderBy(asc(branch.number));
}

/** The account that a session was opened with; null for one that a link opened. */
export async function accountOf(queries: Queries, sessionId: string): Promise<string | null> {
  const [row] = await queries
    .select({ accountId: session.accountId })
    .from(session)
    .where(eq(session.id, sessionId));
  return row?.accountId ?? null;
}

export interface FoundCorrection extends CorrectionRow {
  traineeName: string;
}

/** Corrections, the newest first. */
export async function findCorrections(
  queries: Queries,
  courseId: string,
  only: { id?: string; traineeId?: string } = {},
): Promise<FoundCorrection[]> {
  const rows = await queries
    .select({ row: scoreCorrection, traineeName: trainee.name })
    .from(scoreCorrection)
    .innerJoin(trainee, eq(trainee.id, scoreCorrection.traineeId))
    .where(
      and(
        eq(scoreCorrection.courseId, courseId),
        only.id === undefined ? undefined : eq(scoreCorrection.id, only.id),
        only.traineeId === undefined ? undefined : eq(scoreCorrection.traineeId, only.traineeId),
      ),
    )
    .orderBy(desc(scoreCorrection.at), desc(scoreCorrection.id));
  return rows.map(({ row, traineeName }) => ({ ...row, traineeName }));
}

/** Whether it was written: false when there is one of this id already, or one that reverses the same correction. */
export async function insertCorrection(queries: Queries, row: CorrectionRow): Promise<boolean> {
  const { rowCount } = await queries.insert(scoreCorrection).values(row).onConflictDoNothing();
  return (rowCount ?? 0) > 0;
}

export async function decideCorrection(
  queries: Queries,
  id: string,
  decision: Pick<CorrectionRow, 'state' | 'decidedAt' | 'decidedBy'>,
): Promise<void> {
  await queries.update(scoreCorrection).set(decision).where(eq(scoreCorrection.id, id));
}

/** A correction whose line does not count. */
export interface NotCounting {
  id: string;
  traineeId: string;
  state: 'waiting' | 'refused';
}

/** Corrections that wait, or were refused: of a course, or of one trainee. */
export async function findNotCounting(
  queries: Queries,
  courseId: string,
  traineeId?: string,
): Promise<NotCounting[]> {
  const rows = await queries
    .select({ id: scoreCorrection.id, traineeId: scoreCorrection.traineeId, state: scoreCorrection.state })
    .from(scoreCorrection)
    .where(
      and(
        eq(scoreCorrection.courseId, courseId),
        traineeId === undefined ? undefined : eq(scoreCorrection.traineeId, traineeId),
        inArray(scoreCorrection.state, ['waiting', 'refused']),
      ),
    )
    .orderBy(asc(scoreCorrection.id));
  return rows.flatMap(({ state, ...row }) => (state === 'counts' ? [] : { ...row, state }));
}

export interface FoundAppeal {
  appeal: typeof scoreAppeal.$inferSelect;
  traineeName: string;
  title: string;
}

/** Appeals, those that wait first, then the newest. */
export async function findAppeals(
  queries: Queries,
  courseId: string,
  only: { id?: string; traineeId?: string } = {},
): Promise<FoundAppeal[]> {
  return queries
    .select({ appeal: scoreAppeal, traineeName: trainee.name, title: scoreEntry.title })
    .from(scoreAppeal)
    .innerJoin(trainee, eq(trainee.id, scoreAppeal.traineeId))
    .innerJoin(scoreEntry, eq(scoreEntry.id, scoreAppeal.entryId))
    .where(
      and(
        eq(scoreAppeal.courseId, courseId),
        only.id === undefined ? undefined : eq(scoreAppeal.id, only.id),
        only.traineeId === undefined ? undefined : eq(scoreAppeal.traineeId, only.traineeId),
      ),
    )
    .orderBy(desc(sql`${scoreAppeal.state} = 'open'`), desc(scoreAppeal.at), asc(scoreAppeal.id));
}

/** Whether it was written: false when there is one of this id, or an open one of the same line. */
export async function insertAppeal(queries: Queries, row: typeof scoreAppeal.$inferInsert): Promise<boolean> {
  const { rowCount } = await queries.insert(scoreAppeal).values(row).onConflictDoNothing();
  return (rowCount ?? 0) > 0;
}

/** Answers one that waits. */
export async function answerAppeal(
  queries: Queries,
  id: string,
  answer: { state: 'upheld' | 'refused'; answer: string; answeredAt: Date; answeredBy: string },
): Promise<void> {
  const isOpen = and(eq(scoreAppeal.id, id), eq(scoreAppeal.state, 'open'));
  await queries.update(scoreAppeal).set(answer).where(isOpen);
}

/** Open appeals by trainee. */
export async function openAppeals(queries: Queries, courseId: string): Promise<Map<string, number>> {
  const rows = await queries
    .select({ traineeId: scoreAppeal.traineeId, open: sql<number>`count(*)::int` })
    .from(scoreAppeal)
    .where(and(eq(scoreAppeal.courseId, courseId), eq(scoreAppeal.state, 'open')))
    .groupBy(scoreAppeal.traineeId);
  return new Map(rows.map(({ traineeId, open }) => [traineeId, open]));
}

/** Certificates of a course. */
export async function findCertificates(queries: Queries, courseId: string): Promise<CertificateRow[]> {
  return queries.select().from(scoreCertificate).where(eq(scoreCertificate.courseId, courseId));
}

export async function findCertificate(
  queries: Queries,
  of: { courseId: string; traineeId: string } | { code: string },
): Promise<CertificateRow | undefined> {
  const which =
    'code' in of
      ? eq(scoreCertificate.code, of.code)
      : and(eq(scoreCertificate.courseId, of.courseId), eq(scoreCertificate.traineeId, of.traineeId));
  const [row] = await queries.select().from(scoreCertificate).where(which);
  return row;
}

export async function insertCertificates(queries: Queries, rows: readonly CertificateRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    const piece = rows.slice(start, start + rowsPerStatement);
    await queries.insert(scoreCertificate).values(piece).onConflictDoNothing();
  }
}
