import { Button, Input } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { TFunction } from 'i18next';
import type { Account } from '../../../../src/contract/account.ts';
import type { Invitation } from '../../../../src/contract/course.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useParticipant } from '../../../hooks/use-may.tsx';
import { useRequest } from '../../../hooks/use-request.ts';
import { ErrorText } from '../../common/error-text.tsx';
import { Notice } from '../../common/notice.tsx';
import { useProof } from '../../identity/use-proof.tsx';
import { QrDialog } from '../links/qr-dialog.tsx';
import '../links/links.css';
import { ChangeError } from '../records/parts.tsx';
import { useChange } from '../records/use-change.ts';
import { AccountTable, placeWords } from './account-table.tsx';
import { NewOrganiserDialog } from './new-organiser-dialog.tsx';
import { PasswordLinkDialog } from './password-link-dialog.tsx';
import { RemoveAccountDialog } from './remove-account-dialog.tsx';
import { ResetFactorDialog } from './reset-factor-dialog.tsx';

/** What the organiser is doing to the accounts. */
type Task =
  | { kind: 'add' }
  | { kind: 'show'; invitation: Invitation }
  | { kind: 'remove' | 'resetFactor' | 'passwordLink'; account: Account };

function matches(account: Account, wanted: string, t: TFunction): boolean {
  const words = [account.name, ...account.places.map((place) => placeWords(place, t))];
  return words.some((one) => one.toLowerCase().includes(wanted));
}

/** All accounts of the server: add another organiser, remove somebody. */
export function ServerAccounts(): ReactElement {
  const { t } = useTranslation();
  const accounts = useRequest('GET /api/accounts', {});
  const [text, setText] = useState('');
  const [task, setTask] = useState<Task | null>(null);
  const self = useParticipant()?.name ?? '';
  const { api } = useClassSession();
  const { prove, proofDialog } = useProof(api);
  const change = useChange();
  const [done, setDone] = useState('');
  const signOut = ({ id, name }: Account): void => {
    setDone('');
    const params = { accountId: id };
    void change.run(async () => {
      const { ended } = await prove(() =>
        api.request('DELETE /api/accounts/:accountId/sessions', { params }),
      );
      setDone(t('server.signedOut', { name, count: ended }));
      accounts.reload();
    });
  };
  if (accounts.kind === 'failed') {
    return (
      <Notice
        title={t('error.title')}
        actions={<Button onClick={accounts.reload}>{t('common.retry')}</Button>}
      >
        <ErrorText error={accounts.error} />
      </Notice>
    );
  }
  const all = accounts.kind === 'ready' ? accounts.data.accounts : [];
  const wanted = text.trim().toLowerCase();
  const close = (): void => setTask(null);
  return (
    <div className="desk__section">
      <p className="quiet">{t('server.accountsText')}</p>
      <div className="links__bar">
        <Input
          allowClear
          className="server__search"
          placeholder={t('server.search')}
          aria-label={t('server.search')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="primary" onClick={() => setTask({ kind: 'add' })}>
          {t('server.add')}
        </Button>
      </div>
      <AccountTable
        accounts={all.filter((account) => matches(account, wanted, t))}
        self={self}
        loading={accounts.kind === 'loading'}
        onRemove={(account) => setTask({ kind: 'remove', account })}
        onSignOut={signOut}
        onPasswordLink={(account) => setTask({ kind: 'passwordLink', account })}
        onResetFactor={(account) => setTask({ kind: 'resetFactor', account })}
      />
      <ChangeError change={change} />
      {proofDialog}
      <p role="status" className="quiet">
        {done}
      </p>
      {task?.kind === 'add' ? (
        <NewOrganiserDialog onMade={(invitation) => setTask({ kind: 'show', invitation })} onClose={close} />
      ) : null}
      {task?.kind === 'show' ? (
        <QrDialog invitation={task.invitation} note={t('server.once')} onClose={close} />
      ) : null}
      {task?.kind === 'remove' ? (
        <RemoveAccountDialog
          account={task.account}
          isSelf={task.account.name === self}
          onRemoved={accounts.reload}
          onClose={close}
        />
      ) : null}
      {task?.kind === 'passwordLink' ? <PasswordLinkDialog account={task.account} onClose={close} /> : null}
      {task?.kind === 'resetFactor' ? (
        <ResetFactorDialog
          account={task.account}
          onReset={() => {
            setDone(t('server.factorWasReset', { name: task.account.name }));
            accounts.reload();
          }}
          onClose={close}
        />
      ) : null}
    </div>
  );
}
