import { and, asc, eq, gt, isNotNull, isNull, lte, min, sql } from 'drizzle-orm';
import type { Queries } from '../store/port.ts';
import { lesson, material } from '../store/schema/index.ts';

export type MaterialRow = typeof material.$inferSelect;
/** A material whose upload is complete and checked. */
export type ReadyMaterial = MaterialRow & {
  kind: NonNullable<MaterialRow['kind']>;
  mediaType: string;
  readyAt: Date;
};

export async function insertMaterial(queries: Queries, row: typeof material.$inferInsert): Promise<void> {
  await queries.insert(material).values(row);
}

/** The complete materials of a course, in the order in which they were added; with a time, those visible by then. */
export async function findMaterials(
  queries: Queries,
  courseId: string,
  visibleBy: Date | null,
): Promise<ReadyMaterial[]> {
  const rows = await queries
    .select()
    .from(material)
    .where(
      and(
        eq(material.courseId, courseId),
        isNotNull(material.readyAt),
        visibleBy === null ? undefined : lte(material.visibleFrom, visibleBy),
      ),
    )
    .orderBy(asc(material.createdAt), asc(material.id));
  return rows.map(ready).filter((row) => row !== undefined);
}

/** When the next material of the course becomes visible after `now`. */
export async function findNextVisible(queries: Queries, courseId: string, now: Date): Promise<Date | null> {
  const [row] = await queries
    .select({ at: min(material.visibleFrom) })
    .from(material)
    .where(and(eq(material.courseId, courseId), isNotNull(material.readyAt), gt(material.visibleFrom, now)));
  return row?.at ?? null;
}

export async function findMaterial(queries: Queries, materialId: string): Promise<MaterialRow | undefined> {
  const [row] = await queries.select().from(material).where(eq(material.id, materialId));
  return row;
}

/** The same, locked until the transaction ends. */
export async function lockMaterial(queries: Queries, materialId: string): Promise<MaterialRow | undefined> {
  const [row] = await queries.select().from(material).where(eq(material.id, materialId)).for('update');
  return row;
}

/** An upload of the same file that is not complete, begun after `since`. */
export async function findUnfinished(
  queries: Queries,
  like: Pick<MaterialRow, 'courseId' | 'fileName' | 'size' | 'resumeKey'> & { since: Date },
): Promise<MaterialRow | undefined> {
  const [row] = await queries
    .select()
    .from(material)
    .where(
      and(
        eq(material.courseId, like.courseId),
        eq(material.fileName, like.fileName),
        eq(material.size, like.size),
        eq(material.resumeKey, like.resumeKey),
        isNull(material.readyAt),
        gt(material.createdAt, like.since),
      ),
    )
    .orderBy(asc(material.createdAt))
    .limit(1);
  return row;
}

/** How many uploads of a course are not complete. */
export async function countUnfinished(queries: Queries, courseId: string): Promise<number> {
  const [row] = await queries
    .select({ total: sql<number>`count(*)::int` })
    .from(material)
    .where(and(eq(material.courseId, courseId), isNull(material.readyAt)));
  return row?.total ?? 0;
}

export async function findExpired(queries: Queries, before: Date): Promise<MaterialRow[]> {
  return queries
    .select()
    .from(material)
    .where(and(isNull(material.readyAt), lte(material.createdAt, before)));
}

export async function changeMaterial(
  queries: Queries,
  materialId: string,
  change: Partial<typeof material.$inferInsert>,
): Promise<ReadyMaterial | undefined> {
  const [row] = await queries.update(material).set(change).where(eq(material.id, materialId)).returning();
  return row && ready(row);
}

export async function deleteMaterial(queries: Queries, materialId: string): Promise<void> {
  await queries.delete(material).where(eq(material.id, materialId));
}

/** Removes all of a course, those that are not complete too, and answers with them. */
export async function deleteMaterialsOf(queries: Queries, courseId: string): Promise<MaterialRow[]> {
  return queries.delete(material).where(eq(material.courseId, courseId)).returning();
}

export async function isLessonOf(queries: Queries, courseId: string, lessonId: string): Promise<boolean> {
  const [row] = await queries
    .select({ id: lesson.id })
    .from(lesson)
    .where(and(eq(lesson.id, lessonId), eq(lesson.courseId, courseId)));
  return row !== undefined;
}

/** The row as a complete material; undefined when it is none. */
export function ready(row: MaterialRow): ReadyMaterial | undefined {
  const { kind, mediaType, readyAt } = row;
  if (kind === null || mediaType === null || readyAt === null) return undefined;
  return { ...row, kind, mediaType, readyAt };
}
