import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { AttendanceChange } from '../../../../src/contract/attendance.ts';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { ErrorText } from '../../common/error-text.tsx';
import { clockTime } from '../../common/time.ts';
import { attendanceNews, attendanceSpreadMs, type LessonPlace } from './use-lesson-attendance.ts';
import { isContradiction, isState } from './words.ts';

/** Who changed what, when and why; the newest first. */
export function ChangeHistory(props: {
  place: LessonPlace;
  of: { traineeId: string } | { branchId: string };
}): ReactElement {
  const { t } = useTranslation();
  const list = useRequest('GET /api/courses/:courseId/lessons/:lessonId/attendance/changes', {
    params: { ...props.place },
    query: props.of,
  });
  useNews(attendanceNews, list.reload, attendanceSpreadMs);
  const changes = list.kind === 'ready' ? list.data.changes : [];
  return (
    <section aria-label={t('attendanceDesk.history.title')}>
      <h3>{t('attendanceDesk.history.title')}</h3>
      {list.kind === 'failed' ? <ErrorText error={list.error} /> : null}
      {list.kind === 'ready' && changes.length === 0 ? (
        <p className="quiet">{t('attendanceDesk.history.none')}</p>
      ) : null}
      <ol className="attendance-panel__history">
        {changes.map((change, place) => (
          <Change key={`${change.at} ${place}`} change={change} />
        ))}
      </ol>
    </section>
  );
}

function Change({ change }: { change: AttendanceChange }): ReactElement {
  const { t } = useTranslation();
  const { at, byName, what, before, after, reason } = change;
  const words = useValueWords();
  const states = [before, after].map(words).filter((one) => one !== null);
  return (
    <li>
      <span className="figures quiet">{clockTime(at, true)}</span>{' '}
      <span>
        {t(`attendanceDesk.history.what.${what}`)}
        {states.length === 0 ? null : ` · ${states.join(' → ')}`}
        {' · '}
        <bdi className="quiet">{byName ?? t('attendanceDesk.history.itself')}</bdi>
        {reason === '' ? null : (
          <p>
            <bdi>{t('attendanceDesk.evidence.reason', { reason })}</bdi>
          </p>
        )}
      </span>
    </li>
  );
}

/** What stands before and after a change, in words; null for what is no word for people. */
function useValueWords(): (value: string | null) => string | null {
  const { t } = useTranslation();
  return (value) => {
    if (value === null) return null;
    if (isState(value)) return t(`attendanceDesk.state.${value}`);
    return isContradiction(value) ? t(`attendanceDesk.work.short.${value}`) : null;
  };
}
