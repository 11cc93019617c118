import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { roomSignal, roomState, signalTones, stateTones } from '../common/signal.ts';
import { clockTime } from '../common/time.ts';

/** How a branch's big screen is, in words and with the colour that goes with them. */
export function ScreenState({ branchId }: { branchId: string }): ReactElement {
  const { t } = useTranslation();
  const { roster } = useClassroom();
  const presence = roster?.byBranch.get(branchId);
  const state = roomState(presence);
  const screen = presence?.find(({ role }) => role === 'screen');
  const signal = roomSignal(screen?.quality ?? null);
  const troubled = state === 'online' && (signal === 'fair' || signal === 'poor');
  const words = troubled
    ? t(`liaison.screen.${signal}`)
    : t(`liaison.screen.${state}`, { time: clockTime(screen?.since ?? 0) });
  return (
    <>
      <span className={`dot dot--${troubled ? signalTones[signal] : stateTones[state]}`} />
      <span>{words}</span>
    </>
  );
}
