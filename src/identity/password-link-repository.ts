import { and, eq, isNull, type InferSelectModel } from 'drizzle-orm';
import type { Queries } from '../store/port.ts';
import { passwordLink } from '../store/schema/index.ts';

export type PasswordLinkRow = InferSelectModel<typeof passwordLink>;

export async function insertPasswordLink(queries: Queries, row: PasswordLinkRow): Promise<void> {
  await queries.insert(passwordLink).values(row);
}

/** The link of a token, locked until the transaction ends: two who use it at once must not both succeed. */
export async function lockPasswordLink(
  queries: Queries,
  tokenHash: string,
): Promise<PasswordLinkRow | undefined> {
  const [row] = await queries
    .select()
    .from(passwordLink)
    .where(eq(passwordLink.tokenHash, tokenHash))
    .for('update');
  return row;
}

/** Ends the links of an account that are still open. */
export async function endPasswordLinks(queries: Queries, accountId: string, at: Date): Promise<void> {
  await queries
    .update(passwordLink)
    .set({ endedAt: at })
    .where(and(eq(passwordLink.accountId, accountId), isNull(passwordLink.endedAt)));
}
