import { Tabs } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useRequest } from '../../../hooks/use-request.ts';
import { FailedList } from '../records/record-page.tsx';
import { BranchList } from './branch-list.tsx';
import { UnitList } from './unit-list.tsx';

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
  if (found.kind === 'failed') return <FailedList error={found.error} onRetry={found.reload} />;
  const reload = (): void => {
    found.reload();
    units.reload();
    props.onChanged();
  };
  const branches = found.kind === 'ready' ? found.data.branches : null;
  const unitList = units.kind === 'ready' ? units.data.units : null;
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
              branches={branches}
              units={unitList?.map(({ name }) => name) ?? []}
              onChanged={reload}
            />
          ),
        },
        {
          key: 'units',
          label: t('records.units.title'),
          children: <UnitList courseId={courseId} units={unitList} onChanged={reload} />,
        },
      ]}
    />
  );
}
