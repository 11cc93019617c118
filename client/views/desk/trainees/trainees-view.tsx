import { Button, Input, Select, Table, type TableColumnsType } from 'antd';
import { useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BranchRecord, TraineeRecord } from '../../../../src/contract/records.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { ErrorText, Notice } from '../../common/notice.tsx';
import { EmptyList } from '../records/empty.tsx';
import { ExportButton, ListHead } from '../records/parts.tsx';
import { TraineeBulk } from './trainee-bulk.tsx';
import { TraineeForm } from './trainee-form.tsx';

const pageSize = 50;

interface Filter {
  text: string;
  unit: string | null;
  branchId: string | null;
  place: 'branch' | 'port' | null;
  page: number;
}
const nothingFiltered: Filter = { text: '', unit: null, branchId: null, place: null, page: 1 };

function queryOf({ text, unit, branchId, place, page }: Filter) {
  return {
    ...(text.trim() === '' ? {} : { text: text.trim() }),
    ...(unit === null ? {} : { unit }),
    ...(branchId === null ? {} : { branchId }),
    ...(place === null ? {} : { place }),
    offset: (page - 1) * pageSize,
    limit: pageSize,
  };
}

/** The roster of a course. */
export function TraineesView(props: {
  courseId: string;
  onImport: () => void;
  onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, onImport, onChanged } = props;
  const [filter, setFilter] = useState(nothingFiltered);
  const [edited, setEdited] = useState<TraineeRecord | 'new' | null>(null);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const params = { courseId };
  const found = useRequest('GET /api/courses/:courseId/trainees', { params, query: queryOf(filter) });
  const branchList = useRequest('GET /api/courses/:courseId/branches', { params });
  const unitList = useRequest('GET /api/courses/:courseId/units', { params });
  const branches = branchList.kind === 'ready' ? branchList.data.branches : [];
  const units = unitList.kind === 'ready' ? unitList.data.units.map(({ name }) => name) : [];
  const columns = useColumns(branches, setEdited);
  if (found.kind === 'failed') {
    return (
      <Notice title={t('error.title')} actions={<Button onClick={found.reload}>{t('common.retry')}</Button>}>
        <ErrorText error={found.error} />
      </Notice>
    );
  }
  const changed = (): void => {
    setEdited(null);
    setChosen([]);
    found.reload();
    unitList.reload();
    onChanged();
  };
  const buttons = (
    <>
      <Button onClick={onImport}>{t('records.import')}</Button>
      <Button type="primary" onClick={() => setEdited('new')}>
        {t('records.trainees.add')}
      </Button>
    </>
  );
  const total = found.kind === 'ready' ? found.data.total : undefined;
  const shown = found.kind === 'ready' ? found.data.trainees : [];
  const empty = total === 0 && JSON.stringify(filter) === JSON.stringify(nothingFiltered);
  return (
    <section className="desk__section records">
      <ListHead title={t('records.trainees.title')} count={total}>
        {empty ? null : (
          <>
            {buttons}
            <ExportButton courseId={courseId} kind="trainees" />
          </>
        )}
      </ListHead>
      {empty ? (
        <EmptyList text={t('records.trainees.empty')}>{buttons}</EmptyList>
      ) : (
        <>
          <div className="records__bar">
            <Filters filter={filter} branches={branches} units={units} onChange={setFilter} />
            <Button
              disabled={shown.length === 0}
              onClick={() => setChosen([...new Set([...chosen, ...shown.map(({ id }) => id)])])}
            >
              {t('records.selectAll', { count: shown.length })}
            </Button>
          </div>
          {chosen.length > 0 ? (
            <TraineeBulk
              courseId={courseId}
              ids={chosen}
              branches={branches}
              units={units}
              onClear={() => setChosen([])}
              onChanged={changed}
            />
          ) : null}
          <Table<TraineeRecord>
            rowKey="id"
            size="small"
            sticky={{
              getContainer: () => document.querySelector<HTMLElement>('.desk__main') ?? document.body,
            }}
            columns={columns}
            dataSource={shown}
            loading={found.kind === 'loading' ? { delay: 300 } : false}
            rowSelection={{
              selectedRowKeys: [...chosen],
              preserveSelectedRowKeys: true,
              // The kit draws it a second time to measure the column, where the keyboard would reach it unseen.
              hideSelectAll: true,
              onChange: (keys) => setChosen(keys.map(String)),
            }}
            pagination={{
              current: filter.page,
              pageSize,
              total: total ?? 0,
              hideOnSinglePage: true,
              showSizeChanger: false,
              onChange: (page) => setFilter({ ...filter, page }),
            }}
            scroll={{ x: 820 }}
            locale={{ emptyText: t('records.trainees.noMatch') }}
          />
        </>
      )}
      {edited === null ? null : (
        <TraineeForm
          key={edited === 'new' ? 'new' : edited.id}
          courseId={courseId}
          trainee={edited === 'new' ? null : edited}
          branches={branches}
          units={units}
          onClose={() => {
            setEdited(null);
            found.reload();
          }}
          onSaved={changed}
        />
      )}
    </section>
  );
}

