import { useState, type SyntheticEvent, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { pollLimits } from '../../../src/contract/poll-limits.ts';
import type { PollAnswer, PublicPoll } from '../../../src/contract/polls.ts';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useClock } from '../../hooks/use-clock.ts';
import { ErrorText } from '../common/error-text.tsx';
import { clockTime } from '../common/time.ts';
import { PollBars } from './poll-bars.tsx';
import { useAnswer, type OwnAnswer } from './use-answer.ts';
import {
  answerOfBar,
  barsOf,
  isRight,
  letters,
  shortCountdown,
  useAnswerWords,
  useBarNames,
} from './words.ts';
import '../../i18n/polls.ts';
import './polls.css';

/** The poll of the moment on a trainee's phone or port: answered with one thumb. Nothing while there is none. */
export function PollCard(): ReactElement | null {
  const { poll } = useClassroom();
  return poll === null ? null : <Card key={poll.pollId} poll={poll} />;
}

function Card({ poll }: { poll: PublicPoll }): ReactElement {
  const { t } = useTranslation();
  const now = useClock();
  const own = useAnswer(poll);
  const open = poll.state === 'open' && (poll.closesAt === null || now < poll.closesAt);
  return (
    <section className="poll-card card" aria-label={t('polls.title')}>
      <header className="poll-card__head">
        <span>
          {t('polls.title')} · {t(`polls.kind.${poll.kind}`)}
        </span>
        <span className="figures">
          {open
            ? poll.closesAt === null
              ? t('polls.openEnd')
              : t('polls.timeLeft', { time: shortCountdown(poll.closesAt - now) })
            : t('polls.closed')}
        </span>
      </header>
      <h2>
        <bdi>{poll.question}</bdi>
      </h2>
      {open ? <AnswerForm poll={poll} own={own} /> : <Outcome poll={poll} own={own} />}
      <SavedState own={own} open={open} />
      {poll.results === null ? null : <PollBars poll={poll} results={poll.results} correct={poll.key} />}
    </section>
  );
}

/** What is really known of the own answer: on its way, kept here, or received. */
function SavedState({ own, open }: { own: OwnAnswer; open: boolean }): ReactElement | null {
  const { t } = useTranslation();
  const { unsent, received } = own;
  const words =
    unsent?.state === 'sending'
      ? t('polls.card.sending')
      : unsent?.state === 'waiting'
        ? t('polls.card.waiting')
        : received === null
          ? null
          : t('polls.card.received', { time: clockTime(received.receivedAt, true) });
  const isReceived = unsent === null && received !== null;
  return (
    <div className="poll-card__state" role="status">
      {unsent?.state === 'refused' && unsent.error !== null ? <ErrorText error={unsent.error} /> : null}
      {words === null ? null : (
        <p>
          <span className={isReceived ? 'dot dot--good' : 'dot dot--attention'} />
          {words}
          {isReceived && open ? <span className="quiet">{t('polls.card.changeable')}</span> : null}
        </p>
      )}
    </div>
  );
}

/** After the close: the own answer, and whether it was right once that is known. */
function Outcome({ poll, own }: { poll: PublicPoll; own: OwnAnswer }): ReactElement {
  const { t } = useTranslation();
  const words = useAnswerWords();
  const { received } = own;
  if (received === null) return <p>{t('polls.card.unanswered')}</p>;
  return (
    <>
      <p>
        <bdi>{t('polls.card.yours', { answer: words(poll, received.answer) })}</bdi>
      </p>
      {poll.key === null ? null : (
        <p className="poll-card__verdict">
          {isRight(poll.key, received.answer) ? t('polls.card.right') : t('polls.card.wrong')}
        </p>
      )}
      {poll.results === null ? <p className="quiet">{t('polls.card.waitResults')}</p> : null}
    </>
  );
}

interface FormProps {
  poll: PublicPoll;
  own: OwnAnswer;
}

