import { AutoComplete, Form, Input, Select, Switch } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BranchRecord, TraineeRecord } from '../../../../src/contract/records.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { RemoveButton } from '../records/parts.tsx';
import { SideForm } from '../records/side-form.tsx';
import { useChange } from '../records/use-change.ts';

interface Values {
  number: string;
  name: string;
  unit: string;
  port: boolean;
  branchId?: string | null;
}

/** Makes or changes a trainee. */
export function TraineeForm(props: {
  courseId: string;
  /** Null for a new one. */
  trainee: TraineeRecord | null;
  branches: readonly BranchRecord[];
  units: readonly string[];
  onClose: () => void;
  onSaved: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, trainee, onClose, onSaved } = props;
  const { api } = useClassSession();
  const [form] = Form.useForm<Values>();
  const change = useChange();
  const port = Form.useWatch((values: Partial<Values>) => values.port, form) ?? trainee?.port ?? false;
  const save = (values: Values): void => {
    const fields = { ...values, branchId: values.branchId ?? null };
    const work = () =>
      trainee === null
        ? api.request('POST /api/courses/:courseId/trainees', { params: { courseId }, body: fields })
        : api.request('PATCH /api/courses/:courseId/trainees/:traineeId', {
            params: { courseId, traineeId: trainee.id },
            body: { ...fields, revision: trainee.revision },
          });
    void change.run(work).then((done) => done && onSaved());
  };
  const required = [{ required: true, whitespace: true, message: t('records.problem.missing') }];
  return (
    <SideForm<Values>
      title={trainee === null ? t('records.trainees.add') : t('records.trainees.edit')}
      form={form}
      change={change}
      onSave={save}
      onClose={onClose}
      initial={trainee ?? { number: '', name: '', unit: '', port: false, branchId: null }}
      extra={
        trainee === null ? null : (
          <RemoveButton
            name={trainee.name}
            onRemove={() =>
              api.request('DELETE /api/courses/:courseId/trainees/:traineeId', {
                params: { courseId, traineeId: trainee.id },
                query: { revision: trainee.revision },
              })
            }
            onRemoved={onSaved}
          />
        )
      }
    >
      <Form.Item name="name" label={t('records.field.traineeName')} rules={required}>
        <Input maxLength={200} autoComplete="off" />
      </Form.Item>
      <Form.Item name="number" label={t('records.field.traineeNumber')} rules={required}>
        <Input maxLength={64} autoComplete="off" />
      </Form.Item>
      <Form.Item name="unit" label={t('records.field.unit')}>
        <AutoComplete options={props.units.map((value) => ({ value }))} />
      </Form.Item>
      <Form.Item name="port" label={t('records.field.port')} valuePropName="checked">
        <Switch />
      </Form.Item>
      <Form.Item
        name="branchId"
        label={t('records.field.branchId')}
        rules={port ? [] : [{ required: true, message: t('records.problem.no_place') }]}
      >
        <Select
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          options={props.branches.map((one) => ({ value: one.id, label: one.name }))}
        />
      </Form.Item>
    </SideForm>
  );
}
