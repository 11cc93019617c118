import type { Participant } from '../contract/identity.ts';
import type { Announcement, AnnouncementReach, PersonMark, SentAnnouncement } from '../contract/messages.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { writeAudit } from '../store/audit.ts';
import type { Queries, Store } from '../store/port.ts';
import * as records from './announcement-records.ts';
import type { AnnouncementRow } from './announcement-records.ts';
import type { Flood } from './flood.ts';
import type { MessageNews } from './news.ts';
import { areBranchesOf, changePost, findSent, insertMarks, insertPost } from './posts.ts';
import { announcements, requireCourse, theThread } from './threads.ts';
import { viewerOf } from '../lib/viewer.ts';

export interface AnnouncementDependencies {
  store: Store;
  clock: Clock;
  news: MessageNews;
  flood: Flood;
}

/** What somebody wants to announce. */
export interface NewAnnouncement {
  clientId: string;
  text: string;
  /** Null for everybody in the course. */
  branchIds: readonly string[] | null;
  stays: boolean;
  currentForMinutes: number;
}

/** What the organiser says to everybody, or to some branches, and who has seen it. */
export class Announcements {
  readonly #deps: AnnouncementDependencies;

  constructor(deps: AnnouncementDependencies) {
    this.#deps = deps;
  }

  /** The current ones that somebody has not seen yet, the oldest first. */
  async unseen(participant: Participant, courseId: string): Promise<Announcement[]> {
    if (participant.role === 'organiser') return [];
    const { store, clock } = this.#deps;
    const reader = { viewer: viewerOf(participant), now: new Date(clock.now()) };
    const rows = await records.findUnseen(store.db, courseId, participant, reader);
    return rows.map(toAnnouncement);
  }

  /** Committed when it resolves. Throws `not_found` when one of them is not for them. */
  async see(participant: Participant, courseId: string, ids: readonly string[]): Promise<void> {
    const { store, clock, news } = this.#deps;
    const wanted = [...new Set(ids)];
    const own = await records.findOwn(store.db, courseId, participant, wanted);
    if (own.length < wanted.length) throw new AppError('not_found');
    const { role, name, branchId, traineeId } = participant;
    const viewer = viewerOf(participant);
    const at = new Date(clock.now());
    const added = await insertMarks(
      store.db,
      own.map((postId) => ({ postId, viewer, role, name, branchId, traineeId, at })),
    );
    if (added.length > 0) news.seen(courseId);
  }

  /** All of the course with how many have seen each, the newest first. Throws `not_found`. */
  async list(participant: Participant, courseId: string): Promise<SentAnnouncement[]> {
    const { db } = this.#deps.store;
    await requireCourse(db, courseId);
    return this.#show(db, participant, await records.findSentAnnouncements(db, courseId));
  }

  /** Throws `not_found`. */
  async read(
    participant: Participant,
    courseId: string,
    postId: string,
  ): Promise<{
    announcement: SentAnnouncement;
    branches: AnnouncementReach[];
    ports: PersonMark[];
    lecturers: PersonMark[];
  }> {
    const { db } = this.#deps.store;
    const [row] = await records.findSentAnnouncements(db, courseId, postId);
    if (!row) throw new AppError('not_found');
    const announcement = await this.#one(db, participant, row);
    const { branchIds } = announcement;
    const [branches, ports, lecturers] = await Promise.all([
      records.findReach(db, row, branchIds),
      records.findPorts(db, row, branchIds),
      branchIds === null ? records.findLecturers(db, row) : [],
    ]);
    return { announcement, branches, ports, lecturers };
  }

  /** Committed when it resolves. Throws `not_found`, `lesson_not_live`, `posting_too_fast`. */
  async announce(by: Participant, courseId: string, wanted: NewAnnouncement): Promise<SentAnnouncement> {
    const { store, flood, news } = this.#deps;
    const author = viewerOf(by);
    const find = () => findSent(store.db, courseId, author, wanted.clientId);
    const [sent] = await Promise.all([find(), requireCourse(store.db, courseId)]);
    let id = sent?.post.id;
    if (id === undefined) {
      if (by.role === 'lecturer' && !(await records.isLive(store.db, courseId))) {
        throw new AppError('lesson_not_live');
      }
      flood.check(author);
      const branchIds = wanted.branchIds === null ? null : [...new Set(wanted.branchIds)];
      const added = await this.#insert(by, courseId, { ...wanted, branchIds });
      // Everybody waits for the text; for who has seen it, the sender alone.
      if (added) news.announced(courseId, toAnnouncement(added), branchIds);
      id = added?.id ?? (await find())?.post.id;
    }
    const [row] = id === undefined ? [] : await records.findSentAnnouncements(store.db, courseId, id);
    // The same id for a post elsewhere is a mistake of the page.
    if (!row) throw new AppError('invalid_input');
    return this.#one(store.db, by, row);
  }

