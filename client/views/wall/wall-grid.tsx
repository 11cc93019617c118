import type { TFunction } from 'i18next';
import {
  memo,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useState,
  useSyncExternalStore,
  type ReactElement,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { PatrolWall } from '../../session/patrol-wall.ts';
import {
  drawnRows,
  seenRows,
  wallGap,
  wallGrid,
  type RowRange,
  type WallDensity,
  type WallGrid as Grid,
} from '../../session/patrol-wall-grid.ts';
import { useKeptPlace, type FocusWish } from './use-kept-place.ts';
import { WallTile } from './wall-tile.tsx';

export interface WallGridProps {
  wall: PatrolWall;
  order: readonly string[];
  density: WallDensity;
  active: string | null;
  watched: string | null;
  wish: FocusWish | null;
  /** When the round began, or else the last one: what was seen before it is not seen in it. Null before the first. */
  roundSince: number | null;
  /** The mouse is down on a tile. Not for fingers, which press whenever they scroll. */
  onPress: (tileId: string) => void;
  onOpen: (tileId: string) => void;
  onActive: (tileId: string) => void;
  /** How the grid lies now: what arrow keys go by. */
  onLayout: (layout: { columns: number; rowsSeen: number }) => void;
}

/** The wall of tiles. Only the rows that are seen, and a few more, are in the page, and only seen tiles are looked at. */
export function WallGrid(props: WallGridProps): ReactElement {
  const { t } = useTranslation();
  const { wall, order, density, active, watched, wish, roundSince } = props;
  const { onPress, onOpen, onActive, onLayout } = props;
  const [box, setBox] = useState<HTMLDivElement | null>(null);
  const size = useSize(box);
  const grid = useMemo(
    () => wallGrid(size.width, order.length, density),
    [size.width, order.length, density],
  );
  const seen = useSeenRows(box, grid, size.height);
  useKeptPlace({ box, grid, order, wish, boxHeight: size.height });
  useEffect(() => {
    const shown = order.slice(seen.first * grid.columns, seen.end * grid.columns);
    // The watched room's still stands in for its picture.
    wall.look(watched === null || shown.includes(watched) ? shown : [...shown, watched]);
  }, [wall, order, seen, grid.columns, watched]);
  useEffect(() => {
    onLayout({ columns: grid.columns, rowsSeen: seen.end - seen.first - 1 });
  }, [onLayout, grid.columns, seen]);
  const drawn = drawnRows(grid, seen);
  const first = drawn.first * grid.columns;
  const inPage = order.slice(first, drawn.end * grid.columns);
  // Tab leads to the tile that was used last, or else to the first that is there.
  const tabStop = active !== null && inPage.includes(active) ? active : (inPage[0] ?? null);
  return (
    <div
      className="wall-grid"
      ref={setBox}
      data-density={density}
      data-small={grid.tileWidth < 232 ? '' : undefined}
      onPointerDown={({ target, pointerType, button }) => {
        const tile = target instanceof Element ? target.closest<HTMLElement>('[data-tile]') : null;
        if (pointerType === 'mouse' && button === 0 && tile) onPress(tile.dataset['tile'] ?? '');
      }}
    >
      <div
        role="grid"
        aria-label={t('wall.grid')}
        aria-rowcount={grid.rows}
        aria-colcount={grid.columns}
        style={{ height: grid.height }}
      >
        {Array.from({ length: drawn.end - drawn.first }, (_, at) => {
          const row = drawn.first + at;
          const tileIds = order.slice(row * grid.columns, (row + 1) * grid.columns);
          const own = (tileId: string | null): string | null =>
            tileId !== null && tileIds.includes(tileId) ? tileId : null;
          return (
            <Row
              key={row}
              row={row}
              grid={grid}
              tileIds={tileIds.join(' ')}
              tabStop={own(tabStop)}
              watched={own(watched)}
              wall={wall}
              roundSince={roundSince}
              onOpen={onOpen}
              onFocus={onActive}
              t={t}
            />
          );
        })}
      </div>
    </div>
  );
}

interface RowProps {
  row: number;
  grid: Grid;
  /** Joined by spaces, so that a row whose tiles stay the same is not drawn again. */
  tileIds: string;
  /** Of this row's tiles; null when it is another row's, so that the rest is not drawn again. */
  tabStop: string | null;
  watched: string | null;
  wall: PatrolWall;
  roundSince: number | null;
  onOpen: (tileId: string) => void;
  onFocus: (tileId: string) => void;
  t: TFunction;
}

const Row = memo(function Row(props: RowProps): ReactElement {
  const { row, grid, tileIds, tabStop, watched, wall, roundSince, onOpen, onFocus, t } = props;
  return (
    <div
      role="row"
      aria-rowindex={row + 1}
      className="wall-row"
      style={{
        top: row * (grid.tileHeight + wallGap),
        height: grid.tileHeight,
        gridTemplateColumns: `repeat(${grid.columns}, minmax(0, 1fr))`,
      }}
    >
      {tileIds.split(' ').map((tileId) => (
        <WallTile
          key={tileId}
          wall={wall}
          tileId={tileId}
          isTabStop={tileId === tabStop}
          isWatched={tileId === watched}
          roundSince={roundSince}
          onOpen={onOpen}
          onFocus={onFocus}
          t={t}
        />
      ))}
    </div>
  );
});

/** The inner size of a box in pixels, now and whenever it changes. */
function useSize(box: HTMLElement | null): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    if (box === null) return undefined;
    const measure = (): void =>
      setSize((before) =>
        before.width === box.clientWidth && before.height === box.clientHeight
          ? before
          : { width: box.clientWidth, height: box.clientHeight },
      );
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, [box]);
  return size;
}

/** The rows that are seen. Scrolling within half a row changes nothing. */
function useSeenRows(box: HTMLElement | null, grid: Grid, boxHeight: number): RowRange {
  const half = (grid.tileHeight + wallGap) / 2;
  const subscribe = useCallback(
    (scrolled: () => void) => {
      box?.addEventListener('scroll', scrolled, { passive: true });
      return () => box?.removeEventListener('scroll', scrolled);
    },
    [box],
  );
  const scrollTop = useSyncExternalStore(subscribe, () =>
    box === null ? 0 : Math.floor(box.scrollTop / half) * half,
  );
  const { first, end } = seenRows(grid, scrollTop, boxHeight + half);
  return useMemo(() => ({ first, end }), [first, end]);
}
