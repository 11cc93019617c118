import type { HelpKind } from '../contract/help-limits.ts';
import type { PageFacts, TicketGroup } from '../contract/help.ts';

/** Milliseconds before a ticket within which an error that the page showed is likely to be what it is about. */
const errorCounts = 10 * 60_000;

/** Troubles that have to do with the way packets travel. */
const ofTheLine: readonly HelpKind[] = ['picture', 'sound', 'connection'];

/**
 * What a ticket has in common with others like it: the newest error that the page showed, else the way of the packets when it
 * is not the best one, else the branch, else only the kind of trouble. Tickets with the same `group` are the same fault.
 */
export function groupOf(
  ticket: { kind: HelpKind; facts: PageFacts; branch: { id: string; name: string } | null },
  now: number,
): { group: string; common: TicketGroup['common'] } {
  const { kind, facts, branch } = ticket;
  const error = facts.errors
    .filter(({ at }) => now - at < errorCounts)
    .reduce<PageFacts['errors'][number] | null>(
      (newest, one) => (newest && newest.at >= one.at ? newest : one),
      null,
    );
  if (error) return named(kind, 'error', error.code);
  const { path } = facts;
  if (ofTheLine.includes(kind) && path !== null && path !== 'udp') return named(kind, 'path', path);
  if (branch) return { group: `${kind}|branch|${branch.id}`, common: { of: 'branch', value: branch.name } };
  return named(kind, 'kind', kind);
}

function named(
  kind: HelpKind,
  of: TicketGroup['common']['of'],
  value: string,
): { group: string; common: TicketGroup['common'] } {
  return { group: `${kind}|${of}|${value}`, common: { of, value } };
}
