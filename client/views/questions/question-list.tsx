import '../../i18n/questions.ts';
import { useState, type KeyboardEvent, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { questionFilters, type QuestionFilter } from './filters.ts';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { Icon } from '../common/icon.tsx';
import { ErrorText } from '../common/error-text.tsx';
import { handleQuestion, handlesOf, type Handle } from './handles.ts';
import { ListItem } from './list-item.tsx';
import { SettingsFields } from './settings-fields.tsx';
import { TextDialog, type Writing } from './text-dialog.tsx';
import { useStaffQuestions } from './use-question-lists.ts';
import { useQuestionActions } from './use-question-actions.ts';
import './questions.css';

/** Keys of the list, while one of its questions has the focus; Enter shows it. */
const keys: Readonly<Record<string, Exclude<Handle, 'show'>>> = {
  a: 'live',
  w: 'answer',
  p: 'postpone',
  d: 'dismiss',
  e: 'edit',
};

/** The questions of the lesson as lecturer and organiser work through them: one ranked list, one tap shows one on all screens. */
export function QuestionList(): ReactElement {
  const { t } = useTranslation();
  const { shown } = useClassroom();
  const [filter, setFilter] = useState<QuestionFilter>('open');
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [merging, setMerging] = useState<readonly string[] | null>(null);
  const [writing, setWriting] = useState<{ questionId: string; writing: Writing } | null>(null);
  const list = useStaffQuestions(filter, '');
  const actions = useQuestionActions();
  const questions = list.data?.questions ?? [];
  const shownId = shown?.kind === 'question' ? shown.questionId : null;
  const written = questions.find(({ questionId }) => questionId === writing?.questionId);
  const byKey = (questionId: string, what: Handle): void => {
    const question = questions.find((one) => one.questionId === questionId);
    const may = question !== undefined && (what === 'show' || handlesOf(question, false).includes(what));
    if (may && !actions.busy && merging === null) handle(questionId, what);
  };
  const handle = (questionId: string, what: Handle): void => {
    if (what === 'answer' || what === 'dismiss' || what === 'edit') {
      actions.clear();
      setWriting({ questionId, writing: what });
    } else if (what === 'show') {
      void actions.run('question.show', { questionId: questionId === shownId ? null : questionId });
    } else handleQuestion(actions, questionId, what);
  };
  const merge = (): void => {
    const [into, ...questionIds] = merging ?? [];
    if (into === undefined) return;
    void actions.run('question.merge', { into, questionIds }).then((done) => done && setMerging(null));
  };
  return (
    <section className="question-board" aria-label={t('questions.title')}>
      <div className="question-board__filters" role="group" aria-label={t('questions.list')}>
        {questionFilters.map((one) => (
          <button key={one} type="button" aria-pressed={one === filter} onClick={() => setFilter(one)}>
            {t(`questions.filter.${one}`)}
            <span className="figures">{list.data?.counts[one] ?? ''}</span>
          </button>
        ))}
      </div>
      <div className="question-board__tools">
        {merging === null ? (
          <button
            type="button"
            className="button button--plain"
            disabled={questions.length < 2}
            onClick={() => setMerging([])}
          >
            {t('questions.merge')}
          </button>
        ) : (
          <>
            <p className="quiet">{t('questions.mergeHint')}</p>
            <button type="button" className="button" onClick={() => setMerging(null)}>
              {t('questions.cancel')}
            </button>
            <button
              type="button"
              className="button button--primary"
              disabled={merging.length < 2 || actions.busy}
              onClick={merge}
            >
              {t('questions.mergeChosen', { count: merging.length })}
            </button>
          </>
        )}
        {list.data === null || merging !== null ? null : (
          <details className="question-board__settings">
            <summary>{t('questions.settings')}</summary>
            <SettingsFields settings={list.data.settings} actions={actions} />
          </details>
        )}
      </div>
      {(list.error ?? actions.error) ? (
        <div className="question-board__error" role="alert">
          {[list.error ?? actions.error].map(
            (error) => error && <ErrorText key={error.code} error={error} />,
          )}
          <button type="button" className="button button--plain button--icon" onClick={actions.clear}>
            <Icon name="close" />
            <span className="only-spoken">{t('common.close')}</span>
          </button>
        </div>
      ) : null}
      {list.data !== null && questions.length === 0 ? (
        <p className="question-board__empty quiet">{t(`questions.empty.${filter}`)}</p>
      ) : null}
      <ol
        className="question-board__list"
        aria-label={t('questions.list')}
        onKeyDown={(event) => moveOrHandle(event, byKey)}
      >
        {questions.map((question) => (
          <ListItem
            key={question.questionId}
            question={question}
            approval={list.data?.settings.approval === true}
            shown={question.questionId === shownId}
            open={question.questionId === chosenId}
            busy={actions.busy}
            merging={merging === null ? null : merging.includes(question.questionId)}
            onMerging={(chosen) =>
              setMerging((all) =>
                chosen
                  ? [...(all ?? []), question.questionId]
                  : (all ?? []).filter((id) => id !== question.questionId),
              )
            }
            onOpen={() => setChosenId(question.questionId === chosenId ? null : question.questionId)}
            onHandle={(what) => handle(question.questionId, what)}
          />
        ))}
      </ol>
      {list.more ? (
        <button type="button" className="button" onClick={list.showMore}>
          {t('questions.more')}
        </button>
      ) : null}
      <p className="question-board__keys quiet">{t('questions.keys')}</p>
      {writing === null || written === undefined ? null : (
        <TextDialog
          writing={writing.writing}
          question={written}
          actions={actions}
          onClose={() => setWriting(null)}
        />
      )}
    </section>
  );
}

/** Arrows go from question to question; letters do something with the one that has the focus. */
function moveOrHandle(
  event: KeyboardEvent<HTMLElement>,
  handle: (questionId: string, what: Handle) => void,
): void {
  const { target, currentTarget } = event;
  if (!(target instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.altKey) return;
  const items = [...currentTarget.querySelectorAll<HTMLElement>('[data-question]')];
  const place = items.findIndex((item) => item === target);
  const questionId = target.dataset['question'];
  if (place === -1 || questionId === undefined) return;
  const next =
    event.key === 'ArrowDown' ? items[place + 1] : event.key === 'ArrowUp' ? items[place - 1] : undefined;
  const what = event.key === 'Enter' ? 'show' : keys[event.key.toLowerCase()];
  if (next) next.focus();
  else if (what && !event.repeat) handle(questionId, what);
  else return;
  event.preventDefault();
  // The console has keys of its own; these were meant for the question.
  event.stopPropagation();
}
