import { useTranslation } from 'react-i18next';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago something was, in the largest unit that fits. */
export function useAgeWords(now: number): (at: number) => string {
  const { t } = useTranslation();
  return (at) => {
    const age = Math.max(0, now - at);
    if (age < minute) return t('deskReadiness.justNow');
    if (age < hour) return t('deskReadiness.ageMinutes', { count: Math.floor(age / minute) });
    if (age < day) return t('deskReadiness.ageHours', { count: Math.floor(age / hour) });
    return t('deskReadiness.ageDays', { count: Math.floor(age / day) });
  };
}
