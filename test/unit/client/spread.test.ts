import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Spread, upTo } from '../../../client/session/spread.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('acts once for all news of its time, and again for what comes later', () => {
  const act = vi.fn();
  const spread = new Spread(act, upTo(500));
  for (let n = 0; n < 5; n += 1) spread.soon();
  vi.advanceTimersByTime(500);
  expect(act).toHaveBeenCalledTimes(1);
  spread.soon();
  vi.advanceTimersByTime(500);
  expect(act).toHaveBeenCalledTimes(2);
});

it('acts while news keep coming without a pause', () => {
  const act = vi.fn();
  const spread = new Spread(act, upTo(500));
  for (let passed = 0; passed < 5_000; passed += 5) {
    spread.soon();
    vi.advanceTimersByTime(5);
  }
  expect(act.mock.calls.length).toBeGreaterThanOrEqual(9);
});

it('waits as long as it was told, from the first news on', () => {
  const act = vi.fn();
  const spread = new Spread(act, () => 600);
  spread.soon();
  vi.advanceTimersByTime(400);
  spread.soon();
  vi.advanceTimersByTime(199);
  expect(act).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(act).toHaveBeenCalledTimes(1);
});

it('does not act once it is closed', () => {
  const act = vi.fn();
  const spread = new Spread(act, upTo(500));
  spread.soon();
  spread.close();
  vi.advanceTimersByTime(5_000);
  expect(act).not.toHaveBeenCalled();
});
