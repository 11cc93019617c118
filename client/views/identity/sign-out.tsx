import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import '../../i18n/sign-out.ts';
import { ClientError } from '../../session/client-error.ts';
import { parsePage } from '../../session/page.ts';
import { remembered } from '../../session/remember.ts';
import { Dialog } from '../common/dialog.tsx';
import { ErrorText } from '../common/error-text.tsx';

/**
 * A quiet way out for pages without a head. It asks first: nobody shall end a class by accident.
 * @param props.onAsking it asks now, or no more
 */
export function SignOut(props: {
  role: 'screen' | 'port';
  onAsking?: (asking: boolean) => void;
}): ReactElement {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const ask = (next: boolean): void => {
    setAsking(next);
    props.onAsking?.(next);
  };
  return (
    <>
      <button type="button" className="button button--plain sign-out" onClick={() => ask(true)}>
        {t('signOut.open')}
      </button>
      {asking ? <SignOutDialog role={props.role} onClose={() => ask(false)} /> : null}
    </>
  );
}

function SignOutDialog({ role, onClose }: { role: 'screen' | 'port'; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { phase } = useClassroom();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const signOut = (): void => {
    const page = parsePage(location.pathname);
    if (page.kind !== 'role') return;
    const { sessionId } = page;
    setBusy(true);
    api.request('DELETE /api/sessions/:sessionId', { params: { sessionId } }).then(
      () => {
        remembered.forgetPerson();
        location.assign('/');
      },
      (thrown: unknown) => {
        setError(ClientError.from(thrown));
        setBusy(false);
      },
    );
  };
  return (
    <Dialog
      title={t(`signOut.title.${role}`)}
      onClose={onClose}
      actions={
        <>
          <button type="button" className="button" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button type="button" className="button button--danger" aria-busy={busy} onClick={signOut}>
            {t('signOut.submit')}
          </button>
        </>
      }
    >
      <p>{t(`signOut.text.${role}`)}</p>
      {phase === 'live' ? <p>{t('signOut.live')}</p> : null}
      {error === null ? null : <ErrorText error={error} />}
    </Dialog>
  );
}
