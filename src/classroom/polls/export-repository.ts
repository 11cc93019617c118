import { and, asc, eq, gt, isNotNull } from 'drizzle-orm';
import type { Queries } from '../../store/port.ts';
import { lesson, lessonPick, poll, pollAnswer, trainee } from '../../store/schema/index.ts';
import { findRooms, type PickRow, type PollRow } from './repository.ts';

export interface Of {
  courseId: string;
  lessonId: string | undefined;
}

export interface ExportedAnswer {
  answer: typeof pollAnswer.$inferSelect;
  /** Of the roster as it is now; null for somebody who is not on it. */
  number: string | null;
  unit: string | null;
}

const rowsPerPiece = 500;

export { findRooms as roomsOf };

/** Polls that were opened, in their order. */
export async function pollsOf(queries: Queries, { courseId, lessonId }: Of): Promise<PollRow[]> {
  return queries
    .select()
    .from(poll)
    .where(
      and(
        eq(poll.courseId, courseId),
        lessonId === undefined ? undefined : eq(poll.lessonId, lessonId),
        isNotNull(poll.openedAt),
      ),
    )
    .orderBy(asc(poll.openedAt), asc(poll.id));
}

/** A poll's answers, some hundred at a time. */
export async function* answersOf(queries: Queries, pollId: string): AsyncIterable<ExportedAnswer[]> {
  let after = '';
  for (;;) {
    const rows = await queries
      .select({ answer: pollAnswer, number: trainee.number, unit: trainee.unit })
      .from(pollAnswer)
      .leftJoin(trainee, eq(trainee.id, pollAnswer.traineeId))
      .where(and(eq(pollAnswer.pollId, pollId), gt(pollAnswer.voter, after)))
      .orderBy(asc(pollAnswer.voter))
      .limit(rowsPerPiece);
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = last.answer.voter;
  }
}

export async function picksOf(queries: Queries, { courseId, lessonId }: Of): Promise<PickRow[]> {
  return queries
    .select()
    .from(lessonPick)
    .where(
      and(
        eq(lessonPick.courseId, courseId),
        lessonId === undefined ? undefined : eq(lessonPick.lessonId, lessonId),
      ),
    )
    .orderBy(asc(lessonPick.at), asc(lessonPick.id));
}

export async function lessonTitles(queries: Queries, courseId: string): Promise<Map<string, string>> {
  const rows = await queries
    .select({ id: lesson.id, title: lesson.title })
    .from(lesson)
    .where(eq(lesson.courseId, courseId));
  return new Map(rows.map(({ id, title }) => [id, title]));
}
