import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportKind } from '../../../src/contract/import.ts';
import { readTable } from '../../../src/course/import/read-file.ts';
import { Refusal } from '../../../src/course/import/refusal.ts';
import { csv, gb18030, workbook, workbookParts, xmlRow, zip } from '../../support/roster-files.ts';

let folder: string;
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plenum-test-read-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(content: Buffer | string, kind: ImportKind = 'trainees') {
  const path = join(folder, String((count += 1)));
  await writeFile(path, content);
  return readTable(path, kind);
}

/** The rows as text, by field. */
async function rowsOf(content: Buffer | string, kind: ImportKind = 'trainees') {
  const { rows } = await read(content, kind);
  return rows.map(({ row, cells }) => ({
    row,
    ...Object.fromEntries(Object.entries(cells).map(([key, cell]) => [key, cell?.problem ?? cell?.text])),
  }));
}

async function refusalOf(content: Buffer | string, kind?: ImportKind): Promise<string> {
  const error: unknown = await read(content, kind).catch((thrown: unknown) => thrown);
  return error instanceof Refusal ? error.reason : `not refused: ${JSON.stringify(error)}`;
}

const heading = ['学号', '姓名', '单位', '分课堂', '个人端口'];
const person = ['0001', '示例学员 0001', '示例单位 01', '示例分课堂 001', '否'];
const asRead = {
  number: '0001',
  name: '示例学员 0001',
  unit: '示例单位 01',
  branch: '示例分课堂 001',
  port: '否',
};

describe('files as offices have them', () => {
  it.each([
    ['XLSX', () => workbook([heading, person])],
    ['CSV in UTF-8', () => csv([heading, person])],
    ['CSV in UTF-8 with its mark', () => `\ufeff${csv([heading, person])}`],
    ['CSV in GB18030', () => gb18030(csv([heading, person]))],
    ['CSV in UTF-16 with tabs', () => Buffer.from(`\ufeff${csv([heading, person], '\t')}`, 'utf16le')],
    ['CSV with semicolons', () => csv([heading, person], ';')],
    ['CSV that names its delimiter', () => `sep=;\r\n${csv([heading, person], ';')}`],
  ])('%s', async (name, make) => {
    const row = name.includes('names') ? 3 : 2;
    expect(await rowsOf(await make())).toEqual([{ row, ...asRead }]);
  });

  it('may have titles above, other columns between, and any order', async () => {
    const book = await workbook([
      ['2030 年示例培训班学员名单'],
      [],
      ['序号', '姓名(必填)', '备注', 'Number', '所在分课堂'],
      [1, '示例学员 0001', '无', '0001', '示例分课堂 001'],
    ]);
    const { fields, ignored, rows } = await read(book);
    expect(fields).toEqual(['name', 'number', 'branch']);
    expect(ignored).toEqual(['序号', '备注']);
    expect(rows.map(({ row }) => row)).toEqual([4]);
  });

  it('take the first sheet that names the columns', async () => {
    const sheets = [{ name: '说明', rows: [['请在第二张表填写']] }];
    expect(await rowsOf(await workbook([heading, person], { sheets }))).toEqual([{ row: 2, ...asRead }]);
  });

  it('have English headings', async () => {
    const book = await workbook([
      ['Branch', 'Level', 'Parent branch', 'Liaison phone'],
      ['Example branch 1', 1, '', '000-0000'],
    ]);
    expect(await rowsOf(book, 'branches')).toEqual([
      { row: 2, name: 'Example branch 1', level: '1', parent: '', liaisonPhone: '000-0000' },
    ]);
  });

  it('have numbers, rich text, formulas with and without a value, errors and links in their cells', async () => {
    const book = await workbook([
      ['学号', '姓名', '单位', '分课堂', '个人端口'],
      [
        20300001,
        { richText: [{ text: '示例' }, { text: '学员' }] },
        { formula: 'A1&B1', result: '示例单位 02' },
        { text: '示例分课堂 001', hyperlink: 'https://example.org' },
        true,
      ],
      [1.1010119900101e17, { formula: 'B2' }, { error: '#REF!' }, '示例分课堂 001', false],
    ]);
    expect(await rowsOf(book)).toEqual([
      {
        row: 2,
        number: '20300001',
        name: '示例学员',
        unit: '示例单位 02',
        branch: '示例分课堂 001',
        port: '是',
      },
      {
        row: 3,
        number: 'imprecise',
        name: 'formula',
        unit: 'cell_error',
        branch: '示例分课堂 001',
        port: '否',
      },
    ]);
  });

  it('have marks before what a spreadsheet would take for a formula or a number, which are none of the text', async () => {
    const marked = ["'0001", "'＋示例", "'=示例", "'示例", '否'];
    expect(await rowsOf(csv([heading, marked]))).toEqual([
      { row: 2, number: '0001', name: '＋示例', unit: '=示例', branch: "'示例", port: '否' },
    ]);
  });

  it('have leading zeros, formulas and long numbers as CSV shows them', async () => {
    const text = `学号,姓名,单位\r\n="0012",=cmd|' /C calc'!A0,'=1+1\r\n1.1E+17,示例学员,#REF!`;
    expect(await rowsOf(text)).toEqual([
      { row: 2, number: '0012', name: 'formula', unit: '=1+1' },
      { row: 3, number: 'imprecise', name: '示例学员', unit: 'cell_error' },
    ]);
  });
});

