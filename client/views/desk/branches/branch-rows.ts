import type { BranchRecord } from '../../../../src/contract/records.ts';
import { matches } from '../records/filters.tsx';

/** What of the list is shown. */
export interface BranchFilter {
  text: string;
  /** Null for any, here and below. */
  level: 1 | 2 | null;
  unit: string | null;
  parentId: string | null;
  /** Branches of level 2 below their parents. */
  tree: boolean;
}

/** A branch in the table; the tree hangs others below it. */
export type BranchRow = BranchRecord & { parentName: string; children?: BranchRow[] };

/** The rows that a filter lets through, in the order of the list. */
export function branchRows(branches: readonly BranchRecord[], filter: BranchFilter): BranchRow[] {
  const names = new Map(branches.map(({ id, name }) => [id, name]));
  const rows = branches
    .filter((one) => filter.level === null || one.level === filter.level)
    .filter((one) => filter.unit === null || one.unit === filter.unit)
    .filter((one) => filter.parentId === null || one.parentId === filter.parentId)
    .filter((one) =>
      matches(filter.text, [one.name, String(one.number), one.place, one.liaisonName, one.liaisonPhone]),
    )
    .map((one): BranchRow => ({
      ...one,
      parentName: one.parentId === null ? '' : (names.get(one.parentId) ?? ''),
    }));
  return filter.tree ? nested(rows) : rows;
}

/** Puts rows below their parents; one whose parent is not shown stands by itself. */
function nested(rows: readonly BranchRow[]): BranchRow[] {
  const shown = new Map(rows.map((row) => [row.id, row]));
  const roots: BranchRow[] = [];
  for (const row of rows) {
    const parent = row.parentId === null ? undefined : shown.get(row.parentId);
    if (parent) (parent.children ??= []).push(row);
    else roots.push(row);
  }
  return roots;
}
