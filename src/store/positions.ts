import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { inPortions } from '../lib/portions.ts';
import type { Queries } from './port.ts';
import { trainee } from './schema/index.ts';

/** Rows that are read or written at once: whoever else waits for the event loop gets his turn in between. */
const portion = 2_000;

/**
 * Lets the trainees of a course stand by their numbers, which the database cannot sort because it cannot read them. Call it in
 * the transaction in which numbers came or changed, with the roster locked.
 */
export async function placeTrainees(queries: Queries, courseId: string): Promise<void> {
  const { id, number, position } = trainee;
  const rows = await inPortions(portion, (after, size) =>
    queries
      .select({ id, number, position })
      .from(trainee)
      .where(and(eq(trainee.courseId, courseId), gt(id, after)))
      .orderBy(asc(id))
      .limit(size),
  );
  // No two are the same.
  rows.sort((a, b) => (a.number < b.number ? -1 : 1));
  const moved = rows.flatMap(({ id, position }, index) =>
    position === index + 1 ? [] : [{ id, position: index + 1 }],
  );
  for (let from = 0; from < moved.length; from += portion) {
    const some = moved.slice(from, from + portion);
    const ids = sql.param(some.map(({ id }) => id));
    const positions = sql.param(some.map(({ position }) => position));
    await queries.execute(sql`
      update ${trainee} set position = placed.position
      from unnest(${ids}::text[], ${positions}::int[]) as placed (id, position) where ${trainee.id} = placed.id`);
  }
}
