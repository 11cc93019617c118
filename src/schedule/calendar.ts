import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { Lesson } from '../contract/course.ts';
import type { LessonFacts, ScheduleChange } from '../contract/schedule.ts';

export interface CalendarFacts {
  name: string;
  lessons: readonly Lesson[];
  /** All changes of these lessons, and those that removed others. */
  changes: readonly ScheduleChange[];
  /** Null for the calendar of the whole course. */
  branchName: string | null;
  place: string;
  /** When the calendar's address was made: until something changes, its events say so too. */
  madeAt: number;
}

/** Seconds after which calendar programs should look again. */
const refreshSeconds = 15 * 60;

/**
 * The timetable as iCalendar (RFC 5545). Times are in UTC, so that every calendar shows them right wherever it is. An
 * event's UID is its lesson's for ever; SEQUENCE grows with each announced change (3.8.7.4), and a lesson that was removed
 * stays as cancelled, because programs keep what merely disappears.
 */
export function buildCalendar(facts: CalendarFacts): string {
  const title = facts.branchName === null ? facts.name : `${facts.name} · ${facts.branchName}`;
  const calendar = ical({
    name: title,
    prodId: { company: 'Plenum', product: 'Timetable' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: refreshSeconds,
  });
  const location = [facts.place, facts.branchName].filter(Boolean).join(' · ');
  const add = (lessonId: string, lesson: LessonFacts, cancelled: boolean): void => {
    const history = facts.changes.filter((change) => change.lessonId === lessonId);
    const changedAt = Math.max(facts.madeAt, ...history.map(({ at }) => at));
    calendar.createEvent({
      id: `${lessonId}@plenum`,
      sequence: history.filter(({ kind }) => kind !== 'added').length,
      start: new Date(lesson.startsAt),
      end: new Date(lesson.endsAt),
      stamp: new Date(changedAt),
      lastModified: new Date(changedAt),
      summary: lesson.title,
      description: `${facts.name}\n${lesson.lecturerName}`,
      status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
      ...(location === '' ? {} : { location }),
    });
  };
  for (const lesson of facts.lessons) add(lesson.id, lesson, false);
  const present = new Set(facts.lessons.map(({ id }) => id));
  for (const { kind, lessonId, before } of facts.changes) {
    if (kind === 'removed' && before !== null && !present.has(lessonId)) add(lessonId, before, true);
  }
  return calendar.toString();
}
