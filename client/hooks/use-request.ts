import { useCallback, useEffect, useRef, useState } from 'react';
import type { RouteName, RouteOutput } from '../../src/contract/index.ts';
import type { ApiInput } from '../session/api.ts';
import { ClientError } from '../session/client-error.ts';
import { useNewest } from './use-newest.ts';
import { useClassSession } from './class-session.tsx';

export type RequestState<T> =
  { kind: 'loading' } | { kind: 'ready'; data: T } | { kind: 'failed'; error: ClientError };

/** Milliseconds until what could not be loaded again is asked for once more, times up to two: pages do not ask at one moment. */
const againMs = 3_000;

/**
 * What a GET route answers, loaded again when its input changes or `reload` is called; the last data stays
 * meanwhile, and while the line is gone: then it is asked for until it comes.
 * @param input null while it is not yet known what to ask
 */
export function useRequest<N extends RouteName & `GET ${string}`>(
  name: N,
  input: ApiInput<N> | null,
): RequestState<RouteOutput<N>> & { reload: () => void } {
  const { api } = useClassSession();
  const [state, setState] = useState<RequestState<RouteOutput<N>>>({ kind: 'loading' });
  // The input that the data which is shown was the answer to.
  const shown = useRef<string | null>(null);
  const [turn, setTurn] = useState(0);
  const asked = useRef(input);
  const key = JSON.stringify(input);
  const newest = useNewest(key);
  useEffect(() => {
    asked.current = input;
  });
  useEffect(() => {
    let current = true;
    let again: ReturnType<typeof setTimeout> | undefined;
    if (asked.current === null) return undefined;
    const isNewest = newest();
    api.request(name, asked.current).then(
      (data) => {
        if (!isNewest()) return;
        shown.current = key;
        setState({ kind: 'ready', data });
      },
      (thrown: unknown) => {
        if (!current) return;
        const error = ClientError.from(thrown);
        if (error.isPassing) again = setTimeout(() => setTurn((n) => n + 1), againMs * (1 + Math.random()));
        if (!error.isPassing || shown.current !== key) setState({ kind: 'failed', error });
      },
    );
    return () => {
      current = false;
      clearTimeout(again);
    };
  }, [api, name, key, turn, newest]);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  return { ...state, reload };
}
