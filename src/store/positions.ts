import { and, asc, eq, gt, lt, ne, sql, type SQL } from 'drizzle-orm';
import { inPortions } from '../lib/portions.ts';
import type { Queries } from './port.ts';
import { trainee } from './schema/index.ts';

/*
 * The trainees of a course stand by their numbers, which the database cannot sort because it cannot read them: each has a
 * position, and positions rise with the numbers. There may be gaps, where somebody was removed. Call everything here in the
 * transaction in which numbers come or change, with the roster locked.
 */

/** Rows that are read or written at once: whoever else waits for the event loop gets his turn in between. */
const portion = 500;
/** The largest position, as PostgreSQL's integers go. */
const largest = 0x7fffffff;
/** Numbers that are opened for each step of a search: three steps find a place among 200,000 people. */
const looks = 64;

/** Places everybody anew. */
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

/**
 * Makes room for one number: those behind it move up. Resolves to the position that is free for it.
 *
 * @param of whose number it is, when that person stands somewhere already
 */
export async function placeFor(
  queries: Queries,
  { courseId, number, of }: { courseId: string; number: string; of?: string },
): Promise<number> {
  const after = await lastBefore(queries, { courseId, number, of });
  await makeRoom(queries, courseId, sql`select ${after}::int as after`);
  return after + 1;
}

/**
 * Moves everybody up by as many as come before them. Whoever comes stands behind the position `after`, in the order of the
 * numbers: the first at `after + 1`, the second at its own `after + 2`, and so on through all that come.
 *
 * @param coming a statement with one row for each who comes, in the column `after`; 0 is before everybody
 */
export async function makeRoom(queries: Queries, courseId: string, coming: SQL): Promise<void> {
  await queries.execute(sql`
    update ${trainee} set position = moved.position from (
      select id, at, at + sum(comes) over (order by at, comes) as position from (
        select id, position as at, 0 as comes from ${trainee} where course_id = ${courseId}
        union all select null, after, 1 from (${coming}) as coming
      ) as standing
    ) as moved
    where ${trainee.id} = moved.id and moved.position <> moved.at`);
}

/** The position of the last one with a smaller number; 0 when there is none. Of each step a few numbers are opened. */
async function lastBefore(
  queries: Queries,
  { courseId, number, of }: { courseId: string; number: string; of: string | undefined },
): Promise<number> {
  let [low, high] = [0, largest];
  for (;;) {
    const all = queries
      .select({
        number: trainee.number,
        position: trainee.position,
        nth: sql<number>`row_number() over (order by ${trainee.position})`.as('nth'),
        step: sql<number>`greatest(1, count(*) over () / ${looks}::int)`.as('step'),
      })
      .from(trainee)
      .where(
        and(
          eq(trainee.courseId, courseId),
          of === undefined ? undefined : ne(trainee.id, of),
          gt(trainee.position, low),
          lt(trainee.position, high),
        ),
      )
      .as('standing');
    const some = await queries
      .select({ number: all.number, position: all.position, step: sql`${all.step}`.mapWith(Number) })
      .from(all)
      .where(sql`${all.nth} % ${all.step} = 0`)
      .orderBy(asc(all.position));
    low = some.findLast((one) => one.number < number)?.position ?? low;
    high = some.find((one) => one.number > number)?.position ?? high;
    if ((some[0]?.step ?? 1) === 1) return low;
  }
}
