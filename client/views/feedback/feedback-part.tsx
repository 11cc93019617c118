import { useId, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { feedbackLength, OwnFeedback } from '../../../src/contract/feedback.ts';
import '../../i18n/feedback.ts';
import { ErrorText } from '../common/error-text.tsx';
import type { Giving } from './use-giving.ts';
import './feedback.css';

/** Characters of the words, as the contract has it. */
const mostCharacters: typeof feedbackLength = 1_000;
const ratings = [1, 2, 3, 4, 5] as const;

interface Subject {
  /** Null for the course as a whole. */
  lessonId: string | null;
  title: string;
}

/** Chooses what to give feedback on, and gives it. */
export function FeedbackPart(props: {
  open: readonly Subject[];
  given: readonly OwnFeedback[];
  giving: Giving;
}): ReactElement {
  const { t } = useTranslation();
  const { open, given, giving } = props;
  const selectId = useId();
  const [chosen, setChosen] = useState<string | null | undefined>(undefined);
  const { pending, received, error, isLineDown } = giving;
  const givenOf = (lessonId: string | null) => given.find((one) => one.lessonId === lessonId);
  const subject =
    open.find(({ lessonId }) => lessonId === chosen) ??
    open.find(({ lessonId }) => givenOf(lessonId) === undefined) ??
    open.at(-1);
  const place = open.findIndex(({ lessonId }) => lessonId === subject?.lessonId);
  return (
    <div className="feedback">
      {received === null ? null : (
        <p className="feedback__receipt" role="status">
          {t(received.anonymous ? 'feedback.receivedAnonymous' : 'feedback.received')}
        </p>
      )}
      {error === null ? null : <ErrorText error={error} />}
      {subject === undefined ? <p className="quiet">{t('feedback.allGiven')}</p> : null}
      {open.length < 2 ? null : (
        <div>
          <label htmlFor={selectId}>{t('feedback.which')}</label>
          <select
            id={selectId}
            className="field"
            value={place}
            onChange={(event) => setChosen(open[Number(event.target.value)]?.lessonId)}
          >
            {open.map((one, index) => {
              const rating = givenOf(one.lessonId)?.rating;
              const title = one.lessonId === null ? t('feedback.course', { title: one.title }) : one.title;
              return (
                <option key={one.lessonId} value={index}>
                  {title}
                  {rating === undefined ? '' : ` · ${t('feedback.given', { count: rating })}`}
                </option>
              );
            })}
          </select>
        </div>
      )}
      {subject === undefined ? null : (
        <FeedbackForm
          key={`${subject.lessonId} ${givenOf(subject.lessonId)?.at}`}
          subject={subject}
          before={givenOf(subject.lessonId)}
          busy={pending !== null}
          onGive={(said) => {
            setChosen(undefined);
            giving.give({ ...said, lessonId: subject.lessonId });
          }}
        />
      )}
      {pending !== null && isLineDown ? (
        <p className="feedback__waiting" role="status">
          {t('feedback.notReceived')}
        </p>
      ) : null}
    </div>
  );
}

function FeedbackForm(props: {
  subject: Subject;
  /** What was said under the own name before. */
  before: OwnFeedback | undefined;
  busy: boolean;
  onGive: (said: { rating: number; text: string; anonymous: boolean }) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { subject, before, busy, onGive } = props;
  const textId = useId();
  const [rating, setRating] = useState(before?.rating ?? null);
  const [text, setText] = useState(before?.text ?? '');
  const [anonymous, setAnonymous] = useState(false);
  const title = subject.lessonId === null ? t('feedback.course', { title: subject.title }) : subject.title;
  return (
    <form
      className="feedback"
      onSubmit={(event) => {
        event.preventDefault();
        if (rating !== null) onGive({ rating, text: text.trim(), anonymous });
      }}
    >
      <h3>
        <bdi>{title}</bdi>
      </h3>
      <fieldset className="feedback__ratings">
        <legend>{t('feedback.rating')}</legend>
        {ratings.map((one) => (
          <label key={one} className="feedback__rating">
            <input type="radio" name="rating" checked={rating === one} onChange={() => setRating(one)} />
            <span>
              <strong className="figures">{one}</strong>
              <small>{t(`feedback.rate.r${one}`)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <label htmlFor={textId}>{t('feedback.text')}</label>
      <textarea
        id={textId}
        className="field"
        rows={3}
        maxLength={mostCharacters}
        placeholder={t('feedback.textHint')}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {before === undefined ? (
        <fieldset className="feedback__names">
          {[false, true].map((one) => (
            <label key={String(one)} className="feedback__name">
              <input
                type="radio"
                name="anonymous"
                checked={anonymous === one}
                onChange={() => setAnonymous(one)}
              />
              <span>
                {t(one ? 'feedback.anonymous' : 'feedback.named')}
                <small className="quiet">{t(one ? 'feedback.anonymousText' : 'feedback.namedText')}</small>
              </span>
            </label>
          ))}
        </fieldset>
      ) : null}
      <button type="submit" className="button button--primary" disabled={rating === null || busy}>
        {t(before === undefined ? 'feedback.send' : 'feedback.change')}
      </button>
    </form>
  );
}
