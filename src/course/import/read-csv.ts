import { parse } from 'csv-parse/sync';
import type { ImportKind } from '../../contract/import.ts';
import { withoutMark } from '../formula-mark.ts';
import { Refusal } from './refusal.ts';
import { noHeader, TableBuilder, type Cell, type Table } from './table.ts';

/** Characters of one record. An honest one has a few hundred; a file without line ends would be one record. */
const longestRecord = 100_000;

/** Reads text with commas, semicolons or tabs between its cells. Throws Refusal. */
export function readCsv(bytes: Uint8Array, kind: ImportKind): Table {
  const { text, guessed } = decode(bytes);
  // Whatever has control characters is no text: a picture, a PDF, a program.
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000b\u000e-\u001f]/.test(text)) throw new Refusal('not_a_spreadsheet');
  if (text.trim() === '') throw new Refusal('empty');
  const builder = new TableBuilder(kind);
  const { body, delimiter, skipped } = delimited(text);
  const records = parseRecords(body, delimiter);
  for (const [index, record] of records.entries()) {
    if (!builder.add({ row: index + 1 + skipped, cells: record.map(toCell) })) break;
  }
  const table = builder.table();
  // Text of another encoding turns into other letters, and then no heading is known.
  if (!table) throw guessed ? new Refusal('encoding') : noHeader(kind);
  return table;
}

/** UTF-8 with or without its mark, UTF-16 with its mark, else GB18030. `guessed`: nothing in the file proves it. */
export function decode(bytes: Uint8Array): { text: string; guessed: boolean } {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return { text: strict('utf-16le', bytes), guessed: false };
  if (first === 0xfe && second === 0xff) return { text: strict('utf-16be', bytes), guessed: false };
  const utf8 = attempt('utf-8', bytes);
  if (utf8 !== undefined) return { text: utf8, guessed: false };
  if (isDamagedUtf8(bytes)) throw new Refusal('encoding');
  return { text: strict('gb18030', bytes), guessed: true };
}

function strict(encoding: string, bytes: Uint8Array): string {
  const text = attempt(encoding, bytes);
  // Letters for private use are what wrong bytes turn into.
  if (text === undefined || /[\ue000-\uf8ff]/.test(text)) throw new Refusal('encoding');
  return text;
}

function attempt(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Nearly all that is not ASCII is right UTF-8: a broken copy of such a file, and not another encoding. */
function isDamagedUtf8(bytes: Uint8Array): boolean {
  const text = new TextDecoder('utf-8').decode(bytes);
  let wrong = 0;
  let right = 0;
  for (const letter of text) {
    if (letter === '\ufffd') wrong += 1;
    // Chinese and its punctuation: three bytes that GB18030 text hardly ever has in a row.
    else if (letter >= '\u2e80') right += 1;
  }
  return right > 10 * wrong;
}

/** Excel may say the delimiter in a first line of its own; otherwise it is the commonest candidate of the first lines. */
function delimited(text: string): { body: string; delimiter: string; skipped: number } {
  const declared = /^sep=(.)\r?\n/i.exec(text);
  if (declared?.[1] !== undefined) {
    return { body: text.slice(declared[0].length), delimiter: declared[1], skipped: 1 };
  }
  const sample = text
    .slice(0, 4_000)
    .split(/\r\n|\r|\n/, 20)
    .join('\n');
  const count = (candidate: string) => sample.split(candidate).length;
  const [delimiter = ','] = [',', '\t', ';', ','].sort((a, b) => count(b) - count(a));
  return { body: text, delimiter, skipped: 0 };
}

function parseRecords(body: string, delimiter: string): string[][] {
  try {
    return parse(body, {
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      max_record_size: longestRecord,
    });
  } catch (error) {
    throw new Refusal('damaged', {}, { cause: error });
  }
}

function toCell(raw: string): Cell {
  const text = raw.trim();
  // The way to keep leading zeros in Excel: a formula that is a text.
  const literal = /^="([^"]*)"$/.exec(text)?.[1];
  if (literal !== undefined) return { text: literal };
  if (text.startsWith('=')) return { text, problem: 'formula' };
  const meant = withoutMark(text);
  if (meant !== text) return { text: meant };
  if (text.includes('\ufffd')) return { text, problem: 'unreadable' };
  if (/^#(REF|N\/A|VALUE|NAME\?|DIV\/0|NULL|NUM)!?$/i.test(text)) return { text, problem: 'cell_error' };
  // What a spreadsheet makes of a long number when it saves CSV.
  if (/^\d(\.\d+)?E\+\d+$/i.test(text)) return { text, problem: 'imprecise' };
  return { text };
}
