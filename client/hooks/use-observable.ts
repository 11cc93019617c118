import { useSyncExternalStore } from 'react';
import type { Observable } from '../session/types.ts';

/** The value of an observable, now and whenever it changes. */
export function useObservable<T>(observable: Observable<T>): T {
  return useSyncExternalStore(observable.subscribe, observable.get);
}

/**
 * What of an observable matters here: drawn anew only when that changes.
 * @param select answers the same for the same value: a primitive, or a part of it
 */
export function useSelected<T, S>(observable: Observable<T>, select: (value: T) => S): S {
  return useSyncExternalStore(observable.subscribe, () => select(observable.get()));
}
