import { useCallback, useEffect, useState } from 'react';
import type { PatrolTarget } from '../../../src/contract/patrol-live.ts';
import type { WallTile } from '../../../src/contract/patrol.ts';
import { useClassSession } from '../../hooks/class-session.tsx';

/** Milliseconds for which a room stays pressed after the button was released: the click comes meanwhile, and watches it. */
const releasedMs = 100;

/** The room that is being pressed, null when none is. A room begins to send then, not only with the click a tenth of a second later. */
export function usePressed(): { pressed: string | null; press: (tileId: string) => void } {
  const [pressed, setPressed] = useState<string | null>(null);
  useEffect(() => {
    if (pressed === null) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const release = (): void => {
      timer ??= setTimeout(() => setPressed(null), releasedMs);
    };
    const ends = ['pointerup', 'pointercancel', 'dragstart'] as const;
    for (const end of ends) window.addEventListener(end, release);
    return () => {
      clearTimeout(timer);
      for (const end of ends) window.removeEventListener(end, release);
    };
  }, [pressed]);
  return { pressed, press: useCallback((tileId: string) => setPressed(tileId), []) };
}

/** Has the room that is watched next send already. */
export function useNextRoom(next: WallTile | null): void {
  const { patrolWatch } = useClassSession();
  // Asking for the same one again changes nothing.
  useEffect(() => patrolWatch?.warm(next === null ? null : targetOf(next)), [patrolWatch, next]);
  useEffect(() => () => patrolWatch?.warm(null), [patrolWatch]);
}

/** A branch is watched by its id: another screen of it is the same room. Null while nobody is there. */
export function targetOf({
  tileId,
  of,
  participantId,
}: Pick<WallTile, 'tileId' | 'of' | 'participantId'>): PatrolTarget | null {
  if (participantId === null) return null;
  return of === 'branch' ? { branchId: tileId } : { participantId };
}
