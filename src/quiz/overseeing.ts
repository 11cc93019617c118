import { and, asc, count, eq, inArray, isNotNull, isNull, or, sql, type SQL } from 'drizzle-orm';
import type { Participant } from '../contract/identity.ts';
import type { QuizProgress, Sitting } from '../contract/quiz.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import type { Queries, Store } from '../store/port.ts';
import { branch, paper, paperAnswer, paperEvent, quizItem, trainee } from '../store/schema/index.ts';
import { percentOf, scoreOf } from './sheet.ts';
import * as repository from './repository.ts';

/** Milliseconds after an answer for which somebody counts as answering. */
export const answeringMs = 60_000;
const hardestShown = 10;

/** How far a quiz has come, for those who run it, and for a liaison in the own branch and those below it. */
export class Overseeing {
  readonly #deps: { store: Store; clock: Clock };

  constructor(deps: { store: Store; clock: Clock }) {
    this.#deps = deps;
  }

  /** Throws `not_found`. */
  async progress(by: Participant, courseId: string, quizId: string): Promise<QuizProgress> {
    const { db } = this.#deps.store;
    const found = await repository.findQuiz(db, courseId, quizId);
    if (!found) throw new AppError('not_found');
    const scope = scopeOf(db, by);
    const { audience, passMark } = found.settings;
    const named = audience.who === 'named' ? inArray(trainee.id, audience.traineeIds) : undefined;
    const rows = await db
      .select({
        branchId: trainee.branchId,
        traineeId: trainee.id,
        startedAt: paper.startedAt,
        handedInAt: paper.handedInAt,
        given: paper.given,
        most: paper.most,
        unmarked: paper.unmarked,
        lastAt: sql<
          string | null
        >`(select max(${paperAnswer.at}) from ${paperAnswer} where ${paperAnswer.paperId} = ${paper.id})`,
      })
      .from(trainee)
      .leftJoin(
        paper,
        and(eq(paper.traineeId, trainee.id), eq(paper.quizId, quizId), isNotNull(paper.startedAt)),
      )
      .where(and(eq(trainee.courseId, courseId), named, scope));
    const since = this.#deps.clock.now() - answeringMs;
    const byBranch = new Map<string | null, Tally>();
    const all = new Tally(passMark);
    for (const row of rows) {
      const tally = byBranch.get(row.branchId) ?? new Tally(passMark);
      byBranch.set(row.branchId, tally);
      const isDone = row.handedInAt !== null;
      const isMarked = isDone && row.given !== null && row.unmarked === 0 && row.most !== null;
      const score = isMarked ? percentOf(row.given ?? 0, row.most ?? 0) : null;
      const last = row.lastAt === null ? 0 : Date.parse(row.lastAt);
      const one = {
        traineeId: row.traineeId,
        opened: row.startedAt !== null,
        isDone,
        answering: !isDone && last >= since,
        score,
      };
      tally.add(one);
      all.add(one);
    }
    const branches = [...byBranch].map(([branchId, tally]) => ({ branchId, ...tally.counts() }));
    const hardest =
      by.role === 'liaison' && found.closedAt === null ? [] : await findHardest(db, quizId, scope);
    return { quizId, ...all.counts(), branches, hardest };
  }

  /** Throws `not_found`. */
  async sittings(
    by: Participant,
    courseId: string,
    quizId: string,
    page: {
      branchId?: string | undefined;
      state?: Sitting['state'] | undefined;
      offset: number;
      limit: number;
    },
  ): Promise<{ sittings: Sitting[]; total: number }> {
    const { db } = this.#deps.store;
    if (!(await repository.findQuiz(db, courseId, quizId))) throw new AppError('not_found');
    const states = {
      notBegun: isNull(paper.startedAt),
      begun: and(isNotNull(paper.startedAt), isNull(paper.handedInAt)),
      handedIn: isNotNull(paper.handedInAt),
    };
    const which = and(
      eq(paper.quizId, quizId),
      scopeOf(db, by),
      page.branchId === undefined ? undefined : eq(trainee.branchId, page.branchId),
      page.state === undefined ? undefined : states[page.state],
    );
    const from = db
      .select({ paper, trainee })
      .from(paper)
      .innerJoin(trainee, eq(trainee.id, paper.traineeId));
    const order = [asc(trainee.position), asc(trainee.id), asc(paper.attempt)];
    const rows = await from
      .where(which)
      .orderBy(...order)
      .offset(page.offset)
      .limit(page.limit);
    const [all] = await db
      .select({ n: count() })
      .from(paper)
      .innerJoin(trainee, eq(trainee.id, paper.traineeId))
      .where(which);
    const ids = rows.map((row) => row.paper.id);
    const events =
      ids.length === 0 ? [] : await db.select().from(paperEvent).where(inArray(paperEvent.paperId, ids));
    const answered = new Map((await countAnswered(db, ids)).map((one) => [one.paperId, one.n]));
    const sittings = rows.map(({ paper: row, trainee: person }): Sitting => ({
      paperId: row.id,
      traineeId: person.id,
      name: person.name,
      number: person.number,
      branchId: person.branchId,
      attempt: row.attempt,
      state: row.handedInAt !== null ? 'handedIn' : row.startedAt === null ? 'notBegun' : 'begun',
      entered: row.enteredBy !== null,
      answered: answered.get(row.id) ?? 0,
      startedAt: row.startedAt?.getTime() ?? null,
      endsAt: row.endsAt?.getTime() ?? null,
      handedInAt: row.handedInAt?.getTime() ?? null,
      handedInBy: row.handedInBy,
      score: scoreOf(row),
      unmarked: row.handedInAt === null ? 0 : row.unmarked,
      events: events
        .filter(({ paperId }) => paperId === row.id)
        .map(({ kind, count: times, lastAt }) => ({ kind, count: times, lastAt: lastAt.getTime() })),
      extraS: Math.round(row.extraMs / 1_000),
    }));
    return { sittings, total: all?.n ?? 0 };
  }
}

