import { and, asc, eq, isNotNull } from 'drizzle-orm';
import type { QuizKind } from '../contract/quiz.ts';
import type { Queries } from '../store/port.ts';
import { paper, quiz } from '../store/schema/index.ts';
import { scoreOf } from './sheet.ts';
import { stateOf } from './preparing.ts';

/** What the score needs to know of one quiz or exam. */
export interface QuizResults {
  id: string;
  kind: QuizKind;
  title: string;
  lessonId: string | null;
  makeUpFor: string | null;
  closed: boolean;
  /** Papers that were handed in; percent in hundredths, null while a person has to mark. `at` in milliseconds. */
  papers: { paperId: string; traineeId: string; percent: number | null; at: number }[];
}

/** All quizzes and exams of a course that were opened, with the papers that were handed in. */
export async function findResults(queries: Queries, courseId: string): Promise<QuizResults[]> {
  // Only what a score needs: it is asked about every second while a whole course hands in.
  const { id: paperId, quizId, traineeId, given, most, unmarked, handedInAt } = paper;
  const [quizzes, rows] = await Promise.all([
    queries
      .select()
      .from(quiz)
      .where(and(eq(quiz.courseId, courseId), isNotNull(quiz.openedAt)))
      .orderBy(asc(quiz.openedAt)),
    queries
      .select({ paperId, quizId, traineeId, given, most, unmarked, handedInAt })
      .from(paper)
      .innerJoin(quiz, eq(quiz.id, paper.quizId))
      .where(and(eq(quiz.courseId, courseId), isNotNull(paper.handedInAt))),
  ]);
  const papers = new Map<string, QuizResults['papers']>(quizzes.map(({ id }) => [id, []]));
  for (const { paperId: of, traineeId: who, ...row } of rows) {
    const at = row.handedInAt?.getTime() ?? 0;
    papers.get(row.quizId)?.push({ paperId: of, traineeId: who, percent: scoreOf(row), at });
  }
  return quizzes.map(({ id, lessonId, closedAt, settings: { kind, title, makeUpFor } }) => ({
    id,
    kind,
    title,
    lessonId,
    makeUpFor,
    closed: closedAt !== null,
    papers: papers.get(id) ?? [],
  }));
}

/** What stands in the way of final results: quizzes that are open, and answers that nobody has marked. */
export async function findPending(
  queries: Queries,
  courseId: string,
): Promise<{ open: number; unmarked: number }> {
  const quizzes = await queries.select().from(quiz).where(eq(quiz.courseId, courseId));
  const papers = await queries
    .select({ unmarked: paper.unmarked })
    .from(paper)
    .innerJoin(quiz, eq(quiz.id, paper.quizId))
    .where(and(eq(quiz.courseId, courseId), isNotNull(paper.handedInAt)));
  return {
    open: quizzes.filter((row) => stateOf(row) === 'open').length,
    unmarked: papers.reduce((sum, { unmarked }) => sum + unmarked, 0),
  };
}
