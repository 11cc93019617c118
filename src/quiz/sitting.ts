import { and, asc, eq, isNotNull, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Participant } from '../contract/identity.ts';
import type { OpenQuiz, Paper, paperRoutes } from '../contract/paper.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { writeAudit } from '../store/audit.ts';
import type { Queries, Store } from '../store/port.ts';
import { paper, quiz } from '../store/schema/index.ts';
import type { ItemCache } from './item-cache.ts';
import { newPaper } from './making.ts';
import { roomOf, type QuizNews } from './news.ts';
import { toOpenQuiz, viewOf } from './paper-view.ts';
import {
  mayWorkOn,
  reachesTrainee,
  type PaperWriter,
  type Sitter,
  type WrittenPaper,
} from './paper-writer.ts';
import { findPlaces } from './places.ts';
import { stateOf } from './preparing.ts';
import * as repository from './repository.ts';
import type { PaperRow, QuizRow } from './repository.ts';
import { devicesWith, type SavedAnswer, type Sheet, type SittingEvent } from './sheet.ts';
import { openSheets, type OwnedSheet } from './sheets.ts';

export interface SittingDependencies {
  store: Store;
  clock: Clock;
  news: QuizNews;
  items: ItemCache;
  writer: PaperWriter;
  /** Whether somebody signed in to a lesson. */
  isSignedIn: (traineeId: string, lessonId: string) => Promise<boolean>;
  /** Whether a camera is on patrol where somebody sits: the room's, or the own on a port. */
  hasCamera: (who: { traineeId: string; branchId: string | null; lessonId: string | null }) => boolean;
}

type SavedBody = z.output<(typeof paperRoutes)['PUT /api/courses/:courseId/papers/:paperId/answers']['body']>;
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
const toldByPage = ['left', 'returned', 'pasted'] as const satisfies readonly SittingEvent[];

/** Sitting a quiz or exam: papers begun, answered, handed in and seen again, on whatever device. */
export class Sitting {
  readonly #deps: SittingDependencies;

  constructor(deps: SittingDependencies) {
    this.#deps = deps;
  }

  /** What is for this person; a screen or liaison sees what is open for the course. */
  async list(by: Participant, courseId: string): Promise<{ serverTime: number; quizzes: OpenQuiz[] }> {
    const { store, clock } = this.#deps;
    const { traineeId } = by;
    const [rows, papers] = await Promise.all([
      store.db.select().from(quiz).where(eq(quiz.courseId, courseId)).orderBy(asc(quiz.createdAt)),
      traineeId === null ? [] : repository.findBegunPapers(store.db, courseId, traineeId),
    ]);
    const byQuiz = new Map<string, PaperRow[]>();
    for (const one of papers) byQuiz.set(one.quizId, [...(byQuiz.get(one.quizId) ?? []), one]);
    // Asked once for each lesson whose quiz is open just now.
    const signedIn = new Map<string, Promise<boolean>>();
    const isSignedIn = (who: string, lessonId: string): Promise<boolean> => {
      const asked = signedIn.get(lessonId) ?? this.#deps.isSignedIn(who, lessonId);
      signedIn.set(lessonId, asked);
      return asked;
    };
    const quizzes: OpenQuiz[] = [];
    for (const row of rows) {
      const begun = byQuiz.get(row.id) ?? [];
      const refusal = await this.#refusal(row, { traineeId, begun: begun.length }, isSignedIn);
      // A liaison may have to enter the paper of one who is named.
      if (refusal === 'notNamed' && begun.length === 0 && by.role !== 'liaison') continue;
      // What is only prepared is nobody's business until its time is known.
      if (row.openedAt === null && row.settings.opening.how !== 'clock') continue;
      quizzes.push(toOpenQuiz(row, begun, refusal));
    }
    return { serverTime: clock.now(), quizzes };
  }

  /** Begins the own paper or goes on with it. Throws `not_found` and what refuses a beginning. */
  async begin(by: Sitter, courseId: string, quizId: string, again: boolean): Promise<Paper> {
    const { traineeId } = by;
    if (traineeId === null) throw new AppError('forbidden');
    return this.#begin(by, { courseId, quizId, traineeId, again, entered: false });
  }

