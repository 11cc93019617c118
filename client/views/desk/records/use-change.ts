import { useState } from 'react';
import type { Problem } from '../../../../src/contract/records.ts';
import { ClientError } from '../../../session/client-error.ts';

/** What went wrong with a change: problems of its fields, or an error of the whole. */
export interface Change {
  busy: boolean;
  error: ClientError | null;
  problems: readonly Problem[];
  /** Runs one change; resolves to false when it did not work. */
  run: (work: () => Promise<unknown>) => Promise<boolean>;
  /** Forgets what went wrong. */
  clear: () => void;
}

/** Runs a change of records, and keeps what is wrong with it. */
export function useChange(): Change {
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
  return { busy, error, problems: problemsOf(error), run, clear: () => setError(null) };
}

function problemsOf(error: ClientError | null): readonly Problem[] {
  if (error?.code !== 'invalid_record') return [];
  // The server sends `details` of this code as the contract says.
  return (error.details as { problems: Problem[] }).problems;
}
