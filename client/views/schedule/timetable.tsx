import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lesson } from '../../../src/contract/course.ts';
import { currentLanguage } from '../../i18n/index.ts';
import { calendarDay, clockTime } from '../common/time.ts';
import { byDay } from './when.ts';
import '../../i18n/schedule.ts';
import './schedule.css';

/** The lessons of a course, one column for each day where there is room. */
export function Timetable({ lessons }: { lessons: readonly Lesson[] }): ReactElement {
  const { t } = useTranslation();
  if (lessons.length === 0) return <p className="quiet">{t('schedule.empty')}</p>;
  return (
    <div className="timetable">
      {byDay(lessons).map(({ day, lessons: ofDay }) => (
        <section key={day} className="timetable__day">
          <h3>{calendarDay(day, currentLanguage())}</h3>
          <ol>
            {ofDay.map((lesson) => (
              <LessonCard key={lesson.id} lesson={lesson} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

function LessonCard({ lesson }: { lesson: Lesson }): ReactElement {
  const { t } = useTranslation();
  const live = lesson.startedAt !== null && lesson.endedAt === null;
  return (
    <li className="timetable__lesson" data-over={lesson.endedAt !== null}>
      <p className="timetable__time figures">
        <span>
          <time dateTime={new Date(lesson.startsAt).toISOString()}>{clockTime(lesson.startsAt)}</time>–
          <time dateTime={new Date(lesson.endsAt).toISOString()}>{clockTime(lesson.endsAt)}</time>
        </span>
        {live ? <span className="live-badge">{t('schedule.now')}</span> : null}
        {lesson.endedAt === null ? null : <span className="quiet">{t('schedule.ended')}</span>}
      </p>
      <p className="timetable__title">{lesson.title}</p>
      <p className="quiet">
        {lesson.lecturerName} · {t(`schedule.kind.${lesson.kind}`)}
      </p>
    </li>
  );
}
