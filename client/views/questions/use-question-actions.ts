import { useMemo, useState } from 'react';
import type { CommandInput, CommandName } from '../../../src/contract/index.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { ClientError } from '../../session/client-error.ts';

export interface QuestionActions {
  /** True while one is under way. */
  busy: boolean;
  /** Why the last one failed. */
  error: ClientError | null;
  clear: () => void;
  /** Sends a command; resolves to whether it was done. What it changed comes as a notice. */
  run: <N extends CommandName & `question.${string}`>(name: N, input: CommandInput<N>) => Promise<boolean>;
}

/** Everything that a page can do with questions, with what is under way and what went wrong. */
export function useQuestionActions(): QuestionActions {
  const session = useClassSession();
  const [running, setRunning] = useState(0);
  const [error, setError] = useState<ClientError | null>(null);
  return useMemo(
    () => ({
      busy: running > 0,
      error,
      clear: () => setError(null),
      run: async (name, input) => {
        setRunning((n) => n + 1);
        setError(null);
        try {
          await session.command(name, input);
          return true;
        } catch (thrown) {
          setError(ClientError.from(thrown));
          return false;
        } finally {
          setRunning((n) => n - 1);
        }
      },
    }),
    [session, running, error],
  );
}
