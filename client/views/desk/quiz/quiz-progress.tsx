import { Statistic, Tabs } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { QuizProgress, QuizRecord } from '../../../../src/contract/quiz.ts';
import { useMay } from '../../../hooks/use-may.tsx';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import type { RecordColumn } from '../records/column-choice.tsx';
import { FailedList } from '../records/record-page.tsx';
import { RecordTable } from '../records/record-table.tsx';
import { ExtendForm, type Whom } from './quiz-extend.tsx';
import { QuizSittings } from './quiz-sittings.tsx';

type Row = QuizProgress['branches'][number] & { name: string };
const figures = ['expected', 'opened', 'answering', 'handedIn', 'passed'] as const;

/** How far a quiz has come, while it goes on. */
export function QuizProgressPanel({ courseId, quiz }: { courseId: string; quiz: QuizRecord }): ReactElement {
  const { t } = useTranslation();
  const may = useMay();
  const params = { courseId, quizId: quiz.id };
  const [whom, setWhom] = useState<Whom>({ of: 'all' });
  const progress = useRequest('GET /api/courses/:courseId/quizzes/:quizId/progress', { params });
  const course = useRequest('GET /api/courses/:courseId', { params: { courseId } });
  useNews(['quiz.progressed', 'quiz.changed'], progress.reload, 1_000);
  if (progress.kind === 'failed') return <FailedList error={progress.error} onRetry={progress.reload} />;
  const mayExtend = quiz.state === 'open' && may('POST /api/courses/:courseId/quizzes/:quizId/extension');
  const branches = course.kind === 'ready' ? course.data.branches : [];
  const names = new Map(branches.map(({ id, name }) => [id, name]));
  const data = progress.kind === 'ready' ? progress.data : null;
  // What everybody knew was hard for nobody.
  const hardest = data?.hardest.filter(({ right }) => right < 10_000) ?? [];
  const rows =
    data?.branches.map((one): Row => {
      const { branchId } = one;
      const name = branchId === null ? t('quizDesk.progress.ports') : (names.get(branchId) ?? branchId);
      return { ...one, name };
    }) ?? null;
  const columns: RecordColumn<Row>[] = [
    { key: 'name', title: t('quizDesk.progress.branch'), render: (_, { name }) => <bdi>{name}</bdi> },
    ...figures.map((key) => ({
      key,
      title: t(`quizDesk.progress.${key}`),
      width: 88,
      sorter: (a: Row, b: Row) => a[key] - b[key],
      render: (_: unknown, row: Row) => <span className="figures">{row[key]}</span>,
    })),
    {
      key: 'mean',
      title: t('quizDesk.progress.mean'),
      width: 84,
      render: (_, { mean }) => <span className="figures">{mean === null ? '' : mean / 100}</span>,
    },
  ];
  return (
    <div className="quiz-form">
      {data === null ? null : (
        <div className="quiz-figures">
          {figures.map((key) => (
            <Statistic key={key} title={t(`quizDesk.progress.${key}`)} value={data[key]} />
          ))}
          <Statistic title={t('quizDesk.progress.mean')} value={data.mean === null ? '—' : data.mean / 100} />
        </div>
      )}
      {hardest.length === 0 ? null : (
        <div className="quiz-hardest">
          <h2>{t('quizDesk.progress.hardest')}</h2>
          <ol>
            {hardest.map(({ itemId, text, right }) => (
              <li key={itemId}>
                <bdi>{text}</bdi>{' '}
                <span className="quiet figures">
                  {t('quizDesk.progress.rightShare')} {right / 100}%
                </span>
              </li>
            ))}
          </ol>
        </div>
      )}
      {mayExtend ? <ExtendForm params={params} branches={branches} whom={whom} onWhom={setWhom} /> : null}
      <Tabs
        items={[
          {
            key: 'rooms',
            label: t('quizDesk.progress.rooms'),
            children: (
              <RecordTable
                columns={columns}
                rows={rows}
                rowKey={({ branchId }) => branchId ?? 'ports'}
                width={680}
                noMatch=""
                inPanel
              />
            ),
          },
          {
            key: 'people',
            label: t('quizDesk.progress.people'),
            children: (
              <QuizSittings
                params={params}
                branchNames={names}
                {...(mayExtend ? { onMoreTime: setWhom } : {})}
              />
            ),
          },
        ]}
      />
    </div>
  );
}
