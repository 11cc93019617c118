import type { LedgerEntry, ScorePart, ScorePolicy } from '../contract/score.ts';
import { basis, exactScore, shownScore, valuesOf, type Line, type Part } from './model.ts';
import type { EntryRow } from './repository.ts';

/** What scores of a course are computed from, all of it on record. */
export interface Basis {
  policy: ScorePolicy;
  parts: readonly Part[];
  /** Corrections whose lines do not count, by their id. */
  notCounting: ReadonlyMap<string, 'waiting' | 'refused'>;
}

export interface Computed {
  shown: ReturnType<typeof shownScore>;
  parts: ScorePart[];
}

/** What somebody has come to, from the own lines of the ledger and nothing else. */
export function computed(entries: readonly EntryRow[], of: Basis): Computed {
  const lines = entries.map((entry) => lineOf(entry, of.notCounting));
  const parts = valuesOf(of.parts, lines);
  return { shown: shownScore(exactScore(parts, of.policy, bonusLine(lines)?.points ?? 0), of.policy), parts };
}

/** The lines of one trainee as people read them, each with what it does. */
export function ledgerOf(entries: readonly EntryRow[], notCounting: Basis['notCounting']): LedgerEntry[] {
  const lines = entries.map((entry) => lineOf(entry, notCounting));
  const standing = new Set<string | undefined>([bonusLine(lines)?.id]);
  const keys = new Set(lines.map(({ component, sourceId }) => `${component} ${sourceId}`));
  for (const key of keys) {
    standing.add(basis(lines.filter((line) => `${line.component} ${line.sourceId}` === key))?.id);
  }
  return entries.map((entry) => {
    const { id, component, sourceId, title, kind, points, eventId, at, byName, reason } = entry;
    const adds = kind === 'correction' || kind === 'reversal';
    const state = adds
      ? (notCounting.get(eventId) ?? ('counts' as const))
      : standing.has(id)
        ? ('counts' as const)
        : ('replaced' as const);
    const shown = { id, component, sourceId, title, kind, points, eventId };
    return { ...shown, at: at.getTime(), by: byName, reason, state };
  });
}

function lineOf(entry: EntryRow, notCounting: Basis['notCounting']): Line {
  const { id, component, sourceId, kind, points, eventId, at } = entry;
  const counts = !notCounting.has(eventId);
  return { id, component, sourceId, kind, points, eventId, at: at.getTime(), counts };
}

/** The newest line on what a reflection adds. */
function bonusLine(lines: readonly Line[]): Line | undefined {
  return lines
    .filter(({ kind }) => kind === 'bonus')
    .reduce<Line | undefined>((newest, line) => {
      if (!newest || line.at > newest.at) return line;
      return line.at === newest.at && line.id > newest.id ? line : newest;
    }, undefined);
}
