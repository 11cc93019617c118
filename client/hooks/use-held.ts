import { useMemo, useSyncExternalStore } from 'react';
import { State } from '../session/observable.ts';
import type { Observable } from '../session/types.ts';

/**
 * Something that has to be closed, made when the component comes and closed when it goes. React may mount a component twice,
 * and then wants two of them in turn. Null before the first one is there.
 * @param make keep it with `useCallback`: another function means another thing
 */
export function useHeld<T extends { close(): void }>(make: () => T): T | null {
  const slot = useMemo(() => createSlot(make), [make]);
  return useSyncExternalStore(slot.subscribe, slot.get);
}

function createSlot<T extends { close(): void }>(make: () => T): Observable<T | null> {
  const held = new State<T | null>(null);
  return {
    get: held.get,
    subscribe: (listener) => {
      const stop = held.subscribe(listener);
      held.set(make());
      return () => {
        stop();
        held.get()?.close();
        held.set(null);
      };
    },
  };
}
