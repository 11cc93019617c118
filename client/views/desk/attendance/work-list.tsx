import { Button, Input, Modal } from 'antd';
import { useId, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { attendanceLimits } from '../../../../src/contract/attendance-limits.ts';
import type { WorkItem } from '../../../../src/contract/attendance.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useRequest } from '../../../hooks/use-request.ts';
import { ErrorText } from '../../common/error-text.tsx';
import { ChangeError } from '../records/parts.tsx';
import { useChange } from '../records/use-change.ts';
import { EvidencePanel } from './evidence-panel.tsx';
import { useWorkList, type LessonPlace } from './use-lesson-attendance.ts';

/** So many entries are read at a glance; the rest is one click away. */
const atFirst = 4;

/** The contradictions that wait for the organiser: what speaks against what, and what can be done. */
export function WorkList(props: {
  place: LessonPlace;
  onChanged: () => void;
  /** Shows what is known of everybody in a branch. */
  onLook: (branchId: string) => void;
}): ReactElement | null {
  const { t } = useTranslation();
  const { place, onChanged, onLook } = props;
  const list = useWorkList(place);
  const [all, setAll] = useState(false);
  const [open, setOpen] = useState<WorkItem | null>(null);
  const changed = (): void => {
    list.reload();
    onChanged();
  };
  if (list.kind === 'failed') return <ErrorText error={list.error} />;
  if (list.kind === 'loading') return null;
  const { items, total } = list.data;
  const traineeId = open?.trainee?.traineeId;
  return (
    <section className="attendance-work card" aria-label={t('attendanceDesk.work.title')}>
      <h2>
        {t('attendanceDesk.work.title')} <span className="quiet figures records__count">{total}</span>
      </h2>
      {total === 0 ? <p className="quiet">{t('attendanceDesk.work.none')}</p> : null}
      <ul>
        {(all ? items : items.slice(0, atFirst)).map((item) => (
          <li key={`${item.kind} ${item.branchId ?? ''} ${item.trainee?.traineeId ?? ''}`}>
            <WorkWords item={item} />
            <WorkActions item={item} onOpen={() => setOpen(item)} onLook={onLook} />
          </li>
        ))}
      </ul>
      {total > atFirst ? (
        <Button type="link" onClick={() => setAll(!all)}>
          {all ? t('attendanceDesk.work.less') : t('attendanceDesk.work.more', { count: total })}
        </Button>
      ) : null}
      {traineeId === undefined ? null : (
        <DecidePanel place={place} traineeId={traineeId} onClose={() => setOpen(null)} onChanged={changed} />
      )}
      {open === null || open.trainee !== null || open.branchId === null ? null : (
        <StandDialog
          place={place}
          item={{ ...open, branchId: open.branchId }}
          onClose={() => setOpen(null)}
          onChanged={changed}
        />
      )}
    </section>
  );
}

/** A person is decided in the panel with all sources; a branch is looked at first. */
function WorkActions(props: {
  item: WorkItem;
  onOpen: () => void;
  onLook: (branchId: string) => void;
}): ReactElement {
  const { t } = useTranslation();
  const { item, onOpen, onLook } = props;
  const { trainee, branchId } = item;
  if (trainee !== null) return <Button onClick={onOpen}>{t('attendanceDesk.work.decide')}</Button>;
  return (
    <span className="attendance-work__actions">
      {branchId === null ? null : (
        <Button onClick={() => onLook(branchId)}>{t('attendanceDesk.work.look')}</Button>
      )}
      <Button onClick={onOpen}>{t('attendanceDesk.work.stand')}</Button>
    </span>
  );
}

/** Whom an entry is about, and what speaks against what. */
export function WorkWords({ item }: { item: WorkItem }): ReactElement {
  const { t } = useTranslation();
  const { kind, trainee, branchName, signedIn, heads } = item;
  return (
    <div>
      <bdi>
        <strong>{trainee?.name ?? branchName}</strong>
      </bdi>{' '}
      {trainee === null ? null : (
        <bdi className="quiet">
          <span className="figures">{trainee.number}</span> {branchName}
        </bdi>
      )}
      <p>{t(`attendanceDesk.work.about.${kind}`, { signedIn, heads: heads ?? 0 })}</p>
    </div>
  );
}

/** Everything known of the person, to decide by. */
function DecidePanel(props: {
  place: LessonPlace;
  traineeId: string;
  onClose: () => void;
  onChanged: () => void;
}): ReactElement | null {
  const { place, traineeId, onClose, onChanged } = props;
  const found = useRequest('GET /api/courses/:courseId/lessons/:lessonId/attendance/evidence', {
    params: { ...place },
    query: { traineeId },
  });
  const trainee = found.kind === 'ready' ? found.data.trainees[0] : undefined;
  if (found.kind === 'failed') return <ErrorText error={found.error} />;
  if (trainee === undefined) return null;
  return (
    <EvidencePanel
      place={place}
      trainee={trainee}
      onClose={onClose}
      onChanged={() => {
        onChanged();
        onClose();
      }}
    />
  );
}

function StandDialog(props: {
  place: LessonPlace;
  item: WorkItem & { branchId: string };
  onClose: () => void;
  onChanged: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { place, item, onClose, onChanged } = props;
  const { kind, branchId, branchName, signedIn, heads } = item;
  const [reason, setReason] = useState('');
  const change = useChange();
  const fieldId = useId();
  const settle = (): void =>
    void change
      .run(() =>
        api.request('POST /api/courses/:courseId/lessons/:lessonId/attendance/settlements', {
          params: { ...place },
          body: { branchId, kind, reason },
        }),
      )
      .then((done) => {
        if (!done) return;
        onChanged();
        onClose();
      });
  return (
    <Modal
      open
      title={t('attendanceDesk.work.standTitle', { name: branchName ?? '' })}
      okText={t('attendanceDesk.work.stand')}
      okButtonProps={{ disabled: reason.trim() === '' }}
      cancelText={t('common.cancel')}
      confirmLoading={change.busy}
      onOk={settle}
      onCancel={onClose}
    >
      <div className="attendance-panel__decision">
        <p>{t(`attendanceDesk.work.about.${kind}`, { signedIn, heads: heads ?? 0 })}</p>
        <p className="quiet">{t('attendanceDesk.work.standText')}</p>
        <label htmlFor={fieldId}>{t('attendanceDesk.decision.reason')}</label>
        <Input.TextArea
          id={fieldId}
          rows={2}
          maxLength={attendanceLimits.reason}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
        <ChangeError change={change} />
      </div>
    </Modal>
  );
}
