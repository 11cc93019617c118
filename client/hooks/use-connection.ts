import type { ConnectionState } from '../session/types.ts';
import { useClassSession } from './class-session.tsx';
import { useObservable } from './use-observable.ts';

/** How the line to the server is. */
export function useConnection(): ConnectionState {
  return useObservable(useClassSession().connection);
}
