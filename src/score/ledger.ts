import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { Queries, Store } from '../store/port.ts';
import { differences, newestOf, type Fact, type Newest } from './differences.ts';
import type { ScoreNews } from './news.ts';
import * as repository from './repository.ts';
import type { LessonVerdicts, QuizResults, Sources } from './sources.ts';

export interface LedgerDependencies {
  store: Store;
  clock: Clock;
  log: Logger;
  sources: Sources;
  news: ScoreNews;
}

/** What the bonus for a reflection stands under: it is no part of a component. */
export const reflectionSource = 'reflection';

/** Milliseconds that calls of `changed` are gathered for. */
const gatheredFor = 1_000;

/** Keeps the ledger up with the verdicts, papers and reflections that it comes from, until results are final. */
export class Ledger {
  readonly #deps: LedgerDependencies;
  readonly #running = new Map<string, Promise<void>>();
  readonly #next = new Map<string, Promise<void>>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** What is on record of courses whose results are not final, so that nobody reads 20,000 lines to add one. */
  readonly #newest = new Map<string, Newest>();

  constructor(deps: LedgerDependencies) {
    this.#deps = deps;
  }

  /** Something that scores come from changed; the ledger follows within a second or two. */
  changed(courseId: string): void {
    if (this.#timers.has(courseId)) return;
    const timer = setTimeout(() => {
      this.#timers.delete(courseId);
      this.sync(courseId).catch((error: unknown) => {
        this.#deps.log.error({ err: error, courseId }, 'the ledger of scores did not follow');
      });
    }, gatheredFor);
    this.#timers.set(courseId, timer);
  }

  /**
   * Everything that was so when it was called is in the ledger when it resolves. Whoever calls while one runs shares the
   * next, so that 557 readers cost two.
   */
  sync(courseId: string): Promise<void> {
    const running = this.#running.get(courseId);
    if (!running) return this.#begin(courseId);
    const shared = this.#next.get(courseId);
    if (shared) return shared;
    const begin = () => {
      this.#next.delete(courseId);
      return this.#begin(courseId);
    };
    const next = running.then(begin, begin);
    this.#next.set(courseId, next);
    return next;
  }

  async close(): Promise<void> {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    await Promise.allSettled([...this.#running.values(), ...this.#next.values()]);
  }

  #begin(courseId: string): Promise<void> {
    const running = this.#sync(courseId).finally(() => this.#running.delete(courseId));
    this.#running.set(courseId, running);
    return running;
  }

  async #sync(courseId: string): Promise<void> {
    const { store, sources, news } = this.#deps;
    if ((await repository.findPolicy(store.db, courseId)).frozen) return;
    const [lessons, quizzes, reflections] = await Promise.all([
      sources.attendance.verdicts(courseId),
      sources.quiz.results(courseId),
      sources.reflections.handedIn(courseId),
    ]);
    const written = await store.transaction((queries) =>
      this.#write(queries, courseId, { lessons, quizzes, reflections }),
    );
    if (!written) return;
    this.#newest.set(courseId, written.newest);
    if (written.changed.size > 0) news.changed(courseId, written.changed);
  }

  /** What is on record then, and the trainees whose ledger has new lines; undefined once results are final. */
  async #write(
    queries: Queries,
    courseId: string,
    said: {
      lessons: readonly LessonVerdicts[];
      quizzes: QuizResults;
      reflections: readonly { traineeId: string; at: number }[];
    },
  ): Promise<{ newest: Newest; changed: Set<string> } | undefined> {
    await repository.lockScores(queries, courseId);
    const { policy, frozen } = await repository.findPolicy(queries, courseId);
    const kept = this.#newest.get(courseId);
    // It is kept again once the transaction has been committed; what failed, or runs again, reads the records.
    this.#newest.delete(courseId);
    if (frozen) return undefined;
    const newest = kept ?? newestOf(await repository.findEntries(queries, courseId));
    const known = new Set((await repository.findTrainees(queries, courseId)).map(({ id }) => id));
    const facts = [
      ...said.lessons.flatMap(verdictFacts),
      ...paperFacts(said.quizzes),
      ...bonusFacts(said.reflections, policy.reflectionBonus, newest),
    ].filter(({ traineeId }) => known.has(traineeId));
    const lacking = differences(newest, facts, { courseId, now: this.#deps.clock.now() });
    await repository.insertEntries(queries, lacking);
    const parts = partsOf(courseId, said.lessons, said.quizzes);
    const before = await repository.findParts(queries, courseId);
    if (textOf(parts) !== textOf(before)) await repository.saveParts(queries, courseId, parts);
    return { newest, changed: new Set(lacking.map(({ traineeId }) => traineeId)) };
  }
}

function verdictFacts({ lessonId, title, verdicts }: LessonVerdicts): Fact[] {
  return verdicts.map(({ traineeId, eventId, points, at, by, reason }) => ({
    ...{ component: 'attendance' as const, kind: 'verdict' as const, sourceId: lessonId, title },
    ...{ traineeId, eventId, points, at, byName: by, reason },
  }));
}

function paperFacts({ quizzes, papers }: QuizResults): Fact[] {
  const byId = new Map(quizzes.map((quiz) => [quiz.quizId, quiz]));
  return papers.flatMap(({ paperId, quizId, traineeId, percent, at }) => {
    const quiz = byId.get(quizId);
    if (!quiz || percent === null) return [];
    return {
      component: quiz.kind === 'exam' ? ('exam' as const) : ('quizzes' as const),
      ...{ kind: 'submission' as const, sourceId: quiz.makeUpFor ?? quizId, title: quiz.title },
      ...{ traineeId, eventId: paperId, points: percent, at, byName: null, reason: '' },
    };
  });
}

/** None while reflections add nothing, but for those whose bonus is taken back with the policy. */
function bonusFacts(
  reflections: readonly { traineeId: string; at: number }[],
  points: number,
  newest: Newest,
): Fact[] {
  const lines = [...newest.values()].filter(({ kind }) => kind === 'bonus');
  const have = new Set(lines.map(({ traineeId }) => traineeId));
  return reflections
    .filter(({ traineeId }) => points > 0 || have.has(traineeId))
    .map(({ traineeId, at }) => ({
      ...{ component: 'quizzes' as const, kind: 'bonus' as const, sourceId: reflectionSource, title: '' },
      ...{ traineeId, eventId: traineeId, points, at, byName: null, reason: '' },
    }));
}

function partsOf(
  courseId: string,
  lessons: readonly LessonVerdicts[],
  { quizzes }: QuizResults,
): repository.PartRow[] {
  const ofQuizzes = quizzes.filter(({ makeUpFor }) => makeUpFor === null);
  return [
    ...lessons.map(({ lessonId, title, due }) => ({
      component: 'attendance' as const,
      ...{ sourceId: lessonId, title, due },
    })),
    ...ofQuizzes.map(({ quizId, kind, title, due }) => ({
      component: kind === 'exam' ? ('exam' as const) : ('quizzes' as const),
      ...{ sourceId: quizId, title, due },
    })),
  ].map((part, position) => ({ courseId, ...part, position }));
}

/** Told apart by what it says, in whatever order. */
function textOf(parts: readonly repository.PartRow[]): string {
  const lines = parts.map(({ component, sourceId, title, due, position }) =>
    JSON.stringify([component, sourceId, title, due, position]),
  );
  return lines.sort().join('\n');
}
