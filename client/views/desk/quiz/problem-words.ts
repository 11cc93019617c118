import { useTranslation } from 'react-i18next';
import type { QuestionProblem } from '../../../../src/contract/bank.ts';
import type { ClientError } from '../../../session/client-error.ts';

/** One problem of a question in words. */
export function useQuestionProblem(): (problem: QuestionProblem) => string {
  const { t } = useTranslation();
  return ({ code, row }) =>
    row === undefined ? t(`quizDesk.problem.${code}`) : t('quizDesk.problem.duplicateRow', { row });
}

/** What is wrong with a question that was sent. */
export function questionProblems(error: ClientError | null): readonly QuestionProblem[] {
  if (error?.code !== 'invalid_question') return [];
  // The server sends `details` of this code as the contract says.
  return (error.details as { problems: QuestionProblem[] }).problems;
}
