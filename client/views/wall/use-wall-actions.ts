import { useCallback, useRef, useState } from 'react';
import { useIsTalking } from '../../hooks/use-patrol-watch.ts';
import { movedPlace, type WallAction, type WallMove } from '../../session/patrol-wall-keys.ts';
import { nextOfTour, nextTile } from '../../session/patrol-wall-order.ts';
import { newClientId } from '../messages/use-outbox.ts';
import type { LiveActions } from './live-bar.tsx';
import { useFiling, type WallFiling } from './use-filing.ts';
import { usePlace, type WallPlace } from './use-place.ts';
import { useTour, type Tour } from './use-tour.ts';
import { useWallKeys } from './use-wall-keys.ts';
import type { ShownWall } from './use-wall.ts';
import type { WallStart } from './wall-start.ts';

/** Where the inspector is on the wall, and everything that can be done there. */
export interface WallActions {
  place: WallPlace;
  filing: WallFiling;
  tour: Tour;
  live: LiveActions;
  /** Starts the tour, on the whole wall too, or ends it. */
  toggleTour: () => void;
  setLayout: (layout: { columns: number; rowsSeen: number }) => void;
  isHelp: boolean;
  setHelp: (isHelp: boolean) => void;
}

/** @param options.start what is open when the page comes */
export function useWallActions(
  shown: ShownWall,
  options: { start: WallStart; focusSearch: () => void },
): WallActions {
  const { start, focusSearch } = options;
  const { order, round } = shown;
  const place = usePlace(start.watched ?? null);
  const filing = useFiling(shown, place.active, start.isFiling === true);
  const [isHelp, setHelp] = useState(false);
  const { step, setLayout } = useSteps(order, place);
  const [isWriting, setWriting] = useState(false);
  const isHere = (tileId: string): boolean =>
    (shown.state.tiles?.get(tileId)?.participantId ?? null) !== null;
  const nextOf = (been: ReadonlySet<string>): string | null =>
    nextOfTour(order, place.active, round, { been, isHere });
  const isBusy = useIsTalking() || isWriting || filing.filing !== null || isHelp;
  const tour = useTour({ room: place.watched, isHeld: isBusy, nextOf, onNext: place.goTo });
  const inOrder = (): void => {
    const tile = place.active === null ? undefined : shown.state.tiles?.get(place.active);
    if (tile === undefined) return;
    const { tileId, name, state } = tile;
    const isAbsent = state === 'offline';
    shown.outbox?.send({ kind: 'mark', id: newClientId(), tileId, name, headCount: null, isAbsent });
    place.goTo(nextTile(order, tileId, round));
  };
  const toggleTour = (): void => {
    const first = place.active ?? nextOf(new Set()) ?? order[0] ?? null;
    if (place.watched === null && first !== null) place.open(first);
    tour.setOn(!tour.isOn);
  };
  const back = (): void => {
    tour.setOn(false);
    place.leave();
  };
  const goLive = (): void => {
    const wanted = place.active ?? order[0];
    if (wanted !== undefined) place.open(wanted);
  };
  const does: Record<WallAction, () => void> = {
    live: goLive,
    inOrder,
    finding: filing.begin,
    tour: toggleTour,
    back,
    search: focusSearch,
    help: () => setHelp(true),
  };
  useWallKeys((action) => does[action](), step);
  const live: LiveActions = {
    previous: () => step('ArrowLeft'),
    next: () => step('ArrowRight'),
    inOrder,
    finding: filing.begin,
    back,
    writing: setWriting,
  };
  return { place, filing, tour, live, toggleTour, setLayout, isHelp, setHelp };
}

/** Moves over the tiles as they lie now. */
function useSteps(
  order: readonly string[],
  { active, goTo }: WallPlace,
): { step: (move: WallMove) => void; setLayout: WallActions['setLayout'] } {
  const layout = useRef({ columns: 1, rowsSeen: 1 });
  const setLayout = useCallback((now: { columns: number; rowsSeen: number }) => {
    layout.current = now;
  }, []);
  const step = (move: WallMove): void => {
    const from = active === null ? -1 : order.indexOf(active);
    const to = movedPlace(from, move, { ...layout.current, count: order.length });
    if (to !== from) goTo(order[to] ?? null);
  };
  return { step, setLayout };
}
