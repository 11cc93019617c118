import { useEffect, useState, type ReactElement, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import '../../i18n/proof.ts';
import { createApi } from '../../session/api.ts';
import { ClientError } from '../../session/client-error.ts';
import { Loading } from '../common/loading.tsx';
import { ErrorPage } from '../common/notice.tsx';
import { usePageTheme } from '../common/page-theme.ts';
import { Topline } from '../common/topline.tsx';
import { SubmitRow, useSubmission } from './form-parts.tsx';
import { useNewPassword } from './use-new-password.tsx';

/**
 * Somebody who has forgotten the password sets a new one by a link.
 * @param props.token what stood behind `#` in the address
 */
export function NewPasswordPage({ token }: { token: string }): ReactElement {
  const { t } = useTranslation();
  usePageTheme('light', t('proof.newPassword.title'));
  const [name, setName] = useState<string | null>(null);
  const [error, setError] = useState<ClientError | null>(null);
  useEffect(() => {
    let current = true;
    createApi()
      .request('POST /api/password-links/lookup', { body: { token } })
      .then(
        (answer) => {
          if (current) setName(answer.name);
        },
        (thrown: unknown) => {
          if (current) setError(ClientError.from(thrown));
        },
      );
    return () => {
      current = false;
    };
  }, [token]);
  if (error !== null) return <ErrorPage theme="light" title={t('welcome.linkTitle')} error={error} />;
  if (name === null) return <Loading theme="light" />;
  return <NewPasswordView token={token} name={name} />;
}

/** The page itself, once it is known whose password it is. */
export function NewPasswordView({ token, name }: { token: string; name: string }): ReactElement {
  const { t } = useTranslation();
  const [done, setDone] = useState(false);
  return (
    <div className="page" data-theme="light">
      <Topline />
      <main className="entrance">
        {done ? (
          <section className="entrance__form card" role="status">
            <h1>{t('proof.newPassword.done')}</h1>
            <p className="quiet">{t('proof.newPassword.doneText')}</p>
            <a className="button button--primary button--wide" href="/">
              {t('proof.newPassword.signIn')}
            </a>
          </section>
        ) : (
          <NewPasswordForm token={token} name={name} onDone={() => setDone(true)} />
        )}
      </main>
    </div>
  );
}

function NewPasswordForm(props: { token: string; name: string; onDone: () => void }): ReactElement {
  const { t } = useTranslation();
  const { token, name, onDone } = props;
  const { password, check, fields } = useNewPassword(t('identity.account.next'));
  const { busy, error, wait, submit } = useSubmission(
    () => createApi().request('POST /api/password-links/use', { body: { token, password } }),
    onDone,
  );
  const send = (event: SubmitEvent): void => {
    event.preventDefault();
    if (check()) submit();
  };
  return (
    <form className="entrance__form card" onSubmit={send} noValidate>
      <h1>{t('proof.newPassword.title')}</h1>
      <p className="quiet">{t('proof.newPassword.text', { name })}</p>
      {/* For password managers: whose password it is. */}
      <input type="text" autoComplete="username" value={name} readOnly hidden />
      {fields}
      <SubmitRow label={t('proof.newPassword.submit')} busy={busy} wait={wait} error={error} />
    </form>
  );
}
