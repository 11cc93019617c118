import { useId, useState, type SyntheticEvent, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { questionLimits } from '../../../src/contract/question-limits.ts';
import { Dialog } from '../common/dialog.tsx';
import { ErrorText } from '../common/error-text.tsx';
import type { QuestionActions } from './use-question-actions.ts';

/** What somebody writes about a question. */
export type Writing = 'answer' | 'dismiss' | 'edit';

const bounds = { answer: questionLimits.answer, dismiss: questionLimits.reason, edit: questionLimits.text };

/** Asks for an answer, a reason or better words, and sends them. */
export function TextDialog(props: {
  writing: Writing;
  question: { questionId: string; text: string; answer: string | null };
  actions: QuestionActions;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { writing, question, actions, onClose } = props;
  const { questionId } = question;
  const [text, setText] = useState(
    writing === 'edit' ? question.text : writing === 'answer' ? (question.answer ?? '') : '',
  );
  const id = useId();
  const empty = text.trim() === '';
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const sent =
      writing === 'answer'
        ? actions.run('question.answer', { questionId, answer: text })
        : writing === 'edit'
          ? actions.run('question.edit', { questionId, text })
          : actions.run('question.dismiss', { questionId, reason: empty ? null : text });
    void sent.then((done) => done && onClose());
  };
  return (
    <Dialog title={t(`questions.${writing}Title`)} onClose={onClose}>
      <form className="question-dialog" onSubmit={submit}>
        {writing === 'edit' ? null : (
          <p className="question-dialog__quote">
            <bdi>{question.text}</bdi>
          </p>
        )}
        <label htmlFor={id} className="quiet">
          {t(`questions.${writing}Text`)}
        </label>
        <textarea
          id={id}
          className="field"
          rows={writing === 'answer' ? 6 : 3}
          maxLength={bounds[writing]}
          value={text}
          placeholder={
            writing === 'answer'
              ? t('questions.answerPlaceholder')
              : writing === 'dismiss'
                ? t('questions.dismissPlaceholder')
                : undefined
          }
          onChange={(event) => setText(event.target.value)}
        />
        {actions.error === null ? null : <ErrorText error={actions.error} />}
        <div className="dialog__actions">
          <button type="button" className="button" onClick={onClose}>
            {t('questions.cancel')}
          </button>
          <button
            type="submit"
            className="button button--primary"
            disabled={actions.busy || (empty && writing !== 'dismiss')}
          >
            {t(writing === 'dismiss' ? 'questions.dismiss' : 'questions.save')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
