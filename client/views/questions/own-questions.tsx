import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { OwnQuestion } from '../../../src/contract/questions.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { clockTime } from '../common/time.ts';
import { useQuestionWords } from './question-words.tsx';

/** Milliseconds for which an answer has to be on the page before it counts as seen. */
const readMs = 1_500;
/** Answers that are reported as seen in one go; the server takes as many. */
const seenAtOnce = 50;

/** The own questions with what became of them. An answer that stands here is reported as seen. */
export function OwnQuestions({ questions }: { questions: readonly OwnQuestion[] }): ReactElement {
  useSeen(questions);
  return (
    <ul className="question-list">
      {questions.map((question) => (
        <OwnItem key={question.questionId} question={question} />
      ))}
    </ul>
  );
}

/** Tells the server which answers were on the page while somebody could look at it. */
function useSeen(questions: readonly OwnQuestion[]): void {
  const session = useClassSession();
  const reported = useRef(new Set<string>());
  const unseen = questions.filter((one) => one.unseen).map(({ questionId }) => questionId);
  const key = unseen.slice(0, seenAtOnce).join();
  useEffect(() => {
    if (key === '') return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const report = (): void => {
      clearTimeout(timer);
      if (document.visibilityState !== 'visible') return;
      timer = setTimeout(() => {
        const questionIds = key.split(',').filter((id) => !reported.current.has(id));
        if (questionIds.length === 0) return;
        for (const id of questionIds) reported.current.add(id);
        // When it does not arrive, it is said again the next time that the page is opened.
        session.command('question.seen', { questionIds }).catch(() => undefined);
      }, readMs);
    };
    report();
    document.addEventListener('visibilitychange', report);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', report);
    };
  }, [session, key]);
}

function OwnItem({ question }: { question: OwnQuestion }): ReactElement {
  const { t } = useTranslation();
  const words = useQuestionWords();
  const { state, text, shownText, merged, answer, reason, unseen, voices, askedAt } = question;
  // What was new when the page was opened stays marked while it is read.
  const [isNew, setIsNew] = useState(unseen);
  if (unseen && !isNew) setIsNew(true);
  return (
    <li className={`question${isNew ? ' question--new' : ''}`}>
      <p className="question__text">
        <bdi>{text}</bdi>
      </p>
      <p className="question__state">
        <strong>{t(`questions.state.${state}`)}</strong>
        {isNew ? <span className="question__badge">{t('questions.newAnswer')}</span> : null}
        <span className="quiet figures">{clockTime(askedAt)}</span>
        {voices > 1 ? <span className="quiet">{words.interest({ voices, places: 1 })}</span> : null}
      </p>
      {shownText === null ? null : (
        <p className="quiet">
          {t(merged ? 'questions.merged' : 'questions.editedTo')} <bdi>{shownText}</bdi>
        </p>
      )}
      {state === 'answered' ? (
        <p className="question__answer">
          {answer === null ? (
            t('questions.answeredLive')
          ) : (
            <>
              <span className="quiet">{t('questions.answer')}</span>
              <bdi>{answer}</bdi>
            </>
          )}
        </p>
      ) : null}
      {state === 'dismissed' && reason !== null ? (
        <p className="question__answer">
          <span className="quiet">{t('questions.reason')}</span>
          <bdi>{reason}</bdi>
        </p>
      ) : null}
    </li>
  );
}
