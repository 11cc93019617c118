import { describe, expect, test } from 'vitest';
import { patrolLimits } from '../../../src/contract/patrol-limits.ts';
import { firstMinute, nextUsual, withMinute } from '../../../client/views/desk/patrol/plan-minutes.ts';

const startedAt = Date.UTC(2022, 10, 14, 9);

describe('the minutes of planned rounds', () => {
  test('the first one that can be planned is the next whole minute of a lesson that runs', () => {
    expect(firstMinute({ startedAt: null }, startedAt)).toBe(0);
    expect(firstMinute({ startedAt }, startedAt)).toBe(1);
    expect(firstMinute({ startedAt }, startedAt + 59_999)).toBe(1);
    expect(firstMinute({ startedAt }, startedAt + 60_000)).toBe(2);
    // The clock of the page may be behind.
    expect(firstMinute({ startedAt }, startedAt - 90_000)).toBe(0);
    expect(firstMinute({ startedAt }, startedAt + 10 * 24 * 3_600_000)).toBe(patrolLimits.plannedMinute);
  });

  test('what is offered is usual, not planned yet and still to come', () => {
    expect(nextUsual([], 0)).toBe(15);
    expect(nextUsual([15], 0)).toBe(60);
    expect(nextUsual([], 16)).toBe(60);
    expect(nextUsual([15, 60], 0)).toBe(105);
    expect(nextUsual([15], 70)).toBe(115);
    expect(nextUsual([], patrolLimits.plannedMinute)).toBe(patrolLimits.plannedMinute);
  });

  test('none is planned in the past, twice or beyond the limit', () => {
    expect(withMinute([60], 15, 0)).toEqual([15, 60]);
    expect(withMinute([60], 15, 15)).toEqual([15, 60]);
    expect(withMinute([60], 15, 16)).toBeNull();
    expect(withMinute([60], 60, 0)).toBeNull();
    expect(withMinute([60], null, 0)).toBeNull();
    const full = Array.from({ length: patrolLimits.plannedRounds }, (_, index) => index);
    expect(withMinute(full, 60, 0)).toBeNull();
    expect(withMinute(full.slice(1), 60, 0)).toHaveLength(full.length);
  });
});
