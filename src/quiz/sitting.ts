import { and, eq, sql } from 'drizzle-orm';
import type { z } from 'zod';
import type { Participant } from '../contract/identity.ts';
import type { Paper, paperRoutes } from '../contract/paper.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { writeAudit } from '../store/audit.ts';
import type { Queries, Store } from '../store/port.ts';
import { paper } from '../store/schema/index.ts';
import { refusalCodes, type Admission } from './admission.ts';
import type { ItemCache } from './item-cache.ts';
import { newPaper } from './making.ts';
import { roomOf, type QuizNews } from './news.ts';
import { viewOf } from './paper-view.ts';
import {
  mayWorkOn,
  reachesTrainee,
  type CameraDependencies,
  type PaperWriter,
  type Sitter,
  type WrittenPaper,
} from './paper-writer.ts';
import { findPlaces } from './places.ts';
import * as repository from './repository.ts';
import type { PaperRow, QuizRow } from './repository.ts';
import { devicesWith, type SavedAnswer, type Sheet, type SittingEvent } from './sheet.ts';
import { openSheets, type OwnedSheet } from './sheets.ts';

export interface SittingDependencies extends CameraDependencies {
  store: Store;
  clock: Clock;
  news: QuizNews;
  items: ItemCache;
  writer: PaperWriter;
  admission: Admission;
}

type SavedBody = z.output<(typeof paperRoutes)['PUT /api/courses/:courseId/papers/:paperId/answers']['body']>;

/** What a page may tell of itself; the rest the server sees. */
const toldByPage = ['left', 'returned', 'pasted'] as const satisfies readonly SittingEvent[];

/** Sitting a quiz or exam: papers begun, answered, handed in and seen again, on whatever device. */
export class Sitting {
  readonly #deps: SittingDependencies;

  constructor(deps: SittingDependencies) {
    this.#deps = deps;
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
    const refusal = await this.#deps.admission.refusal(row, { traineeId, papers });
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
