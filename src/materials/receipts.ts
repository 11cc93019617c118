import { and, asc, count, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { Participant } from '../contract/identity.ts';
import type { BranchReceipt, MaterialFigures, TraineeReceipt } from '../contract/materials.ts';
import type { Queries } from '../store/port.ts';
import { branch, material, materialReceipt, trainee } from '../store/schema/index.ts';

/** On whose behalf a session receives something; null for those whose receipt nobody waits for. */
export interface Reader {
  reader: string;
  branchId: string | null;
  traineeId: string | null;
}

/** A branch receives by its screen or its liaison, a trainee by any own device. */
export function readerOf({ role, branchId, traineeId }: Participant): Reader | null {
  if (traineeId !== null) return { reader: `trainee:${traineeId}`, branchId, traineeId };
  if ((role === 'screen' || role === 'liaison') && branchId !== null)
    return { reader: `branch:${branchId}`, branchId, traineeId: null };
  return null;
}

/** The first time stays. True when this was news. */
export async function noteOpened(
  queries: Queries,
  materialId: string,
  reader: Reader,
  at: Date,
): Promise<boolean> {
  const rows = await queries
    .insert(materialReceipt)
    .values({ materialId, ...reader, openedAt: at })
    .onConflictDoNothing()
    .returning({ reader: materialReceipt.reader });
  return rows.length > 0;
}

/** The first time stays. True when this was news. */
export async function noteReceived(
  queries: Queries,
  materialId: string,
  reader: Reader,
  at: Date,
): Promise<boolean> {
  const rows = await queries
    .update(materialReceipt)
    .set({ receivedAt: at })
    .where(
      and(
        eq(materialReceipt.materialId, materialId),
        eq(materialReceipt.reader, reader.reader),
        sql`${materialReceipt.receivedAt} is null`,
      ),
    )
    .returning({ reader: materialReceipt.reader });
  return rows.length > 0;
}

/** Which of the materials this reader has, and since when. */
export async function findReceived(
  queries: Queries,
  materialIds: readonly string[],
  reader: Reader,
): Promise<Map<string, number>> {
  if (materialIds.length === 0) return new Map();
  const rows = await queries
    .select({ materialId: materialReceipt.materialId, receivedAt: materialReceipt.receivedAt })
    .from(materialReceipt)
    .where(
      and(
        inArray(materialReceipt.materialId, [...materialIds]),
        eq(materialReceipt.reader, reader.reader),
        isNotNull(materialReceipt.receivedAt),
      ),
    );
  return new Map(rows.map(({ materialId, receivedAt }) => [materialId, receivedAt?.getTime() ?? 0]));
}

/** How many branches and trainees have each complete material of a course. */
export async function countReceived(queries: Queries, courseId: string): Promise<MaterialFigures[]> {
  const received = (column: typeof materialReceipt.traineeId, present: boolean) =>
    sql<number>`(count(${materialReceipt.receivedAt}) filter (where (${column} is not null) = ${present}))::int`;
  const [rows, [branches], [trainees]] = await Promise.all([
    queries
      .select({
        materialId: material.id,
        branches: received(materialReceipt.traineeId, false),
        trainees: received(materialReceipt.traineeId, true),
      })
      .from(material)
      .leftJoin(materialReceipt, eq(materialReceipt.materialId, material.id))
      .where(and(eq(material.courseId, courseId), isNotNull(material.readyAt)))
      .groupBy(material.id),
    queries.select({ total: count() }).from(branch).where(eq(branch.courseId, courseId)),
    queries.select({ total: count() }).from(trainee).where(eq(trainee.courseId, courseId)),
  ]);
  return rows.map((row) => ({
    materialId: row.materialId,
    branches: { received: row.branches, total: branches?.total ?? 0 },
    trainees: { received: row.trainees, total: trainees?.total ?? 0 },
  }));
}

/** Who has a material: branches and trainees in the organiser's order, those who do not have it first. */
export async function findReceipts(
  queries: Queries,
  courseId: string,
  materialId: string,
): Promise<{ branches: BranchReceipt[]; trainees: TraineeReceipt[] }> {
  const of = (reader: ReturnType<typeof sql>) =>
    and(eq(materialReceipt.materialId, materialId), eq(materialReceipt.reader, reader));
  const { openedAt, receivedAt } = materialReceipt;
  const [branches, trainees] = await Promise.all([
    queries
      .select({ branch, openedAt, receivedAt })
      .from(branch)
      .leftJoin(materialReceipt, of(sql`'branch:' || ${branch.id}`))
      .where(eq(branch.courseId, courseId))
      .orderBy(asc(branch.number)),
    queries
      .select({ trainee, branchName: branch.name, receivedAt })
      .from(trainee)
      .leftJoin(branch, eq(branch.id, trainee.branchId))
      .leftJoin(materialReceipt, of(sql`'trainee:' || ${trainee.id}`))
      .where(eq(trainee.courseId, courseId))
      .orderBy(asc(trainee.position)),
  ]);
  const people = trainees.map((row) => ({
    branchId: row.trainee.branchId,
    traineeId: row.trainee.id,
    name: row.trainee.name,
    branchName: row.branchName,
    port: row.trainee.port,
    receivedAt: row.receivedAt?.getTime() ?? null,
  }));
  return {
    branches: missingFirst(
      branches.map((row) => ({
        branchId: row.branch.id,
        name: row.branch.name,
        liaisonName: row.branch.liaisonName,
        liaisonPhone: row.branch.liaisonPhone,
        openedAt: row.openedAt?.getTime() ?? null,
        receivedAt: row.receivedAt?.getTime() ?? null,
        trainees: figureOf(people.filter(({ branchId }) => branchId === row.branch.id)),
      })),
    ),
    trainees: missingFirst(people.map(({ branchId: _branchId, ...person }) => person)),
  };
}

function figureOf(people: readonly { receivedAt: number | null }[]): { received: number; total: number } {
  return { received: people.filter(({ receivedAt }) => receivedAt !== null).length, total: people.length };
}

/** Keeps the order within those who have it and those who do not. */
function missingFirst<T extends { receivedAt: number | null }>(rows: T[]): T[] {
  return rows.sort((a, b) => Number(a.receivedAt !== null) - Number(b.receivedAt !== null));
}
