import { limits } from '../../contract/limits.ts';
import type { ImportRow } from '../../contract/import.ts';
import type { Problem, ProblemCode } from '../../contract/records.ts';
import type { Cell, TableRow } from './table.ts';

/** A row with what is to become of it, as it is kept until it is confirmed. */
export interface StagedRow extends ImportRow {
  /** The record that it creates or changes. */
  recordId: string;
  renamed: boolean;
  record: Readonly<Record<string, string | number | boolean | null>>;
}

/** Reads one row's cells, and collects what is wrong with them. */
export class RowReader {
  readonly row: number;
  readonly problems: Problem[] = [];
  readonly #cells: TableRow['cells'];

  constructor({ row, cells }: TableRow) {
    this.row = row;
    this.#cells = cells;
  }

  has(field: string): boolean {
    return this.#cells[field] !== undefined;
  }

  /** One line of text; undefined when the file does not have the field. */
  text(field: string, most: number = limits.nameLength): string | undefined {
    const cell = this.#cells[field];
    if (!cell) return undefined;
    const text = tidy(cell.text);
    if (cell.problem) this.problem(field, cell.problem);
    else if (text.includes('\ufffd')) this.problem(field, 'unreadable');
    else if (text.length > most) this.problem(field, 'too_long');
    return text;
  }

  /** As text, without spaces and in half width: how numbers and choices are compared. */
  code(field: string, most?: number): string | undefined {
    return this.text(field, most)?.normalize('NFKC').replace(/\s/g, '');
  }

  problem(field: string, code: ProblemCode, row?: number): void {
    if (this.problems.some((one) => one.field === field)) return;
    this.problems.push(row === undefined ? { field, code } : { field, code, row });
  }

  raw(field: string): Cell | undefined {
    return this.#cells[field];
  }
}

const invisible = /[\u200b-\u200f\u2060\ufeff\u00ad]/g;

/** What people see of a cell: one line, without what cannot be seen. */
function tidy(text: string): string {
  return (
    text
      .normalize('NFC')
      .replace(invisible, '')
      // oxlint-disable-next-line no-control-regex
      .replace(/[\s\u0000-\u001f\u007f]+/g, ' ')
      .trim()
  );
}

const yes = new Set(['是', 'y', 'yes', 'true', '1', '√', '✓', '✔', '对', '端口', '个人端口', 'port']);
const no = new Set(['', '否', 'n', 'no', 'false', '0', '×', 'x', '无', '-', '/']);

/** Undefined for what is neither. */
export function flagOf(text: string): boolean | undefined {
  const word = text.toLowerCase();
  if (yes.has(word)) return true;
  return no.has(word) ? false : undefined;
}

/** `一级`, `1`, `level 1`; undefined for what is neither level. */
export function levelOf(text: string): 1 | 2 | undefined {
  const word = text
    .toLowerCase()
    .replace(/^(level|第)/, '')
    .replace(/(级|级分课堂)$/, '');
  if (word === '1' || word === '一') return 1;
  return word === '2' || word === '二' ? 2 : undefined;
}

/** The fields of `after` that `before` does not have, as they were. */
export function changes(
  before: Readonly<Record<string, string | number | boolean | null>>,
  after: Readonly<Record<string, string | number | boolean | null>>,
): Record<string, string | number | boolean | null> {
  return Object.fromEntries(Object.entries(before).filter(([key, value]) => after[key] !== value));
}
