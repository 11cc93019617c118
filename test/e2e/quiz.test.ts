import ExcelJS from 'exceljs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import { bankQuestion, type QuestionContent } from '../../src/contract/bank.ts';
import { courseRoutes } from '../../src/contract/course.ts';
import { quizRecord, quizRoutes, type QuizSettings } from '../../src/contract/quiz.ts';
import { usualQuiz } from '../../src/contract/usual-quiz.ts';
import { scoreRoutes } from '../../src/contract/score.ts';
import { album } from '../support/album.ts';
import { launchBrowser, openWindow } from '../support/browser.ts';
import { enter, type Member } from '../support/classroom-member.ts';
import { at, openCourse, type OpenCourse } from '../support/course.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { signIn } from '../support/wire.ts';

// A trainee sits the quiz of a lesson and the exam on a phone: over a lost line, a closed browser and a second device, up to the
// score; and the organiser's file says the same.

/** Takes pictures for people to look at. */
const picture = album('quiz');

let server: TestServer;
let course: OpenCourse;
let browser: Browser;
let lecturer: Member;
let lessonId: string;
let quizId: string;
let examId: string;
/** The trainee's own link, and the link behind the code on the big screen of the branch. */
let own: { link: string; traineeId: string };
let shared: string;
let phone: { context: BrowserContext; page: Page };

const words = zh.paper;
/** A text with its gaps filled. */
const filled = (text: string, gaps: Record<string, string | number>): string =>
  text.replace(/\{\{(\w+)\}\}/g, (_, gap: string) => String(gaps[gap]));
const seen = (page: Page, text: string | RegExp): Promise<void> =>
  page.getByText(text).locator('visible=true').first().waitFor();
/** The paper lies over the page, so its buttons come last. */
const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).last().click();

async function openPhone(address: string): Promise<typeof phone> {
  const opened = await openWindow(browser, { width: 390, height: 844 });
  await opened.page.goto(address);
  return opened;
}

