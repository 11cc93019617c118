import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClock } from '../../hooks/use-clock.ts';
import { shortCountdown } from '../polls/words.ts';
import '../../i18n/quiz-class.ts';

/** Milliseconds before the close at which the remaining time stands out. */
const shortMs = 60_000;

/** Until when it can be sat, by the server's clock. */
export function TimeLeft({ closesAt }: { closesAt: number | null }): ReactElement {
  const { t } = useTranslation();
  const now = useClock(250);
  if (closesAt === null) return <span>{t('quizClass.openEnd')}</span>;
  const left = closesAt - now;
  return (
    <span className={left <= shortMs ? 'quiz-time quiz-time--short figures' : 'quiz-time figures'}>
      {t('quizClass.timeLeft', { time: shortCountdown(left) })}
    </span>
  );
}

/** What a paper is: how many questions, how long, what is needed. */
export function usePaperFacts(): (of: {
  questions: number;
  durationS: number | null;
  passMark: number;
}) => string {
  const { t } = useTranslation();
  return ({ questions, durationS, passMark }) =>
    [
      t('quizClass.questions', { count: questions }),
      ...(durationS === null ? [] : [t('quizClass.perPerson', { count: Math.round(durationS / 6) / 10 })]),
      t('quizClass.passMark', { mark: passMark / 100 }),
    ].join(' · ');
}
