import { setImmediate as nextTurn } from 'node:timers/promises';
import { and, eq, inArray, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import type { Lesson } from '../contract/course.ts';
import type { Participant } from '../contract/identity.ts';
import type { QuizRecord } from '../contract/quiz.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import type { Logger } from '../lib/logger.ts';
import { writeAudit, type Actor } from '../store/audit.ts';
import type { Queries, Store } from '../store/port.ts';
import { paper, quiz, quizItem, trainee } from '../store/schema/index.ts';
import { findOver, handIn } from './handing-in.ts';
import type { QuizNews } from './news.ts';
import { drawItems, type Item } from './paper-model.ts';
import { stateOf, toRecord } from './preparing.ts';
import * as repository from './repository.ts';
import type { PaperRow, QuizRow } from './repository.ts';

/** Milliseconds before an opening by clock at which papers are made: the minutes in which people come in. */
const madeBeforeMs = 5 * 60_000;
/** Milliseconds between two looks at the records for what is due. */
const lookMs = 1_000;
/** Papers that are made or handed in between two turns of the event loop. */
const atOnce = 25;
/** Whoever opens and closes by the clock. */
const clockActor: Actor = { sessionId: null };

export interface RunningDependencies {
  store: Store;
  clock: Clock;
  log: Logger;
  news: QuizNews;
}

/** Opens, extends and closes quizzes; what is due by the server's clock comes from the records, so it survives restarts. */
export class Running {
  readonly #deps: RunningDependencies;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  constructor(deps: RunningDependencies) {
    this.#deps = deps;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.due().catch((error: unknown) => {
        this.#deps.log.error({ err: error }, 'what is due in quizzes was not done; it is tried again');
      });
    }, lookMs);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking?.catch(() => undefined);
  }

  /** Does all that is due now: makes papers, opens, hands in, closes. One look at a time. */
  due(): Promise<void> {
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  /** Throws `not_found`, `quiz_closed` and `quiz_empty`. */
  async open(by: Actor, courseId: string, quizId: string): Promise<QuizRecord> {
    const { store, clock, news } = this.#deps;
    const { record, opened } = await store.transaction(async (queries) => {
      const found = await repository.findQuiz(queries, courseId, quizId, true);
      if (!found) throw new AppError('not_found');
      if (found.closedAt !== null) throw new AppError('quiz_closed');
      if (found.openedAt !== null) return { record: await toRecord(queries, found), opened: false };
      await this.#make(queries, found);
      const now = clock.now();
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

  /** What was saved is handed in. Throws `not_found` and `quiz_not_open`. */
  async finish(by: Actor, courseId: string, quizId: string): Promise<QuizRecord> {
    const { store, clock, news } = this.#deps;
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
    await this.#handInAll(await findOver(store.db, { quizId }));
    if (!closed) return record;
    news.changed(record);
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
      const ms = seconds * 1_000;
      const later = await this.#lengthen(queries, found, { branchId, ms });
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
    const { store, clock, news } = this.#deps;
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
        const papers = await this.#begunIn(queries, id, branchId);
        const lastAt = new Date(clock.now());
        await repository.countEvents(
          queries,
          papers.map((paperId) => ({ paperId, kind: 'lineLost' as const, count: 1, lastAt })),
        );
        const later = await this.#lengthen(queries, found, { branchId, ms });
        const after = { branchId, ms };
        await writeAudit(queries, clockActor, [{ courseId, action: 'quiz.gaveBack', recordId: id, after }]);
        return toRecord(queries, later);
      });
      if (record) news.changed(record);
    }
  }

  /** The end of a lesson opens what waits for it. */
  async lessonChanged({ id, courseId, endedAt }: Lesson): Promise<void> {
    if (endedAt === null) return;
    const rows = await this.#deps.store.db
      .select()
      .from(quiz)
      .where(and(eq(quiz.lessonId, id), isNull(quiz.openedAt)));
    for (const row of rows) {
      if (row.settings.opening.how === 'lessonEnd') await this.#tryOpen(courseId, row.id);
    }
  }

  async #look(): Promise<void> {
    const { store, clock } = this.#deps;
    const now = new Date(clock.now());
    const waiting = await store.db
      .select()
      .from(quiz)
      .where(and(isNull(quiz.openedAt), sql`${quiz.settings}->'opening'->>'how' = 'clock'`));
    for (const { id, courseId, settings, madeAt } of waiting) {
      if (settings.opening.how !== 'clock') continue;
      const left = settings.opening.at - now.getTime();
      if (left <= 0) await this.#tryOpen(courseId, id);
      else if (left <= madeBeforeMs && madeAt === null) await this.#tryMake(courseId, id);
    }
    await this.#handInAll(await findOver(store.db, { now }));
    const over = await store.db
      .select({ id: quiz.id, courseId: quiz.courseId })
      .from(quiz)
      .where(and(isNull(quiz.closedAt), lte(quiz.closesAt, now)));
    for (const { id, courseId } of over) await this.finish(clockActor, courseId, id);
    // What was saved when the server went down between a close and its papers.
    const left = await store.db
      .select({ paperId: paper.id, quizId: paper.quizId })
      .from(paper)
      .innerJoin(quiz, eq(quiz.id, paper.quizId))
      .where(and(isNotNull(quiz.closedAt), isNotNull(paper.startedAt), isNull(paper.handedInAt)));
    await this.#handInAll(left);
  }

  async #tryOpen(courseId: string, quizId: string): Promise<void> {
    try {
      await this.open(clockActor, courseId, quizId);
    } catch (error) {
      // It stays prepared: its author sees that it is not open, and why when it is opened by click.
      if (!(error instanceof AppError)) throw error;
      this.#deps.log.warn({ quizId, code: error.code }, 'a quiz could not be opened when it was due');
    }
  }

  async #tryMake(courseId: string, quizId: string): Promise<void> {
    try {
      await this.#deps.store.transaction(async (queries) => {
        const found = await repository.findQuiz(queries, courseId, quizId, true);
        if (found?.openedAt === null) await this.#make(queries, found);
      });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }

  /** Copies the questions and makes a paper for everybody whom it is for. Throws `quiz_empty`. */
  async #make(queries: Queries, found: QuizRow): Promise<void> {
    if (found.madeAt !== null) return;
    const { id: quizId, courseId, settings } = found;
    const pool = await repository.findBank(queries, found);
    const { selection, audience } = settings;
    const complete = selection.how === 'drawn' || pool.length === selection.questionIds.length;
    if (!complete || !drawItems(settings, pool, newId())?.length) throw new AppError('quiz_empty');
    const items: Item[] = [];
    const copies = pool.map((question, position) => {
      const { text, pictureId, content, points, explanation, topic, difficulty } = question;
      const copy = { id: newId(), text, pictureId, content, points, explanation, topic, difficulty };
      items.push(copy);
      return { ...copy, quizId, questionId: question.id, position };
    });
    for (let start = 0; start < copies.length; start += 500) {
      await queries.insert(quizItem).values(copies.slice(start, start + 500));
    }
    const named = audience.who === 'named' ? inArray(trainee.id, audience.traineeIds) : undefined;
    const people = await queries
      .select({ id: trainee.id })
      .from(trainee)
      .where(and(eq(trainee.courseId, courseId), named));
    for (let start = 0; start < people.length; start += atOnce) {
      const papers = people.slice(start, start + atOnce).map((one) => newPaper(found, items, one.id, 1));
      await queries.insert(paper).values(papers).onConflictDoNothing();
      await nextTurn();
    }
    await queries
      .update(quiz)
      .set({ madeAt: new Date(this.#deps.clock.now()) })
      .where(eq(quiz.id, quizId));
  }

  async #handInAll(over: readonly { paperId: string; quizId: string }[]): Promise<void> {
    const { store, clock, news } = this.#deps;
    const itemsOf = new Map<string, Item[]>();
    for (const { paperId, quizId } of over) {
      const items = itemsOf.get(quizId) ?? (await repository.findItems(store.db, quizId));
      itemsOf.set(quizId, items);
      const courseId = await store.transaction(async (queries) => {
        const [row] = await queries
          .select({ paper, quiz })
          .from(paper)
          .innerJoin(quiz, eq(quiz.id, paper.quizId))
          .where(eq(paper.id, paperId))
          .for('update', { of: paper });
        if (!row || row.paper.handedInAt !== null) return undefined;
        const now = new Date(clock.now());
        // It may have been given more time since it was looked up.
        const isOver = row.quiz.closedAt !== null || (row.paper.endsAt !== null && row.paper.endsAt <= now);
        if (!isOver) return undefined;
        await handIn(queries, { ...row, items }, { by: 'time', now });
        return row.quiz.courseId;
      });
      if (courseId !== undefined) news.handedIn(courseId, quizId);
    }
  }

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
      );
    return rows.map(({ id }) => id);
  }

  async #lengthen(
    queries: Queries,
    found: QuizRow,
    { branchId, ms }: { branchId: string | null; ms: number },
  ): Promise<QuizRow | undefined> {
    const papers = await this.#begunIn(queries, found.id, branchId);
    const longer = sql`${ms}::bigint * interval '1 millisecond'`;
    if (papers.length > 0) {
      await queries
        .update(paper)
        .set({ extraMs: sql`${paper.extraMs} + ${ms}::bigint`, endsAt: sql`${paper.endsAt} + ${longer}` })
        .where(inArray(paper.id, papers));
    }
    const [row] = await queries
      .update(quiz)
      .set({ closesAt: sql`${quiz.closesAt} + ${longer}` })
      .where(eq(quiz.id, found.id))
      .returning();
    return row;
  }
}

/** A paper of its own seed. Throws `quiz_empty`. */
export function newPaper(
  { id: quizId, settings }: QuizRow,
  items: readonly Item[],
  traineeId: string,
  attempt: number,
): Omit<PaperRow, 'startedAt' | 'endsAt' | 'extraMs' | 'sessionId' | 'version' | 'handedInAt' | 'handedInBy' | 'enteredBy' | 'given' | 'unmarked'> {
  const seed = newId();
  const drawn = drawItems(settings, items, seed);
  if (!drawn) throw new AppError('quiz_empty');
  const most = drawn.reduce((sum, { points }) => sum + points, 0);
  return { id: newId(), quizId, traineeId, attempt, seed, itemIds: drawn.map(({ id }) => id), most };
}
