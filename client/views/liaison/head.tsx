import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useClock } from '../../hooks/use-clock.ts';
import { currentLanguage } from '../../i18n/index.ts';
import { calendarDay, clockDuration, clockTime } from '../common/time.ts';
import { ScreenState } from './screen-state.tsx';

/** Always at the top: whose room it is, and how its screen is. */
export function LiaisonHead(): ReactElement {
  const { t } = useTranslation();
  const { me, branchName } = useClassroom();
  return (
    <header className="liaison__head">
      <h1>
        {branchName === null ? t('liaison.noBranch') : t('liaison.responsible', { branch: branchName })}
      </h1>
      {me === null || me.branchId === null ? null : (
        <p className="liaison__screen" role="status">
          <ScreenState branchId={me.branchId} />
        </p>
      )}
    </header>
  );
}

/** The lesson that is on, or that comes next. */
export function LessonNow(): ReactElement | null {
  const { t } = useTranslation();
  const { course, lesson, phase } = useClassroom();
  const now = useClock();
  if (lesson === null) return null;
  const when = `${calendarDay(lesson.startsAt, currentLanguage())} ${clockTime(lesson.startsAt)}`;
  return (
    <section className="liaison__lesson" aria-label={t('liaison.lesson')}>
      <p className="quiet">{course?.name}</p>
      <p className="liaison__title">{lesson.title}</p>
      {phase === 'live' ? (
        <p>
          <span className="live-badge">{t('common.live')}</span>{' '}
          <span className="figures">{clockDuration(now - (lesson.startedAt ?? now))}</span>
        </p>
      ) : (
        <p className="quiet figures">
          {phase === 'ended' ? t('liaison.ended') : t('liaison.startsAt', { time: when })}
        </p>
      )}
    </section>
  );
}
