import { useEffect } from 'react';
import type { OpenQuiz } from '../../../src/contract/paper.ts';
import type { QuizRoomCounts } from '../../../src/contract/quiz.ts';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useClock } from '../../hooks/use-clock.ts';
import { useNews } from '../../hooks/use-news.ts';
import { useRequest } from '../../hooks/use-request.ts';
import { useOpenQuizzes } from './open-quizzes.ts';
import { quizForm } from './screen-form.ts';

/** Milliseconds over which hundreds of screens spread their question how far their room is. */
const spreadMs = 3_000;
/** Milliseconds between two questions without news: who stopped answering makes none. */
const againMs = 20_000;

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
  const asked = useRequest(
    'GET /api/courses/:courseId/quizzes/:quizId/room-counts',
    course === null || quiz === null ? null : { params: { courseId: course.id, quizId: quiz.quizId } },
  );
  const { reload } = asked;
  const isOpen = quiz !== null;
  useNews(['quiz.progressed'], () => (isOpen ? reload() : undefined), spreadMs);
  useEffect(() => {
    if (!isOpen) return undefined;
    const timer = setInterval(reload, againMs);
    return () => clearInterval(timer);
  }, [isOpen, reload]);
  if (quiz === null) return null;
  const counts = asked.kind === 'ready' && asked.data.quizId === quiz.quizId ? asked.data : null;
  return { quiz, counts, form: quizForm(quiz, counts, { lessonId: lesson?.id ?? null, phase, now }) };
}
