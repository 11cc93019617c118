import { Modal } from 'antd';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { ErrorText } from '../../common/error-text.tsx';
import { useProof } from '../../identity/use-proof.tsx';
import { useAction } from '../links/use-action.ts';

/**
 * Asks before something is taken from an account, and for the password where the server wants it again.
 * @param props.take takes it; what the server says against it is shown
 */
export function AccountQuestion(props: {
  title: string;
  okText: string;
  take: () => Promise<unknown>;
  onTaken: () => void;
  onClose: () => void;
  children: ReactNode;
}): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { busy, error, run } = useAction();
  const { prove, proofDialog } = useProof(api);
  const { title, okText, take, onTaken, onClose, children } = props;
  const answer = (): void =>
    run(
      () => prove(take),
      () => {
        onTaken();
        onClose();
      },
    );
  return (
    <Modal
      open
      title={title}
      okText={okText}
      cancelText={t('common.cancel')}
      okButtonProps={{ danger: true }}
      confirmLoading={busy}
      onOk={answer}
      onCancel={onClose}
    >
      {children}
      {error === null ? null : <ErrorText error={error} />}
      {proofDialog}
    </Modal>
  );
}
