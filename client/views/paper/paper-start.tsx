import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { OpenQuiz } from '../../../src/contract/paper.ts';
import { useClock } from '../../hooks/use-clock.ts';
import type { ClientError } from '../../session/types.ts';
import { useErrorSentence } from '../common/error-text.tsx';
import { useQuizWords } from './quiz-words.ts';

/** What a quiz is, before it is begun: one large thing to do, or why it cannot be done now. */
export function PaperStart(props: {
  quiz: OpenQuiz;
  beginning: boolean;
  error: ClientError | null;
  onBegin: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const now = useClock();
  const words = useQuizWords();
  const { quiz, beginning, onBegin } = props;
  return (
    <main className="paper-start">
      <section className="quiz-due card">
        <p className="quiz-due__kind">{t(`paper.kind.${quiz.kind}`)}</p>
        <h1>
          <bdi>{quiz.title}</bdi>
        </h1>
        <ul className="quiz-due__facts">
          {words.facts(quiz, now).map((fact) => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
        <Refusal {...props} now={now} />
        {quiz.refusal === null ? (
          <button
            type="button"
            className="button button--primary quiz-due__begin"
            aria-busy={beginning}
            disabled={beginning}
            onClick={onBegin}
          >
            {t(beginning ? 'paper.start.beginning' : 'paper.now.begin')}
          </button>
        ) : null}
      </section>
      <ul className="paper-start__notes">
        {quiz.durationS === null ? null : <li>{t('paper.start.notes.time')}</li>}
        <li>{t('paper.start.notes.saved')}</li>
        <li>{t('paper.start.notes.end')}</li>
        {quiz.requireCamera ? <li>{t('paper.start.notes.camera')}</li> : null}
      </ul>
    </main>
  );
}

function Refusal(props: { quiz: OpenQuiz; error: ClientError | null; now: number }): ReactElement | null {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const { moment } = useQuizWords();
  const { quiz, error, now } = props;
  const { refusal, opensAt } = quiz;
  const text = (): string | null => {
    if (refusal === null) return error === null ? null : sentence(error.code);
    if (refusal !== 'notOpen') return t(`paper.start.refusal.${refusal}`);
    return opensAt === null
      ? t('paper.start.wait')
      : t('paper.start.waitUntil', { time: moment(opensAt, now) });
  };
  const words = text();
  return words === null ? null : (
    <p className="quiz-due__wait" role="status">
      {words}
    </p>
  );
}
