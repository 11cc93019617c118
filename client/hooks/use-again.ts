import { useEffect } from 'react';

/**
 * Calls `again` every now and then, for what no news tells of.
 * @param ms milliseconds between two calls, give or take a quarter: pages that were opened together do not ask together
 */
export function useAgain(again: () => void, ms: number, active = true): void {
  useEffect(() => {
    if (!active) return undefined;
    const timer = setInterval(again, ms * (0.75 + Math.random() / 2));
    return () => clearInterval(timer);
  }, [again, ms, active]);
}
