import type { Participant } from '../contract/identity.ts';
import type { MessageThread, Post } from '../contract/messages.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { writeAudit } from '../store/audit.ts';
import type { Queries, Store } from '../store/port.ts';
import type { MessageFiles } from './files.ts';
import type { Flood } from './flood.ts';
import type { MessageNews } from './news.ts';
import * as posts from './posts.ts';
import type { Reading } from './reading.ts';
import { toPost } from './shown.ts';
import * as threads from './threads.ts';
import { allGroups, type Thread } from './threads.ts';
import { viewerOf } from '../lib/viewer.ts';

export interface ConversationDependencies {
  store: Store;
  clock: Clock;
  news: MessageNews;
  flood: Flood;
  files: MessageFiles;
  reading: Reading;
}

/** What somebody wants to post. */
export interface NewPost {
  clientId: string;
  text: string;
  fileId: string | null;
}

/** A post on its way into the records. */
interface Draft extends NewPost {
  thread: Thread;
  /** On the staff line, the branch that it is for. */
  branchId?: string | null;
  pinned?: boolean;
  asksConfirmation?: boolean;
}

/** Study groups and the staff line. */
export class Conversations {
  readonly #deps: ConversationDependencies;
  readonly #reading: Reading;

  constructor(deps: ConversationDependencies) {
    this.#deps = deps;
    this.#reading = deps.reading;
  }

