import type { FileAnswer } from '../contract/command.ts';

/** What a cell of an export holds. */
export type Value = string | number;

/** One sheet of an export; its rows come in pieces. */
export interface Sheet {
  name: string;
  columns: readonly { title: string; width: number }[];
  rows: AsyncIterable<readonly (readonly Value[])[]>;
}

/** Makes a file of sheets, in which no text can be taken for a formula. CSV holds the first sheet alone. */
export type WriteSpreadsheet = (
  title: string,
  format: 'xlsx' | 'csv',
  sheets: readonly Sheet[],
) => FileAnswer;
