import { and, asc, count, desc, eq, gt, inArray, isNotNull, isNull, or, sql, type SQL } from 'drizzle-orm';
import type { Participant } from '../contract/identity.ts';
import type { AnnouncementReach, Figure, PersonMark } from '../contract/messages.ts';
import type { Queries } from '../store/port.ts';
import {
  branch,
  lesson,
  messageMark,
  messagePost,
  messagePostBranch,
  messageThread,
  trainee,
} from '../store/schema/index.ts';

export type AnnouncementRow = typeof messagePost.$inferSelect;

/** More unseen announcements than this at a time help nobody. */
const mostUnseen = 20;
/** Announcements that are listed; older ones are history. */
const mostListed = 200;

const isAnnouncement = eq(messageThread.kind, 'announcements');

/** Whether an announcement is for somebody: for all, or for their branch. */
function isFor({ branchId }: Participant): SQL | undefined {
  if (branchId === null) return eq(messagePost.toAll, true);
  return or(
    eq(messagePost.toAll, true),
    sql`exists (select from ${messagePostBranch} where ${messagePostBranch.postId} = ${messagePost.id}
      and ${messagePostBranch.branchId} = ${branchId})`,
  );
}

async function find(
  queries: Queries,
  which: SQL | undefined,
  order: SQL,
  limit: number,
): Promise<AnnouncementRow[]> {
  const rows = await queries
    .select({ post: messagePost })
    .from(messagePost)
    .innerJoin(messageThread, eq(messageThread.id, messagePost.threadId))
    .where(and(isAnnouncement, which))
    .orderBy(order)
    .limit(limit);
  return rows.map(({ post }) => post);
}

/** The current announcements that somebody has not seen yet, the oldest first. */
export async function findUnseen(
  queries: Queries,
  courseId: string,
  participant: Participant,
  reader: { viewer: string; now: Date },
): Promise<AnnouncementRow[]> {
  const which = and(
    eq(messagePost.courseId, courseId),
    isNull(messagePost.removedAt),
    gt(messagePost.currentUntil, reader.now),
    isFor(participant),
    or(
      // A screen that comes back shows again what is to stay.
      participant.role === 'screen' ? eq(messagePost.stays, true) : undefined,
      sql`not exists (select from ${messageMark} where ${messageMark.postId} = ${messagePost.id}
        and ${messageMark.viewer} = ${reader.viewer})`,
    ),
  );
  return find(queries, which, asc(messagePost.position), mostUnseen);
}

/** Those of the announcements that are for somebody. */
export async function findOwn(
  queries: Queries,
  courseId: string,
  participant: Participant,
  ids: readonly string[],
): Promise<string[]> {
  const which = and(
    eq(messagePost.courseId, courseId),
    inArray(messagePost.id, [...ids]),
    isFor(participant),
  );
  const rows = await find(queries, which, asc(messagePost.position), ids.length);
  return rows.map(({ id }) => id);
}

/** The announcements of a course, the newest first; or one of them. */
export async function findSentAnnouncements(
  queries: Queries,
  courseId: string,
  postId?: string,
): Promise<AnnouncementRow[]> {
  const which = and(
    eq(messagePost.courseId, courseId),
    postId === undefined ? undefined : eq(messagePost.id, postId),
  );
  return find(queries, which, desc(messagePost.position), mostListed);
}

/** Which branches each announcement is for; those for everybody are not in it. */
export async function findBranchIds(
  queries: Queries,
  postIds: readonly string[],
): Promise<Map<string, string[]>> {
  if (postIds.length === 0) return new Map();
  const rows = await queries
    .select({
      postId: messagePostBranch.postId,
      ids: sql<string[]>`array_agg(${messagePostBranch.branchId})`,
    })
    .from(messagePostBranch)
    .where(inArray(messagePostBranch.postId, [...postIds]))
    .groupBy(messagePostBranch.postId);
  return new Map(rows.map(({ postId, ids }) => [postId, ids]));
}

interface SeenFigures {
  branches: Figure;
  trainees: Figure;
  lecturers: number;
}

