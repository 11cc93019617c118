import type { PictureFacts } from '../../src/contract/patrol.ts';

/** The grid on which a camera's picture is looked at. */
export const gridWidth = 32;
export const gridHeight = 18;

/**
 * The brightness of each field of a picture, after ITU-R BT.601.
 * @param rgba four bytes a field, as a canvas gives them
 */
export function lumaGrid(rgba: Uint8ClampedArray): Uint8Array {
  const luma = new Uint8Array(rgba.length / 4);
  for (let field = 0; field < luma.length; field += 1) {
    const at = field * 4;
    luma[field] = Math.round(
      0.299 * (rgba[at] ?? 0) + 0.587 * (rgba[at + 1] ?? 0) + 0.114 * (rgba[at + 2] ?? 0),
    );
  }
  return luma;
}

/**
 * What a picture is like, from the brightness of its fields alone.
 * @param before the fields of the picture before; null for the first one
 */
export function pictureFacts(grid: Uint8Array, before: Uint8Array | null): PictureFacts {
  const luma = mean(grid, (value) => value);
  const variance = mean(grid, (value) => (value - luma) ** 2);
  return {
    luma,
    spread: Math.sqrt(variance),
    change: before === null ? null : mean(grid, (value, field) => Math.abs(value - (before[field] ?? 0))),
  };
}

function mean(grid: Uint8Array, of: (value: number, field: number) => number): number {
  let sum = 0;
  for (let field = 0; field < grid.length; field += 1) sum += of(grid[field] ?? 0, field);
  return grid.length === 0 ? 0 : sum / grid.length;
}
