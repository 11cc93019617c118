import type { MarkState } from '../../../../src/contract/attendance.ts';
import type { RollCallLine } from '../../../session/roll-call.ts';

/** How many of each, proposals included; `open` are those of whom nothing is known. */
export function tally(lines: readonly RollCallLine[]): Record<MarkState | 'open', number> {
  const counted = { present: 0, late: 0, leave: 0, absent: 0, open: 0 };
  for (const { state } of lines) counted[state ?? 'open'] += 1;
  return counted;
}
