import type { SoundOutput, SoundState } from '../session/types.ts';
import { useClassSession } from './class-session.tsx';
import { useObservable } from './use-observable.ts';

/** Whether the lesson's sound plays, and the output to act on: call `sound.unlock()` from a click when it is locked. */
export function useSound(): { state: SoundState; volume: number; muted: boolean; sound: SoundOutput } {
  const { sound } = useClassSession();
  return {
    state: useObservable(sound.state),
    volume: useObservable(sound.volume),
    muted: useObservable(sound.muted),
    sound,
  };
}
