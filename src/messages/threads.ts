import { and, asc, eq, inArray, isNull, or, sql, type SQL } from 'drizzle-orm';
import type { Participant } from '../contract/identity.ts';
import type { MessageThread } from '../contract/messages.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import type { Queries } from '../store/port.ts';
import {
  branch,
  course,
  messagePost,
  messageRead,
  messageThread,
  trainee,
  unit,
} from '../store/schema/index.ts';

/** A thread, with what the records say of its branch or unit. */
export type Thread = typeof messageThread.$inferSelect & {
  /** The branch's or unit's name; empty for all others. */
  name: string;
  /** The branch above the thread's branch. */
  parentId: string | null;
};

/** What a thread is for. */
type Place = Pick<Thread, 'kind' | 'branchId' | 'unitId'>;

const place = (kind: Thread['kind']): Place => ({ kind, branchId: null, unitId: null });
export const staffLine = place('staff');
export const allGroups = place('groups');
export const announcements = place('announcements');

/** Unread posts are counted up to here: nobody reads the difference between 100 and 1,000. */
const mostCounted = 100;

const columns = {
  id: messageThread.id,
  courseId: messageThread.courseId,
  kind: messageThread.kind,
  branchId: messageThread.branchId,
  unitId: messageThread.unitId,
  name: sql<string>`coalesce(${branch.name}, ${unit.name}, '')`,
  parentId: branch.parentId,
};

/** Throws `not_found`. */
export async function requireCourse(queries: Queries, courseId: string): Promise<void> {
  const [row] = await queries.select({ id: course.id }).from(course).where(eq(course.id, courseId));
  if (!row) throw new AppError('not_found');
}

async function findThreads(queries: Queries, courseId: string, which?: SQL): Promise<Thread[]> {
  return queries
    .select(columns)
    .from(messageThread)
    .leftJoin(branch, eq(branch.id, messageThread.branchId))
    .leftJoin(unit, eq(unit.id, messageThread.unitId))
    .where(and(eq(messageThread.courseId, courseId), which))
    .orderBy(asc(branch.number), asc(unit.name), asc(messageThread.kind));
}

/** The threads of these places, in the order of the course; one that does not exist yet begins to. */
async function threadsOf(queries: Queries, courseId: string, places: readonly Place[]): Promise<Thread[]> {
  if (places.length === 0) return [];
  const wanted = new Set(places.map(keyOf));
  const condition = (those: readonly Place[]): SQL | undefined => {
    const branchIds = those.flatMap(({ branchId }) => branchId ?? []);
    const unitIds = those.flatMap(({ unitId }) => unitId ?? []);
    const kinds = those.map(({ kind }) => kind).filter((kind) => kind !== 'branch' && kind !== 'unit');
    return or(
      branchIds.length > 0 ? inArray(messageThread.branchId, branchIds) : undefined,
      unitIds.length > 0 ? inArray(messageThread.unitId, unitIds) : undefined,
      kinds.length > 0 ? inArray(messageThread.kind, kinds) : undefined,
    );
  };
  const found = await findThreads(queries, courseId, condition(places));
  const known = new Set(found.map(keyOf));
  const missing = places.filter((one) => !known.has(keyOf(one)));
  if (missing.length === 0) return found;
  const rows = missing.map((one) => ({ id: newId(), courseId, ...one }));
  for (let start = 0; start < rows.length; start += 1_000) {
    await queries
      .insert(messageThread)
      .values(rows.slice(start, start + 1_000))
      .onConflictDoNothing();
  }
  const all = await findThreads(queries, courseId, condition(places));
  return all.filter((one) => wanted.has(keyOf(one)));
}

export function keyOf({ kind, branchId, unitId }: Place): string {
  return `${kind}:${branchId ?? unitId ?? ''}`;
}

/** The one thread of a place that every course has once. */
export async function theThread(queries: Queries, courseId: string, of: Place): Promise<Thread> {
  const [thread] = await threadsOf(queries, courseId, [of]);
  if (!thread) throw new AppError('not_found');
  return thread;
}

/** The group that somebody who learns belongs to now, by the roster; null when the roster does not know them any more. */
async function groupOf(queries: Queries, { traineeId, role, branchId }: Participant): Promise<Place | null> {
  if (traineeId === null) {
    if (role === 'trainee' && branchId !== null) return { ...place('branch'), branchId };
    return place('ports');
  }
  const [row] = await queries
    .select({ branchId: trainee.branchId, port: trainee.port, unitId: unit.id })
    .from(trainee)
    .leftJoin(unit, and(eq(unit.courseId, trainee.courseId), eq(unit.name, trainee.unit)))
    .where(eq(trainee.id, traineeId));
  if (!row) return null;
  if (!row.port) return { ...place('branch'), branchId: row.branchId };
  return row.unitId === null ? place('ports') : { ...place('unit'), unitId: row.unitId };
}

/** The threads that are somebody's own: where they read and write as a member. */
export async function ownThreads(
  queries: Queries,
  courseId: string,
  participant: Participant,
): Promise<Thread[]> {
  const { role, branchId } = participant;
  switch (role) {
    case 'trainee':
    case 'port': {
      const group = await groupOf(queries, participant);
      return group ? threadsOf(queries, courseId, [group]) : [];
    }
    case 'liaison': {
      if (branchId === null) return threadsOf(queries, courseId, [staffLine]);
      const branches = await queries
        .select({ id: branch.id })
        .from(branch)
        .where(
          and(eq(branch.courseId, courseId), or(eq(branch.id, branchId), eq(branch.parentId, branchId))),
        );
      const groups = branches.map(({ id }) => ({ ...place('branch'), branchId: id }));
      const threads = await threadsOf(queries, courseId, [...groups, staffLine]);
      // The own group first: level-1 and level-2 branches stand in one list of numbers.
      return threads.sort((a, b) => Number(b.branchId === branchId) - Number(a.branchId === branchId));
    }
    case 'organiser':
    case 'lecturer':
    case 'inspector':
      return threadsOf(queries, courseId, [staffLine]);
    case 'screen':
      return [];
  }
}

