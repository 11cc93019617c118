import { createHash } from 'node:crypto';
import { and, asc, eq, isNotNull, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Participant } from '../contract/identity.ts';
import type { OpenQuiz, Paper, PaperAnswer, PaperResult, paperRoutes } from '../contract/paper.ts';
import { reachesBranch } from '../lib/access.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { writeAudit } from '../store/audit.ts';
import type { Queries, Store } from '../store/port.ts';
import { paper, quiz } from '../store/schema/index.ts';
import { grade } from './grading.ts';
import { handIn, placeOf, scoreOf } from './handing-in.ts';
import type { QuizNews } from './news.ts';
import { arrangement, keyOf, toPaperItem, type Item } from './paper-model.ts';
import { questionCount, stateOf } from './preparing.ts';
import * as repository from './repository.ts';
import type { PaperRow, QuizRow, TraineeRow } from './repository.ts';
import { newPaper } from './running.ts';

export interface SittingDependencies {
  store: Store;
  clock: Clock;
  news: QuizNews;
  /** Whether somebody signed in to a lesson. */
  isSignedIn: (traineeId: string, lessonId: string) => Promise<boolean>;
  /** Whether a camera is on patrol where somebody sits: the room's, or the own on a port. */
  hasCamera: (who: { traineeId: string; branchId: string | null; lessonId: string | null }) => boolean;
}

type SavedBody = z.output<(typeof paperRoutes)['PUT /api/courses/:courseId/papers/:paperId/answers']['body']>;
type Saved = SavedBody['answers'];
type Refusal = NonNullable<OpenQuiz['refusal']>;

const refusalCodes = {
  notOpen: 'quiz_not_open',
  closed: 'quiz_closed',
  tooLate: 'start_too_late',
  notSignedIn: 'sit_not_signed_in',
  notNamed: 'not_for_you',
  noAttempts: 'no_attempts_left',
} as const satisfies Record<Refusal, string>;

/** What a page may tell of itself; the rest the server sees. */
const toldByPage = new Set(['left', 'returned', 'pasted']);

/** Sitting a quiz or exam: papers begun, answered, handed in and seen again, on whatever device. */
export class Sitting {
  readonly #deps: SittingDependencies;
  /** Items of open quizzes: 557 people begin within seconds, and items never change once a quiz is open. */
  readonly #items = new Map<string, Promise<Item[]>>();

  constructor(deps: SittingDependencies) {
    this.#deps = deps;
  }

  /** What is for this person; a screen or liaison sees what is open for the course. */
  async list(by: Participant, courseId: string): Promise<{ serverTime: number; quizzes: OpenQuiz[] }> {
    const { store, clock } = this.#deps;
    const rows = await store.db
      .select()
      .from(quiz)
      .where(eq(quiz.courseId, courseId))
      .orderBy(asc(quiz.createdAt));
    const quizzes: OpenQuiz[] = [];
    for (const row of rows) {
      const papers = by.traineeId === null ? [] : await repository.findPapersOf(store.db, row.id, by.traineeId);
      const begun = papers.filter(({ startedAt }) => startedAt !== null);
      const refusal = await this.#refusal(row, by.traineeId, begun.length);
      if (refusal === 'notNamed' && begun.length === 0) continue;
      // What is only prepared is nobody's business until its time is known.
      if (row.openedAt === null && row.settings.opening.how !== 'clock') continue;
      quizzes.push(toOpenQuiz(row, begun, refusal));
    }
    return { serverTime: clock.now(), quizzes };
  }

  /** Begins the own paper or goes on with it. Throws `not_found` and what refuses a beginning. */
  async begin(by: Participant, courseId: string, quizId: string, again: boolean): Promise<Paper> {
    const { traineeId } = by;
    if (traineeId === null) throw new AppError('forbidden');
    return this.#begin(by, { courseId, quizId, traineeId, again, entered: false });
  }

