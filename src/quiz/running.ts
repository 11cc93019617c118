import { eq } from 'drizzle-orm';
import type { QuizRecord } from '../contract/quiz.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { writeAudit, type Actor } from '../store/audit.ts';
import type { Store } from '../store/port.ts';
import { quiz } from '../store/schema/index.ts';
import { makePapers } from './making.ts';
import type { QuizNews } from './news.ts';
import { toRecord } from './preparing.ts';
import * as repository from './repository.ts';
import { findUnfinished } from './sheets.ts';
import type { TimeOver } from './time-over.ts';

export interface RunningDependencies {
  store: Store;
  clock: Clock;
  news: QuizNews;
  over: TimeOver;
}

/** Opens and closes quizzes. */
export class Running {
  readonly #deps: RunningDependencies;

  constructor(deps: RunningDependencies) {
    this.#deps = deps;
  }

  /** Throws `not_found`, `quiz_closed` and `quiz_empty`. */
  async open(by: Actor, courseId: string, quizId: string): Promise<QuizRecord> {
    const { store, clock, news } = this.#deps;
    const { record, opened } = await store.transaction(async (queries) => {
      const found = await repository.findQuiz(queries, courseId, quizId, true);
      if (!found) throw new AppError('not_found');
      if (found.closedAt !== null) throw new AppError('quiz_closed');
      if (found.openedAt !== null) return { record: await toRecord(queries, found), opened: false };
      const now = clock.now();
      await makePapers(queries, found, new Date(now));
      const { openForS } = found.settings;
      const closesAt = openForS === null ? null : new Date(now + openForS * 1_000);
      const [row] = await queries
        .update(quiz)
        .set({ openedAt: new Date(now), closesAt })
        .where(eq(quiz.id, quizId))
        .returning();
      await writeAudit(queries, by, [{ courseId, action: 'quiz.opened', recordId: quizId }]);
      return { record: await toRecord(queries, row), opened: true };
    });
    if (opened) news.changed(record);
    return record;
  }

  /** Makes the papers of one that is not open yet. Throws `quiz_empty`. */
  async make(courseId: string, quizId: string): Promise<void> {
    const { store, clock } = this.#deps;
    await store.transaction(async (queries) => {
      const found = await repository.findQuiz(queries, courseId, quizId, true);
      if (found?.openedAt === null) await makePapers(queries, found, new Date(clock.now()));
    });
  }

  /** What was saved is handed in. Throws `not_found` and `quiz_not_open`. */
  async finish(by: Actor, courseId: string, quizId: string): Promise<QuizRecord> {
    const { store, clock, news, over } = this.#deps;
    const { record, closed } = await store.transaction(async (queries) => {
      const found = await repository.findQuiz(queries, courseId, quizId, true);
      if (!found) throw new AppError('not_found');
      if (found.openedAt === null) throw new AppError('quiz_not_open');
      if (found.closedAt !== null) return { record: await toRecord(queries, found), closed: false };
      const closedAt = new Date(Math.max(clock.now(), found.openedAt.getTime()));
      const [row] = await queries.update(quiz).set({ closedAt }).where(eq(quiz.id, quizId)).returning();
      await writeAudit(queries, by, [{ courseId, action: 'quiz.closed', recordId: quizId }]);
      return { record: await toRecord(queries, row), closed: true };
    });
    try {
      await over.handIn(await findUnfinished(store.db, quizId));
    } finally {
      // It is closed, also where what was saved is handed in only later.
      if (closed) news.changed(record);
    }
    return toRecord(store.db, await repository.findQuiz(store.db, courseId, quizId));
  }
}
