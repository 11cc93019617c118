import type { CommandOutput, NoticeData } from '../../src/contract/index.ts';
import type { Round, RoundTile } from '../../src/contract/patrol.ts';

/** A round as a page knows it: the running one, or else the last. */
export type RoundView = Omit<CommandOutput<'patrol.round'>, 'tiles'> & {
  /** By room. */
  tiles: ReadonlyMap<string, RoundTile>;
};

export function roundView({ tiles, ...rest }: CommandOutput<'patrol.round'>): RoundView {
  return { ...rest, tiles: byRoom(tiles) };
}

/** What a notice changes: some rooms of the round that is known, or all of another one. */
export function changeRound(
  now: RoundView | null,
  { tiles, ...rest }: NoticeData<'patrol.roundChanged'>,
): RoundView {
  const isSame = now !== null && idOf(now.round) === idOf(rest.round);
  return { ...rest, tiles: isSame ? new Map([...now.tiles, ...byRoom(tiles)]) : byRoom(tiles) };
}

/** The rooms that nobody has looked at in this round, in the order in which their inspectors go. */
export function notSeen(tiles: Iterable<RoundTile>): RoundTile[] {
  return [...tiles].filter(({ seen }) => seen === null).sort((a, b) => a.place - b.place);
}

function byRoom(tiles: readonly RoundTile[]): Map<string, RoundTile> {
  return new Map(tiles.map((tile) => [tile.tileId, tile]));
}

function idOf(round: Round | null): string | null {
  return round?.roundId ?? null;
}
