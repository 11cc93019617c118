import { useCallback, useEffect, useState } from 'react';
import { hashOf, placeOf, type DeskPlace } from './desk-address.ts';

/** Where the organiser is. It stands in the address: a reload comes back to it, and Back and Forward lead through the rooms. */
export function useDeskPlace(): [place: DeskPlace, go: (place: DeskPlace) => void] {
  const [place, setPlace] = useState(() => placeOf(location.hash));
  useEffect(() => {
    const follow = (): void => setPlace(placeOf(location.hash));
    window.addEventListener('popstate', follow);
    return () => window.removeEventListener('popstate', follow);
  }, []);
  const go = useCallback((next: DeskPlace): void => {
    const hash = hashOf(next);
    if (hash !== location.hash) history.pushState(null, '', `${location.pathname}${location.search}${hash}`);
    setPlace(next);
  }, []);
  return [place, go];
}
