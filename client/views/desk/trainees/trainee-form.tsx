import { Form, Select, Switch } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BranchRecord, TraineeRecord } from '../../../../src/contract/records.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { RecordForm, TextField, UnitField } from '../records/record-form.tsx';

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
  const { courseId, trainee, branches, units, onClose, onSaved } = props;
  const { save, remove } = useRequests(courseId, trainee);
  return (
    <RecordForm<Values>
      title={trainee === null ? t('records.trainees.add') : t('records.trainees.edit')}
      initial={trainee ?? { number: '', name: '', unit: '', port: false, branchId: null }}
      save={save}
      remove={remove}
      onClose={onClose}
      onSaved={onSaved}
    >
      <TextField name="name" label={t('records.field.traineeName')} required />
      <TextField name="number" label={t('records.field.traineeNumber')} required maxLength={64} />
      <UnitField units={units} />
      <PlaceFields trainee={trainee} branches={branches} />
    </RecordForm>
  );
}

function useRequests(courseId: string, trainee: TraineeRecord | null) {
  const { api } = useClassSession();
  const save = (values: Values): Promise<unknown> => {
    const fields = { ...values, branchId: values.branchId ?? null };
    if (trainee === null) {
      return api.request('POST /api/courses/:courseId/trainees', { params: { courseId }, body: fields });
    }
    return api.request('PATCH /api/courses/:courseId/trainees/:traineeId', {
      params: { courseId, traineeId: trainee.id },
      body: { ...fields, revision: trainee.revision },
    });
  };
  const remove = trainee && {
    name: trainee.name,
    run: () =>
      api.request('DELETE /api/courses/:courseId/trainees/:traineeId', {
        params: { courseId, traineeId: trainee.id },
        query: { revision: trainee.revision },
      }),
  };
  return { save, remove };
}

/** A port needs no branch; everybody else does. */
function PlaceFields(props: {
  trainee: TraineeRecord | null;
  branches: readonly BranchRecord[];
}): ReactElement {
  const { t } = useTranslation();
  const port = Form.useWatch<boolean | undefined>('port') ?? props.trainee?.port ?? false;
  return (
    <>
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
    </>
  );
}
