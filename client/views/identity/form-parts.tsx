import { useEffect, useId, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ClientError } from '../../session/client-error.ts';
import { waitOf } from '../../session/entrance.ts';
import { useErrorSentence } from '../common/error-text.tsx';
import '../../i18n/identity.ts';
import './identity.css';

export interface FieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string;
  problem?: string | null;
  type?: 'text' | 'password';
  autoComplete: string;
  /** A number's keyboard on phones; letters can still be typed where it is `text`. */
  inputMode?: 'text' | 'numeric';
  /** For the one field of a step that somebody has just asked for. */
  autoFocus?: boolean;
}

/** One labelled input with its hint and its problem. */
export function Field(props: FieldProps): ReactElement {
  const id = useId();
  const { label, value, onChange, hint, problem, type = 'text', autoComplete, inputMode = 'text' } = props;
  const { autoFocus = false } = props;
  const notes = [hint === undefined ? '' : `${id}-hint`, problem ? `${id}-problem` : ''].join(' ').trim();
  return (
    <div className="entrance__field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="field"
        type={type}
        inputMode={inputMode}
        autoComplete={autoComplete}
        autoCapitalize="off"
        autoFocus={autoFocus}
        spellCheck={false}
        value={value}
        aria-invalid={problem ? true : undefined}
        aria-describedby={notes === '' ? undefined : notes}
        onChange={(event) => onChange(event.target.value)}
      />
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="quiet entrance__hint">
          {hint}
        </p>
      )}
      {problem ? (
        <p id={`${id}-problem`} className="entrance__problem" role="alert">
          {problem}
        </p>
      ) : null}
    </div>
  );
}

/** Sends a form once at a time, and keeps what went wrong with the seconds that have to be waited. */
export function useSubmission<T>(
  send: () => Promise<T>,
  done: (result: T) => void,
): {
  busy: boolean;
  error: ClientError | null;
  wait: number;
  submit: () => void;
} {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const [wait, setWait] = useState(0);
  useEffect(() => {
    if (wait <= 0) return undefined;
    const timer = setTimeout(() => setWait(wait - 1), 1000);
    return () => clearTimeout(timer);
  }, [wait]);
  const submit = (): void => {
    if (busy || wait > 0) return;
    setBusy(true);
    setError(null);
    send()
      .then(done, (thrown: unknown) => {
        const failure = ClientError.from(thrown);
        setError(failure);
        setWait(waitOf(failure));
      })
      .finally(() => setBusy(false));
  };
  return { busy, error, wait, submit };
}

/** The button of a form, with what went wrong above it and the seconds to wait in it. */
export function SubmitRow(props: {
  label: string;
  busy: boolean;
  wait: number;
  error: ClientError | null;
}): ReactElement {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const { label, busy, wait, error } = props;
  const words = wait > 0 ? t('identity.waitSeconds', { seconds: wait }) : label;
  return (
    <>
      <div role="alert">
        {error === null ? null : <p className="entrance__problem">{sentence(error.code)}</p>}
      </div>
      <button
        type="submit"
        className="button button--primary button--wide figures"
        disabled={wait > 0}
        aria-busy={busy}
      >
        {busy ? t('identity.busy') : words}
      </button>
    </>
  );
}
