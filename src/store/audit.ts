import type { Queries } from './port.ts';
import { audit } from './schema/server.ts';

/** Who did something, as far as the audit knows it. */
export interface Actor {
  /** The session that did it; null for the server's own console. */
  sessionId: string | null;
}

/** One change that a person made to a record. */
export interface AuditEntry {
  /** Null for what belongs to no course. */
  courseId: string | null;
  /** What was done, as `record.verb` in the past tense, for example `branch.changed`. */
  action: string;
  /** The id of the record that changed. */
  recordId: string;
  /** The record's fields as they were; only those that changed, or all of a record that is gone. No secrets. */
  before?: Readonly<Record<string, unknown>>;
  /** The record's fields as they are now; only those that changed, or all of a new record. No secrets. */
  after?: Readonly<Record<string, unknown>>;
}

/** A statement takes at most 65,535 parameters. */
const rowsPerStatement = 1_000;

/** Writes down what `by` did, at the database's time. Call it in the transaction of the change itself. */
export async function writeAudit(queries: Queries, by: Actor, entries: readonly AuditEntry[]): Promise<void> {
  for (let start = 0; start < entries.length; start += rowsPerStatement) {
    await queries
      .insert(audit)
      .values(
        entries
          .slice(start, start + rowsPerStatement)
          .map((entry) => ({ ...entry, sessionId: by.sessionId })),
      );
  }
}

/** The fields in which two states of a record differ, as `before` and `after` of an entry; undefined when they are equal. */
export function changedFields(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): { before: Record<string, unknown>; after: Record<string, unknown> } | undefined {
  const keys = Object.keys(after).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  if (keys.length === 0) return undefined;
  const pick = (from: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(keys.map((key) => [key, from[key] ?? null]));
  return { before: pick(before), after: pick(after) };
}
