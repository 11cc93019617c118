import { and, asc, count, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Queries } from '../store/port.ts';
import {
  bankQuestion,
  branch,
  paper,
  paperAnswer,
  paperEvent,
  paperMarking,
  quiz,
  quizItem,
  trainee,
} from '../store/schema/index.ts';
import type { Item } from './paper-model.ts';

export type QuizRow = typeof quiz.$inferSelect;
export type PaperRow = typeof paper.$inferSelect;
export type AnswerRow = typeof paperAnswer.$inferSelect;
export type TraineeRow = typeof trainee.$inferSelect;

/** A quiz of a course, or undefined; locked when it is to be changed. */
export async function findQuiz(
  queries: Queries,
  courseId: string,
  quizId: string,
  lock = false,
): Promise<QuizRow | undefined> {
  const query = queries
    .select()
    .from(quiz)
    .where(and(eq(quiz.courseId, courseId), eq(quiz.id, quizId)));
  const [row] = await (lock ? query.for('update') : query);
  return row;
}

/** The items of a quiz in their order. */
export async function findItems(queries: Queries, quizId: string): Promise<Item[]> {
  return queries.select().from(quizItem).where(eq(quizItem.quizId, quizId)).orderBy(asc(quizItem.position));
}

/** The bank's questions that a quiz asks or draws from, in the order of a fixed list. */
export async function findBank(queries: Queries, { courseId, settings }: QuizRow): Promise<Item[]> {
  const rows = await queries
    .select()
    .from(bankQuestion)
    .where(and(eq(bankQuestion.courseId, courseId), isNull(bankQuestion.removedAt)))
    .orderBy(asc(bankQuestion.createdAt), asc(bankQuestion.id));
  const { selection } = settings;
  if (selection.how === 'drawn') return rows;
  const byId = new Map(rows.map((row) => [row.id, row]));
  return selection.questionIds.flatMap((id) => byId.get(id) ?? []);
}

/** What the questions of a bank are drawn by and worth. */
export async function findBankIndex(
  queries: Queries,
  courseId: string,
): Promise<Pick<Item, 'id' | 'topic' | 'difficulty' | 'points'>[]> {
  const { id, topic, difficulty, points } = bankQuestion;
  return queries
    .select({ id, topic, difficulty, points })
    .from(bankQuestion)
    .where(and(eq(bankQuestion.courseId, courseId), isNull(bankQuestion.removedAt)));
}

/** The points of all items of each quiz, in hundredths. */
export async function sumPoints(queries: Queries, quizIds: readonly string[]): Promise<Map<string, number>> {
  if (quizIds.length === 0) return new Map();
  const rows = await queries
    .select({ quizId: quizItem.quizId, points: sql<number>`sum(${quizItem.points})::int` })
    .from(quizItem)
    .where(inArray(quizItem.quizId, [...quizIds]))
    .groupBy(quizItem.quizId);
  return new Map(rows.map(({ quizId, points }) => [quizId, points]));
}

export async function findTrainee(
  queries: Queries,
  courseId: string,
  traineeId: string,
): Promise<{ trainee: TraineeRow; parentId: string | null } | undefined> {
  const [row] = await queries
    .select({ trainee, parentId: branch.parentId })
    .from(trainee)
    .leftJoin(branch, eq(branch.id, trainee.branchId))
    .where(and(eq(trainee.courseId, courseId), eq(trainee.id, traineeId)));
  return row;
}

/** A paper of a course with its quiz; the paper is locked when it is to be changed. */
export async function findPaper(
  queries: Queries,
  courseId: string,
  paperId: string,
  lock = false,
): Promise<{ paper: PaperRow; quiz: QuizRow } | undefined> {
  const query = queries
    .select({ paper, quiz })
    .from(paper)
    .innerJoin(quiz, eq(quiz.id, paper.quizId))
    .where(and(eq(quiz.courseId, courseId), eq(paper.id, paperId)));
  const [row] = await (lock ? query.for('update', { of: paper }) : query);
  return row;
}

