import { and, asc, eq, inArray, isNotNull, isNull, sql, type SQL } from 'drizzle-orm';
import type { Participant } from '../contract/identity.ts';
import type { QuizRecord } from '../contract/quiz.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { writeAudit, type Actor } from '../store/audit.ts';
import type { Queries, Store } from '../store/port.ts';
import { paper, quiz, trainee } from '../store/schema/index.ts';
import type { QuizNews } from './news.ts';
import { stateOf, toRecord } from './preparing.ts';
import * as repository from './repository.ts';
import type { QuizRow } from './repository.ts';

/** Whoever gives back what a line cost. */
const lineActor: Actor = { sessionId: null };

/** Who gets more time: the people of a branch, one person, or with both null everybody. */
interface Whom {
  branchId: string | null;
  traineeId: string | null;
}

interface Given {
  whom: Whom;
  ms: number;
  /** What a cut line cost is given back: nobody lost more than has passed since the own beginning. */
  isReturn: boolean;
}

export interface MoreTimeDependencies {
  store: Store;
  clock: Clock;
  news: QuizNews;
}

/** Gives time to those who have not handed in: whoever has begun ends later, whoever has not may begin later. */
export class MoreTime {
  readonly #deps: MoreTimeDependencies;

  constructor(deps: MoreTimeDependencies) {
    this.#deps = deps;
  }

  /** Throws `not_found`, `quiz_not_open`, `quiz_closed`, and `invalid_input` for a branch and a person at once. */
  async extend(
    by: Participant,
    courseId: string,
    quizId: string,
    asked: Whom & { seconds: number; reason: string },
  ): Promise<QuizRecord> {
    const { store, news } = this.#deps;
    const { branchId, traineeId, seconds, reason } = asked;
    if (branchId !== null && traineeId !== null) throw new AppError('invalid_input', { path: 'traineeId' });
    const { record, rooms } = await store.transaction(async (queries) => {
      const found = await repository.findQuiz(queries, courseId, quizId, true);
      if (!found) throw new AppError('not_found');
      const state = stateOf(found);
      if (state !== 'open') throw new AppError(state === 'closed' ? 'quiz_closed' : 'quiz_not_open');
      const person = traineeId === null ? null : await repository.findTrainee(queries, courseId, traineeId);
      if (person === undefined) throw new AppError('not_found');
      const given = { whom: { branchId, traineeId }, ms: seconds * 1_000, isReturn: false };
      const { later } = await this.#give(queries, found, given);
      const after = { branchId, traineeId, seconds, reason };
      await writeAudit(queries, by, [{ courseId, action: 'quiz.extended', recordId: quizId, after }]);
      const concerned = branchId ?? person?.trainee.branchId ?? null;
      return { record: await toRecord(queries, later), rooms: concerned === null ? [] : [concerned] };
    });
    if (branchId === null && traineeId === null) news.changed(record);
    else news.timeGiven(record, { branchIds: rooms, traineeIds: traineeId === null ? [] : [traineeId] });
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
      if (record) news.timeGiven(record, { branchIds: [branchId], traineeIds: [] });
    }
  }

  async #giveBackIn(
    queries: Queries,
    found: QuizRow,
    { branchId, ms }: { branchId: string; ms: number },
  ): Promise<QuizRecord> {
    const given = { whom: { branchId, traineeId: null }, ms, isReturn: true };
    const { later, begun } = await this.#give(queries, found, given);
    const lastAt = new Date(this.#deps.clock.now());
    const events = begun.map((paperId) => ({ paperId, kind: 'lineLost' as const, count: 1, lastAt }));
    await repository.countEvents(queries, events);
    const { courseId, id } = found;
    const entry = { courseId, action: 'quiz.gaveBack', recordId: id, after: { branchId, ms } };
    await writeAudit(queries, lineActor, [entry]);
    return toRecord(queries, later);
  }

  /** Resolves to the quiz as it is then, and to the papers that were begun. */
  async #give(
    queries: Queries,
    found: QuizRow,
    given: Given,
  ): Promise<{ later: QuizRow | undefined; begun: string[] }> {
    const { whom, ms, isReturn } = given;
    const before = await mostGiven(queries, found.id);
    const papers = await lockUnfinished(queries, found.id, whom);
    const now = new Date(this.#deps.clock.now()).toISOString();
    const since = sql`coalesce(${paper.startedAt}, ${found.openedAt?.toISOString() ?? now}::timestamptz)`;
    const passed = sql`(extract(epoch from ${now}::timestamptz - ${since}) * 1000)::bigint`;
    const extra = isReturn ? sql`least(${ms}::bigint, greatest(0, ${passed}))` : sql`${ms}::bigint`;
    const ids = papers.map(({ id }) => id);
    if (ids.length > 0) {
      await queries
        .update(paper)
        .set({
          extraMs: sql`${paper.extraMs} + ${extra}`,
          endsAt: sql`${paper.endsAt} + ${asInterval(extra)}`,
        })
        .where(inArray(paper.id, ids));
    }
    // Open as long as whoever got most of it needs: hundreds of branches that were cut together lost the same minutes once.
    const isForAll = whom.branchId === null && whom.traineeId === null;
    const longer = isForAll ? ms : Math.max(0, (await mostGiven(queries, found.id)) - before);
    const [later] = await queries
      .update(quiz)
      .set({ closesAt: sql`${quiz.closesAt} + ${asInterval(sql`${longer}::bigint`)}` })
      .where(eq(quiz.id, found.id))
      .returning();
    return { later, begun: papers.flatMap(({ id, startedAt }) => (startedAt === null ? [] : [id])) };
  }
}

function asInterval(ms: SQL): SQL {
  return sql`(${ms}) * interval '1 millisecond'`;
}

/** The most that anybody was given in a quiz so far, in milliseconds. */
async function mostGiven(queries: Queries, quizId: string): Promise<number> {
  const [row] = await queries
    .select({ ms: sql<string | null>`max(${paper.extraMs})` })
    .from(paper)
    .where(eq(paper.quizId, quizId));
  return Number(row?.ms ?? 0);
}

/** Papers that are not handed in, locked in the order of their ids as whoever writes answers locks them. */
async function lockUnfinished(
  queries: Queries,
  quizId: string,
  { branchId, traineeId }: Whom,
): Promise<{ id: string; startedAt: Date | null }[]> {
  return await queries
    .select({ id: paper.id, startedAt: paper.startedAt })
    .from(paper)
    .innerJoin(trainee, eq(trainee.id, paper.traineeId))
    .where(
      and(
        eq(paper.quizId, quizId),
        isNull(paper.handedInAt),
        branchId === null ? undefined : eq(trainee.branchId, branchId),
        traineeId === null ? undefined : eq(trainee.id, traineeId),
      ),
    )
    .orderBy(asc(paper.id))
    .for('no key update', { of: paper });
}
