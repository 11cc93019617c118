import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScoreSummary, TraineeScore } from '../../../../src/contract/score.ts';
import { components, shownPoints } from '../../score/score-words.ts';
import { EmptyList } from '../records/empty.tsx';
import { RecordName } from '../records/record-page.tsx';
import { RecordTable } from '../records/record-table.tsx';

/** Whom to help before the exam: below the pass mark in what counts so far. */
export function AtRisk(props: {
  summary: ScoreSummary;
  decimals: number;
  onOpen: (traineeId: string) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { summary, decimals, onOpen } = props;
  if (summary.atRisk.length === 0) return <EmptyList text={t('scoreDesk.riskNone')} />;
  const names = new Map(summary.byBranch.map(({ key, name }) => [key, name]));
  const figure = (key: 'attendance' | 'quizzes' | 'exam' | 'total') => ({
    key,
    title: t(`scoreDesk.column.${key}`),
    width: 108,
    align: 'right' as const,
    className: key === 'total' ? 'figures score-total' : 'figures',
    render: (_: unknown, row: TraineeScore) => {
      const value = row[key];
      return value === null ? '–' : shownPoints(value, decimals);
    },
  });
  return (
    <>
      <p className="quiet">{t('scoreDesk.riskText')}</p>
      <RecordTable<TraineeScore>
        columns={[
          {
            key: 'name',
            title: t('scoreDesk.column.name'),
            width: 150,
            render: (_, { name, traineeId }) => <RecordName name={name} onOpen={() => onOpen(traineeId)} />,
          },
          {
            key: 'number',
            title: t('scoreDesk.column.number'),
            dataIndex: 'number',
            width: 110,
            className: 'figures',
          },
          {
            key: 'branch',
            title: t('scoreDesk.column.branch'),
            ellipsis: true,
            render: (_, { branchId }) => (branchId === null ? '' : names.get(branchId)),
          },
          { key: 'unit', title: t('scoreDesk.column.unit'), dataIndex: 'unit', ellipsis: true },
          ...components.map(figure),
          figure('total'),
        ]}
        rows={summary.atRisk}
        rowKey={({ traineeId }) => traineeId}
        width={900}
        noMatch={t('scoreDesk.riskNone')}
        onOpen={({ traineeId }) => onOpen(traineeId)}
      />
    </>
  );
}
