import type { QuizRecord } from '../../../src/contract/quiz.ts';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useNews } from '../../hooks/use-news.ts';
import { useRequest } from '../../hooks/use-request.ts';
import type { ClientError } from '../../session/client-error.ts';

/** What those who lead have to do with: null while it is loading. */
export interface LessonQuizzes {
  list: QuizRecord[] | null;
  error: ClientError | null;
  reload: () => void;
}

const order: Record<QuizRecord['state'], number> = { open: 0, prepared: 1, closed: 2 };

/** The quizzes of the lesson on this page and the exams of its course: open ones first. For those who lead. */
export function useLessonQuizzes(): LessonQuizzes {
  const { lesson } = useClassroom();
  const asked = useRequest(
    'GET /api/courses/:courseId/quizzes',
    lesson === null ? null : { params: { courseId: lesson.courseId } },
  );
  const { reload } = asked;
  useNews(['quiz.changed'], reload, 300);
  const list =
    asked.kind === 'ready'
      ? asked.data.quizzes
          .filter(({ settings: { lessonId } }) => lessonId === null || lessonId === lesson?.id)
          .toSorted((a, b) => order[a.state] - order[b.state])
      : null;
  return { list, error: asked.kind === 'failed' ? asked.error : null, reload };
}