  /** It leaves every page and stays in the list. Throws `not_found`, `forbidden`. */
  async withdraw(by: Participant, courseId: string, postId: string): Promise<void> {
    const { store, clock, news } = this.#deps;
    const branchIds = await store.transaction(async (queries) => {
      const [row] = await records.findSentAnnouncements(queries, courseId, postId);
      if (!row) throw new AppError('not_found');
      if (!mayWithdraw(by, row)) throw new AppError('forbidden');
      if (row.removedAt === null) {
        await changePost(queries, postId, { removedAt: new Date(clock.now()), removedBy: viewerOf(by) });
        const entry = { courseId, action: 'announcement.withdrawn', recordId: postId };
        await writeAudit(queries, by, [{ ...entry, before: { text: row.text } }]);
      }
      return (await records.findBranchIds(queries, [postId])).get(postId) ?? null;
    });
    news.withdrawn(courseId, postId, branchIds);
  }

  /** The new row; undefined when it was sent already. */
  async #insert(by: Participant, courseId: string, wanted: NewAnnouncement) {
    const { store, clock } = this.#deps;
    const branchIds = wanted.branchIds ?? [];
    const thread = await theThread(store.db, courseId, announcements);
    const id = newId();
    return store.transaction(async (queries) => {
      if (branchIds.length > 0 && !(await areBranchesOf(queries, courseId, branchIds))) {
        throw new AppError('not_found');
      }
      const now = clock.now();
      const { text, stays, clientId } = wanted;
      const row = {
        id,
        courseId,
        threadId: thread.id,
        at: new Date(now),
        author: viewerOf(by),
        clientId,
        authorRole: by.role,
        authorName: by.name,
        text,
        stays,
        currentUntil: new Date(now + wanted.currentForMinutes * 60_000),
        toAll: wanted.branchIds === null,
      };
      if (!(await insertPost(queries, row, branchIds))) return undefined;
      const after = { text, stays, branches: wanted.branchIds === null ? null : branchIds.length };
      await writeAudit(queries, by, [{ courseId, action: 'announcement.sent', recordId: id, after }]);
      return row;
    });
  }

  async #one(queries: Queries, participant: Participant, row: AnnouncementRow): Promise<SentAnnouncement> {
    const [shown] = await this.#show(queries, participant, [row]);
    if (!shown) throw new AppError('not_found');
    return shown;
  }

  async #show(
    queries: Queries,
    participant: Participant,
    rows: readonly AnnouncementRow[],
  ): Promise<SentAnnouncement[]> {
    const ids = rows.map(({ id }) => id);
    const [branchIds, seen] = await Promise.all([
      records.findBranchIds(queries, ids),
      records.countSeen(queries, ids),
    ]);
    const none = { branches: { done: 0, total: 0 }, trainees: { done: 0, total: 0 }, lecturers: 0 };
    return rows.map((row) => ({
      ...toAnnouncement(row),
      withdrawnAt: row.removedAt?.getTime() ?? null,
      branchIds: row.toAll ? null : (branchIds.get(row.id) ?? []),
      ...(seen.get(row.id) ?? none),
      mayWithdraw: row.removedAt === null && mayWithdraw(participant, row),
    }));
  }
}

function mayWithdraw(by: Participant, row: AnnouncementRow): boolean {
  return by.role === 'organiser' || row.author === viewerOf(by);
}

function toAnnouncement(
  row: Pick<AnnouncementRow, 'id' | 'at' | 'authorName' | 'authorRole' | 'text' | 'stays' | 'currentUntil'>,
): Announcement {
  const { id, text, stays, authorName, authorRole } = row;
  return {
    id,
    at: row.at.getTime(),
    author: { name: authorName, role: authorRole },
    text,
    stays,
    currentUntil: (row.currentUntil ?? row.at).getTime(),
  };
}
