import { Button } from 'antd';
import { useMemo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { UnitRecord } from '../../../../src/contract/records.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import type { RecordColumn } from '../records/column-choice.tsx';
import { ExportButton } from '../records/export-menu.tsx';
import { RecordForm, TextField } from '../records/record-form.tsx';
import { RecordName, RecordPage, usePanel } from '../records/record-page.tsx';
import { RecordTable } from '../records/record-table.tsx';

/** The units of a course. */
export function UnitList(props: {
  courseId: string;
  /** Null while they are being loaded. */
  units: readonly UnitRecord[] | null;
  onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, units, onChanged } = props;
  const panel = usePanel<UnitRecord>();
  const { shown } = panel;
  const columns = useColumns(panel.open);
  const close = (): void => {
    panel.close();
    onChanged();
  };
  return (
    <RecordPage
      title={t('records.units.title')}
      count={units?.length}
      actions={
        <Button type="primary" onClick={() => panel.open('new')}>
          {t('records.units.add')}
        </Button>
      }
      export={<ExportButton courseId={courseId} kind="units" />}
      empty={units?.length === 0 ? t('records.units.empty') : null}
    >
      <RecordTable
        columns={columns}
        rows={units}
        rowKey={({ id }) => id}
        width={480}
        noMatch={t('records.units.empty')}
        onOpen={panel.open}
      />
      {shown === null ? null : (
        <UnitForm courseId={courseId} unit={shown === 'new' ? null : shown} onClose={close} />
      )}
    </RecordPage>
  );
}

function useColumns(onOpen: (unit: UnitRecord) => void): RecordColumn<UnitRecord>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        key: 'name',
        title: t('records.field.unit'),
        sorter: (a, b) => a.name.localeCompare(b.name, 'zh-CN'),
        render: (_, unit) => <RecordName name={unit.name} onOpen={() => onOpen(unit)} />,
      },
      {
        key: 'branches',
        title: t('records.field.branches'),
        dataIndex: 'branchCount',
        width: 120,
        align: 'right',
        className: 'figures',
        sorter: (a, b) => a.branchCount - b.branchCount,
      },
      {
        key: 'trainees',
        title: t('records.field.trainees'),
        dataIndex: 'traineeCount',
        width: 120,
        align: 'right',
        className: 'figures',
        sorter: (a, b) => a.traineeCount - b.traineeCount,
      },
    ],
    [t, onOpen],
  );
}

function UnitForm(props: { courseId: string; unit: UnitRecord | null; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const { courseId, unit, onClose } = props;
  const { api } = useClassSession();
  const save = ({ name }: { name: string }): Promise<unknown> =>
    unit === null
      ? api.request('POST /api/courses/:courseId/units', { params: { courseId }, body: { name } })
      : api.request('PATCH /api/courses/:courseId/units/:unitId', {
          params: { courseId, unitId: unit.id },
          body: { name, revision: unit.revision },
        });
  const remove = unit && {
    name: unit.name,
    run: () =>
      api.request('DELETE /api/courses/:courseId/units/:unitId', {
        params: { courseId, unitId: unit.id },
        query: { revision: unit.revision },
      }),
  };
  return (
    <RecordForm
      title={unit === null ? t('records.units.add') : t('records.units.rename')}
      initial={{ name: unit?.name ?? '' }}
      save={save}
      remove={remove}
      onClose={onClose}
      onSaved={onClose}
    >
      {unit === null ? null : <p>{t('records.units.renameText')}</p>}
      <TextField name="name" label={t('records.field.unit')} required />
    </RecordForm>
  );
}
