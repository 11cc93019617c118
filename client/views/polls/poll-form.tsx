import { useId, useState, type SyntheticEvent, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { pollKinds, pollLimits } from '../../../src/contract/poll-limits.ts';
import type { PollDraft } from '../../../src/contract/polls.ts';
import type { ClientError } from '../../session/client-error.ts';
import { ErrorText } from '../common/error-text.tsx';
import { draftOf, isChoice, type FormProblem, type FormState } from './draft.ts';
import { letters } from './words.ts';
import '../../i18n/polls.ts';
import './polls.css';

/** Seconds that a poll is offered to be open for; null until it is closed. */
const durations = [15, 30, 60, 120, 300, null] as const;

export interface PollFormProps {
  initial: FormState;
  busy: boolean;
  error: ClientError | null;
  /** Opens it at once; left out where there is no lesson to open it in. */
  onOpen?: (draft: PollDraft) => void;
  /** Keeps it for later, or keeps its changes. */
  onSave: (draft: PollDraft) => void;
  onCancel: () => void;
  /** It is one that exists. */
  existing: boolean;
}

/** A poll is made up in one line: the question, and how it is answered. */
export function PollForm(props: PollFormProps): ReactElement {
  const { t } = useTranslation();
  const [form, setForm] = useState(props.initial);
  const [problem, setProblem] = useState<FormProblem | null>(null);
  const change = (part: Partial<FormState>): void => setForm({ ...form, ...part });
  const send = (done: (draft: PollDraft) => void): void => {
    const made = draftOf(form);
    setProblem('problem' in made ? made.problem : null);
    if ('draft' in made) done(made.draft);
  };
  const { onOpen } = props;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    send(onOpen ?? props.onSave);
  };
  return (
    <form className="poll-form" onSubmit={submit}>
      <label>
        {t('polls.form.question')}
        <input
          className="field"
          value={form.question}
          placeholder={t('polls.form.questionHint')}
          maxLength={pollLimits.question}
          autoFocus
          onChange={(event) => change({ question: event.target.value })}
        />
      </label>
      <KindAndTime form={form} onChange={change} />
      <Fields form={form} onChange={change} />
      {problem === null ? null : (
        <p className="poll-wrong" role="alert">
          {t(`polls.form.${problem}`)}
        </p>
      )}
      {props.error === null ? null : <ErrorText error={props.error} />}
      <div className="poll-panel__actions">
        {onOpen === undefined ? null : (
          <button type="submit" className="button button--primary" disabled={props.busy}>
            {t('polls.form.openNow')}
          </button>
        )}
        <button
          type={onOpen === undefined ? 'submit' : 'button'}
          className={onOpen === undefined ? 'button button--primary' : 'button'}
          disabled={props.busy}
          onClick={onOpen === undefined ? undefined : () => send(props.onSave)}
        >
          {props.existing ? t('polls.form.saveChange') : t('polls.form.save')}
        </button>
        <button type="button" className="button button--plain" onClick={props.onCancel}>
          {t('polls.form.cancel')}
        </button>
      </div>
    </form>
  );
}

interface FieldProps {
  form: FormState;
  onChange: (part: Partial<FormState>) => void;
}

function KindAndTime({ form, onChange }: FieldProps): ReactElement {
  const { t } = useTranslation();
  const time = (seconds: number | null): string =>
    seconds === null
      ? t('polls.form.openEnd')
      : seconds < 120
        ? t('polls.form.seconds', { count: seconds })
        : t('polls.form.minutes', { count: seconds / 60 });
  const offered = durations.some((one) => one === form.durationS)
    ? durations
    : [form.durationS, ...durations];
  return (
    <div className="poll-form__row">
      <label>
        {t('polls.form.kind')}
        <select
          className="field"
          value={form.kind}
          onChange={(event) => {
            const kind = pollKinds.find((one) => one === event.target.value);
            if (kind !== undefined) onChange({ kind, right: [], rightWords: '' });
          }}
        >
          {pollKinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`polls.kind.${kind}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('polls.form.duration')}
        <select
          className="field"
          value={String(form.durationS)}
          onChange={(event) =>
            onChange({ durationS: event.target.value === 'null' ? null : Number(event.target.value) })
          }
        >
          {offered.map((seconds) => (
            <option key={String(seconds)} value={String(seconds)}>
              {time(seconds)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

function Fields(props: FieldProps): ReactElement | null {
  const { t } = useTranslation();
  const { form, onChange } = props;
  if (isChoice(form.kind)) return <Options {...props} />;
  if (form.kind === 'rating') return null;
  if (form.kind === 'trueFalse') {
    const value = form.right[0];
    return (
      <label>
        {t('polls.form.key')}
        <select
          className="field"
          value={value ?? ''}
          onChange={({ target }) => onChange({ right: target.value === '' ? [] : [Number(target.value)] })}
        >
          <option value="">{t('polls.form.noKey')}</option>
          <option value="0">{t('polls.yes')}</option>
          <option value="1">{t('polls.no')}</option>
        </select>
      </label>
    );
  }
  return (
    <label>
      {t('polls.form.key')}
      <input
        className="field"
        value={form.rightWords}
        placeholder={t('polls.form.noKey')}
        inputMode={form.kind === 'number' ? 'decimal' : 'text'}
        maxLength={pollLimits.text}
        onChange={(event) => onChange({ rightWords: event.target.value })}
      />
    </label>
  );
}

/** The options; a tick before one says that it is right. */
function Options({ form, onChange }: FieldProps): ReactElement {
  const { t } = useTranslation();
  const group = useId();
  const { options, right, kind } = form;
  const mark = (index: number): void => {
    if (right.includes(index)) onChange({ right: right.filter((one) => one !== index) });
    else onChange({ right: kind === 'single' ? [index] : [...right, index] });
  };
  return (
    <fieldset className="poll-form" aria-label={t('polls.form.options')}>
      <p className="quiet">{t('polls.form.optionsHint')}</p>
      {options.map((option, index) => {
        const letter = letters.charAt(index);
        return (
          <div key={index} className="poll-form__option">
            <span className="poll-form__key">
              <input
                type="checkbox"
                name={group}
                checked={right.includes(index)}
                aria-label={`${t('polls.form.key')} ${letter}`}
                title={t('polls.form.key')}
                onChange={() => mark(index)}
              />
            </span>
            <input
              className="field"
              value={option}
              aria-label={t('polls.form.option', { letter })}
              maxLength={pollLimits.option}
              onFocus={(event) => event.target.select()}
              onChange={(event) =>
                onChange({
                  options: options.map((one, place) => (place === index ? event.target.value : one)),
                })
              }
            />
            <button
              type="button"
              className="button button--icon button--plain"
              aria-label={t('polls.form.removeOption', { letter })}
              disabled={options.length <= 2}
              onClick={() =>
                onChange({
                  options: options.filter((_, place) => place !== index),
                  right: right.filter((one) => one !== index).map((one) => (one > index ? one - 1 : one)),
                })
              }
            >
              ×
            </button>
          </div>
        );
      })}
      {options.length < pollLimits.options ? (
        <button
          type="button"
          className="button button--plain"
          onClick={() => onChange({ options: [...options, letters.charAt(options.length)] })}
        >
          {t('polls.form.addOption')}
        </button>
      ) : null}
    </fieldset>
  );
}
