import type { Clock } from '../lib/clock.ts';
import type { Store } from '../store/port.ts';
import type { ItemCache } from './item-cache.ts';
import { roomOf, type QuizNews, type Room } from './news.ts';
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
      const over = [...opened.values()].filter(
        ({ sheet }) => sheet.paper.handedInAt === null && sheet.isOver(now),
      );
      for (const { sheet } of over) sheet.handIn('time', now);
      await writeSheets(
        queries,
        over.map(({ sheet }) => sheet),
        now,
      );
      const byQuiz = new Map<string, { courseId: string; rooms: Room[] }>();
      for (const one of over) {
        const { id, courseId } = one.sheet.quiz;
        const rooms = [...(byQuiz.get(id)?.rooms ?? []), roomOf(one)];
        byQuiz.set(id, { courseId, rooms });
      }
      return byQuiz;
    });
    for (const [quizId, { courseId, rooms }] of quizzes) news.handedIn(courseId, quizId, rooms);
  }
}
