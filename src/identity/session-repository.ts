import {
  and,
  desc,
  eq,
  inArray,
  isNull,
  lt,
  ne,
  notInArray,
  or,
  sql,
  type InferSelectModel,
  type SQL,
} from 'drizzle-orm';
import type { OwnSession, Participant } from '../contract/identity.ts';
import { roles, type Role } from '../contract/roles.ts';
import { writeAudit, type Actor } from '../store/audit.ts';
import type { Queries } from '../store/port.ts';
import { branch, course, invitation, place, secondFactor, session } from '../store/schema/index.ts';
import { day, lifetimes } from './lifetimes.ts';
import type { KnownSession } from './known-sessions.ts';

export type SessionRow = InferSelectModel<typeof session>;

/** Whose sessions end: all that one of these names. */
export type SessionsOf =
  | { sessionId: string }
  | { invitationId: string }
  | { placeId: string }
  | { accountId: string; except?: string }
  | { courseId: string }
  | { traineeIds: readonly string[] }
  | { branchIds: readonly string[] }
  /** What a browser had as the same: of that role, in that course and branch. */
  | { deviceId: string; like: Participant; except: readonly string[] }
  /** Those of accounts that have the role and no second factor. */
  | { withoutFactor: Role }
  /** Those whose time is over. */
  | { overAt: number };

export async function insertSession(queries: Queries, row: typeof session.$inferInsert): Promise<void> {
  await queries.insert(session).values(row);
}

/** The newest session that an invitation opened and that was not ended. */
export async function findSessionOfInvitation(
  queries: Queries,
  invitationId: string,
): Promise<SessionRow | undefined> {
  return newest(queries, eq(session.invitationId, invitationId));
}

/** The session of a trainee that this device is bound to in the course. */
export async function findTraineeOfDevice(
  queries: Queries,
  deviceId: string,
  courseId: string,
): Promise<SessionRow | undefined> {
  return newest(
    queries,
    and(
      eq(session.deviceId, deviceId),
      eq(session.courseId, courseId),
      inArray(session.role, ['trainee', 'port']),
    ),
  );
}

async function newest(queries: Queries, condition: SQL | undefined): Promise<SessionRow | undefined> {
  const [row] = await queries
    .select()
    .from(session)
    .where(and(condition, isNull(session.revokedAt)))
    .orderBy(desc(session.createdAt))
    .limit(1);
  return row;
}

/** The session that a link has opened on this device. */
export async function findSessionOfLinkHere(
  queries: Queries,
  invitationId: string,
  deviceId: string,
): Promise<SessionRow | undefined> {
  return newest(queries, and(eq(session.invitationId, invitationId), eq(session.deviceId, deviceId)));
}

export async function takeOverSession(
  queries: Queries,
  sessionId: string,
  change: {
    secretHash: string;
    userAgent: string;
    deviceId: string | null;
    createdAt: Date;
    lastSeenAt: Date;
  },
): Promise<void> {
  await queries.update(session).set(change).where(eq(session.id, sessionId));
}

/** Notes when a session's person last gave the password. */
export async function noteProof(queries: Queries, sessionId: string, at: Date): Promise<void> {
  await queries.update(session).set({ provenAt: at }).where(eq(session.id, sessionId));
}

/** Whether somebody has signed in to the account on this device before. */
export async function isDeviceOfAccount(
  queries: Queries,
  deviceId: string,
  accountId: string,
): Promise<boolean> {
  const [row] = await queries
    .select({ id: session.id })
    .from(session)
    .where(and(eq(session.deviceId, deviceId), eq(session.accountId, accountId)))
    .limit(1);
  return row !== undefined;
}

/** Those of the sessions that exist and are not revoked. */
export async function findSessions(queries: Queries, ids: string[]): Promise<KnownSession[]> {
  const rows = await queries
    .select()
    .from(session)
    .where(and(inArray(session.id, ids), isNull(session.revokedAt)));
  return rows.map((row) => ({ participant: toParticipant(row), secretHash: row.secretHash }));
}

