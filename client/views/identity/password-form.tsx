import { useState, type ReactElement, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { limits } from '../../../src/contract/limits.ts';
import { createApi } from '../../session/api.ts';
import { Field, SubmitRow, useSubmission } from './form-parts.tsx';

/** Changes the password; every other device of the account is signed out. */
export function PasswordForm(props: { sessionId: string; onChanged: () => void }): ReactElement {
  const { t } = useTranslation();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [looked, setLooked] = useState(false);
  const [done, setDone] = useState(false);
  const { busy, error, wait, submit } = useSubmission(
    () => createApi(props.sessionId).request('POST /api/account/password', { body: { current, next } }),
    () => {
      setCurrent('');
      setNext('');
      setLooked(false);
      setDone(true);
      props.onChanged();
    },
  );
  const short = next.length < limits.passwordLength;
  const send = (event: SubmitEvent): void => {
    event.preventDefault();
    setLooked(true);
    setDone(false);
    if (current !== '' && !short) submit();
  };
  return (
    <form className="entrance__form card" onSubmit={send} noValidate>
      <h2>{t('identity.account.password')}</h2>
      <p className="quiet">{t('identity.account.passwordText')}</p>
      <Field
        label={t('identity.account.current')}
        type="password"
        value={current}
        onChange={setCurrent}
        autoComplete="current-password"
      />
      <Field
        label={t('identity.account.next')}
        type="password"
        value={next}
        onChange={setNext}
        autoComplete="new-password"
        hint={t('identity.passwordHint', { count: limits.passwordLength })}
        problem={looked && short ? t('identity.passwordShort', { count: limits.passwordLength }) : null}
      />
      <div role="status">{done ? t('identity.account.passwordDone') : null}</div>
      <SubmitRow label={t('identity.account.passwordSubmit')} busy={busy} wait={wait} error={error} />
    </form>
  );
}
