import { eq, sql } from 'drizzle-orm';
import type { Queries } from './port.ts';
import { trainee } from './schema/index.ts';

/**
 * Lets the trainees of a course stand by their numbers, which the database cannot sort because it cannot read them. Call it in
 * the transaction in which numbers came or changed, with the roster locked.
 */
export async function placeTrainees(queries: Queries, courseId: string): Promise<void> {
  const { id, number, position } = trainee;
  const rows = await queries
    .select({ id, number, position })
    .from(trainee)
    .where(eq(trainee.courseId, courseId));
  rows.sort((a, b) => (a.number < b.number ? -1 : a.number > b.number ? 1 : 0));
  const moved = rows.flatMap((row, index) =>
    row.position === index + 1 ? [] : [{ ...row, position: index + 1 }],
  );
  if (moved.length === 0) return;
  const ids = sql.param(moved.map((row) => row.id));
  const positions = sql.param(moved.map((row) => row.position));
  await queries.execute(sql`
    update ${trainee} set position = placed.position
    from unnest(${ids}::text[], ${positions}::int[]) as placed (id, position) where ${trainee.id} = placed.id`);
}
