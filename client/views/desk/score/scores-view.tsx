import { Badge, Segmented } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { RouteOutput } from '../../../../src/contract/index.ts';
import type { ScoreSummary } from '../../../../src/contract/score.ts';
import { currentLanguage } from '../../../i18n/index.ts';
import { longDate } from '../../common/time.ts';
import { components, exactPoints, shownPoints, useRule } from '../../score/score-words.ts';
import { EmptyList } from '../records/empty.tsx';
import { ListHead } from '../records/parts.tsx';
import { FailedList } from '../records/record-page.tsx';
import { AppealList } from './appeal-list.tsx';
import { AtRisk } from './at-risk.tsx';
import { CertificatesButton } from './certificates-button.tsx';
import { CorrectionList } from './correction-list.tsx';
import { ExportScores } from './export-scores.tsx';
import { FreezeButton } from './freeze-button.tsx';
import { PendingWords } from './pending-words.tsx';
import { PersonPanel } from './person-panel.tsx';
import { PolicyButton } from './policy-form.tsx';
import { ScoreBoard } from './score-board.tsx';
import { ScoreOverview } from './score-overview.tsx';
import { useAppeals, useCorrections, usePolicy, useSummary } from './use-scores.ts';
import '../../../i18n/score-desk.ts';
import './score-desk.css';

type PolicyRecord = RouteOutput<'GET /api/courses/:courseId/score-policy'>;
const parts = ['board', 'overview', 'risk', 'corrections', 'appeals'] as const;
type Part = (typeof parts)[number];

/** Scores of a course: how it stands, everybody with every point, and what waits for the organiser. */
export function ScoresView({ courseId }: { courseId: string }): ReactElement {
  const { t } = useTranslation();
  const summary = useSummary(courseId);
  const policy = usePolicy(courseId);
  if (summary.kind === 'failed') return <FailedList error={summary.error} onRetry={summary.reload} />;
  if (policy.kind === 'failed') return <FailedList error={policy.error} onRetry={policy.reload} />;
  const record = policy.kind === 'ready' ? policy.data : null;
  const data = summary.kind === 'ready' ? summary.data : null;
  const changed = (): void => {
    summary.reload();
    policy.reload();
  };
  return (
    <section className="desk__section records">
      <ListHead title={t('scoreDesk.title')}>
        <PolicyButton courseId={courseId} onChanged={changed} />
        {record === null ? null : record.frozen === null ? (
          <FreezeButton courseId={courseId} onFrozen={changed} />
        ) : (
          <CertificatesButton courseId={courseId} onIssued={changed} />
        )}
        <ExportScores courseId={courseId} />
      </ListHead>
      {data?.trainees === 0 ? (
        <EmptyList text={t('scoreDesk.empty')} />
      ) : data === null || record === null ? null : (
        <>
          <Standing summary={data} record={record} />
          <Boards courseId={courseId} summary={data} record={record} />
        </>
      )}
    </section>
  );
}

/** How the course stands in figures, and the rule in words. */
function Standing({ summary, record }: { summary: ScoreSummary; record: PolicyRecord }): ReactElement {
  const { t } = useTranslation();
  const rule = useRule();
  const { policy, frozen } = record;
  const { trainees, scored, passed, mean, median, pending } = summary;
  const below = scored - passed;
  const shown = (value: number | null): string =>
    value === null ? '–' : shownPoints(value, policy.decimals);
  const waiting = pending === null ? 0 : pending.open + pending.unmarked + pending.undecided;
  const figures = [
    { key: 'mean', value: shown(mean), hint: t('scoreDesk.median', { median: shown(median) }) },
    { key: 'passed', value: passed, hint: t('scoreDesk.of', { total: trainees }) },
    { key: 'risk', value: below, hint: t('scoreDesk.riskHint') },
  ] as const;
  return (
    <>
      <dl className="figure-row">
        {figures.map(({ key, value, hint }) => (
          <div key={key} className="figure card">
            <dt>{t(`scoreDesk.figure.${key}`)}</dt>
            <dd>
              <span className="figure__value figures">{value}</span>
              <span className="quiet figures">{hint}</span>
            </dd>
          </div>
        ))}
        <div className="figure card">
          <dt>{t('scoreDesk.figure.pending')}</dt>
          <dd>
            <span className="figure__value figures">{waiting}</span>
            <span className="quiet figures">
              {pending === null ? t('scoreDesk.pendingNone') : <PendingWords pending={pending} />}
            </span>
          </dd>
        </div>
      </dl>
      <section className="score-rule card">
        <p className="signal">
          <span className={`dot dot--${frozen === null ? 'attention' : 'good'}`} />
          {frozen === null
            ? t(waiting === 0 && scored > 0 ? 'scoreDesk.settled' : 'scoreDesk.notFrozen')
            : t('scoreDesk.frozen', { date: longDate(frozen.at, currentLanguage()), name: frozen.by })}
        </p>
        <details>
          <summary className="figures">
            {components.map((one) => t(`score.component.${one}`)).join(' : ')}
            {' = '}
            {/* No line ends within a ratio. */}
            {components.map((one) => policy.weights[one]).join('\u00A0:\u00A0')}
            {' · '}
            {t('score.outOf', { mark: exactPoints(policy.passMark) })}
          </summary>
          {rule(policy).map((sentence) => (
            <p key={sentence} className="quiet">
              {sentence}
            </p>
          ))}
        </details>
      </section>
    </>
  );
}

function Boards(props: { courseId: string; summary: ScoreSummary; record: PolicyRecord }): ReactElement {
  const { t } = useTranslation();
  const { courseId, summary, record } = props;
  const [part, setPart] = useState<Part>('board');
  const [openId, setOpenId] = useState<string | null>(null);
  const corrections = useCorrections(courseId);
  const appeals = useAppeals(courseId);
  const { decimals } = record.policy;
  const waiting = {
    board: 0,
    overview: 0,
    risk: 0,
    corrections: corrections.kind === 'ready' ? countOf(corrections.data.corrections, 'waiting') : 0,
    appeals: appeals.kind === 'ready' ? countOf(appeals.data.appeals, 'open') : 0,
  };
  return (
    <>
      <Segmented<Part>
        className="score-parts"
        aria-label={t('scoreDesk.parts')}
        value={part}
        options={parts.map((one) => ({
          value: one,
          label: (
            <span className="score-parts__label">
              {t(`scoreDesk.part.${one}`)}
              {waiting[one] === 0 ? null : <Badge count={waiting[one]} size="small" />}
            </span>
          ),
        }))}
        onChange={setPart}
      />
      {part === 'board' ? <ScoreBoard courseId={courseId} onOpen={setOpenId} /> : null}
      {part === 'overview' ? <ScoreOverview summary={summary} decimals={decimals} /> : null}
      {part === 'risk' ? <AtRisk summary={summary} decimals={decimals} onOpen={setOpenId} /> : null}
      {part === 'corrections' ? (
        <CorrectionList courseId={courseId} list={corrections} onOpen={setOpenId} />
      ) : null}
      {part === 'appeals' ? <AppealList courseId={courseId} list={appeals} onOpen={setOpenId} /> : null}
      {openId === null ? null : (
        <PersonPanel
          key={openId}
          courseId={courseId}
          traineeId={openId}
          onClose={() => setOpenId(null)}
          onChanged={() => {
            corrections.reload();
            appeals.reload();
          }}
        />
      )}
    </>
  );
}

function countOf(list: readonly { state: string }[], state: 'waiting' | 'open'): number {
  return list.filter((one) => one.state === state).length;
}
