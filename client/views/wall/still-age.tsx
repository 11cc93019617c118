import type { TFunction } from 'i18next';
import { useCallback, useSyncExternalStore, type ReactElement } from 'react';
import type { PatrolWall } from '../../session/patrol-wall.ts';

/** Up to here a still counts as of now, in milliseconds: those that are looked at come about every two seconds. */
const freshMs = 3_000;
/** Up to here a small tile keeps its width for the name, in milliseconds: one of the stills may come late. */
const youngMs = 6_000;
const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** Milliseconds, coarser the older it is: an age whose words stay the same is not drawn again. */
function coarse(ms: number): number {
  if (ms < freshMs) return 0;
  if (ms < hourMs) return ms - (ms % (ms < minuteMs ? secondMs : minuteMs));
  return hourMs;
}

function ageWords(t: TFunction, age: number): string {
  if (age === 0) return t('wall.justNow');
  if (age < minuteMs) return t('wall.seconds', { count: age / secondMs });
  if (age < hourMs) return t('wall.minutes', { count: age / minuteMs });
  return t('wall.long');
}

/** How old a tile's still is, kept up to date; nothing without one. */
export function StillAge({
  wall,
  tileId,
  t,
}: {
  wall: PatrolWall;
  tileId: string;
  t: TFunction;
}): ReactElement | null {
  const age = useAge(wall, tileId);
  if (age === null) return null;
  return (
    <time className="wall-tile__age" data-young={age < youngMs ? '' : undefined}>
      {ageWords(t, age)}
    </time>
  );
}

/** By the wall's one clock; null without a still. */
function useAge(wall: PatrolWall, tileId: string): number | null {
  const subscribe = useCallback(
    (changed: () => void) => {
      const stops = [wall.clock.subscribe(changed), wall.still(tileId).subscribe(changed)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    [wall, tileId],
  );
  return useSyncExternalStore(subscribe, () => {
    const still = wall.still(tileId).get();
    return still === null ? null : coarse(wall.clock.get() - still.at);
  });
}
