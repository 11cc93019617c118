import { useTranslation } from 'react-i18next';
import type { SignInWindow } from '../../../src/contract/attendance.ts';
import { countOf, windowState } from '../../session/attendance.ts';
import { clockTime } from '../common/time.ts';
import type { SignInCode } from './use-sign-in-code.ts';
import '../../i18n/attendance-code.ts';

/** What stands beside a code: what it is for, how many are in, and until when. */
export function useCodeWords(
  { window, figures }: SignInCode,
  now: number,
): {
  title: string;
  count: string | null;
  until: string;
} {
  const { t } = useTranslation();
  const untilOf = useUntilWords();
  const kind = t(`attendanceCode.title.${window.kind}`);
  const count = countOf(window, figures);
  return {
    title: t('attendanceCode.scan', { kind }),
    count: count && t(`attendanceCode.count.${window.kind}`, count),
    until: untilOf(window, now),
  };
}

/** When it begins, until when it is in time, or that it is late. */
export function useUntilWords(): (window: SignInWindow, now: number) => string {
  const { t } = useTranslation();
  return (window, now) => {
    const state = windowState(window, now);
    if (state === 'early') return t('attendanceCode.from', { time: clockTime(window.opensAt) });
    if (state === 'late') return t('attendanceCode.late');
    const time = clockTime(window.inTimeUntil);
    return t(window.kind === 'start' ? 'attendanceCode.inTime' : 'attendanceCode.until', { time });
  };
}

/** The code in a line, for the time in which something else is in front: the liaison's phone has it, too. */
export function useCodeLine(): (signIn: SignInCode) => string {
  const { t } = useTranslation();
  return ({ window, figures }) => {
    const kind = t(`attendanceCode.title.${window.kind}`);
    const count = countOf(window, figures);
    const words =
      count === null
        ? t('attendanceCode.lineAlone', { kind })
        : t('attendanceCode.line', { kind, count: t(`attendanceCode.count.${window.kind}`, count) });
    return `${words} · ${t('attendanceCode.onPhone')}`;
  };
}