  /** A liaison's entry for somebody of the own branch. Throws `not_found` for anybody else. */
  async beginFor(by: Participant, courseId: string, quizId: string, traineeId: string): Promise<Paper> {
    const found = await repository.findTrainee(this.#deps.store.db, courseId, traineeId);
    if (!found || !reachesTrainee(by, found)) throw new AppError('not_found');
    return this.#begin(by, { courseId, quizId, traineeId, again: false, entered: true });
  }

  async read(by: Participant, courseId: string, paperId: string): Promise<Paper> {
    const { db } = this.#deps.store;
    const found = await this.#reachable(db, by, courseId, paperId);
    return this.#view(found.paper, found.quiz, found.trainee);
  }

  /** Committed when it resolves. Throws `not_found`, `handed_in`, `time_over` and `quiz_closed`. */
  async save(
    by: Participant,
    courseId: string,
    paperId: string,
    { answers, events }: SavedBody,
  ): Promise<{ version: number; serverTime: number; endsAt: number | null }> {
    const { store, clock, news } = this.#deps;
    const { saved, quizId } = await store.transaction(async (queries) => {
      const found = await this.#reachable(queries, by, courseId, paperId, true);
      const now = new Date(clock.now());
      refuseLate(found, now);
      const row = await this.#write(queries, found.paper, { by, answers, now });
      const told = Object.entries(events).flatMap(([kind, count]) => (toldByPage.has(kind) ? [{ kind, count }] : []));
      const rows = told.map(({ kind, count }) => ({ paperId, kind: kind as 'left', count: count ?? 1, lastAt: now }));
      await repository.countEvents(queries, rows);
      return { saved: row, quizId: found.quiz.id };
    });
    news.progressed(courseId, quizId);
    return { version: saved.version, serverTime: clock.now(), endsAt: saved.endsAt?.getTime() ?? null };
  }

  /** Committed when it resolves; handing in again answers with the same receipt. Answers that come too late are left out. */
  async submit(by: Participant, courseId: string, paperId: string, answers: Saved): Promise<Paper> {
    const { store, clock, news } = this.#deps;
    const result = await store.transaction(async (queries) => {
      const found = await this.#reachable(queries, by, courseId, paperId, true);
      if (found.paper.handedInAt !== null) return { ...found, isNew: false };
      const now = new Date(clock.now());
      const isLate = found.quiz.closedAt !== null || (found.paper.endsAt !== null && found.paper.endsAt < now);
      const saved = isLate ? found.paper : await this.#write(queries, found.paper, { by, answers, now });
      const items = await this.#itemsOf(found.quiz.id);
      const who = by.role === 'liaison' ? ('liaison' as const) : ('trainee' as const);
      const how = { by: isLate ? ('time' as const) : who, now };
      const row = await handIn(queries, { paper: saved, quiz: found.quiz, items }, how);
      return { ...found, paper: row, isNew: true };
    });
    if (result.isNew) news.handedIn(courseId, result.quiz.id);
    return this.#view(result.paper, result.quiz, result.trainee);
  }

  async #begin(
    by: Participant,
    of: { courseId: string; quizId: string; traineeId: string; again: boolean; entered: boolean },
  ): Promise<Paper> {
    const { store, clock, news } = this.#deps;
    const { courseId, quizId, traineeId } = of;
    const person = await repository.findTrainee(store.db, courseId, traineeId);
    const row = await repository.findQuiz(store.db, courseId, quizId);
    if (!person || !row) throw new AppError('not_found');
    const begun = (await repository.findPapersOf(store.db, quizId, traineeId)).filter((one) => one.startedAt);
    const newest = begun.at(-1);
    if (newest && (newest.handedInAt === null || !of.again)) {
      if (of.entered && newest.enteredBy === null) throw new AppError('in_use');
      return this.#view(await this.#goOn(by, newest), row, person.trainee);
    }
    const refusal = await this.#refusal(row, traineeId, begun.length);
    if (refusal !== null) throw new AppError(refusalCodes[refusal]);
    const items = await this.#itemsOf(quizId);
    const now = clock.now();
    const attempt = begun.length + 1;
    const started = await store.transaction(async (queries) => {
      const made = newPaper(row, items, traineeId, attempt);
      await queries.insert(paper).values(made).onConflictDoNothing();
      const set = {
        // Whoever pressed twice, or on two devices, began once.
        startedAt: sql`coalesce(${paper.startedAt}, ${new Date(now).toISOString()}::timestamptz)`,
        endsAt: sql`case when ${paper.startedAt} is null then ${endOf(row, now)}::timestamptz else ${paper.endsAt} end`,
        sessionId: by.sessionId,
        ...(of.entered ? { enteredBy: by.sessionId } : {}),
      };
      const which = and(eq(paper.quizId, quizId), eq(paper.traineeId, traineeId), eq(paper.attempt, attempt));
      const [updated] = await queries.update(paper).set(set).where(which).returning();
      if (!updated) throw new AppError('not_found');
      if (of.entered) {
        await writeAudit(queries, by, [{ courseId, action: 'paper.entered', recordId: updated.id }]);
      }
      const { branchId } = person.trainee;
      const place = { traineeId, branchId, lessonId: row.lessonId };
      if (row.settings.requireCamera && !this.#deps.hasCamera(place)) {
        const event = { paperId: updated.id, kind: 'noCamera' as const, count: 1, lastAt: new Date(now) };
        await repository.countEvents(queries, [event]);
      }
      return updated;
    });
    news.progressed(courseId, quizId);
    return this.#view(started, row, person.trainee);
  }

