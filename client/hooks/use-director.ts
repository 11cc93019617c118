import { useCallback, useMemo, useState } from 'react';
import type { CommandInput, CommandName } from '../../src/contract/index.ts';
import type { StageLayout } from '../../src/contract/stage.ts';
import { ClientError } from '../session/client-error.ts';
import { useClassSession } from './class-session.tsx';

/** What directs the stage. What was decided comes back as the classroom's state. */
export interface Director {
  arrange(layout: StageLayout): void;
  call(callee: CommandInput<'stage.call'>): void;
  admit(callId: string): void;
  release(callId: string): void;
  dismissHand(handId: string): void;
  setFair(fair: boolean): void;
  /** Why the last decision was not carried out; null when it was. */
  error: ClientError | null;
}

/** The commands of whoever directs the stage, with the reason where one was refused. */
export function useDirector(): Director {
  const { command } = useClassSession();
  const [error, setError] = useState<ClientError | null>(null);
  const run = useCallback(
    <N extends CommandName>(name: N, input: CommandInput<N>): void => {
      setError(null);
      command(name, input).catch((thrown: unknown) => setError(ClientError.from(thrown)));
    },
    [command],
  );
  return useMemo(
    () => ({
      arrange: (layout) => run('stage.arrange', { layout }),
      call: (callee) => run('stage.call', callee),
      admit: (callId) => run('stage.admit', { callId }),
      release: (callId) => run('stage.release', { callId }),
      dismissHand: (handId) => run('hand.dismiss', { handId }),
      setFair: (fair) => run('hand.setFair', { fair }),
      error,
    }),
    [run, error],
  );
}
