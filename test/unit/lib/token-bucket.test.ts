import { expect, it } from 'vitest';
import { TokenBucket } from '../../../src/lib/token-bucket.ts';

it('lets a burst through, then as many as it is refilled with', () => {
  const bucket = new TokenBucket({ perSecond: 2, burst: 3 }, 0);
  const takeFive = (now: number): number =>
    Array.from({ length: 5 }, () => bucket.take(now)).filter(Boolean).length;
  expect(takeFive(0)).toBe(3);
  expect(takeFive(499)).toBe(0);
  expect(takeFive(500)).toBe(1);
  expect(takeFive(1_500)).toBe(2);
  expect(takeFive(3_600_000)).toBe(3);
});
