import { expect, it } from 'vitest';
import { boardNodes } from '../../../client/views/desk/attendance/board-rows.ts';
import type { BoardRow } from '../../../src/contract/attendance.ts';

const row = (branchId: string, signedIn: number): BoardRow => ({
  ...{ branchId, name: branchId, level: 1, parentId: null, unit: '', liaisonName: '', liaisonPhone: '' },
  ...{ expected: 2, signedIn, late: 0, waiting: 0, asked: null, rollCall: null, reminders: [], seen: null },
  called: { present: 0, late: 0, leave: 0, absent: 0 },
  total: { expected: 2, signedIn, late: 0, rollCalls: 0, branches: 1 },
});
const rows = [row('whole', 2), row('short', 1)];
const missing = (isEarly: boolean): string[] =>
  boardNodes(rows, { text: '', only: 'missing', isEarly }).map(({ key }) => key);

it('finds the branches in which somebody is missing, and none before sign-in opens', () => {
  expect(missing(false)).toEqual(['short']);
  expect(missing(true)).toEqual([]);
});
