import { limits } from '../../contract/limits.ts';
import type { ImportKind } from '../../contract/import.ts';
import type { ProblemCode } from '../../contract/records.ts';
import { fields, likeness, type Field } from './fields.ts';
import { Refusal } from './refusal.ts';

/** A cell as it was read. */
export interface Cell {
  text: string;
  /** Why the text is not what the person meant. */
  problem?: ProblemCode;
}

/** A row as it was read; cells by column, from 0. */
export interface RawRow {
  /** As spreadsheets count, from 1. */
  row: number;
  cells: readonly (Cell | undefined)[];
}

/** A row whose cells have names. A field that the file does not have is not there. */
export interface TableRow {
  row: number;
  cells: Readonly<Partial<Record<string, Cell>>>;
}

export interface Table {
  fields: string[];
  ignored: string[];
  rows: TableRow[];
}

/** The rows among which the headings have to be: offices put titles and notes above them. */
const headingWithin = 20;
const mostColumns = 200;
const lastRow = 1_048_576;

/** Takes the rows of one sheet in their order and finds out which of them names the columns. */
export class TableBuilder {
  readonly #fields: readonly Field[];
  #columns: (string | undefined)[] | undefined;
  #ignored: string[] = [];
  readonly #rows: TableRow[] = [];
  #seen = 0;
  #last = 0;

  constructor(kind: ImportKind) {
    this.#fields = fields[kind];
  }

  /** False when no more rows are wanted: no headings are here. Throws Refusal. */
  add({ row, cells }: RawRow): boolean {
    if (row <= this.#last || row > lastRow) throw new Refusal('damaged');
    this.#last = row;
    if (cells.length > mostColumns) throw new Refusal('too_many_columns', { most: mostColumns });
    if (cells.every((cell) => cell === undefined || (cell.text.trim() === '' && cell.problem === undefined)))
      return true;
    if (this.#columns) {
      if (this.#rows.length === limits.importRows) {
        throw new Refusal('too_many_rows', { most: limits.importRows });
      }
      this.#rows.push({ row, cells: this.#named(this.#columns, cells) });
      return true;
    }
    this.#columns = this.#headings(cells.map((cell) => cell?.text ?? ''));
    this.#seen += 1;
    return this.#columns !== undefined || this.#seen < headingWithin;
  }

  /** Undefined when no row named the columns. */
  table(): Table | undefined {
    if (!this.#columns) return undefined;
    const found = this.#columns.filter((key) => key !== undefined);
    return { fields: found, ignored: this.#ignored, rows: this.#rows };
  }

  #named(columns: readonly (string | undefined)[], cells: RawRow['cells']): TableRow['cells'] {
    const named: Record<string, Cell> = {};
    columns.forEach((key, index) => {
      if (key !== undefined) named[key] = cells[index] ?? { text: '' };
    });
    return named;
  }

  #headings(row: readonly string[]): (string | undefined)[] | undefined {
    const columns: (string | undefined)[] = row.map(() => undefined);
    for (const one of this.#fields) {
      const ranks = row.map((heading) => likeness(one, heading));
      const best = Math.min(...ranks.map((rank) => rank ?? Infinity));
      if (best === Infinity) {
        if (one.required) return undefined;
        continue;
      }
      const index = ranks.indexOf(best);
      if (ranks.lastIndexOf(best) !== index) throw new Refusal('header_twice', { column: row[index] });
      columns[index] = one.key;
    }
    this.#ignored = row.filter((heading, index) => heading.trim() !== '' && columns[index] === undefined);
    return columns;
  }
}

/** The refusal of a file in which no row names the columns. */
export function noHeader(kind: ImportKind): Refusal {
  const required = fields[kind].filter((one) => one.required);
  return new Refusal('no_header', {
    columns: { 'zh-CN': required.map((one) => one.title['zh-CN']), en: required.map((one) => one.title.en) },
  });
}
