import { useEffect } from 'react';
import { State } from '../session/observable.ts';
import type { PatrolCamera, PatrolCameraState } from '../session/patrol-types.ts';
import { useClassSession } from './class-session.tsx';
import { useObservable } from './use-observable.ts';

const never = new State<PatrolCameraState>({
  picture: null,
  camera: null,
  microphone: null,
  watched: false,
  talker: null,
  publishing: { kind: 'idle' },
});
const silent = new State(0);

/**
 * The room's camera for patrol: open while the component that calls this is mounted and `open` is true. `camera` is null on
 * pages that are not patrolled.
 */
export function usePatrolCamera(open: boolean): { state: PatrolCameraState; camera: PatrolCamera | null } {
  const { patrolCamera } = useClassSession();
  useEffect(() => {
    if (!open || !patrolCamera) return;
    patrolCamera.open();
    return () => patrolCamera.shut();
  }, [patrolCamera, open]);
  return { state: useObservable(patrolCamera?.state ?? never), camera: patrolCamera };
}

/** What the page shows of its patrol, without opening anything: whether somebody watches, who speaks to the room. */
export function usePatrolState(): PatrolCameraState {
  return useObservable(useClassSession().patrolCamera?.state ?? never);
}

/** How loud the room is, 0 to 1. It changes often: use it in the smallest component. */
export function usePatrolLevel(): number {
  return useObservable(useClassSession().patrolCamera?.level ?? silent);
}
