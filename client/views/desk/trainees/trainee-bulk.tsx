import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BranchRecord } from '../../../../src/contract/records.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { namesAsOptions } from '../records/filters.tsx';
import { RecordBulk, type BulkAction } from '../records/record-bulk.tsx';

type Change = { unit: string } | { branchId: string } | 'port' | 'remove';

/** What can be done with several trainees at once. */
export function TraineeBulk(props: {
  courseId: string;
  ids: readonly string[];
  branches: readonly BranchRecord[];
  units: readonly string[];
  onClear: () => void;
  onChanged: () => void;
}): ReactElement {
  const { courseId, ids, onClear, onChanged } = props;
  const { api } = useClassSession();
  return (
    <RecordBulk
      count={ids.length}
      actions={useActions(props)}
      run={(change) =>
        api.request('POST /api/courses/:courseId/trainees/bulk', {
          params: { courseId },
          body: { ids: [...ids], change },
        })
      }
      onClear={onClear}
      onChanged={onChanged}
    />
  );
}

function useActions(props: {
  ids: readonly string[];
  branches: readonly BranchRecord[];
  units: readonly string[];
}): BulkAction<Change>[] {
  const { t } = useTranslation();
  const { ids, branches, units } = props;
  const count = ids.length;
  const branchOptions = branches.map(({ id, name }) => ({ value: id, label: name }));
  return [
    {
      key: 'unit',
      label: t('records.setUnit'),
      pick: { label: t('records.field.unit'), free: true, options: namesAsOptions(units) },
      change: (unit) => ({ unit }),
    },
    {
      key: 'branch',
      label: t('records.moveToBranch'),
      pick: { label: t('records.field.branch'), free: false, options: branchOptions },
      change: (branchId) => ({ branchId }),
    },
    {
      key: 'port',
      label: t('records.makePort'),
      text: t('records.selected', { count }),
      change: () => 'port',
    },
    {
      key: 'remove',
      label: t('records.remove'),
      title: t('records.bulkRemoveTitle', { count }),
      text: t('records.removeText'),
      danger: true,
      change: () => 'remove',
    },
  ];
}
