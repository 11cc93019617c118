import { Alert, Checkbox, Form, Modal } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { branchLinkRoles } from '../../../../src/contract/invitation.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { ErrorText } from '../../common/error-text.tsx';
import { LimitFields, type Limits } from './limit-fields.tsx';
import { expiryAt } from './link-words.ts';
import { useAction } from './use-action.ts';

type BranchRole = (typeof branchLinkRoles)[number];
const offered: readonly BranchRole[] = ['screen', 'liaison', 'trainee'];

/** Makes the links that branches lack, for all of them at once. */
export function BranchLinksDialog(props: {
  courseId: string;
  onChanged: () => void;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { busy, error, run } = useAction();
  const [chosen, setChosen] = useState<BranchRole[]>([...offered]);
  const [limits, setLimits] = useState<Limits>({ expiry: 'never', uses: null });
  const [created, setCreated] = useState<number | null>(null);
  const make = (): void => {
    const body = { roles: chosen, expiresAt: expiryAt(limits.expiry, Date.now()), uses: limits.uses };
    const params = { courseId: props.courseId };
    run(
      () =>
        api
          .request('POST /api/courses/:courseId/branch-invitations', { params, body })
          .then((answer) => setCreated(answer.created)),
      props.onChanged,
    );
  };
  if (created !== null) {
    const text =
      created === 0 ? t('identity.links.createdNone') : t('identity.links.created', { count: created });
    return (
      <Modal
        open
        title={t('identity.links.createAll')}
        okText={t('identity.links.done')}
        cancelButtonProps={{ hidden: true }}
        onOk={props.onClose}
        onCancel={props.onClose}
      >
        <Alert type="success" showIcon title={text} />
      </Modal>
    );
  }
  return (
    <Modal
      open
      title={t('identity.links.createAll')}
      okText={t('identity.links.createAll')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: chosen.length === 0 }}
      confirmLoading={busy}
      onOk={make}
      onCancel={props.onClose}
    >
      <Form layout="vertical">
        <Form.Item label={t('identity.links.forBranches')}>
          <Checkbox.Group<BranchRole>
            value={chosen}
            options={offered.map((role) => ({
              value: role,
              label: role === 'trainee' ? t('identity.links.traineeEntry') : t(`role.${role}`),
            }))}
            onChange={setChosen}
          />
        </Form.Item>
        <LimitFields value={limits} onChange={setLimits} />
      </Form>
      {error === null ? null : <ErrorText error={error} />}
    </Modal>
  );
}