/** A session that has not ended. */
export async function findSession(queries: Queries, id: string): Promise<SessionRow | undefined> {
  return newest(queries, eq(session.id, id));
}

/** The open sessions of the same person: of the account, else of the trainee, else this one alone. Newest first. */
export async function findOwnSessions(queries: Queries, own: SessionRow): Promise<OwnSession[]> {
  const rows = await queries
    .select({
      sessionId: session.id,
      role: session.role,
      courseName: course.name,
      createdAt: session.createdAt,
      lastSeenAt: session.lastSeenAt,
      userAgent: session.userAgent,
    })
    .from(session)
    .leftJoin(course, eq(course.id, session.courseId))
    .where(and(samePerson(own), isNull(session.revokedAt)))
    .orderBy(desc(session.lastSeenAt), desc(session.id));
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.getTime(),
    lastSeenAt: row.lastSeenAt.getTime(),
    current: row.sessionId === own.id,
  }));
}

function samePerson(own: SessionRow): SQL {
  if (own.accountId !== null) return eq(session.accountId, own.accountId);
  if (own.traineeId !== null) return eq(session.traineeId, own.traineeId);
  return eq(session.id, own.id);
}

/** Notes when sessions were last seen. */
export async function touchSessions(queries: Queries, ids: string[], at: Date): Promise<void> {
  await queries.update(session).set({ lastSeenAt: at }).where(inArray(session.id, ids));
}

/** Ends sessions and writes down who did it. Answers with the ids of those that had not ended already. */
export async function revokeSessions(
  queries: Queries,
  of: SessionsOf,
  by: Actor,
  at: Date,
): Promise<string[]> {
  const rows = await queries
    .update(session)
    .set({ revokedAt: at })
    .where(and(conditionOf(of), isNull(session.revokedAt)))
    .returning({ id: session.id, role: session.role, name: session.name, courseId: session.courseId });
  await writeAudit(
    queries,
    by,
    rows.map(({ id, role, name, courseId }) => ({
      courseId,
      action: 'session.ended',
      recordId: id,
      before: { role, name },
    })),
  );
  return rows.map(({ id }) => id);
}

/** A record that was changed, and the name that it had. */
export interface Renamed {
  id: string;
  was: string;
}

/** Somebody's open session, as it is now. */
export interface CurrentSession {
  participant: Participant;
  branchName: string | null;
}

/**
 * Lets the open sessions and links of these trainees follow the roster: to their branch, to a port or away from it, and to
 * their new name where they went by the old one. Answers with those sessions.
 */
export async function followTrainees(
  queries: Queries,
  trainees: readonly Renamed[],
): Promise<CurrentSession[]> {
  const renamed = rowsOf(trainees);
  await queries.execute(sql`
    update ${session} set branch_id = roster.branch_id, role = ${roleOf(sql`"session".role`)},
      name = case when "session".name = renamed.was then roster.name else "session".name end
    from ${renamed} join trainee roster on roster.id = renamed.id
    where "session".trainee_id = roster.id and "session".revoked_at is null`);
  await queries.execute(sql`
    update ${invitation} set branch_id = roster.branch_id, role = ${roleOf(sql`"invitation".role`)},
      label = case when "invitation".label = renamed.was then roster.name else "invitation".label end
    from ${renamed} join trainee roster on roster.id = renamed.id
    where "invitation".trainee_id = roster.id and "invitation".revoked_at is null`);
  return findCurrent(queries, sql`${session.traineeId} in (select id from ${renamed})`);
}

/** What somebody who learns is, by the roster; whoever is something else stays it. */
function roleOf(role: SQL): SQL {
  return sql`case when ${role} in ('trainee', 'port')
    then case when roster.port then 'port' else 'trainee' end else ${role} end`;
}