/** A thread that somebody may read and write. To everybody else it does not exist: throws `not_found`. */
export async function reachThread(
  queries: Queries,
  participant: Participant,
  courseId: string,
  threadId: string,
): Promise<Thread> {
  const [thread] = await findThreads(queries, courseId, eq(messageThread.id, threadId));
  if (!thread || !(await reaches(queries, participant, thread))) throw new AppError('not_found');
  return thread;
}

async function reaches(queries: Queries, participant: Participant, thread: Thread): Promise<boolean> {
  const { role, branchId } = participant;
  if (participant.courseId !== null && participant.courseId !== thread.courseId) return false;
  if (thread.kind === 'announcements' || role === 'screen') return false;
  if (role === 'organiser') return true;
  if (thread.kind === 'groups') return role === 'trainee' || role === 'port' || role === 'liaison';
  if (role === 'lecturer' || role === 'inspector') return thread.kind === 'staff';
  if (role === 'liaison') {
    if (thread.kind === 'staff') return true;
    return branchId !== null && (thread.branchId === branchId || thread.parentId === branchId);
  }
  const group = await groupOf(queries, participant);
  return group !== null && keyOf(group) === keyOf(thread);
}

/** Every study group of a course: one for each branch, one for each unit with ports, one for ports without a unit. */
export async function everyGroup(queries: Queries, courseId: string): Promise<Thread[]> {
  const branches = await queries.select({ id: branch.id }).from(branch).where(eq(branch.courseId, courseId));
  const ports = await queries
    .selectDistinct({ unitId: unit.id })
    .from(trainee)
    .leftJoin(unit, and(eq(unit.courseId, trainee.courseId), eq(unit.name, trainee.unit)))
    .where(and(eq(trainee.courseId, courseId), eq(trainee.port, true)));
  return threadsOf(queries, courseId, [
    ...branches.map(({ id }) => ({ ...place('branch'), branchId: id })),
    ...ports.map(({ unitId }) => (unitId === null ? place('ports') : { ...place('unit'), unitId })),
  ]);
}

/** What a reader is told of a thread: unread posts of others, and when somebody posted last. */
export async function findOverviews(
  queries: Queries,
  threads: readonly Thread[],
  reader: { viewer: string; sharedId: string | null; liaisonOf: string | null },
): Promise<MessageThread[]> {
  if (threads.length === 0) return [];
  const inThread = sql`p.thread_id = any(array[${messageThread.id},
    case when ${messageThread.kind} = 'staff' then null else ${reader.sharedId}::text end])`;
  const concerns =
    reader.liaisonOf === null
      ? sql`true`
      : sql`(${messageThread.kind} <> 'staff' or ${concernsBranch(sql`p`, reader.liaisonOf)})`;
  const shown = sql`${inThread} and p.removed_at is null and ${concerns}`;
  const rows = await queries
    .select({
      id: messageThread.id,
      unread: sql<number>`(select count(*)::int from (select from ${messagePost} p where ${shown}
        and p.author <> ${reader.viewer} and p.position > coalesce(${messageRead.position}, 0)
        limit ${mostCounted}) as unread)`,
      lastAt: sql<
        number | null
      >`(select (extract(epoch from p.at) * 1000)::float8 from ${messagePost} p where ${shown}
        order by p.position desc limit 1)`,
    })
    .from(messageThread)
    .leftJoin(
      messageRead,
      and(eq(messageRead.threadId, messageThread.id), eq(messageRead.viewer, reader.viewer)),
    )
    .where(
      inArray(
        messageThread.id,
        threads.map(({ id }) => id),
      ),
    );
  const found = new Map(rows.map((row) => [row.id, row]));
  return threads.flatMap(({ id, kind, name }) => {
    const row = found.get(id);
    if (!row || kind === 'groups' || kind === 'announcements') return [];
    return [{ id, kind, name, unread: row.unread, lastAt: row.lastAt }];
  });
}

/** Whether a post of that alias is for everybody, or for this branch or one below it. */
export function concernsBranch(post: SQL, branchId: string): SQL {
  return sql`(${post}.to_all or exists (select from message_post_branch pb join branch b on b.id = pb.branch_id
    where pb.post_id = ${post}.id and (b.id = ${branchId} or b.parent_id = ${branchId})))`;
}

/** Which trainees are the members of a group; with `groups`, of all of them. */
export function membersOf(thread: Thread): SQL | undefined {
  const ofCourse = eq(trainee.courseId, thread.courseId);
  const port = eq(trainee.port, true);
  switch (thread.kind) {
    case 'branch':
      return and(eq(trainee.branchId, thread.branchId ?? ''), eq(trainee.port, false));
    case 'unit':
      return and(ofCourse, port, eq(trainee.unit, thread.name));
    case 'ports':
      return and(
        ofCourse,
        port,
        sql`not exists (select from ${unit} where ${unit.courseId} = ${trainee.courseId}
          and ${unit.name} = ${trainee.unit})`,
      );
    case 'groups':
      return ofCourse;
    case 'staff':
    case 'announcements':
      return isNull(trainee.id);
  }
}
