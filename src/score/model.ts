import type { Component, LedgerEntry, ScorePart, ScorePolicy } from '../contract/score.ts';
import { components } from '../contract/score.ts';
import { fraction, over, plus, rounded, times, within, zero, type Fraction } from './fraction.ts';

/** What of a line of the ledger makes the score. */
export type Line = Pick<
  LedgerEntry,
  'id' | 'component' | 'sourceId' | 'kind' | 'points' | 'eventId' | 'at'
> & {
  /** It waits for a second person, or was refused: it does not count. */
  counts: boolean;
};

/** A lesson's attendance, a quiz or an exam, as the course has it. */
export type Part = Pick<ScorePart, 'component' | 'sourceId' | 'title' | 'due'>;

/** What somebody has come to, exact; see `shownScore`. In hundredths of a point, 0 to 10,000. */
export interface ExactScore {
  attendance: Fraction | null;
  quizzes: Fraction | null;
  exam: Fraction | null;
  bonus: Fraction;
  total: Fraction | null;
}

/** Later lines of the same moment are told apart by their id, so that no order of arrival matters. */
function isLater(a: Line, b: Line): boolean {
  return a.at !== b.at ? a.at > b.at : a.id > b.id;
}

/**
 * The line that says what a part is worth; undefined while there is none. Of verdicts the newest. Of papers the newest line
 * of each (a marking stands in for the submission before it), and of these the best.
 */
export function basis(lines: readonly Line[]): Line | undefined {
  const newest = new Map<string, Line>();
  for (const line of lines) {
    if (!line.counts || line.kind === 'correction' || line.kind === 'reversal' || line.kind === 'bonus')
      continue;
    // One paper is one event; verdicts on the same lesson follow each other.
    const subject = line.kind === 'verdict' ? '' : line.eventId;
    const before = newest.get(subject);
    if (!before || isLater(line, before)) newest.set(subject, line);
  }
  return [...newest.values()].reduce<Line | undefined>((best, line) => {
    if (!best) return line;
    const [a, b] = [line.points ?? -1, best.points ?? -1];
    return a > b || (a === b && isLater(line, best)) ? line : best;
  }, undefined);
}

/** What each part is worth to somebody, with corrections; 0 to 10,000. */
export function valuesOf(parts: readonly Part[], lines: readonly Line[]): ScorePart[] {
  const byPart = new Map<string, Line[]>();
  for (const line of lines) {
    const key = keyOf(line);
    byPart.set(key, [...(byPart.get(key) ?? []), line]);
  }
  return parts.map((part) => {
    const own = byPart.get(keyOf(part)) ?? [];
    const base = basis(own);
    const corrected = own.filter(
      ({ kind, counts }) => counts && (kind === 'correction' || kind === 'reversal'),
    );
    const sum = corrected.reduce((total, { points }) => total + (points ?? 0), 0);
    // A verdict without points excuses; corrections that cancel each other leave everything as it was.
    const excused = base !== undefined && base.points === null && sum === 0;
    const isKnown = base !== undefined || sum !== 0;
    const value = excused || !isKnown ? null : Math.min(10_000, Math.max(0, (base?.points ?? 0) + sum));
    return { ...part, value, excused };
  });
}

function keyOf({ component, sourceId }: Pick<Part, 'component' | 'sourceId'>): string {
  return `${component} ${sourceId}`;
}

/** @param bonus what reflections add, in hundredths */
export function exactScore(parts: readonly ScorePart[], policy: ScorePolicy, bonus: number): ExactScore {
  const means = { attendance: zero, quizzes: zero, exam: zero };
  const known: Component[] = [];
  for (const component of components) {
    const mean = meanOf(parts.filter((part) => part.component === component));
    if (mean === null) continue;
    means[component] = mean;
    known.push(component);
  }
  const { weights } = policy;
  const weight = known.reduce((sum, component) => sum + weights[component], 0);
  const weighted = known.reduce((sum, one) => plus(sum, times(means[one], weights[one])), zero);
  const added = fraction(bonus);
  return {
    attendance: known.includes('attendance') ? means.attendance : null,
    quizzes: known.includes('quizzes') ? means.quizzes : null,
    exam: known.includes('exam') ? means.exam : null,
    bonus: added,
    total: weight === 0 ? null : within(plus(over(weighted, weight), added), 0, 10_000),
  };
}

/** The mean of the parts that count: with a value, or due without one, which is 0. Null when there are none. */
function meanOf(parts: readonly ScorePart[]): Fraction | null {
  const counting = parts.filter(({ value, due, excused }) => !excused && (value !== null || due));
  if (counting.length === 0) return null;
  const sum = counting.reduce((total, { value }) => total + (value ?? 0), 0);
  return over(fraction(sum), counting.length);
}

/** A score as it is shown: rounded once, half up, to the policy's decimals. Passing is decided by what is shown. */
export function shownScore(
  exact: ExactScore,
  policy: ScorePolicy,
): {
  attendance: number | null;
  quizzes: number | null;
  exam: number | null;
  bonus: number;
  total: number | null;
  passed: boolean | null;
} {
  const unit = 10 ** (2 - policy.decimals);
  const shown = (value: Fraction | null): number | null => (value === null ? null : rounded(value, unit));
  const total = shown(exact.total);
  return {
    attendance: shown(exact.attendance),
    quizzes: shown(exact.quizzes),
    exam: shown(exact.exam),
    bonus: rounded(exact.bonus, 1),
    total,
    passed: total === null ? null : total >= policy.passMark,
  };
}
