import { and, asc, eq, gt, inArray, isNull, or, sql, type InferSelectModel } from 'drizzle-orm';
import type { Participant } from '../contract/identity.ts';
import type { Role } from '../contract/roles.ts';
import type { Queries } from '../store/port.ts';
import { audit, invitation, session, setting } from '../store/schema/index.ts';
import type { KnownSession } from './known-sessions.ts';

export type InvitationRow = InferSelectModel<typeof invitation>;
export type SessionRow = InferSelectModel<typeof session>;

/** Invitations are inserted in pieces: a statement takes at most 65,535 parameters. */
const rowsPerStatement = 1_000;

/** The value under a key, set to `fallback` if there is none yet; of two processes that ask at once, one wins. */
export async function settingOr(queries: Queries, key: string, fallback: string): Promise<string> {
  await queries.insert(setting).values({ key, value: fallback }).onConflictDoNothing();
  const [row] = await queries.select().from(setting).where(eq(setting.key, key));
  if (!row) throw new Error(`the setting ${key} was not kept`);
  return row.value;
}

export async function insertInvitations(
  queries: Queries,
  rows: readonly (typeof invitation.$inferInsert)[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    await queries.insert(invitation).values(rows.slice(start, start + rowsPerStatement));
  }
}

/** The invitation, locked until the transaction ends, so that its uses are counted one after the other. */
export async function lockInvitation(
  queries: Queries,
  tokenHash: string,
): Promise<InvitationRow | undefined> {
  const [row] = await queries
    .select()
    .from(invitation)
    .where(eq(invitation.tokenHash, tokenHash))
    .for('update');
  return row;
}

export async function countUse(queries: Queries, invitationId: string): Promise<void> {
  await queries
    .update(invitation)
    .set({ usesLeft: sql`${invitation.usesLeft} - 1` })
    .where(eq(invitation.id, invitationId));
}

export async function findInvitations(
  queries: Queries,
  courseId: string,
  role: Role | undefined,
): Promise<InvitationRow[]> {
  return queries
    .select()
    .from(invitation)
    .where(and(eq(invitation.courseId, courseId), role === undefined ? undefined : eq(invitation.role, role)))
    .orderBy(asc(invitation.role), asc(invitation.label), asc(invitation.id));
}

/** An invitation for an organiser of the whole server that can still be used. */
export async function findOpenOrganiserInvitation(
  queries: Queries,
  now: Date,
): Promise<InvitationRow | undefined> {
  const [row] = await queries
    .select()
    .from(invitation)
    .where(
      and(
        eq(invitation.role, 'organiser'),
        isNull(invitation.courseId),
        isNull(invitation.revokedAt),
        gt(invitation.usesLeft, 0),
        or(isNull(invitation.expiresAt), gt(invitation.expiresAt, now)),
      ),
    )
    .limit(1);
  return row;
}

export async function hasServerOrganiser(queries: Queries): Promise<boolean> {
  const [row] = await queries
    .select({ id: session.id })
    .from(session)
    .where(and(eq(session.role, 'organiser'), isNull(session.courseId), isNull(session.revokedAt)))
    .limit(1);
  return row !== undefined;
}

export async function insertSession(queries: Queries, row: typeof session.$inferInsert): Promise<void> {
  await queries.insert(session).values(row);
}

/** The newest session that an invitation opened and that was not ended. */
export async function findSessionOfInvitation(
  queries: Queries,
  invitationId: string,
): Promise<SessionRow | undefined> {
  const [row] = await queries
    .select()
    .from(session)
    .where(and(eq(session.invitationId, invitationId), isNull(session.revokedAt)))
    .orderBy(sql`${session.createdAt} desc`)
    .limit(1);
  return row;
}

export async function takeOverSession(
  queries: Queries,
  sessionId: string,
  change: { secretHash: string; userAgent: string; lastSeenAt: Date },
): Promise<void> {
  await queries.update(session).set(change).where(eq(session.id, sessionId));
}

/** Those of the sessions that exist and are not revoked. */
export async function findSessions(queries: Queries, ids: string[]): Promise<KnownSession[]> {
  const rows = await queries
    .select()
    .from(session)
    .where(and(inArray(session.id, ids), isNull(session.revokedAt)));
  return rows.map((row) => ({ participant: toParticipant(row), secretHash: row.secretHash }));
}

/** Notes when sessions were last seen. */
export async function touchSessions(queries: Queries, ids: string[], at: Date): Promise<void> {
  await queries.update(session).set({ lastSeenAt: at }).where(inArray(session.id, ids));
}

/** Ends a session and writes down who did it. False when it was ended already. */
export async function revokeSession(
  queries: Queries,
  sessionId: string,
  by: string,
  at: Date,
): Promise<boolean> {
  const [row] = await queries
    .update(session)
    .set({ revokedAt: at })
    .where(and(eq(session.id, sessionId), isNull(session.revokedAt)))
    .returning();
  if (!row) return false;
  await queries.insert(audit).values({
    at,
    sessionId: by,
    courseId: row.courseId,
    action: 'session.ended',
    recordId: sessionId,
    before: { role: row.role, name: row.name },
  });
  return true;
}

export function toParticipant(
  row: Pick<SessionRow, 'id' | 'role' | 'name' | 'courseId' | 'branchId' | 'traineeId'>,
): Participant {
  const { id, role, name, courseId, branchId, traineeId } = row;
  return { sessionId: id, role, name, courseId, branchId, traineeId };
}
