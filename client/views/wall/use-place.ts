import { useCallback, useState } from 'react';
import type { FocusWish } from './use-kept-place.ts';

/** Where the inspector is on the wall. */
export interface WallPlace {
  /** The tile that keys are about. */
  active: string | null;
  setActive: (tileId: string) => void;
  /** The room whose live picture is open. */
  watched: string | null;
  /** The tile that is to be brought into view and focused. */
  wish: FocusWish | null;
  /** Opens a room's live picture. */
  open: (tileId: string) => void;
  /** Goes to a tile; when a room is watched, the tile becomes the watched one. */
  goTo: (tileId: string | null) => void;
  /** Back to the whole wall, to the tile that was watched. */
  leave: () => void;
}

/** @param first the room that is open when the page comes */
export function usePlace(first: string | null): WallPlace {
  const [active, setActive] = useState(first);
  const [watched, setWatched] = useState(first);
  const [wish, setWish] = useState<FocusWish | null>(null);
  const open = useCallback((tileId: string): void => {
    setActive(tileId);
    setWatched(tileId);
    setWish({ tileId });
  }, []);
  const goTo = (tileId: string | null): void => {
    if (tileId === null) return;
    setActive(tileId);
    if (watched !== null) setWatched(tileId);
    setWish({ tileId });
  };
  const leave = (): void => {
    setWatched(null);
    if (active !== null) setWish({ tileId: active });
  };
  return { active, setActive, watched, wish, open, goTo, leave };
}
