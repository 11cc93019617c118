import type { Result } from '../report.ts';
import { rounded } from '../report.ts';

/** How large the class is and how often each fault strikes it. */
export interface Sizes {
  rooms: number;
  phones: number;
  /** Strikes of each fault. */
  rounds: number;
  /** People of a storm. */
  perStorm: number;
  /** Seconds for which a branch's line is cut, one after the other. */
  cutsS: readonly number[];
  /** Seconds on a bad line. */
  badLineS: number;
  /**
   * Days of class in fast motion that fill caches, pools, compiled code and the media workers' allocators: memory is compared
   * from then on. An allocator fits each of the first lessons a little worse into what it has from the one before, until all fits.
   */
  warmUpDays: number;
  /** Days of class in fast motion after those. */
  days: number;
  /** For how long, in milliseconds, trouble with the records lasts. */
  troubleMs: number;
}

/** The course as it is. */
export const WHOLE: Sizes = {
  rooms: 221,
  phones: 557,
  rounds: 10,
  perStorm: 100,
  cutsS: [20, 60],
  badLineS: 600,
  warmUpDays: 4,
  days: 10,
  troubleMs: 4_000,
};
/** A small class, each fault once: shows in less than a minute that the promises still hold. */
export const SHORT: Sizes = {
  rooms: 6,
  phones: 12,
  rounds: 1,
  perStorm: 30,
  cutsS: [2],
  badLineS: 20,
  warmUpDays: 2,
  days: 2,
  troubleMs: 1_500,
};

/** What a figure has to be. */
export type Limit = { atMost: number } | { atLeast: number };

export interface Measurement {
  metric: string;
  value: number;
  unit: string;
  /** How many observations it is made of. */
  n: number;
  /** Without one it only informs. */
  limit?: Limit;
  /** What it was measured under, where that is more than the class. */
  load?: string;
}

/** One figure as it is printed: the benches' line, with what was promised and whether it held. */
export interface Verdict extends Result {
  limit?: string;
  verdict?: 'PASS' | 'MISS';
}

/** What whoever measures is given. */
export interface Measuring {
  sizes: Sizes;
  progress: (text: string) => void;
  measure: (measurement: Measurement) => void;
}

/** Whether a figure is within what was promised; NaN is never. */
export function holds(value: number, limit: Limit): boolean {
  return 'atMost' in limit ? value <= limit.atMost : value >= limit.atLeast;
}

/** The line of a figure. */
export function judge(fault: string, load: string, measured: Measurement): Verdict {
  const { limit, value } = measured;
  const line = {
    bench: `faults/${fault}`,
    metric: measured.metric,
    value: Number.isFinite(value) ? rounded(value) : value,
    unit: measured.unit,
    n: measured.n,
    load: measured.load ?? load,
  };
  if (!limit) return line;
  const text = 'atMost' in limit ? `at most ${limit.atMost}` : `at least ${limit.atLeast}`;
  return { ...line, limit: text, verdict: holds(value, limit) ? 'PASS' : 'MISS' };
}
