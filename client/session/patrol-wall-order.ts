import { attentionKinds } from '../../src/contract/patrol-limits.ts';
import type { RoundTile, WallTile } from '../../src/contract/patrol.ts';

/**
 * `attention`: what needs a look first, the rest in the roster's order; `unseen`: not seen for longest first; `own`: what is
 * left of the own share first, in its order; `name`: by name.
 */
export const wallSorts = ['attention', 'unseen', 'own', 'name'] as const;
export type WallSort = (typeof wallSorts)[number];

/** `attention`: something is wrong; `unseen`: nobody saw it in this round; `finding`: a finding is open; `offline`: nobody is there. */
export const wallStates = ['all', 'attention', 'unseen', 'own', 'finding', 'offline'] as const;
export type WallStateFilter = (typeof wallStates)[number];

/** What of the wall is shown, and in which order. Null: no matter. */
export interface WallChoice {
  sort: WallSort;
  state: WallStateFilter;
  level: 1 | 2 | 'port' | null;
  /** The branch and those below it. */
  parentId: string | null;
  unit: string | null;
  /** Part of the name, or a number in it. */
  text: string;
}

export const wholeWall: WallChoice = {
  sort: 'attention',
  state: 'all',
  level: null,
  parentId: null,
  unit: null,
  text: '',
};

/** What the order depends on beside the tiles. */
export interface WallRound {
  /** The rooms of the running round; empty when none runs. */
  tiles: ReadonlyMap<string, RoundTile>;
  /** The session whose wall it is. */
  own: string;
}

/** Whether this room is left for this inspector in the running round. */
export function isOwn({ tiles, own }: WallRound, tileId: string): boolean {
  const tile = tiles.get(tileId);
  return tile?.seen === null && tile.assignedTo === own;
}

/** The tiles that are shown, in their order. The order of two that are alike is the roster's: nothing jumps. */
export function wallOrder(tiles: Iterable<WallTile>, choice: WallChoice, round: WallRound): string[] {
  const shown = [...tiles].filter((tile) => matches(tile, choice, round));
  return shown.sort(comparator(choice.sort, round)).map(({ tileId }) => tileId);
}

function matches(tile: WallTile, choice: WallChoice, round: WallRound): boolean {
  const { level, parentId, unit, text } = choice;
  if (level !== null && (level === 'port' ? tile.of !== 'port' : tile.level !== level)) return false;
  if (parentId !== null && tile.tileId !== parentId && tile.parentId !== parentId) return false;
  if (unit !== null && tile.unit !== unit) return false;
  const wanted = text.trim().toLocaleLowerCase();
  return tile.name.toLocaleLowerCase().includes(wanted) && isIn(choice.state, tile, round);
}

function isIn(state: WallStateFilter, tile: WallTile, round: WallRound): boolean {
  switch (state) {
    case 'all':
      return true;
    case 'attention':
      return tile.attention.length > 0;
    case 'unseen':
      return isUnseen(tile, round);
    case 'own':
      return isOwn(round, tile.tileId);
    case 'finding':
      return tile.openFindings > 0;
    case 'offline':
      return tile.state === 'offline';
  }
}

/** In a round: not yet seen in it; without one: never seen in this lesson. */
function isUnseen(tile: WallTile, { tiles }: WallRound): boolean {
  if (tiles.size === 0) return tile.lastSeen === null;
  return tiles.get(tile.tileId)?.seen === null;
}

type Compare = (one: WallTile, other: WallTile) => number;

function comparator(sort: WallSort, round: WallRound): Compare {
  const collator = new Intl.Collator('zh-CN', { numeric: true });
  switch (sort) {
    case 'attention':
      return byAttention;
    case 'unseen':
      return (one, other) => (one.lastSeen?.at ?? 0) - (other.lastSeen?.at ?? 0);
    case 'own':
      return (one, other) => placeOf(one, round) - placeOf(other, round);
    case 'name':
      return (one, other) => collator.compare(one.name, other.name);
  }
}

/** The most urgent kind first; of the same kind what has been so for longest. */
const byAttention: Compare = (one, other) =>
  urgency(one) - urgency(other) || (one.attention[0]?.since ?? 0) - (other.attention[0]?.since ?? 0);

function urgency({ attention: [first] }: WallTile): number {
  return first ? attentionKinds.indexOf(first.kind) : attentionKinds.length;
}

/** Own rooms in their order, then those of others that nobody saw, then the seen ones. */
function placeOf({ tileId }: WallTile, round: WallRound): number {
  const many = round.tiles.size + 1;
  const tile = round.tiles.get(tileId);
  if (tile === undefined) return 3 * many;
  if (isOwn(round, tileId)) return tile.place;
  return tile.seen === null ? many + tile.place : 2 * many;
}

/**
 * Where to go after this room: the next own one that is left; when none is, the next of the order. Null at the end of an
 * order without own rooms.
 */
export function nextTile(order: readonly string[], from: string | null, round: WallRound): string | null {
  const at = from === null ? -1 : order.indexOf(from);
  const after = [...order.slice(at + 1), ...order.slice(0, Math.max(0, at))];
  return after.find((tileId) => isOwn(round, tileId)) ?? order[at + 1] ?? null;
}

/** What a tour goes by. */
export interface TourWay {
  /** The rooms that this tour has been in. */
  been: ReadonlySet<string>;
  /** Whether anybody is in a room: in others there is nothing to see. */
  isHere: (tileId: string) => boolean;
}

/**
 * Where a tour goes from this room: what is left of the own share, or else the rooms in which somebody is, round and round. Each comes
 * once before any comes again, even while rooms that need a look jump to the front.
 */
export function nextOfTour(
  order: readonly string[],
  from: string | null,
  round: WallRound,
  { been, isHere }: TourWay,
): string | null {
  const at = from === null ? -1 : order.indexOf(from);
  const after = [...order.slice(at + 1), ...order.slice(0, Math.max(0, at))];
  const own = after.filter((tileId) => isOwn(round, tileId));
  const rooms = own.length > 0 ? own : after.filter(isHere);
  return rooms.find((tileId) => !been.has(tileId)) ?? rooms[0] ?? null;
}
