/** An exact number: `n` / `d`, with `d` above 0. Scores are added up in these and rounded once, where they are shown. */
export interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

export const zero: Fraction = { n: 0n, d: 1n };

export function fraction(n: number | bigint, d: number | bigint = 1): Fraction {
  return reduced(BigInt(n), BigInt(d));
}

export function plus(a: Fraction, b: Fraction): Fraction {
  return reduced(a.n * b.d + b.n * a.d, a.d * b.d);
}

export function times(a: Fraction, by: number): Fraction {
  return reduced(a.n * BigInt(by), a.d);
}

export function over(a: Fraction, by: number): Fraction {
  return reduced(a.n, a.d * BigInt(by));
}

/** Not below `low` and not above `high`. */
export function within(a: Fraction, low: number, high: number): Fraction {
  if (a.n < BigInt(low) * a.d) return fraction(low);
  return a.n > BigInt(high) * a.d ? fraction(high) : a;
}

/** The nearest multiple of `unit`, halves up. `a` is 0 or more. */
export function rounded(a: Fraction, unit: number): number {
  const step = a.d * BigInt(unit);
  return Number((2n * a.n + step) / (2n * step)) * unit;
}

function reduced(n: bigint, d: bigint): Fraction {
  if (d <= 0n) throw new RangeError('a fraction is over something above 0');
  let [a, b] = [n < 0n ? -n : n, d];
  while (b > 0n) [a, b] = [b, a % b];
  return a === 0n ? zero : { n: n / a, d: d / a };
}
