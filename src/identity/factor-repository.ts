import { and, count, eq, isNull, lt, type InferSelectModel } from 'drizzle-orm';
import type { Queries } from '../store/port.ts';
import { recoveryCode, secondFactor } from '../store/schema/index.ts';

export type FactorRow = InferSelectModel<typeof secondFactor>;

export async function findFactor(queries: Queries, accountId: string): Promise<FactorRow | undefined> {
  const [row] = await queries.select().from(secondFactor).where(eq(secondFactor.accountId, accountId));
  return row;
}

/** False when the account has one already. */
export async function insertFactor(queries: Queries, row: FactorRow): Promise<boolean> {
  const rows = await queries
    .insert(secondFactor)
    .values(row)
    .onConflictDoNothing()
    .returning({ accountId: secondFactor.accountId });
  return rows.length > 0;
}

/** Takes a time step's code as used. False when that, or a newer one, was used already. */
export async function useStep(queries: Queries, accountId: string, step: number): Promise<boolean> {
  const rows = await queries
    .update(secondFactor)
    .set({ lastStep: step })
    .where(and(eq(secondFactor.accountId, accountId), lt(secondFactor.lastStep, step)))
    .returning({ accountId: secondFactor.accountId });
  return rows.length > 0;
}

/** Takes a recovery code as used. False when it is none, or was used already. */
export async function useRecoveryCode(
  queries: Queries,
  accountId: string,
  { text, at }: { text: string; at: Date },
): Promise<boolean> {
  const rows = await queries
    .update(recoveryCode)
    .set({ usedAt: at })
    .where(
      and(
        eq(recoveryCode.accountId, accountId),
        eq(recoveryCode.codeIndex, text),
        isNull(recoveryCode.usedAt),
      ),
    )
    .returning({ accountId: recoveryCode.accountId });
  return rows.length > 0;
}

/** Recovery codes that were not used yet. */
export async function countRecoveryCodes(queries: Queries, accountId: string): Promise<number> {
  const [row] = await queries
    .select({ left: count() })
    .from(recoveryCode)
    .where(and(eq(recoveryCode.accountId, accountId), isNull(recoveryCode.usedAt)));
  return row?.left ?? 0;
}

/** @param texts what is kept of each code; see one-time-codes.ts */
export async function replaceRecoveryCodes(
  queries: Queries,
  accountId: string,
  texts: readonly string[],
): Promise<void> {
  await queries.delete(recoveryCode).where(eq(recoveryCode.accountId, accountId));
  await queries.insert(recoveryCode).values(texts.map((codeIndex) => ({ accountId, codeIndex })));
}

/** Takes the second factor away with its recovery codes. False when there was none. */
export async function removeFactor(queries: Queries, accountId: string): Promise<boolean> {
  await queries.delete(recoveryCode).where(eq(recoveryCode.accountId, accountId));
  const rows = await queries
    .delete(secondFactor)
    .where(eq(secondFactor.accountId, accountId))
    .returning({ accountId: secondFactor.accountId });
  return rows.length > 0;
}
