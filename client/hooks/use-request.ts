import { useCallback, useEffect, useRef, useState } from 'react';
import type { RouteName, RouteOutput } from '../../src/contract/index.ts';
import type { ApiInput } from '../session/api.ts';
import { ClientError } from '../session/client-error.ts';
import { useClassSession } from './class-session.tsx';

export type RequestState<T> =
  { kind: 'loading' } | { kind: 'ready'; data: T } | { kind: 'failed'; error: ClientError };

/**
 * What a GET route answers, loaded again when its input changes or `reload` is called; the last data stays meanwhile.
 * @param input null while it is not yet known what to ask
 */
export function useRequest<N extends RouteName & `GET ${string}`>(
  name: N,
  input: ApiInput<N> | null,
): RequestState<RouteOutput<N>> & { reload: () => void } {
  const { api } = useClassSession();
  const [state, setState] = useState<RequestState<RouteOutput<N>>>({ kind: 'loading' });
  const [turn, setTurn] = useState(0);
  const asked = useRef(input);
  const key = JSON.stringify(input);
  useEffect(() => {
    asked.current = input;
  });
  useEffect(() => {
    let current = true;
    if (asked.current === null) return undefined;
    api.request(name, asked.current).then(
      (data) => {
        if (current) setState({ kind: 'ready', data });
      },
      (thrown: unknown) => {
        if (current) setState({ kind: 'failed', error: ClientError.from(thrown) });
      },
    );
    return () => {
      current = false;
    };
  }, [api, name, key, turn]);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  return { ...state, reload };
}
