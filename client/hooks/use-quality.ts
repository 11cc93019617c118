import { State } from '../session/observable.ts';
import type { Quality } from '../session/types.ts';
import { useClassSession } from './class-session.tsx';
import { useObservable } from './use-observable.ts';

const idle = new State<Quality>({ word: 'idle', report: null });

/** How well picture and sound arrive, in a word and in numbers. */
export function useQuality(): Quality {
  return useObservable(useClassSession().receiver?.quality ?? idle);
}
