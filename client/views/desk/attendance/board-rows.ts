import type { BoardRow, ReminderAbout, SignInWindow } from '../../../../src/contract/attendance.ts';

/** A row of the tree: a branch with the branches below it, or the ports. */
export interface BoardNode extends BoardRow {
  key: string;
  children?: BoardNode[];
}

export type BoardFilter = 'all' | 'missing' | 'uncalled';

/** Whether a room has trainees and its roll call is not signed off. */
export function isUncalled({ branchId, expected, rollCall }: BoardRow): boolean {
  return branchId !== null && expected > 0 && (rollCall === null || rollCall.signedOffAt === null);
}

/** When sign-in to the lesson opens, as long as it has not: until then nobody is missing. Null from then on. */
export function opensLater(windows: readonly SignInWindow[], now: number): number | null {
  const own = windows.find(({ kind }) => kind === 'start');
  return own !== undefined && now < own.opensAt ? own.opensAt : null;
}

/** Of what the liaison of a branch can be reminded; of nothing before sign-in opens. */
export function openReminders(row: BoardRow, isEarly: boolean): ReminderAbout[] {
  if (row.branchId === null || isEarly) return [];
  return [
    ...(isUncalled(row) ? (['rollCall'] as const) : []),
    ...(row.signedIn < row.expected ? (['absent'] as const) : []),
  ];
}

/** What of the board is shown. */
interface BoardChoice {
  text: string;
  only: BoardFilter;
  /** Sign-in has not opened: nobody is missing yet. */
  isEarly: boolean;
}

function fits(row: BoardRow, { text, only, isEarly }: BoardChoice): boolean {
  const wanted = text.trim().toLowerCase();
  const texts = [row.name ?? '', row.liaisonName, row.liaisonPhone, row.unit];
  if (wanted !== '' && !texts.some((one) => one.toLowerCase().includes(wanted))) return false;
  if (only === 'missing') return !isEarly && row.signedIn < row.expected;
  return only === 'all' || isUncalled(row);
}

/** The branches as a tree; a search or filter leaves a flat list of those it finds. */
export function boardNodes(rows: readonly BoardRow[], filter: BoardChoice): BoardNode[] {
  const node = (row: BoardRow): BoardNode => ({ ...row, key: row.branchId ?? 'ports' });
  const shown = rows.filter((row) => row.branchId !== null || row.expected > 0);
  if (filter.text.trim() !== '' || filter.only !== 'all') {
    return shown.filter((row) => fits(row, filter)).map(node);
  }
  const below = new Map<string, BoardNode[]>();
  for (const row of shown) {
    if (row.parentId !== null) below.set(row.parentId, [...(below.get(row.parentId) ?? []), node(row)]);
  }
  return shown
    .filter(({ parentId }) => parentId === null)
    .map((row) => {
      const children = row.branchId === null ? undefined : below.get(row.branchId);
      return children === undefined ? node(row) : { ...node(row), children };
    });
}
