import { describe, expect, it } from 'vitest';
import { gridHeight, gridWidth, lumaGrid, pictureFacts } from '../../../client/session/still-facts.ts';
import { patrolLimits } from '../../../src/contract/patrol-limits.ts';

const fields = gridWidth * gridHeight;

/** A camera's noise, the same in every run. */
function noisy(level: number, noise: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length: fields }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.max(0, Math.min(255, level + Math.round(((state / 2_147_483_648) * 2 - 1) * noise)));
  });
}

/** A bright wall above dark desks. */
function room(): Uint8Array {
  return Uint8Array.from({ length: fields }, (_, field) => (field < fields / 2 ? 190 : 60));
}

describe('the brightness of a picture', () => {
  it('weighs the colours as the eye does', () => {
    const rgba = new Uint8ClampedArray([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255]);
    expect([...lumaGrid(rgba)]).toEqual([76, 150, 29, 255]);
  });
});

describe('what a picture is like', () => {
  it('is black with the lid on: dark, and nothing in it', () => {
    const facts = pictureFacts(noisy(4, 3, 1), null);
    expect(facts.luma).toBeLessThan(patrolLimits.blackLuma);
    expect(facts.change).toBeNull();
  });

  it('is covered behind a hand: not dark, and nothing in it', () => {
    const facts = pictureFacts(noisy(90, 4, 1), null);
    expect(facts.luma).toBeGreaterThan(patrolLimits.blackLuma);
    expect(facts.spread).toBeLessThan(patrolLimits.coveredSpread);
  });

  it('is neither in a room', () => {
    const facts = pictureFacts(room(), null);
    expect(facts).toMatchObject({ luma: 125, spread: 65 });
  });

  it('stands when nothing changes, and does not when somebody moves', () => {
    const before = room();
    expect(pictureFacts(room(), before).change).toBe(0);
    const moved = room().fill(120, 0, 64);
    expect(pictureFacts(moved, before).change).toBeCloseTo((70 * 64) / fields, 6);
    expect(pictureFacts(moved, before).change).toBeGreaterThan(patrolLimits.movingChange);
  });
});
