import { Button } from 'antd';
import { useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { traineeOrders, type BranchRecord, type TraineeRecord } from '../../../../src/contract/records.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import type { RecordColumn } from '../records/column-choice.tsx';
import { ExportButton } from '../records/export-menu.tsx';
import { FailedList, RecordName, RecordPage, usePanel } from '../records/record-page.tsx';
import { RecordTable } from '../records/record-table.tsx';
import { TraineeBulk } from './trainee-bulk.tsx';
import { asksForAll, nothingFiltered, pageSize, queryOf, TraineeFilters } from './trainee-filters.tsx';
import { TraineeForm } from './trainee-form.tsx';

interface Page {
  trainees: readonly TraineeRecord[];
  total: number;
}

/** The roster of a course. */
export function TraineesView(props: {
  courseId: string;
  onImport: () => void;
  onChanged: () => void;
}): ReactElement {
  const { courseId } = props;
  const [filter, setFilter] = useState(nothingFiltered);
  const params = { courseId };
  const found = useRequest('GET /api/courses/:courseId/trainees', { params, query: queryOf(filter) });
  const branchList = useRequest('GET /api/courses/:courseId/branches', { params });
  const unitList = useRequest('GET /api/courses/:courseId/units', { params });
  if (found.kind === 'failed') return <FailedList error={found.error} onRetry={found.reload} />;
  const changed = (): void => {
    found.reload();
    unitList.reload();
    props.onChanged();
  };
  return (
    <TraineeList
      {...props}
      page={found.kind === 'ready' ? found.data : null}
      branches={branchList.kind === 'ready' ? branchList.data.branches : []}
      units={unitList.kind === 'ready' ? unitList.data.units.map(({ name }) => name) : []}
      filter={filter}
      onFilter={setFilter}
      onChanged={changed}
    />
  );
}

interface TraineeListProps {
  courseId: string;
  /** Null while it is being loaded. */
  page: Page | null;
  branches: readonly BranchRecord[];
  units: readonly string[];
  filter: typeof nothingFiltered;
  onFilter: (filter: typeof nothingFiltered) => void;
  onImport: () => void;
  onChanged: () => void;
}

function TraineeList(props: TraineeListProps): ReactElement {
  const { t } = useTranslation();
  const { courseId, page, branches, units, filter, onImport, onChanged } = props;
  const panel = usePanel<TraineeRecord>();
  const { shown } = panel;
  const actions = (
    <>
      <Button onClick={onImport}>{t('records.import')}</Button>
      <Button type="primary" onClick={() => panel.open('new')}>
        {t('records.trainees.add')}
      </Button>
    </>
  );
  const close = (): void => {
    panel.close();
    onChanged();
  };
  const empty = page?.total === 0 && asksForAll(filter);
  return (
    <RecordPage
      title={t('records.trainees.title')}
      count={page?.total}
      actions={actions}
      export={<ExportButton courseId={courseId} kind="trainees" />}
      empty={empty ? t('records.trainees.empty') : null}
    >
      <TraineeTable {...props} onOpen={panel.open} />
      {shown === null ? null : (
        <TraineeForm
          key={shown === 'new' ? 'new' : shown.id}
          courseId={courseId}
          trainee={shown === 'new' ? null : shown}
          branches={branches}
          units={units}
          onClose={close}
          onSaved={close}
        />
      )}
    </RecordPage>
  );
}

function TraineeTable(props: TraineeListProps & { onOpen: (trainee: TraineeRecord) => void }): ReactElement {
  const { t } = useTranslation();
  const { courseId, page, branches, units, filter, onFilter, onOpen, onChanged } = props;
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const columns = useColumns(branches, onOpen);
  const changed = (): void => {
    setChosen([]);
    onChanged();
  };
  const bulk = (
    <TraineeBulk
      courseId={courseId}
      ids={chosen}
      branches={branches}
      units={units}
      onClear={() => setChosen([])}
      onChanged={changed}
    />
  );
  return (
    <RecordTable<TraineeRecord>
      name="trainees"
      columns={columns}
      rows={page?.trainees ?? null}
      rowKey={({ id }) => id}
      width={820}
      noMatch={t('records.trainees.noMatch')}
      filters={<TraineeFilters filter={filter} branches={branches} units={units} onChange={onFilter} />}
      choice={{ chosen, onChoose: setChosen, all: page?.trainees.map(({ id }) => id) ?? [], bulk }}
      pages={{
        page: filter.page,
        size: pageSize,
        total: page?.total ?? 0,
        sort: filter.sort,
        onTurn: (turned, sort) => {
          const key = traineeOrders.find((one) => one === sort?.key);
          onFilter({
            ...filter,
            page: turned,
            sort: key === undefined || sort === null ? null : { ...sort, key },
          });
        },
      }}
      onOpen={onOpen}
    />
  );
}

/** The keys are what the server sorts by. */
function useColumns(
  branches: readonly BranchRecord[],
  onOpen: (trainee: TraineeRecord) => void,
): RecordColumn<TraineeRecord>[] {
  const { t } = useTranslation();
  return useMemo(() => {
    const names = new Map(branches.map(({ id, name }) => [id, name]));
    return [
      {
        key: 'name',
        title: t('records.field.traineeName'),
        always: true,
        width: 200,
        sorter: true,
        render: (_, row) => <RecordName name={row.name} onOpen={() => onOpen(row)} />,
      },
      {
        key: 'number',
        title: t('records.field.traineeNumber'),
        dataIndex: 'number',
        width: 160,
        className: 'figures',
        sorter: true,
      },
      { key: 'unit', title: t('records.field.unit'), dataIndex: 'unit', ellipsis: true, sorter: true },
      {
        key: 'branch',
        title: t('records.field.branch'),
        ellipsis: true,
        sorter: true,
        render: (_, row) => (row.branchId === null ? '' : names.get(row.branchId)),
      },
      {
        key: 'port',
        title: t('records.field.port'),
        width: 120,
        render: (_, row) => (row.port ? t('records.trainees.onPortYes') : ''),
      },
    ];
  }, [t, branches, onOpen]);
}
