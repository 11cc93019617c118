/** Pixels between two tiles. */
export const wallGap = 4;
/** Rows that are kept ready above and below what is seen: each costs as much as one that is seen, standing and scrolling. */
const spareRows = 1;

/** How large tiles are: their least width in pixels. */
export const wallTileWidths = { small: 168, large: 264 } as const;
export type WallDensity = keyof typeof wallTileWidths;

/** The grid for a width. All rows are of the same height, so that the place of every tile is known without measuring. */
export interface WallGrid {
  columns: number;
  tileWidth: number;
  tileHeight: number;
  rows: number;
  /** Of the whole grid, in pixels. */
  height: number;
}

/** @param width inner width of the scrolling box in pixels */
export function wallGrid(width: number, count: number, density: WallDensity): WallGrid {
  const least = wallTileWidths[density];
  const columns = Math.max(1, Math.floor((width + wallGap) / (least + wallGap)));
  const tileWidth = Math.max(0, (width - (columns - 1) * wallGap) / columns);
  const tileHeight = Math.round((tileWidth * 9) / 16);
  const rows = Math.ceil(count / columns);
  return {
    columns,
    tileWidth,
    tileHeight,
    rows,
    height: Math.max(0, rows * (tileHeight + wallGap) - wallGap),
  };
}

/** Rows from `first` up to, not including, `end`. */
export interface RowRange {
  first: number;
  end: number;
}

/** The rows that are seen at least in part. */
export function seenRows(grid: WallGrid, scrollTop: number, boxHeight: number): RowRange {
  const step = grid.tileHeight + wallGap;
  const first = Math.min(grid.rows, Math.max(0, Math.floor(scrollTop / step)));
  const end = Math.min(grid.rows, Math.max(first, Math.ceil((scrollTop + boxHeight) / step)));
  return { first, end };
}

/** The rows that are in the page: those that are seen and a few more. */
export function drawnRows(grid: WallGrid, { first, end }: RowRange): RowRange {
  return { first: Math.max(0, first - spareRows), end: Math.min(grid.rows, end + spareRows) };
}

/**
 * Where to scroll so that the tile at this place is seen whole, and the row below it, which is what comes next and where notes
 * lie; `scrollTop` when they are. A box of one row shows the tile.
 */
export function scrollToShow(
  grid: WallGrid,
  place: number,
  { scrollTop, boxHeight }: { scrollTop: number; boxHeight: number },
): number {
  const step = grid.tileHeight + wallGap;
  const top = Math.floor(place / grid.columns) * step;
  if (top < scrollTop) return top;
  return Math.max(scrollTop, Math.min(top, top + step + grid.tileHeight - boxHeight));
}
