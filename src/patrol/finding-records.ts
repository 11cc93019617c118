import { and, count, desc, eq, ilike, inArray, ne, or, sql, type SQL } from 'drizzle-orm';
import type { Finding, FindingFilter, FindingState } from '../contract/patrol.ts';
import type { Queries } from '../store/port.ts';
import { branch, lesson, patrolFinding, patrolPicture, patrolRound } from '../store/schema/index.ts';

export type FindingRow = typeof patrolFinding.$inferSelect;
export type PictureRow = typeof patrolPicture.$inferSelect;

/** Which findings somebody may see: all of a course, or those of a branch and of the branches below it. */
export interface FindingScope {
  courseId: string;
  branchId: string | null;
}

export async function countFindings(queries: Queries, lessonId: string): Promise<number> {
  const [row] = await queries
    .select({ total: count() })
    .from(patrolFinding)
    .where(eq(patrolFinding.lessonId, lessonId));
  return row?.total ?? 0;
}

export async function insertFinding(
  queries: Queries,
  row: typeof patrolFinding.$inferInsert,
  picture: Omit<PictureRow, 'findingId'> | null,
): Promise<void> {
  await queries.insert(patrolFinding).values(row);
  if (picture) await queries.insert(patrolPicture).values({ ...picture, findingId: row.id });
}

/** One finding as people see it; undefined when it is not there or not in that scope. */
export async function findFinding(
  queries: Queries,
  findingId: string,
  scope?: FindingScope,
): Promise<Finding | undefined> {
  const where = and(eq(patrolFinding.id, findingId), scope && inScope(queries, scope));
  const [found] = await selectFindings(queries).where(where);
  return found && toFinding(found);
}

/** A page of findings, the newest first, with how many there are, and how many in each state whatever the filter. */
export async function findFindings(
  queries: Queries,
  scope: FindingScope,
  filter: FindingFilter & { offset: number; limit: number },
): Promise<{ findings: Finding[]; total: number; states: Record<FindingState, number> }> {
  const where = and(inScope(queries, scope), matching(queries, filter));
  const [rows, [counted], states] = await Promise.all([
    selectFindings(queries)
      .where(where)
      .orderBy(desc(patrolFinding.filedAt), desc(patrolFinding.id))
      .limit(filter.limit)
      .offset(filter.offset),
    queries.select({ total: count() }).from(patrolFinding).where(where),
    queries
      .select({ state: patrolFinding.state, total: count() })
      .from(patrolFinding)
      .where(inScope(queries, scope))
      .groupBy(patrolFinding.state),
  ]);
  const of = (state: FindingState): number => states.find((one) => one.state === state)?.total ?? 0;
  return {
    findings: rows.map(toFinding),
    total: counted?.total ?? 0,
    states: { open: of('open'), answered: of('answered'), settled: of('settled') },
  };
}

/** What becomes of a finding; undefined when it was changed since that revision. */
export async function changeFinding(
  queries: Queries,
  findingId: string,
  revision: number,
  change: Partial<FindingRow>,
): Promise<FindingRow | undefined> {
  const [row] = await queries
    .update(patrolFinding)
    .set({ ...change, revision: revision + 1 })
    .where(and(eq(patrolFinding.id, findingId), eq(patrolFinding.revision, revision)))
    .returning();
  return row;
}

export async function findPicture(queries: Queries, findingId: string): Promise<PictureRow | undefined> {
  const [row] = await queries.select().from(patrolPicture).where(eq(patrolPicture.findingId, findingId));
  return row;
}

/** How many findings of a lesson are not settled, by tile. */
export async function countOpen(queries: Queries, lessonId: string): Promise<Map<string, number>> {
  const rows = await queries
    .select({ tileId: patrolFinding.tileId, total: count() })
    .from(patrolFinding)
    .where(and(eq(patrolFinding.lessonId, lessonId), ne(patrolFinding.state, 'settled')))
    .groupBy(patrolFinding.tileId);
  return new Map(rows.map(({ tileId, total }) => [tileId, total]));
}

function selectFindings(queries: Queries) {
  const { type, width, height, bytes } = patrolPicture;
  return queries
    .select({
      row: patrolFinding,
      lessonTitle: lesson.title,
      roundNumber: patrolRound.number,
      picture: { type, width, height, bytes },
    })
    .from(patrolFinding)
    .innerJoin(lesson, eq(lesson.id, patrolFinding.lessonId))
    .leftJoin(patrolRound, eq(patrolRound.id, patrolFinding.roundId))
    .leftJoin(patrolPicture, eq(patrolPicture.findingId, patrolFinding.id))
    .$dynamic();
}

type Selected = Awaited<ReturnType<typeof selectFindings>>[number];

function inScope(queries: Queries, { courseId, branchId }: FindingScope): SQL | undefined {
  return and(
    eq(patrolFinding.courseId, courseId),
    branchId === null ? undefined : ofBranch(queries, branchId),
  );
}

/** Of a branch and of those below it. */
function ofBranch(queries: Queries, branchId: string): SQL | undefined {
  const below = queries.select({ id: branch.id }).from(branch).where(eq(branch.parentId, branchId));
  return or(eq(patrolFinding.branchId, branchId), inArray(patrolFinding.branchId, below));
}

function matching(
  queries: Queries,
  { lessonId, roundId, branchId, kind, state, text }: FindingFilter,
): SQL | undefined {
  const part = text === undefined || text === '' ? undefined : `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  const { name, note, answer, settlement } = patrolFinding;
  return and(
    lessonId === undefined ? undefined : eq(patrolFinding.lessonId, lessonId),
    roundId === undefined ? undefined : eq(patrolFinding.roundId, roundId),
    branchId === undefined ? undefined : ofBranch(queries, branchId),
    kind === undefined ? undefined : eq(patrolFinding.kind, kind),
    state === undefined ? undefined : eq(patrolFinding.state, state),
    part === undefined
      ? undefined
      : or(...[name, note, answer, settlement].map((column) => ilike(sql`coalesce(${column}, '')`, part))),
  );
}

function toFinding({ row, lessonTitle, roundNumber, picture }: Selected): Finding {
  const { roundId } = row;
  return {
    findingId: row.id,
    courseId: row.courseId,
    lessonId: row.lessonId,
    lessonTitle,
    round: roundId === null || roundNumber === null ? null : { roundId, number: roundNumber },
    tileId: row.tileId,
    of: row.of,
    branchId: row.branchId,
    name: row.name,
    kind: row.kind,
    note: row.note,
    headCount: row.headCount,
    picture,
    filedAt: row.filedAt.getTime(),
    filedBy: { name: row.filedBy, role: row.filedByRole },
    state: row.state,
    answer: remark(row.answer, row.answeredBy, row.answeredAt),
    settlement: remark(row.settlement, row.settledBy, row.settledAt),
    revision: row.revision,
  };
}

function remark(text: string | null, by: string | null, at: Date | null): Finding['answer'] {
  return text === null || by === null || at === null ? null : { text, by, at: at.getTime() };
}
