import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useRequest } from '../../hooks/use-request.ts';
import { ErrorText } from '../common/error-text.tsx';
import { Timetable } from './timetable.tsx';
import { useSchedule } from './use-schedule.ts';

/** The timetable, and for a liaison the branch's calendar address. */
export function SchedulePanel(): ReactElement | null {
  const { role } = useClassSession();
  const schedule = useSchedule();
  if (schedule.kind === 'failed') return <ErrorText error={schedule.error} onRetry={schedule.reload} />;
  if (schedule.kind === 'loading') return null;
  return (
    <>
      <Timetable lessons={schedule.data.lessons} />
      {role === 'liaison' ? <OwnCalendar /> : null}
    </>
  );
}

function OwnCalendar(): ReactElement | null {
  const { t } = useTranslation();
  const courseId = useClassroom().course?.id ?? null;
  const feeds = useRequest(
    'GET /api/courses/:courseId/feeds',
    courseId === null ? null : { params: { courseId } },
  );
  const [copied, setCopied] = useState(false);
  if (feeds.kind !== 'ready') return null;
  const [feed] = feeds.data.feeds;
  const address = feed === undefined ? null : `${location.origin}${feed.path}`;
  return (
    <section className="own-calendar">
      <h3>{t('schedule.calendar')}</h3>
      {address === null ? (
        <p className="quiet">{t('schedule.noCalendar')}</p>
      ) : (
        <>
          <p className="quiet">{t('schedule.calendarText')}</p>
          <input className="field" readOnly value={address} aria-label={t('schedule.calendar')} />
          <button
            type="button"
            className="button"
            onClick={() => void navigator.clipboard.writeText(address).then(() => setCopied(true))}
          >
            {copied ? t('schedule.copied') : t('schedule.copy')}
          </button>
        </>
      )}
    </section>
  );
}