function Filters(props: {
  filter: Filter;
  branches: readonly BranchRecord[];
  units: readonly string[];
  onChange: (filter: Filter) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { filter, branches, units } = props;
  const set = (part: Partial<Filter>): void => props.onChange({ ...filter, ...part, page: 1 });
  return (
    <div className="records__filter">
      <Input
        allowClear
        className="records__search"
        placeholder={t('records.trainees.search')}
        aria-label={t('records.trainees.search')}
        value={filter.text}
        onChange={(event) => set({ text: event.target.value })}
      />
      <Select<string>
        className="records__select"
        aria-label={t('records.field.branch')}
        showSearch={{ optionFilterProp: 'label' }}
        value={filter.branchId ?? ''}
        options={[
          { value: '', label: t('records.trainees.allBranches') },
          ...branches.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(branchId) => set({ branchId: branchId === '' ? null : branchId })}
      />
      <Select<string>
        className="records__select"
        aria-label={t('records.field.unit')}
        showSearch={{ optionFilterProp: 'label' }}
        value={filter.unit ?? ''}
        options={[
          { value: '', label: t('records.branches.allUnits') },
          ...units.map((unit) => ({ value: unit, label: unit })),
        ]}
        onChange={(unit) => set({ unit: unit === '' ? null : unit })}
      />
      <Select<'all' | 'branch' | 'port'>
        className="records__select"
        aria-label={t('records.field.port')}
        value={filter.place ?? 'all'}
        options={[
          { value: 'all', label: t('records.trainees.allPlaces') },
          { value: 'branch', label: t('records.trainees.inBranch') },
          { value: 'port', label: t('records.trainees.onPort') },
        ]}
        onChange={(place) => set({ place: place === 'all' ? null : place })}
      />
    </div>
  );
}

function useColumns(
  branches: readonly BranchRecord[],
  onEdit: (trainee: TraineeRecord) => void,
): TableColumnsType<TraineeRecord> {
  const { t } = useTranslation();
  return useMemo(() => {
    const names = new Map(branches.map(({ id, name }) => [id, name]));
    return [
      {
        title: t('records.field.traineeName'),
        width: 200,
        render: (_, row) => (
          <Button type="link" className="records__name" onClick={() => onEdit(row)}>
            {row.name}
          </Button>
        ),
      },
      { title: t('records.field.traineeNumber'), dataIndex: 'number', width: 160, className: 'figures' },
      { title: t('records.field.unit'), dataIndex: 'unit', ellipsis: true },
      {
        title: t('records.field.branch'),
        ellipsis: true,
        render: (_, row) => (row.branchId === null ? '' : names.get(row.branchId)),
      },
      {
        title: t('records.field.port'),
        width: 120,
        render: (_, row) => (row.port ? t('records.trainees.onPortYes') : ''),
      },
    ];
  }, [t, branches, onEdit]);
}
