import { State } from '../session/observable.ts';
import type { Guest, GuestState } from '../session/types.ts';
import { useClassSession } from './class-session.tsx';
import { useObservable } from './use-observable.ts';

const never = new State<GuestState>({
  call: null,
  picture: null,
  camera: null,
  microphone: null,
  checks: null,
  sending: { kind: 'idle' },
});
const silent = new State(0);

/** Being called to the stage; `guest` is null on pages that are never called. */
export function useGuest(): { state: GuestState; guest: Guest | null } {
  const { guest } = useClassSession();
  return { state: useObservable(guest?.state ?? never), guest };
}

/** The own microphone's level while called, 0 to 1. It changes often: use it in the smallest component. */
export function useGuestLevel(): number {
  const { guest } = useClassSession();
  return useObservable(guest?.level ?? silent);
}
