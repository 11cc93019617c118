import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { AttendanceChange } from '../../../../src/contract/attendance.ts';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { ErrorText } from '../../common/error-text.tsx';
import { clockTime } from '../../common/time.ts';
import { attendanceNews, attendanceSpreadMs, type LessonPlace } from './use-lesson-attendance.ts';
import { isContradiction, isMethod, isReminder, isState, isWindowKind } from './words.ts';

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
          <Change key={`${change.at} ${place}`} change={change} named={'branchId' in props.of} />
        ))}
      </ol>
    </section>
  );
}

/** @param props `named`: whom it is about has to be said, because the list is of more than one person */
function Change(props: { change: AttendanceChange; named: boolean }): ReactElement {
  const { t } = useTranslation();
  const { at, byName, what, traineeName, before, after, reason } = props.change;
  const words = useValueWords();
  // Heads that were counted before the liaison signed off stand once, not as a change from 27 to 27.
  const values = new Set([before, after].map((value) => words(what, value)).filter((one) => one !== null));
  return (
    <li>
      <span className="figures quiet">{clockTime(at, true)}</span>{' '}
      <span>
        {t(`attendanceDesk.history.what.${what}`)}
        {props.named && traineeName !== null ? (
          <>
            {' · '}
            <bdi>{traineeName}</bdi>
          </>
        ) : null}
        {values.size === 0 ? null : ` · ${[...values].join(' → ')}`}
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

/** What stands before and after a change, in the words of that kind of change; null for what is no word for people. */
function useValueWords(): (what: AttendanceChange['what'], value: string | null) => string | null {
  const { t } = useTranslation();
  return (what, value) => {
    if (value === null) return null;
    switch (what) {
      case 'signedOff':
        return t('attendanceDesk.heads', { count: Number(value) });
      case 'windowExtended': {
        const all = Math.round(Number(value) / 1000);
        const [minutes, seconds] = [Math.floor(all / 60), all % 60];
        return t('attendanceDesk.history.longer', { minutes, seconds });
      }
      case 'signedIn':
        return isMethod(value) ? t(`attendanceDesk.evidence.method.${value}`) : null;
      case 'windowAsked':
      case 'windowClosed':
        return isWindowKind(value) ? t(`attendanceDesk.evidence.kind.${value}`) : null;
      case 'reminded':
        return isReminder(value) ? t(`attendanceDesk.remindAbout.${value}`) : null;
      case 'settled':
        return isContradiction(value) ? t(`attendanceDesk.work.short.${value}`) : null;
      default:
        return isState(value) ? t(`attendanceDesk.state.${value}`) : null;
    }
  };
}
