import type { OpenQuiz } from '../../../src/contract/paper.ts';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useNews } from '../../hooks/use-news.ts';
import { useRequest, type RequestState } from '../../hooks/use-request.ts';

/** The quizzes and exams that are open in this course, those of the lesson on this page first, then the newest. */
export function useOpenQuizzes(): RequestState<OpenQuiz[]> & { reload: () => void } {
  const { course, lesson } = useClassroom();
  const asked = useRequest(
    'GET /api/courses/:courseId/sittings',
    course === null ? null : { params: { courseId: course.id } },
  );
  const { reload } = asked;
  useNews(['quiz.changed'], reload);
  if (asked.kind !== 'ready') return asked;
  const place = ({ lessonId }: OpenQuiz): number => (lessonId === lesson?.id ? 0 : 1);
  const open = asked.data.quizzes.filter(({ state }) => state === 'open');
  const data = open.toSorted((a, b) => place(a) - place(b) || (b.openedAt ?? 0) - (a.openedAt ?? 0));
  return { kind: 'ready', data, reload };
}

/** Whether it is for a few named people only: rooms where none of them sits have nothing to do with it. */
export function isForNamed({ refusal }: OpenQuiz): boolean {
  return refusal === 'notNamed';
}
