import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { StaffQuestion } from '../../../src/contract/questions.ts';
import { clockTime } from '../common/time.ts';
import { AskerList } from './asker-list.tsx';
import { handlesOf, useHandleWords, type Handle } from './handles.ts';
import { useQuestionWords } from './question-words.tsx';

/** One question in the list: what it says, who asks, one tap to show it, the rest when it is opened. */
export function ListItem(props: {
  question: StaffQuestion;
  approval: boolean;
  shown: boolean;
  open: boolean;
  busy: boolean;
  /** Whether it is chosen for merging; null while nothing is being merged. */
  merging: boolean | null;
  onMerging: (chosen: boolean) => void;
  onOpen: () => void;
  onHandle: (what: Handle) => void;
}): ReactElement {
  const { t } = useTranslation();
  const words = useQuestionWords();
  const handleWords = useHandleWords();
  const { question, shown, open, busy, merging, approval } = props;
  const { questionId, text, state, askers, answer, reason, settledBy } = question;
  const [first] = askers;
  return (
    <li className={`board-item${shown ? ' board-item--shown' : ''}`}>
      {merging === null ? null : (
        <input
          type="checkbox"
          className="board-item__choose"
          aria-label={t('questions.choose', { text })}
          checked={merging}
          onChange={(event) => props.onMerging(event.target.checked)}
        />
      )}
      <button
        type="button"
        className="board-item__main"
        data-question={questionId}
        aria-expanded={open}
        onClick={props.onOpen}
      >
        <bdi className="board-item__text">{text}</bdi>
        <span className="board-item__facts">
          <strong className="figures">{words.interest(question)}</strong>
          {first === undefined ? null : <bdi>{words.asker(first)}</bdi>}
          <span className="figures">{clockTime(question.askedAt)}</span>
        </span>
        <Marks question={question} approval={approval} shown={shown} />
      </button>
      {merging === null && state !== 'dismissed' ? (
        <button
          type="button"
          className={`button board-item__show${shown ? ' button--primary' : ''}`}
          aria-pressed={shown}
          disabled={busy}
          onClick={() => props.onHandle('show')}
        >
          {t(shown ? 'questions.takeOffShort' : 'questions.showShort')}
        </button>
      ) : null}
      {open ? (
        <div className="board-item__more">
          <AskerList question={question} />
          {answer === null && reason === null ? null : (
            <p className="board-item__outcome">
              <bdi>{answer ?? reason}</bdi>
            </p>
          )}
          {settledBy === null ? null : (
            <p className="quiet">{t('questions.handledBy', { name: settledBy })}</p>
          )}
          <div className="board-item__actions">
            {handlesOf(question, approval).map((one) => (
              <button
                key={one}
                type="button"
                className="button"
                disabled={busy}
                onClick={() => props.onHandle(one)}
              >
                {handleWords(one)}
              </button>
            ))}
          </div>
        </div>
      ) : null}
    </li>
  );
}

function Marks(props: { question: StaffQuestion; approval: boolean; shown: boolean }): ReactElement | null {
  const { t } = useTranslation();
  const { question, approval, shown } = props;
  const { state, carriedFrom, shownAt, approved, edited, askerCount } = question;
  const marks = [
    shown ? t('questions.onScreens') : null,
    !shown && shownAt !== null && state === 'open' ? t('questions.wasShown') : null,
    approval && !approved && state === 'open' ? t('questions.needsApproval') : null,
    edited || askerCount > 1 ? t('questions.edited') : null,
    carriedFrom === null ? null : t('questions.carriedFrom', { lesson: carriedFrom }),
    state === 'answered' || state === 'dismissed' ? t(`questions.state.${state}`) : null,
  ].filter((mark) => mark !== null);
  if (marks.length === 0) return null;
  return (
    <span className="board-item__marks">
      {marks.map((mark) => (
        <span key={mark}>{mark}</span>
      ))}
    </span>
  );
}
