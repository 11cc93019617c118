import { useCallback, useMemo, useState } from 'react';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useHeld } from '../../hooks/use-held.ts';
import { useObservable } from '../../hooks/use-observable.ts';
import { useRound } from '../../hooks/use-round.ts';
import { PatrolWall, type WallState } from '../../session/patrol-wall.ts';
import type { WallDensity } from '../../session/patrol-wall-grid.ts';
import { wallOrder, wholeWall, type WallChoice, type WallRound } from '../../session/patrol-wall-order.ts';
import { WallOutbox, type SentEntry } from '../../session/patrol-wall-outbox.ts';
import { State } from '../../session/observable.ts';
import { remembered } from '../../session/remember.ts';
import type { RoundView } from '../../session/round-book.ts';

const nothing = new State<WallState>({ tiles: null, error: null });
const noEntries = new State<readonly SentEntry[]>([]);

/** The wall as this page shows it. */
export interface ShownWall {
  wall: PatrolWall | null;
  state: WallState;
  /** The tiles that are shown, in their order. */
  order: readonly string[];
  choice: WallChoice;
  choose: (change: Partial<WallChoice>) => void;
  density: WallDensity;
  setDensity: (density: WallDensity) => void;
  /** Null while it is not known. */
  view: RoundView | null;
  round: WallRound;
  outbox: WallOutbox | null;
  entries: readonly SentEntry[];
}

/** Opens the wall of the page's lesson and keeps it for as long as the page shows it. */
export function useWall(): ShownWall {
  const session = useClassSession();
  const wall = useHeld(useCallback(() => new PatrolWall(session), [session]));
  const outbox = useHeld(useCallback(() => new WallOutbox(session), [session]));
  const state = useObservable(wall?.state ?? nothing);
  const entries = useObservable(outbox?.state ?? noEntries);
  const view = useRound();
  const [choice, setChoice] = useState(wholeWall);
  const [density, setDensity] = useState<WallDensity>(() =>
    remembered.get('wall.density') === 'large' ? 'large' : 'small',
  );
  const own = session.sessionId;
  const round = useMemo((): WallRound => {
    const isRunning = view?.round?.endedAt === null;
    return { own, tiles: isRunning ? view.tiles : new Map() };
  }, [view, own]);
  const order = useMemo(
    () => (state.tiles === null ? [] : wallOrder(state.tiles.values(), choice, round)),
    [state.tiles, choice, round],
  );
  const choose = useCallback(
    (change: Partial<WallChoice>) => setChoice((before) => ({ ...before, ...change })),
    [],
  );
  const keepDensity = useCallback((next: WallDensity) => {
    remembered.set('wall.density', next);
    setDensity(next);
  }, []);
  return {
    wall,
    state,
    order,
    choice,
    choose,
    density,
    setDensity: keepDensity,
    view,
    round,
    outbox,
    entries,
  };
}
