import { currentLanguage } from '../../i18n/index.ts';
import { calendarDay, clockTime } from './time.ts';

/** `14:02`, or with the day when it is another one. */
export function whenWords(at: number, now: number): string {
  const day = calendarDay(at, currentLanguage());
  return day === calendarDay(now, currentLanguage()) ? clockTime(at) : `${day} ${clockTime(at)}`;
}