/** Somebody's papers of a quiz, by attempt. */
export async function findPapersOf(queries: Queries, quizId: string, traineeId: string): Promise<PaperRow[]> {
  return queries
    .select()
    .from(paper)
    .where(and(eq(paper.quizId, quizId), eq(paper.traineeId, traineeId)))
    .orderBy(asc(paper.attempt));
}

export async function findQuizzes(queries: Queries, quizIds: readonly string[]): Promise<QuizRow[]> {
  if (quizIds.length === 0) return [];
  return queries
    .select()
    .from(quiz)
    .where(inArray(quiz.id, [...quizIds]));
}

/** Somebody's papers of all quizzes of a course, begun or not, by attempt. */
export async function findOwnPapers(
  queries: Queries,
  courseId: string,
  traineeId: string,
): Promise<PaperRow[]> {
  const rows = await queries
    .select({ paper })
    .from(paper)
    .innerJoin(quiz, eq(quiz.id, paper.quizId))
    .where(and(eq(quiz.courseId, courseId), eq(paper.traineeId, traineeId)))
    .orderBy(asc(paper.attempt));
  return rows.map((row) => row.paper);
}

/**
 * What is saved of some papers, by paper. One row for each of them: 10,000 people hand in hundreds of thousands of answers
 * within seconds, and a row costs the server ten times what a place in a list does.
 */
export async function findAnswersOf(
  queries: Queries,
  paperIds: readonly string[],
): Promise<Map<string, AnswerRow[]>> {
  if (paperIds.length === 0) return new Map();
  const { itemId, answer, version, at, given } = paperAnswer;
  const ms = sql`(extract(epoch from ${at}) * 1000)::float8`;
  const one = sql`jsonb_build_object('itemId', ${itemId}, 'answer', ${answer}, 'version', ${version}, 'ms', ${ms}, 'given', ${given})`;
  const rows = await queries
    .select({
      paperId: paperAnswer.paperId,
      all: sql<(Omit<AnswerRow, 'paperId' | 'at'> & { ms: number })[]>`jsonb_agg(${one})`,
    })
    .from(paperAnswer)
    .where(sql`${paperAnswer.paperId} = any(${sql.param(paperIds)})`)
    .groupBy(paperAnswer.paperId);
  return new Map(
    rows.map(({ paperId, all }) => [
      paperId,
      all.map(({ ms: since, ...row }) => ({ ...row, paperId, at: new Date(since) })),
    ]),
  );
}

/** Adds to what happened while a paper was sat. */
export async function countEvents(
  queries: Queries,
  rows: readonly (typeof paperEvent.$inferInsert)[],
): Promise<void> {
  if (rows.length === 0) return;
  await queries
    .insert(paperEvent)
    .values([...rows])
    .onConflictDoUpdate({
      target: [paperEvent.paperId, paperEvent.kind],
      set: { count: sql`${paperEvent.count} + excluded.count`, lastAt: sql`excluded.last_at` },
    });
}

/** The newest comment of each marked answer of a paper. */
export async function findComments(queries: Queries, paperId: string): Promise<Map<string, string>> {
  const rows = await queries
    .select({ itemId: paperMarking.itemId, comment: paperMarking.comment })
    .from(paperMarking)
    .where(eq(paperMarking.paperId, paperId))
    .orderBy(asc(paperMarking.at));
  return new Map(rows.map(({ itemId, comment }) => [itemId, comment]));
}

/** How many papers of each quiz are made, and how many of their answers wait for a person. */
export async function countPapers(
  queries: Queries,
  quizIds: readonly string[],
): Promise<Map<string, { papers: number; unmarked: number }>> {
  if (quizIds.length === 0) return new Map();
  const rows = await queries
    .select({
      quizId: paper.quizId,
      papers: count(),
      unmarked: sql<number>`coalesce(sum(${paper.unmarked}) filter (where ${paper.handedInAt} is not null), 0)::int`,
    })
    .from(paper)
    .where(inArray(paper.quizId, [...quizIds]))
    .groupBy(paper.quizId);
  return new Map(rows.map(({ quizId, ...counts }) => [quizId, counts]));
}
