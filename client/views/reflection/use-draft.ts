import { useCallback, useEffect, useRef, useState } from 'react';
import type { Reflection } from '../../../src/contract/reflection.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { ClientError } from '../../session/client-error.ts';
import { remembered } from '../../session/remember.ts';

/** Milliseconds after the last key until the draft is saved on the server; on the device it is saved at once. */
const typingMs = 1_500;
/** Milliseconds between two tries while the server cannot be reached. */
const retryMs = 5_000;

interface Draft {
  text: string;
  /** It is to be handed in as soon as the server is there. */
  handIn: boolean;
  /** The server does not have this text. */
  unsaved: boolean;
}

export interface ReflectionDraft extends Draft {
  busy: boolean;
  /** Why it was not saved or handed in; a line error is tried again by itself. */
  error: ClientError | null;
  /** The last try did not reach the server. */
  isLineDown: boolean;
  write: (text: string) => void;
  handInNow: () => void;
}

/**
 * The draft of a reflection: on the device with every key, on the server soon after, and handed in over drops of the line and
 * reloads of the page. What this device wrote and could not save goes before what the server has.
 */
export function useDraft(courseId: string, own: Reflection | null, onHandedIn: () => void): ReflectionDraft {
  const { api, sessionId, connection } = useClassSession();
  const key = `reflection.${sessionId}` as const;
  const [draft, setDraft] = useState<Draft>(
    () => restore(remembered.get(key)) ?? { text: own?.text ?? '', handIn: false, unsaved: false },
  );
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const [turn, setTurn] = useState(0);
  const latest = useRef(onHandedIn);
  useEffect(() => {
    latest.current = onHandedIn;
  });
  useEffect(() => {
    const { text, handIn, unsaved } = draft;
    remembered.set(key, unsaved || handIn ? JSON.stringify({ text, handIn }) : '');
  }, [key, draft]);

  const save = useCallback(
    async ({ text, handIn }: Draft): Promise<void> => {
      setBusy(true);
      try {
        const params = { courseId };
        const kept = await api.request('PUT /api/courses/:courseId/reflections/own', {
          params,
          body: { text, handIn },
        });
        setError(null);
        // Meanwhile somebody may have written on, or have pressed the button.
        setDraft((now) => ({
          text: now.text,
          handIn: now.handIn && !handIn,
          unsaved: now.text !== text,
        }));
        if (kept.state === 'handedIn') latest.current();
      } catch (thrown) {
        const failed = ClientError.from(thrown);
        setError(failed);
        // A refusal to take it keeps the draft on the server; what the line stopped stays to be sent.
        if (failed.isPassing) return;
        setDraft((now) => ({ ...now, handIn: now.handIn && !handIn, unsaved: now.text !== text }));
      } finally {
        setBusy(false);
      }
    },
    [api, courseId],
  );

  const isLineDown = error?.isPassing === true;
  const waits = draft.unsaved || draft.handIn;
  useEffect(() => {
    if (!waits || busy) return undefined;
    const pause = isLineDown && turn === 0 ? retryMs : draft.handIn ? 0 : typingMs;
    const timer = setTimeout(() => {
      setTurn(0);
      void save(draft);
    }, pause);
    return () => clearTimeout(timer);
  }, [waits, busy, isLineDown, turn, draft, save]);
  useEffect(
    () =>
      connection.subscribe(() => {
        if (connection.get().kind === 'online') setTurn((n) => n + 1);
      }),
    [connection],
  );

  return {
    ...draft,
    busy,
    error,
    isLineDown,
    write: (text) => {
      setError((now) => (now?.isPassing === true ? now : null));
      setDraft({ text, handIn: false, unsaved: true });
    },
    handInNow: () => {
      setError(null);
      setDraft((now) => ({ ...now, handIn: true }));
    },
  };
}

function restore(kept: string | null): Draft | null {
  if (kept === null || kept === '') return null;
  try {
    const read: unknown = JSON.parse(kept);
    if (typeof read !== 'object' || read === null || !('text' in read)) return null;
    if (typeof read.text !== 'string') return null;
    return { text: read.text, handIn: 'handIn' in read && read.handIn === true, unsaved: true };
  } catch {
    return null;
  }
}
