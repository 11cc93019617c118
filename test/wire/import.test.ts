import { Readable } from 'node:stream';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { importRow, importView, type ImportKind } from '../../src/contract/import.ts';
import { branchRecord, traineeRecord } from '../../src/contract/records.ts';
import { parse } from 'csv-parse/sync';
import ExcelJS from 'exceljs';
import { audit } from '../../src/store/schema/index.ts';
import { startRecordsServer, type Guest, type RecordsServer } from '../support/records-server.ts';
import { csv, gb18030, workbook } from '../support/roster-files.ts';

let server: RecordsServer;
let organiser: Guest;
let courseId: string;

beforeAll(async () => {
  server = await startRecordsServer();
  organiser = await server.signUp(await server.identity.organiserPath());
});
afterAll(() => server.close());

beforeEach(async () => {
  const made = await server.request('POST', '/api/courses', organiser, { name: '示例导入班' });
  courseId = z.object({ courseId: z.string() }).parse(made.body).courseId;
});

const at = (path: string) => `/api/courses/${courseId}${path}`;

async function upload(kind: ImportKind, content: Buffer | string, fileName = '名单.xlsx') {
  const path = at(`/imports?kind=${kind}&fileName=${encodeURIComponent(fileName)}`);
  const response = await server.transfer('POST', path, organiser, Buffer.from(content));
  return { status: response.status, body: (await response.json()) as unknown };
}

async function preview(kind: ImportKind, content: Buffer | string) {
  const { body } = await upload(kind, content);
  const view = importView.parse(body);
  const listed = await server.request('GET', at(`/imports/${view.id}/rows?limit=200`), organiser);
  return { view, rows: z.object({ rows: z.array(importRow), total: z.number() }).parse(listed.body).rows };
}

const confirm = (id: string, body: unknown = {}) =>
  server.request('POST', at(`/imports/${id}/confirm`), organiser, body);

async function bring(kind: ImportKind, content: Buffer | string): Promise<void> {
  const { view } = await preview(kind, content);
  expect(await confirm(view.id)).toMatchObject({ status: 200, body: { confirmed: true } });
}

async function branches() {
  const { body } = await server.request('GET', at('/branches'), organiser);
  return z.object({ branches: z.array(branchRecord) }).parse(body).branches;
}

async function trainees(query = '') {
  const { body } = await server.request('GET', at(`/trainees?limit=200${query}`), organiser);
  return z.object({ trainees: z.array(traineeRecord), total: z.number() }).parse(body).trainees;
}

const branchHeading = ['编号', '分课堂', '级别', '上级分课堂', '单位', '联络员电话'];
const twoBranches = [
  branchHeading,
  [2, '示例分课堂 002', '二级', '示例分课堂 001', '示例单位 02', '000-0002'],
  [1, '示例分课堂 001', '一级', '', '示例单位 01', '000-0001'],
];
const traineeHeading = ['学号', '姓名', '单位', '分课堂', '个人端口'];
const twoTrainees = [
  traineeHeading,
  ['0001', '示例学员 0001', '示例单位 01', '示例分课堂 001', ''],
  ['0002', '示例学员 0002', '示例单位 02', '2', '否'],
];

