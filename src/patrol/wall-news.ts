import { patrolLimits, type WallTile } from '../contract/patrol.ts';

/**
 * What has to happen to a still's age or to the sound before the wall is told of that alone, in milliseconds and decibels:
 * whoever shows a tile learns both with its stills.
 */
const slowly = { stillMs: 10_000, soundDb: 6 } as const;

/** What the wall was told of one tile. */
interface Told {
  /** Everything but what changes with every still. */
  rest: string;
  stillAt: number | null;
  sound: number | null;
}

/** Finds out what of the wall is news for those who have it open. */
export class WallNews {
  readonly #told = new Map<string, Told>();

  /** The tiles that changed since the last call, and those that are gone; undefined when there is no news. */
  changes(tiles: readonly WallTile[]): { tiles: WallTile[]; gone: string[] } | undefined {
    const changed = tiles.filter((tile) => this.#isNews(tile));
    const ids = new Set(tiles.map(({ tileId }) => tileId));
    const gone = [...this.#told.keys()].filter((tileId) => !ids.has(tileId));
    for (const tileId of gone) this.#told.delete(tileId);
    for (const tile of changed) this.#told.set(tile.tileId, toldOf(tile));
    return changed.length === 0 && gone.length === 0 ? undefined : { tiles: changed, gone };
  }

  #isNews(tile: WallTile): boolean {
    const told = this.#told.get(tile.tileId);
    if (!told) return true;
    const { rest, stillAt, sound } = toldOf(tile);
    return (
      rest !== told.rest ||
      (stillAt ?? 0) - (told.stillAt ?? -Infinity) >= slowly.stillMs ||
      (sound === null) !== (told.sound === null) ||
      Math.abs((sound ?? 0) - (told.sound ?? 0)) >= slowly.soundDb
    );
  }
}

/** Milliseconds between two looks at the wall for news. */
export const wallNewsMs = patrolLimits.newsMs;

function toldOf({ stillAt, sound, ...rest }: WallTile): Told {
  return { rest: JSON.stringify(rest), stillAt, sound };
}
