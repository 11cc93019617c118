import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../../../src/contract/account.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { AccountQuestion } from './account-question.tsx';

/** Asks before an account goes, and says why it may not: the last organiser of the server stays. */
export function RemoveAccountDialog(props: {
  account: Account;
  isSelf: boolean;
  onRemoved: () => void;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { account, isSelf, onRemoved, onClose } = props;
  const params = { accountId: account.id };
  return (
    <AccountQuestion
      title={t('server.removeTitle', { name: account.name })}
      okText={t('server.remove')}
      take={() => api.request('DELETE /api/accounts/:accountId', { params })}
      onTaken={onRemoved}
      onClose={onClose}
    >
      <p className="server__text">{t('server.removeText')}</p>
      {isSelf ? <p className="server__text">{t('server.removeSelf')}</p> : null}
    </AccountQuestion>
  );
}
