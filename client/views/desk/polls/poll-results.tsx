import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { PollBranch } from '../../../../src/contract/polls.ts';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { PollBars } from '../../polls/poll-bars.tsx';
import { letters } from '../../polls/words.ts';
import type { RecordColumn } from '../records/column-choice.tsx';
import { FailedList } from '../records/record-page.tsx';
import { RecordTable } from '../records/record-table.tsx';

interface Row extends PollBranch {
  name: string;
}

/** What a poll came to, in total and by branch, from the records. */
export function PollResultsPanel({ courseId, pollId }: { courseId: string; pollId: string }): ReactElement {
  const { t } = useTranslation();
  const results = useRequest('GET /api/courses/:courseId/polls/:pollId/results', {
    params: { courseId, pollId },
  });
  const course = useRequest('GET /api/courses/:courseId', { params: { courseId } });
  useNews(['poll.listChanged'], results.reload, 300);
  if (results.kind === 'failed') return <FailedList error={results.error} onRetry={results.reload} />;
  const names = new Map(
    course.kind === 'ready' ? course.data.branches.map(({ id, name }) => [id, name]) : [],
  );
  const rows =
    results.kind === 'ready'
      ? results.data.branches.map((one) => ({
          ...one,
          name: one.branchId === null ? t('polls.port') : (names.get(one.branchId) ?? one.branchId),
        }))
      : null;
  const columns: RecordColumn<Row>[] = [
    {
      key: 'name',
      title: t('polls.desk.branch'),
      sorter: (a, b) => a.name.localeCompare(b.name, 'zh-CN'),
      render: (_, { name }) => <bdi>{name}</bdi>,
    },
    {
      key: 'answered',
      title: t('polls.desk.answered'),
      width: 90,
      sorter: (a, b) => a.answered - b.answered,
      render: (_, { answered }) => <span className="figures">{answered}</span>,
    },
    {
      key: 'expected',
      title: t('polls.desk.roster'),
      width: 90,
      render: (_, { expected }) => <span className="figures">{expected}</span>,
    },
    {
      key: 'source',
      title: t('polls.desk.source'),
      width: 150,
      render: (_, { room, answered, bars }) => (
        <span className="figures">
          {room ? t('polls.desk.byRoom') : t('polls.desk.byPerson')}
          {answered > 0 && bars.length > 0
            ? ` ${bars.map((count, bar) => `${letters.charAt(bar)}${count}`).join(' ')}`
            : ''}
        </span>
      ),
    },
  ];
  return (
    <>
      {results.kind === 'ready' ? (
        <PollBars poll={results.data.poll} results={results.data.results} correct={results.data.poll.key} />
      ) : null}
      <RecordTable
        columns={columns}
        rows={rows}
        rowKey={({ branchId }) => branchId ?? 'ports'}
        width={480}
        noMatch={t('polls.noAnswers')}
        inPanel
      />
    </>
  );
}
