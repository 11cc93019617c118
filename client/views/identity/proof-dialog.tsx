import { useState, type ReactElement, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Api } from '../../session/api.ts';
import '../../i18n/proof.ts';
import { Dialog } from '../common/dialog.tsx';
import { Field, SubmitRow, useSubmission } from './form-parts.tsx';

/** Asks for the password again, before what only the person itself may do. */
export function ProofDialog(props: { api: Api; onGiven: () => void; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const { api, onGiven, onClose } = props;
  const [password, setPassword] = useState('');
  const { busy, error, wait, submit } = useSubmission(
    () => api.request('POST /api/account/confirmation', { body: { password } }),
    onGiven,
  );
  const check = (event: SubmitEvent): void => {
    event.preventDefault();
    if (password !== '') submit();
  };
  return (
    <Dialog title={t('proof.title')} onClose={onClose}>
      <form className="proof" onSubmit={check} noValidate>
        <p className="quiet">{t('proof.text')}</p>
        <Field
          label={t('identity.password')}
          type="password"
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
          autoFocus
        />
        <SubmitRow label={t('proof.submit')} busy={busy} wait={wait} error={error} />
        <button type="button" className="button button--plain" onClick={onClose}>
          {t('common.cancel')}
        </button>
      </form>
    </Dialog>
  );
}
