import { useEffect, useState } from 'react';
import type { OpenQuiz } from '../../../src/contract/paper.ts';
import type { QuizRoomCounts } from '../../../src/contract/quiz.ts';
import { useAgain } from '../../hooks/use-again.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useClock } from '../../hooks/use-clock.ts';
import { useNews } from '../../hooks/use-news.ts';
import { useRequest } from '../../hooks/use-request.ts';
import { useOpenQuizzes } from './open-quizzes.ts';
import { quizForm } from './screen-form.ts';

/** Milliseconds over which hundreds of screens spread their question how far their room is. */
const spreadMs = 3_000;
/** Milliseconds between two questions without news, about: who stopped answering makes none. */
const againMs = 60_000;

/** The open quiz that a big screen shows. */
export interface ScreenQuiz {
  quiz: OpenQuiz;
  /** Null until they came. */
  counts: QuizRoomCounts | null;
  form: 'card' | 'corner';
}

/** The open quiz of this lesson, or of the course, and how far the own room has come; null while none is open. */
export function useScreenQuiz(): ScreenQuiz | null {
  const { course, lesson, phase } = useClassroom();
  const now = useClock();
  const open = useOpenQuizzes();
  const quiz = open.kind === 'ready' ? (open.data[0] ?? null) : null;
  const counts = useRoomCounts(course?.id ?? null, quiz?.quizId ?? null);
  if (quiz === null) return null;
  return { quiz, counts, form: quizForm(quiz, counts, { lessonId: lesson?.id ?? null, phase, now }) };
}

/** How far the own room has come: as the server answered, and as it has told since. */
function useRoomCounts(courseId: string | null, quizId: string | null): QuizRoomCounts | null {
  const { notices } = useClassSession();
  const asked = useRequest(
    'GET /api/courses/:courseId/quizzes/:quizId/room-counts',
    courseId === null || quizId === null ? null : { params: { courseId, quizId } },
  );
  const { reload } = asked;
  const answer = asked.kind === 'ready' ? asked.data : null;
  // What was told counts until the server answers again.
  const [told, setTold] = useState<{ counts: QuizRoomCounts; after: QuizRoomCounts | null } | null>(null);
  useEffect(
    () =>
      notices.on((notice) => {
        if (notice.name === 'quiz.roomProgressed') setTold({ counts: notice.data, after: answer });
      }),
    [notices, answer],
  );
  const isOpen = quizId !== null;
  useNews(['roster.changed'], () => (isOpen ? reload() : undefined), spreadMs);
  useAgain(reload, againMs, isOpen);
  const counts = told?.after === answer ? told.counts : answer;
  return counts?.quizId === quizId ? counts : null;
}
