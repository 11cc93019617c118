import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../../i18n/index.ts';
import { calendarDay, clockTime } from '../../common/time.ts';

/** Says when sign-in opens; of another day with the day. */
export function useOpensWords(): (opensAt: number) => string {
  const { t } = useTranslation();
  return (opensAt) => {
    const isToday = new Date(opensAt).toDateString() === new Date().toDateString();
    const day = isToday ? '' : `${calendarDay(opensAt, currentLanguage())} `;
    return t('attendanceDesk.opens', { time: `${day}${clockTime(opensAt)}` });
  };
}
