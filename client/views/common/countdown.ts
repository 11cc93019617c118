import { useTranslation } from 'react-i18next';
import { clockDuration, splitDays } from './time.ts';
import '../../i18n/screen.ts';

/** `2 天 03:10:00`; null when the moment has come. */
export function useCountdown(untilMs: number): string | null {
  const { t } = useTranslation();
  if (untilMs <= 0) return null;
  const { days, rest } = splitDays(untilMs);
  return days > 0 ? `${t('screen.days', { count: days })} ${clockDuration(rest)}` : clockDuration(rest);
}
