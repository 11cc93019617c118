import { bankRoutes } from '../../src/contract/bank.ts';
import { quizRecord, type QuizRecord, type QuizSettings } from '../../src/contract/quiz.ts';
import { usualQuiz } from '../../src/contract/usual-quiz.ts';
import type { Session } from './wire.ts';

const usual: Omit<QuizSettings, 'selection'> = {
  title: '示例测试',
  kind: 'quiz',
  lessonId: null,
  ...usualQuiz,
  shuffleQuestions: false,
  openForS: 900,
  showAnswers: 'afterClose',
};

/** Prepares a quiz of the artificial course's own questions on a running server. @param count how many of them */
export async function prepareClassQuiz(
  of: { organiser: Session; courseId: string },
  change: Partial<QuizSettings>,
  count = 7,
): Promise<QuizRecord> {
  const { organiser, courseId } = of;
  const listed = await organiser.request('GET', `/api/courses/${courseId}/bank`);
  const bank = bankRoutes['GET /api/courses/:courseId/bank'].output.parse(await listed.json());
  const questionIds = bank.questions.slice(0, count).map(({ id }) => id);
  const made = await organiser.request('POST', `/api/courses/${courseId}/quizzes`, {
    ...usual,
    selection: { how: 'fixed', questionIds },
    ...change,
  });
  return quizRecord.parse(await made.json());
}
