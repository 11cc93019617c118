import { Button, Segmented, Table, Tag, type TableColumnsType } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Course } from '../../../../src/contract/course.ts';
import type { ReadinessEntry, ReadinessState } from '../../../../src/contract/readiness.ts';
import { useClock } from '../../../hooks/use-clock.ts';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { ErrorText, Notice } from '../../common/notice.tsx';
import { megabits } from '../../readiness/step-words.ts';
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
  const columns = useColumns();
  if (board.kind === 'failed') {
    return (
      <Notice title={t('error.title')} actions={<Button onClick={board.reload}>{t('common.retry')}</Button>}>
        <ErrorText error={board.error} />
      </Notice>
    );
  }
  const entries = board.kind === 'ready' ? board.data.entries : [];
  const count = (of: ReadinessState): number => entries.filter((entry) => entry.state === of).length;
  return (
    <section className="desk__section">
      <h1>{t('deskReadiness.title')}</h1>
      <p className="quiet">{t('deskReadiness.hint')}</p>
      <Segmented<ReadinessState | 'all'>
        className="readiness__filter"
        aria-label={t('deskReadiness.state')}
        value={state}
        options={[
          { value: 'all', label: `${t('deskReadiness.all')} ${entries.length}` },
          ...states.map((one) => ({ value: one, label: `${t(`deskReadiness.${one}`)} ${count(one)}` })),
        ]}
        onChange={setState}
      />
      <Table
        rowKey="id"
        columns={columns}
        dataSource={entries.filter((entry) => state === 'all' || entry.state === state)}
        loading={board.kind === 'loading' ? { delay: 300 } : false}
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 1040 }}
        locale={{ emptyText: t('deskReadiness.empty') }}
      />
    </section>
  );
}

function useColumns(): TableColumnsType<ReadinessEntry> {
  const { t } = useTranslation();
  return [
    {
      title: t('deskReadiness.state'),
      width: 160,
      render: (_, { state }) => (
        <span className="signal">
          <span className={`dot dot--${tones[state]}`} />
          {t(`deskReadiness.${state}`)}
        </span>
      ),
    },
    {
      title: t('deskReadiness.place'),
      render: (_, { name, kind }) => (
        <>
          {name}
          {kind === 'port' ? <p className="quiet">{t('deskReadiness.port')}</p> : null}
        </>
      ),
    },
    {
      title: t('deskReadiness.liaison'),
      width: 170,
      render: (_, { liaisonName, liaisonPhone }) => (
        <>
          {liaisonName}
          <p>{liaisonPhone === '' ? null : <a href={`tel:${liaisonPhone}`}>{liaisonPhone}</a>}</p>
        </>
      ),
    },
    { title: t('deskReadiness.problems'), width: 200, render: (_, entry) => <Problems entry={entry} /> },
    {
      title: t('deskReadiness.path'),
      width: 90,
      render: (_, { check }) => check?.result.path?.toUpperCase() ?? '–',
    },
    {
      title: t('deskReadiness.rates'),
      width: 130,
      render: (_, { check }) => (
        <span className="figures">
          {check === null ? '–' : `${rate(check.result.downKbps)} / ${rate(check.result.upKbps)}`}
        </span>
      ),
    },
    { title: t('deskReadiness.browser'), width: 120, render: (_, { check }) => check?.result.browser ?? '–' },
    { title: t('deskReadiness.age'), width: 130, render: (_, entry) => <Age entry={entry} /> },
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
