import { and, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Participant } from '../contract/identity.ts';
import type { QuizRoomCounts } from '../contract/quiz.ts';
import { AppError } from '../lib/errors.ts';
import type { Queries } from '../store/port.ts';
import { paper, paperAnswer, trainee } from '../store/schema/index.ts';
import { answeringMs } from './overseeing.ts';
import { findQuiz } from './repository.ts';

/** How far a screen's own branch has come. Throws `not_found`, and `forbidden` for a session without a branch. */
export async function countRoom(
  queries: Queries,
  { courseId, quizId }: { courseId: string; quizId: string },
  { by, now }: { by: Participant; now: number },
): Promise<QuizRoomCounts> {
  const { branchId } = by;
  if (branchId === null) throw new AppError('forbidden');
  if (!(await findQuiz(queries, courseId, quizId))) throw new AppError('not_found');
  const counts = await countRooms(queries, { quizId, branchIds: [branchId] }, now);
  return counts.get(branchId) ?? { quizId, expected: 0, opened: 0, answering: 0, handedIn: 0 };
}

/** How far branches have come, people and not papers, by branch; one without trainees is left out. One statement for all. */
export async function countRooms(
  queries: Queries,
  { quizId, branchIds }: { quizId: string; branchIds: readonly string[] },
  now: number,
): Promise<Map<string, QuizRoomCounts>> {
  const since = new Date(now - answeringMs).toISOString();
  // For each paper that is open, by its key: as a condition it would have all answers that there are read through every second.
  const recent = queries
    .select({ at: paperAnswer.at })
    .from(paperAnswer)
    .where(
      and(
        eq(paperAnswer.paperId, paper.id),
        isNull(paper.handedInAt),
        sql`${paperAnswer.at} >= ${since}::timestamptz`,
      ),
    )
    .limit(1)
    .as('recent');
  const people = sql`count(distinct ${trainee.id})`;
  const rows = await queries
    .select({
      branchId: trainee.branchId,
      expected: sql<number>`${people}::int`,
      opened: sql<number>`(${people} filter (where ${paper.id} is not null))::int`,
      answering: sql<number>`(${people} filter (where ${isNotNull(recent.at)}))::int`,
      handedIn: sql<number>`(${people} filter (where ${isNotNull(paper.handedInAt)}))::int`,
    })
    .from(trainee)
    .leftJoin(
      paper,
      and(eq(paper.traineeId, trainee.id), eq(paper.quizId, quizId), isNotNull(paper.startedAt)),
    )
    .leftJoinLateral(recent, sql`true`)
    .where(inArray(trainee.branchId, [...branchIds]))
    .groupBy(trainee.branchId);
  return new Map(
    rows.flatMap(({ branchId, ...counts }) => (branchId === null ? [] : [[branchId, { quizId, ...counts }]])),
  );
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
