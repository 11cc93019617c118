import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../../../src/contract/account.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { AccountQuestion } from './account-question.tsx';

/** Asks before somebody's second factor goes: whoever has lost the phone sets it up anew. */
export function ResetFactorDialog(props: {
  account: Account;
  onReset: () => void;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { account, onReset, onClose } = props;
  const params = { accountId: account.id };
  return (
    <AccountQuestion
      title={t('server.resetFactorTitle', { name: account.name })}
      okText={t('server.reset')}
      take={() => api.request('DELETE /api/accounts/:accountId/second-factor', { params })}
      onTaken={onReset}
      onClose={onClose}
    >
      <p className="server__text">{t('server.resetFactorText')}</p>
    </AccountQuestion>
  );
}
