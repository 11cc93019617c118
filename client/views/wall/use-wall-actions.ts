import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import { movedPlace, type WallAction, type WallMove } from '../../session/patrol-wall-keys.ts';
import { nextOfTour, nextTile } from '../../session/patrol-wall-order.ts';
import { newClientId } from '../messages/use-outbox.ts';
import type { Filing } from './finding-dialog.tsx';
import { frameOf } from './frame.ts';
import type { LiveActions } from './live-bar.tsx';
import { useTour, type Tour } from './use-tour.ts';
import { useWallKeys } from './use-wall-keys.ts';
import type { ShownWall } from './use-wall.ts';
import type { FocusWish } from './wall-grid.tsx';

/** What is open when the page comes. */
export interface WallStart {
  watched?: string;
  isFiling?: boolean;
  isLessonOpen?: boolean;
}

/** Where the inspector is on the wall, and everything that can be done there. */
export interface WallActions {
  active: string | null;
  setActive: (tileId: string) => void;
  watched: string | null;
  wish: FocusWish | null;
  open: (tileId: string) => void;
  setLayout: (layout: { columns: number; rowsSeen: number }) => void;
  live: LiveActions;
  tour: Tour;
  /** The finding that is being written. */
  filing: { tileId: string; picture: Blob | null } | null;
  file: (filing: Filing) => void;
  stopFiling: () => void;
  isHelp: boolean;
  setHelp: (isHelp: boolean) => void;
  video: RefObject<HTMLVideoElement | null>;
}

/** @param options.start what is open when the page comes */
export function useWallActions(
  shown: ShownWall,
  options: { start: WallStart; focusSearch: () => void },
): WallActions {
  const { start, focusSearch } = options;
  const [active, setActive] = useState<string | null>(start.watched ?? null);
  const [watched, setWatched] = useState<string | null>(start.watched ?? null);
  const [wish, setWish] = useState<FocusWish | null>(null);
  const [isHelp, setHelp] = useState(false);
  const layout = useRef({ columns: 1, rowsSeen: 1 });
  const video = useRef<HTMLVideoElement>(null);
  const latest = useLatest({ shown, active, watched });

  /** Goes to a tile; when a room is watched, it becomes the watched one. */
  const goTo = useCallback((tileId: string | null): void => {
    if (tileId === null) return;
    setActive(tileId);
    setWatched((before) => (before === null ? null : tileId));
    setWish({ tileId });
  }, []);
  const open = useCallback((tileId: string): void => {
    setActive(tileId);
    setWatched(tileId);
    setWish({ tileId });
  }, []);
  const step = useCallback(
    (move: WallMove): void => {
      const { shown: now, active: from, watched: live } = latest.current;
      const { columns, rowsSeen } = layout.current;
      const place = from === null ? -1 : now.order.indexOf(from);
      const grid = { columns, count: now.order.length, rowsSeen };
      const tileId = now.order[movedPlace(place, move, grid)] ?? null;
      if (live === null || tileId !== live) goTo(tileId);
    },
    [latest, goTo],
  );
  const inOrder = useCallback((): void => {
    const { shown: now, active: tileId } = latest.current;
    const tile = tileId === null ? undefined : now.state.tiles?.get(tileId);
    if (tile === undefined) return;
    now.outbox?.send({
      kind: 'mark',
      id: newClientId(),
      tileId: tile.tileId,
      name: tile.name,
      headCount: null,
    });
    goTo(nextTile(now.order, tile.tileId, now.round));
  }, [latest, goTo]);
  const back = useCallback((): void => {
    const { active: tileId } = latest.current;
    setWatched(null);
    if (tileId !== null) setWish({ tileId });
  }, [latest]);
  const next = useCallback((): void => {
    const { shown: now, active: from } = latest.current;
    goTo(nextOfTour(now.order, from, now.round));
  }, [latest, goTo]);

  const filingPart = useFiling(shown, { active, watched, video, isWanted: start.isFiling === true });
  const { startFiling } = filingPart;
  const tour = useTour({ room: watched, isHeld: filingPart.filing !== null || isHelp, onNext: next });
  const { isOn: isTouring, setOn: setTouring } = tour;
  const toggleTour = useCallback((): void => {
    const { shown: now, active: from, watched: live } = latest.current;
    if (live === null) {
      const first = from ?? nextOfTour(now.order, null, now.round);
      if (first === null) return;
      open(first);
    }
    setTouring(!isTouring);
  }, [latest, open, setTouring, isTouring]);
  const act = useCallback(
    (action: WallAction): void => {
      const { active: tileId, shown: now } = latest.current;
      const does: Record<WallAction, () => void> = {
        live: () => {
          const wanted = tileId ?? now.order[0];
          if (wanted !== undefined) open(wanted);
        },
        inOrder,
        finding: startFiling,
        tour: toggleTour,
        back: () => {
          setTouring(false);
          back();
        },
        search: focusSearch,
        help: () => setHelp(true),
      };
      does[action]();
    },
    [latest, open, inOrder, startFiling, toggleTour, setTouring, back, focusSearch],
  );
  useWallKeys(act, step);

  return {
    active,
    setActive,
    watched,
    wish,
    open,
    setLayout: useCallback((now) => {
      layout.current = now;
    }, []),
    live: {
      previous: () => step('ArrowLeft'),
      next: () => step('ArrowRight'),
      inOrder,
      finding: startFiling,
      back: () => act('back'),
    },
    tour,
    filing: filingPart.filing,
    file: filingPart.file,
    stopFiling: filingPart.stopFiling,
    isHelp,
    setHelp,
    video,
  };
}

/** The finding that is being written, with the picture of the moment in which it was begun. */
function useFiling(
  shown: ShownWall,
  at: {
    active: string | null;
    watched: string | null;
    video: RefObject<HTMLVideoElement | null>;
    isWanted: boolean;
  },
): Pick<WallActions, 'filing' | 'file' | 'stopFiling'> & { startFiling: () => void } {
  const { wall, outbox, state } = shown;
  const { active, watched, video, isWanted } = at;
  const [filing, setFiling] = useState<WallActions['filing']>(null);
  const startFiling = useCallback((): void => {
    if (wall === null || active === null) return;
    const still = wall.still(active).get()?.picture ?? null;
    const element = active === watched ? video.current : null;
    const taken = element === null ? Promise.resolve(null) : frameOf(element);
    void taken.then((frame) => setFiling({ tileId: active, picture: frame ?? still }));
  }, [wall, active, watched, video]);
  const isReady = isWanted && state.tiles !== null;
  const startOnce = useRef(startFiling);
  useEffect(() => {
    startOnce.current = startFiling;
  });
  useEffect(() => {
    if (isReady) startOnce.current();
  }, [isReady]);
  const file = (said: Filing): void => {
    if (filing === null) return;
    const { tileId, picture } = filing;
    setFiling(null);
    const name = state.tiles?.get(tileId)?.name ?? '';
    void bytesOf(picture).then((bytes) =>
      outbox?.send({
        kind: 'finding',
        id: newClientId(),
        tileId,
        name,
        said: { ...said, picture: bytes ?? 'newest' },
      }),
    );
  };
  return { filing, file, stopFiling: () => setFiling(null), startFiling };
}

async function bytesOf(picture: Blob | null): Promise<Uint8Array | null> {
  return picture === null ? null : new Uint8Array(await picture.arrayBuffer());
}

/** What callbacks need to know when they are called, so that they stay the same. */
function useLatest<T>(value: T): RefObject<T> {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
}
