import { and, asc, count, eq, isNotNull } from 'drizzle-orm';
import type { Participant } from '../contract/identity.ts';
import { quizLimits, type QuestionContent } from '../contract/bank.ts';
import type { QuizRecord, QuizSettings, QuizState } from '../contract/quiz.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { changedFields, writeAudit } from '../store/audit.ts';
import type { Queries, Store } from '../store/port.ts';
import { lesson, paper, quiz, quizItem } from '../store/schema/index.ts';
import { drawItems, type Item } from './paper-model.ts';
import * as repository from './repository.ts';
import type { QuizRow } from './repository.ts';

export function stateOf({ openedAt, closedAt }: Pick<QuizRow, 'openedAt' | 'closedAt'>): QuizState {
  if (closedAt !== null) return 'closed';
  return openedAt === null ? 'prepared' : 'open';
}

/** Questions of one paper. */
export function questionCount({ selection }: QuizSettings): number {
  return selection.how === 'fixed'
    ? selection.questionIds.length
    : selection.draws.reduce((sum, draw) => sum + draw.count, 0);
}

/** Quizzes and exams as their authors write them. */
export class Preparing {
  readonly #deps: { store: Store; clock: Clock };

  constructor(deps: { store: Store; clock: Clock }) {
    this.#deps = deps;
  }

  async list(courseId: string, lessonId?: string): Promise<QuizRecord[]> {
    const { db } = this.#deps.store;
    const rows = await db
      .select()
      .from(quiz)
      .where(
        and(eq(quiz.courseId, courseId), lessonId === undefined ? undefined : eq(quiz.lessonId, lessonId)),
      )
      .orderBy(asc(quiz.createdAt));
    return toRecords(db, rows);
  }

  /** Throws `not_found`. */
  async read(courseId: string, quizId: string): Promise<QuizRecord> {
    const row = await repository.findQuiz(this.#deps.store.db, courseId, quizId);
    return toRecord(this.#deps.store.db, row);
  }

  /** Throws `question_twice`, `invalid_input` when lesson or stand-in do not fit, and `conflict` when the course has too many. */
  async create(by: Participant, courseId: string, settings: QuizSettings): Promise<QuizRecord> {
    return this.#deps.store.transaction(async (queries) => {
      await check(queries, courseId, settings);
      const [all] = await queries.select({ n: count() }).from(quiz).where(eq(quiz.courseId, courseId));
      if ((all?.n ?? 0) >= quizLimits.perCourse) throw new AppError('conflict');
      const id = newId();
      const createdAt = new Date(this.#deps.clock.now());
      const values = { id, courseId, lessonId: settings.lessonId, settings, createdAt };
      const [row] = await queries.insert(quiz).values(values).returning();
      await writeAudit(queries, by, [{ courseId, action: 'quiz.created', recordId: id, after: settings }]);
      return toRecord(queries, row);
    });
  }

  /** What was made of its papers is thrown away. Throws what `create` does, `not_found` and `quiz_opened`. */
  async change(
    by: Participant,
    courseId: string,
    quizId: string,
    { settings, revision }: { settings: QuizSettings; revision: number },
  ): Promise<QuizRecord> {
    return this.#deps.store.transaction(async (queries) => {
      const before = await repository.findQuiz(queries, courseId, quizId, true);
      if (!before) throw new AppError('not_found');
      if (before.openedAt !== null) throw new AppError('quiz_opened');
      if (before.revision !== revision) throw new AppError('conflict');
      await check(queries, courseId, settings);
      await queries.delete(paper).where(eq(paper.quizId, quizId));
      await queries.delete(quizItem).where(eq(quizItem.quizId, quizId));
      const [row] = await queries
        .update(quiz)
        .set({ settings, lessonId: settings.lessonId, revision: revision + 1, madeAt: null })
        .where(eq(quiz.id, quizId))
        .returning();
      const changed = changedFields(before.settings, settings);
      if (changed)
        await writeAudit(queries, by, [{ courseId, action: 'quiz.changed', recordId: quizId, ...changed }]);
      return toRecord(queries, row);
    });
  }

  /** Throws `not_found`, `conflict`, and `in_use` once somebody has begun. */
  async remove(by: Participant, courseId: string, quizId: string, revision: number): Promise<void> {
    await this.#deps.store.transaction(async (queries) => {
      const found = await repository.findQuiz(queries, courseId, quizId, true);
      if (!found) throw new AppError('not_found');
      if (found.revision !== revision) throw new AppError('conflict');
      const [begun] = await queries
        .select({ n: count() })
        .from(paper)
        .where(and(eq(paper.quizId, quizId), isNotNull(paper.startedAt)));
      if ((begun?.n ?? 0) > 0) throw new AppError('in_use');
      await queries.delete(quiz).where(eq(quiz.id, quizId));
      const entry = { courseId, action: 'quiz.removed', recordId: quizId, before: found.settings };
      await writeAudit(queries, by, [entry]);
    });
  }

  /** Throws `not_found` and `quiz_empty`. */
  async preview(courseId: string, quizId: string) {
    const { db } = this.#deps.store;
    const found = await repository.findQuiz(db, courseId, quizId);
    if (!found) throw new AppError('not_found');
    const pool =
      found.madeAt === null ? await repository.findBank(db, found) : await repository.findItems(db, quizId);
    const items = drawItems(found.settings, pool, newId());
    if (items === null || items.length === 0) throw new AppError('quiz_empty');
    return {
      items: items.map(({ text, content, points }) => ({
        text,
        kind: content.kind,
        options: optionsOf(content),
        right: rightOf(content),
        points,
      })),
    };
  }
}

