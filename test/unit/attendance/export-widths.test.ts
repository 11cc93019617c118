import { expect, test } from 'vitest';
import { columnWidths } from '../../../src/attendance/export.ts';
import { exportWords } from '../../../src/attendance/export-words.ts';

test('each column of the attendance file has a width of its own, in every language', () => {
  for (const { sheets } of Object.values(exportWords)) {
    expect(sheets.evidence.columns).toHaveLength(columnWidths.evidence.length);
    expect(sheets.rollCalls.columns).toHaveLength(columnWidths.rollCalls.length);
    expect(sheets.changes.columns).toHaveLength(columnWidths.changes.length);
  }
});
