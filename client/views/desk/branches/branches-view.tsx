import { Button, Input, Select, Switch, Table, Tabs, type TableColumnsType } from 'antd';
import { useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BranchRecord } from '../../../../src/contract/records.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { ErrorText, Notice } from '../../common/notice.tsx';
import { EmptyList } from '../records/empty.tsx';
import { ExportButton, ListHead } from '../records/parts.tsx';
import { BranchBulk } from './branch-bulk.tsx';
import { BranchForm } from './branch-form.tsx';
import { branchRows, type BranchFilter, type BranchRow } from './branch-rows.ts';
import { UnitList } from './unit-list.tsx';

const nothingFiltered: BranchFilter = { text: '', level: 'all', unit: null, parentId: null, tree: false };

/** The branches of a course, and its units. */
export function BranchesView(props: {
  courseId: string;
  onImport: () => void;
  onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId } = props;
  const found = useRequest('GET /api/courses/:courseId/branches', { params: { courseId } });
  const units = useRequest('GET /api/courses/:courseId/units', { params: { courseId } });
  if (found.kind === 'failed') {
    return (
      <Notice title={t('error.title')} actions={<Button onClick={found.reload}>{t('common.retry')}</Button>}>
        <ErrorText error={found.error} />
      </Notice>
    );
  }
  const reload = (): void => {
    found.reload();
    units.reload();
    props.onChanged();
  };
  return (
    <Tabs
      destroyOnHidden
      items={[
        {
          key: 'branches',
          label: t('records.branches.title'),
          children: (
            <BranchList
              {...props}
              branches={found.kind === 'ready' ? found.data.branches : null}
              units={units.kind === 'ready' ? units.data.units.map(({ name }) => name) : []}
              onChanged={reload}
            />
          ),
        },
        {
          key: 'units',
          label: t('records.units.title'),
          children: (
            <UnitList
              courseId={courseId}
              units={units.kind === 'ready' ? units.data.units : null}
              onChanged={reload}
            />
          ),
        },
      ]}
    />
  );
}