  /** The own groups and the staff line with what is unread in them. Throws `not_found`. */
  async own(participant: Participant, courseId: string): Promise<MessageThread[]> {
    await threads.requireCourse(this.#deps.store.db, courseId);
    const { db } = this.#deps.store;
    const own = await threads.ownThreads(db, courseId, participant);
    const shared = await threads.theThread(db, courseId, allGroups);
    return threads.findOverviews(db, own, {
      viewer: viewerOf(participant),
      sharedId: shared.id,
      liaisonOf: liaisonBranch(participant),
    });
  }

  /** All study groups, with how many members each has. Throws `not_found`. */
  async groups(participant: Participant, courseId: string): Promise<(MessageThread & { members: number })[]> {
    await threads.requireCourse(this.#deps.store.db, courseId);
    const { db } = this.#deps.store;
    const all = await threads.everyGroup(db, courseId);
    // What went to all groups would count as unread in each of them.
    const reader = { viewer: viewerOf(participant), sharedId: null, liaisonOf: null };
    const [overviews, members] = await Promise.all([
      threads.findOverviews(db, all, reader),
      posts.countByGroup(db, courseId, null),
    ]);
    const totals = new Map(all.map((thread) => [thread.id, members.get(threads.keyOf(thread))?.total ?? 0]));
    return overviews.map((overview) => ({ ...overview, members: totals.get(overview.id) ?? 0 }));
  }

  /** A page of a thread. Throws `not_found`. */
  async page(
    participant: Participant,
    courseId: string,
    {
      threadId,
      before,
      concerning,
    }: { threadId: string; before?: number | undefined; concerning: 'me' | 'all' },
  ): Promise<{ posts: Post[]; more: boolean; pinned: Post[]; readUpTo: number }> {
    const { db } = this.#deps.store;
    const reader = await this.#reading.reach(db, participant, courseId, threadId);
    const { thread, viewer } = reader;
    const ids = [thread.id];
    if (thread.kind !== 'staff') ids.push((await threads.theThread(db, courseId, allGroups)).id);
    const liaisonOf = thread.kind === 'staff' && concerning === 'me' ? liaisonBranch(participant) : null;
    const [page, pinned, readUpTo] = await Promise.all([
      posts.findPage(db, ids, { viewer, liaisonOf, before }),
      before === undefined ? posts.findPinned(db, ids, viewer) : [],
      posts.findRead(db, thread.id, viewer),
    ]);
    const shown = await this.#reading.show(db, reader, [...page.posts, ...pinned]);
    return {
      posts: shown.slice(0, page.posts.length),
      more: page.more,
      pinned: shown.slice(page.posts.length),
      readUpTo,
    };
  }

  /** Committed when it resolves. Throws `not_found`, `posting_too_fast`. */
  async post(
    by: Participant,
    courseId: string,
    { threadId, branchId, ...wanted }: NewPost & { threadId: string; branchId: string | null },
  ): Promise<Post> {
    const { db } = this.#deps.store;
    const { thread } = await this.#reading.reach(db, by, courseId, threadId);
    if (thread.kind === 'groups') throw new AppError('not_found');
    // What a liaison says on the staff line is about the own branch: the other liaisons need not hear it.
    const concerned = thread.kind === 'staff' ? (liaisonBranch(by) ?? branchId) : null;
    if (concerned !== null && !(await posts.areBranchesOf(db, courseId, [concerned]))) {
      throw new AppError('not_found');
    }
    return this.#add(by, { ...wanted, thread, branchId: concerned });
  }

  /** Posts to every study group: one post, which all of them show. Throws `not_found`, `posting_too_fast`. */
  async postToAll(
    by: Participant,
    courseId: string,
    wanted: NewPost & { pinned: boolean; asksConfirmation: boolean },
  ): Promise<Post> {
    await threads.requireCourse(this.#deps.store.db, courseId);
    const thread = await threads.theThread(this.#deps.store.db, courseId, allGroups);
    return this.#add(by, { ...wanted, thread });
  }

  /** What went to all groups, with figures over all of them. Throws `not_found`. */
  async sharedPosts(participant: Participant, courseId: string): Promise<Post[]> {
    await threads.requireCourse(this.#deps.store.db, courseId);
    const { db } = this.#deps.store;
    const thread = await threads.theThread(db, courseId, allGroups);
    const reader = this.#reading.of(participant, thread);
    return this.#reading.show(db, reader, await posts.findShared(db, thread.id, reader.viewer));
  }

  /** Throws `not_found`. */
  async markRead(by: Participant, courseId: string, threadId: string, position: number): Promise<void> {
    const { db } = this.#deps.store;
    const { thread, viewer } = await this.#reading.reach(db, by, courseId, threadId);
    await posts.saveRead(db, { threadId: thread.id, viewer, position });
    this.#deps.news.read(thread, by.sessionId);
  }

  /** Pins a post or asks for confirmations. Throws `not_found`, `forbidden`. */
  async change(
    by: Participant,
    courseId: string,
    postId: string,
    change: { pinned?: boolean | undefined; asksConfirmation?: boolean | undefined },
  ): Promise<void> {
    const { store, clock } = this.#deps;
    const thread = await store.transaction(async (queries) => {
      const { row, reader } = await this.#reading.find(queries, by, courseId, postId);
      if (row.post.removedAt !== null) throw new AppError('not_found');
      if (!toPost(row, reader, null).may.pin) throw new AppError('forbidden');
      const { pinned = row.post.pinnedAt !== null, asksConfirmation = row.post.asksConfirmation } = change;
      await posts.changePost(queries, postId, {
        pinnedAt: pinned ? (row.post.pinnedAt ?? new Date(clock.now())) : null,
        asksConfirmation,
      });
      const before = { pinned: row.post.pinnedAt !== null, asksConfirmation: row.post.asksConfirmation };
      const entry = { courseId, action: 'post.changed', recordId: postId };
      await writeAudit(queries, by, [{ ...entry, before, after: { pinned, asksConfirmation } }]);
      return reader.thread;
    });
    this.#deps.news.changed(thread);
  }

  /** Removes one's own post, or any in a thread that one leads. It stays in the records. Throws `not_found`, `forbidden`. */
  async remove(by: Participant, courseId: string, postId: string): Promise<void> {
    const { store, clock, news } = this.#deps;
    const told = await store.transaction(async (queries) => {
      const { row, reader } = await this.#reading.find(queries, by, courseId, postId);
      const concerned = { thread: reader.thread, branchId: row.branchId };
      if (row.post.removedAt !== null) return { ...concerned, parentId: null };
      if (!toPost(row, reader, null).may.remove) throw new AppError('forbidden');
      await posts.changePost(queries, postId, {
        removedAt: new Date(clock.now()),
        removedBy: reader.viewer,
        pinnedAt: null,
      });
      const { text, authorName, authorRole } = row.post;
      const fileName = row.file?.fileName ?? null;
      await writeAudit(queries, by, [
        {
          courseId,
          action: 'post.removed',
          recordId: postId,
          before: { text, fileName, name: authorName, role: authorRole },
        },
      ]);
      return { ...concerned, parentId: await parentOf(queries, row.branchId) };
    });
    news.changed(told.thread, told.branchId, told.parentId);
  }

  async #add(by: Participant, draft: Draft): Promise<Post> {
    const { store, clock, news, flood, files } = this.#deps;
    const { thread, branchId = null } = draft;
    const { courseId } = thread;
    const author = viewerOf(by);
    const sent = await posts.findSent(store.db, courseId, author, draft.clientId);
    if (!sent) flood.check(author);
    const id = newId();
    const added =
      !sent &&
      (await store.transaction(async (queries) => {
        const at = new Date(clock.now());
        const row = {
          id,
          courseId,
          threadId: thread.id,
          at,
          author,
          clientId: draft.clientId,
          authorRole: by.role,
          authorName: by.name,
          authorBranchId: by.branchId,
          text: draft.text,
          pinnedAt: draft.pinned === true ? at : null,
          asksConfirmation: draft.asksConfirmation === true,
          toAll: branchId === null,
        };
        if (!(await posts.insertPost(queries, row, branchId === null ? [] : [branchId]))) return false;
        if (draft.fileId !== null) await files.attach(queries, draft.fileId, row);
        // A post is its own record of who wrote what when. What one person says to hundreds stands in the audit too.
        if (thread.kind === 'groups') {
          const after = {
            text: draft.text,
            pinned: row.pinnedAt !== null,
            asksConfirmation: row.asksConfirmation,
          };
          await writeAudit(queries, by, [{ courseId, action: 'post.sentToAllGroups', recordId: id, after }]);
        }
        return true;
      }));
    if (added) news.changed(thread, branchId, await parentOf(store.db, branchId));
    const row = await posts.findSent(store.db, courseId, author, draft.clientId);
    // The same id for a post elsewhere is a mistake of the page.
    if (row?.post.threadId !== thread.id) throw new AppError('invalid_input');
    const [shown] = await this.#reading.show(store.db, this.#reading.of(by, thread), [row]);
    if (!shown) throw new AppError('not_found');
    return shown;
  }
}

function liaisonBranch({ role, branchId }: Participant): string | null {
  return role === 'liaison' ? branchId : null;
}

async function parentOf(queries: Queries, branchId: string | null): Promise<string | null> {
  return branchId === null ? null : posts.findParent(queries, branchId);
}
