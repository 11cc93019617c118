import { Modal } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../../../src/contract/account.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { ErrorText } from '../../common/error-text.tsx';
import { useProof } from '../../identity/use-proof.tsx';
import { useAction } from '../links/use-action.ts';

/** Asks before somebody's second factor goes: whoever has lost the phone sets it up anew. */
export function ResetFactorDialog(props: {
  account: Account;
  onReset: () => void;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { busy, error, run } = useAction();
  const { prove, proofDialog } = useProof(api);
  const { account, onReset, onClose } = props;
  const params = { accountId: account.id };
  const reset = (): void =>
    run(
      () => prove(() => api.request('DELETE /api/accounts/:accountId/second-factor', { params })),
      () => {
        onReset();
        onClose();
      },
    );
  return (
    <Modal
      open
      title={t('server.resetFactorTitle', { name: account.name })}
      okText={t('server.reset')}
      cancelText={t('common.cancel')}
      okButtonProps={{ danger: true }}
      confirmLoading={busy}
      onOk={reset}
      onCancel={onClose}
    >
      <p className="server__text">{t('server.resetFactorText')}</p>
      {error === null ? null : <ErrorText error={error} />}
      {proofDialog}
    </Modal>
  );
}
