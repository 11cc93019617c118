import { describe, expect, it } from 'vitest';
import { holds, judge } from '../../../bench/faults/figures.ts';

const figure = { metric: 'back_p95_s', unit: 's', n: 10 };

describe('a figure of a fault', () => {
  it('holds up to its limit, and never when it is not a number', () => {
    expect(holds(5, { atMost: 5 })).toBe(true);
    expect(holds(5.01, { atMost: 5 })).toBe(false);
    expect(holds(1, { atLeast: 1 })).toBe(true);
    expect(holds(0, { atLeast: 1 })).toBe(false);
    expect(holds(Number.NaN, { atMost: 5 })).toBe(false);
    expect(holds(Number.POSITIVE_INFINITY, { atMost: 5 })).toBe(false);
  });

  it('is a line of the benches with what was promised and whether it held', () => {
    expect(judge('server-kill', 'a class', { ...figure, value: 21.23456, limit: { atMost: 20 } })).toEqual({
      ...{ bench: 'faults/server-kill', metric: 'back_p95_s', value: 21.23, unit: 's', n: 10 },
      ...{ load: 'a class', limit: 'at most 20', verdict: 'MISS' },
    });
  });

  it('without a limit only informs', () => {
    const line = judge('server-kill', 'a class', { ...figure, value: 3, load: 'a large class' });
    expect(line.verdict).toBeUndefined();
    expect(line.load).toBe('a large class');
  });
});
