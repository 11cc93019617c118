import type { State } from './observable.ts';
import { remembered } from './remember.ts';
import type { ConnectionState } from './types.ts';

/**
 * Removes what this browser kept of a session once the server says that it is over. A line that is lost says nothing of that, and
 * removes nothing. Returns what stops it.
 */
export function forgetWhenOver(
  sessionId: string,
  connection: Pick<State<ConnectionState>, 'get' | 'subscribe'>,
): () => void {
  return connection.subscribe(() => {
    const state = connection.get();
    if (state.kind === 'revoked') remembered.forgetSession(sessionId, 'ended');
    else if (state.kind === 'failed' && state.error.code === 'not_signed_in')
      remembered.forgetSession(sessionId, 'unknown');
  });
}
