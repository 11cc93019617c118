import { Button, Checkbox, Form, InputNumber, Select } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { AttendancePolicy } from '../../../../src/contract/attendance.ts';
import type { RouteOutput } from '../../../../src/contract/index.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useRequest } from '../../../hooks/use-request.ts';
import { ErrorDialog } from '../records/parts.tsx';
import { SideForm } from '../records/side-form.tsx';
import { useChange } from '../records/use-change.ts';
import { policyExample } from './policy-example.ts';

type PolicyRecord = RouteOutput<'GET /api/courses/:courseId/attendance-policy'>;
/** As the form has it: the share in percent. */
type Fields = AttendancePolicy;

const numbers = [
  { name: 'opensBeforeMin', most: 240, mayBeEmpty: false },
  { name: 'graceMin', most: 60, mayBeEmpty: false },
  { name: 'closesAfterMin', most: 600, mayBeEmpty: true },
  { name: 'lateIsAbsentAfterMin', most: 600, mayBeEmpty: true },
  { name: 'remindAfterMin', most: 600, mayBeEmpty: true },
  { name: 'portShare', most: 100, mayBeEmpty: true },
] as const;

/** How the course counts attendance, in plain words. */
export function PolicyButton({ courseId }: { courseId: string }): ReactElement {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('attendanceDesk.policy.open')}</Button>
      {open ? <PolicyPanel courseId={courseId} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function PolicyPanel(props: { courseId: string; onClose: () => void }): ReactElement | null {
  const { courseId, onClose } = props;
  const record = useRequest('GET /api/courses/:courseId/attendance-policy', { params: { courseId } });
  if (record.kind === 'failed') {
    return (
      <ErrorDialog
        change={{ busy: false, error: record.error, problems: [], run: async () => false, clear: onClose }}
      />
    );
  }
  if (record.kind === 'loading') return null;
  return <PolicyForm {...props} record={record.data} />;
}

function PolicyForm(props: { courseId: string; record: PolicyRecord; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { courseId, record, onClose } = props;
  const { policy, revision } = record;
  const [form] = Form.useForm<Fields>();
  const change = useChange();
  const initial = { ...policy, portShare: policy.portShare === null ? null : policy.portShare * 100 };
  const save = (fields: Fields): void =>
    void change
      .run(() =>
        api.request('PUT /api/courses/:courseId/attendance-policy', {
          params: { courseId },
          body: { policy: policyOf(fields), revision },
        }),
      )
      .then((done) => done && onClose());
  return (
    <SideForm<Fields>
      title={t('attendanceDesk.policy.title')}
      form={form}
      initial={initial}
      change={change}
      onSave={save}
      onClose={onClose}
    >
      <p className="quiet">{t('attendanceDesk.policy.text')}</p>
      <Form.Item<Fields> shouldUpdate noStyle>
        {() => <Example policy={{ ...policy, ...form.getFieldsValue() }} />}
      </Form.Item>
      {numbers.map(({ name, most, mayBeEmpty }) => (
        <Form.Item<Fields>
          key={name}
          name={name}
          label={t(`attendanceDesk.policy.${name}`)}
          {...(mayBeEmpty
            ? { extra: t(`attendanceDesk.policy.${name}Empty`) }
            : { rules: [{ required: true, message: t('records.problem.missing') }] })}
        >
          <InputNumber min={0} max={most} precision={0} />
        </Form.Item>
      ))}
      <Form.Item<Fields>
        name="lateWorth"
        label={t('attendanceDesk.policy.lateWorth')}
        rules={[{ required: true, message: t('records.problem.missing') }]}
      >
        <InputNumber min={0} max={1} step={0.1} />
      </Form.Item>
      <Choices />
      <Form.Item<Fields> name="visitingRooms" valuePropName="checked">
        <Checkbox>{t('attendanceDesk.policy.visitingRooms')}</Checkbox>
      </Form.Item>
    </SideForm>
  );
}

/** The kit gives what is left empty as null or undefined. */
function policyOf(fields: Fields): AttendancePolicy {
  const { closesAfterMin, lateIsAbsentAfterMin, remindAfterMin, portShare } = fields;
  return {
    ...fields,
    closesAfterMin: closesAfterMin ?? null,
    lateIsAbsentAfterMin: lateIsAbsentAfterMin ?? null,
    remindAfterMin: remindAfterMin ?? null,
    portShare: typeof portShare === 'number' ? portShare / 100 : null,
  };
}

function Choices(): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item<Fields> name="leaveCounts" label={t('attendanceDesk.policy.leaveCounts')}>
        <Select
          options={(['neutral', 'present', 'absent'] as const).map((value) => ({
            value,
            label: t(`attendanceDesk.policy.leave.${value}`),
          }))}
        />
      </Form.Item>
      <Form.Item<Fields> name="missedCounts" label={t('attendanceDesk.policy.missedCounts')}>
        <Select
          options={(['nothing', 'late', 'absent'] as const).map((value) => ({
            value,
            label: t(`attendanceDesk.policy.missed.${value}`),
          }))}
        />
      </Form.Item>
      <Form.Item<Fields> name="calledAlone" label={t('attendanceDesk.policy.calledAlone')}>
        <Select
          options={(['decide', 'present', 'absent'] as const).map((value) => ({
            value,
            label: t(`attendanceDesk.policy.alone.${value}`),
          }))}
        />
      </Form.Item>
    </>
  );
}

function Example({ policy }: { policy: AttendancePolicy }): ReactElement {
  const { t } = useTranslation();
  const { opens, inTimeUntil, late, outcome } = policyExample(policy);
  const gaps = { late, worth: policy.lateWorth };
  return (
    <div className="attendance-panel__example">
      <strong>{t('attendanceDesk.policy.example')}</strong>
      <p>{t('attendanceDesk.policy.exampleOpen', { open: opens, inTime: inTimeUntil })}</p>
      <p>{t(`attendanceDesk.policy.${outcome}`, gaps)}</p>
    </div>
  );
}
