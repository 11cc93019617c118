import { useEffect, useState } from 'react';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useConnection } from '../../hooks/use-connection.ts';

/** Milliseconds over which hundreds of screens spread their question where their trainees get in. */
const spreadMs = 1_500;

/** Where the own branch's trainees get in; null while it is not known, and on pages that are no screen. */
export function useEntry(): { path: string; code: string } | null {
  const { role, command } = useClassSession();
  const online = useConnection().kind === 'online';
  const [entry, setEntry] = useState<{ path: string; code: string } | null>(null);
  const asks = role === 'screen' && online && entry === null;
  useEffect(() => {
    if (!asks) return undefined;
    const timer = setTimeout(() => {
      command('poll.entry', {}).then(
        (answer) => setEntry(answer.entry),
        // Without a code the screen says that phones answer; the next poll asks again.
        () => undefined,
      );
    }, Math.random() * spreadMs);
    return () => clearTimeout(timer);
  }, [asks, command]);
  return entry;
}