function AnswerForm(props: FormProps): ReactElement {
  switch (props.poll.kind) {
    case 'single':
    case 'trueFalse':
    case 'rating':
      return <OneOf {...props} />;
    case 'multiple':
      return <SeveralOf {...props} />;
    case 'number':
    case 'text':
      return <Words {...props} />;
  }
}

/** What counts now: what was tapped last, else what the server has. A refused answer does not. */
function chosen({ unsent, received }: OwnAnswer): PollAnswer | null {
  const tapped = unsent?.state === 'refused' ? undefined : unsent?.answer;
  return tapped ?? received?.answer ?? null;
}

/** One tap answers. */
function OneOf({ poll, own }: FormProps): ReactElement {
  const { t } = useTranslation();
  const names = useBarNames();
  const marked = barsOf(chosen(own));
  return (
    <div
      className={`poll-options poll-options--${poll.kind}`}
      role="group"
      aria-label={t('polls.card.label')}
    >
      {names(poll).map((name, bar) => (
        <button
          key={bar}
          type="button"
          className="poll-option"
          aria-pressed={marked.includes(bar)}
          onClick={() => {
            const answer = answerOfBar(poll.kind, bar);
            if (answer !== null) own.give(answer);
          }}
        >
          {poll.options.length > 0 ? <b>{letters.charAt(bar)}</b> : null}
          <bdi>{name}</bdi>
        </button>
      ))}
    </div>
  );
}

function SeveralOf({ poll, own }: FormProps): ReactElement {
  const { t } = useTranslation();
  const names = useBarNames();
  const before = barsOf(chosen(own));
  const [picked, setPicked] = useState<readonly number[]>(before);
  const changed = picked.join() !== before.join();
  const toggle = (bar: number): void =>
    setPicked(
      picked.includes(bar) ? picked.filter((one) => one !== bar) : [...picked, bar].sort((a, b) => a - b),
    );
  return (
    <>
      <p className="quiet">{t('polls.card.chooseMany')}</p>
      <div className="poll-options" role="group" aria-label={t('polls.card.label')}>
        {names(poll).map((name, bar) => (
          <button
            key={bar}
            type="button"
            className="poll-option"
            aria-pressed={picked.includes(bar)}
            onClick={() => toggle(bar)}
          >
            <b>{letters.charAt(bar)}</b>
            <bdi>{name}</bdi>
          </button>
        ))}
      </div>
      <button
        type="button"
        className="button button--primary button--wide"
        disabled={picked.length === 0 || !changed}
        onClick={() => own.give({ kind: 'multiple', choices: [...picked] })}
      >
        {before.length === 0 ? t('polls.card.submit') : t('polls.card.change')}
      </button>
    </>
  );
}

function Words({ poll, own }: FormProps): ReactElement {
  const { t } = useTranslation();
  const before = chosen(own);
  const isNumber = poll.kind === 'number';
  const [text, setText] = useState(
    before?.kind === 'number' ? String(before.value) : before?.kind === 'text' ? before.text : '',
  );
  const [wrong, setWrong] = useState(false);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const value = Number(text.normalize('NFKC').replace(/[\s,]/g, ''));
    const isWrong = isNumber && (!Number.isFinite(value) || Math.abs(value) > pollLimits.number);
    setWrong(isWrong);
    if (text.trim() === '' || isWrong) return;
    own.give(isNumber ? { kind: 'number', value } : { kind: 'text', text: text.trim() });
  };
  const label = isNumber ? t('polls.card.number') : t('polls.card.text');
  return (
    <form className="poll-words" onSubmit={submit}>
      <label>
        <span>{label}</span>
        <input
          className="field"
          value={text}
          inputMode={isNumber ? 'decimal' : 'text'}
          maxLength={pollLimits.text}
          aria-invalid={wrong}
          autoComplete="off"
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      {wrong ? (
        <p className="poll-wrong" role="alert">
          {t('polls.card.numberWrong')}
        </p>
      ) : null}
      <button type="submit" className="button button--primary button--wide" disabled={text.trim() === ''}>
        {before === null ? t('polls.card.submit') : t('polls.card.change')}
      </button>
    </form>
  );
}
