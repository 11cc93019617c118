import { Checkbox, Form, Input, Modal, Select } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Invitation } from '../../../../src/contract/course.ts';
import type { Role } from '../../../../src/contract/roles.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useRequest } from '../../../hooks/use-request.ts';
import { ErrorText } from '../../common/error-text.tsx';
import { LimitFields, type Limits } from './limit-fields.tsx';
import { expiryAt } from './link-words.ts';
import { useAction } from './use-action.ts';

const offered = [
  'lecturer',
  'inspector',
  'organiser',
  'liaison',
  'screen',
  'trainee',
] as const satisfies readonly Role[];
type Offered = (typeof offered)[number];
const ofBranch: readonly Role[] = ['screen', 'liaison'];
const withAccounts: readonly Role[] = ['organiser', 'lecturer', 'inspector', 'liaison'];

const unlimited: Limits = { expiry: 'never', uses: null };
/** For a link that makes an account: whoever finds it later gets in. As the server does where nothing is said. */
const onceSoon: Limits = { expiry: 'week', uses: 1 };

/** Makes one link, for a person, a branch or the trainees. */
export function NewLinkDialog(props: {
  courseId: string;
  onMade: (link: Invitation) => void;
  onClose: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { busy, error, run } = useAction();
  const course = useRequest('GET /api/courses/:courseId', { params: { courseId: props.courseId } });
  const [role, setRole] = useState<Offered>('lecturer');
  const [label, setLabel] = useState('');
  const [branchId, setBranchId] = useState<string | null>(null);
  const [withAccount, setWithAccount] = useState(false);
  const [limits, setLimits] = useState<Limits>(unlimited);
  const choose = (next: boolean): void => {
    setWithAccount(next);
    setLimits(next ? onceSoon : unlimited);
  };
  const branches = course.kind === 'ready' ? course.data.branches : [];
  const needsBranch = ofBranch.includes(role);
  const takesBranch = needsBranch || role === 'trainee';
  const branch = takesBranch ? branches.find((one) => one.id === branchId) : undefined;
  const words = label.trim() || (branch?.name ?? '');
  const complete = words !== '' && (!needsBranch || branch !== undefined);
  const make = (): void => {
    const body = {
      role,
      label: words,
      branchId: branch?.id ?? null,
      withAccount: withAccount && withAccounts.includes(role),
      expiresAt: expiryAt(limits.expiry, Date.now()),
      uses: limits.uses,
    };
    const params = { courseId: props.courseId };
    run(
      () =>
        api
          .request('POST /api/courses/:courseId/invitations', { params, body })
          .then(({ invitation }) => props.onMade(invitation)),
      () => undefined,
    );
  };
  return (
    <Modal
      open
      title={t('identity.links.create')}
      okText={t('identity.links.create')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: !complete }}
      confirmLoading={busy}
      onOk={make}
      onCancel={props.onClose}
    >
      <Form layout="vertical">
        <Form.Item label={t('identity.links.whom')}>
          <Select<Offered>
            aria-label={t('identity.links.whom')}
            value={role}
            options={offered.map((one) => ({ value: one, label: t(`role.${one}`) }))}
            onChange={(next) => {
              setRole(next);
              if (withAccount && !withAccounts.includes(next)) choose(false);
            }}
          />
        </Form.Item>
        {takesBranch ? (
          <Form.Item label={t('identity.links.branch')}>
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              allowClear={!needsBranch}
              aria-label={t('identity.links.branch')}
              placeholder={needsBranch ? t('identity.links.chooseBranch') : t('identity.links.wholeCourse')}
              value={branchId}
              options={branches.map((one) => ({ value: one.id, label: one.name }))}
              onChange={(chosen: string | undefined) => setBranchId(chosen ?? null)}
            />
          </Form.Item>
        ) : null}
        <Form.Item label={t('identity.links.label')} extra={t('identity.links.labelHint')}>
          <Input
            aria-label={t('identity.links.label')}
            value={label}
            placeholder={branch?.name ?? ''}
            onChange={(event) => setLabel(event.target.value)}
          />
        </Form.Item>
        {withAccounts.includes(role) ? (
          <Form.Item>
            <Checkbox checked={withAccount} onChange={(event) => choose(event.target.checked)}>
              {t('identity.links.withAccount')}
            </Checkbox>
          </Form.Item>
        ) : null}
        <LimitFields value={limits} onChange={setLimits} />
      </Form>
      {error === null ? null : <ErrorText error={error} />}
    </Modal>
  );
}
