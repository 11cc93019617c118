import { Segmented, Tag } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Course } from '../../../../src/contract/course.ts';
import type { ReadinessEntry, ReadinessState } from '../../../../src/contract/readiness.ts';
import { useClock } from '../../../hooks/use-clock.ts';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { megabits } from '../../readiness/step-words.ts';
import type { RecordColumn } from '../records/column-choice.tsx';
import { matches, SearchBox } from '../records/filters.tsx';
import { FailedList } from '../records/record-page.tsx';
import { RecordTable } from '../records/record-table.tsx';
import { useAgeWords } from './age-words.ts';
import './readiness-desk.css';

const states = ['never', 'failed', 'stale', 'ok'] as const satisfies readonly ReadinessState[];
const tones = { never: 'none', failed: 'bad', stale: 'attention', ok: 'good' } as const;

/** Whose room is fit for class, those to phone first. */
export function ReadinessView({ course }: { course: Course }): ReactElement {
  const { t } = useTranslation();
  const [state, setState] = useState<ReadinessState | 'all'>('all');
  const board = useRequest('GET /api/courses/:courseId/readiness', { params: { courseId: course.id } });
  useNews(['readiness.changed'], board.reload);
  const [text, setText] = useState('');
  const columns = useColumns();
  if (board.kind === 'failed') return <FailedList error={board.error} onRetry={board.reload} />;
  const entries = board.kind === 'ready' ? board.data.entries : null;
  const rows = entries?.filter(
    (entry) =>
      (state === 'all' || entry.state === state) &&
      matches(text, [entry.name, entry.liaisonName, entry.liaisonPhone]),
  );
  return (
    <section className="desk__section records">
      <h1>{t('deskReadiness.title')}</h1>
      <p className="quiet">{t('deskReadiness.hint')}</p>
      <RecordTable
        name="readiness"
        columns={columns}
        rows={rows ?? null}
        rowKey={({ id }) => id}
        width={1110}
        noMatch={t('deskReadiness.empty')}
        filters={
          <>
            <SearchBox label={t('records.search')} value={text} onChange={setText} />
            <StateFilter entries={entries ?? []} value={state} onChange={setState} />
          </>
        }
      />
    </section>
  );
}

function StateFilter(props: {
  entries: readonly ReadinessEntry[];
  value: ReadinessState | 'all';
  onChange: (state: ReadinessState | 'all') => void;
}): ReactElement {
  const { t } = useTranslation();
  const { entries, value, onChange } = props;
  const count = (of: ReadinessState): number => entries.filter((entry) => entry.state === of).length;
  return (
    <Segmented<ReadinessState | 'all'>
      className="readiness__filter"
      aria-label={t('deskReadiness.state')}
      value={value}
      options={[
        { value: 'all', label: `${t('deskReadiness.all')} ${entries.length}` },
        ...states.map((one) => ({ value: one, label: `${t(`deskReadiness.${one}`)} ${count(one)}` })),
      ]}
      onChange={onChange}
    />
  );
}

function useColumns(): RecordColumn<ReadinessEntry>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'state',
      title: t('deskReadiness.state'),
      width: 140,
      render: (_, { state }) => (
        <span className="signal">
          <span className={`dot dot--${tones[state]}`} />
          {t(`deskReadiness.${state}`)}
        </span>
      ),
    },
    {
      key: 'place',
      always: true,
      sorter: (a, b) => a.name.localeCompare(b.name, 'zh-CN'),
      title: t('deskReadiness.place'),
      render: (_, { name, kind }) => (
        <>
          {name}
          {kind === 'port' ? <p className="quiet">{t('deskReadiness.port')}</p> : null}
        </>
      ),
    },
    {
      key: 'liaison',
      sorter: (a, b) => a.liaisonName.localeCompare(b.liaisonName, 'zh-CN'),
      title: t('deskReadiness.liaison'),
      width: 160,
      render: (_, { liaisonName, liaisonPhone }) => (
        <>
          {liaisonName}
          <p>{liaisonPhone === '' ? null : <a href={`tel:${liaisonPhone}`}>{liaisonPhone}</a>}</p>
        </>
      ),
    },
    {
      key: 'problems',
      title: t('deskReadiness.problems'),
      width: 190,
      render: (_, entry) => <Problems entry={entry} />,
    },
    {
      key: 'path',
      title: t('deskReadiness.path'),
      width: 80,
      render: (_, { check }) => check?.result.path?.toUpperCase() ?? '–',
    },
    {
      key: 'rates',
      title: t('deskReadiness.rates'),
      width: 120,
      render: (_, { check }) => (
        <span className="figures">
          {check === null ? '–' : `${rate(check.result.downKbps)} / ${rate(check.result.upKbps)}`}
        </span>
      ),
    },
    {
      key: 'browser',
      title: t('deskReadiness.browser'),
      width: 110,
      render: (_, { check }) => check?.result.browser ?? '–',
    },
    {
      key: 'age',
      title: t('deskReadiness.age'),
      width: 140,
      sorter: (a, b) => (a.check?.at ?? 0) - (b.check?.at ?? 0),
      render: (_, entry) => <Age entry={entry} />,
    },
  ];
}

function rate(kbps: number | null): string {
  return kbps === null ? '–' : megabits(kbps);
}

function Problems({ entry }: { entry: ReadinessEntry }): ReactElement {
  const { t } = useTranslation();
  if (entry.check === null) return <span className="quiet">–</span>;
  if (entry.check.problems.length === 0) return <span className="quiet">{t('deskReadiness.noProblem')}</span>;
  return (
    <>
      {entry.check.problems.map((problem) => (
        <Tag key={problem} color="error">
          {t(`readiness.problem.${problem}`)}
        </Tag>
      ))}
    </>
  );
}

/** The age in words, of the screen and below it of the liaison's phone. It changes by the minute. */
function Age({ entry }: { entry: ReadinessEntry }): ReactElement {
  const { t } = useTranslation();
  const now = useClock(60_000);
  const words = useAgeWords(now);
  return (
    <span className="figures">
      {entry.check === null ? '–' : words(entry.check.at)}
      {entry.phoneCheck === null ? null : (
        <p className="quiet">
          {t('deskReadiness.phone')} {words(entry.phoneCheck.at)}
        </p>
      )}
    </span>
  );
}