function BranchList(props: {
  courseId: string;
  /** Null while they are being loaded. */
  branches: readonly BranchRecord[] | null;
  units: readonly string[];
  onImport: () => void;
  onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, units, onImport, onChanged } = props;
  const branches = props.branches ?? [];
  const [filter, setFilter] = useState(nothingFiltered);
  const [edited, setEdited] = useState<BranchRecord | 'new' | null>(null);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const rows = useMemo(() => branchRows(props.branches ?? [], filter), [props.branches, filter]);
  const shown = useMemo(
    () => rows.flatMap(({ id, children = [] }) => [id, ...children.map((one) => one.id)]),
    [rows],
  );
  const columns = useColumns(setEdited);
  const buttons = (
    <>
      <Button onClick={onImport}>{t('records.import')}</Button>
      <Button type="primary" onClick={() => setEdited('new')}>
        {t('records.branches.add')}
      </Button>
    </>
  );
  const changed = (): void => {
    setEdited(null);
    setChosen([]);
    onChanged();
  };
  const empty = props.branches !== null && branches.length === 0;
  return (
    <section className="desk__section records">
      <ListHead title={t('records.branches.title')} count={props.branches?.length}>
        {empty ? null : (
          <>
            {buttons}
            <ExportButton courseId={courseId} kind="branches" />
          </>
        )}
      </ListHead>
      {empty ? (
        <EmptyList text={t('records.branches.empty')}>{buttons}</EmptyList>
      ) : (
        <>
          <div className="records__bar">
            <BranchFilters filter={filter} branches={branches} units={units} onChange={setFilter} />
            <Button disabled={shown.length === 0} onClick={() => setChosen(shown)}>
              {t('records.selectAll', { count: shown.length })}
            </Button>
          </div>
          {chosen.length > 0 ? (
            <BranchBulk
              courseId={courseId}
              ids={chosen}
              units={units}
              onClear={() => setChosen([])}
              onChanged={changed}
            />
          ) : null}
          <Table<BranchRow>
            // A tree opens all of its rows when it is first drawn.
            key={String(filter.tree)}
            rowKey="id"
            size="small"
            sticky={{
              getContainer: () => document.querySelector<HTMLElement>('.desk__main') ?? document.body,
            }}
            columns={columns}
            dataSource={rows}
            loading={props.branches === null ? { delay: 300 } : false}
            rowSelection={{
              selectedRowKeys: [...chosen],
              preserveSelectedRowKeys: true,
              // The kit draws it a second time to measure the column, where the keyboard would reach it unseen.
              hideSelectAll: true,
              onChange: (keys) => setChosen(keys.map(String)),
            }}
            expandable={{ defaultExpandAllRows: true }}
            pagination={{ defaultPageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
            scroll={{ x: 1080 }}
            locale={{ emptyText: t('records.branches.noMatch') }}
          />
        </>
      )}
      {edited === null ? null : (
        <BranchForm
          key={edited === 'new' ? 'new' : edited.id}
          courseId={courseId}
          branch={edited === 'new' ? null : edited}
          branches={branches}
          units={units}
          onClose={() => {
            setEdited(null);
            onChanged();
          }}
          onSaved={changed}
        />
      )}
    </section>
  );
}

function BranchFilters(props: {
  filter: BranchFilter;
  branches: readonly BranchRecord[];
  units: readonly string[];
  onChange: (filter: BranchFilter) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { filter, branches, units, onChange } = props;
  const parents = new Set(branches.map(({ parentId }) => parentId));
  return (
    <div className="records__filter">
      <Input
        allowClear
        className="records__search"
        placeholder={t('records.search')}
        aria-label={t('records.search')}
        value={filter.text}
        onChange={(event) => onChange({ ...filter, text: event.target.value })}
      />
      <Select<BranchFilter['level']>
        className="records__select"
        aria-label={t('records.field.level')}
        value={filter.level}
        options={[
          { value: 'all', label: t('records.branches.allLevels') },
          { value: 1, label: t('records.branches.level1') },
          { value: 2, label: t('records.branches.level2') },
        ]}
        onChange={(level) => onChange({ ...filter, level })}
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
        onChange={(unit) => onChange({ ...filter, unit: unit === '' ? null : unit })}
      />
      <Select<string>
        className="records__select"
        aria-label={t('records.field.parent')}
        showSearch={{ optionFilterProp: 'label' }}
        value={filter.parentId ?? ''}
        options={[
          { value: '', label: t('records.branches.allParents') },
          ...branches.filter(({ id }) => parents.has(id)).map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(parentId) => onChange({ ...filter, parentId: parentId === '' ? null : parentId })}
      />
      <label className="records__actions">
        <Switch checked={filter.tree} onChange={(tree) => onChange({ ...filter, tree })} />
        {t('records.branches.tree')}
      </label>
    </div>
  );
}

function useColumns(onEdit: (branch: BranchRecord) => void): TableColumnsType<BranchRow> {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        title: t('records.field.name'),
        width: 200,
        sorter: (a, b) => a.name.localeCompare(b.name, 'zh-CN'),
        render: (_, row) => (
          <Button type="link" className="records__name" onClick={() => onEdit(row)}>
            {row.name}
          </Button>
        ),
      },
      {
        title: t('records.field.number'),
        dataIndex: 'number',
        width: 100,
        align: 'right',
        className: 'figures',
        sorter: (a, b) => a.number - b.number,
      },
      {
        title: t('records.field.level'),
        width: 88,
        render: (_, row) => t(`records.branches.level${row.level}`),
      },
      { title: t('records.field.parent'), dataIndex: 'parentName', width: 150, ellipsis: true },
      { title: t('records.field.unit'), dataIndex: 'unit', width: 130, ellipsis: true },
      { title: t('records.field.place'), dataIndex: 'place', ellipsis: true },
      {
        title: t('records.field.liaison'),
        width: 150,
        render: (_, row) => (
          <>
            {row.liaisonName} <span className="quiet figures records__whole">{row.liaisonPhone}</span>
          </>
        ),
      },
      {
        title: t('records.field.trainees'),
        dataIndex: 'traineeCount',
        width: 112,
        align: 'right',
        className: 'figures',
        sorter: (a, b) => a.traineeCount - b.traineeCount,
      },
    ],
    [t, onEdit],
  );
}
