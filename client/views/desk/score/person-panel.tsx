import { Button, Drawer } from 'antd';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { LedgerEntry, ScoreDetail } from '../../../../src/contract/score.ts';
import { currentLanguage } from '../../../i18n/index.ts';
import { ErrorText } from '../../common/error-text.tsx';
import { calendarDay, clockTime } from '../../common/time.ts';
import { components, shownPoints, useLineTitle, usePointsWords } from '../../score/score-words.ts';
import type { RecordColumn } from '../records/column-choice.tsx';
import { ErrorDialog, useDownload } from '../records/parts.tsx';
import { RecordTable } from '../records/record-table.tsx';
import { AppealItem } from './appeal-list.tsx';
import { CorrectionForm } from './correction-form.tsx';
import { ResultWord } from './score-board.tsx';
import { useLedger } from './use-scores.ts';

/** A trainee's score line by line, with corrections, appeals and the certificate. */
export function PersonPanel(props: {
  courseId: string;
  traineeId: string;
  onClose: () => void;
  onChanged: () => void;
}): ReactElement {
  const { courseId, traineeId, onClose, onChanged } = props;
  const detail = useLedger(courseId, traineeId);
  const score = detail.kind === 'ready' ? detail.data.score : null;
  const changed = (): void => {
    detail.reload();
    onChanged();
  };
  return (
    <Drawer open size={760} title={score?.name ?? ' '} onClose={onClose}>
      {detail.kind === 'failed' ? <ErrorText error={detail.error} /> : null}
      {detail.kind === 'ready' ? (
        <Person courseId={courseId} detail={detail.data} onChanged={changed} />
      ) : null}
    </Drawer>
  );
}

function Person(props: { courseId: string; detail: ScoreDetail; onChanged: () => void }): ReactElement {
  const { t } = useTranslation();
  const { courseId, detail, onChanged } = props;
  const { score, policy, appeals } = detail;
  const [correcting, setCorrecting] = useState(false);
  const shown = (value: number | null): string =>
    value === null ? '–' : shownPoints(value, policy.decimals);
  return (
    <div className="score-person">
      <p className="quiet">
        <span className="figures">{score.number}</span> <bdi>{score.unit}</bdi>
      </p>
      <dl className="score-person__figures">
        {components.map((component) => (
          <div key={component}>
            <dt className="quiet">{t(`score.component.${component}`)}</dt>
            <dd className="figures">{shown(score[component])}</dd>
          </div>
        ))}
        <div>
          <dt className="quiet">{t('score.total')}</dt>
          <dd className="figures score-total">{shown(score.total)}</dd>
        </div>
        <div>
          <dt className="quiet">{t('scoreDesk.column.passed')}</dt>
          <dd>
            <ResultWord passed={score.passed} />
          </dd>
        </div>
      </dl>
      <Certificate courseId={courseId} detail={detail} />
      {appeals.length === 0 ? null : (
        <section>
          <h3>{t('scoreDesk.person.appeals')}</h3>
          <ul className="score-items">
            {appeals.map((appeal) => (
              <AppealItem key={appeal.id} courseId={courseId} appeal={appeal} onChanged={onChanged} />
            ))}
          </ul>
        </section>
      )}
      <section>
        <header className="records__head">
          <h3>{t('score.ledger')}</h3>
          <Button disabled={correcting || detail.parts.length === 0} onClick={() => setCorrecting(true)}>
            {t('scoreDesk.person.correct')}
          </Button>
        </header>
        {correcting ? (
          <CorrectionForm
            courseId={courseId}
            detail={detail}
            onClose={() => setCorrecting(false)}
            onSaved={() => {
              setCorrecting(false);
              onChanged();
            }}
          />
        ) : null}
        <LedgerTable ledger={detail.ledger} />
      </section>
    </div>
  );
}

function Certificate({ courseId, detail }: { courseId: string; detail: ScoreDetail }): ReactElement | null {
  const { t } = useTranslation();
  const download = useDownload();
  const { certificate, score } = detail;
  if (certificate === null) return null;
  return (
    <p className="records__actions">
      <span className="figures">{t('scoreDesk.certificates.of', { code: certificate.code })}</span>
      <Button
        size="small"
        loading={download.busy}
        onClick={() =>
          download.save('GET /api/courses/:courseId/certificates/:traineeId', {
            params: { courseId, traineeId: score.traineeId },
          })
        }
      >
        {t('scoreDesk.certificates.save')}
      </Button>
      <ErrorDialog change={download} />
    </p>
  );
}

/** Every line, the newest first: what, how many points, when, by whom, why, and whether it counts. */
function LedgerTable({ ledger }: { ledger: readonly LedgerEntry[] }): ReactElement {
  const { t } = useTranslation();
  const points = usePointsWords();
  const title = useLineTitle();
  const columns: RecordColumn<LedgerEntry>[] = [
    {
      key: 'what',
      title: t('scoreDesk.column.what'),
      render: (_, line) => (
        <span className="score-ledger__what">
          <bdi>{title(line)}</bdi>
          <small className="quiet">
            {t(`score.component.${line.kind === 'bonus' ? 'bonus' : line.component}`)} ·{' '}
            {t(`score.kind.${line.kind}`)}
          </small>
          {line.reason === '' ? null : (
            <small>
              <bdi>{t('score.reason', { reason: line.reason })}</bdi>
            </small>
          )}
        </span>
      ),
    },
    {
      key: 'points',
      title: t('scoreDesk.column.worth'),
      width: 80,
      align: 'right',
      className: 'figures',
      render: (_, line) =>
        line.state === 'counts' ? <strong>{points(line)}</strong> : <s className="quiet">{points(line)}</s>,
    },
    {
      key: 'when',
      title: t('scoreDesk.column.when'),
      width: 150,
      render: (_, { at, by }) => (
        <span className="score-ledger__what figures">
          {calendarDay(at, currentLanguage())} {clockTime(at)}
          <small className="quiet">
            <bdi>{by ?? t('score.system')}</bdi>
          </small>
        </span>
      ),
    },
    {
      key: 'state',
      title: t('scoreDesk.column.state'),
      width: 120,
      render: (_, { state }) => (
        <span className={state === 'counts' ? '' : 'quiet'}>{t(`score.state.${state}`)}</span>
      ),
    },
  ];
  return (
    <RecordTable<LedgerEntry>
      inPanel
      columns={columns}
      rows={[...ledger].reverse()}
      rowKey={({ id }) => id}
      width={600}
      noMatch={t('score.ledgerEmpty')}
    />
  );
}
