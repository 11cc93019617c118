import { Form, InputNumber, Segmented, Select } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BranchRecord } from '../../../../src/contract/records.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { RecordForm, TextField, UnitField } from '../records/record-form.tsx';

interface Values {
  name: string;
  number?: number | null;
  level: 1 | 2;
  parentId?: string | null;
  place: string;
  unit: string;
  liaisonName: string;
  liaisonPhone: string;
}

/** Makes or changes a branch. */
export function BranchForm(props: {
  courseId: string;
  /** Null for a new one. */
  branch: BranchRecord | null;
  branches: readonly BranchRecord[];
  units: readonly string[];
  onClose: () => void;
  onSaved: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, branch, branches, units, onClose, onSaved } = props;
  const { save, remove } = useRequests(courseId, branch);
  return (
    <RecordForm<Values>
      title={branch === null ? t('records.branches.add') : t('records.branches.edit')}
      initial={branch ?? { level: 1, place: '', unit: '', liaisonName: '', liaisonPhone: '' }}
      save={save}
      remove={remove}
      onClose={onClose}
      onSaved={onSaved}
    >
      <TextField name="name" label={t('records.field.name')} required />
      <Form.Item name="number" label={t('records.field.number')}>
        <InputNumber min={1} max={99_999} precision={0} placeholder={t('records.optional')} />
      </Form.Item>
      <LevelFields branch={branch} branches={branches} />
      <TextField name="place" label={t('records.field.place')} />
      <UnitField units={units} />
      <TextField name="liaisonName" label={t('records.field.liaisonName')} />
      <TextField name="liaisonPhone" label={t('records.field.liaisonPhone')} inputMode="tel" />
    </RecordForm>
  );
}

function useRequests(courseId: string, branch: BranchRecord | null) {
  const { api } = useClassSession();
  const save = (values: Values): Promise<unknown> => {
    const parentId = values.level === 2 ? (values.parentId ?? null) : null;
    const fields = { ...values, number: values.number ?? undefined, parentId };
    if (branch === null) {
      return api.request('POST /api/courses/:courseId/branches', { params: { courseId }, body: fields });
    }
    return api.request('PATCH /api/courses/:courseId/branches/:branchId', {
      params: { courseId, branchId: branch.id },
      body: { ...fields, revision: branch.revision },
    });
  };
  const remove = branch && {
    name: branch.name,
    run: () =>
      api.request('DELETE /api/courses/:courseId/branches/:branchId', {
        params: { courseId, branchId: branch.id },
        query: { revision: branch.revision },
      }),
  };
  return { save, remove };
}

/** The level, and for the second one the branch above. */
function LevelFields(props: {
  branch: BranchRecord | null;
  branches: readonly BranchRecord[];
}): ReactElement {
  const { t } = useTranslation();
  const { branch, branches } = props;
  const level = Form.useWatch<Values['level'] | undefined>('level') ?? branch?.level ?? 1;
  return (
    <>
      <Form.Item name="level" label={t('records.field.level')}>
        <Segmented
          options={[
            { value: 1, label: t('records.branches.level1') },
            { value: 2, label: t('records.branches.level2') },
          ]}
        />
      </Form.Item>
      {level === 2 ? (
        <Form.Item
          name="parentId"
          label={t('records.field.parentId')}
          rules={[{ required: true, message: t('records.problem.parent_missing') }]}
        >
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={branches
              .filter((one) => one.level === 1 && one.id !== branch?.id)
              .map((one) => ({ value: one.id, label: one.name }))}
          />
        </Form.Item>
      ) : null}
    </>
  );
}