interface One {
  traineeId: string;
  opened: boolean;
  isDone: boolean;
  answering: boolean;
  score: number | null;
}

/** Counts people, not papers: of several attempts the best counts. */
class Tally {
  readonly #passMark: number;
  readonly #people = new Map<string, One>();

  constructor(passMark: number) {
    this.#passMark = passMark;
  }

  add(one: One): void {
    const before = this.#people.get(one.traineeId);
    const scores = [before?.score ?? null, one.score].filter((score) => score !== null);
    this.#people.set(one.traineeId, {
      traineeId: one.traineeId,
      opened: one.opened || before?.opened === true,
      isDone: one.isDone || before?.isDone === true,
      answering: one.answering || before?.answering === true,
      score: scores.length === 0 ? null : Math.max(...scores),
    });
  }

  counts() {
    const people = [...this.#people.values()];
    const scores = people.flatMap(({ score }) => (score === null ? [] : [score]));
    return {
      expected: people.length,
      opened: people.filter(({ opened }) => opened).length,
      answering: people.filter(({ answering }) => answering).length,
      handedIn: people.filter(({ isDone }) => isDone).length,
      mean:
        scores.length === 0 ? null : Math.round(scores.reduce((sum, one) => sum + one, 0) / scores.length),
      passed: scores.filter((score) => score >= this.#passMark).length,
    };
  }
}

/** Whose papers somebody may see. Throws `forbidden` for a liaison without a branch. */
function scopeOf(queries: Queries, { role, branchId }: Participant): SQL | undefined {
  if (role !== 'liaison') return undefined;
  if (branchId === null) throw new AppError('forbidden');
  const below = queries
    .select({ id: branch.id })
    .from(branch)
    .where(or(eq(branch.id, branchId), eq(branch.parentId, branchId)));
  return inArray(trainee.branchId, below);
}

function countAnswered(
  queries: Queries,
  paperIds: readonly string[],
): Promise<{ paperId: string; n: number }[]> {
  if (paperIds.length === 0) return Promise.resolve([]);
  return queries
    .select({ paperId: paperAnswer.paperId, n: count() })
    .from(paperAnswer)
    .where(and(inArray(paperAnswer.paperId, [...paperIds]), isNotNull(paperAnswer.answer)))
    .groupBy(paperAnswer.paperId)
    .then((rows) => rows);
}

async function findHardest(
  queries: Queries,
  quizId: string,
  scope: SQL | undefined,
): Promise<QuizProgress['hardest']> {
  const right = sql<number>`coalesce(round(10000.0 * sum(${paperAnswer.given}) / nullif(sum(${quizItem.points}), 0)), 0)::int`;
  return queries
    .select({ itemId: quizItem.id, text: quizItem.text, answered: sql<number>`count(*)::int`, right })
    .from(paperAnswer)
    .innerJoin(quizItem, eq(quizItem.id, paperAnswer.itemId))
    .innerJoin(paper, eq(paper.id, paperAnswer.paperId))
    .innerJoin(trainee, eq(trainee.id, paper.traineeId))
    .where(and(eq(paper.quizId, quizId), isNotNull(paper.handedInAt), isNotNull(paperAnswer.given), scope))
    .groupBy(quizItem.id, quizItem.text)
    .orderBy(right)
    .limit(hardestShown);
}
