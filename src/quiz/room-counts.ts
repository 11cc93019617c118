import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Participant } from '../contract/identity.ts';
import type { QuizRoomCounts } from '../contract/quiz.ts';
import { AppError } from '../lib/errors.ts';
import type { Queries } from '../store/port.ts';
import { paper, paperAnswer, trainee } from '../store/schema/index.ts';
import { answeringMs } from './overseeing.ts';
import { findQuiz } from './repository.ts';

/**
 * How far a screen's own branch has come, people and not papers. One statement: all screens of a course ask when something
 * was handed in. Throws `not_found`, and `forbidden` for a session without a branch.
 */
export async function countRoom(
  queries: Queries,
  { courseId, quizId }: { courseId: string; quizId: string },
  { by, now }: { by: Participant; now: number },
): Promise<QuizRoomCounts> {
  if (by.branchId === null) throw new AppError('forbidden');
  if (!(await findQuiz(queries, courseId, quizId))) throw new AppError('not_found');
  const since = new Date(now - answeringMs);
  const saved = queries
    .select({ one: sql`1` })
    .from(paperAnswer)
    .where(
      and(eq(paperAnswer.paperId, paper.id), sql`${paperAnswer.at} >= ${since.toISOString()}::timestamptz`),
    );
  const people = sql`count(distinct ${trainee.id})`;
  const [row] = await queries
    .select({
      expected: sql<number>`${people}::int`,
      opened: sql<number>`(${people} filter (where ${paper.id} is not null))::int`,
      answering: sql<number>`(${people} filter (where ${and(isNotNull(paper.id), isNull(paper.handedInAt))} and exists (${saved})))::int`,
      handedIn: sql<number>`(${people} filter (where ${isNotNull(paper.handedInAt)}))::int`,
    })
    .from(trainee)
    .leftJoin(
      paper,
      and(eq(paper.traineeId, trainee.id), eq(paper.quizId, quizId), isNotNull(paper.startedAt)),
    )
    .where(and(eq(trainee.courseId, courseId), eq(trainee.branchId, by.branchId)));
  return { quizId, ...(row ?? { expected: 0, opened: 0, answering: 0, handedIn: 0 }) };
}
