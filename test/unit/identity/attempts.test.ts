import { describe, expect, it } from 'vitest';
import { Attempts } from '../../../src/identity/attempts.ts';
import { AppError } from '../../../src/lib/errors.ts';

const rules = { free: 3, firstWait: 1_000, longestWait: 4_000, forgottenAfter: 60_000 };

function setUp() {
  const clock = { time: 1_000_000, now: () => clock.time };
  const attempts = new Attempts(clock, rules);
  /** Seconds to wait; 0 when the attempt was let through. */
  const tryOnce = (...keys: string[]): number => {
    try {
      attempts.begin(keys);
      return 0;
    } catch (error) {
      const details: unknown = error instanceof AppError ? error.details : undefined;
      expect(error).toMatchObject({ code: 'too_many_attempts' });
      return (details as { retryAfterSeconds: number }).retryAfterSeconds;
    }
  };
  return { clock, attempts, tryOnce };
}

describe('wrong attempts', () => {
  it('cost nothing at first, then twice as long each time, up to the longest wait', () => {
    const { clock, tryOnce } = setUp();
    expect([tryOnce('person'), tryOnce('person'), tryOnce('person')]).toEqual([0, 0, 0]);
    for (const wait of [1, 2, 4, 4]) {
      expect(tryOnce('person')).toBe(wait);
      clock.time += wait * 1_000 - 1;
      expect(tryOnce('person')).toBe(1);
      clock.time += 1;
      expect(tryOnce('person')).toBe(0);
    }
  });

  it('at the same moment do not all pass', () => {
    const { tryOnce } = setUp();
    const passed = Array.from({ length: 100 }, () => tryOnce('person')).filter((wait) => wait === 0);
    expect(passed).toHaveLength(rules.free);
  });

  it('of one person or device do not slow another', () => {
    const { tryOnce } = setUp();
    for (let i = 0; i < 10; i++) tryOnce('person', 'device');
    expect(tryOnce('other', 'third')).toBe(0);
    expect(tryOnce('other', 'device')).toBeGreaterThan(0);
    expect(tryOnce('person', 'third')).toBeGreaterThan(0);
  });

  it('are forgotten with a right one, and after a while', () => {
    const { clock, attempts, tryOnce } = setUp();
    tryOnce('person');
    tryOnce('person');
    attempts.begin(['person']).succeeded();
    expect([tryOnce('person'), tryOnce('person'), tryOnce('person')]).toEqual([0, 0, 0]);
    clock.time += rules.forgottenAfter;
    expect([tryOnce('person'), tryOnce('person'), tryOnce('person')]).toEqual([0, 0, 0]);
  });
});