async function ask<T>(method: string, path: string, shape: z.ZodType<T>, body?: unknown): Promise<T> {
  const answer = await course.organiser.request(method, `/api/courses/${course.courseId}${path}`, body);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${text}`);
  return shape.parse(JSON.parse(text));
}

const option = (text: string) => ({ text, pictureId: null });
const single: QuestionContent = {
  kind: 'single',
  options: [option('示例甲'), option('示例乙'), option('示例丙')],
  correct: 1,
};
const questions: { text: string; content: QuestionContent }[] = [
  { text: '示例单选题', content: single },
  {
    text: '示例多选题',
    content: { kind: 'multiple', options: ['示例一', '示例二', '示例三'].map(option), correct: [0, 2] },
  },
  { text: '示例判断题', content: { kind: 'trueFalse', correct: true } },
  {
    text: '示例填空题：____ 与 ____',
    content: {
      kind: 'fill',
      blanks: [
        { of: 'text', accepted: ['示例词'] },
        { of: 'number', value: 3.5, tolerance: 0 },
      ],
    },
  },
  { text: '示例排序题', content: { kind: 'ordering', items: ['示例早', '示例中', '示例晚'] } },
  {
    text: '示例配对题',
    content: {
      kind: 'matching',
      pairs: [
        { left: '示例左一', right: '示例右一' },
        { left: '示例左二', right: '示例右二' },
      ],
    },
  },
];

async function addQuestions(all: typeof questions): Promise<string[]> {
  const ids: string[] = [];
  for (const question of all) {
    const draft = { ...question, points: 1_000, explanation: `${question.text}的解析` };
    ids.push((await ask('POST', '/bank', bankQuestion, draft)).id);
  }
  return ids;
}

async function prepare(change: Partial<QuizSettings>, questionIds: string[]): Promise<string> {
  const settings: QuizSettings = {
    ...usualQuiz,
    title: '示例随堂测试',
    kind: 'quiz',
    lessonId,
    selection: { how: 'fixed', questionIds },
    shuffleQuestions: false,
    shuffleOptions: false,
    opening: { how: 'lessonEnd' },
    showPlace: true,
    ...change,
  };
  return (await ask('POST', '/quizzes', quizRecord, settings)).id;
}

/** What the organiser sees of the trainee's paper. */
async function sitting() {
  const path = '/api/courses/:courseId/quizzes/:quizId/sittings';
  const { sittings } = await ask(
    'GET',
    `/quizzes/${quizId}/sittings?limit=1000`,
    quizRoutes[`GET ${path}`].output,
  );
  return sittings.find(({ traineeId }) => traineeId === own.traineeId);
}

/** Waits until the page says that everything is received. */
const saved = (page: Page): Promise<void> => page.locator('.paper-bar__saving--saved').waitFor();

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  course = await openCourse(server);
  const { invitations } = await ask(
    'GET',
    '/invitations?role=trainee',
    courseRoutes['GET /api/courses/:courseId/invitations'].output,
  );
  const mine = invitations.find(({ traineeId, branchId }) => traineeId !== null && branchId !== null);
  const branch = invitations.find(
    ({ traineeId, branchId }) => traineeId === null && branchId === mine?.branchId,
  );
  own = { link: `${server.url}${mine?.path ?? ''}`, traineeId: mine?.traineeId ?? '' };
  shared = `${server.url}${branch?.path ?? ''}`;
  lecturer = await enter(await signIn(server.url, at(await course.links('lecturer'), 0)));
  lessonId = lecturer.joined.snapshot?.lesson.id ?? '';
  await lecturer.run('classroom.start', {});
  const ids = await addQuestions(questions);
  quizId = await prepare({}, ids);
  const exam = { kind: 'exam', lessonId: null, opening: { how: 'click' }, title: '示例结业考试' } as const;
  examId = await prepare(exam, [...ids.slice(0, 1), ...ids.slice(2, 3)]);
});

afterAll(async () => {
  lecturer.leave();
  await browser.close();
  await server.close();
});

describe('a quiz on a phone', () => {
  it('comes up when the lesson ends, and the code on the big screen leads a known device to it', async () => {
    phone = await openPhone(own.link);
    await seen(phone.page, zh.attendance.own.due.start);
    await lecturer.run('classroom.end', {});
    await phone.page.getByRole('button', { name: words.now.begin }).waitFor();
    await picture(phone.page, 'card-390');
    await phone.page.goto(`${shared}#quiz=${quizId}`);
    // The card of the page below says the same.
    await phone.page.locator('.paper').getByRole('button', { name: words.now.begin }).click();
    await seen(phone.page, '示例单选题');
    await picture(phone.page, 'question-390');
  });

  it('saves every answer by itself; without a line it says so, and sends it when the line is back', async () => {
    const { page, context } = phone;
    await page.getByRole('radio', { name: '示例乙' }).check();
    await saved(page);
    await expect.poll(async () => (await sitting())?.answered).toBe(1);
    await context.setOffline(true);
    await press(page, words.sitting.next);
    await page.getByRole('checkbox', { name: '示例一' }).check();
    await page.getByRole('checkbox', { name: '示例三' }).check();
    await seen(page, words.sitting.waiting);
    await picture(page, 'offline-390');
    await context.setOffline(false);
    await saved(page);
    await expect.poll(async () => (await sitting())?.answered).toBe(2);
  });

  it('is where it was on another device after the browser was closed', async () => {
    await phone.context.setOffline(true);
    await phone.context.close();
    phone = await openPhone(own.link);
    const { page } = phone;
    await press(page, words.now.goOn);
    // It opens at the first question without an answer; the others have theirs.
    await seen(page, '示例判断题');
    await press(page, words.sitting.previous);
    expect(await page.getByRole('checkbox', { name: '示例三' }).isChecked()).toBe(true);
    await press(page, words.sitting.all);
    expect(await page.getByRole('radio', { name: '示例乙' }).isChecked()).toBe(true);
  });

  it('is answered to the end with thumb or keyboard, and asks once before it is handed in', async () => {
    const { page } = phone;
    await page.getByRole('radio', { name: words.field.yes }).check();
    await page.getByLabel(filled(words.field.blank, { number: 1 }), { exact: true }).fill('示例词');
    await page.getByLabel(filled(words.field.blankNumber, { number: 2 })).fill('4');
    // The right order, whatever the paper's own is: first the latest down, then the earliest up.
    const down = page.getByRole('button', { name: filled(words.field.down, { name: '示例晚' }) });
    for (let step = 0; step < 2; step += 1) await down.press('Enter');
    const up = page.getByRole('button', { name: filled(words.field.up, { name: '示例早' }) });
    for (let step = 0; step < 2; step += 1) await up.press('Enter');
    await press(page, words.sitting.handIn);
    await seen(page, filled(words.handIn.open, { count: 1, numbers: '6' }));
    await press(page, words.handIn.stay);
    for (const which of ['一', '二']) {
      const select = page.getByLabel(filled(words.field.matchOne, { name: `示例左${which}` }));
      const value = await select.locator('option', { hasText: `示例右${which}` }).getAttribute('value');
      await select.selectOption(value);
    }
    await saved(page);
    await expect.poll(async () => (await sitting())?.answered).toBe(6);
    await picture(page, 'all-390');
  });

  it('handed in without a line waits and says so; then the receipt and the score', async () => {
    const { page, context } = phone;
    await context.setOffline(true);
    await press(page, words.sitting.handIn);
    await page.getByRole('dialog').last().getByRole('button', { name: words.handIn.confirm }).click();
    await seen(page, words.handIn.waitingText);
    await picture(page, 'not-received-390');
    expect((await sitting())?.state).toBe('begun');
    await context.setOffline(false);
    // Half of one question of six is wrong.
    await seen(page, filled(words.result.score, { score: 91.67 }));
    await seen(page, words.result.passed);
    await seen(page, '示例填空题：____ 与 ____的解析');
    await seen(page, filled(words.result.place, { place: 1, of: 1 }));
    await picture(page, 'result-390');
    expect(await sitting()).toMatchObject({
      state: 'handedIn',
      handedInBy: 'trainee',
      score: 9_167,
      attempt: 1,
    });
  });
});

