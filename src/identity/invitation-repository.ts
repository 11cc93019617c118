import { and, asc, eq, gt, inArray, isNull, or, sql, type InferSelectModel } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { SheetPage } from '../contract/invitation.ts';
import type { Role } from '../contract/roles.ts';
import type { Queries } from '../store/port.ts';
import { branch, course, invitation, trainee } from '../store/schema/index.ts';
import { openSessions } from './session-repository.ts';

export type InvitationRow = InferSelectModel<typeof invitation>;
export type ListedInvitation = InvitationRow & { sessions: number };

/** Invitations are inserted in pieces: a statement takes at most 65,535 parameters. */
const rowsPerStatement = 1_000;

export async function insertInvitations(
  queries: Queries,
  rows: readonly (typeof invitation.$inferInsert)[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    await queries.insert(invitation).values(rows.slice(start, start + rowsPerStatement));
  }
}

/**
 * The invitation of a token or code. `share` lets many in at once and only keeps it from being withdrawn meanwhile;
 * `update` also lets one wait for the other, so that uses are counted.
 */
export async function lockInvitation(
  queries: Queries,
  hash: { tokenHash: string } | { codeHash: string },
  lock: 'share' | 'update',
): Promise<InvitationRow | undefined> {
  const [row] = await queries
    .select()
    .from(invitation)
    .where(
      'tokenHash' in hash ? eq(invitation.tokenHash, hash.tokenHash) : eq(invitation.codeHash, hash.codeHash),
    )
    .for(lock);
  return row;
}

/** Counts a use. False when none is left. */
export async function countUse(queries: Queries, invitationId: string): Promise<boolean> {
  const rows = await queries
    .update(invitation)
    .set({ usesLeft: sql`${invitation.usesLeft} - 1` })
    .where(and(eq(invitation.id, invitationId), or(isNull(invitation.usesLeft), gt(invitation.usesLeft, 0))))
    .returning({ id: invitation.id });
  return rows.length > 0;
}

const listed = { sessions: openSessions };

export async function findInvitations(
  queries: Queries,
  courseId: string,
  role: Role | undefined,
): Promise<ListedInvitation[]> {
  const rows = await queries
    .select({ row: invitation, ...listed })
    .from(invitation)
    .where(and(eq(invitation.courseId, courseId), role === undefined ? undefined : eq(invitation.role, role)))
    .orderBy(asc(invitation.role), asc(invitation.label), asc(invitation.id));
  return rows.map(({ row, sessions }) => ({ ...row, sessions }));
}

/** Locks the invitation of the course until the transaction ends. */
export async function findInvitation(
  queries: Queries,
  courseId: string,
  id: string,
): Promise<InvitationRow | undefined> {
  const [row] = await queries
    .select()
    .from(invitation)
    .where(and(eq(invitation.courseId, courseId), eq(invitation.id, id)))
    .for('update');
  return row;
}

export async function updateInvitation(
  queries: Queries,
  id: string,
  change: Partial<Pick<InvitationRow, 'expiresAt' | 'usesLeft' | 'revokedAt'>>,
): Promise<void> {
  await queries.update(invitation).set(change).where(eq(invitation.id, id));
}

export async function countOpenSessions(queries: Queries, id: string): Promise<number> {
  const [row] = await queries.select(listed).from(invitation).where(eq(invitation.id, id));
  return row?.sessions ?? 0;
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

/** The invitations whose ids come after this one, at most so many, in the order of their ids. */
export async function findInvitationIds(queries: Queries, after: string, limit: number): Promise<string[]> {
  const rows = await queries
    .select({ id: invitation.id })
    .from(invitation)
    .where(gt(invitation.id, after))
    .orderBy(asc(invitation.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** By what the links and codes of these invitations are found from now on. */
export async function setHashes(
  queries: Queries,
  hashes: readonly Pick<InvitationRow, 'id' | 'tokenHash' | 'codeHash'>[],
): Promise<void> {
  const given = sql`unnest(${sql.param(hashes.map(({ id }) => id))}::text[], ${sql.param(hashes.map(({ tokenHash }) => tokenHash))}::text[], ${sql.param(hashes.map(({ codeHash }) => codeHash))}::text[])`;
  await queries.execute(
    sql`update ${invitation} set token_hash = given.token, code_hash = given.code from ${given} as given (id, token, code) where ${invitation.id} = given.id`,
  );
}

export async function findCourseName(queries: Queries, courseId: string): Promise<string | undefined> {
  const [row] = await queries.select({ name: course.name }).from(course).where(eq(course.id, courseId));
  return row?.name;
}

export interface BranchRow {
  id: string;
  courseId: string;
  number: number;
  name: string;
  parentId: string | null;
  liaisonName: string;
}

export async function findBranches(
  queries: Queries,
  courseId: string,
  ids?: readonly string[],
): Promise<BranchRow[]> {
  const { id, number, name, parentId, liaisonName } = branch;
  return queries
    .select({ id, courseId: branch.courseId, number, name, parentId, liaisonName })
    .from(branch)
    .where(and(eq(branch.courseId, courseId), ids === undefined ? undefined : inArray(branch.id, [...ids])))
    .orderBy(asc(branch.number));
}

export async function hasTrainee(queries: Queries, courseId: string, traineeId: string): Promise<boolean> {
  const rows = await queries
    .select({ id: trainee.id })
    .from(trainee)
    .where(and(eq(trainee.courseId, courseId), eq(trainee.id, traineeId)));
  return rows.length > 0;
}

/** The branches as the printed sheet shows them, without their links. */
export async function findSheetBranches(
  queries: Queries,
  courseId: string,
): Promise<Omit<SheetPage, 'screen' | 'liaison' | 'trainee'>[]> {
  const parent = alias(branch, 'parent');
  return queries
    .select({
      branchId: branch.id,
      number: branch.number,
      name: branch.name,
      level: branch.level,
      parentName: parent.name,
      place: branch.place,
      liaisonName: branch.liaisonName,
      liaisonPhone: branch.liaisonPhone,
    })
    .from(branch)
    .leftJoin(parent, eq(parent.id, branch.parentId))
    .where(eq(branch.courseId, courseId))
    .orderBy(asc(branch.number));
}
