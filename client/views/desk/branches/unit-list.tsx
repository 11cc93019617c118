import { Button, Form, Input, Table, type TableColumnsType } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { UnitRecord } from '../../../../src/contract/records.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { EmptyList } from '../records/empty.tsx';
import { ExportButton, ListHead, RemoveButton } from '../records/parts.tsx';
import { SideForm } from '../records/side-form.tsx';
import { useChange } from '../records/use-change.ts';

/** The units of a course. */
export function UnitList(props: {
  courseId: string;
  /** Null while they are being loaded. */
  units: readonly UnitRecord[] | null;
  onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, units, onChanged } = props;
  const [edited, setEdited] = useState<UnitRecord | 'new' | null>(null);
  const columns: TableColumnsType<UnitRecord> = [
    {
      title: t('records.field.unit'),
      sorter: (a, b) => a.name.localeCompare(b.name, 'zh-CN'),
      render: (_, unit) => (
        <Button type="link" className="records__name" onClick={() => setEdited(unit)}>
          {unit.name}
        </Button>
      ),
    },
    {
      title: t('records.field.branches'),
      dataIndex: 'branchCount',
      width: 120,
      align: 'right',
      className: 'figures',
    },
    {
      title: t('records.field.trainees'),
      dataIndex: 'traineeCount',
      width: 120,
      align: 'right',
      className: 'figures',
    },
  ];
  const add = (
    <Button type="primary" onClick={() => setEdited('new')}>
      {t('records.units.add')}
    </Button>
  );
  const close = (): void => {
    setEdited(null);
    onChanged();
  };
  return (
    <section className="desk__section records">
      <ListHead title={t('records.units.title')} count={units?.length}>
        {units?.length === 0 ? null : add}
        <ExportButton courseId={courseId} kind="units" />
      </ListHead>
      {units?.length === 0 ? (
        <EmptyList text={t('records.units.empty')}>{add}</EmptyList>
      ) : (
        <Table
          rowKey="id"
          size="small"
          columns={columns}
          dataSource={units ?? []}
          loading={units === null ? { delay: 300 } : false}
          pagination={{ defaultPageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        />
      )}
      {edited === null ? null : (
        <UnitForm courseId={courseId} unit={edited === 'new' ? null : edited} onClose={close} />
      )}
    </section>
  );
}

function UnitForm(props: { courseId: string; unit: UnitRecord | null; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const { courseId, unit, onClose } = props;
  const { api } = useClassSession();
  const [form] = Form.useForm<{ name: string }>();
  const change = useChange();
  const save = ({ name }: { name: string }): void => {
    const work = () =>
      unit === null
        ? api.request('POST /api/courses/:courseId/units', { params: { courseId }, body: { name } })
        : api.request('PATCH /api/courses/:courseId/units/:unitId', {
            params: { courseId, unitId: unit.id },
            body: { name, revision: unit.revision },
          });
    void change.run(work).then((done) => done && onClose());
  };
  return (
    <SideForm
      title={unit === null ? t('records.units.add') : t('records.units.rename')}
      form={form}
      change={change}
      initial={{ name: unit?.name ?? '' }}
      onSave={save}
      onClose={onClose}
      extra={
        unit === null ? null : (
          <RemoveButton
            name={unit.name}
            onRemove={() =>
              api.request('DELETE /api/courses/:courseId/units/:unitId', {
                params: { courseId, unitId: unit.id },
                query: { revision: unit.revision },
              })
            }
            onRemoved={onClose}
          />
        )
      }
    >
      {unit === null ? null : <p>{t('records.units.renameText')}</p>}
      <Form.Item
        name="name"
        label={t('records.field.unit')}
        rules={[{ required: true, whitespace: true, message: t('records.problem.missing') }]}
      >
        <Input maxLength={200} autoComplete="off" />
      </Form.Item>
    </SideForm>
  );
}
