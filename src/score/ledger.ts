import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { restAfter } from '../lib/pace.ts';
import type { Queries, Store } from '../store/port.ts';
import { differences, subjectOf, takeIn, type Fact, type Newest } from './differences.ts';
import type { ScoreNews } from './news.ts';
import * as repository from './repository.ts';
import { slices } from '../lib/slices.ts';
import {
  sourceNames,
  type LessonVerdicts,
  type Pending,
  type QuizResults,
  type SourceName,
  type Sources,
} from './sources.ts';

export interface LedgerDependencies {
  store: Store;
  clock: Clock;
  log: Logger;
  sources: Sources;
  news: ScoreNews;
}

/** What the bonus for a reflection stands under: it is no part of a component. */
export const reflectionSource = 'reflection';

/** Milliseconds that calls of `changed` are gathered for; longer where it takes long to follow. */
const gatheredFor = 1_000;
/**
 * Milliseconds after which a reader looks at the sources though none has said that it changed: what they do not tell of, as the
 * new title of a lesson, shows by then.
 */
const trustedFor = 15_000;
/**
 * Milliseconds after which what is kept of a course is let go when nothing came and nobody looked: half a kilobyte for each line, and
 * a server has many courses that are over.
 */
const keptFor = 60_000;
/** Facts that are compared in one go. */
const factsAtOnce = 500;

/** What the sources say; what was not asked is undefined. */
interface Said {
  lessons: readonly LessonVerdicts[] | undefined;
  quizzes: QuizResults | undefined;
  reflections: readonly { traineeId: string; at: number }[] | undefined;
}

/** What is on record of a course whose results are not final, so that nobody reads 20,000 lines to add one. */
interface Kept {
  newest: Newest;
  /** Verdicts that were undecided when attendance was asked last. */
  undecided: number;
  /** Moment of the last time that all sources were asked, by a clock that never jumps. */
  completeAt: number;
}

/** Keeps the ledger up with the verdicts, papers and reflections that it comes from, until results are final. */
export class Ledger {
  readonly #deps: LedgerDependencies;
  readonly #running = new Map<string, Promise<void>>();
  readonly #next = new Map<string, Promise<void>>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** The sources that have said that they changed, of each course, since they were last asked. */
  readonly #stale = new Map<string, Set<SourceName>>();
  readonly #kept = new Map<string, Kept>();
  /** What lets go of what is kept, by course. */
  readonly #rests = new Map<string, NodeJS.Timeout>();
  /** Milliseconds that it took to follow the last time, whatever the course. */
  #tookMs = 0;

  constructor(deps: LedgerDependencies) {
    this.#deps = deps;
  }

