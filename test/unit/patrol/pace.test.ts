import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { patrolLimits } from '../../../src/contract/patrol.ts';
import { StillOutlet } from '../../../src/patrol/outlet.ts';
import { CameraPace, PhaseClock, type PaceReasons } from '../../../src/patrol/pace.ts';

const rest: PaceReasons = { lookedAt: false, thin: false, suspected: false };
const seen: PaceReasons = { ...rest, lookedAt: true };

/** The busiest 100 ms of these moments over the mean of all, whole seconds from `from`. */
function burst(moments: readonly number[], from: number, seconds: number): number {
  const windows = new Array<number>(seconds * 10).fill(0);
  for (const moment of moments) {
    const window = Math.floor((moment - from) / 100);
    if (window >= 0 && window < windows.length) windows[window] = (windows[window] ?? 0) + 1;
  }
  const mean = windows.reduce((sum, one) => sum + one, 0) / windows.length;
  return Math.max(...windows) / mean;
}

/** When so many cameras send, all asked at the same moment, each taking so long to deliver. */
function sendTimes(cameras: number, reasons: PaceReasons, seconds: number, delay: (n: number) => number) {
  const clock = new PhaseClock();
  return Array.from({ length: cameras }, (_, index) => {
    const pace = new CameraPace(clock, `camera-${index}`);
    const times: number[] = [];
    let at = 1_000_000;
    let next = pace.after(at, reasons, true);
    while (at < 1_000_000 + seconds * 1_000) {
      at += next.nextInMs + delay(index);
      times.push(at);
      next = pace.after(at, reasons);
    }
    return times;
  });
}

describe('the pace of stills', () => {
  it.each([221, 60, 800])('spreads %i looked-at cameras evenly over time', (cameras) => {
    const times = sendTimes(cameras, seen, 30, (index) => (index * 37) % 150);
    expect(burst(times.flat(), 1_004_000, 20)).toBeLessThanOrEqual(cameras < 100 ? 2.5 : 2);
  });

  it('wakes the server for several cameras at once', () => {
    const moments = new Set(sendTimes(221, seen, 10, () => 0).flat());
    // Once in 50 ms at most; the first second brings the first stills.
    expect(moments.size).toBeLessThanOrEqual(12_000 / 50);
  });

  it('keeps each camera at its interval, however long a still takes', () => {
    for (const times of sendTimes(50, seen, 20, (index) => index * 20)) {
      const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
      expect(Math.min(...gaps.slice(1))).toBeGreaterThanOrEqual(1_900);
      expect(Math.max(...gaps.slice(1))).toBeLessThanOrEqual(2_100);
    }
  });

  it('asks the rest every 30 s, thin lines less, and those that look wrong sooner', () => {
    const interval = (reasons: PaceReasons): number =>
      new CameraPace(new PhaseClock(), 'one').after(0, reasons).intervalMs;
    expect(interval(rest)).toBe(30_000);
    expect(interval(seen)).toBe(2_000);
    expect(interval({ ...seen, thin: true })).toBe(8_000);
    expect(interval({ ...rest, thin: true })).toBe(60_000);
    expect(interval({ ...rest, suspected: true })).toBe(6_000);
    expect(interval({ ...rest, suspected: true, thin: true })).toBe(60_000);
  });

  it('wants the first still within two seconds', () => {
    const clock = new PhaseClock();
    for (let index = 0; index < 100; index += 1) {
      const { nextInMs } = new CameraPace(clock, `camera-${index}`).after(5_000, rest, true);
      expect(nextInMs).toBeLessThanOrEqual(patrolLimits.lookedAtMs);
    }
  });

  it('is hastened when somebody begins to look, and only when that is earlier', () => {
    const pace = new CameraPace(new PhaseClock(), 'one');
    pace.after(0, rest);
    const hastened = pace.hasten(100, seen);
    expect(hastened).toMatchObject({ intervalMs: 2_000, lookedAt: true });
    expect(hastened?.nextInMs).toBeLessThanOrEqual(2_000);
    expect(pace.hasten(100, seen)).toBeUndefined();
  });
});

describe('the outlet', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  function open(tiles: number) {
    const pushed: { tileId: string; at: number }[] = [];
    const first: { pageId: string; tileId: string; at: number }[] = [];
    const outlet = new StillOutlet({
      push: (tileId) => pushed.push({ tileId, at: performance.now() }),
      pushTo: (pageId, tileId) => first.push({ pageId, tileId, at: performance.now() }),
      tiles: () => tiles,
    });
    return { outlet, pushed, first };
  }

  it('lets stills out evenly although all of them come at once', () => {
    const { outlet, pushed } = open(221);
    const from = performance.now();
    for (let second = 0; second < 20; second += 2) {
      for (let tile = 0; tile < 221; tile += 1) outlet.came(`tile-${tile}`);
      vi.advanceTimersByTime(2_000);
    }
    expect(pushed).toHaveLength(2_210);
    expect(
      burst(
        pushed.map(({ at }) => at),
        from,
        20,
      ),
    ).toBeLessThanOrEqual(2);
    outlet.close();
  });

  it('sends a tile once however many stills of it wait, and at once when nothing is waiting', () => {
    const { outlet, pushed } = open(221);
    vi.advanceTimersByTime(100);
    outlet.came('tile');
    expect(pushed).toHaveLength(1);
    for (const tileId of ['a', 'b', 'c', 'd', 'e']) outlet.came(tileId);
    for (let index = 0; index < 50; index += 1) outlet.came('other');
    vi.advanceTimersByTime(1_000);
    expect(pushed.map(({ tileId }) => tileId)).toEqual(['tile', 'a', 'b', 'c', 'd', 'e', 'other']);
    outlet.close();
  });

  it('gives a page that begins to look a screenful within 150 ms, and nothing that it scrolled away', () => {
    const { outlet, first } = open(48);
    const from = performance.now();
    outlet.began(
      'page',
      Array.from({ length: 48 }, (_, index) => `tile-${index}`),
    );
    vi.advanceTimersByTime(150);
    expect(first).toHaveLength(48);
    expect(Math.max(...first.map(({ at }) => at)) - from).toBeLessThanOrEqual(150);
    outlet.began(
      'page',
      Array.from({ length: 20 }, (_, index) => `other-${index}`),
    );
    outlet.keeps('page', new Set(['other-19']));
    vi.advanceTimersByTime(100);
    const others = first.map(({ tileId }) => tileId).slice(48);
    expect(others).not.toContain('other-18');
    expect(others).toContain('other-19');
    outlet.close();
  });

  it('leaves no timer when it is closed', () => {
    const { outlet } = open(221);
    for (let tile = 0; tile < 221; tile += 1) outlet.came(`tile-${tile}`);
    outlet.close();
    outlet.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
