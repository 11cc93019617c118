import { State } from '../session/observable.ts';
import type { RoomPatrol, RoomPatrolState } from '../session/types.ts';
import { useClassSession } from './class-session.tsx';
import { useObservable } from './use-observable.ts';

const never = new State<RoomPatrolState>({
  allowed: false,
  camera: 'off',
  picture: null,
  watched: false,
  talker: null,
});

/** What the organisers see of this room, and who looks; `patrol` is null on pages that are not seen. */
export function useRoomPatrol(): { state: RoomPatrolState; patrol: RoomPatrol | null } {
  const { roomPatrol: patrol } = useClassSession();
  return { state: useObservable(patrol?.state ?? never), patrol };
}