  /** The paper is worked on with this session from now on; another one than before is on record. */
  async #goOn(by: Participant, row: PaperRow): Promise<PaperRow> {
    if (row.handedInAt !== null || row.sessionId === by.sessionId) return row;
    const { store, clock } = this.#deps;
    return store.transaction(async (queries) => {
      const lastAt = new Date(clock.now());
      await repository.countEvents(queries, [{ paperId: row.id, kind: 'otherDevice', count: 1, lastAt }]);
      const set = { sessionId: by.sessionId };
      const [updated] = await queries.update(paper).set(set).where(eq(paper.id, row.id)).returning();
      return updated ?? row;
    });
  }

  async #write(
    queries: Queries,
    row: PaperRow,
    { by, answers, now }: { by: Participant; answers: Saved; now: Date },
  ): Promise<PaperRow> {
    const own = new Set(row.itemIds);
    const newest = new Map<string, Saved[number]>();
    for (const one of answers) {
      if (own.has(one.itemId) && one.version > (newest.get(one.itemId)?.version ?? 0)) newest.set(one.itemId, one);
    }
    const rows = [...newest.values()].map((one) => ({ ...one, paperId: row.id, at: now }));
    await repository.upsertAnswers(queries, rows);
    if (row.sessionId !== by.sessionId) {
      const event = { paperId: row.id, kind: 'otherDevice' as const, count: 1, lastAt: now };
      await repository.countEvents(queries, [event]);
    }
    const version = Math.max(row.version, ...rows.map((one) => one.version));
    const set = { version, sessionId: by.sessionId };
    const [updated] = await queries.update(paper).set(set).where(eq(paper.id, row.id)).returning();
    return updated ?? row;
  }

  async #reachable(
    queries: Queries,
    by: Participant,
    courseId: string,
    paperId: string,
    lock = false,
  ): Promise<{ paper: PaperRow; quiz: QuizRow; trainee: TraineeRow }> {
    const found = await repository.findPaper(queries, courseId, paperId, lock);
    if (!found || found.paper.startedAt === null) throw new AppError('not_found');
    const person = await repository.findTrainee(queries, courseId, found.paper.traineeId);
    const isOwn = found.paper.traineeId === by.traineeId;
    // What somebody writes on the own phone is no liaison's to read.
    const entersIt = person && found.paper.enteredBy !== null && reachesTrainee(by, person);
    if (!person || !(isOwn || entersIt)) throw new AppError('not_found');
    return { ...found, trainee: person.trainee };
  }

  async #refusal(row: QuizRow, traineeId: string | null, begun: number): Promise<Refusal | null> {
    const { audience, attempts, startWithinS } = row.settings;
    if (audience.who === 'named' && (traineeId === null || !audience.traineeIds.includes(traineeId))) return 'notNamed';
    const state = stateOf(row);
    const now = this.#deps.clock.now();
    if (state === 'prepared') return 'notOpen';
    if (state === 'closed' || (row.closesAt !== null && row.closesAt.getTime() <= now)) return 'closed';
    const since = now - (row.openedAt?.getTime() ?? now);
    if (startWithinS !== null && since > startWithinS * 1_000) return 'tooLate';
    if (begun >= attempts) return 'noAttempts';
    if (audience.who !== 'signedIn' || traineeId === null || row.lessonId === null) return null;
    return (await this.#deps.isSignedIn(traineeId, row.lessonId)) ? null : 'notSignedIn';
  }

  #itemsOf(quizId: string): Promise<Item[]> {
    let found = this.#items.get(quizId);
    if (!found) {
      // A handful of quizzes is sat at a time; older ones are read again.
      if (this.#items.size >= 20) this.#items.clear();
      found = repository.findItems(this.#deps.store.db, quizId);
      found.catch(() => this.#items.delete(quizId));
      this.#items.set(quizId, found);
    }
    return found;
  }

  async #view(row: PaperRow, of: QuizRow, person: TraineeRow): Promise<Paper> {
    const { db } = this.#deps.store;
    const items = new Map((await this.#itemsOf(of.id)).map((item) => [item.id, item]));
    const own = row.itemIds.flatMap((itemId) => items.get(itemId) ?? []);
    const saved = await repository.findAnswers(db, row.id);
    const answers: Record<string, PaperAnswer> = {};
    for (const { itemId, answer } of saved) if (answer !== null) answers[itemId] = answer;
    const { title, kind, shuffleOptions } = of.settings;
    return {
      paperId: row.id,
      quizId: of.id,
      title,
      kind,
      traineeName: person.name,
      attempt: row.attempt,
      serverTime: this.#deps.clock.now(),
      startedAt: row.startedAt?.getTime() ?? 0,
      endsAt: row.endsAt?.getTime() ?? null,
      items: own.map((item) => toPaperItem(item, arrangement(item, { seed: row.seed, shuffleOptions }))),
      answers,
      version: row.version,
      receipt: receiptOf(row),
      result: row.handedInAt === null ? null : await resultOf(db, row, of, { items: own, saved }),
    };
  }
}

function reachesTrainee(by: Participant, { trainee, parentId }: { trainee: TraineeRow; parentId: string | null }): boolean {
  const { branchId: id, courseId } = trainee;
  return by.role === 'liaison' && id !== null && reachesBranch(by, { id, courseId, parentId });
}

function refuseLate({ paper: row, quiz: of }: { paper: PaperRow; quiz: QuizRow }, now: Date): void {
  const isOver = row.endsAt !== null && row.endsAt < now;
  if (isOver || row.handedInBy === 'time') throw new AppError('time_over');
  if (row.handedInAt !== null) throw new AppError('handed_in');
  if (of.closedAt !== null) throw new AppError('quiz_closed');
}

/** When the time of somebody who begins at `now` ends, for a statement; null when it ends with the close. */
function endOf({ closesAt, settings: { durationS } }: QuizRow, now: number): string | null {
  const ends = [closesAt?.getTime() ?? Infinity, durationS === null ? Infinity : now + durationS * 1_000];
  const end = Math.min(...ends);
  return Number.isFinite(end) ? new Date(end).toISOString() : null;
}

/** The receipt's code follows from the paper and its moment: the same submission has the same one for ever. */
function receiptOf({ id, handedInAt, handedInBy }: PaperRow): Paper['receipt'] {
  if (handedInAt === null || handedInBy === null) return null;
  const digest = createHash('sha256').update(`${id}\n${handedInAt.getTime()}`).digest('hex');
  const code = `${digest.slice(0, 4)}-${digest.slice(4, 8)}`.toUpperCase();
  return { handedInAt: handedInAt.getTime(), code, by: handedInBy };
}

async function resultOf(
  queries: Queries,
  row: PaperRow,
  of: QuizRow,
  { items, saved }: { items: readonly Item[]; saved: readonly repository.AnswerRow[] },
): Promise<PaperResult> {
  const { showAnswers, showPlace, passMark, shuffleOptions, multipleChoice } = of.settings;
  const answersShown = showAnswers === 'atOnce' || (showAnswers === 'afterClose' && of.closedAt !== null);
  const score = scoreOf(row);
  const shown = showPlace && score !== null ? await placeOf(queries, row) : null;
  const comments = await repository.findComments(queries, row.id);
  const byItem = new Map(saved.map((one) => [one.itemId, one]));
  return {
    score,
    passed: score === null ? null : score >= passMark,
    given: row.given ?? 0,
    most: row.most,
    unmarked: row.unmarked,
    place: shown?.place ?? null,
    of: shown?.of ?? null,
    answersShown,
    items: items.map((item) => {
      const order = arrangement(item, { seed: row.seed, shuffleOptions });
      const one = byItem.get(item.id);
      const given = one ? one.given : grade({ ...item, order, multipleChoice }, null);
      return {
        itemId: item.id,
        // What an item was given says what is right as well as the key does.
        given: answersShown ? given : null,
        comment: comments.get(item.id) ?? '',
        right: answersShown && given !== null ? given === item.points : null,
        key: answersShown ? keyOf(item.content, order) : null,
        explanation: answersShown ? item.explanation : null,
      };
    }),
  };
}

function toOpenQuiz(row: QuizRow, papers: readonly PaperRow[], refusal: Refusal | null): OpenQuiz {
  const { id: quizId, lessonId, settings, openedAt, closesAt } = row;
  const { title, kind, opening, durationS, startWithinS, attempts, passMark, requireCamera } = settings;
  return {
    quizId,
    title,
    kind,
    lessonId,
    state: stateOf(row),
    openedAt: openedAt?.getTime() ?? null,
    opensAt: opening.how === 'clock' ? opening.at : null,
    startUntil: openedAt === null || startWithinS === null ? null : openedAt.getTime() + startWithinS * 1_000,
    closesAt: closesAt?.getTime() ?? null,
    durationS,
    questions: questionCount(settings),
    attempts,
    passMark,
    requireCamera,
    refusal,
    papers: papers.map((one) => {
      const score = scoreOf(one);
      return {
        paperId: one.id,
        attempt: one.attempt,
        state: one.handedInAt === null ? ('begun' as const) : ('handedIn' as const),
        endsAt: one.endsAt?.getTime() ?? null,
        score,
        passed: score === null ? null : score >= passMark,
      };
    }),
  };
}

/** How many began and handed in a quiz. */
export async function countBegun(queries: Queries, quizId: string): Promise<{ opened: number; handedIn: number }> {
  const [row] = await queries
    .select({
      opened: sql<number>`count(distinct ${paper.traineeId})::int`,
      handedIn: sql<number>`(count(distinct ${paper.traineeId}) filter (where ${paper.handedInAt} is not null))::int`,
    })
    .from(paper)
    .where(and(eq(paper.quizId, quizId), isNotNull(paper.startedAt)));
  return { opened: row?.opened ?? 0, handedIn: row?.handedIn ?? 0 };
}
