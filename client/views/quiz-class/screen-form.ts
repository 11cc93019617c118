import type { LessonPhase } from '../../../src/contract/classroom.ts';
import type { OpenQuiz } from '../../../src/contract/paper.ts';
import type { QuizRoomCounts } from '../../../src/contract/quiz.ts';

/** Milliseconds for which a quiz has the whole picture while a lesson goes on: enough to get a phone out and to scan. */
export const wholeMs = 180_000;

/**
 * How a big screen shows an open quiz: `card` over the whole picture while people are to begin, `corner` once they have, or the
 * time for it is over: the lesson goes on behind it. After the lesson there is nothing to hide. What was left open by another
 * lesson never takes the whole picture.
 */
export function quizForm(
  { lessonId, openedAt, startUntil }: Pick<OpenQuiz, 'lessonId' | 'openedAt' | 'startUntil'>,
  counts: QuizRoomCounts | null,
  at: { lessonId: string | null; phase: LessonPhase; now: number },
): 'card' | 'corner' {
  if (lessonId !== null && lessonId !== at.lessonId) return 'corner';
  if (at.phase === 'ended') return 'card';
  const allIn = counts !== null && counts.expected > 0 && counts.opened >= counts.expected;
  const mayStart = startUntil === null || at.now < startUntil;
  const isNew = at.now < (openedAt ?? at.now) + wholeMs;
  return mayStart && isNew && !allIn ? 'card' : 'corner';
}