  /** Something that scores come from changed; the ledger follows within a second or a few. Without a source: anything. */
  changed(courseId: string, source?: SourceName): void {
    this.#mark(courseId, source === undefined ? sourceNames : [source]);
    if (this.#timers.has(courseId)) return;
    const timer = setTimeout(
      () => {
        this.#timers.delete(courseId);
        this.current(courseId).catch((error: unknown) => {
          this.#deps.log.error({ err: error, courseId }, 'the ledger of scores did not follow');
        });
      },
      restAfter(this.#tookMs, gatheredFor),
    );
    this.#timers.set(courseId, timer);
  }

  /**
   * Everything that `changed` was called for is in the ledger when it resolves, and everything else that is older than
   * 15 seconds: only sources that changed are asked.
   */
  current(courseId: string): Promise<void> {
    const stale = this.#stale.get(courseId)?.size ?? 0;
    if (stale > 0) return this.#share(courseId);
    const running = this.#running.get(courseId);
    if (running) return running;
    const { completeAt } = this.#kept.get(courseId) ?? {};
    if (completeAt !== undefined && performance.now() - completeAt < trustedFor) return Promise.resolve();
    return this.sync(courseId);
  }

  /** Everything that was so when it was called is in the ledger when it resolves. */
  sync(courseId: string): Promise<void> {
    this.#mark(courseId, sourceNames);
    return this.#share(courseId);
  }

  /**
   * What is not settled yet. Verdicts were counted when they were asked for last, as `current` does it: to decide hundreds of
   * them anew for a number would take as long as all the rest of an overview.
   */
  async pending(courseId: string): Promise<Pending> {
    const { quiz, attendance } = this.#deps.sources;
    await this.current(courseId);
    const papers = await quiz.pending(courseId);
    // Nothing is kept while somebody writes, nor once results are final.
    const undecided = this.#kept.get(courseId)?.undecided ?? undecidedOf(await attendance.verdicts(courseId));
    return { ...papers, undecided };
  }

  async close(): Promise<void> {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    for (const timer of this.#rests.values()) clearTimeout(timer);
    await Promise.allSettled([...this.#running.values(), ...this.#next.values()]);
  }

  #mark(courseId: string, sources: Iterable<SourceName>): void {
    this.#stale.set(courseId, new Set([...(this.#stale.get(courseId) ?? []), ...sources]));
  }

  /** Whoever calls while one runs shares the next, so that 557 readers cost two. */
  #share(courseId: string): Promise<void> {
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

  #begin(courseId: string): Promise<void> {
    const running = this.#sync(courseId).finally(() => this.#running.delete(courseId));
    this.#running.set(courseId, running);
    return running;
  }

  async #sync(courseId: string): Promise<void> {
    const { store, news } = this.#deps;
    const asked = this.#kept.has(courseId) ? (this.#stale.get(courseId) ?? new Set()) : new Set(sourceNames);
    this.#stale.delete(courseId);
    try {
      if ((await repository.findPolicy(store.db, courseId)).frozen) return;
      const begun = performance.now();
      const said = await this.#ask(courseId, asked);
      const written = await store.transaction((queries) => this.#write(queries, courseId, said));
      if (!written) return;
      const { changed, ...kept } = written;
      const completeAt = asked.size === sourceNames.length ? begun : kept.completeAt;
      this.#tookMs = performance.now() - begun;
      this.#keep(courseId, { ...kept, completeAt });
      if (changed.size > 0) news.changed(courseId, changed);
    } catch (error) {
      this.#mark(courseId, asked);
      throw error;
    }
  }

  #keep(courseId: string, kept: Kept): void {
    this.#kept.set(courseId, kept);
    clearTimeout(this.#rests.get(courseId));
    const rest = setTimeout(() => {
      this.#rests.delete(courseId);
      this.#kept.delete(courseId);
    }, keptFor);
    this.#rests.set(courseId, rest.unref());
  }

  async #ask(courseId: string, asked: ReadonlySet<SourceName>): Promise<Said> {
    const { attendance, quiz, reflections } = this.#deps.sources;
    const [lessons, quizzes, handedIn] = await Promise.all([
      asked.has('attendance') ? attendance.verdicts(courseId) : undefined,
      asked.has('quiz') ? quiz.results(courseId) : undefined,
      asked.has('reflections') ? reflections.handedIn(courseId) : undefined,
    ]);
    return { lessons, quizzes, reflections: handedIn };
  }

  /** What is on record then, and the trainees whose ledger has new lines; undefined once results are final. */
  async #write(
    queries: Queries,
    courseId: string,
    said: Said,
  ): Promise<(Kept & { changed: Set<string> }) | undefined> {
    await repository.lockScores(queries, courseId);
    const { policy, frozen } = await repository.findPolicy(queries, courseId);
    const kept = this.#kept.get(courseId);
    // It is kept again once the transaction has been committed; what failed, or runs again, reads the records.
    this.#kept.delete(courseId);
    if (frozen) return undefined;
    const pause = slices();
    const people = await repository.findTraineeIds(queries, courseId);
    const known = new Set(people);
    const newest = kept?.newest ?? (await newestOf(queries, courseId, people));
    const lacking: repository.EntryRow[] = [];
    for (const facts of factsOf(said, policy.reflectionBonus, newest)) {
      await pause();
      const some = facts.filter(({ traineeId }) => known.has(traineeId));
      lacking.push(...differences(newest, some, { courseId, now: this.#deps.clock.now() }));
    }
    await repository.insertEntries(queries, lacking);
    const before = await repository.findParts(queries, courseId);
    const parts = [
      ...(said.lessons
        ? partsOfLessons(courseId, said.lessons)
        : before.filter(({ component }) => component === 'attendance')),
      ...(said.quizzes
        ? partsOfQuizzes(courseId, said.quizzes)
        : before.filter(({ component }) => component !== 'attendance')),
    ];
    if (textOf(parts) !== textOf(before)) await repository.saveParts(queries, courseId, parts);
    const changed = new Set(lacking.map(({ traineeId }) => traineeId));
    const undecided = said.lessons ? undecidedOf(said.lessons) : (kept?.undecided ?? 0);
    return { newest, undecided, changed, completeAt: kept?.completeAt ?? 0 };
  }
}

function undecidedOf(lessons: readonly LessonVerdicts[]): number {
  return lessons.reduce((sum, { undecided }) => sum + undecided, 0);
}

async function newestOf(queries: Queries, courseId: string, people: readonly string[]): Promise<Newest> {
  const newest: Newest = new Map();
  const pause = slices();
  for await (const [, lines] of repository.readLedgers(queries, courseId, people)) {
    takeIn(newest, lines);
    await pause();
  }
  return newest;
}

/** What the sources say, some at a time: all of it at once would hold up the server while it is made. */
function* factsOf({ lessons, quizzes, reflections }: Said, bonus: number, newest: Newest): Iterable<Fact[]> {
  for (const { lessonId, title, verdicts } of lessons ?? []) {
    for (const some of inPieces(verdicts)) {
      yield some.map(({ traineeId, eventId, points, at, by, reason }) => ({
        ...{ traineeId, eventId, points, at, byName: by, reason },
        ...{ component: 'attendance', kind: 'verdict', sourceId: lessonId, title },
      }));
    }
  }
  const byId = new Map(quizzes?.quizzes.map((quiz) => [quiz.quizId, quiz]));
  for (const some of inPieces(quizzes?.papers ?? [])) {
    yield some.flatMap((paper) => paperFact(paper, byId.get(paper.quizId)));
  }
  for (const some of inPieces(reflections ?? [])) {
    // None while reflections add nothing, but for those whose bonus is taken back with the policy.
    yield some.map((one) => bonusFact(one, bonus)).filter((fact) => bonus > 0 || newest.has(subjectOf(fact)));
  }
}

function paperFact(
  { paperId, traineeId, percent, at }: QuizResults['papers'][number],
  quiz: QuizResults['quizzes'][number] | undefined,
): Fact[] {
  if (!quiz || percent === null) return [];
  const { quizId, kind, title, makeUpFor } = quiz;
  return [
    {
      component: kind === 'exam' ? 'exam' : 'quizzes',
      ...{ kind: 'submission', sourceId: makeUpFor ?? quizId, title },
      ...{ traineeId, eventId: paperId, points: percent, at, byName: null, reason: '' },
    },
  ];
}

function bonusFact({ traineeId, at }: { traineeId: string; at: number }, points: number): Fact {
  return {
    ...{ component: 'quizzes', kind: 'bonus', sourceId: reflectionSource, title: '' },
    ...{ traineeId, eventId: traineeId, points, at, byName: null, reason: '' },
  };
}

function* inPieces<T>(all: readonly T[]): Iterable<readonly T[]> {
  for (let start = 0; start < all.length; start += factsAtOnce) yield all.slice(start, start + factsAtOnce);
}

function partsOfLessons(courseId: string, lessons: readonly LessonVerdicts[]): repository.PartRow[] {
  return lessons.map(({ lessonId, title, due }, position) => ({
    component: 'attendance' as const,
    ...{ courseId, sourceId: lessonId, title, due, position },
  }));
}

function partsOfQuizzes(courseId: string, { quizzes }: QuizResults): repository.PartRow[] {
  return quizzes
    .filter(({ makeUpFor }) => makeUpFor === null)
    .map(({ quizId, kind, title, due }, position) => ({
      component: kind === 'exam' ? ('exam' as const) : ('quizzes' as const),
      ...{ courseId, sourceId: quizId, title, due, position },
    }));
}

/** Told apart by what it says, in whatever order. */
function textOf(parts: readonly repository.PartRow[]): string {
  const lines = parts.map(({ component, sourceId, title, due, position }) =>
    JSON.stringify([component, sourceId, title, due, position]),
  );
  return lines.sort().join('\n');
}
