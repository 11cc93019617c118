import type { PresenceTime } from '../contract/attendance.ts';

/** `held`: only the liaison's phone is there. It keeps the line, and counts no time. */
export type PresenceState = 'watching' | 'idle' | 'hidden' | 'held';

/** A time without a gap in one state; milliseconds since 1970. */
export interface Interval {
  from: number;
  until: number;
  state: PresenceState;
}

const minute = 60_000;

/**
 * The minutes of intervals in any order; null without any. Where they overlap (two devices, or a page that was opened
 * twice) time counts once, for the best of what happened: watching before idle before hidden. Only what lies within
 * `bounds` counts, and nothing of what was only held.
 * @param gapMs a gap up to this is a reconnect that nobody counts
 */
export function sumUp(
  intervals: readonly Interval[],
  bounds: { from: number; until: number },
  gapMs: number,
): PresenceTime | null {
  const within = intervals
    .filter(({ state }) => state !== 'held')
    .map(({ from, until, state }) => ({
      from: Math.max(from, bounds.from),
      until: Math.min(until, bounds.until),
      state,
    }))
    .filter(({ from, until }) => until > from);
  const spans = merge(within);
  const [first] = spans;
  const last = spans.at(-1);
  if (!first || !last) return null;
  const watching = merge(within.filter(({ state }) => state === 'watching'));
  const visible = merge(within.filter(({ state }) => state !== 'hidden'));
  const connected = length(spans);
  const reconnects = spans.filter((span, index) => {
    const before = spans[index - 1];
    return before !== undefined && span.from - before.until > gapMs;
  }).length;
  return {
    connectedMinutes: connected / minute,
    watchingMinutes: length(watching) / minute,
    hiddenMinutes: (connected - length(visible)) / minute,
    firstAt: first.from,
    lastAt: last.until,
    reconnects,
  };
}

type Span = Pick<Interval, 'from' | 'until'>;

/** The union of spans, in the order of time. */
function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const { from, until } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && from <= last.until) last.until = Math.max(last.until, until);
    else merged.push({ from, until });
  }
  return merged;
}

function length(spans: readonly Span[]): number {
  return spans.reduce((sum, { from, until }) => sum + until - from, 0);
}
