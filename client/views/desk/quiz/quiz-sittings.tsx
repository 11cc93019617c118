import { Button, Select } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { sitting as sittingShape, type Sitting } from '../../../../src/contract/quiz.ts';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import type { RecordColumn } from '../records/column-choice.tsx';
import { FailedList } from '../records/record-page.tsx';
import { RecordTable } from '../records/record-table.tsx';
import type { Whom } from './quiz-extend.tsx';

const states = sittingShape.shape.state.options;
const pageSize = 50;

/** Each person's paper: how far it is, what it came to, and what happened while it was sat. */
export function QuizSittings(props: {
  params: { courseId: string; quizId: string };
  branchNames: ReadonlyMap<string, string>;
  /** Somebody is to get more time; without it nobody can. */
  onMoreTime?: (whom: Whom) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { params, branchNames, onMoreTime } = props;
  const [state, setState] = useState<Sitting['state'] | ''>('');
  const [page, setPage] = useState(1);
  const query = { offset: (page - 1) * pageSize, limit: pageSize, ...(state === '' ? {} : { state }) };
  const found = useRequest('GET /api/courses/:courseId/quizzes/:quizId/sittings', { params, query });
  useNews(['quiz.progressed', 'quiz.changed'], found.reload, 1_000);
  const columns = useColumns(branchNames, onMoreTime);
  if (found.kind === 'failed') return <FailedList error={found.error} onRetry={found.reload} />;
  const data = found.kind === 'ready' ? found.data : null;
  return (
    <div className="quiz-people">
      <p className="quiet">{t('quizDesk.sitting.hint')}</p>
      <RecordTable<Sitting>
        columns={columns}
        rows={data?.sittings ?? null}
        rowKey={({ paperId }) => paperId}
        width={620}
        noMatch={t('quizDesk.sitting.empty')}
        filters={
          <Select<Sitting['state'] | ''>
            aria-label={t('quizDesk.sitting.state')}
            value={state}
            options={[
              { value: '', label: t('quizDesk.sitting.anyState') },
              ...states.map((one) => ({ value: one, label: t(`quizDesk.sitting.${one}`) })),
            ]}
            onChange={(one) => {
              setPage(1);
              setState(one);
            }}
          />
        }
        pages={{ page, size: pageSize, total: data?.total ?? 0, sort: null, onTurn: setPage }}
        inPanel
      />
    </div>
  );
}

function useColumns(
  branchNames: ReadonlyMap<string, string>,
  onMoreTime?: (whom: Whom) => void,
): RecordColumn<Sitting>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'name',
      title: t('quizDesk.sitting.name'),
      width: 170,
      render: (_, { name, number, branchId }) => (
        <>
          <bdi>{name}</bdi> <span className="quiet figures">{number}</span>
          <div className="quiet">
            <bdi>{branchId === null ? t('quizDesk.progress.ports') : (branchNames.get(branchId) ?? '')}</bdi>
          </div>
        </>
      ),
    },
    {
      key: 'state',
      title: t('quizDesk.sitting.state'),
      width: 96,
      render: (_, { state }) => t(`quizDesk.sitting.${state}`),
    },
    {
      key: 'answered',
      title: t('quizDesk.sitting.answered'),
      width: 72,
      className: 'figures',
      render: (_, { state, answered }) => (state === 'notBegun' ? '' : answered),
    },
    {
      key: 'score',
      title: t('quizDesk.sitting.score'),
      width: 84,
      className: 'figures',
      render: (_, { score, unmarked }) =>
        score === null ? (unmarked > 0 ? t('quizDesk.sitting.unmarked') : '') : score / 100,
    },
    {
      key: 'record',
      title: t('quizDesk.sitting.record'),
      render: (_, one) => (
        <>
          <Happened sitting={one} />
          {onMoreTime !== undefined && one.state !== 'handedIn' ? (
            <Button
              type="link"
              size="small"
              aria-label={t('quizDesk.progress.extendNamed', { name: one.name })}
              onClick={() => onMoreTime({ of: 'person', id: one.traineeId, name: one.name })}
            >
              {t('quizDesk.progress.extend')}
            </Button>
          ) : null}
        </>
      ),
    },
  ];
}

/** What is on record of a sitting, in words. */
function Happened({ sitting }: { sitting: Sitting }): ReactElement {
  const { t } = useTranslation();
  const { attempt, entered, handedInBy, extraS, events } = sitting;
  const words = [
    ...(attempt > 1 ? [t('quizDesk.sitting.attempt', { number: attempt })] : []),
    ...(entered ? [t('quizDesk.sitting.entered')] : []),
    ...(handedInBy === 'time' ? [t('quizDesk.sitting.byTime')] : []),
    ...events.map(({ kind, count }) => t(`quizDesk.sitting.event.${kind}`, { count })),
    ...(extraS > 0 ? [t('quizDesk.sitting.extra', { minutes: Math.round(extraS / 6) / 10 })] : []),
  ];
  return <span>{words.join(' · ')}</span>;
}
