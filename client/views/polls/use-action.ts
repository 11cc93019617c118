import { useState } from 'react';
import { ClientError } from '../../session/client-error.ts';

/** One thing that is being asked of the server, and what went wrong with it. */
export interface Action {
  busy: boolean;
  error: ClientError | null;
  /** Resolves to whether it worked. */
  run: (work: () => Promise<unknown>) => Promise<boolean>;
}

export function useAction(): Action {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setError(null);
    try {
      await work();
      return true;
    } catch (thrown) {
      setError(ClientError.from(thrown));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, run };
}