  /** A liaison's entry for somebody of the own branch. Throws `not_found` for anybody else. */
  async beginFor(by: Sitter, courseId: string, quizId: string, traineeId: string): Promise<Paper> {
    const found = await repository.findTrainee(this.#deps.store.db, courseId, traineeId);
    if (!found || !reachesTrainee(by, found)) throw new AppError('not_found');
    return this.#begin(by, { courseId, quizId, traineeId, again: false, entered: true });
  }

  /** Throws `not_found`. */
  async read(by: Participant, courseId: string, paperId: string): Promise<Paper> {
    const found = await this.#open(paperId);
    if (!found || !mayWorkOn(by, courseId, found)) throw new AppError('not_found');
    return this.#view(found);
  }

  /** Committed when it resolves. Throws `not_found`, `handed_in`, `time_over` and `quiz_closed`. */
  async save(
    by: Sitter,
    courseId: string,
    paperId: string,
    { answers, events }: SavedBody,
  ): Promise<{ version: number; serverTime: number; endsAt: number | null }> {
    const { writer, clock, news } = this.#deps;
    const told = toldByPage.flatMap((kind) => {
      const times = events[kind];
      return times === undefined ? [] : [[kind, times] as [SittingEvent, number]];
    });
    const request = { by, courseId, paperId, answers, events: told, handIn: false };
    const written = await writer.write(request);
    const { paper: row, quiz: of } = written.sheet;
    news.progressed(courseId, of.id, [roomOf(written)]);
    this.#tellOthers(written.sheet);
    return { version: row.version, serverTime: clock.now(), endsAt: row.endsAt?.getTime() ?? null };
  }

  /** Committed when it resolves; handing in again answers with the same receipt. Answers that come too late are left out. */
  async submit(
    by: Sitter,
    courseId: string,
    paperId: string,
    answers: readonly SavedAnswer[],
  ): Promise<Paper> {
    const { writer, news } = this.#deps;
    const written = await writer.write({ by, courseId, paperId, answers, events: [], handIn: true });
    if (written.isNew) {
      news.handedIn(courseId, written.sheet.quiz.id, [roomOf(written)]);
      this.#tellOthers(written.sheet);
    }
    return this.#view(written, written);
  }

  async #begin(
    by: Sitter,
    of: { courseId: string; quizId: string; traineeId: string; again: boolean; entered: boolean },
  ): Promise<Paper> {
    const { store, news } = this.#deps;
    const { courseId, quizId, traineeId, entered } = of;
    const [person, row, papers] = await Promise.all([
      repository.findTrainee(store.db, courseId, traineeId),
      repository.findQuiz(store.db, courseId, quizId),
      repository.findPapersOf(store.db, quizId, traineeId),
    ]);
    if (!person || !row) throw new AppError('not_found');
    const begun = papers.filter(({ startedAt }) => startedAt !== null);
    const newest = begun.at(-1);
    if (newest && (newest.handedInAt === null || !of.again)) {
      if (entered && newest.enteredBy === null) throw new AppError('in_use');
      await this.#goOn(by, newest);
      return this.#viewOf(newest.id);
    }
    const refusal = await this.#refusal(row, { traineeId, begun: begun.length }, this.#deps.isSignedIn);
    if (refusal !== null) throw new AppError(refusalCodes[refusal]);
    const attempt = begun.length + 1;
    const made = papers.some((one) => one.attempt === attempt)
      ? null
      : newPaper(row, [...(await this.#deps.items.of(quizId)).values()], traineeId, attempt);
    const { branchId } = person.trainee;
    const place = { traineeId, branchId, lessonId: row.lessonId };
    const withoutCamera = row.settings.requireCamera && !this.#deps.hasCamera(place);
    const startedId = await store.transaction(async (queries) => {
      if (made) await queries.insert(paper).values(made).onConflictDoNothing();
      return this.#start(queries, by, { courseId, quiz: row, traineeId, attempt, entered, withoutCamera });
    });
    news.progressed(courseId, quizId, [roomOf(person)]);
    return this.#viewOf(startedId);
  }

  async #start(
    queries: Queries,
    by: Sitter,
    of: {
      courseId: string;
      quiz: QuizRow;
      traineeId: string;
      attempt: number;
      entered: boolean;
      withoutCamera: boolean;
    },
  ): Promise<string> {
    const now = this.#deps.clock.now();
    const set = {
      // Whoever pressed twice, or on two devices, began once.
      startedAt: sql`coalesce(${paper.startedAt}, ${new Date(now).toISOString()}::timestamptz)`,
      endsAt: sql`case when ${paper.startedAt} is null then ${endOf(of.quiz, now)}::timestamptz else ${paper.endsAt} end`,
      deviceIds: [by.deviceId],
      ...(of.entered ? { enteredBy: by.sessionId } : {}),
    };
    const own = and(eq(paper.quizId, of.quiz.id), eq(paper.traineeId, of.traineeId));
    const which = and(own, eq(paper.attempt, of.attempt));
    const [started] = await queries.update(paper).set(set).where(which).returning({ id: paper.id });
    if (!started) throw new AppError('not_found');
    const { courseId } = of;
    if (of.entered)
      await writeAudit(queries, by, [{ courseId, action: 'paper.entered', recordId: started.id }]);
    if (of.withoutCamera) {
      const event = { paperId: started.id, kind: 'noCamera' as const, count: 1, lastAt: new Date(now) };
      await repository.countEvents(queries, [event]);
    }
    return started.id;
  }

  /** The paper is worked on with this device from now on; another one than before is on record. */
  async #goOn(by: Sitter, row: PaperRow): Promise<void> {
    if (row.handedInAt !== null || row.deviceIds[0] === by.deviceId) return;
    const { store, clock } = this.#deps;
    await store.transaction(async (queries) => {
      await queries
        .update(paper)
        .set({ deviceIds: devicesWith(row.deviceIds, by.deviceId) })
        .where(eq(paper.id, row.id));
      const lastAt = new Date(clock.now());
      await repository.countEvents(queries, [{ paperId: row.id, kind: 'otherDevice', count: 1, lastAt }]);
    });
  }

  /** Whoever has the paper open on several devices sees on each what was done with the others. */
  #tellOthers(sheet: Sheet): void {
    const { id: paperId, traineeId, version, handedInAt } = sheet.paper;
    if (!sheet.isOnSeveral) return;
    this.#deps.news.paperChanged(traineeId, { paperId, version, handedIn: handedInAt !== null });
  }

