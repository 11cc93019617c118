import { useCallback, useEffect, useRef } from 'react';

/**
 * Tells which of several answers to the same question is shown. `newest()` is called when one asks, and what it returns when the
 * answer is there: whether nothing newer is shown, and the page still asks for `key`. An answer counts although it was asked for
 * once more meanwhile: a server that takes longer than news take to come would otherwise never be heard.
 */
export function useNewest(key: string): () => () => boolean {
  const asks = useRef(0);
  const shown = useRef(0);
  const wanted = useRef<string | null>(null);
  useEffect(() => {
    wanted.current = key;
    return () => {
      wanted.current = null;
    };
  }, [key]);
  return useCallback(() => {
    const mine = (asks.current += 1);
    return () => {
      if (wanted.current !== key || mine < shown.current) return false;
      shown.current = mine;
      return true;
    };
  }, [key]);
}
