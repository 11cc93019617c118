import { Modal } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../../../src/contract/account.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { ErrorText } from '../../common/error-text.tsx';
import { useProof } from '../../identity/use-proof.tsx';
import { useAction } from '../links/use-action.ts';

/** Asks before an account goes, and says why it may not: the last organiser of the server stays. */
export function RemoveAccountDialog(props: {
  account: Account;
  isSelf: boolean;
  onRemoved: () => void;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { busy, error, run } = useAction();
  const { prove, proofDialog } = useProof(api);
  const { account, isSelf, onRemoved, onClose } = props;
  const remove = (): void =>
    run(
      () =>
        prove(() => api.request('DELETE /api/accounts/:accountId', { params: { accountId: account.id } })),
      () => {
        onRemoved();
        onClose();
      },
    );
  return (
    <Modal
      open
      title={t('server.removeTitle', { name: account.name })}
      okText={t('server.remove')}
      cancelText={t('common.cancel')}
      okButtonProps={{ danger: true }}
      confirmLoading={busy}
      onOk={remove}
      onCancel={onClose}
    >
      <p className="server__text">{t('server.removeText')}</p>
      {isSelf ? <p className="server__text">{t('server.removeSelf')}</p> : null}
      {error === null ? null : <ErrorText error={error} />}
      {proofDialog}
    </Modal>
  );
}
