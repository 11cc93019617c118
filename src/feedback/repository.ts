import { and, asc, count, desc, eq, isNotNull, isNull, ne, sql } from 'drizzle-orm';
import type { OwnFeedback } from '../contract/feedback.ts';
import type { Queries } from '../store/port.ts';
import { branch, feedback, feedbackGiven, lesson, trainee } from '../store/schema/index.ts';

/** What one can give feedback on: the lessons that have ended, in their order. */
export async function endedLessons(
  queries: Queries,
  courseId: string,
): Promise<{ lessonId: string; title: string }[]> {
  return queries
    .select({ lessonId: lesson.id, title: lesson.title })
    .from(lesson)
    .where(and(eq(lesson.courseId, courseId), isNotNull(lesson.endedAt)))
    .orderBy(asc(lesson.startsAt));
}

const ofLesson = (lessonId: string | null) =>
  lessonId === null ? isNull(feedback.lessonId) : eq(feedback.lessonId, lessonId);

/** What a trainee said under the own name. */
export async function findOwn(queries: Queries, courseId: string, traineeId: string): Promise<OwnFeedback[]> {
  const rows = await queries
    .select()
    .from(feedback)
    .where(and(eq(feedback.courseId, courseId), eq(feedback.traineeId, traineeId)));
  return rows.map(({ lessonId, rating, text, at }) => ({
    lessonId,
    rating,
    text,
    anonymous: false,
    at: at.getTime(),
  }));
}

/** What a trainee has given feedback on, by lesson; null is the course. */
export async function findGiven(
  queries: Queries,
  traineeId: string,
): Promise<{ lessonId: string | null; anonymous: boolean }[]> {
  const { lessonId, anonymous } = feedbackGiven;
  return queries
    .select({ lessonId, anonymous })
    .from(feedbackGiven)
    .where(eq(feedbackGiven.traineeId, traineeId));
}

/** Marks as given, or finds how it was: the answer says whether it was anonymous then. Locks the mark. */
export async function markGiven(
  queries: Queries,
  row: typeof feedbackGiven.$inferInsert,
): Promise<{ first: boolean; anonymous: boolean }> {
  const { rowCount } = await queries.insert(feedbackGiven).values(row).onConflictDoNothing();
  if ((rowCount ?? 0) > 0) return { first: true, anonymous: row.anonymous };
  const { traineeId, lessonId = null } = row;
  const [found] = await queries
    .select({ anonymous: feedbackGiven.anonymous })
    .from(feedbackGiven)
    .where(
      and(
        eq(feedbackGiven.traineeId, traineeId),
        lessonId === null ? isNull(feedbackGiven.lessonId) : eq(feedbackGiven.lessonId, lessonId),
      ),
    )
    .for('update');
  return { first: false, anonymous: found?.anonymous ?? false };
}

export async function insertFeedback(queries: Queries, row: typeof feedback.$inferInsert): Promise<void> {
  await queries.insert(feedback).values(row);
}

/** Replaces what a trainee said under the own name before. */
export async function replaceFeedback(
  queries: Queries,
  row: { traineeId: string; lessonId: string | null; rating: number; text: string; at: Date },
): Promise<void> {
  const { traineeId, lessonId, ...values } = row;
  await queries
    .update(feedback)
    .set(values)
    .where(and(eq(feedback.traineeId, traineeId), ofLesson(lessonId)));
}

/** How often each rating was given, by lesson; null is the course. */
export async function ratingCounts(
  queries: Queries,
  courseId: string,
): Promise<{ lessonId: string | null; rating: number; times: number }[]> {
  const { lessonId, rating } = feedback;
  return queries
    .select({ lessonId, rating, times: count() })
    .from(feedback)
    .where(eq(feedback.courseId, courseId))
    .groupBy(lessonId, rating);
}

export interface Words {
  lessonId: string | null;
  rating: number;
  text: string;
  by: string | null;
  branchName: string | null;
  at: Date;
}

/**
 * Feedback, the newest first; anonymous ones by their text, so that no order tells when they came.
 * @param only `words` leaves out what was said without words
 */
export async function findWords(
  queries: Queries,
  courseId: string,
  only: { words: boolean; lessonId?: string | null; limit?: number },
): Promise<Words[]> {
  const { lessonId, rating, text, at } = feedback;
  const query = queries
    .select({ lessonId, rating, text, at, by: trainee.name, branchName: branch.name })
    .from(feedback)
    .leftJoin(trainee, eq(trainee.id, feedback.traineeId))
    .leftJoin(branch, eq(branch.id, trainee.branchId))
    .where(
      and(
        eq(feedback.courseId, courseId),
        only.words ? ne(text, '') : undefined,
        only.lessonId === undefined ? undefined : ofLesson(only.lessonId),
      ),
    )
    .orderBy(desc(at), asc(sql`md5(${text})`));
  return only.limit === undefined ? query : query.limit(only.limit);
}

export async function countTrainees(queries: Queries, courseId: string): Promise<number> {
  const [row] = await queries.select({ all: count() }).from(trainee).where(eq(trainee.courseId, courseId));
  return row?.all ?? 0;
}
