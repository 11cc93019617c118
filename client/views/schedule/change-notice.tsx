import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScheduleChange } from '../../../src/contract/schedule.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { currentLanguage } from '../../i18n/index.ts';
import { ClientError } from '../../session/client-error.ts';
import { useErrorSentence } from '../common/error-text.tsx';
import { changeWords } from './change-words.ts';
import { useSchedule } from './use-schedule.ts';
import './schedule.css';

/** What changed in the timetable, until somebody here confirms it. Nothing while all is confirmed. */
export function ChangeNotice(): ReactElement | null {
  const { api } = useClassSession();
  const courseId = useClassroom().course?.id ?? null;
  const schedule = useSchedule();
  if (schedule.kind !== 'ready' || courseId === null || schedule.data.unseen.length === 0) return null;
  const { unseen } = schedule.data;
  const confirm = async (): Promise<void> => {
    await api.request('POST /api/courses/:courseId/schedule/seen', {
      params: { courseId },
      body: { changeIds: unseen.map(({ id }) => id) },
    });
    schedule.reload();
  };
  return <ChangeCard key={unseen.map(({ id }) => id).join()} changes={unseen} onConfirm={confirm} />;
}

export function ChangeCard(props: {
  changes: readonly ScheduleChange[];
  onConfirm: () => Promise<void>;
}): ReactElement {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const { changes, onConfirm } = props;
  const confirm = (): void => {
    setBusy(true);
    setError(null);
    onConfirm().catch((thrown: unknown) => {
      setBusy(false);
      setError(ClientError.from(thrown));
    });
  };
  const title =
    changes.length === 1
      ? t('schedule.changedTitle')
      : t('schedule.changedTitleMany', { count: changes.length });
  return (
    <section className="change-notice" role="status">
      <div>
        <h2>{title}</h2>
        <ul>
          {changes.map((change) =>
            changeWords(t, change, currentLanguage()).map((words) => (
              <li key={`${change.id} ${words}`}>{words}</li>
            )),
          )}
        </ul>
        {error === null ? null : <p className="change-notice__error">{sentence(error.code)}</p>}
      </div>
      <button type="button" className="button button--primary" disabled={busy} onClick={confirm}>
        {busy ? t('schedule.confirming') : t('schedule.confirm')}
      </button>
    </section>
  );
}
