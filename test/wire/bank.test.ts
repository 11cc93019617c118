import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bankQuestion, bankRoutes, questionImportView } from '../../src/contract/bank.ts';
import { sessionHeader } from '../../src/contract/identity.ts';
import { newId } from '../../src/lib/ids.ts';
import { columns } from '../../src/quiz/bank/columns.ts';
import * as tables from '../../src/store/schema/index.ts';
import { at } from '../support/course.ts';
import { startCourseSetupServer, type CourseSetupServer } from '../support/course-setup-server.ts';
import { workbook } from '../support/roster-files.ts';
import type { Session } from '../support/wire.ts';

let server: CourseSetupServer;
beforeAll(async () => {
  server = await startCourseSetupServer();
});
afterAll(() => server.close());

async function place() {
  const course = await server.addCourse();
  const organiser = server.session('organiser', { courseId: course.courseId });
  return { ...course, organiser, base: `/api/courses/${course.courseId}/bank` };
}

const draft = (text: string, content: unknown = { kind: 'trueFalse', correct: true }) => ({ text, content });
const json = async (response: Promise<Response>): Promise<unknown> => (await response).json();
const list = async (who: Session, base: string, query = '') =>
  bankRoutes['GET /api/courses/:courseId/bank'].output.parse(
    await json(who.request('GET', `${base}${query}`)),
  );

/** Sends a file's bytes. */
const send = (who: Session, path: string, content: Buffer | string) =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: {
      cookie: who.cookie,
      [sessionHeader]: who.participant.sessionId,
      'content-type': 'application/octet-stream',
    },
    body: new Uint8Array(Buffer.from(content)),
  });
const read = async (who: Session, base: string, content: Buffer | string) =>
  questionImportView.parse(
    await (await send(who, `${base}/imports?fileName=${encodeURIComponent('示例.txt')}`, content)).json(),
  );
