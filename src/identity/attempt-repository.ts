import { inArray, lte, sql } from 'drizzle-orm';
import type { Queries } from '../store/port.ts';
import { wrongAttempt } from '../store/schema/index.ts';

export type WrongAttempts = typeof wrongAttempt.$inferSelect;

export async function findWrong(queries: Queries, keys: readonly string[]): Promise<WrongAttempts[]> {
  return queries
    .select()
    .from(wrongAttempt)
    .where(inArray(wrongAttempt.key, [...keys]));
}

/** Counts one more for each key; one whose last is not after `forgotten` begins anew. */
export async function countWrong(
  queries: Queries,
  keys: readonly string[],
  { at, forgotten }: { at: Date; forgotten: Date },
): Promise<void> {
  // In one order everywhere: two statements that take the same rows must not wait for each other.
  const rows = [...new Set(keys)].sort().map((key) => ({ key, wrong: 1, lastAt: at }));
  const since = sql`${forgotten.toISOString()}::timestamptz`;
  await queries
    .insert(wrongAttempt)
    .values(rows)
    .onConflictDoUpdate({
      target: wrongAttempt.key,
      set: {
        wrong: sql`case when ${wrongAttempt.lastAt} <= ${since} then 1 else ${wrongAttempt.wrong} + 1 end`,
        lastAt: at,
      },
    });
}

export async function forgetWrong(queries: Queries, keys: readonly string[]): Promise<void> {
  const { key } = wrongAttempt;
  const mine = queries
    .select({ key })
    .from(wrongAttempt)
    .where(inArray(key, [...keys]))
    .orderBy(key)
    .for('update');
  await queries.delete(wrongAttempt).where(inArray(key, mine));
}

/**
 * Removes what is forgotten, and all but `most` of the rest. Those with the fewest go first: a flood of names that nobody
 * has does not free somebody who is being slowed.
 */
export async function sweepWrong(
  queries: Queries,
  { forgotten, most }: { forgotten: Date; most: number },
): Promise<void> {
  const { key, wrong, lastAt } = wrongAttempt;
  const old = queries
    .select({ key })
    .from(wrongAttempt)
    .where(lte(lastAt, forgotten))
    .for('update', { skipLocked: true });
  await queries.delete(wrongAttempt).where(inArray(key, old));
  const ranked = sql`select ${key} from ${wrongAttempt} order by ${wrong} desc, ${lastAt} desc offset ${most}`;
  const surplus = queries
    .select({ key })
    .from(wrongAttempt)
    .where(sql`${key} in (${ranked})`)
    .for('update', { skipLocked: true });
  await queries.delete(wrongAttempt).where(inArray(key, surplus));
}
