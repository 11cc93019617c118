import { Button, Input, Modal } from 'antd';
import { useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { quizLimits } from '../../../../src/contract/quiz-limits.ts';
import type { Correction } from '../../../../src/contract/score.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { currentLanguage } from '../../../i18n/index.ts';
import { calendarDay, clockTime } from '../../common/time.ts';
import { newClientId } from '../../messages/use-outbox.ts';
import { addedPoints } from '../../score/score-words.ts';
import type { RecordColumn } from '../records/column-choice.tsx';
import { EmptyList } from '../records/empty.tsx';
import { ChangeError, ErrorDialog } from '../records/parts.tsx';
import { FailedList, RecordName } from '../records/record-page.tsx';
import { RecordTable } from '../records/record-table.tsx';
import { useChange } from '../records/use-change.ts';
import type { useCorrections } from './use-scores.ts';

interface ListProps {
  courseId: string;
  list: ReturnType<typeof useCorrections>;
  onOpen: (traineeId: string) => void;
}

const tones = { waiting: 'attention', counts: 'good', refused: 'bad', reversed: 'none' } as const;

/** Changes by hand; those that wait for a second person are decided here. */
export function CorrectionList({ courseId, list, onOpen }: ListProps): ReactElement {
  const { t } = useTranslation();
  if (list.kind === 'failed') return <FailedList error={list.error} onRetry={list.reload} />;
  const rows = list.kind === 'ready' ? list.data.corrections : null;
  if (rows?.length === 0) return <EmptyList text={t('scoreDesk.correction.none')} />;
  const columns: RecordColumn<Correction>[] = [
    {
      key: 'name',
      title: t('scoreDesk.column.name'),
      width: 130,
      render: (_, { traineeName, traineeId }) => (
        <RecordName name={traineeName} onOpen={() => onOpen(traineeId)} />
      ),
    },
    {
      key: 'what',
      title: t('scoreDesk.column.what'),
      render: (_, { title, component, reason }) => (
        <span className="score-ledger__what">
          <span>
            <bdi>{title}</bdi> <small className="quiet">{t(`score.component.${component}`)}</small>
          </span>
          <small>
            <bdi>{t('score.reason', { reason })}</bdi>
          </small>
        </span>
      ),
    },
    {
      key: 'points',
      title: t('scoreDesk.column.points'),
      width: 80,
      align: 'right',
      className: 'figures',
      render: (_, { points }) => addedPoints(points),
    },
    {
      key: 'by',
      title: t('scoreDesk.column.by'),
      width: 150,
      render: (_, { by, at }) => (
        <span className="score-ledger__what">
          <bdi>{by}</bdi>
          <small className="quiet figures">{moment(at)}</small>
        </span>
      ),
    },
    {
      key: 'state',
      title: t('scoreDesk.column.state'),
      width: 190,
      render: (_, { state, decidedBy, decidedAt }) => (
        <span className="score-ledger__what">
          <span className="signal">
            <span className={`dot dot--${tones[state]}`} />
            {t(`scoreDesk.correction.state.${state}`)}
          </span>
          {decidedBy === null || decidedAt === null ? null : (
            <small className="quiet">
              <bdi>{t('scoreDesk.correction.decidedBy', { name: decidedBy, time: moment(decidedAt) })}</bdi>
            </small>
          )}
        </span>
      ),
    },
    {
      key: 'actions',
      title: '',
      width: 190,
      render: (_, row) => <Actions courseId={courseId} correction={row} onChanged={list.reload} />,
    },
  ];
  return (
    <>
      <p className="quiet">{t('scoreDesk.correction.listText')}</p>
      <RecordTable<Correction>
        columns={columns}
        rows={rows}
        rowKey={({ id }) => id}
        width={980}
        noMatch={t('scoreDesk.correction.none')}
      />
    </>
  );
}

function moment(at: number): string {
  return `${calendarDay(at, currentLanguage())} ${clockTime(at)}`;
}

function Actions(props: {
  courseId: string;
  correction: Correction;
  onChanged: () => void;
}): ReactElement | null {
  const { t } = useTranslation();
  const { courseId, correction, onChanged } = props;
  const { api } = useClassSession();
  const change = useChange();
  const decide = (consent: boolean): void =>
    void change
      .run(() =>
        api.request('POST /api/courses/:courseId/corrections/:correctionId/decision', {
          params: { courseId, correctionId: correction.id },
          body: { consent },
        }),
      )
      .then((done) => done && onChanged());
  if (correction.state === 'counts') return <ReverseButton {...props} />;
  if (correction.state !== 'waiting') return null;
  if (!correction.mayDecide) return <span className="quiet">{t('scoreDesk.correction.own')}</span>;
  return (
    <div className="records__actions">
      <Button size="small" type="primary" loading={change.busy} onClick={() => decide(true)}>
        {t('scoreDesk.correction.consent')}
      </Button>
      <Button size="small" disabled={change.busy} onClick={() => decide(false)}>
        {t('scoreDesk.correction.refuse')}
      </Button>
      <ErrorDialog change={change} />
    </div>
  );
}

function ReverseButton(props: {
  courseId: string;
  correction: Correction;
  onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId, correction, onChanged } = props;
  const { api } = useClassSession();
  const change = useChange();
  const [asks, setAsks] = useState(false);
  const [reason, setReason] = useState('');
  const id = useRef(newClientId());
  const reverse = (): void =>
    void change
      .run(() =>
        api.request('POST /api/courses/:courseId/corrections/:correctionId/reversal', {
          params: { courseId, correctionId: correction.id },
          body: { id: id.current, reason },
        }),
      )
      .then((done) => {
        if (!done) return;
        setAsks(false);
        onChanged();
      });
  return (
    <>
      <Button size="small" onClick={() => setAsks(true)}>
        {t('scoreDesk.correction.reverse')}
      </Button>
      <Modal
        open={asks}
        title={t('scoreDesk.correction.reverseTitle')}
        okText={t('scoreDesk.correction.reverse')}
        okButtonProps={{ loading: change.busy, disabled: reason.trim() === '' }}
        cancelText={t('common.cancel')}
        onOk={reverse}
        onCancel={() => setAsks(false)}
      >
        <div className="score-person">
          <p>{t('scoreDesk.correction.reverseText')}</p>
          <Input.TextArea
            aria-label={t('scoreDesk.correction.reason')}
            placeholder={t('scoreDesk.correction.reason')}
            rows={2}
            maxLength={quizLimits.reason}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
          <ChangeError change={change} />
        </div>
      </Modal>
    </>
  );
}
