import { AutoComplete, Form, Input, InputNumber, Segmented, Select } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BranchRecord } from '../../../../src/contract/records.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { RemoveButton } from '../records/parts.tsx';
import { SideForm } from '../records/side-form.tsx';
import { useChange } from '../records/use-change.ts';

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
  const { courseId, branch, onClose, onSaved } = props;
  const { api } = useClassSession();
  const [form] = Form.useForm<Values>();
  const change = useChange();
  const level = Form.useWatch((values: Partial<Values>) => values.level, form) ?? branch?.level ?? 1;
  const save = (values: Values): void => {
    const parentId = values.level === 2 ? (values.parentId ?? null) : null;
    const fields = { ...values, number: values.number ?? undefined, parentId };
    const work = () =>
      branch === null
        ? api.request('POST /api/courses/:courseId/branches', { params: { courseId }, body: fields })
        : api.request('PATCH /api/courses/:courseId/branches/:branchId', {
            params: { courseId, branchId: branch.id },
            body: { ...fields, revision: branch.revision },
          });
    void change.run(work).then((done) => done && onSaved());
  };
  return (
    <SideForm<Values>
      title={branch === null ? t('records.branches.add') : t('records.branches.edit')}
      form={form}
      change={change}
      onSave={save}
      onClose={onClose}
      initial={branch ?? { level: 1, place: '', unit: '', liaisonName: '', liaisonPhone: '' }}
      extra={
        branch === null ? null : (
          <RemoveButton
            name={branch.name}
            onRemove={() =>
              api.request('DELETE /api/courses/:courseId/branches/:branchId', {
                params: { courseId, branchId: branch.id },
                query: { revision: branch.revision },
              })
            }
            onRemoved={onSaved}
          />
        )
      }
    >
      <Form.Item
        name="name"
        label={t('records.field.name')}
        rules={[{ required: true, whitespace: true, message: t('records.problem.missing') }]}
      >
        <Input maxLength={200} autoComplete="off" />
      </Form.Item>
      <Form.Item name="number" label={t('records.field.number')}>
        <InputNumber min={1} max={99_999} precision={0} placeholder={t('records.optional')} />
      </Form.Item>
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
            options={props.branches
              .filter((one) => one.level === 1 && one.id !== branch?.id)
              .map((one) => ({ value: one.id, label: one.name }))}
          />
        </Form.Item>
      ) : null}
      <Form.Item name="place" label={t('records.field.place')}>
        <Input maxLength={200} autoComplete="off" />
      </Form.Item>
      <Form.Item name="unit" label={t('records.field.unit')}>
        <AutoComplete
          options={props.units.map((value) => ({ value }))}
          showSearch={{ filterOption: (text, option) => option?.value.includes(text) ?? false }}
        />
      </Form.Item>
      <Form.Item name="liaisonName" label={t('records.field.liaisonName')}>
        <Input maxLength={200} autoComplete="off" />
      </Form.Item>
      <Form.Item name="liaisonPhone" label={t('records.field.liaisonPhone')}>
        <Input maxLength={200} autoComplete="off" inputMode="tel" />
      </Form.Item>
    </SideForm>
  );
}
