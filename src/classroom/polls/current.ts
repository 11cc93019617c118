import type { Participant } from '../../contract/identity.ts';
import { AppError } from '../../lib/errors.ts';
import type { Connection } from '../../lib/feature.ts';
import type { ClassroomAccess, ClassroomView } from '../../lib/live-classroom.ts';
import { PollNews } from './news.ts';
import type { PollRun } from './run.ts';

/** A poll that is late to close is tried again after so many milliseconds. */
const retryMs = 1_000;

interface Current {
  run: PollRun;
  news: PollNews;
  timer: NodeJS.Timeout | undefined;
}

/** The current poll of each open classroom, and when it closes by itself. */
export class CurrentPolls {
  readonly #access: ClassroomAccess;
  readonly #now: () => number;
  readonly #onTime: (lessonId: string, run: PollRun) => Promise<void>;
  readonly #lessons = new Map<string, Current>();

  /** @param onTime closes a poll whose time is over; rejects when the records could not be changed */
  constructor(
    access: ClassroomAccess,
    now: () => number,
    onTime: (lessonId: string, run: PollRun) => Promise<void>,
  ) {
    this.#access = access;
    this.#now = now;
    this.#onTime = onTime;
  }

  run(lessonId: string): PollRun | undefined {
    return this.#lessons.get(lessonId)?.run;
  }

  news(lessonId: string): PollNews | undefined {
    return this.#lessons.get(lessonId)?.news;
  }

  /** Makes a run the lesson's current one; null puts the one before away. */
  set(lessonId: string, run: PollRun | null): void {
    const before = this.#lessons.get(lessonId);
    clearTimeout(before?.timer);
    before?.news.close();
    this.#lessons.delete(lessonId);
    if (run === null) return;
    const current = { run, news: new PollNews(this.#access, lessonId, run), timer: undefined };
    this.#lessons.set(lessonId, current);
    this.#wait(lessonId, current);
  }

  /** Where this socket sits, and the poll that it names. Throws `not_joined`, `poll_gone` when that is not the current one. */
  require(
    connection: Connection,
    pollId: string,
  ): { classroom: ClassroomView; participant: Participant; run: PollRun } {
    const { classroom, participant } = this.#access.require(connection);
    const run = this.run(classroom.lesson.id);
    if (run?.poll.id !== pollId) throw new AppError('poll_gone');
    return { classroom, participant, run };
  }

  #wait(lessonId: string, current: Current, atLeastMs = 0): void {
    const { closesAt, closedAt } = current.run.poll;
    if (closesAt === null || closedAt !== null) return;
    const wait = Math.max(atLeastMs, closesAt.getTime() - this.#now());
    current.timer = setTimeout(() => {
      this.#onTime(lessonId, current.run).catch(() => {
        if (this.#lessons.get(lessonId) === current) this.#wait(lessonId, current, retryMs);
      });
    }, wait);
    current.timer.unref();
  }
}
