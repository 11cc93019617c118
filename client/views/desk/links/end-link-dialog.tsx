import { Modal } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Invitation } from '../../../../src/contract/course.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { ErrorText } from '../../common/error-text.tsx';
import { useAction } from './use-action.ts';

/** Both sign devices out, so both are asked once. */
export function EndLinkDialog(props: {
  courseId: string;
  link: Invitation;
  kind: 'renew' | 'withdraw';
  onRenewed: (link: Invitation) => void;
  onChanged: () => void;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { busy, error, run } = useAction();
  const { courseId, link, kind, onRenewed, onChanged, onClose } = props;
  const params = { courseId, invitationId: link.id };
  const renew = (): void =>
    run(
      () =>
        api
          .request('POST /api/courses/:courseId/invitations/:invitationId/renewal', { params, body: {} })
          .then(({ invitation }) => onRenewed(invitation)),
      () => undefined,
    );
  const withdraw = (): void =>
    run(
      () => api.request('DELETE /api/courses/:courseId/invitations/:invitationId', { params }),
      () => {
        onChanged();
        onClose();
      },
    );
  return (
    <Modal
      open
      title={t(`identity.links.${kind}Title`, { name: link.label })}
      okText={t(`identity.links.${kind}`)}
      cancelText={t('common.cancel')}
      okButtonProps={{ danger: true }}
      confirmLoading={busy}
      onOk={kind === 'renew' ? renew : withdraw}
      onCancel={onClose}
    >
      <p>{t(`identity.links.${kind}Text`, { count: link.sessions })}</p>
      {error === null ? null : <ErrorText error={error} />}
    </Modal>
  );
}