describe('the results of the course', () => {
  it('have the exam beside it, sat on the same phone', async () => {
    const { page } = phone;
    await press(page, words.back);
    await ask('POST', `/quizzes/${examId}/opening`, quizRecord, {});
    await press(page, words.now.look);
    await press(page, words.now.begin);
    await page.getByRole('radio', { name: '示例乙' }).check();
    await press(page, words.sitting.next);
    await page.getByRole('radio', { name: words.field.no }).check();
    await press(page, words.sitting.handIn);
    await page.getByRole('dialog').last().getByRole('button', { name: words.handIn.confirm }).click();
    await seen(page, filled(words.result.score, { score: 50 }));
    await seen(page, words.result.failed);
    await press(page, words.back);
    await seen(page, words.now.list);
    await seen(page, filled(words.line.passed, { score: 91.67 }));
    await picture(page, 'list-390');
  });

  it('are frozen by the organiser, and the exported file adds up at 3 to 3 to 4', async () => {
    const { traineeId } = own;
    const decided = { traineeIds: [traineeId], state: 'present', reason: '示例：现场点名' };
    await ask('POST', `/lessons/${lessonId}/attendance/decisions`, z.unknown(), decided);
    for (const id of [quizId, examId]) await ask('POST', `/quizzes/${id}/close`, quizRecord, {});
    await ask('POST', '/scores/freeze', z.unknown(), { anyway: true });
    const detailShape = scoreRoutes['GET /api/courses/:courseId/scores/:traineeId'].output;
    const { score, frozen } = await ask('GET', `/scores/${traineeId}`, detailShape);
    expect(frozen).not.toBeNull();
    expect(score).toMatchObject({ attendance: 10_000, quizzes: 9_170, exam: 5_000 });

    const path = `/api/courses/${course.courseId}/scores-export?format=xlsx&language=zh-CN`;
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(await (await course.organiser.request('GET', path)).arrayBuffer());
    const rows = (name: string): unknown[][] => {
      const found: unknown[][] = [];
      book
        .getWorksheet(name)
        ?.eachRow(({ values }) => found.push(Array.isArray(values) ? values.slice(1) : []));
      return found.filter(([number]) => number === score.number);
    };
    const mean = (component: string): number => {
      const values = rows('分项').filter((row) => row[2] === component && row[5] === '是');
      return values.reduce((sum, row) => sum + Number(row[4]), 0) / values.length;
    };
    const total = (mean('考勤') * 3 + mean('随堂测试') * 3 + mean('结业考试') * 4) / 10;
    expect(total).toBeCloseTo((100 * 3 + 91.67 * 3 + 50 * 4) / 10, 6);
    expect(at(rows('总成绩'), 0)[8]).toBe(Math.round(total * 10) / 10);
  });
});
