import { stringify } from 'csv-stringify/sync';
import { withMark } from '../formula-mark.ts';
import type { Sheet, Value } from './sheet.ts';

/** CSV in UTF-8 with its mark, by which Excel knows the encoding. No cell can begin a formula. */
export async function* writeCsv({ columns, rows }: Sheet): AsyncIterable<Uint8Array> {
  yield Buffer.from(`\ufeff${lines([columns.map(({ title }) => title)])}`);
  for await (const piece of rows) yield Buffer.from(lines(piece));
}

function lines(rows: readonly (readonly Value[])[]): string {
  return stringify(
    rows.map((row) => row.map(safe)),
    { record_delimiter: 'windows' },
  );
}

function safe(value: Value): Value {
  return typeof value === 'string' ? withMark(value) : value;
}
