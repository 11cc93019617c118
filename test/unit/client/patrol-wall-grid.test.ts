import { describe, expect, it } from 'vitest';
import {
  drawnRows,
  scrollToShow,
  seenRows,
  wallGap,
  wallGrid,
} from '../../../client/session/patrol-wall-grid.ts';
import { movedPlace, wallKey } from '../../../client/session/patrol-wall-keys.ts';

describe('the grid', () => {
  it('fills its width edge to edge with tiles of 16:9', () => {
    for (const width of [390, 1351, 1905]) {
      const grid = wallGrid(width, 221, 'small');
      expect(grid.columns * grid.tileWidth + (grid.columns - 1) * wallGap).toBeCloseTo(width);
      expect(Math.abs(grid.tileHeight - (grid.tileWidth * 9) / 16)).toBeLessThanOrEqual(0.5);
      expect(grid.tileWidth).toBeGreaterThanOrEqual(168);
      expect(grid.rows * grid.columns).toBeGreaterThanOrEqual(221);
      expect((grid.rows - 1) * grid.columns).toBeLessThan(221);
    }
  });

  it('has one column on a narrow page, and no height without tiles', () => {
    expect(wallGrid(300, 3, 'large').columns).toBe(1);
    expect(wallGrid(0, 3, 'small').columns).toBe(1);
    expect(wallGrid(800, 0, 'small').height).toBe(0);
  });

  it('keeps what is seen in the page and little more, wherever it is scrolled to', () => {
    const grid = wallGrid(1351, 221, 'small');
    const step = grid.tileHeight + wallGap;
    for (let top = 0; top <= grid.height - 600; top += 7) {
      const seen = seenRows(grid, top, 600);
      expect(seen.first * step, 'the first row reaches the upper edge').toBeLessThanOrEqual(top);
      expect(seen.end * step, 'the last row reaches the lower edge').toBeGreaterThanOrEqual(
        Math.min(top + 600, grid.height),
      );
      const drawn = drawnRows(grid, seen);
      expect(drawn.first).toBeLessThanOrEqual(seen.first);
      expect(drawn.end).toBeGreaterThanOrEqual(seen.end);
      expect(drawn.end - drawn.first, 'the rest is not drawn').toBeLessThanOrEqual(600 / step + 6);
    }
  });

  it('scrolls as little as is needed to show a tile whole, and the row that comes next', () => {
    const grid = wallGrid(1351, 221, 'small');
    const step = grid.tileHeight + wallGap;
    const box = { scrollTop: 0, boxHeight: step * 3 };
    expect(scrollToShow(grid, 0, box)).toBe(0);
    expect(scrollToShow(grid, grid.columns, box), 'the row below it is in the box').toBe(0);
    expect(scrollToShow(grid, grid.columns * 2, box), 'the fourth row is the last').toBe(step - wallGap);
    expect(scrollToShow(grid, grid.columns * 2, { ...box, boxHeight: step }), 'one row').toBe(step * 2);
    expect(scrollToShow(grid, 0, { ...box, scrollTop: 500 })).toBe(0);
  });
});

describe('the keys', () => {
  it('mean what the sheet says, in either case', () => {
    expect(wallKey('f', false)).toEqual({ action: 'finding' });
    expect(wallKey('F', false)).toEqual({ action: 'finding' });
    expect(wallKey('t', false)).toEqual({ action: 'tour' });
    expect(wallKey('?', false)).toEqual({ action: 'help' });
    expect(wallKey('Escape', false)).toEqual({ action: 'back' });
    expect(wallKey('ArrowUp', false)).toEqual({ move: 'ArrowUp' });
    expect(wallKey('x', false)).toBeNull();
  });

  it('leave Enter and space to a button that has the focus', () => {
    expect(wallKey('Enter', false)).toEqual({ action: 'live' });
    expect(wallKey(' ', false)).toEqual({ action: 'inOrder' });
    expect(wallKey('Enter', true)).toBeNull();
    expect(wallKey(' ', true)).toBeNull();
    expect(wallKey('f', true)).toEqual({ action: 'finding' });
  });

  it('move over the tiles and stop at the edges', () => {
    const grid = { columns: 4, count: 10, rowsSeen: 2 };
    expect(movedPlace(-1, 'ArrowDown', grid), 'the first move').toBe(0);
    expect(movedPlace(-1, 'End', grid), 'the end is the end').toBe(9);
    expect(movedPlace(0, 'ArrowLeft', grid)).toBe(0);
    expect(movedPlace(3, 'ArrowRight', grid), 'on into the next row').toBe(4);
    expect(movedPlace(1, 'ArrowUp', grid)).toBe(1);
    expect(movedPlace(1, 'ArrowDown', grid)).toBe(5);
    expect(movedPlace(7, 'ArrowDown', grid), 'the last row is shorter').toBe(9);
    expect(movedPlace(9, 'ArrowDown', grid)).toBe(9);
    expect(movedPlace(0, 'PageDown', grid)).toBe(8);
    expect(movedPlace(9, 'PageUp', grid)).toBe(1);
    expect(movedPlace(5, 'Home', grid)).toBe(0);
    expect(movedPlace(5, 'End', grid)).toBe(9);
    expect(movedPlace(5, 'End', { ...grid, count: 0 })).toBe(-1);
  });
});
