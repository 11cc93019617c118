import { useEffect, useState } from 'react';

/**
 * Milliseconds since a moment by this machine's clock, renewed every second; 0 while there is no such moment. For what
 * the server does not know: since when its line is down.
 */
export function useElapsed(since: number | null): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (since === null) return undefined;
    const renew = (): void => setNow(Date.now());
    renew();
    const timer = setInterval(renew, 1000);
    return () => clearInterval(timer);
  }, [since]);
  return since === null ? 0 : Math.max(0, now - since);
}
