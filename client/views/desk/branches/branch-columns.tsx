import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { BranchRecord } from '../../../../src/contract/records.ts';
import type { RecordColumn } from '../records/column-choice.tsx';
import { RecordName } from '../records/record-page.tsx';
import type { BranchRow } from './branch-rows.ts';

const inOrder = (a: string, b: string): number => a.localeCompare(b, 'zh-CN');

/** What the list says about a branch. */
export function useBranchColumns(onOpen: (branch: BranchRecord) => void): RecordColumn<BranchRow>[] {
  const { t } = useTranslation();
  return useMemo(
    () => [
      {
        key: 'name',
        title: t('records.field.name'),
        always: true,
        width: 200,
        sorter: (a, b) => inOrder(a.name, b.name),
        render: (_, row) => <RecordName name={row.name} onOpen={() => onOpen(row)} />,
      },
      {
        key: 'number',
        title: t('records.field.number'),
        dataIndex: 'number',
        width: 100,
        align: 'right',
        className: 'figures',
        sorter: (a, b) => a.number - b.number,
      },
      {
        key: 'level',
        title: t('records.field.level'),
        width: 96,
        sorter: (a, b) => a.level - b.level || a.number - b.number,
        render: (_, row) => t(`records.branches.level${row.level}`),
      },
      {
        key: 'parent',
        title: t('records.field.parent'),
        dataIndex: 'parentName',
        width: 160,
        ellipsis: true,
        sorter: (a, b) => inOrder(a.parentName, b.parentName),
      },
      {
        key: 'unit',
        title: t('records.field.unit'),
        dataIndex: 'unit',
        width: 130,
        ellipsis: true,
        sorter: (a, b) => inOrder(a.unit, b.unit),
      },
      { key: 'place', title: t('records.field.place'), dataIndex: 'place', ellipsis: true },
      {
        key: 'liaison',
        title: t('records.field.liaison'),
        width: 150,
        render: (_, row) => (
          <>
            {row.liaisonName} <span className="quiet figures records__whole">{row.liaisonPhone}</span>
          </>
        ),
      },
      {
        key: 'trainees',
        title: t('records.field.trainees'),
        dataIndex: 'traineeCount',
        width: 112,
        align: 'right',
        className: 'figures',
        sorter: (a, b) => a.traineeCount - b.traineeCount,
      },
    ],
    [t, onOpen],
  );
}