describe('an import', () => {
  it('writes nothing before it is confirmed, and then everything, children before parents or after', async () => {
    const { view, rows } = await preview('branches', await workbook(twoBranches));
    expect(view).toMatchObject({ rows: 2, counts: { create: 2, problem: 0 }, confirmed: false });
    expect(rows[0]).toMatchObject({ row: 2, state: 'create', cells: { level: 2, parent: '示例分课堂 001' } });
    expect(await branches()).toEqual([]);
    expect(await confirm(view.id)).toMatchObject({ status: 200, body: { confirmed: true } });
    const written = await branches();
    expect(written).toMatchObject([
      {
        number: 1,
        name: '示例分课堂 001',
        level: 1,
        parentId: null,
        unit: '示例单位 01',
        liaisonPhone: '000-0001',
      },
      { number: 2, name: '示例分课堂 002', level: 2, parentId: written[0]?.id },
    ]);
    const units = await server.request('GET', at('/units'), organiser);
    expect(units.body).toMatchObject({
      units: [{ name: '示例单位 01', branchCount: 1 }, { name: '示例单位 02' }],
    });
  });

  it('puts everybody in the order of the numbers, whoever came when and how', async () => {
    const numberOf = (value: number) => String(value).padStart(4, '0');
    const list = (values: readonly number[]) =>
      csv([traineeHeading, ...values.map((value) => [numberOf(value), '示例学员', '', '', '是'])]);
    // More than a search for a place looks at in one step.
    const even = Array.from({ length: 150 }, (_, index) => 2 * index + 2);
    await bring('trainees', list(even));
    await bring('trainees', list([301, 9, 8, 7, 1]));
    const numbers = async () => (await trainees()).map(({ number }) => number);
    expect(await numbers()).toEqual([...even, 301, 9, 7, 1].map(numberOf).sort());

    const [first, , third] = await trainees();
    const { id, revision } = traineeRecord.parse(third);
    await server.request('DELETE', at(`/trainees/${id}?revision=${revision}`), organiser);
    const fields = { name: '示例学员', unit: '', branchId: null, port: true };
    for (const value of [155, 3, 400, 0]) {
      await server.request('POST', at('/trainees'), organiser, { ...fields, number: numberOf(value) });
    }
    const moved = { number: numberOf(157), revision: first?.revision };
    await server.request('PATCH', at(`/trainees/${first?.id}`), organiser, moved);
    const left = even.filter((value) => value !== 4);
    expect(await numbers()).toEqual([...left, 301, 9, 7, 155, 3, 400, 0, 157].map(numberOf).sort());
  });

  it('updates instead of duplicating, and leaves alone what the file does not have', async () => {
    await bring('branches', await workbook(twoBranches));
    await bring('trainees', gb18030(csv(twoTrainees)));
    const before = await trainees();
    expect(before).toMatchObject([
      { number: '0001', name: '示例学员 0001', port: false },
      { number: '0002', unit: '示例单位 02' },
    ]);
    const again = csv([
      ['姓名', '学号', '个人端口'],
      ['示例学员 新名', '0001', '否'],
      ['示例学员 0002', '0002', '否'],
      ['示例学员 0003', '0003', '是'],
    ]);
    const { view, rows } = await preview('trainees', again);
    expect(view.counts).toEqual({ create: 1, update: 1, same: 1, problem: 0 });
    expect(rows[0]).toMatchObject({ state: 'update', before: { name: '示例学员 0001' } });
    await confirm(view.id);
    expect(await trainees()).toMatchObject([
      {
        id: before[0]?.id,
        name: '示例学员 新名',
        unit: '示例单位 01',
        branchId: before[0]?.branchId,
        revision: 2,
      },
      { id: before[1]?.id, revision: 1 },
      { number: '0003', branchId: null, port: true },
    ]);
  });

  it('can swap names and numbers', async () => {
    await bring('branches', await workbook(twoBranches));
    const ids = (await branches()).map(({ id }) => id);
    await bring(
      'branches',
      csv([
        ['编号', '名称'],
        [1, '示例分课堂 002'],
        [2, '示例分课堂 001'],
      ]),
    );
    expect(await branches()).toMatchObject([
      { id: ids[0], number: 1, name: '示例分课堂 002' },
      { id: ids[1], number: 2, name: '示例分课堂 001' },
    ]);
  });

  it('repeated changes nothing', async () => {
    const { view } = await preview('branches', await workbook(twoBranches));
    expect((await confirm(view.id)).body).toEqual((await confirm(view.id)).body);
    expect(await branches()).toHaveLength(2);
  });

  it('is written down, row by row and as a whole', async () => {
    await bring('branches', await workbook(twoBranches));
    await bring(
      'branches',
      csv([
        ['编号', '名称'],
        [1, '示例分课堂 新名'],
      ]),
    );
    const entries = await server.store.db
      .select()
      .from(audit)
      .where(eq(audit.courseId, courseId))
      .orderBy(audit.id);
    const actions = entries.map(({ action }) => action);
    expect(actions.filter((action) => action === 'branch.created')).toHaveLength(2);
    expect(actions.filter((action) => action === 'unit.created')).toHaveLength(2);
    expect(actions.filter((action) => action === 'import.confirmed')).toHaveLength(2);
    expect(entries.find(({ action }) => action === 'branch.changed')).toMatchObject({
      sessionId: organiser.participant.sessionId,
      before: { name: '示例分课堂 001' },
      after: { name: '示例分课堂 新名' },
    });
  });
});

