import { expect, it } from 'vitest';
import { writeCsv } from '../../../src/course/export/write-csv.ts';

async function cellsOf(...cells: string[]): Promise<string> {
  const rows = (async function* () {
    yield await Promise.resolve([cells]);
  })();
  const pieces: Uint8Array[] = [];
  for await (const piece of writeCsv({ name: '示例', columns: [], rows })) pieces.push(piece);
  const [, row] = Buffer.concat(pieces).toString().split('\r\n');
  return row ?? '';
}

it('leaves numbers, dates and names as they are', async () => {
  expect(await cellsOf('0001', '2026-11-29 09:00', '12:30', '示例学员', '<b>', ';', '?')).toBe(
    '0001,2026-11-29 09:00,12:30,示例学员,<b>,;,?',
  );
});

it.each(['=1+1', '+86 10', '-1', '@SUM(A1)', '\t=1', '＝1+1', '＋1', '－1', '＠SUM(A1)'])(
  'marks %j, which a spreadsheet would take for a formula',
  async (cell) => {
    expect(await cellsOf(cell)).toContain(`'${cell}`);
  },
);
