import { useCallback } from 'react';
import type { PatrolWatch, PatrolWatchState } from '../session/patrol-types.ts';
import { useClassSession } from './class-session.tsx';
import { useObservable, useSelected } from './use-observable.ts';

/** Watching rooms live. Throws on pages whose session was opened without `patrol`. */
export function usePatrolWatch(): { state: PatrolWatchState; patrol: PatrolWatch } {
  const patrol = useOwnWatch();
  return { state: useObservable(patrol.state), patrol };
}

/** Whether somebody speaks from this page to the watched room. */
export function useIsTalking(): boolean {
  return useSelected(useOwnWatch().state, ({ talk }) => talk.state !== 'off');
}

/** How loud the watched room is, 0 to 1. It changes often: use it in the smallest component. */
export function useWatchedLevel(): number {
  return useObservable(useOwnWatch().level);
}

/** The `ref` of the video element that shows a feed; key the element by the participant. */
export function usePatrolVideo(
  participantId: string,
): (element: HTMLVideoElement | null) => (() => void) | undefined {
  const patrol = useOwnWatch();
  return useCallback(
    (element) => (element ? patrol.show(participantId, element) : undefined),
    [patrol, participantId],
  );
}

function useOwnWatch(): PatrolWatch {
  const { patrolWatch } = useClassSession();
  if (patrolWatch === null) throw new Error('This page was opened without patrol');
  return patrolWatch;
}
