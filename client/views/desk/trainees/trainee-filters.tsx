import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BranchRecord, TraineeOrder } from '../../../../src/contract/records.ts';
import { FilterSelect, namesAsOptions, SearchBox } from '../records/filters.tsx';

export const pageSize = 50;

/** What of the roster is shown. */
export interface TraineeFilter {
  text: string;
  /** Null for any, here and below. */
  unit: string | null;
  branchId: string | null;
  place: 'branch' | 'port' | null;
  /** Null: by number. */
  sort: { key: TraineeOrder; descending: boolean } | null;
  /** From 1. */
  page: number;
}

export const nothingFiltered: TraineeFilter = {
  text: '',
  unit: null,
  branchId: null,
  place: null,
  sort: null,
  page: 1,
};

/** Whether everybody is asked for, in whatever order. */
export function asksForAll({ text, unit, branchId, place }: TraineeFilter): boolean {
  return text.trim() === '' && unit === null && branchId === null && place === null;
}

/** The filter as the server takes it. */
export function queryOf({ text, unit, branchId, place, sort, page }: TraineeFilter) {
  return {
    ...(text.trim() === '' ? {} : { text: text.trim() }),
    ...(unit === null ? {} : { unit }),
    ...(branchId === null ? {} : { branchId }),
    ...(place === null ? {} : { place }),
    ...(sort === null
      ? {}
      : { sort: sort.key, order: sort.descending ? ('down' as const) : ('up' as const) }),
    offset: (page - 1) * pageSize,
    limit: pageSize,
  };
}

export function TraineeFilters(props: {
  filter: TraineeFilter;
  branches: readonly BranchRecord[];
  units: readonly string[];
  onChange: (filter: TraineeFilter) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { filter, branches, units } = props;
  const set = (part: Partial<TraineeFilter>): void => props.onChange({ ...filter, ...part, page: 1 });
  return (
    <>
      <SearchBox
        label={t('records.trainees.search')}
        value={filter.text}
        onChange={(text) => set({ text })}
      />
      <FilterSelect
        label={t('records.field.branch')}
        all={t('records.trainees.allBranches')}
        value={filter.branchId}
        options={branches.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(branchId) => set({ branchId })}
      />
      <FilterSelect
        label={t('records.field.unit')}
        all={t('records.branches.allUnits')}
        value={filter.unit}
        options={namesAsOptions(units)}
        onChange={(unit) => set({ unit })}
      />
      <FilterSelect
        label={t('records.field.port')}
        all={t('records.trainees.allPlaces')}
        value={filter.place}
        options={[
          { value: 'branch' as const, label: t('records.trainees.inBranch') },
          { value: 'port' as const, label: t('records.trainees.onPort') },
        ]}
        onChange={(place) => set({ place })}
      />
    </>
  );
}
