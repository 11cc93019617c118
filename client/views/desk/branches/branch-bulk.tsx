import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { namesAsOptions } from '../records/filters.tsx';
import { RecordBulk, type BulkAction } from '../records/record-bulk.tsx';

/** What can be done with several branches at once. */
export function BranchBulk(props: {
  courseId: string;
  ids: readonly string[];
  units: readonly string[];
  onClear: () => void;
  onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, ids, units, onClear, onChanged } = props;
  const { api } = useClassSession();
  const actions: BulkAction<{ unit: string } | 'remove'>[] = [
    {
      key: 'unit',
      label: t('records.setUnit'),
      pick: { label: t('records.field.unit'), free: true, options: namesAsOptions(units) },
      change: (unit) => ({ unit }),
    },
    {
      key: 'remove',
      label: t('records.remove'),
      title: t('records.bulkRemoveTitle', { count: ids.length }),
      text: t('records.removeText'),
      danger: true,
      change: () => 'remove',
    },
  ];
  return (
    <RecordBulk
      count={ids.length}
      actions={actions}
      run={(change) =>
        api.request('POST /api/courses/:courseId/branches/bulk', {
          params: { courseId },
          body: { ids: [...ids], change },
        })
      }
      onClear={onClear}
      onChanged={onChanged}
    />
  );
}