async function check(queries: Queries, courseId: string, settings: QuizSettings): Promise<void> {
  const { kind, lessonId, makeUpFor, selection } = settings;
  if (selection.how === 'fixed' && new Set(selection.questionIds).size < selection.questionIds.length) {
    throw new AppError('question_twice');
  }
  if ((kind === 'quiz') !== (lessonId !== null)) throw new AppError('invalid_input', { path: 'lessonId' });
  if (lessonId === null && (settings.opening.how === 'lessonEnd' || settings.audience.who === 'signedIn')) {
    throw new AppError('invalid_input', { path: 'opening' });
  }
  if (lessonId !== null) {
    const [found] = await queries
      .select({ id: lesson.id })
      .from(lesson)
      .where(and(eq(lesson.courseId, courseId), eq(lesson.id, lessonId)));
    if (!found) throw new AppError('invalid_input', { path: 'lessonId' });
  }
  if (makeUpFor !== null && !(await repository.findQuiz(queries, courseId, makeUpFor))) {
    throw new AppError('invalid_input', { path: 'makeUpFor' });
  }
}

/** Throws `not_found` for none. */
export async function toRecord(queries: Queries, row: QuizRow | undefined): Promise<QuizRecord> {
  const [record] = row ? await toRecords(queries, [row]) : [];
  if (!record) throw new AppError('not_found');
  return record;
}

async function toRecords(queries: Queries, rows: readonly QuizRow[]): Promise<QuizRecord[]> {
  const ids = rows.map(({ id }) => id);
  const unmade = rows.find(({ madeAt }) => madeAt === null);
  // One after the other: inside a transaction there is one line to the records.
  const counts = await repository.countPapers(queries, ids);
  const totals = await repository.sumPoints(queries, ids);
  // All of them are of one course.
  const bank = unmade ? await repository.findBankIndex(queries, unmade.courseId) : [];
  const byId = new Map(bank.map((question) => [question.id, question]));
  return rows.map((row) => {
    const { id, courseId, settings, revision, openedAt, closesAt, closedAt, madeAt } = row;
    const { selection } = settings;
    const pool =
      selection.how === 'drawn' ? bank : selection.questionIds.flatMap((one) => byId.get(one) ?? []);
    const sum =
      madeAt === null ? pool.reduce((points, one) => points + one.points, 0) : (totals.get(id) ?? 0);
    const { papers, unmarked } = counts.get(id) ?? { papers: 0, unmarked: 0 };
    return {
      id,
      courseId,
      settings,
      state: stateOf(row),
      revision,
      questions: questionCount(settings),
      points: selection.how === 'drawn' ? null : sum,
      papers,
      openedAt: openedAt?.getTime() ?? null,
      closesAt: closesAt?.getTime() ?? null,
      closedAt: closedAt?.getTime() ?? null,
      unmarked,
      problem: madeAt === null && !isEnough(settings, pool) ? ('tooFewQuestions' as const) : null,
    };
  });
}

/** Whether papers can be made of these questions of the bank. */
export function isEnough(
  settings: QuizSettings,
  pool: readonly Pick<Item, 'topic' | 'difficulty'>[],
): boolean {
  const { selection } = settings;
  if (selection.how === 'fixed' && pool.length !== selection.questionIds.length) return false;
  const drawn = drawItems(settings, pool, 'enough');
  return drawn !== null && drawn.length > 0;
}

function optionsOf(content: QuestionContent): string[] {
  switch (content.kind) {
    case 'single':
    case 'multiple':
      return content.options.map(({ text }) => text);
    case 'ordering':
      return content.items;
    case 'matching':
      return content.pairs.map(({ left }) => left);
    case 'trueFalse':
    case 'fill':
    case 'short':
      return [];
  }
}

function rightOf(content: QuestionContent): string {
  switch (content.kind) {
    case 'single':
      return content.options[content.correct]?.text ?? '';
    case 'multiple':
      return content.correct.map((place) => content.options[place]?.text ?? '').join('；');
    case 'trueFalse':
      return content.correct ? '√' : '×';
    case 'fill':
      return content.blanks
        .map((blank) =>
          blank.of === 'number' ? `${blank.value} ± ${blank.tolerance}` : blank.accepted.join(' / '),
        )
        .join('；');
    case 'ordering':
      return content.items.join(' → ');
    case 'matching':
      return content.pairs.map(({ left, right }) => `${left} — ${right}`).join('；');
    case 'short':
      return content.guide;
  }
}
