import { Button, Switch } from 'antd';
import { useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BranchRecord } from '../../../../src/contract/records.ts';
import { FilterSelect, namesAsOptions, SearchBox } from '../records/filters.tsx';
import { ExportButton } from '../records/export-menu.tsx';
import { RecordPage, usePanel } from '../records/record-page.tsx';
import { RecordTable } from '../records/record-table.tsx';
import { BranchBulk } from './branch-bulk.tsx';
import { useBranchColumns } from './branch-columns.tsx';
import { BranchForm } from './branch-form.tsx';
import { branchRows, type BranchFilter, type BranchRow } from './branch-rows.ts';

const nothingFiltered: BranchFilter = { text: '', level: null, unit: null, parentId: null, tree: false };

interface BranchListProps {
  courseId: string;
  /** Null while they are being loaded. */
  branches: readonly BranchRecord[] | null;
  units: readonly string[];
  onImport: () => void;
  onChanged: () => void;
}

/** The branches: found, chosen, opened. */
export function BranchList(props: BranchListProps): ReactElement {
  const { t } = useTranslation();
  const { courseId, branches, units, onImport, onChanged } = props;
  const panel = usePanel<BranchRecord>();
  const { shown } = panel;
  const actions = (
    <>
      <Button onClick={onImport}>{t('records.import')}</Button>
      <Button type="primary" onClick={() => panel.open('new')}>
        {t('records.branches.add')}
      </Button>
    </>
  );
  const close = (): void => {
    panel.close();
    onChanged();
  };
  return (
    <RecordPage
      title={t('records.branches.title')}
      count={branches?.length}
      actions={actions}
      export={<ExportButton courseId={courseId} kind="branches" />}
      empty={branches?.length === 0 ? t('records.branches.empty') : null}
    >
      <BranchTable {...props} onOpen={panel.open} />
      {shown === null ? null : (
        <BranchForm
          key={shown === 'new' ? 'new' : shown.id}
          courseId={courseId}
          branch={shown === 'new' ? null : shown}
          branches={branches ?? []}
          units={units}
          onClose={close}
          onSaved={close}
        />
      )}
    </RecordPage>
  );
}

function BranchTable(props: BranchListProps & { onOpen: (branch: BranchRecord) => void }): ReactElement {
  const { t } = useTranslation();
  const { courseId, branches, units, onOpen, onChanged } = props;
  const [filter, setFilter] = useState(nothingFiltered);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const rows = useMemo(() => branchRows(branches ?? [], filter), [branches, filter]);
  const all = useMemo(
    () => rows.flatMap(({ id, children = [] }) => [id, ...children.map((one) => one.id)]),
    [rows],
  );
  const columns = useBranchColumns(onOpen);
  // What was removed meanwhile is not chosen any more.
  const ids = chosen.filter((id) => branches?.some((one) => one.id === id) ?? false);
  const changed = (): void => {
    setChosen([]);
    onChanged();
  };
  const bulk = (
    <BranchBulk
      courseId={courseId}
      ids={ids}
      units={units}
      onClear={() => setChosen([])}
      onChanged={changed}
    />
  );
  return (
    <RecordTable<BranchRow>
      // A tree opens all of its rows when it is first drawn.
      key={String(filter.tree)}
      name="branches"
      columns={columns}
      rows={branches === null ? null : rows}
      rowKey={({ id }) => id}
      width={1080}
      noMatch={t('records.branches.noMatch')}
      filters={<BranchFilters filter={filter} branches={branches ?? []} units={units} onChange={setFilter} />}
      choice={{ chosen: ids, onChoose: setChosen, all, bulk }}
      onOpen={onOpen}
    />
  );
}

function BranchFilters(props: {
  filter: BranchFilter;
  branches: readonly BranchRecord[];
  units: readonly string[];
  onChange: (filter: BranchFilter) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { filter, branches, units } = props;
  const set = (part: Partial<BranchFilter>): void => props.onChange({ ...filter, ...part });
  const parents = new Set(branches.map(({ parentId }) => parentId));
  const parentOptions = branches
    .filter(({ id }) => parents.has(id))
    .map(({ id, name }) => ({ value: id, label: name }));
  return (
    <>
      <SearchBox label={t('records.search')} value={filter.text} onChange={(text) => set({ text })} />
      <FilterSelect
        label={t('records.field.level')}
        all={t('records.branches.allLevels')}
        value={filter.level}
        options={[
          { value: 1 as const, label: t('records.branches.level1') },
          { value: 2 as const, label: t('records.branches.level2') },
        ]}
        onChange={(level) => set({ level })}
      />
      <FilterSelect
        label={t('records.field.unit')}
        all={t('records.branches.allUnits')}
        value={filter.unit}
        options={namesAsOptions(units)}
        onChange={(unit) => set({ unit })}
      />
      <FilterSelect
        label={t('records.field.parent')}
        all={t('records.branches.allParents')}
        value={filter.parentId}
        options={parentOptions}
        onChange={(parentId) => set({ parentId })}
      />
      <label className="records__switch">
        <Switch checked={filter.tree} onChange={(tree) => set({ tree })} />
        {t('records.branches.tree')}
      </label>
    </>
  );
}
