import { and, asc, eq } from 'drizzle-orm';
import type { CheckResult } from '../contract/readiness.ts';
import type { Queries } from '../store/port.ts';
import { branch, readinessCheck, trainee } from '../store/schema/index.ts';

export type CheckRow = typeof readinessCheck.$inferSelect;

/** Keeps a check in place of the earlier one of the same device. */
export async function saveCheck(queries: Queries, row: CheckRow): Promise<void> {
  const { at, result, role } = row;
  await queries
    .insert(readinessCheck)
    .values(row)
    .onConflictDoUpdate({
      target: [readinessCheck.courseId, readinessCheck.place],
      set: { at, result, role },
    });
}

export async function findCheck(
  queries: Queries,
  courseId: string,
  place: string,
): Promise<{ at: Date; result: CheckResult } | undefined> {
  const [row] = await queries
    .select({ at: readinessCheck.at, result: readinessCheck.result })
    .from(readinessCheck)
    .where(and(eq(readinessCheck.courseId, courseId), eq(readinessCheck.place, place)));
  return row;
}

/** The checks of a course by place. */
export async function findChecks(queries: Queries, courseId: string): Promise<Map<string, CheckRow>> {
  const rows = await queries.select().from(readinessCheck).where(eq(readinessCheck.courseId, courseId));
  return new Map(rows.map((row) => [row.place, row]));
}

/** In the organiser's order. */
export async function findBranches(queries: Queries, courseId: string) {
  const { id, name, level, liaisonName, liaisonPhone } = branch;
  return queries
    .select({ id, name, level, liaisonName, liaisonPhone })
    .from(branch)
    .where(eq(branch.courseId, courseId))
    .orderBy(asc(branch.number));
}

/** Trainees at individual ports, in the roster's order. */
export async function findPorts(queries: Queries, courseId: string): Promise<{ id: string; name: string }[]> {
  return queries
    .select({ id: trainee.id, name: trainee.name })
    .from(trainee)
    .where(and(eq(trainee.courseId, courseId), eq(trainee.port, true)))
    .orderBy(asc(trainee.position));
}