/** Lets screens and liaisons that go by their branch's name take the new one. Answers with all open sessions there. */
export async function followBranches(
  queries: Queries,
  branches: readonly Renamed[],
): Promise<CurrentSession[]> {
  const renamed = rowsOf(branches);
  await queries.execute(sql`
    update ${session} set name = branch.name from ${renamed} join branch on branch.id = renamed.id
    where "session".branch_id = branch.id and "session".revoked_at is null
      and "session".role in ('screen', 'liaison') and "session".name = renamed.was`);
  await queries.execute(sql`
    update ${invitation} set label = branch.name from ${renamed} join branch on branch.id = renamed.id
    where "invitation".branch_id = branch.id and "invitation".revoked_at is null
      and "invitation".role in ('screen', 'liaison') and "invitation".label = renamed.was`);
  return findCurrent(queries, sql`${session.branchId} in (select id from ${renamed})`);
}

/** A list of any length as one parameter. */
function rowsOf(renamed: readonly Renamed[]): SQL {
  return sql`jsonb_to_recordset(${JSON.stringify(renamed)}::jsonb) as renamed(id text, was text)`;
}

async function findCurrent(queries: Queries, condition: SQL): Promise<CurrentSession[]> {
  const rows = await queries
    .select({ row: session, branchName: branch.name })
    .from(session)
    .leftJoin(branch, eq(branch.id, session.branchId))
    .where(and(condition, isNull(session.revokedAt)));
  return rows.map(({ row, branchName }) => ({ participant: toParticipant(row), branchName }));
}

function conditionOf(of: SessionsOf): SQL | undefined {
  if ('sessionId' in of) return eq(session.id, of.sessionId);
  if ('invitationId' in of) return eq(session.invitationId, of.invitationId);
  if ('placeId' in of) return eq(session.placeId, of.placeId);
  if ('courseId' in of) return eq(session.courseId, of.courseId);
  if ('traineeIds' in of) return inArray(session.traineeId, [...of.traineeIds]);
  if ('branchIds' in of) return inArray(session.branchId, [...of.branchIds]);
  if ('like' in of) return isOlderOnDevice(of);
  if ('withoutFactor' in of) return isWithoutFactor(of.withoutFactor);
  if ('overAt' in of) return isOver(of.overAt);
  const others = of.except === undefined ? undefined : ne(session.id, of.except);
  return and(eq(session.accountId, of.accountId), others);
}

function isOlderOnDevice({
  deviceId,
  like: { role, courseId, branchId },
  except,
}: {
  deviceId: string;
  like: Participant;
  except: readonly string[];
}): SQL | undefined {
  return and(
    eq(session.deviceId, deviceId),
    eq(session.role, role),
    courseId === null ? isNull(session.courseId) : eq(session.courseId, courseId),
    branchId === null ? isNull(session.branchId) : eq(session.branchId, branchId),
    notInArray(session.id, [...except]),
  );
}

function isWithoutFactor(role: Role): SQL | undefined {
  const accounts = sql`select account_id from ${place} where ${place.role} = ${role} and ${place.removedAt} is null`;
  const withFactor = sql`select account_id from ${secondFactor}`;
  return and(sql`${session.accountId} in (${accounts})`, sql`${session.accountId} not in (${withFactor})`);
}

function isOver(now: number): SQL | undefined {
  const before = (days: number) => new Date(now - days * day);
  return or(
    ...roles.map((role) =>
      and(
        eq(session.role, role),
        or(
          lt(session.createdAt, before(lifetimes[role].longest)),
          lt(session.lastSeenAt, before(lifetimes[role].unused)),
        ),
      ),
    ),
  );
}

/** How many sessions each invitation opened that have not ended. */
export const openSessions = sql<number>`(select count(*)::int from ${session} where ${session.invitationId} = "invitation"."id" and ${session.revokedAt} is null)`;

export function toParticipant(
  row: Pick<SessionRow, 'id' | 'role' | 'name' | 'courseId' | 'branchId' | 'traineeId'>,
): Participant {
  const { id, role, name, courseId, branchId, traineeId } = row;
  return { sessionId: id, role, name, courseId, branchId, traineeId };
}
