import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomQuestion } from '../../../src/contract/questions.ts';
import { clockTime } from '../common/time.ts';
import { useQuestionWords } from './question-words.tsx';

/** Who asked a question that was merged or edited, each in their own words. */
export function AskerList({ question }: { question: RoomQuestion }): ReactElement | null {
  const { t } = useTranslation();
  const words = useQuestionWords();
  const { askers, askerCount, edited } = question;
  if (askerCount === 1 && !edited) return null;
  return (
    <details className="askers">
      <summary>
        {t('questions.ownWords')} <span className="figures">({askerCount})</span>
      </summary>
      <ul>
        {askers.map((one) => (
          <li key={one.questionId}>
            <p>
              <bdi>{one.text}</bdi>
            </p>
            <p className="quiet">
              <bdi>{words.asker(one)}</bdi> <span className="figures">{clockTime(one.askedAt)}</span>
            </p>
          </li>
        ))}
      </ul>
      {askerCount > askers.length ? (
        <p className="quiet">{t('questions.moreAskers', { count: askerCount - askers.length })}</p>
      ) : null}
    </details>
  );
}
