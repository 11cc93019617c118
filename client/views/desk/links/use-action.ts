import { useState } from 'react';
import { ClientError } from '../../../session/client-error.ts';

/** Runs one thing at a time for a dialog, and keeps what went wrong. */
export function useAction(): {
  busy: boolean;
  error: ClientError | null;
  run: (work: () => Promise<unknown>, done: () => void) => void;
} {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const run = (work: () => Promise<unknown>, done: () => void): void => {
    setBusy(true);
    setError(null);
    work()
      .then(done, (thrown: unknown) => setError(ClientError.from(thrown)))
      .finally(() => setBusy(false));
  };
  return { busy, error, run };
}
