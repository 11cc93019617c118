import { and, eq, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import type { Actor } from '../store/audit.ts';
import type { Store } from '../store/port.ts';
import { quiz } from '../store/schema/index.ts';
import type { QuizNews } from './news.ts';
import { toRecord } from './preparing.ts';
import { findQuiz } from './repository.ts';
import type { Running } from './running.ts';
import { findOver } from './sheets.ts';
import type { TimeOver } from './time-over.ts';

/** Milliseconds before an opening by clock at which papers are made: the minutes in which people come in. */
const madeBeforeMs = 5 * 60_000;
/** Milliseconds between two looks at the records for what is due. */
const lookMs = 1_000;
/** Milliseconds after which what its author has to mend is tried again; at once when the quiz itself is changed. */
const mendedMs = 30_000;
/** Milliseconds after which what failed for another reason is tried again. */
const againMs = 5_000;
/** Whoever opens and closes by the clock. */
const clockActor: Actor = { sessionId: null };

export interface DueDependencies {
  store: Store;
  clock: Clock;
  log: Logger;
  news: QuizNews;
  running: Running;
  over: TimeOver;
  /** Whether what is due in a course is to be done by this node. */
  runsHere: (courseId: string) => Promise<boolean>;
}

type Opening = Pick<typeof quiz.$inferSelect, 'id' | 'courseId' | 'revision'>;

/** Does by the server's clock what is due; it comes from the records, so it survives restarts. */
export class Due {
  readonly #deps: DueDependencies;
  /** Quizzes of which something could not be done, with the revision that was tried and until when it is left alone. */
  readonly #failed = new Map<string, { revision: number; until: number }>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  constructor(deps: DueDependencies) {
    this.#deps = deps;
  }

  start(): void {
    this.#timer = setInterval(() => void (this.#looking ?? this.look()), lookMs);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  /**
   * Does all that is due now: makes papers, opens, hands in, closes. One look at a time, and what became due during the one
   * before is done too; what fails holds up nothing else.
   */
  look(): Promise<void> {
    const looking = (this.#looking ?? Promise.resolve())
      .then(() => this.#look())
      .finally(() => {
        if (this.#looking === looking) this.#looking = undefined;
      });
    this.#looking = looking;
    return looking;
  }

  /** Opens what was waiting for that lesson's end. */
  async lessonEnded(lessonId: string): Promise<void> {
    const rows = await this.#deps.store.db
      .select()
      .from(quiz)
      .where(and(eq(quiz.lessonId, lessonId), isNull(quiz.openedAt)));
    for (const row of rows) {
      if (row.settings.opening.how === 'lessonEnd') await this.#try(row, () => this.#open(row));
    }
  }

  async #look(): Promise<void> {
    await this.#step('opening', () => this.#openWaiting());
    await this.#step('handing in', () => this.#handInOver());
    await this.#step('closing', () => this.#closeOver());
  }

  async #openWaiting(): Promise<void> {
    const { store, clock, running } = this.#deps;
    const now = clock.now();
    const at = sql<number>`(${quiz.settings}->'opening'->>'at')::float8`;
    const waiting = await store.db
      .select({ id: quiz.id, courseId: quiz.courseId, revision: quiz.revision, madeAt: quiz.madeAt, at })
      .from(quiz)
      .where(
        and(
          isNull(quiz.openedAt),
          sql`${quiz.settings}->'opening'->>'how' = 'clock'`,
          lte(at, now + madeBeforeMs),
        ),
      );
    for (const row of waiting) {
      if (this.#isLeftAlone(row, now) || !(await this.#deps.runsHere(row.courseId))) continue;
      if (row.at <= now) await this.#try(row, () => this.#open(row));
      else if (row.madeAt === null) await this.#try(row, () => running.make(row.courseId, row.id));
    }
  }

  async #handInOver(): Promise<void> {
    const { store, clock, over } = this.#deps;
    const now = clock.now();
    // Also what was saved when the server went down between a close and its papers.
    for (const { paperIds, ...row } of await findOver(store.db, new Date(now))) {
      if (this.#isLeftAlone(row, now) || !(await this.#deps.runsHere(row.courseId))) continue;
      await this.#try(row, () => over.handIn(paperIds));
    }
  }

  async #closeOver(): Promise<void> {
    const { store, clock, running } = this.#deps;
    const now = clock.now();
    const rows = await store.db
      .select({ id: quiz.id, courseId: quiz.courseId, revision: quiz.revision })
      .from(quiz)
      .where(and(isNotNull(quiz.openedAt), isNull(quiz.closedAt), lte(quiz.closesAt, new Date(now))));
    for (const row of rows) {
      if (this.#isLeftAlone(row, now) || !(await this.#deps.runsHere(row.courseId))) continue;
      await this.#try(row, () => running.finish(clockActor, row.courseId, row.id));
    }
  }

  async #open({ courseId, id }: Opening): Promise<void> {
    await this.#deps.running.open(clockActor, courseId, id);
  }

  #isLeftAlone({ id, revision }: Opening, now: number): boolean {
    const failed = this.#failed.get(id);
    return failed?.revision === revision && now < failed.until;
  }

  /** What its author can mend is logged and told once, and shown with the quiz; the rest is logged each time. */
  async #try(row: Opening, work: () => Promise<unknown>): Promise<void> {
    const { store, log, news, clock } = this.#deps;
    const { id: quizId, courseId, revision } = row;
    try {
      await work();
      this.#failed.delete(quizId);
    } catch (error) {
      const before = this.#failed.get(quizId);
      const isItsOwn = error instanceof AppError;
      this.#failed.set(quizId, { revision, until: clock.now() + (isItsOwn ? mendedMs : againMs) });
      if (!isItsOwn) log.error({ err: error, quizId }, 'what is due of a quiz was not done');
      else if (before?.revision !== revision) {
        log.warn(
          { quizId, code: error.code },
          'a quiz cannot be opened as it is; its author has to change it',
        );
        news.failed(await toRecord(store.db, await findQuiz(store.db, courseId, quizId)));
      }
    }
  }

  async #step(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#deps.log.error(
        { err: error },
        `what is due in quizzes was not done (${what}); it is tried again`,
      );
    }
  }
}
