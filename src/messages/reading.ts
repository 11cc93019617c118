import type { Participant } from '../contract/identity.ts';
import type { Post } from '../contract/messages.ts';
import { AppError } from '../lib/errors.ts';
import type { Queries } from '../store/port.ts';
import * as posts from './posts.ts';
import type { PostRow } from './posts.ts';
import { leads, toPost, type IsShown } from './shown.ts';
import * as threads from './threads.ts';
import type { Thread } from './threads.ts';
import { viewerOf } from '../lib/viewer.ts';

/** Somebody who reads a thread. */
export interface Reader {
  participant: Participant;
  viewer: string;
  thread: Thread;
  isShown: IsShown;
}

/** Who may read what, and how it looks to them. */
export class Reading {
  readonly #isShown: IsShown;

  constructor(isShown: IsShown) {
    this.#isShown = isShown;
  }

  /** A post with whoever reads it. To whom its thread is not theirs, it does not exist: throws `not_found`. */
  async find(
    queries: Queries,
    participant: Participant,
    courseId: string,
    postId: string,
  ): Promise<{ row: PostRow; reader: Reader }> {
    const row = await posts.findPost(queries, courseId, postId, viewerOf(participant));
    if (!row) throw new AppError('not_found');
    return { row, reader: await this.reach(queries, participant, courseId, row.post.threadId) };
  }

  /** Somebody as a reader of a thread. Throws `not_found` when it is not theirs. */
  async reach(
    queries: Queries,
    participant: Participant,
    courseId: string,
    threadId: string,
  ): Promise<Reader> {
    return this.of(participant, await threads.reachThread(queries, participant, courseId, threadId));
  }

  of(participant: Participant, thread: Thread): Reader {
    return { participant, viewer: viewerOf(participant), thread, isShown: this.#isShown };
  }

  /** Posts as a reader sees them, with how many have confirmed them for those who lead. */
  async show(queries: Queries, reader: Reader, rows: readonly PostRow[]): Promise<Post[]> {
    const { thread, participant } = reader;
    const asked = rows.filter(({ post }) => post.asksConfirmation).map(({ post }) => post.id);
    const counted = leads(participant, thread) && asked.length > 0;
    const [total, confirmed] = counted
      ? await Promise.all([posts.countMembers(queries, thread), posts.countConfirmed(queries, thread, asked)])
      : [0, new Map<string, number>()];
    return rows.map((row) =>
      toPost(row, reader, counted ? { done: confirmed.get(row.post.id) ?? 0, total } : null),
    );
  }
}
