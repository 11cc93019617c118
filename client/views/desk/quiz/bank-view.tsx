import { Button } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { BankQuestion, QuestionKind } from '../../../../src/contract/bank.ts';
import { questionKinds } from '../../../../src/contract/quiz-limits.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { currentLanguage } from '../../../i18n/index.ts';
import type { RecordColumn } from '../records/column-choice.tsx';
import { EmptyList } from '../records/empty.tsx';
import { FilterSelect, SearchBox } from '../records/filters.tsx';
import { ListHead } from '../records/parts.tsx';
import { FailedList } from '../records/record-page.tsx';
import { RecordTable } from '../records/record-table.tsx';
import { BankImport } from './bank-import.tsx';
import { QuestionPanel } from './question-panel.tsx';
import { ExportMenu, type SaveFile } from '../records/export-menu.tsx';

const pageSize = 50;
const levels = [1, 2, 3, 4, 5] as const;
const topicPrefix = 'topic:';

interface Filter {
  text: string;
  topic: string | null;
  kind: QuestionKind | null;
  difficulty: number | null;
}

/** The question bank: found, written, brought in and taken out. */
export function BankView({ courseId }: { courseId: string }): ReactElement {
  const { t } = useTranslation();
  const [filter, setFilter] = useState<Filter>({ text: '', topic: null, kind: null, difficulty: null });
  const [page, setPage] = useState(1);
  const [panel, setPanel] = useState<{ question: BankQuestion | null } | null>(null);
  const [imports, setImports] = useState(false);
  const query = {
    ...(filter.text.trim() === '' ? {} : { text: filter.text.trim() }),
    ...(filter.topic === null ? {} : { topic: filter.topic }),
    ...(filter.kind === null ? {} : { kind: filter.kind }),
    ...(filter.difficulty === null ? {} : { difficulty: filter.difficulty }),
  };
  const bank = useRequest('GET /api/courses/:courseId/bank', {
    params: { courseId },
    query: { ...query, offset: (page - 1) * pageSize, limit: pageSize },
  });
  const columns = useColumns();
  if (bank.kind === 'failed') return <FailedList error={bank.error} onRetry={bank.reload} />;
  if (imports) {
    return <BankImport courseId={courseId} onBack={() => setImports(false)} onChanged={bank.reload} />;
  }
  const data = bank.kind === 'ready' ? bank.data : null;
  const topics = [...new Set(data?.topics.map(({ topic }) => topic))];
  const change = (part: Partial<Filter>): void => {
    setFilter({ ...filter, ...part });
    setPage(1);
  };
  return (
    <section className="desk__section records">
      <ListHead title={t('quizDesk.bank')} count={data?.total}>
        <Button onClick={() => setImports(true)}>{t('quizDesk.import')}</Button>
        <ExportBank courseId={courseId} query={query} />
        <Button type="primary" onClick={() => setPanel({ question: null })}>
          {t('quizDesk.newQuestion')}
        </Button>
      </ListHead>
      {data?.topics.length === 0 ? (
        <EmptyList text={t('quizDesk.emptyBank')} />
      ) : (
        <RecordTable
          columns={columns}
          rows={data?.questions ?? null}
          rowKey={({ id }) => id}
          width={820}
          noMatch={t('quizDesk.noMatch')}
          filters={<BankFilters filter={filter} topics={topics} onChange={change} />}
          pages={{ page, size: pageSize, total: data?.total ?? 0, sort: null, onTurn: setPage }}
          onOpen={(question) => setPanel({ question })}
        />
      )}
      {panel === null ? null : (
        <QuestionPanel
          courseId={courseId}
          question={panel.question}
          topics={topics.filter((topic) => topic !== '')}
          onClose={() => setPanel(null)}
          onChanged={bank.reload}
        />
      )}
    </section>
  );
}

function BankFilters(props: {
  filter: Filter;
  topics: readonly string[];
  onChange: (part: Partial<Filter>) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { filter, topics, onChange } = props;
  return (
    <>
      <SearchBox label={t('quizDesk.search')} value={filter.text} onChange={(text) => onChange({ text })} />
      <FilterSelect
        label={t('quizDesk.topic')}
        all={t('quizDesk.allTopics')}
        // The choice's own empty value stands for any topic, and so cannot stand for none.
        value={filter.topic === null ? null : `${topicPrefix}${filter.topic}`}
        options={topics.map((topic) => ({
          value: `${topicPrefix}${topic}`,
          label: topic || t('quizDesk.noTopic'),
        }))}
        onChange={(chosen) => onChange({ topic: chosen?.slice(topicPrefix.length) ?? null })}
      />
      <FilterSelect
        label={t('quizDesk.kindLabel')}
        all={t('quizDesk.allKinds')}
        value={filter.kind}
        options={questionKinds.map((kind) => ({ value: kind, label: t(`quizDesk.kind.${kind}`) }))}
        onChange={(kind) => onChange({ kind })}
      />
      <FilterSelect<number>
        label={t('quizDesk.difficulty')}
        all={t('quizDesk.allLevels')}
        value={filter.difficulty}
        options={levels.map((level) => ({ value: level, label: t('quizDesk.level', { level }) }))}
        onChange={(difficulty) => onChange({ difficulty })}
      />
    </>
  );
}

function ExportBank(props: {
  courseId: string;
  query: { text?: string; topic?: string; kind?: QuestionKind; difficulty?: number };
}): ReactElement {
  const { t } = useTranslation();
  const choices = [
    { key: 'xlsx', label: t('quizDesk.exportXlsx') },
    { key: 'gift', label: t('quizDesk.exportGift') },
  ] as const;
  const choose = (format: 'xlsx' | 'gift', save: SaveFile): void =>
    save('GET /api/courses/:courseId/bank/export', {
      params: { courseId: props.courseId },
      query: { ...props.query, format, language: currentLanguage() },
    });
  return <ExportMenu choices={choices} onChoose={choose} />;
}

function useColumns(): RecordColumn<BankQuestion>[] {
  const { t } = useTranslation();
  return [
    { key: 'text', title: t('quizDesk.question'), render: (_, { text }) => <bdi>{text}</bdi> },
    {
      key: 'kind',
      title: t('quizDesk.kindLabel'),
      width: 120,
      render: (_, { content }) => t(`quizDesk.kind.${content.kind}`),
    },
    { key: 'topic', title: t('quizDesk.topic'), width: 150, render: (_, { topic }) => <bdi>{topic}</bdi> },
    { key: 'difficulty', title: t('quizDesk.difficulty'), width: 80, dataIndex: 'difficulty' },
    {
      key: 'points',
      title: t('quizDesk.points'),
      width: 80,
      render: (_, { points }) => <span className="figures">{points / 100}</span>,
    },
    {
      key: 'usedIn',
      title: t('quizDesk.usedIn'),
      width: 110,
      render: (_, { usedIn }) => (usedIn === 0 ? '' : t('quizDesk.usedCount', { count: usedIn })),
    },
  ];
}
