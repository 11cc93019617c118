import { useCallback, useEffect, useRef, useState } from 'react';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useConnection } from '../../hooks/use-connection.ts';
import { ClientError } from '../../session/client-error.ts';
import { remembered } from '../../session/remember.ts';

/** A question that was written here and that the server has not acknowledged. */
export interface Unsent {
  questionId: string;
  text: string;
  /** `waiting`: goes out as soon as there is a line; `refused`: the server said no, and why. */
  state: 'waiting' | 'refused';
  error: ClientError | null;
}

export interface Outbox {
  /** There is a line: what waits is on its way. */
  online: boolean;
  unsent: readonly Unsent[];
  ask: (text: string) => void;
  again: (questionId: string) => void;
  discard: (questionId: string) => void;
}

/**
 * Keeps what was written until the server has it, over drops of the line and reloads of the page. The id is made here, so a
 * question that is sent twice is asked once.
 */
export function useOutbox(onSent: () => void): Outbox {
  const session = useClassSession();
  const online = useConnection().kind === 'online';
  const key = `questions.${session.sessionId}` as const;
  const [unsent, setUnsent] = useState<readonly Unsent[]>(() => restore(remembered.get(key)));
  const update = useCallback((questionId: string, change: Partial<Unsent> | null) => {
    setUnsent((all) =>
      all.flatMap((one) =>
        one.questionId !== questionId ? [one] : change === null ? [] : [{ ...one, ...change }],
      ),
    );
  }, []);
  useEffect(() => {
    const kept = unsent.map(({ questionId, text }) => ({ questionId, text }));
    remembered.set(key, kept.length === 0 ? '' : JSON.stringify(kept));
  }, [key, unsent]);
  const next = unsent.find(({ state }) => state === 'waiting');
  const sending = useRef(false);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (!online || sending.current || next === undefined) return;
    const { questionId, text } = next;
    sending.current = true;
    session
      .command('question.ask', { questionId, text })
      .then(
        () => {
          update(questionId, null);
          onSent();
        },
        (thrown: unknown) => {
          const error = ClientError.from(thrown);
          const lost = error.code === 'offline' || error.code === 'timeout' || error.code === 'closed';
          if (!lost) update(questionId, { state: 'refused', error });
        },
      )
      .finally(() => {
        sending.current = false;
        // The next one, or the same one again when the line dropped meanwhile.
        setTries((n) => n + 1);
      });
  }, [online, next, tries, session, update, onSent]);
  return {
    online,
    unsent,
    ask: (text) =>
      setUnsent((all) => [...all, { questionId: makeId(), text, state: 'waiting', error: null }]),
    again: (questionId) => update(questionId, { state: 'waiting', error: null }),
    discard: (questionId) => update(questionId, null),
  };
}

/** 128 random bits in hex; `crypto.randomUUID` is missing where the page came without TLS. */
function makeId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function restore(kept: string | null): Unsent[] {
  if (kept === null || kept === '') return [];
  try {
    const list: unknown = JSON.parse(kept);
    if (!Array.isArray(list)) return [];
    return list.flatMap((one: unknown) => {
      if (typeof one !== 'object' || one === null) return [];
      const { questionId, text } = one as Record<string, unknown>;
      if (typeof questionId !== 'string' || typeof text !== 'string') return [];
      return [{ questionId, text, state: 'waiting' as const, error: null }];
    });
  } catch {
    return [];
  }
}
