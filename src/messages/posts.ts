import { and, count, desc, eq, inArray, isNotNull, isNull, lt, sql, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { PersonMark } from '../contract/messages.ts';
import type { Queries } from '../store/port.ts';
import {
  branch,
  messageFile,
  messageMark,
  messagePost,
  messagePostBranch,
  messageRead,
  trainee,
  unit,
} from '../store/schema/index.ts';
import { concernsBranch, membersOf, type Thread } from './threads.ts';

/** Posts of one page: some screens of a phone. */
export const postsPerPage = 40;
/** Pinned posts that are shown; more would be a list of their own. */
const mostPinned = 10;
/** Posts to all groups that the organiser is shown. */
const mostShared = 100;

const authorBranch = alias(branch, 'author_branch');
const forBranch = alias(branch, 'for_branch');

const columns = {
  post: messagePost,
  file: messageFile,
  authorBranchName: authorBranch.name,
  branchId: forBranch.id,
  branchName: forBranch.name,
  ownMarkAt: messageMark.at,
};

/** A post with its file, the branches that it names, and the reader's own mark. */
export type PostRow = Awaited<ReturnType<typeof findPosts>>[number];

async function findPosts(
  queries: Queries,
  viewer: string,
  which: SQL | undefined,
  order: SQL,
  limit: number,
) {
  return (
    queries
      .select(columns)
      .from(messagePost)
      .leftJoin(messageFile, eq(messageFile.postId, messagePost.id))
      .leftJoin(authorBranch, eq(authorBranch.id, messagePost.authorBranchId))
      .leftJoin(messagePostBranch, eq(messagePostBranch.postId, messagePost.id))
      // A word on the staff line names one branch at most.
      .leftJoin(forBranch, eq(forBranch.id, messagePostBranch.branchId))
      .leftJoin(messageMark, and(eq(messageMark.postId, messagePost.id), eq(messageMark.viewer, viewer)))
      .where(which)
      .orderBy(order)
      .limit(limit)
  );
}

/** A page of a thread, the newest last, and whether there are older ones. `liaisonOf`: only what concerns that branch. */
export async function findPage(
  queries: Queries,
  threadIds: readonly string[],
  reader: { viewer: string; liaisonOf: string | null; before: number | undefined },
): Promise<{ posts: PostRow[]; more: boolean }> {
  const rows = await findPosts(
    queries,
    reader.viewer,
    and(
      inArray(messagePost.threadId, [...threadIds]),
      reader.before === undefined ? undefined : lt(messagePost.position, reader.before),
      reader.liaisonOf === null ? undefined : concernsBranch(sql`${messagePost}`, reader.liaisonOf),
    ),
    desc(messagePost.position),
    postsPerPage + 1,
  );
  return { posts: rows.slice(0, postsPerPage).reverse(), more: rows.length > postsPerPage };
}

export async function findPinned(
  queries: Queries,
  threadIds: readonly string[],
  viewer: string,
): Promise<PostRow[]> {
  return findPosts(
    queries,
    viewer,
    and(
      inArray(messagePost.threadId, [...threadIds]),
      isNotNull(messagePost.pinnedAt),
      isNull(messagePost.removedAt),
    ),
    desc(messagePost.pinnedAt),
    mostPinned,
  );
}

/** What was posted to all groups, the newest first. */
export async function findShared(queries: Queries, threadId: string, viewer: string): Promise<PostRow[]> {
  return findPosts(
    queries,
    viewer,
    eq(messagePost.threadId, threadId),
    desc(messagePost.position),
    mostShared,
  );
}

export async function findPost(
  queries: Queries,
  courseId: string,
  postId: string,
  viewer: string,
): Promise<PostRow | undefined> {
  const which = and(eq(messagePost.courseId, courseId), eq(messagePost.id, postId));
  const [row] = await findPosts(queries, viewer, which, desc(messagePost.position), 1);
  return row;
}

/** The post that an author's page gave this id, whatever became of it. */
export async function findSent(
  queries: Queries,
  courseId: string,
  author: string,
  clientId: string,
): Promise<PostRow | undefined> {
  const which = and(
    eq(messagePost.courseId, courseId),
    eq(messagePost.author, author),
    eq(messagePost.clientId, clientId),
  );
  const [row] = await findPosts(queries, author, which, desc(messagePost.position), 1);
  return row;
}

/**
 * Adds a post; false when the author has sent it before. Posts of a course wait for each other until they are committed,
 * so that no reader is past a position that still is to come.
 */
export async function insertPost(
  queries: Queries,
  row: typeof messagePost.$inferInsert,
  branchIds: readonly string[],
): Promise<boolean> {
  await queries.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`posts:${row.courseId}`}, 0))`);
  const added = await queries
    .insert(messagePost)
    .values(row)
    .onConflictDoNothing({ target: [messagePost.courseId, messagePost.author, messagePost.clientId] })
    .returning({ id: messagePost.id });
  if (added.length === 0) return false;
  for (let start = 0; start < branchIds.length; start += 1_000) {
    const rows = branchIds.slice(start, start + 1_000).map((branchId) => ({ postId: row.id, branchId }));
    await queries.insert(messagePostBranch).values(rows);
  }
  return true;
}

export async function changePost(
  queries: Queries,
  postId: string,
  change: Partial<typeof messagePost.$inferInsert>,
): Promise<void> {
  await queries.update(messagePost).set(change).where(eq(messagePost.id, postId));
}

/** Keeps marks; one that is there already stays as it is. Answers for which posts there was none. */
export async function insertMarks(
  queries: Queries,
  rows: readonly (typeof messageMark.$inferInsert)[],
): Promise<string[]> {
  if (rows.length === 0) return [];
  const added = await queries
    .insert(messageMark)
    .values([...rows])
    .onConflictDoNothing()
    .returning({ postId: messageMark.postId });
  return added.map(({ postId }) => postId);
}

/** Says how far somebody has read; it never goes back. */
export async function saveRead(
  queries: Queries,
  row: { threadId: string; viewer: string; position: number },
): Promise<void> {
  await queries
    .insert(messageRead)
    .values(row)
    .onConflictDoUpdate({
      target: [messageRead.threadId, messageRead.viewer],
      set: { position: sql`greatest(${messageRead.position}, excluded.position)` },
    });
}

export async function findRead(queries: Queries, threadId: string, viewer: string): Promise<number> {
  const [row] = await queries
    .select({ position: messageRead.position })
    .from(messageRead)
    .where(and(eq(messageRead.threadId, threadId), eq(messageRead.viewer, viewer)));
  return row?.position ?? 0;
}

/** How many trainees are members of a group. */
export async function countMembers(queries: Queries, thread: Thread): Promise<number> {
  const [row] = await queries.select({ total: count() }).from(trainee).where(membersOf(thread));
  return row?.total ?? 0;
}

/** How many of a group's present members have confirmed each of the posts. */
export async function countConfirmed(
  queries: Queries,
  thread: Thread,
  postIds: readonly string[],
): Promise<Map<string, number>> {
  if (postIds.length === 0) return new Map();
  const rows = await queries
    .select({ postId: messageMark.postId, done: count() })
    .from(messageMark)
    .innerJoin(trainee, eq(trainee.id, messageMark.traineeId))
    .where(and(inArray(messageMark.postId, [...postIds]), membersOf(thread)))
    .groupBy(messageMark.postId);
  return new Map(rows.map(({ postId, done }) => [postId, done]));
}

/** The members of a group with when they confirmed a post; whoever has not comes first. */
export async function findConfirmations(
  queries: Queries,
  thread: Thread,
  postId: string,
): Promise<PersonMark[]> {
  const rows = await queries
    .select({ name: trainee.name, at: messageMark.at })
    .from(trainee)
    .leftJoin(messageMark, and(eq(messageMark.traineeId, trainee.id), eq(messageMark.postId, postId)))
    .where(membersOf(thread))
    .orderBy(sql`${messageMark.at} is not null`, trainee.position);
  return rows.map(({ name, at }) => ({ name, at: at?.getTime() ?? null }));
}

/** Members of each group, by `branch:<id>`, `unit:<id>` or `ports:`, and how many of them have confirmed a post. */
export async function countByGroup(
  queries: Queries,
  courseId: string,
  postId: string | null,
): Promise<Map<string, { done: number; total: number }>> {
  const key = sql<string>`case when not ${trainee.port} then 'branch:' || ${trainee.branchId}
    when ${unit.id} is null then 'ports:' else 'unit:' || ${unit.id} end`.as('group_key');
  const rows = await queries
    .select({ key, total: count(), done: count(messageMark.postId) })
    .from(trainee)
    .leftJoin(unit, and(eq(unit.courseId, trainee.courseId), eq(unit.name, trainee.unit)))
    .leftJoin(messageMark, and(eq(messageMark.traineeId, trainee.id), eq(messageMark.postId, postId ?? '')))
    .where(eq(trainee.courseId, courseId))
    .groupBy(sql`group_key`);
  return new Map(rows.map(({ key: group, ...figures }) => [group, figures]));
}

export async function findLiaisons(
  queries: Queries,
  courseId: string,
): Promise<Map<string, { liaisonName: string; liaisonPhone: string }>> {
  const rows = await queries
    .select({ id: branch.id, liaisonName: branch.liaisonName, liaisonPhone: branch.liaisonPhone })
    .from(branch)
    .where(eq(branch.courseId, courseId));
  return new Map(rows.map(({ id, ...liaison }) => [id, liaison]));
}

/** Whether these branches are all of the course. */
export async function areBranchesOf(
  queries: Queries,
  courseId: string,
  branchIds: readonly string[],
): Promise<boolean> {
  const rows = await queries
    .select({ id: branch.id })
    .from(branch)
    .where(and(eq(branch.courseId, courseId), inArray(branch.id, [...branchIds])));
  return rows.length === branchIds.length;
}

/** The branch above a branch. */
export async function findParent(queries: Queries, branchId: string): Promise<string | null> {
  const [row] = await queries
    .select({ parentId: branch.parentId })
    .from(branch)
    .where(eq(branch.id, branchId));
  return row?.parentId ?? null;
}
