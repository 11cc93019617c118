import ExcelJS from 'exceljs';
import { deflateRawSync } from 'node:zlib';

/** A workbook as an office would save it, from rows of cells. */
export async function workbook(
  rows: readonly (readonly unknown[])[],
  options: { sheets?: readonly { name: string; rows: readonly (readonly unknown[])[] }[] } = {},
): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  for (const sheet of options.sheets ?? []) {
    book.addWorksheet(sheet.name).addRows(sheet.rows.map((row) => [...row]));
  }
  book.addWorksheet('名单').addRows(rows.map((row) => [...row]));
  return Buffer.from(await book.xlsx.writeBuffer());
}

/** Rows as CSV text, each cell quoted. */
export function csv(rows: readonly (readonly unknown[])[], delimiter = ','): string {
  return rows
    .map((row) => row.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(delimiter))
    .join('\r\n');
}

/** Text in GB18030, for the characters of these tests: Node can decode it, but not encode. */
export function gb18030(text: string): Buffer {
  const bytes: number[] = [];
  for (const letter of text) {
    const code = letter.charCodeAt(0);
    if (code < 0x80) bytes.push(code);
    else bytes.push(...(pairs().get(letter) ?? missing(letter)));
  }
  return Buffer.from(bytes);
}

function missing(letter: string): never {
  throw new Error(`${letter} is not among the two-byte characters`);
}

let known: Map<string, readonly [number, number]> | undefined;

/** Every two-byte character, by asking the decoder for each pair. */
function pairs(): Map<string, readonly [number, number]> {
  if (known) return known;
  known = new Map();
  const decoder = new TextDecoder('gb18030');
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail !== 0x7f) known.set(decoder.decode(Uint8Array.of(lead, trail)), [lead, trail]);
    }
  }
  return known;
}

/** One part of a hand-made zip. `claim` is the unpacked size that the directory states. */
export interface Part {
  name: string;
  content: Buffer | string;
  claim?: number;
}

/** A zip (APPNOTE 4.3) with directories that say whatever a test wants. */
export function zip(parts: readonly Part[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, claim } of parts) {
    const raw = Buffer.from(content);
    const packed = deflateRawSync(raw, { level: 9 });
    const title = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x800, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(raw), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(claim ?? raw.length, 18);
    common.writeUInt16LE(title.length, 22);
    const local = Buffer.concat([Buffer.from('504b0304', 'hex'), common, title, packed]);
    const central = Buffer.alloc(14);
    central.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('504b01021400', 'hex'), common, central, title]));
    bodies.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, ...directory, end]);
}

function crc32(data: Buffer): number {
  let crc = ~0;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** The parts of a minimal workbook around the XML of one sheet's rows. */
export function workbookParts(sheetData: string): Part[] {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  return [
    {
      name: '[Content_Types].xml',
      content: '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    },
    {
      name: 'xl/workbook.xml',
      content: `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: `<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    },
    {
      name: 'xl/worksheets/sheet1.xml',
      content: `<worksheet xmlns="${main}"><sheetData>${sheetData}</sheetData></worksheet>`,
    },
  ];
}

/** One row of inline texts as XML. */
export function xmlRow(row: number, cells: readonly string[]): string {
  const columns = cells.map(
    (cell, index) =>
      `<c r="${String.fromCharCode(65 + index)}${row}" t="inlineStr"><is><t>${cell}</t></is></c>`,
  );
  return `<row r="${row}">${columns.join('')}</row>`;
}
