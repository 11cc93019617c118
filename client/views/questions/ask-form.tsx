import { useId, useState, type SyntheticEvent, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { questionLimits } from '../../../src/contract/question-limits.ts';
import { ErrorText } from '../common/error-text.tsx';
import type { Outbox, Unsent } from './outbox.ts';

/** Where somebody writes a question, and what they wrote that has not arrived yet. */
export function AskForm(props: { outbox: Outbox; forRoom?: boolean; hint: string }): ReactElement {
  const { t } = useTranslation();
  const { outbox, forRoom = false, hint } = props;
  const [text, setText] = useState('');
  const id = useId();
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (text.trim() === '') return;
    outbox.ask(text.trim());
    setText('');
  };
  const left = questionLimits.text - text.length;
  return (
    <>
      <form className="ask" onSubmit={submit}>
        <label htmlFor={id}>{t(forRoom ? 'questions.askForRoom' : 'questions.ask')}</label>
        <textarea
          id={id}
          className="field ask__text"
          rows={3}
          maxLength={questionLimits.text}
          value={text}
          placeholder={t(forRoom ? 'questions.placeholderRoom' : 'questions.placeholder')}
          aria-describedby={`${id}-hint`}
          onChange={(event) => setText(event.target.value)}
        />
        <p id={`${id}-hint`} className="quiet ask__hint">
          {left <= 60 ? t('questions.left', { count: left }) : hint}
        </p>
        <button type="submit" className="button button--primary" disabled={text.trim() === ''}>
          {t('questions.send')}
        </button>
      </form>
      {outbox.unsent.length === 0 ? null : (
        <ul className="question-list" aria-live="polite">
          {outbox.unsent.map((one) => (
            <UnsentQuestion key={one.questionId} unsent={one} outbox={outbox} />
          ))}
        </ul>
      )}
    </>
  );
}

function UnsentQuestion({ unsent, outbox }: { unsent: Unsent; outbox: Outbox }): ReactElement {
  const { t } = useTranslation();
  const { questionId, text, state, error } = unsent;
  return (
    <li className={`question question--${state === 'refused' ? 'refused' : 'unsent'}`}>
      <p className="question__text">
        <bdi>{text}</bdi>
      </p>
      <p className="question__state">
        {state === 'refused' ? t('questions.refused') : null}
        {state === 'waiting' ? t(outbox.online ? 'questions.sending' : 'questions.unsent') : null}
      </p>
      {error === null ? null : <ErrorText error={error} />}
      {state === 'waiting' && outbox.online ? null : (
        <div className="question__actions">
          {state === 'refused' ? (
            <button type="button" className="button" onClick={() => outbox.again(questionId)}>
              {t('questions.again')}
            </button>
          ) : null}
          <button type="button" className="button" onClick={() => outbox.discard(questionId)}>
            {t('questions.discard')}
          </button>
        </div>
      )}
    </li>
  );
}