describe('the preview', () => {
  it('shows what is wrong with each row of a list of branches, in place', async () => {
    const { rows } = await preview(
      'branches',
      await workbook([
        ['编号', '名称', '级别', '上级分课堂'],
        [1, '甲', '一级', ''],
        [2, '', '一级', ''],
        [1, '乙', '一级', ''],
        [4, '甲', '一级', ''],
        [5, '丙', '三级', ''],
        [6, '丁', '二级', '没有的'],
        [7, '戊', '二级', ''],
        [8, '己', '一级', '庚'],
        [9, '庚', '二级', '9'],
        ['十', '辛', '', ''],
        [11, '壬', '二级', '丙'],
        [12, 'x'.repeat(201), '', ''],
      ]),
    );
    const found = rows.map(({ row, problems }) => [
      row,
      ...problems.map(({ field, code }) => `${field} ${code}`),
    ]);
    expect(found).toEqual([
      [2, 'number duplicate', 'name duplicate'],
      [3, 'name missing'],
      [4, 'number duplicate'],
      [5, 'name duplicate'],
      [6, 'level bad_level'],
      [7, 'parent unknown_parent'],
      [8, 'parent parent_missing'],
      [9, 'parent parent_unwanted'],
      [10, 'parent parent_is_level_2'],
      [11, 'number not_a_number'],
      [12, 'parent parent_has_problem'],
      [13, 'name too_long'],
    ]);
  });

  it('knows what the course has already', async () => {
    await bring('branches', await workbook(twoBranches));
    const { rows } = await preview(
      'branches',
      csv([
        ['编号', '名称', '级别', '上级分课堂'],
        [3, '示例分课堂 003', '二级', '示例分课堂 002'],
        [1, '示例分课堂 001', '二级', '示例分课堂 004'],
        [4, '示例分课堂 004', '一级', ''],
        [5, '示例分课堂 002', '二级', '1'],
      ]),
    );
    expect(
      rows.map(({ state, problems }) => [state, ...problems.map(({ field, code }) => `${field} ${code}`)]),
    ).toEqual([
      ['problem', 'parent parent_is_level_2'],
      ['problem', 'level has_children'],
      ['create'],
      ['problem', 'parent parent_is_level_2'],
    ]);
  });

  it('shows what is wrong with each row of a roster, in place', async () => {
    await bring('branches', await workbook(twoBranches));
    const { view, rows } = await preview(
      'trainees',
      await workbook([
        traineeHeading,
        ['1', '示例学员 1', '', '示例分课堂 001', ''],
        ['2', '', '', '示例分课堂 001', ''],
        ['', '示例学员 3', '', '示例分课堂 001', ''],
        ['1', '示例学员 4', '', '示例分课堂 002', ''],
        ['5', '示例学员 5', '', '示例分课堂 999', ''],
        ['6', '示例学员 6', '', '', '否'],
        ['7', '示例学员 7', '', '', '也许'],
        ['8', '示例学员 8', '', '', '是'],
        ['9', { formula: 'A1' }, '', '示例分课堂 001', ''],
      ]),
    );
    expect(view.counts).toEqual({ create: 1, update: 0, same: 0, problem: 8 });
    const found = rows.map(({ row, problems }) => [
      row,
      ...problems.map(({ field, code, row: other }) => `${field} ${code} ${other ?? ''}`),
    ]);
    expect(found).toEqual([
      [2, 'number duplicate 5'],
      [3, 'name missing '],
      [4, 'number missing '],
      [5, 'number duplicate 2'],
      [6, 'branch unknown_branch '],
      [7, 'branch no_place '],
      [8, 'port bad_flag '],
      [9],
      [10, 'name formula '],
    ]);
    const bad = await server.request(
      'GET',
      at(`/imports/${view.id}/rows?state=problem&offset=1&limit=2`),
      organiser,
    );
    expect(bad.body).toMatchObject({ total: 8, rows: [{ row: 3 }, { row: 4 }] });
  });

  it('of rows with problems is not written unless they are left out', async () => {
    const { view } = await preview(
      'branches',
      csv([
        ['编号', '名称', '级别'],
        [1, '甲', '一级'],
        [2, '乙', '九级'],
      ]),
    );
    expect(await confirm(view.id)).toMatchObject({
      status: 409,
      body: { error: { code: 'import_has_problems' } },
    });
    expect(await branches()).toEqual([]);
    expect(await confirm(view.id, { skipProblems: true })).toMatchObject({ status: 200 });
    expect(await branches()).toMatchObject([{ name: '甲' }]);
  });

  it('that is out of date is not written', async () => {
    const { view } = await preview('trainees', csv([traineeHeading, ['1', '示例学员 1', '', '', '是']]));
    await server.request('POST', at('/trainees'), organiser, {
      number: '1',
      name: '示例学员 一',
      unit: '',
      branchId: null,
      port: true,
    });
    expect(await confirm(view.id)).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } });
    expect(await trainees()).toMatchObject([{ name: '示例学员 一' }]);
  });

  it('belongs to its course', async () => {
    const { view } = await preview('branches', await workbook(twoBranches));
    const other = z
      .object({ courseId: z.string() })
      .parse((await server.request('POST', '/api/courses', organiser, { name: '示例别班' })).body).courseId;
    for (const path of ['', '/rows']) {
      const reply = await server.request('GET', `/api/courses/${other}/imports/${view.id}${path}`, organiser);
      expect(reply.status).toBe(404);
    }
    expect(
      (await server.request('POST', `/api/courses/${other}/imports/${view.id}/confirm`, organiser, {}))
        .status,
    ).toBe(404);
  });
});

