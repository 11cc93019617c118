import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useClock } from '../../hooks/use-clock.ts';
import { currentLanguage } from '../../i18n/index.ts';
import { useLine } from '../common/line.ts';
import { calendarDay, clockDuration, clockTime } from '../common/time.ts';
import '../../i18n/port.ts';

/** One labelled fact of a list. */
export function Fact({ label, children }: { label: string; children: ReactNode }): ReactElement {
  return (
    <div className="facts__row">
      <dt>{label}</dt>
      <dd className="figures">{children}</dd>
    </div>
  );
}

/** The lesson in a few lines: lecturer, time, state, and the own line in words. */
export function LessonFacts({ children }: { children?: ReactNode }): ReactElement | null {
  const { t } = useTranslation();
  const { lesson, phase } = useClassroom();
  const now = useClock();
  const line = useLine();
  if (lesson === null) return null;
  const starts = `${calendarDay(lesson.startsAt, currentLanguage())} ${clockTime(lesson.startsAt)}`;
  return (
    <dl className="facts">
      <Fact label={t('port.lecturerName')}>{lesson.lecturerName}</Fact>
      <Fact label={t('port.state')}>
        {phase === 'live' ? <span className="live-badge">{t('port.live')}</span> : t(`port.${phase}`)}
      </Fact>
      {phase === 'live' && lesson.startedAt !== null ? (
        <Fact label={t('port.elapsed')}>{clockDuration(now - lesson.startedAt)}</Fact>
      ) : (
        <Fact label={t('port.startsAt')}>{starts}</Fact>
      )}
      {children}
      <Fact label={t('port.line')}>
        <span className="signal" role="status">
          <span className={`dot dot--${line.tone}`} />
          {line.words}
        </span>
      </Fact>
    </dl>
  );
}
