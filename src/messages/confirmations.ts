import type { Participant } from '../contract/identity.ts';
import type { GroupConfirmation, PersonMark } from '../contract/messages.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import type { Store } from '../store/port.ts';
import type { MessageNews } from './news.ts';
import * as posts from './posts.ts';
import type { Reading } from './reading.ts';
import { leads } from './shown.ts';
import * as threads from './threads.ts';
import { allGroups } from './threads.ts';

export interface ConfirmationDependencies {
  store: Store;
  clock: Clock;
  news: MessageNews;
  reading: Reading;
}

/** Who has confirmed that they read a post. */
export class Confirmations {
  readonly #deps: ConfirmationDependencies;

  constructor(deps: ConfirmationDependencies) {
    this.#deps = deps;
  }

  /** Committed when it resolves. Throws `not_found`, and `conflict` when nobody asks for it any more. */
  async confirm(by: Participant, courseId: string, postId: string): Promise<void> {
    const { store, clock, news, reading } = this.#deps;
    const { row, reader } = await reading.find(store.db, by, courseId, postId);
    if (row.post.removedAt !== null) throw new AppError('not_found');
    if (!row.post.asksConfirmation) throw new AppError('conflict');
    const { role, name, branchId, traineeId } = by;
    const at = new Date(clock.now());
    const mark = { postId, viewer: reader.viewer, role, name, branchId, traineeId, at };
    const added = await posts.insertMarks(store.db, [mark]);
    if (added.length > 0) news.confirmed(reader.thread);
  }

  /** Throws `not_found`. */
  async members(by: Participant, courseId: string, postId: string, threadId: string): Promise<PersonMark[]> {
    const { reading, store } = this.#deps;
    const { db } = store;
    const { thread } = await reading.reach(db, by, courseId, threadId);
    const { row } = await reading.find(db, by, courseId, postId);
    const shared = await threads.theThread(db, courseId, allGroups);
    if (row.post.threadId !== thread.id && row.post.threadId !== shared.id) throw new AppError('not_found');
    if (!leads(by, thread) || thread.kind === 'staff') throw new AppError('not_found');
    return posts.findConfirmations(db, thread, postId);
  }

  /** How many of each group have confirmed a post that went to all; those that miss most come first. Throws `not_found`. */
  async groups(by: Participant, courseId: string, postId: string): Promise<GroupConfirmation[]> {
    const { reading, store } = this.#deps;
    const { db } = store;
    const { reader } = await reading.find(db, by, courseId, postId);
    if (reader.thread.kind !== 'groups') throw new AppError('not_found');
    const [all, counts, liaisons] = await Promise.all([
      threads.everyGroup(db, courseId),
      posts.countByGroup(db, courseId, postId),
      posts.findLiaisons(db, courseId),
    ]);
    return all
      .flatMap((thread) => {
        const { id: threadId, kind, name, branchId } = thread;
        if (kind === 'groups' || kind === 'announcements') return [];
        const members = counts.get(threads.keyOf(thread)) ?? { done: 0, total: 0 };
        const nobody = { liaisonName: '', liaisonPhone: '' };
        return [{ threadId, kind, name, members, ...(liaisons.get(branchId ?? '') ?? nobody) }];
      })
      .sort((a, b) => b.members.total - b.members.done - (a.members.total - a.members.done));
  }
}