const rowsOf = async (who: Session, base: string, id: string) =>
  bankRoutes['GET /api/courses/:courseId/bank/imports/:importId/rows'].output.parse(
    await json(who.request('GET', `${base}/imports/${id}/rows`)),
  ).rows;
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('the bank', () => {
  it('adds, changes, finds and removes questions, on record', async () => {
    const { organiser, base, courseId } = await place();
    const added = bankQuestion.parse(
      await json(
        organiser.request('POST', base, {
          ...draft('示例：一加一等于二。'),
          topic: '示例算术',
          difficulty: 2,
        }),
      ),
    );
    await organiser.request('POST', base, draft('示例：水会结冰。'));
    expect((await list(organiser, base, `?text=${encodeURIComponent('算术')}`)).total).toBe(0);
    const found = await list(organiser, base, `?topic=${encodeURIComponent('示例算术')}`);
    expect(found).toMatchObject({ total: 1, questions: [{ id: added.id, usedIn: 0 }] });
    expect(found.topics).toEqual([
      { topic: '', difficulty: 3, questions: 1 },
      { topic: '示例算术', difficulty: 2, questions: 1 },
    ]);
    const change = (revision: number) =>
      organiser.request('PATCH', `${base}/${added.id}`, { draft: draft('示例：一加一等于三。'), revision });
    expect((await change(1)).status).toBe(200);
    expect((await change(1)).status).toBe(409);
    expect((await organiser.request('DELETE', `${base}/${added.id}?revision=1`)).status).toBe(409);
    expect((await organiser.request('DELETE', `${base}/${added.id}?revision=2`)).status).toBe(200);
    expect((await list(organiser, base)).total).toBe(1);
    const entries = await server.store.db
      .select()
      .from(tables.audit)
      .where(eq(tables.audit.courseId, courseId));
    expect(entries.map(({ action }) => action)).toEqual([
      'question.added',
      'question.added',
      'question.changed',
      'question.removed',
    ]);
  });

  it('says by field what is wrong with a question, and keeps none of it', async () => {
    const { organiser, base } = await place();
    await organiser.request('POST', base, draft('示例：重复'));
    const problems = async (body: unknown) => {
      const response = await organiser.request('POST', base, body);
      expect(response.status).toBe(422);
      const refused: unknown = await response.json();
      return refused;
    };
    const options = [{ text: '甲' }, { text: '乙' }];
    for (const [body, field, code] of [
      [draft('示例', { kind: 'single', options, correct: 2 }), 'correct', 'key_not_an_option'],
      [
        draft('示例', { kind: 'single', options: [{ text: 'a' }, { text: 'Ａ' }], correct: 0 }),
        'options',
        'duplicate_option',
      ],
      [draft('示例', { kind: 'fill', blanks: [{ of: 'text', accepted: ['甲'] }] }), 'text', 'blanks_differ'],
      [draft('示例：重复'), 'text', 'duplicate'],
      [{ ...draft('示例'), pictureId: newId() }, 'picture', 'missing'],
    ] as const)
      expect(await problems(body)).toMatchObject({
        error: { code: 'invalid_question', details: { problems: [{ field, code }] } },
      });
    expect((await list(organiser, base)).total).toBe(1);
  });

  it('keeps a question that a prepared quiz names', async () => {
    const { organiser, base, courseId } = await place();
    const { id } = bankQuestion.parse(await json(organiser.request('POST', base, draft('示例：在用'))));
    const settings = { selection: { how: 'fixed', questionIds: [id] } } as never;
    await server.store.db
      .insert(tables.quiz)
      .values({ id: newId(), courseId, settings, createdAt: new Date() });
    expect((await list(organiser, base)).questions).toMatchObject([{ usedIn: 1 }]);
    const refused = await organiser.request('DELETE', `${base}/${id}?revision=1`);
    expect(await refused.json()).toMatchObject({ error: { code: 'in_use' } });
  });

  it('is closed to everybody else, and to other courses', async () => {
    const { organiser, base, trainees, courseId } = await place();
    const other = await place();
    const trainee = server.session('trainee', { courseId, traineeId: at(trainees, 0) });
    expect((await trainee.request('GET', base)).status).toBe(403);
    expect((await other.organiser.request('GET', base)).status).toBe(404);
    expect((await organiser.request('GET', base)).status).toBe(200);
  });
});

describe('a picture', () => {
  it('is known by its content', async () => {
    const { organiser, base } = await place();
    const refused = await send(organiser, `${base}/pictures`, '<svg onload="x"></svg>');
    expect([refused.status, (await refused.json()) as unknown]).toMatchObject([
      415,
      { error: { code: 'image_refused' } },
    ]);
    expect((await send(organiser, `${base}/pictures`, Buffer.alloc(1024 * 1024 + 1))).status).toBe(413);
  });

  it('is shown to a trainee only when it is on the own paper, and the paper has begun', async () => {
    const { organiser, base, courseId, trainees } = await place();
    const kept = await send(organiser, `${base}/pictures`, png);
    const { pictureId } = bankRoutes['POST /api/courses/:courseId/bank/pictures'].output.parse(
      await kept.json(),
    );
    const [first, second] = [0, 1].map((index) =>
      server.session('trainee', { courseId, traineeId: at(trainees, index) }),
    );
    const look = async (who: Session | undefined) =>
      (await who?.request('GET', `${base}/pictures/${pictureId}`))?.status;
    const shown = await organiser.request('GET', `${base}/pictures/${pictureId}`);
    expect([shown.headers.get('content-type'), Buffer.from(await shown.arrayBuffer())]).toEqual([
      'image/png',
      png,
    ]);
    expect(await look(first)).toBe(404);
    const { db } = server.store;
    const [quizId, itemId, paperId] = [newId(), newId(), newId()];
    await db
      .insert(tables.quiz)
      .values({ id: quizId, courseId, settings: {} as never, createdAt: new Date() });
    const options = [
      { text: '', pictureId },
      { text: '乙', pictureId: null },
    ];
    await db.insert(tables.quizItem).values({
      id: itemId,
      quizId,
      questionId: newId(),
      position: 0,
      text: '示例',
      content: { kind: 'single', options, correct: 0 },
      points: 100,
      explanation: '',
      topic: '',
      difficulty: 3,
    });
    const paper = { id: paperId, quizId, attempt: 1, seed: 'seed', itemIds: [itemId], most: 100 };
    await db.insert(tables.paper).values({ ...paper, traineeId: at(trainees, 0) });
    expect(await look(first)).toBe(404);
    await db.update(tables.paper).set({ startedAt: new Date() }).where(eq(tables.paper.id, paperId));
    expect([await look(first), await look(second)]).toEqual([200, 404]);
  });
});

