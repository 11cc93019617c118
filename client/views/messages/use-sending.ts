import { useRef, useState } from 'react';
import { ClientError } from '../../session/client-error.ts';
import { newClientId } from './use-outbox.ts';

export interface Sending {
  busy: boolean;
  error: ClientError | null;
  /** Does something once at a time. What failed and is tried again has the same id, so that it happens once. */
  run: (work: (clientId: string) => Promise<unknown>, done: () => void) => void;
}

/** One form that sends something. */
export function useSending(): Sending {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const clientId = useRef<string>(null);
  return {
    busy,
    error,
    run: (work, done) => {
      setBusy(true);
      setError(null);
      clientId.current ??= newClientId();
      work(clientId.current)
        .then(
          () => {
            clientId.current = null;
            done();
          },
          (thrown: unknown) => setError(ClientError.from(thrown)),
        )
        .finally(() => setBusy(false));
    },
  };
}
