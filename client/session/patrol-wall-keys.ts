/** The keys of the wall; the sheet on `?` lists the same. */
export const wallKeys = {
  live: 'Enter',
  inOrder: ' ',
  finding: 'F',
  tour: 'T',
  back: 'Escape',
  search: '/',
  help: '?',
} as const;
export type WallAction = keyof typeof wallKeys;

const moves = [
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
  'PageUp',
  'PageDown',
] as const;
export type WallMove = (typeof moves)[number];

/** What is asked of a key: nothing, a move over the tiles, or something to do. */
export type WallKey = { move: WallMove } | { action: WallAction } | null;

/** @param isOnControl the focus is on a button or a link, which Enter and space press */
export function wallKey(key: string, isOnControl: boolean): WallKey {
  const move = moves.find((one) => one === key);
  if (move !== undefined) return { move };
  if (isOnControl && (key === wallKeys.live || key === wallKeys.inOrder)) return null;
  const pressed = key.length === 1 ? key.toUpperCase() : key;
  for (const action of actions) if (wallKeys[action] === pressed) return { action };
  return null;
}

const actions: readonly WallAction[] = ['live', 'inOrder', 'finding', 'tour', 'back', 'search', 'help'];

/**
 * The place that a move leads to, counted from 0; it stays at the edges. Before the first move there is no place (-1), and
 * every move but that to the end leads to the first.
 * @param rowsSeen rows that PageUp and PageDown go over
 */
export function movedPlace(
  place: number,
  move: WallMove,
  grid: { columns: number; count: number; rowsSeen: number },
): number {
  const { columns, count } = grid;
  if (count === 0) return -1;
  if (place < 0) return move === 'End' ? count - 1 : 0;
  const page = Math.max(1, grid.rowsSeen) * columns;
  const steps: Record<WallMove, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    Home: -place,
    End: count - 1 - place,
    PageUp: -page,
    PageDown: page,
  };
  const to = place + steps[move];
  // A step over the edge upwards or downwards stays in its column.
  if (move === 'ArrowUp' && to < 0) return place;
  if (move === 'ArrowDown' && to >= count) return isInLastRow(place, columns, count) ? place : count - 1;
  return Math.min(count - 1, Math.max(0, to));
}

function isInLastRow(place: number, columns: number, count: number): boolean {
  return Math.floor(place / columns) === Math.floor((count - 1) / columns);
}
