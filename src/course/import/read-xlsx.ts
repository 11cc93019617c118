import type { ImportKind } from '../../contract/import.ts';
import { Refusal } from './refusal.ts';
import { noHeader, TableBuilder, type RawRow, type Table } from './table.ts';
import { readSheet } from './xlsx-sheet.ts';
import { XlsxZip } from './xlsx-zip.ts';
import { readXml } from './xml.ts';

/** Sheets that are looked at for headings. */
const mostSheets = 20;
/** Texts that cells share; each is kept in memory. */
const mostTexts = 1_000_000;

/** Reads the first sheet that names the columns. Throws Refusal. */
export async function readXlsx(path: string, kind: ImportKind): Promise<Table> {
  let table: Table | undefined;
  await readSheets(path, () => {
    const builder = new TableBuilder(kind);
    return {
      add: (row) => builder.add(row),
      isWanted: () => (table = builder.table()) !== undefined,
    };
  });
  if (!table) throw noHeader(kind);
  return table;
}

/** Takes the rows of one sheet. */
export interface SheetTaker {
  /** False when no more rows are wanted. */
  add: (row: RawRow) => boolean;
  /** Whether it was the sheet that was looked for; asked at its end. */
  isWanted: () => boolean;
}

/** Reads one visible sheet after the other, each with a taker of its own, until one is wanted. Throws Refusal. */
export async function readSheets(
  path: string,
  begin: () => SheetTaker,
  mostUnpacked?: number,
): Promise<void> {
  const zip = await XlsxZip.open(path, mostUnpacked);
  try {
    await refuseMacros(zip);
    const sheets = await sheetParts(zip);
    const texts = await sharedTexts(zip);
    for (const sheet of sheets) {
      const taker = begin();
      await readSheet(zip.read(sheet), texts, (row) => taker.add(row));
      if (taker.isWanted()) return;
    }
  } finally {
    zip.close();
  }
}

/** A workbook that says it has macros is refused even when they are stored under another name. */
async function refuseMacros(zip: XlsxZip): Promise<void> {
  if (!zip.has('[Content_Types].xml')) throw new Refusal('not_a_spreadsheet');
  await readXml(zip.read('[Content_Types].xml'), {
    open(_name, attributes) {
      if (/macroEnabled|vbaProject/i.test(attributes['ContentType'] ?? '')) throw new Refusal('macro');
    },
  });
}

/** The parts of the sheets that people see, in their order. */
async function sheetParts(zip: XlsxZip): Promise<string[]> {
  const targets = new Map<string, string>();
  await readXml(zip.read('xl/_rels/workbook.xml.rels'), {
    open(_name, { Id, Target, TargetMode }) {
      if (Id === undefined || Target === undefined || TargetMode === 'External') return;
      targets.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`);
    },
  });
  const parts: string[] = [];
  await readXml(zip.read('xl/workbook.xml'), {
    open(name, attributes) {
      if (name !== 'sheet' || (attributes['state'] ?? 'visible') !== 'visible') return;
      const id = Object.entries(attributes).find(([key]) => key === 'id' || key.endsWith(':id'))?.[1];
      const part = id === undefined ? undefined : targets.get(id);
      if (part !== undefined && zip.has(part) && parts.length < mostSheets) parts.push(part);
    },
  });
  if (parts.length === 0) throw new Refusal('empty');
  return parts;
}

/** The texts that cells name by number (ECMA-376, part 1, 18.4.9), without the reading aids above them. */
async function sharedTexts(zip: XlsxZip): Promise<string[]> {
  const texts: string[] = [];
  if (!zip.has('xl/sharedStrings.xml')) return texts;
  let text = '';
  let wanted = false;
  let aid = false;
  await readXml(zip.read('xl/sharedStrings.xml'), {
    open(name) {
      if (name === 'si') text = '';
      else if (name === 'rPh') aid = true;
      else if (name === 't') wanted = !aid;
    },
    text(part) {
      if (wanted) text += part;
    },
    close(name) {
      if (name === 't') wanted = false;
      else if (name === 'rPh') aid = false;
      else if (name === 'si') {
        if (texts.length === mostTexts) throw new Refusal('unpacks_too_large');
        texts.push(text);
      }
    },
  });
  return texts;
}
