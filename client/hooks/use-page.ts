import { useEffect, useState } from 'react';
import type { Role } from '../../src/contract/roles.ts';
import { ClientError } from '../session/client-error.ts';
import { linkQuestion, type LinkQuestion } from '../session/entrance.ts';
import { openInvitation, parsePage } from '../session/page.ts';
import { remembered } from '../session/remember.ts';
import type { RememberedPage } from '../session/remember.ts';

/** Which page this address is. */
export type PageState =
  /** An invitation is being exchanged for a session. */
  | { kind: 'opening' }
  | { kind: 'role'; role: Role; sessionId: string }
  /** The bare address; `last` is the page that this browser showed before. */
  | { kind: 'home'; last: RememberedPage | null }
  | { kind: 'account'; sessionId: string }
  /** A sign-in code was scanned. */
  | { kind: 'scan'; code: string }
  /** A certificate is to be confirmed. */
  | { kind: 'certificate'; code: string }
  /** Somebody sets a new password by a link. */
  | { kind: 'newPassword'; token: string }
  /** The link asks who it is that opens it. */
  | ({ kind: 'question'; token: string } & LinkQuestion)
  /** The link did not open; `retry` tries again. */
  | { kind: 'failed'; error: ClientError; retry: () => void }
  | { kind: 'unknown' };

// An exchange outlives its component: React mounts twice in development, and the token should be spent once.
const exchanges = new Map<string, Promise<PageState>>();

/** The page of the current address; invitation links turn into their role's page. */
export function usePage(): PageState {
  const [page, setPage] = useState<PageState>(() => pageAt(location.pathname, location.hash));
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const address = parsePage(location.pathname, location.hash);
    if (address.kind === 'role') remembered.setPage(address);
    // The token is in the page's memory now: it shall neither stay in the address bar nor in the history.
    if (address.kind === 'newPassword') history.replaceState(null, '', location.pathname);
    if (address.kind !== 'invitation') return undefined;
    const { token } = address;
    let current = true;
    const again = () => {
      exchanges.delete(token);
      setPage({ kind: 'opening' });
      setAttempt((n) => n + 1);
    };
    void exchange(token, again).then((next) => {
      if (current) setPage(next);
    });
    return () => {
      current = false;
    };
  }, [attempt]);
  return page;
}

function pageAt(path: string, hash: string): PageState {
  const address = parsePage(path, hash);
  return address.kind === 'invitation' ? { kind: 'opening' } : address;
}

function exchange(token: string, retry: () => void): Promise<PageState> {
  const running = exchanges.get(token);
  if (running) return running;
  const started = openInvitation(token).then(
    ({ role, sessionId }): PageState => ({ kind: 'role', role, sessionId }),
    (thrown: unknown): PageState => {
      const error = ClientError.from(thrown);
      const question = linkQuestion(error);
      return question === null ? { kind: 'failed', error, retry } : { kind: 'question', token, ...question };
    },
  );
  exchanges.set(token, started);
  return started;
}
