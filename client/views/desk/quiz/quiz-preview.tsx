import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useRequest } from '../../../hooks/use-request.ts';
import { FailedList } from '../records/record-page.tsx';

/** A paper as a trainee would get it, with what is right. */
export function QuizPreview(props: { courseId: string; quizId: string }): ReactElement | null {
  const { t } = useTranslation();
  const preview = useRequest('GET /api/courses/:courseId/quizzes/:quizId/preview', { params: props });
  if (preview.kind === 'failed') return <FailedList error={preview.error} onRetry={preview.reload} />;
  if (preview.kind === 'loading') return null;
  return (
    <ol className="quiz-form">
      {preview.data.items.map((item, index) => (
        // A preview has no ids, and is never changed.
        <li key={index}>
          <bdi>{item.text}</bdi>
          <ul>
            {item.options.map((option, place) => (
              <li key={place}>
                <bdi>{option}</bdi>
              </li>
            ))}
          </ul>
          <p className="quiet">
            {t('quizDesk.form.right')} <bdi>{item.right}</bdi> · {t('quizDesk.points')} {item.points / 100}
          </p>
        </li>
      ))}
    </ol>
  );
}
