import { useEffect, useMemo, useRef, useState } from 'react';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { useSender } from '../../hooks/use-sender.ts';
import { ClientError } from '../../session/client-error.ts';
import type { CaptureSource } from '../../session/types.ts';

/** Everything that buttons and keys can do on the console. */
export interface ConsoleActions {
  goLive: () => void;
  /** Asks before it ends. */
  askEnd: () => void;
  /** Goes live, resumes, or asks to end: whatever comes next. */
  next: () => void;
  toggle: (source: CaptureSource) => void;
  /** Going live is under way. */
  busy: boolean;
  /** Why going live failed; null when it did not. */
  error: ClientError | null;
}

/** Joins buttons, keys and the sender; also opens camera and microphone once for the preview. */
export function useConsoleActions(askEnd: () => void): ConsoleActions {
  const { role } = useClassSession();
  const { phase } = useClassroom();
  const { state, sender } = useSender();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ClientError | null>(null);
  const prepared = useRef(false);
  useEffect(() => {
    // The assisting organiser's camera stays off until this device is to be kept ready.
    if (prepared.current || (role === 'organiser' && state.place === 'none')) return;
    prepared.current = true;
    // What cannot be opened shows at its source; there is nothing else to do about it here.
    sender.prepare().catch(() => undefined);
  }, [sender, role, state.place]);
  const sending = state.phase.kind !== 'idle' && state.phase.kind !== 'failed';
  const { sources } = state;
  return useMemo(() => {
    const goLive = (): void => {
      setBusy(true);
      setError(null);
      sender
        .goLive()
        .catch((thrown: unknown) => setError(ClientError.from(thrown)))
        .finally(() => setBusy(false));
    };
    return {
      goLive,
      askEnd,
      next: () => {
        if (phase === 'ended' || busy) return;
        if (phase === 'live' && sending) askEnd();
        else goLive();
      },
      toggle: (source) => {
        // A refusal shows as the source's problem.
        sender.toggle(source, !sources[source].on).catch(() => undefined);
      },
      busy,
      error,
    };
  }, [sender, sources, sending, phase, busy, error, askEnd]);
}