describe('a file of questions', () => {
  const gift = '示例一 {T}\n\n示例二 {=甲 =乙 ~丙}\n\n示例三 {=甲 ~乙}\n\n示例一 {TRUE}\n';

  it('is shown with each problem in its place, and added all or none, once', async () => {
    const { organiser, base } = await place();
    const view = await read(organiser, base, gift);
    expect(view).toMatchObject({
      format: 'gift',
      counts: { create: 2, same: 0, problem: 2 },
      confirmed: false,
    });
    expect(await rowsOf(organiser, base, view.id)).toMatchObject([
      { row: 1, state: 'create' },
      {
        row: 3,
        state: 'problem',
        source: '示例二 {=甲 =乙 ~丙}',
        problems: [{ field: 'correct', code: 'many_keys' }],
      },
      { row: 5, state: 'create' },
      { row: 7, state: 'problem', problems: [{ field: 'text', code: 'duplicate', row: 1 }] },
    ]);
    const confirm = (skipProblems: boolean) =>
      organiser.request('POST', `${base}/imports/${view.id}/confirm`, { skipProblems });
    expect((await confirm(false)).status).toBe(409);
    expect((await list(organiser, base)).total).toBe(0);
    expect(await json(confirm(true))).toMatchObject({ confirmed: true });
    expect(await json(confirm(true))).toMatchObject({ confirmed: true });
    expect((await list(organiser, base)).questions.map(({ text }) => text)).toEqual(['示例一', '示例三']);
    expect((await read(organiser, base, gift)).counts).toEqual({ create: 0, same: 2, problem: 2 });
  });

  it('is told apart by content', async () => {
    const { organiser, base } = await place();
    expect(await read(organiser, base, '示例\nA. 甲\nB. 乙\nANSWER: A')).toMatchObject({ format: 'aiken' });
    const heading = columns.map(({ title }) => title['zh-CN']);
    const row = ['判断题', '示例', ...Array.from({ length: 10 }, () => ''), '对', 2.5];
    const view = await read(organiser, base, await workbook([['说明'], heading, row]));
    expect(view).toMatchObject({ format: 'xlsx', counts: { create: 1 } });
    expect(await rowsOf(organiser, base, view.id)).toMatchObject([{ row: 3, draft: { points: 250 } }]);
    for (const [content, reason] of [
      ['', 'empty'],
      ['只有文字', 'not_a_spreadsheet'],
      [await workbook([['姓名'], ['示例']]), 'no_header'],
      ['示例 {T}\n\n'.repeat(5_001), 'too_many_rows'],
    ] as const) {
      const response = await send(organiser, `${base}/imports?fileName=x`, content);
      expect(await response.json()).toMatchObject({ error: { code: 'import_refused', details: { reason } } });
    }
  });

  it('that was exported as GIFT is the same again', async () => {
    const { organiser, base } = await place();
    const view = await read(
      organiser,
      base,
      '$CATEGORY: 示例\n\n示例一 {T####因为}\n\n示例二 {#3.14:0.05}\n',
    );
    await organiser.request('POST', `${base}/imports/${view.id}/confirm`, { skipProblems: false });
    const exported = await (
      await organiser.request('GET', `${base}/export?format=gift&language=zh-CN`)
    ).text();
    expect((await read(organiser, base, exported)).counts).toEqual({ create: 0, same: 2, problem: 0 });
  });
});
