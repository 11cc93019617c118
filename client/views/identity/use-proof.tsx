import { useState, type ReactElement } from 'react';
import type { Api } from '../../session/api.ts';
import { ClientError } from '../../session/client-error.ts';
import { lazyView, Pending } from '../common/lazy-view.tsx';

const ProofDialog = lazyView(async () => (await import('./proof-dialog.tsx')).ProofDialog);

/** Somebody is asked for the password, and what goes on when they gave it or would not. */
interface Asking {
  given: () => void;
  refused: () => void;
}

/**
 * For what the server does only after the person gave the password again: `prove` runs it, asks where the server says so, and
 * runs it once more. Rejects as it does; also with `confirmation_required`, for who would not give the password.
 */
export function useProof(api: Api): {
  prove: <T>(work: () => Promise<T>) => Promise<T>;
  /** To be rendered beside what `prove` is for. */
  proofDialog: ReactElement | null;
} {
  const [asking, setAsking] = useState<Asking | null>(null);
  const prove = async <T,>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (thrown) {
      const error = ClientError.from(thrown);
      if (error.code !== 'confirmation_required') throw error;
      await new Promise<void>((resolve, reject) => {
        setAsking({ given: resolve, refused: () => reject(error) });
      }).finally(() => setAsking(null));
      return work();
    }
  };
  const proofDialog =
    asking === null ? null : (
      <Pending fallback={null}>
        <ProofDialog api={api} onGiven={asking.given} onClose={asking.refused} />
      </Pending>
    );
  return { prove, proofDialog };
}
