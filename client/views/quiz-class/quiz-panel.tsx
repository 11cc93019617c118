import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { QuizRecord } from '../../../src/contract/quiz.ts';
import { ErrorText } from '../common/error-text.tsx';
import { clockTime } from '../common/time.ts';
import { useLessonQuizzes } from './lesson-quizzes.ts';
import { CloseButton, ExtendButton, OpenButton } from './quiz-actions.tsx';
import { TimeLeft, usePaperFacts } from './quiz-facts.tsx';
import { QuizProgressView } from './quiz-progress-view.tsx';
import '../../i18n/quiz-class.ts';
import './quiz-panel.css';

/** The quizzes of a lesson for those who lead it: opened and closed here, and seen as they go on. */
export function QuizPanel(): ReactElement {
  const { t } = useTranslation();
  const { list, error, reload } = useLessonQuizzes();
  if (error !== null) {
    return (
      <div className="quiz-panel" role="alert">
        <ErrorText error={error} />
        <button type="button" className="button" onClick={reload}>
          {t('common.retry')}
        </button>
      </div>
    );
  }
  return (
    <section className="quiz-panel" aria-label={t('quizClass.panel.list')} aria-busy={list === null}>
      {list?.length === 0 ? <p className="quiet">{t('quizClass.panel.empty')}</p> : null}
      {list?.map((quiz) =>
        quiz.state === 'open' ? (
          <OpenQuizCard key={quiz.id} quiz={quiz} onChanged={reload} />
        ) : (
          <QuizItem key={quiz.id} quiz={quiz} onChanged={reload} />
        ),
      )}
    </section>
  );
}

interface CardProps {
  quiz: QuizRecord;
  onChanged: () => void;
}

function OpenQuizCard({ quiz, onChanged }: CardProps): ReactElement {
  const { t } = useTranslation();
  return (
    <article className="quiz-panel__open">
      <p className="quiz-panel__line quiet">
        <span>
          {t(`quizClass.kind.${quiz.settings.kind}`)} · {t('quizClass.state.open')}
        </span>
        <TimeLeft closesAt={quiz.closesAt} />
      </p>
      <h3>
        <bdi>{quiz.settings.title}</bdi>
      </h3>
      <QuizProgressView quiz={quiz}>
        {(progress) => (
          <div className="quiz-panel__actions">
            <CloseButton quiz={quiz} progress={progress} onDone={onChanged} />
            <ExtendButton quiz={quiz} progress={progress} onDone={onChanged} />
          </div>
        )}
      </QuizProgressView>
    </article>
  );
}

/** One that is not open: what it is, and how it is opened; or what came of it. */
function QuizItem({ quiz, onChanged }: CardProps): ReactElement {
  const { t } = useTranslation();
  const facts = usePaperFacts();
  const [shown, setShown] = useState(false);
  const { settings, questions, state, unmarked, problem } = quiz;
  const { opening } = settings;
  return (
    <article className="quiz-panel__item">
      <h3>
        <bdi>{settings.title}</bdi>
      </h3>
      <p className="quiet figures">
        {t(`quizClass.kind.${settings.kind}`)} · {facts({ ...settings, questions })}
      </p>
      <div className="quiz-panel__line">
        <span className="quiet figures">
          {state === 'closed' ? t('quizClass.state.closed') : null}
          {state === 'closed' && unmarked > 0
            ? ` · ${t('quizClass.panel.unmarked', { count: unmarked })}`
            : null}
          {problem === null || state !== 'prepared' ? null : `${t('quizClass.panel.tooFew')} `}
          {state === 'prepared' && opening.how === 'clock'
            ? t('quizClass.panel.byClock', { time: clockTime(opening.at) })
            : null}
          {state === 'prepared' && opening.how === 'lessonEnd' ? t('quizClass.panel.byLessonEnd') : null}
        </span>
        {state === 'prepared' ? (
          <OpenButton quiz={quiz} onDone={onChanged} />
        ) : (
          <button
            type="button"
            className="button"
            aria-expanded={shown}
            aria-label={`${t('quizClass.panel.results')} ${settings.title}`}
            onClick={() => setShown(!shown)}
          >
            {t('quizClass.panel.results')}
          </button>
        )}
      </div>
      {shown ? <QuizProgressView quiz={quiz} /> : null}
    </article>
  );
}
