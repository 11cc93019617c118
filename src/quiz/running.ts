import { and, asc, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Participant } from '../contract/identity.ts';
import type { QuizRecord } from '../contract/quiz.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { writeAudit, type Actor } from '../store/audit.ts';
import type { Queries, Store } from '../store/port.ts';
import { paper, quiz, trainee } from '../store/schema/index.ts';
import { makePapers } from './making.ts';
import type { QuizNews } from './news.ts';
import { stateOf, toRecord } from './preparing.ts';
import * as repository from './repository.ts';
import type { QuizRow } from './repository.ts';
import { findUnfinished } from './sheets.ts';
import type { TimeOver } from './time-over.ts';

/** Whoever gives back what a line cost. */
const lineActor: Actor = { sessionId: null };

export interface RunningDependencies {
  store: Store;
  clock: Clock;
  news: QuizNews;
  over: TimeOver;
}

/** Opens, extends and closes quizzes. */
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

  /** More time for those who have not handed in, and until it closes. Throws `not_found`, `quiz_not_open` and `quiz_closed`. */
  async extend(
    by: Participant,
    courseId: string,
    quizId: string,
    { branchId, seconds, reason }: { branchId: string | null; seconds: number; reason: string },
  ): Promise<QuizRecord> {
    const { store, news } = this.#deps;
    const record = await store.transaction(async (queries) => {
      const found = await repository.findQuiz(queries, courseId, quizId, true);
      if (!found) throw new AppError('not_found');
      const state = stateOf(found);
      if (state !== 'open') throw new AppError(state === 'closed' ? 'quiz_closed' : 'quiz_not_open');
      const papers = await this.#begunIn(queries, quizId, branchId);
      const later = await this.#lengthen(queries, found, { papers, ms: seconds * 1_000 });
      const after = { branchId, seconds, reason };
      await writeAudit(queries, by, [{ courseId, action: 'quiz.extended', recordId: quizId, after }]);
      return toRecord(queries, later);
    });
    news.changed(record);
    return record;
  }

  /**
   * Gives the people of a branch whose line was cut the minutes back, in every quiz that is open, on record.
   * @param ms for how long it was cut
   */
  async giveBack(branchId: string, ms: number): Promise<void> {
    const { store, news } = this.#deps;
    if (ms <= 0) return;
    const open = await store.db
      .selectDistinct({ id: quiz.id, courseId: quiz.courseId })
      .from(quiz)
      .innerJoin(paper, eq(paper.quizId, quiz.id))
      .innerJoin(trainee, eq(trainee.id, paper.traineeId))
      .where(and(isNotNull(quiz.openedAt), isNull(quiz.closedAt), eq(trainee.branchId, branchId)));
    for (const { id, courseId } of open) {
      const record = await store.transaction(async (queries) => {
        const found = await repository.findQuiz(queries, courseId, id, true);
        if (!found || stateOf(found) !== 'open') return undefined;
        return this.#giveBackIn(queries, found, { branchId, ms });
      });
      if (record) news.changed(record);
    }
  }

  async #giveBackIn(
    queries: Queries,
    found: QuizRow,
    { branchId, ms }: { branchId: string; ms: number },
  ): Promise<QuizRecord> {
    const papers = await this.#begunIn(queries, found.id, branchId);
    const lastAt = new Date(this.#deps.clock.now());
    const events = papers.map((paperId) => ({ paperId, kind: 'lineLost' as const, count: 1, lastAt }));
    await repository.countEvents(queries, events);
    const later = await this.#lengthen(queries, found, { papers, ms });
    const { courseId, id } = found;
    const entry = { courseId, action: 'quiz.gaveBack', recordId: id, after: { branchId, ms } };
    await writeAudit(queries, lineActor, [entry]);
    return toRecord(queries, later);
  }

  /** Papers that are worked on, locked in the order of their ids as whoever writes answers locks them. */
  async #begunIn(queries: Queries, quizId: string, branchId: string | null): Promise<string[]> {
    const rows = await queries
      .select({ id: paper.id })
      .from(paper)
      .innerJoin(trainee, eq(trainee.id, paper.traineeId))
      .where(
        and(
          eq(paper.quizId, quizId),
          isNotNull(paper.startedAt),
          isNull(paper.handedInAt),
          branchId === null ? undefined : eq(trainee.branchId, branchId),
        ),
      )
      .orderBy(asc(paper.id))
      .for('no key update', { of: paper });
    return rows.map(({ id }) => id);
  }

  async #lengthen(
    queries: Queries,
    found: QuizRow,
    { papers, ms }: { papers: readonly string[]; ms: number },
  ): Promise<QuizRow | undefined> {
    const longer = sql`${ms}::bigint * interval '1 millisecond'`;
    if (papers.length > 0) {
      await queries
        .update(paper)
        .set({ extraMs: sql`${paper.extraMs} + ${ms}::bigint`, endsAt: sql`${paper.endsAt} + ${longer}` })
        .where(inArray(paper.id, [...papers]));
    }
    const [row] = await queries
      .update(quiz)
      .set({ closesAt: sql`${quiz.closesAt} + ${longer}` })
      .where(eq(quiz.id, found.id))
      .returning();
    return row;
  }
}
