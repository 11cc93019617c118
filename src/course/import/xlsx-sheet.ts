import { Refusal } from './refusal.ts';
import type { Cell, RawRow } from './table.ts';
import { readXml, type XmlListener } from './xml.ts';

/** Digits of a number that a spreadsheet keeps exactly. */
const exactDigits = 15;
/** Columns beyond it are refused before anything is kept of them. */
const lastColumn = 16_384;

/**
 * Reads a sheet (ECMA-376, part 1, 18.3) row by row until `onRow` says false. A formula counts as the value that the
 * spreadsheet saved with it; nothing is computed. Throws Refusal.
 */
export async function readSheet(
  chunks: AsyncIterable<Uint8Array>,
  texts: readonly string[],
  onRow: (row: RawRow) => boolean,
): Promise<void> {
  const reader = new SheetReader(texts, onRow);
  await readXml(chunks, reader, () => reader.done);
}

class SheetReader implements XmlListener {
  done = false;
  readonly #texts: readonly string[];
  readonly #onRow: (row: RawRow) => boolean;
  #row = 0;
  #column = -1;
  #cells: (Cell | undefined)[] = [];
  #type = 'n';
  #value = '';
  #formula = false;
  /** Inside the reading aid above a text. */
  #aid = false;
  #wanted = false;

  constructor(texts: readonly string[], onRow: (row: RawRow) => boolean) {
    this.#texts = texts;
    this.#onRow = onRow;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    switch (name) {
      case 'row':
        this.#row = attributes['r'] === undefined ? this.#row + 1 : wholeNumber(attributes['r']);
        this.#column = -1;
        this.#cells = [];
        break;
      case 'c':
        this.#column = attributes['r'] === undefined ? this.#column + 1 : columnOf(attributes['r']);
        if (this.#column >= lastColumn) throw new Refusal('damaged');
        this.#type = attributes['t'] ?? 'n';
        this.#value = '';
        this.#formula = false;
        break;
      case 'f':
        this.#formula = true;
        break;
      case 'rPh':
        this.#aid = true;
        break;
      case 'v':
      case 't':
        this.#wanted = !this.#aid;
        break;
      default:
    }
  }

  text(part: string): void {
    if (this.#wanted) this.#value += part;
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.#wanted = false;
    else if (name === 'rPh') this.#aid = false;
    else if (name === 'c') this.#cells[this.#column] = this.#cell();
    else if (name === 'row' && !this.done) {
      this.done = !this.#onRow({ row: this.#row, cells: Array.from(this.#cells) });
    }
  }

  #cell(): Cell | undefined {
    const value = this.#value;
    if (this.#type === 'e') return { text: value, problem: 'cell_error' };
    if (value === '') return this.#formula ? { text: '', problem: 'formula' } : undefined;
    switch (this.#type) {
      case 's': {
        const text = this.#texts[wholeNumber(value)];
        if (text === undefined) throw new Refusal('damaged');
        return { text: unescaped(text) };
      }
      case 'b':
        return { text: value === '1' ? '是' : '否' };
      case 'n':
        return numberCell(value);
      default:
        return { text: unescaped(value) };
    }
  }
}

function numberCell(value: string): Cell {
  const number = Number(value);
  if (!Number.isFinite(number)) throw new Refusal('damaged');
  if (Number.isInteger(number)) {
    const text = BigInt(number).toString();
    return text.replace('-', '').length > exactDigits ? { text, problem: 'imprecise' } : { text };
  }
  return { text: String(number) };
}

/** Characters that XML cannot hold are written as _x000D_ (ECMA-376, part 1, 22.4.2.4). */
function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Refusal('damaged');
  return Number(text);
}

/** `AB12` is 27. */
function columnOf(reference: string): number {
  const letters = /^([A-Z]{1,3})\d+$/.exec(reference)?.[1];
  if (letters === undefined) throw new Refusal('damaged');
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}
