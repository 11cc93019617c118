import { useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { RouteOutput } from '../../../../src/contract/index.ts';
import type { BranchRecord } from '../../../../src/contract/records.ts';
import type { TraineeScore } from '../../../../src/contract/score.ts';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { components, exactPoints, shownPoints } from '../../score/score-words.ts';
import type { RecordColumn } from '../records/column-choice.tsx';
import { FailedList, RecordName } from '../records/record-page.tsx';
import { RecordTable } from '../records/record-table.tsx';
import {
  nothingFiltered,
  pageSize,
  queryOf,
  ScoreFilters,
  sortKeys,
  type ScoreFilter,
} from './score-filters.tsx';

type Page = RouteOutput<'GET /api/courses/:courseId/scores'>;

/** What every trainee has come to; a click shows every line. */
export function ScoreBoard(props: { courseId: string; onOpen: (traineeId: string) => void }): ReactElement {
  const { courseId, onOpen } = props;
  const [filter, setFilter] = useState(nothingFiltered);
  const params = { courseId };
  const found = useRequest('GET /api/courses/:courseId/scores', { params, query: queryOf(filter) });
  useNews(['score.changed'], found.reload);
  const branchList = useRequest('GET /api/courses/:courseId/branches', { params });
  const unitList = useRequest('GET /api/courses/:courseId/units', { params });
  if (found.kind === 'failed') return <FailedList error={found.error} onRetry={found.reload} />;
  return (
    <BoardTable
      page={found.kind === 'ready' ? found.data : null}
      branches={branchList.kind === 'ready' ? branchList.data.branches : []}
      units={unitList.kind === 'ready' ? unitList.data.units.map(({ name }) => name) : []}
      filter={filter}
      onFilter={setFilter}
      onOpen={onOpen}
    />
  );
}

function BoardTable(props: {
  page: Page | null;
  branches: readonly BranchRecord[];
  units: readonly string[];
  filter: ScoreFilter;
  onFilter: (filter: ScoreFilter) => void;
  onOpen: (traineeId: string) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { page, branches, units, filter, onFilter, onOpen } = props;
  const { decimals = 0, reflectionBonus = 0 } = page?.policy ?? {};
  const columns = useScoreColumns({ branches, decimals, hasBonus: reflectionBonus > 0, onOpen });
  return (
    <RecordTable<TraineeScore>
      name="scores"
      columns={columns}
      rows={page?.scores ?? null}
      rowKey={({ traineeId }) => traineeId}
      width={1100}
      noMatch={t('scoreDesk.noMatch')}
      filters={<ScoreFilters filter={filter} branches={branches} units={units} onChange={onFilter} />}
      pages={{
        page: filter.page,
        size: pageSize,
        total: page?.total ?? 0,
        sort: filter.sort,
        onTurn: (turned, sort) => {
          const key = sortKeys.find((one) => one === sort?.key);
          onFilter({
            ...filter,
            page: turned,
            sort: key === undefined || sort === null ? null : { ...sort, key },
          });
        },
      }}
      onOpen={({ traineeId }) => onOpen(traineeId)}
    />
  );
}

/** The keys are what the server sorts by. */
function useScoreColumns(props: {
  branches: readonly BranchRecord[];
  decimals: number;
  /** Somebody may have one. */
  hasBonus: boolean;
  onOpen: (traineeId: string) => void;
}): RecordColumn<TraineeScore>[] {
  const { t } = useTranslation();
  const { branches, decimals, hasBonus, onOpen } = props;
  return useMemo(() => {
    const names = new Map(branches.map(({ id, name }) => [id, name]));
    const figure = (key: 'attendance' | 'quizzes' | 'exam' | 'total'): RecordColumn<TraineeScore> => ({
      key,
      title: t(`scoreDesk.column.${key}`),
      width: 132,
      align: 'right',
      className: key === 'total' ? 'figures score-total' : 'figures',
      sorter: true,
      render: (_, row) => {
        const value = row[key];
        return value === null ? <span className="quiet">–</span> : shownPoints(value, decimals);
      },
    });
    const bonusColumn: RecordColumn<TraineeScore> = {
      key: 'bonus',
      title: t('scoreDesk.column.bonus'),
      width: 100,
      align: 'right',
      className: 'figures',
      render: (_, { bonus }) => (bonus === 0 ? '' : `+${exactPoints(bonus)}`),
    };
    return [
      {
        key: 'name',
        title: t('scoreDesk.column.name'),
        always: true,
        width: 170,
        sorter: true,
        render: (_, { name, traineeId, openAppeals }) => (
          <>
            <RecordName name={name} onOpen={() => onOpen(traineeId)} />
            {openAppeals === 0 ? null : (
              <small className="score-appealed">{t('scoreDesk.appealsOpen', { count: openAppeals })}</small>
            )}
          </>
        ),
      },
      {
        key: 'number',
        title: t('scoreDesk.column.number'),
        dataIndex: 'number',
        width: 100,
        className: 'figures',
        sorter: true,
      },
      {
        key: 'branch',
        title: t('scoreDesk.column.branch'),
        ellipsis: true,
        render: (_, { branchId }) => (branchId === null ? '' : names.get(branchId)),
      },
      { key: 'unit', title: t('scoreDesk.column.unit'), dataIndex: 'unit', ellipsis: true },
      ...components.map(figure),
      ...(hasBonus ? [bonusColumn] : []),
      figure('total'),
      {
        key: 'passed',
        title: t('scoreDesk.column.passed'),
        width: 130,
        render: (_, { passed }) => <ResultWord passed={passed} />,
      },
    ];
  }, [t, branches, decimals, hasBonus, onOpen]);
}

/** Passed, not passed, or no score yet: a dot and a word. */
export function ResultWord({ passed }: { passed: boolean | null }): ReactElement {
  const { t } = useTranslation();
  const tone = passed === null ? 'none' : passed ? 'good' : 'attention';
  const word = passed === null ? 'open' : passed ? 'yes' : 'no';
  return (
    <span className="signal">
      <span className={`dot dot--${tone}`} />
      {t(`scoreDesk.result.${word}`)}
    </span>
  );
}
