import type { Language } from '../../i18n/index.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** `00:42:10`, as clocks show it; never negative. */
export function clockDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** Whole days and the rest, for countdowns that are longer than a day. */
export function splitDays(ms: number): { days: number; rest: number } {
  const dayMs = 86_400_000;
  const days = Math.floor(Math.max(0, ms) / dayMs);
  return { days, rest: Math.max(0, ms) - days * dayMs };
}

/** `09:05` in this device's time zone. */
export function clockTime(at: number, withSeconds = false): string {
  const time = new Date(at);
  const short = `${two(time.getHours())}:${two(time.getMinutes())}`;
  return withSeconds ? `${short}:${two(time.getSeconds())}` : short;
}

/** `11月23日周一` or `Mon 23 Nov`. */
export function calendarDay(at: number, language: Language): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    month: 'short',
    day: 'numeric',
    weekday: 'short',
  }).format(at);
}

/** `2030年1月7日` or `7 January 2030` in this device's time zone. */
export function longDate(at: number, language: Language): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { dateStyle: 'long' }).format(at);
}