describe('one transaction', () => {
  it('that fails in the middle writes nothing', async () => {
    const { view } = await preview('branches', await workbook(twoBranches));
    // The database itself refuses a record: nothing that was written before it may stay.
    await server.store.db.execute(
      `update roster_import_row set record = jsonb_set(record, '{level}', '7') where import_id = '${view.id}' and row = 3`,
    );
    expect(await confirm(view.id)).toMatchObject({ status: 500 });
    expect(await branches()).toEqual([]);
    const units = await server.request('GET', at('/units'), organiser);
    expect(units.body).toEqual({ units: [] });
    const entries = await server.store.db.select().from(audit).where(eq(audit.courseId, courseId));
    expect(entries.map(({ action }) => action)).toEqual(['course.created']);
  });
});

describe('a file that is refused', () => {
  it('says why, and leaves nothing behind', async () => {
    expect(await upload('trainees', 'nothing,here\n1,2')).toMatchObject({
      status: 422,
      body: {
        error: {
          code: 'import_refused',
          details: { reason: 'no_header', columns: { 'zh-CN': ['学号', '姓名'] } },
        },
      },
    });
    const { rows } = await server.store.db.execute(
      `select count(*)::int as count from roster_import where course_id = '${courseId}'`,
    );
    expect(rows).toEqual([{ count: 0 }]);
  });

  it('because of its declared length is not even read', async () => {
    const { status, body } = await upload('trainees', Buffer.alloc(17 * 1024 * 1024));
    expect({ status, body }).toMatchObject({ status: 413, body: { error: { code: 'too_large' } } });
  });

  it('because of its real length is read no further', async () => {
    let sent = 0;
    const endless = Readable.from(
      (function* () {
        for (; sent < 200; sent += 1) yield Buffer.alloc(1024 * 1024, 'x');
      })(),
    );
    const answer = await server.stream(at('/imports?kind=trainees&fileName=a.csv'), organiser, endless);
    expect(answer).toMatchObject({ status: 413 });
  });

  it('costs others nothing: the next import works', async () => {
    const bombs = await Promise.all(
      [1, 2, 3].map(() => upload('trainees', Buffer.from('504b0304ffff', 'hex'))),
    );
    expect(bombs.map(({ status }) => status)).toEqual([422, 422, 422]);
    await bring('branches', await workbook(twoBranches));
  });
});