  async #refusal(
    row: QuizRow,
    { traineeId, begun }: { traineeId: string | null; begun: number },
    isSignedIn: SittingDependencies['isSignedIn'],
  ): Promise<Refusal | null> {
    const { audience, attempts, startWithinS } = row.settings;
    if (audience.who === 'named' && (traineeId === null || !audience.traineeIds.includes(traineeId)))
      return 'notNamed';
    const state = stateOf(row);
    const now = this.#deps.clock.now();
    if (state === 'prepared') return 'notOpen';
    if (state === 'closed' || (row.closesAt !== null && row.closesAt.getTime() <= now)) return 'closed';
    const since = now - (row.openedAt?.getTime() ?? now);
    if (startWithinS !== null && since > startWithinS * 1_000) return 'tooLate';
    if (begun >= attempts) return 'noAttempts';
    if (audience.who !== 'signedIn' || traineeId === null || row.lessonId === null) return null;
    return (await isSignedIn(traineeId, row.lessonId)) ? null : 'notSignedIn';
  }

  async #open(paperId: string): Promise<OwnedSheet | undefined> {
    const { store, items } = this.#deps;
    const of = { paperIds: [paperId], answersOf: new Set([paperId]), lock: false };
    return (await openSheets(store.db, of, items)).get(paperId);
  }

  async #viewOf(paperId: string): Promise<Paper> {
    const found = await this.#open(paperId);
    if (!found) throw new AppError('not_found');
    return this.#view(found);
  }

  /** With `written` nothing is read again that is known since it was handed in. */
  async #view(
    { sheet, trainee }: OwnedSheet,
    written?: Pick<WrittenPaper, 'isNew' | 'place'>,
  ): Promise<Paper> {
    const { store, clock } = this.#deps;
    const { paper: row } = sheet;
    const isDone = row.handedInAt !== null;
    const mayBeMarked =
      isDone && written?.isNew !== true && sheet.laid.some(({ item }) => item.content.kind === 'short');
    const place = written
      ? written.place
      : ((await findPlaces(store.db, isDone ? [sheet] : [])).get(row.id) ?? null);
    return viewOf(sheet, {
      traineeName: trainee.name,
      serverTime: clock.now(),
      place,
      comments: mayBeMarked ? await repository.findComments(store.db, row.id) : new Map(),
      isLast: isDone && (await this.#isLast(row, sheet.quiz)),
    });
  }

  /** Whether the last attempt of whose paper this is, is handed in. */
  async #isLast(row: PaperRow, { settings: { attempts, showAnswers } }: QuizRow): Promise<boolean> {
    if (row.attempt >= attempts || showAnswers !== 'atOnce') return row.attempt >= attempts;
    const papers = await repository.findPapersOf(this.#deps.store.db, row.quizId, row.traineeId);
    return papers.some(({ attempt, handedInAt }) => attempt >= attempts && handedInAt !== null);
  }
}

/** When the time of somebody who begins at `now` ends, for a statement; null when it ends with the close. */
function endOf({ closesAt, settings: { durationS } }: QuizRow, now: number): string | null {
  const ends = [closesAt?.getTime() ?? Infinity, durationS === null ? Infinity : now + durationS * 1_000];
  const end = Math.min(...ends);
  return Number.isFinite(end) ? new Date(end).toISOString() : null;
}

/** How many began and handed in a quiz. */
export async function countBegun(
  queries: Queries,
  quizId: string,
): Promise<{ opened: number; handedIn: number }> {
  const [row] = await queries
    .select({
      opened: sql<number>`count(distinct ${paper.traineeId})::int`,
      handedIn: sql<number>`(count(distinct ${paper.traineeId}) filter (where ${paper.handedInAt} is not null))::int`,
    })
    .from(paper)
    .where(and(eq(paper.quizId, quizId), isNotNull(paper.startedAt)));
  return { opened: row?.opened ?? 0, handedIn: row?.handedIn ?? 0 };
}