/** How many have seen each announcement, of those whom it is for now. */
export async function countSeen(
  queries: Queries,
  postIds: readonly string[],
): Promise<Map<string, SeenFigures>> {
  if (postIds.length === 0) return new Map();
  const wanted = inArray(messagePost.id, [...postIds]);
  const addressed = (branchId: SQL) => sql`(${messagePost.toAll} or exists (select from ${messagePostBranch}
    where ${messagePostBranch.postId} = ${messagePost.id} and ${messagePostBranch.branchId} = ${branchId}))`;
  const branches = await queries
    .select({
      postId: messagePost.id,
      total: count(branch.id),
      done: sql<number>`(count(*) filter (where exists (select from ${messageMark}
        where ${messageMark.postId} = ${messagePost.id} and ${messageMark.branchId} = ${branch.id}
        and ${messageMark.role} in ('screen', 'liaison'))))::int`,
    })
    .from(messagePost)
    .innerJoin(branch, and(eq(branch.courseId, messagePost.courseId), addressed(sql`${branch.id}`)))
    .where(wanted)
    .groupBy(messagePost.id);
  const trainees = await queries
    .select({ postId: messagePost.id, total: count(trainee.id), done: count(messageMark.postId) })
    .from(messagePost)
    .innerJoin(trainee, and(eq(trainee.courseId, messagePost.courseId), addressed(sql`${trainee.branchId}`)))
    .leftJoin(
      messageMark,
      and(eq(messageMark.postId, messagePost.id), eq(messageMark.viewer, sql`'trainee:' || ${trainee.id}`)),
    )
    .where(wanted)
    .groupBy(messagePost.id);
  const lecturers = await queries
    .select({ postId: messageMark.postId, done: count() })
    .from(messageMark)
    .where(and(inArray(messageMark.postId, [...postIds]), eq(messageMark.role, 'lecturer')))
    .groupBy(messageMark.postId);
  const figure = (rows: readonly { postId: string; done: number; total: number }[], id: string): Figure => {
    const { done = 0, total = 0 } = rows.find(({ postId }) => postId === id) ?? {};
    return { done, total };
  };
  return new Map(
    postIds.map((id) => {
      const byLecturers = lecturers.find(({ postId }) => postId === id)?.done ?? 0;
      const figures = { branches: figure(branches, id), trainees: figure(trainees, id) };
      return [id, { ...figures, lecturers: byLecturers }];
    }),
  );
}

/** The branches that an announcement is for, with who there has seen it; those that have not come first. */
export async function findReach(
  queries: Queries,
  row: AnnouncementRow,
  branchIds: readonly string[] | null,
): Promise<AnnouncementReach[]> {
  const markAt = (role: 'screen' | 'liaison') =>
    sql<number | null>`(select (extract(epoch from ${messageMark.at}) * 1000)::float8 from ${messageMark}
      where ${messageMark.postId} = ${row.id} and ${messageMark.viewer} = ${role} || ':' || ${branch.id})`;
  const rows = await queries
    .select({
      branchId: branch.id,
      name: branch.name,
      level: branch.level,
      liaisonName: branch.liaisonName,
      liaisonPhone: branch.liaisonPhone,
      screenSeenAt: markAt('screen'),
      liaisonSeenAt: markAt('liaison'),
      done: count(messageMark.postId),
      total: count(trainee.id),
    })
    .from(branch)
    .leftJoin(trainee, and(eq(trainee.branchId, branch.id), eq(trainee.port, false)))
    .leftJoin(messageMark, and(eq(messageMark.traineeId, trainee.id), eq(messageMark.postId, row.id)))
    .where(
      and(
        eq(branch.courseId, row.courseId),
        branchIds === null ? undefined : inArray(branch.id, [...branchIds]),
      ),
    )
    .groupBy(branch.id)
    .orderBy(asc(branch.number));
  return rows
    .map(({ done, total, ...place }) => ({ ...place, trainees: { done, total } }))
    .sort((a, b) => Number(hasSeen(a)) - Number(hasSeen(b)));
}

function hasSeen({ screenSeenAt, liaisonSeenAt }: AnnouncementReach): boolean {
  return screenSeenAt !== null || liaisonSeenAt !== null;
}

/** Trainees on ports whom an announcement is for; those who have not seen it come first. */
export async function findPorts(
  queries: Queries,
  row: AnnouncementRow,
  branchIds: readonly string[] | null,
): Promise<PersonMark[]> {
  const rows = await queries
    .select({ name: trainee.name, at: messageMark.at })
    .from(trainee)
    .leftJoin(messageMark, and(eq(messageMark.traineeId, trainee.id), eq(messageMark.postId, row.id)))
    .where(
      and(
        eq(trainee.courseId, row.courseId),
        eq(trainee.port, true),
        branchIds === null ? undefined : inArray(trainee.branchId, [...branchIds]),
      ),
    )
    .orderBy(sql`${messageMark.at} is not null`, asc(trainee.position));
  return rows.map(({ name, at }) => ({ name, at: at?.getTime() ?? null }));
}

/** The lecturers of the course's lessons; those who have not seen it come first. */
export async function findLecturers(queries: Queries, row: AnnouncementRow): Promise<PersonMark[]> {
  const lessons = await queries
    .selectDistinct({ name: lesson.lecturerName })
    .from(lesson)
    .where(eq(lesson.courseId, row.courseId));
  const marks = await queries
    .select({ name: messageMark.name, at: messageMark.at })
    .from(messageMark)
    .where(and(eq(messageMark.postId, row.id), eq(messageMark.role, 'lecturer')));
  const at = new Map(marks.map((mark) => [mark.name, mark.at.getTime()]));
  return [...new Set([...lessons.map(({ name }) => name), ...at.keys()])]
    .map((name) => ({ name, at: at.get(name) ?? null }))
    .sort((a, b) => Number(a.at !== null) - Number(b.at !== null));
}

/** Whether a lesson of the course is live. */
export async function isLive(queries: Queries, courseId: string): Promise<boolean> {
  const [row] = await queries
    .select({ id: lesson.id })
    .from(lesson)
    .where(and(eq(lesson.courseId, courseId), isNotNull(lesson.startedAt), isNull(lesson.endedAt)))
    .limit(1);
  return row !== undefined;
}
