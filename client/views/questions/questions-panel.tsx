import '../../i18n/questions.ts';
import { useId, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { PublicQuestion, QuestionSettings } from '../../../src/contract/questions.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { currentLanguage } from '../../i18n/index.ts';
import { ErrorText } from '../common/error-text.tsx';
import { AskForm } from './ask-form.tsx';
import { useOutbox } from './outbox.ts';
import { OwnQuestions } from './own-questions.tsx';
import { useQuestionWords } from './question-words.tsx';
import { useOwnQuestions, useVisibleQuestions } from './use-question-lists.ts';
import { useQuestionActions } from './use-question-actions.ts';
import './questions.css';

/** How many answers to own questions were not seen yet: for whoever shows a way to this panel. */
export function useUnseenAnswers(): number {
  return useClassroom().own.answersUnseen ?? 0;
}

/** What a trainee sees of questions, on a phone or a port: ask, own questions with their answers, those of others. */
export function QuestionsPanel(): ReactElement {
  const { t } = useTranslation();
  const { role } = useClassSession();
  const own = useOwnQuestions();
  const visible = useVisibleQuestions();
  const outbox = useOutbox(own.reload);
  const others =
    visible.data?.questions.filter(({ questionId }) => !isOwn(own.data?.questions, questionId)) ?? [];
  const error = own.error ?? visible.error;
  return (
    <div className="questions">
      <AskForm outbox={outbox} hint={useHint(own.data?.settings, role === 'trainee')} />
      {error === null ? null : (
        <ErrorText
          error={error}
          onRetry={() => {
            own.reload();
            visible.reload();
          }}
        />
      )}
      {own.data === null || own.data.questions.length === 0 ? null : (
        <section>
          <h3>{t('questions.mine')}</h3>
          <OwnQuestions questions={own.data.questions} />
        </section>
      )}
      {visible.data === null ? null : (
        <section>
          <h3>{t('questions.others')}</h3>
          {others.length === 0 ? <p className="quiet">{t('questions.noOthers')}</p> : null}
          <ul className="question-list">
            {others.map((question) => (
              <OthersItem
                key={question.questionId}
                question={question}
                supported={visible.data?.mine.has(question.questionId) === true}
                onSupport={(supported) =>
                  visible.change((data) => ({
                    ...data,
                    mine: withOrWithout(data.mine, question.questionId, supported),
                  }))
                }
              />
            ))}
          </ul>
          {visible.more ? (
            <button type="button" className="button button--wide" onClick={visible.showMore}>
              {t('questions.more')}
            </button>
          ) : null}
        </section>
      )}
    </div>
  );
}

function useHint(settings: QuestionSettings | undefined, throughLiaison: boolean): string {
  const { t } = useTranslation();
  if (settings === undefined) return '';
  return [
    t(settings.throughLiaison && throughLiaison ? 'questions.throughLiaison' : 'questions.toLecturer'),
    ...(settings.approval ? [t('questions.approvalOn')] : []),
    ...(settings.hideNames ? [t('questions.namesHidden')] : []),
  ].join(currentLanguage() === 'en' ? ' ' : '');
}

function OthersItem(props: {
  question: PublicQuestion;
  supported: boolean;
  onSupport: (supported: boolean) => void;
}): ReactElement {
  const { t } = useTranslation();
  const words = useQuestionWords();
  const actions = useQuestionActions();
  const [wanted, setWanted] = useState<boolean | null>(null);
  const { question, supported, onSupport } = props;
  const { questionId, text, state, answer } = question;
  const textId = useId();
  const pressed = wanted ?? supported;
  const toggle = (): void => {
    setWanted(!pressed);
    void actions.run('question.support', { questionId, support: !pressed }).then((done) => {
      if (done) onSupport(!pressed);
      setWanted(null);
    });
  };
  return (
    <li className="question">
      <p id={textId} className="question__text">
        <bdi>{text}</bdi>
      </p>
      <p className="question__state quiet">
        <bdi>{words.publicAsker(question)}</bdi>
        <span className="figures">{words.interest(question)}</span>
      </p>
      {answer === null ? null : (
        <p className="question__answer">
          <span className="quiet">{t('questions.answer')}</span>
          <bdi>{answer}</bdi>
        </p>
      )}
      {state === 'answered' ? (
        answer === null ? (
          <p className="question__answer">{t('questions.answeredLive')}</p>
        ) : null
      ) : (
        <button
          type="button"
          className="button question__support"
          aria-pressed={pressed}
          aria-describedby={textId}
          disabled={actions.busy}
          onClick={toggle}
        >
          {t(pressed ? 'questions.supported' : 'questions.support')}
        </button>
      )}
      {actions.error === null ? null : <ErrorText error={actions.error} />}
    </li>
  );
}

function isOwn(own: readonly { questionId: string }[] | undefined, questionId: string): boolean {
  return own?.some((one) => one.questionId === questionId) === true;
}

function withOrWithout(ids: ReadonlySet<string>, id: string, add: boolean): ReadonlySet<string> {
  const others = new Set(ids);
  if (add) others.add(id);
  else others.delete(id);
  return others;
}
