import { useSyncExternalStore } from 'react';
import type { Observable } from '../session/types.ts';

/** The value of an observable, now and whenever it changes. */
export function useObservable<T>(observable: Observable<T>): T {
  return useSyncExternalStore(observable.subscribe, observable.get);
}
