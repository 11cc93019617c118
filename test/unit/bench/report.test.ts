import { describe, expect, it } from 'vitest';
import { median, quantile, rounded } from '../../../bench/report.ts';

describe('figures', () => {
  it('takes quantiles by the nearest rank and leaves its input alone', () => {
    const values = [5, 1, 4, 2, 3];
    expect([quantile(values, 0), quantile(values, 0.5), quantile(values, 0.99)]).toEqual([1, 3, 5]);
    expect(values).toEqual([5, 1, 4, 2, 3]);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it('takes the median of odd and even numbers of values', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 7])).toBe(6);
  });

  it('keeps four digits', () => {
    expect([rounded(12.34567), rounded(0.000123456), rounded(98765)]).toEqual([12.35, 0.0001235, 98770]);
  });
});
