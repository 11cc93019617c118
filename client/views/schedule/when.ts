import type { Language } from '../../i18n/index.ts';
import { calendarDay, clockTime } from '../common/time.ts';

/** `11月23日周一 09:00–10:30` in this device's time zone. */
export function whenOf(lesson: { startsAt: number; endsAt: number }, language: Language): string {
  return `${calendarDay(lesson.startsAt, language)} ${clockTime(lesson.startsAt)}–${clockTime(lesson.endsAt)}`;
}

/** The lessons by day in this device's time zone, both in the order of time. */
export function byDay<T extends { startsAt: number }>(
  lessons: readonly T[],
): { day: number; lessons: T[] }[] {
  const days = new Map<number, T[]>();
  for (const lesson of [...lessons].sort((a, b) => a.startsAt - b.startsAt)) {
    const day = new Date(lesson.startsAt).setHours(0, 0, 0, 0);
    const list = days.get(day);
    if (list) list.push(lesson);
    else days.set(day, [lesson]);
  }
  return [...days].map(([day, list]) => ({ day, lessons: list }));
}
