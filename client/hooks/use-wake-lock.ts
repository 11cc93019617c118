import { useEffect } from 'react';
import type { WakeLockState } from '../session/types.ts';
import { useClassSession } from './class-session.tsx';
import { useObservable } from './use-observable.ts';

/** Keeps the screen awake while `active` is true and the component is there. */
export function useWakeLock(active: boolean): WakeLockState {
  const { wakeLock } = useClassSession();
  useEffect(() => {
    if (!active) return undefined;
    wakeLock.hold();
    return () => wakeLock.release();
  }, [active, wakeLock]);
  return useObservable(wakeLock.state);
}
