import { State } from '../session/observable.ts';
import type { Clip, ClipState } from '../session/types.ts';
import { useClassSession } from './class-session.tsx';
import { useObservable } from './use-observable.ts';

const none = new State<ClipState>({ kind: 'none' });

/** The video that this page shows to everybody; `clip` is null on pages that do not lead. */
export function useClip(): { state: ClipState; clip: Clip | null } {
  const { clip } = useClassSession();
  return { state: useObservable(clip?.state ?? none), clip };
}