describe('files that leave the server', () => {
  const nasty = ['=1+1', '+86 000', '-1', '@SUM(A1)', '=cmd|calc', '"引号", 逗号'];

  async function file(path: string): Promise<Buffer> {
    const response = await server.transfer('GET', at(path), organiser);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename/);
    return Buffer.from(await response.arrayBuffer());
  }

  it.each(['xlsx', 'csv'])(
    'come back in as they went out, also what looks like a formula: %s',
    async (format) => {
      await bring('branches', await workbook(twoBranches));
      for (const [index, name] of nasty.entries()) {
        const reply = await server.request('POST', at('/trainees'), organiser, {
          number: String(index),
          name,
          unit: '示例单位 01',
          branchId: null,
          port: true,
        });
        expect(reply.status).toBe(200);
      }
      for (const kind of ['branches', 'trainees'] as const) {
        for (const language of ['zh-CN', 'en']) {
          const exported = await file(`/export/${kind}?format=${format}&language=${language}`);
          const { view } = await preview(kind, exported);
          expect(view.counts).toMatchObject({ create: 0, update: 0, problem: 0 });
          expect(view.counts.same).toBe(kind === 'branches' ? 2 : nasty.length);
        }
      }
    },
  );

  it('hold no formula', async () => {
    for (const [index, name] of nasty.entries()) {
      await server.request('POST', at('/units'), organiser, { name });
      await server.request('POST', at('/trainees'), organiser, {
        number: `=${index}`,
        name,
        unit: name,
        branchId: null,
        port: true,
      });
    }
    const lines = z
      .array(z.array(z.string()))
      .parse(parse(await file('/export/trainees?format=csv'), { bom: true }));
    expect(lines).toHaveLength(nasty.length + 1);
    for (const cell of lines.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(new Uint8Array(await file('/export/all')).buffer);
    expect(book.worksheets.map(({ name }) => name)).toEqual(['课程', '单位', '分课堂', '学员']);
    const types = new Set<number>();
    book.eachSheet((sheet) => sheet.eachRow((row) => row.eachCell((cell) => types.add(cell.type))));
    expect(types.has(ExcelJS.ValueType.Formula)).toBe(false);
    expect(book.getWorksheet('学员')?.getCell('B2').value).toBe('=1+1');
  });

  it('include a template that an import understands', async () => {
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(new Uint8Array(await file('/imports/template?kind=branches&language=en')).buffer);
    const [sheet, notes] = book.worksheets;
    expect(sheet?.getRow(1).values).toEqual([
      undefined,
      'Number',
      'Branch',
      'Level',
      'Parent branch',
      'Place',
      'Unit',
      'Liaison',
      'Liaison phone',
    ]);
    expect(notes?.rowCount).toBe(9);
    sheet?.addRow([1, '示例分课堂 001']);
    const { view } = await preview('branches', Buffer.from(await book.xlsx.writeBuffer()));
    expect(view.counts).toMatchObject({ create: 1, problem: 0 });
  });
});
