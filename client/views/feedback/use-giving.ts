import { useEffect, useRef, useState } from 'react';
import type { OwnFeedback } from '../../../src/contract/feedback.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { ClientError } from '../../session/client-error.ts';
import { remembered } from '../../session/remember.ts';

/** Milliseconds between two tries while the server cannot be reached. */
const retryMs = 5_000;

export type Said = Omit<OwnFeedback, 'at'>;

export interface Giving {
  /** What was sent and is not known to be received. */
  pending: Said | null;
  /** What the server has taken last, on this page. */
  received: Said | null;
  /** Why the last one was refused. */
  error: ClientError | null;
  /** The last try did not reach the server; it is tried again by itself. */
  isLineDown: boolean;
  give: (said: Said) => void;
}

interface Pending {
  said: Said;
  /** Tries that may have arrived without our knowing. */
  tries: number;
}

/** Sends feedback over drops of the line and reloads of the page. */
export function useGiving(courseId: string, onGiven: () => void): Giving {
  const { api, sessionId, connection } = useClassSession();
  const key = `feedback.${sessionId}` as const;
  const [pending, setPending] = useState<Pending | null>(() => restore(remembered.get(key)));
  const [received, setReceived] = useState<Said | null>(null);
  const [error, setError] = useState<ClientError | null>(null);
  /** How often the line came back, and how often that was when the last try began. */
  const [returns, setReturns] = useState(0);
  const triedAt = useRef(0);
  const busy = useRef(false);
  const latest = useRef(onGiven);
  useEffect(() => {
    latest.current = onGiven;
  });
  useEffect(() => {
    remembered.set(key, pending === null ? '' : JSON.stringify(pending.said));
  }, [key, pending]);
  useEffect(
    () =>
      connection.subscribe(() => {
        if (connection.get().kind === 'online') setReturns((n) => n + 1);
      }),
    [connection],
  );
  useEffect(() => {
    if (pending === null) return undefined;
    const { said, tries } = pending;
    const send = (): void => {
      if (busy.current) return;
      busy.current = true;
      triedAt.current = returns;
      api
        .request('PUT /api/courses/:courseId/feedback/own', { params: { courseId }, body: said })
        .catch((thrown: unknown) => {
          const failed = ClientError.from(thrown);
          // An anonymous one that had arrived before cannot be given again: that is what its receipt would have said.
          if (failed.code === 'feedback_given' && said.anonymous && tries > 0) return;
          throw failed;
        })
        .then(
          () => {
            setPending(null);
            setError(null);
            setReceived(said);
            latest.current();
          },
          (thrown: unknown) => {
            const failed = ClientError.from(thrown);
            setError(failed);
            setPending(failed.isPassing ? { said, tries: tries + 1 } : null);
          },
        )
        .finally(() => {
          busy.current = false;
        });
    };
    const isBack = returns > triedAt.current;
    const timer = setTimeout(send, tries === 0 || isBack ? 0 : retryMs);
    return () => clearTimeout(timer);
  }, [api, courseId, pending, returns]);
  return {
    pending: pending?.said ?? null,
    received,
    error: error?.isPassing === true ? null : error,
    isLineDown: error?.isPassing === true,
    give: (said) => {
      setReceived(null);
      setError(null);
      setPending({ said, tries: 0 });
    },
  };
}

/** It may have arrived before the page was closed. */
function restore(kept: string | null): Pending | null {
  if (kept === null || kept === '') return null;
  try {
    const read: unknown = JSON.parse(kept);
    if (typeof read !== 'object' || read === null) return null;
    if (!('rating' in read && 'text' in read && 'anonymous' in read && 'lessonId' in read)) return null;
    const { rating, text, anonymous, lessonId } = read;
    if (typeof rating !== 'number' || typeof text !== 'string' || typeof anonymous !== 'boolean') return null;
    return {
      said: { rating, text, anonymous, lessonId: typeof lessonId === 'string' ? lessonId : null },
      tries: 1,
    };
  } catch {
    return null;
  }
}
