import { wallTile, type WallTile } from '../contract/patrol.ts';

/** Finds out what of the wall is news for those who have it open. */
export class WallNews {
  readonly #told = new Map<string, WallTile>();

  /** The tiles that changed since the last call, and those that are gone; undefined when there is no news. */
  changes(tiles: readonly WallTile[]): { tiles: WallTile[]; gone: string[] } | undefined {
    const changed = tiles.filter((tile) => isNews(tile, this.#told.get(tile.tileId)));
    for (const tile of changed) this.#told.set(tile.tileId, tile);
    const gone = this.#told.size > tiles.length ? this.#forgetAllBut(tiles) : [];
    return changed.length === 0 && gone.length === 0 ? undefined : { tiles: changed, gone };
  }

  #forgetAllBut(tiles: readonly WallTile[]): string[] {
    const ids = new Set(tiles.map(({ tileId }) => tileId));
    const gone = [...this.#told.keys()].filter((tileId) => !ids.has(tileId));
    for (const tileId of gone) this.#told.delete(tileId);
    return gone;
  }
}

/** Looks at two hundred tiles twice a second: what is the same object, or the same value, is not looked at any closer. */
function isNews(tile: WallTile, told: WallTile | undefined): boolean {
  if (told === undefined) return true;
  return keys.some((key) => !isSame(key, tile[key], told[key]));
}

const keys = wallTile.keyof().options;

/** Whoever shows a tile learns its still's age and its sound with the still: that there are any is all that is news. */
function isSame(key: keyof WallTile, one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (key === 'stillAt' || key === 'sound') return one !== null && other !== null;
  return isObject(one) && isObject(other) && JSON.stringify(one) === JSON.stringify(other);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
