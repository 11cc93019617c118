import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClock } from '../../hooks/use-clock.ts';
import { ErrorText } from '../common/error-text.tsx';
import { SchedulePanel } from '../schedule/schedule-panel.tsx';
import { Timetable } from '../schedule/timetable.tsx';
import { useSchedule } from '../schedule/use-schedule.ts';
import { byDay } from '../schedule/when.ts';
import '../../i18n/liaison.ts';

const minute = 60_000;

/** The lessons of today, or of the next day that has some; the whole timetable and the calendar behind a line. */
export function TodaySection(): ReactElement | null {
  const { t } = useTranslation();
  const schedule = useSchedule();
  const today = new Date(useClock(minute)).setHours(0, 0, 0, 0);
  if (schedule.kind === 'failed') return <ErrorText error={schedule.error} onRetry={schedule.reload} />;
  if (schedule.kind === 'loading') return null;
  const next = byDay(schedule.data.lessons).find(({ day }) => day >= today);
  return (
    <>
      {next?.day === today ? null : (
        <p className="quiet">{next ? t('liaison.noneToday') : t('liaison.noneAnyMore')}</p>
      )}
      {next ? <Timetable lessons={next.lessons} /> : null}
      <details className="liaison__more">
        <summary>{t('liaison.wholeTimetable')}</summary>
        <SchedulePanel />
      </details>
    </>
  );
}
