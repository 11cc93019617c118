import type { Clock } from '../lib/clock.ts';
import type { Store } from '../store/port.ts';
import type { ItemCache } from './item-cache.ts';
import type { QuizNews } from './news.ts';
import { openSheets, writeSheets } from './sheets.ts';

/** Papers of one transaction: what they take to be graded delays nobody who saves meanwhile. */
const papersAtOnce = 100;

export interface TimeOverDependencies {
  store: Store;
  clock: Clock;
  items: ItemCache;
  news: QuizNews;
}

/** At the end of time the server hands in what it has. */
export class TimeOver {
  readonly #deps: TimeOverDependencies;

  constructor(deps: TimeOverDependencies) {
    this.#deps = deps;
  }

  /** Hands in those of the papers whose time is over; one that was given more time meanwhile, or is handed in, stays. */
  async handIn(paperIds: readonly string[]): Promise<void> {
    for (let start = 0; start < paperIds.length; start += papersAtOnce) {
      await this.#handInSome(paperIds.slice(start, start + papersAtOnce));
    }
  }

  async #handInSome(paperIds: readonly string[]): Promise<void> {
    const { store, clock, items, news } = this.#deps;
    const quizzes = await store.transaction(async (queries) => {
      const opened = await openSheets(queries, { paperIds, answersOf: new Set(paperIds), lock: true }, items);
      const now = new Date(clock.now());
      const sheets = [...opened.values()].map(({ sheet }) => sheet);
      const over = sheets.filter((sheet) => sheet.paper.handedInAt === null && sheet.isOver(now));
      for (const sheet of over) sheet.handIn('time', now);
      await writeSheets(queries, over, now);
      return new Map(over.map(({ quiz }) => [quiz.id, quiz.courseId]));
    });
    for (const [quizId, courseId] of quizzes) news.handedIn(courseId, quizId);
  }
}
