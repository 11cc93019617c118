/** One measured figure. Absolute values from shared machines mean little; where there is a `ratio`, it is the result. */
export interface Result {
  bench: string;
  metric: string;
  value: number;
  unit: string;
  /** What the same load was put on in the same run. */
  against?: string;
  /** Median over the rounds of our value divided by the other's in the same round. */
  ratio?: number;
  /** Rounds, or for `latency` and `join` figures the observations. */
  n: number;
  /** The load under which it was measured. */
  load: string;
}

/** What a bench is given. */
export interface BenchContext {
  /** Fewer rounds and shorter windows: shows that it runs, and roughly where it stands. */
  quick: boolean;
  report: (result: Result) => void;
  progress: (text: string) => void;
}

export interface Bench {
  /** The question that it answers, and its load. */
  summary: string;
  run: (context: BenchContext) => Promise<void>;
}

/** The value below which this share (0 to 1) of the values lies, by the nearest rank; NaN without values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Digits that mean something in a measured figure. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** A line for people. */
export function describe({ metric, value, unit, against, ratio, n, load }: Result): string {
  const compared = against === undefined || ratio === undefined ? '' : `, ${ratio} x ${against}`;
  return `${metric.padEnd(28)} ${String(value).padStart(10)} ${unit}${compared} (n=${n}; ${load})`;
}
