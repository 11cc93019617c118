import {
  and,
  asc,
  eq,
  inArray,
  isNotNull,
  isNull,
  max,
  ne,
  type InferSelectModel,
  type SQL,
} from 'drizzle-orm';
import type { Account } from '../contract/account.ts';
import type { Place } from '../contract/identity.ts';
import type { Queries } from '../store/port.ts';
import { account, branch, course, place, secondFactor, session } from '../store/schema/index.ts';

export type AccountRow = InferSelectModel<typeof account>;
export type PlaceRow = InferSelectModel<typeof place>;

/** The account of that name, if it was not removed. */
export async function findAccountByName(queries: Queries, nameKey: string): Promise<AccountRow | undefined> {
  const [row] = await queries
    .select()
    .from(account)
    .where(and(eq(account.nameKey, nameKey), isNull(account.removedAt)));
  return row;
}

export async function findAccount(queries: Queries, id: string): Promise<AccountRow | undefined> {
  const [row] = await queries
    .select()
    .from(account)
    .where(and(eq(account.id, id), isNull(account.removedAt)))
    .for('update');
  return row;
}

export async function insertAccount(queries: Queries, row: typeof account.$inferInsert): Promise<boolean> {
  const rows = await queries.insert(account).values(row).onConflictDoNothing().returning({ id: account.id });
  return rows.length > 0;
}

export async function updateAccount(
  queries: Queries,
  id: string,
  change: Pick<AccountRow, 'passwordHash'>,
): Promise<void> {
  await queries.update(account).set(change).where(eq(account.id, id));
}

/** Gives an account a role; the one that it has already stays. */
export async function addPlace(queries: Queries, row: typeof place.$inferInsert): Promise<PlaceRow> {
  await queries.insert(place).values(row).onConflictDoNothing();
  const [found] = await queries
    .select()
    .from(place)
    .where(
      and(
        eq(place.accountId, row.accountId),
        eq(place.role, row.role),
        row.courseId ? eq(place.courseId, row.courseId) : isNull(place.courseId),
        row.branchId ? eq(place.branchId, row.branchId) : isNull(place.branchId),
        isNull(place.removedAt),
      ),
    );
  if (!found) throw new Error('the role that was just given is not there');
  return found;
}

const isOrganiserOfServer = and(eq(place.role, 'organiser'), isNull(place.courseId), isNull(place.removedAt));

export async function hasServerOrganiser(queries: Queries): Promise<boolean> {
  const [row] = await queries.select({ id: place.id }).from(place).where(isOrganiserOfServer).limit(1);
  return row !== undefined;
}

/** Of a removed account only the row is left, which sessions and the audit name: no name, nothing to guess a password from. */
export async function emptyAccount(queries: Queries, id: string, at: Date): Promise<void> {
  await queries
    .update(account)
    .set({ name: '', nameKey: '', passwordHash: '', removedAt: at })
    .where(eq(account.id, id));
}

/** The same for accounts that versions before have removed. */
export async function emptyRemovedAccounts(queries: Queries): Promise<void> {
  await queries
    .update(account)
    .set({ name: '', nameKey: '', passwordHash: '' })
    .where(and(isNotNull(account.removedAt), ne(account.passwordHash, '')));
}

/** The accounts of all organisers of the whole server, locked: two who remove each other at once must not both succeed. */
export async function lockServerOrganisers(queries: Queries): Promise<string[]> {
  const rows = await queries
    .select({ accountId: place.accountId })
    .from(place)
    .where(isOrganiserOfServer)
    .for('update');
  return rows.map(({ accountId }) => accountId);
}

/** Keeps a role from being taken away until the transaction ends. False when it was already. */
export async function holdPlace(queries: Queries, placeId: string): Promise<boolean> {
  const rows = await queries
    .select({ id: place.id })
    .from(place)
    .where(and(eq(place.id, placeId), isNull(place.removedAt)))
    .for('share');
  return rows.length > 0;
}

/** Takes roles away: one of a course, or all of an account. */
export async function removePlaces(
  queries: Queries,
  which: { placeId: string; courseId: string } | { accountId: string },
  at: Date,
): Promise<PlaceRow[]> {
  const condition =
    'accountId' in which
      ? eq(place.accountId, which.accountId)
      : and(eq(place.id, which.placeId), eq(place.courseId, which.courseId));
  return queries
    .update(place)
    .set({ removedAt: at })
    .where(and(condition, isNull(place.removedAt)))
    .returning();
}

/** The roles of accounts, those for the whole server first, then by course. */
export async function findPlaces(
  queries: Queries,
  which: { accountIds: readonly string[] } | { courseId: string },
): Promise<(Place & { accountId: string })[]> {
  const condition: SQL =
    'courseId' in which
      ? eq(place.courseId, which.courseId)
      : inArray(place.accountId, [...which.accountIds]);
  const rows = await queries
    .select({
      accountId: place.accountId,
      id: place.id,
      role: place.role,
      courseId: place.courseId,
      courseName: course.name,
      branchId: place.branchId,
      branchName: branch.name,
      createdAt: course.createdAt,
    })
    .from(place)
    .leftJoin(course, eq(course.id, place.courseId))
    .leftJoin(branch, eq(branch.id, place.branchId))
    .where(and(condition, isNull(place.removedAt)))
    .orderBy(asc(place.role), asc(place.createdAt), asc(place.id));
  const rank = (row: (typeof rows)[number]) => (row.courseId === null ? 0 : 1);
  return rows
    .sort((a, b) => rank(a) - rank(b) || (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0))
    .map(({ accountId, id, role, courseId, courseName, branchId, branchName }) => ({
      accountId,
      id,
      role,
      courseId,
      courseName,
      branchId,
      branchName,
    }));
}

/** Accounts without their roles, by name: those with a role in the course, or all. */
export async function findAccounts(
  queries: Queries,
  courseId: string | null,
): Promise<Omit<Account, 'places'>[]> {
  const inCourse = queries
    .select({ id: place.accountId })
    .from(place)
    .where(and(courseId === null ? undefined : eq(place.courseId, courseId), isNull(place.removedAt)));
  const rows = await queries
    .select({
      id: account.id,
      name: account.name,
      createdAt: account.createdAt,
      lastSeenAt: max(session.lastSeenAt),
      factor: secondFactor.accountId,
    })
    .from(account)
    .leftJoin(session, eq(session.accountId, account.id))
    .leftJoin(secondFactor, eq(secondFactor.accountId, account.id))
    .where(and(isNull(account.removedAt), courseId === null ? undefined : inArray(account.id, inCourse)))
    .groupBy(account.id, secondFactor.accountId)
    .orderBy(asc(account.name));
  return rows.map(({ factor, ...row }) => ({
    ...row,
    secondFactor: factor !== null,
    createdAt: row.createdAt.getTime(),
    lastSeenAt: row.lastSeenAt?.getTime() ?? null,
  }));
}
