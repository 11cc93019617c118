import '../../i18n/questions.ts';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomQuestion } from '../../../src/contract/questions.ts';
import { ErrorText } from '../common/error-text.tsx';
import { clockTime } from '../common/time.ts';
import { AskForm } from './ask-form.tsx';
import { AskerList } from './asker-list.tsx';
import { useOutbox } from './outbox.ts';
import { OwnQuestions } from './own-questions.tsx';
import { useQuestionWords } from './question-words.tsx';
import { TextDialog, type Writing } from './text-dialog.tsx';
import { useOwnQuestions, useRoomQuestions } from './use-question-lists.ts';
import { useQuestionActions, type QuestionActions } from './use-question-actions.ts';
import './questions.css';

/** What a liaison sees of questions: those of the room that wait for them, the others, and the room's own. */
export function RoomQuestions(): ReactElement {
  const { t } = useTranslation();
  const room = useRoomQuestions();
  const own = useOwnQuestions();
  const outbox = useOutbox(own.reload);
  const actions = useQuestionActions();
  const held = room.data?.questions.filter(({ state }) => state === 'held') ?? [];
  const rest = room.data?.questions.filter(({ state }) => state !== 'held') ?? [];
  const through = room.data?.settings.throughLiaison === true;
  return (
    <div className="questions">
      {through || held.length > 0 ? <Held questions={held} actions={actions} /> : null}
      <AskForm outbox={outbox} forRoom hint={t('questions.toLecturer')} />
      {room.error === null ? null : <ErrorText error={room.error} onRetry={room.reload} />}
      {own.data === null || own.data.questions.length === 0 ? null : (
        <section>
          <h3>{t('questions.roomMine')}</h3>
          <OwnQuestions questions={own.data.questions} />
        </section>
      )}
      {room.data === null ? null : (
        <section>
          <h3>{t('questions.roomRest')}</h3>
          {rest.length === 0 ? <p className="quiet">{t('questions.noRest')}</p> : null}
          <ul className="question-list">
            {rest.map((question) => (
              <li key={question.questionId} className="question">
                <RoomFacts question={question} />
                <Outcome question={question} />
                <AskerList question={question} />
              </li>
            ))}
          </ul>
          {room.more ? (
            <button type="button" className="button button--wide" onClick={room.showMore}>
              {t('questions.more')}
            </button>
          ) : null}
        </section>
      )}
    </div>
  );
}

/** What waits for the liaison: answered on the spot, or merged and handed on. */
function Held(props: { questions: readonly RoomQuestion[]; actions: QuestionActions }): ReactElement {
  const { t } = useTranslation();
  const { questions, actions } = props;
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [writing, setWriting] = useState<{ question: RoomQuestion; writing: Writing } | null>(null);
  const here = chosen.filter((id) => questions.some(({ questionId }) => questionId === id));
  const merge = (): void => {
    const [into, ...questionIds] = here;
    if (into !== undefined) {
      void actions.run('question.merge', { into, questionIds }).then((done) => done && setChosen([into]));
    }
  };
  const forward = (questionIds: readonly string[]): void => {
    void actions
      .run('question.forward', { questionIds: [...questionIds] })
      .then((done) => done && setChosen([]));
  };
  const write = (question: RoomQuestion, what: Writing): void => {
    actions.clear();
    setWriting({ question, writing: what });
  };
  return (
    <section>
      <h3>
        {t('questions.roomHeld')} <span className="figures">{questions.length}</span>
      </h3>
      {questions.length === 0 ? <p className="quiet">{t('questions.noHeld')}</p> : null}
      {actions.error === null || writing !== null ? null : <ErrorText error={actions.error} />}
      <ul className="question-list">
        {questions.map((question) => (
          <li key={question.questionId} className="question question--held">
            <label className="question__choose">
              <input
                type="checkbox"
                aria-label={t('questions.choose', { text: question.text })}
                checked={here.includes(question.questionId)}
                onChange={(event) =>
                  setChosen(
                    event.target.checked
                      ? [...here, question.questionId]
                      : here.filter((id) => id !== question.questionId),
                  )
                }
              />
              <RoomFacts question={question} />
            </label>
            <AskerList question={question} />
            <div className="question__actions">
              <button
                type="button"
                className="button button--primary"
                disabled={actions.busy}
                onClick={() => forward([question.questionId])}
              >
                {t('questions.forward')}
              </button>
              <button type="button" className="button" onClick={() => write(question, 'answer')}>
                {t('questions.write')}
              </button>
              <button type="button" className="button" onClick={() => write(question, 'edit')}>
                {t('questions.edit')}
              </button>
            </div>
          </li>
        ))}
      </ul>
      {here.length < 2 ? null : (
        <div className="question__bulk" role="status">
          <button type="button" className="button" disabled={actions.busy} onClick={merge}>
            {t('questions.mergeChosen', { count: here.length })}
          </button>
          <button
            type="button"
            className="button button--primary"
            disabled={actions.busy}
            onClick={() => forward(here)}
          >
            {t('questions.forwardChosen', { count: here.length })}
          </button>
        </div>
      )}
      {writing === null ? null : (
        <TextDialog {...writing} actions={actions} onClose={() => setWriting(null)} />
      )}
    </section>
  );
}

function RoomFacts({ question }: { question: RoomQuestion }): ReactElement {
  const words = useQuestionWords();
  const [first] = question.askers;
  return (
    <span className="question__facts">
      <bdi className="question__text">{question.text}</bdi>
      <span className="question__state quiet">
        {first === undefined ? null : <bdi>{words.asker(first)}</bdi>}
        <span className="figures">{words.interest(question)}</span>
        <span className="figures">{clockTime(question.askedAt)}</span>
      </span>
    </span>
  );
}

function Outcome({ question }: { question: RoomQuestion }): ReactElement {
  const { t } = useTranslation();
  const { state, answer, reason } = question;
  const said = state === 'answered' ? (answer ?? t('questions.answeredLive')) : reason;
  return (
    <>
      <p className="question__state">
        <strong>{t(state === 'open' ? 'questions.forwarded' : `questions.state.${state}`)}</strong>
      </p>
      {said === null ? null : (
        <p className="question__answer">
          <bdi>{said}</bdi>
        </p>
      )}
    </>
  );
}
