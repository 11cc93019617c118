import { Form, Modal } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Invitation } from '../../../../src/contract/course.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { ErrorText } from '../../common/error-text.tsx';
import { LimitFields, type Limits } from './limit-fields.tsx';
import { expiryAt, type ExpiryChoice } from './link-words.ts';
import { useAction } from './use-action.ts';

/** Changes until when and how often a link may still be used. */
export function ChangeLinkDialog(props: {
  courseId: string;
  link: Invitation;
  onChanged: () => void;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { busy, error, run } = useAction();
  const { link, courseId, onChanged, onClose } = props;
  const [limits, setLimits] = useState<Limits<ExpiryChoice | 'keep'>>({
    expiry: 'keep',
    uses: link.usesLeft === 0 ? 1 : link.usesLeft,
  });
  const save = (): void => {
    const { expiry, uses } = limits;
    const body = { expiresAt: expiry === 'keep' ? link.expiresAt : expiryAt(expiry, Date.now()), uses };
    const params = { courseId, invitationId: link.id };
    run(
      () => api.request('PATCH /api/courses/:courseId/invitations/:invitationId', { params, body }),
      () => {
        onChanged();
        onClose();
      },
    );
  };
  return (
    <Modal
      open
      title={`${t('identity.links.change')} · ${link.label}`}
      okText={t('identity.links.save')}
      cancelText={t('common.cancel')}
      confirmLoading={busy}
      onOk={save}
      onCancel={onClose}
    >
      <Form layout="vertical">
        <LimitFields<ExpiryChoice | 'keep'> value={limits} first={['keep']} onChange={setLimits} />
      </Form>
      {error === null ? null : <ErrorText error={error} />}
    </Modal>
  );
}
