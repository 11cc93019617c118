export type { Sheet, Value } from '../../lib/spreadsheet.ts';

/** `2030-01-07 08:00`, in the server's time zone, as spreadsheets sort it. */
export function dateText(at: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const time = new Date(at);
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}`;
}
