import { useEffect, useLayoutEffect, useRef } from 'react';
import { scrollToShow, wallGap, type WallGrid } from '../../session/patrol-wall-grid.ts';

/** A tile that is to be brought into view and focused; another object means once more. */
export interface FocusWish {
  tileId: string;
}

interface Place {
  box: HTMLElement | null;
  grid: WallGrid;
  order: readonly string[];
  wish: FocusWish | null;
  boxHeight: number;
}

/** What is to be in view: as the first row, or anywhere. */
interface Kept {
  tileId: string;
  isFirst: boolean;
}

/**
 * Brings the wished tile into view, and focuses it once it is in the page. When the tiles lie down anew, as they do when a room is opened
 * beside them and left again, the same tile is in view as before: the wished one, or the one to which somebody has scrolled.
 */
export function useKeptPlace(place: Place): void {
  const { box, grid, wish, boxHeight } = place;
  const latest = useRef(place);
  useLayoutEffect(() => {
    latest.current = place;
  });
  const kept = useRef<Kept | null>(null);
  /** Where the box was scrolled to by this page: anywhere else it was by a hand. */
  const own = useRef(0);
  useLayoutEffect(() => {
    if (wish !== null) kept.current = { tileId: wish.tileId, isFirst: false };
  }, [wish]);
  useLayoutEffect(() => {
    if (kept.current === null || box === null) return;
    const top = placeOf(kept.current, latest.current, box.scrollTop);
    if (top === null) return;
    box.scrollTo({ top });
    own.current = box.scrollTop;
  }, [wish, box, grid.columns, grid.tileHeight, boxHeight]);
  useEffect(() => {
    const scrolled = (): void => {
      if (box === null || Math.abs(box.scrollTop - own.current) < 1) return;
      own.current = box.scrollTop;
      const now = latest.current;
      const row = Math.round(box.scrollTop / (now.grid.tileHeight + wallGap));
      const tileId = now.order[row * now.grid.columns];
      kept.current = tileId === undefined ? null : { tileId, isFirst: true };
    };
    box?.addEventListener('scroll', scrolled, { passive: true });
    return () => box?.removeEventListener('scroll', scrolled);
  }, [box]);
  useFocus(place);
}

/** Where to scroll for what is to be in view; null when it is not on the wall any more. */
function placeOf(
  { tileId, isFirst }: Kept,
  { grid, order, boxHeight }: Place,
  scrollTop: number,
): number | null {
  const at = order.indexOf(tileId);
  if (at < 0) return null;
  // The lowest place from which a tile is seen whole is the one at which it is first.
  return scrollToShow(grid, at, { scrollTop: isFirst ? Infinity : scrollTop, boxHeight });
}

function isFocusLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

/**
 * The focus follows the wish. A tile that comes to lie in another row is made anew: the focus would be lost, and with it the mark of where
 * one is.
 */
function useFocus({ box, wish, order, grid: { columns } }: Place): void {
  const pending = useRef<{ tileId: string; isNew: boolean } | null>(null);
  const shown = useRef<FocusWish | null>(null);
  useLayoutEffect(() => {
    const isNew = wish !== shown.current;
    shown.current = wish;
    if (wish !== null && (isNew || (isFocusLost() && pending.current === null)))
      pending.current = { tileId: wish.tileId, isNew };
  }, [wish, order, columns]);
  useLayoutEffect(() => {
    if (pending.current === null) return;
    const { tileId, isNew } = pending.current;
    const tile = box?.querySelector<HTMLElement>(`[data-tile="${CSS.escape(tileId)}"]`);
    if (!tile) return;
    pending.current = null;
    // Meanwhile somebody may write in a field.
    if (isNew || isFocusLost()) tile.focus({ preventScroll: true });
  });
}
