import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LayerGovernor, layerRules, LayerTicker } from '../../../src/media/layers.ts';

/** Lets the governor live for some seconds at a score. */
function live(governor: LayerGovernor, clock: { now: number }, score: number, seconds: number): void {
  governor.setScore(score, clock.now);
  for (let second = 0; second < seconds; second += 1) {
    clock.now += 1_000;
    governor.tick(clock.now);
  }
}

describe('the layer of a viewer without congestion control', () => {
  let clock: { now: number };
  let governor: LayerGovernor;

  beforeEach(() => {
    clock = { now: 1_000_000 };
    governor = new LayerGovernor(3, clock.now);
    live(governor, clock, 10, 60);
  });

  test('begins at the top and stays there while all arrives, or nearly', () => {
    expect(governor.layer).toBe(2);
    live(governor, clock, 8, 600);
    expect(governor.layer).toBe(2);
  });

  test('is kept through a burst of loss, and given up when loss lasts', () => {
    live(governor, clock, 3, 3);
    live(governor, clock, 10, 1);
    expect(governor.layer).toBe(2);
    live(governor, clock, 3, 4);
    expect(governor.layer).toBe(1);
  });

  test('falls by one at a time, as the score still tells of the layer before', () => {
    live(governor, clock, 0, 4);
    expect(governor.layer).toBe(1);
    live(governor, clock, 0, 9);
    expect(governor.layer).toBe(1);
    live(governor, clock, 0, 1);
    expect(governor.layer).toBe(0);
    live(governor, clock, 0, 600);
    expect(governor.layer).toBe(0);
  });

  test('climbs back after a probation, not after a middling time', () => {
    live(governor, clock, 3, 4);
    live(governor, clock, 8, 600);
    expect(governor.layer).toBe(1);
    live(governor, clock, 10, 19);
    expect(governor.layer).toBe(1);
    live(governor, clock, 10, 1);
    expect(governor.layer).toBe(2);
  });

  test('is tried ever less often where it keeps failing', () => {
    const secondsUntilClimb: number[] = [];
    for (let attempt = 0; attempt < 7; attempt += 1) {
      while (governor.layer === 2) live(governor, clock, 3, 1);
      const dropped = clock.now;
      while (governor.layer === 1) live(governor, clock, 10, 1);
      secondsUntilClimb.push((clock.now - dropped) / 1000);
    }
    expect(secondsUntilClimb).toEqual([20, 40, 80, 160, 320, 320, 320]);
    live(governor, clock, 10, layerRules.longestProbationMs / 1000);
    live(governor, clock, 3, 4);
    expect(governor.layer).toBe(1);
    live(governor, clock, 10, 20);
    expect(governor.layer).toBe(2);
  });

  test('is never more than the window needs, and the line is not blamed for that', () => {
    governor.setCeiling(0);
    expect(governor.layer).toBe(0);
    live(governor, clock, 10, 60);
    governor.setCeiling(9);
    expect(governor.layer).toBe(2);
    governor.setCeiling(1);
    live(governor, clock, 3, 4);
    expect(governor.layer).toBe(0);
    governor.setCeiling(2);
    expect(governor.layer).toBe(0);
  });
});

describe('the ticker', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('has a timer only while there is something to do', () => {
    const ticker = new LayerTicker();
    expect(vi.getTimerCount()).toBe(0);
    let ticks = 0;
    const stopFirst = ticker.add(() => (ticks += 1));
    const stopSecond = ticker.add(() => (ticks += 1));
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(3_000);
    expect(ticks).toBe(6);
    stopFirst();
    stopFirst();
    expect(vi.getTimerCount()).toBe(1);
    stopSecond();
    expect(vi.getTimerCount()).toBe(0);
    ticker.add(() => (ticks += 1));
    vi.advanceTimersByTime(1_000);
    expect(ticks).toBe(7);
  });
});
