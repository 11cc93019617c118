import { Form, Input, Modal } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Invitation } from '../../../../src/contract/course.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { ErrorText } from '../../common/error-text.tsx';
import { useAction } from '../links/use-action.ts';

/** Makes the link by which somebody becomes an organiser of the whole server. */
export function NewOrganiserDialog(props: {
  onMade: (invitation: Invitation) => void;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { busy, error, run } = useAction();
  const [label, setLabel] = useState('');
  const make = (): void =>
    run(
      () =>
        api
          .request('POST /api/accounts/organiser-links', { body: { label: label.trim() } })
          .then(({ invitation }) => props.onMade(invitation)),
      () => undefined,
    );
  return (
    <Modal
      open
      title={t('server.addTitle')}
      okText={t('server.make')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: label.trim() === '' }}
      confirmLoading={busy}
      onOk={make}
      onCancel={props.onClose}
    >
      <Form layout="vertical">
        <p className="server__text">{t('server.addText')}</p>
        <Form.Item label={t('server.label')} extra={t('server.labelHint')}>
          <Input
            aria-label={t('server.label')}
            autoComplete="off"
            maxLength={200}
            value={label}
            onChange={(event) => setLabel(event.target.value)}
            onPressEnter={() => {
              if (label.trim() !== '') make();
            }}
          />
        </Form.Item>
      </Form>
      {error === null ? null : <ErrorText error={error} />}
    </Modal>
  );
}
