import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BranchRecord } from '../../../../src/contract/records.ts';
import { FilterSelect, namesAsOptions, SearchBox } from '../records/filters.tsx';

export const pageSize = 50;

/** By what the server sorts. */
export const sortKeys = ['number', 'name', 'total', 'attendance', 'quizzes', 'exam'] as const;

/** Whose scores are shown. */
export interface ScoreFilter {
  text: string;
  /** Null for any, here and below. */
  unit: string | null;
  /** With the branches below it. */
  branchId: string | null;
  passed: 'yes' | 'no' | 'open' | null;
  /** Null: by number. */
  sort: { key: (typeof sortKeys)[number]; descending: boolean } | null;
  /** From 1. */
  page: number;
}

export const nothingFiltered: ScoreFilter = {
  text: '',
  unit: null,
  branchId: null,
  passed: null,
  sort: null,
  page: 1,
};

/** The filter as the server takes it. */
export function queryOf({ text, unit, branchId, passed, sort, page }: ScoreFilter) {
  return {
    ...(text.trim() === '' ? {} : { text: text.trim() }),
    ...(unit === null ? {} : { unit }),
    ...(branchId === null ? {} : { branchId }),
    ...(passed === null ? {} : { passed }),
    ...(sort === null
      ? {}
      : { sort: sort.key, order: sort.descending ? ('down' as const) : ('up' as const) }),
    offset: (page - 1) * pageSize,
    limit: pageSize,
  };
}

export function ScoreFilters(props: {
  filter: ScoreFilter;
  branches: readonly BranchRecord[];
  units: readonly string[];
  onChange: (filter: ScoreFilter) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { filter, branches, units } = props;
  const set = (part: Partial<ScoreFilter>): void => props.onChange({ ...filter, ...part, page: 1 });
  return (
    <>
      <SearchBox label={t('scoreDesk.search')} value={filter.text} onChange={(text) => set({ text })} />
      <FilterSelect
        label={t('scoreDesk.column.branch')}
        all={t('scoreDesk.allBranches')}
        value={filter.branchId}
        options={treeOptions(branches)}
        onChange={(branchId) => set({ branchId })}
      />
      <FilterSelect
        label={t('scoreDesk.column.unit')}
        all={t('scoreDesk.allUnits')}
        value={filter.unit}
        options={namesAsOptions(units)}
        onChange={(unit) => set({ unit })}
      />
      <FilterSelect
        label={t('scoreDesk.column.passed')}
        all={t('scoreDesk.allResults')}
        value={filter.passed}
        options={(['yes', 'no', 'open'] as const).map((value) => ({
          value,
          label: t(`scoreDesk.result.${value}`),
        }))}
        onChange={(passed) => set({ passed })}
      />
    </>
  );
}

/** Each branch with those below it indented after it. */
function treeOptions(branches: readonly BranchRecord[]): { value: string; label: string }[] {
  return branches
    .filter(({ parentId }) => parentId === null)
    .flatMap((above) => [
      { value: above.id, label: above.name },
      ...branches
        .filter(({ parentId }) => parentId === above.id)
        .map(({ id, name }) => ({ value: id, label: `└ ${name}` })),
    ]);
}