describe('files that are refused', () => {
  it.each<[string, string, () => Buffer | string | Promise<Buffer>]>([
    ['empty', 'empty', () => ''],
    ['with headings only', 'empty', () => csv([heading])],
    ['without headings', 'no_header', () => csv([['一', '二'], person])],
    ['with a heading twice', 'header_twice', () => csv([['学号', '姓名', '姓名']])],
    ['a picture', 'not_a_spreadsheet', () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['another zip', 'not_a_spreadsheet', () => zip([{ name: 'word/document.xml', content: '<a/>' }])],
    ['of before 2007, or locked', 'old_or_locked', () => Buffer.from('d0cf11e0a1b11ae10000', 'hex')],
    ['broken off', 'damaged', async () => (await workbook([heading, person])).subarray(0, 2_000)],
    [
      'UTF-8 that was cut',
      'encoding',
      () => Buffer.concat([Buffer.from(csv([heading, person, person])), Buffer.from([0xe5, 0xad])]),
    ],
    ['of another encoding', 'encoding', () => Buffer.from('num\xe9ro,nom\r\n1,Fran\xe7ois\r\n', 'latin1')],
    ['with an open quote', 'damaged', () => `学号,姓名\r\n1,"${'x'.repeat(200_000)}`],
  ])('%s', async (_name, reason, make) => {
    expect(await refusalOf(await make())).toBe(reason);
  });

  const good = workbookParts(xmlRow(1, heading) + xmlRow(2, person));

  it('is a fair test: the hand-made workbook is read', async () => {
    expect(await rowsOf(zip(good))).toEqual([{ row: 2, ...asRead }]);
  });

  it.each<[string, string, () => Buffer]>([
    ['a macro', 'macro', () => zip([...good, { name: 'xl/vbaProject.bin', content: 'x' }])],
    [
      'a macro under another name',
      'macro',
      () =>
        zip([
          {
            name: '[Content_Types].xml',
            content:
              '<Types><Override PartName="/x" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
          },
          ...good.slice(1),
        ]),
    ],
    [
      'links to other workbooks',
      'external_links',
      () => zip([...good, { name: 'xl/externalLinks/externalLink1.xml', content: '<a/>' }]),
    ],
    [
      'a bomb that says so',
      'unpacks_too_large',
      () => zip([...good, { name: 'xl/sharedStrings.xml', content: '<sst/>', claim: 0x7fffffff }]),
    ],
    [
      'a bomb that lies',
      'damaged',
      () => zip([...good, { name: 'xl/sharedStrings.xml', content: Buffer.alloc(4 << 20, ' '), claim: 100 }]),
    ],
    ['too many parts', 'unpacks_too_large', () => zip([...good, ...manyParts(2_100)])],
    ['a part twice', 'damaged', () => zip([...good, ...good.slice(-1)])],
    [
      'entities that expand',
      'damaged',
      () =>
        zip([
          ...good.slice(0, 3),
          {
            name: 'xl/worksheets/sheet1.xml',
            content: `<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData>${xmlRow(1, ['&a;'])}</sheetData></worksheet>`,
          },
        ]),
    ],
    ['rows that go back', 'damaged', () => zip(workbookParts(xmlRow(5, heading) + xmlRow(4, person)))],
    [
      'columns beyond the last',
      'damaged',
      () => zip(workbookParts('<row r="1"><c r="ZZZ1"><v>1</v></c></row>')),
    ],
    [
      'far too many columns',
      'too_many_columns',
      () => zip(workbookParts('<row r="1"><c r="ZZ1"><v>1</v></c></row>')),
    ],
    [
      'texts that are not there',
      'damaged',
      () => zip(workbookParts('<row r="1"><c r="A1" t="s"><v>9</v></c></row>')),
    ],
    ['no sheet', 'empty', () => zip([...good.slice(0, 3)])],
  ])('%s', async (_name, reason, make) => {
    expect(await refusalOf(make())).toBe(reason);
  });

  it('too many rows', async () => {
    const rows = Array.from({ length: 60_001 }, (_, index) => `${index},示例学员`);
    expect(await refusalOf(['学号,姓名', ...rows].join('\n'))).toBe('too_many_rows');
  });
});

function manyParts(number: number) {
  return Array.from({ length: number }, (_, index) => ({ name: `xl/media/${index}.png`, content: '' }));
}
