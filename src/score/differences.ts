import { newId } from '../lib/ids.ts';
import type { EntryRow } from './repository.ts';

/** Something that the ledger has to say, as its source says it now. */
export type Fact = Pick<
  EntryRow,
  'traineeId' | 'component' | 'sourceId' | 'title' | 'points' | 'eventId' | 'byName' | 'reason'
> & {
  kind: 'verdict' | 'submission' | 'bonus';
  /** Null for now. */
  at: number | null;
};

/** What a line says; where it stands is the key of `Newest`. */
export type Said = Pick<EntryRow, 'points' | 'eventId' | 'reason'> & {
  /** Milliseconds. */
  at: number;
};

/** The newest line of each subject: of one lesson's verdicts, of one paper's gradings, of one reflection. */
export type Newest = Map<string, Said>;

/**
 * Takes in the ledger of a trainee.
 * @param ledger in the order of its moments
 */
export function takeIn(newest: Newest, ledger: readonly EntryRow[]): void {
  for (const entry of ledger) {
    if (entry.kind !== 'correction' && entry.kind !== 'reversal') newest.set(subjectOf(entry), saidBy(entry));
  }
}

/**
 * The lines that the ledger lacks; `newest` has them then. A fact that the newest line of its subject says already needs none.
 * A new line is later than the one that it stands in for, whatever its source says, so that recomputing knows which is the newest.
 * @param facts of people who are on the roster
 */
export function differences(
  newest: Newest,
  facts: readonly Fact[],
  { courseId, now }: { courseId: string; now: number },
): EntryRow[] {
  const lacking: EntryRow[] = [];
  for (const fact of facts) {
    const subject = subjectOf(fact);
    const before = newest.get(subject);
    if (before && says(before, fact)) continue;
    const at = Math.max(fact.at ?? now, before ? before.at + 1 : 0);
    const kind = before && fact.kind === 'submission' ? ('marking' as const) : fact.kind;
    const entry = { ...fact, id: newId(), courseId, kind, at: new Date(at) };
    newest.set(subject, saidBy(entry));
    lacking.push(entry);
  }
  return lacking;
}

/** Verdicts on one lesson follow each other, and so do the gradings of one paper; see `basis` of the model. */
export function subjectOf(
  of: Pick<EntryRow, 'traineeId' | 'component' | 'sourceId' | 'kind' | 'eventId'>,
): string {
  const { traineeId, component, sourceId, kind, eventId } = of;
  const isPaper = kind === 'submission' || kind === 'marking';
  return `${traineeId} ${component} ${sourceId} ${isPaper ? eventId : kind}`;
}

function saidBy({ points, eventId, reason, at }: EntryRow): Said {
  return { points, eventId, reason, at: at.getTime() };
}

function says(before: Said, fact: Fact): boolean {
  return before.points === fact.points && before.eventId === fact.eventId && before.reason === fact.reason;
}
