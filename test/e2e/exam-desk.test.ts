import { readFile } from 'node:fs/promises';
import ExcelJS from 'exceljs';
import type { Browser, Download, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import { paper } from '../../src/contract/paper.ts';
import { quizRecord, quizRoutes } from '../../src/contract/quiz.ts';
import { album } from '../support/album.ts';
import { launchBrowser } from '../support/browser.ts';
import { prepareClassQuiz } from '../support/class-quiz.ts';
import { enter } from '../support/classroom-member.ts';
import { at, openCourse, type OpenCourse } from '../support/course.ts';
import { openDesk, openPage } from '../support/desk.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { signIn, type Session } from '../support/wire.ts';

// An exam from the desk: questions come from files and go into files, a room and a person get more time, and the patrol wall says
// who sits where. The first branch's room has a camera, the second has none.

/** Takes pictures for people to look at. */
const picture = album('exam-desk');
const words = zh.quizDesk;
const title = '示例结业考试';

let server: TestServer;
let course: OpenCourse;
let browser: Browser;
let desk: Page;
let traineeLinks: string[];
/** What the pages complained about. */
const problems: string[] = [];

/** A text with its gaps filled. */
const filled = (text: string, gaps: Record<string, string | number>): string =>
  text.replace(/\{\{(\w+)\}\}/g, (_, gap: string) => String(gaps[gap]));

async function ask<T>(
  shape: z.ZodType<T>,
  method: string,
  path: string,
  body?: unknown,
  who: Session = course.organiser,
): Promise<T> {
  const answer = await who.request(method, `/api/courses/${course.courseId}${path}`, body);
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
  return shape.parse(await answer.json());
}

const saved = async (click: () => Promise<void>): Promise<Buffer> => {
  const download: Promise<Download> = desk.waitForEvent('download');
  await click();
  return readFile(await (await download).path());
};

/** Sends a file to the import, which shows what would become of it. */
async function bringIn(name: string, content: Buffer): Promise<void> {
  const button = desk.getByRole('button', { name: words.import, exact: true });
  if (await button.isVisible()) await button.click();
  await desk.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer: content });
  await desk.locator('.import__states').waitFor();
}

const state = (which: 'create' | 'same' | 'problem', count: number) =>
  desk.locator('.import__states').getByText(`${words.imports[which]} ${count}`, { exact: true });
const row = (text: string) => desk.locator('.ant-table-row', { hasText: text });
const backToBank = () => desk.getByRole('button', { name: zh.records.imports.back }).click();
const panel = () => desk.locator('.ant-drawer-content-wrapper').getByRole('dialog');

async function confirmed(count: number): Promise<void> {
  await desk.getByRole('button', { name: filled(words.imports.confirm, { count }) }).click();
  await desk.getByText(filled(words.imports.done, { count })).waitFor();
  await backToBank();
}

async function exported(format: string): Promise<Buffer> {
  await desk.getByRole('button', { name: zh.records.export, exact: true }).click();
  return saved(() => desk.getByRole('menuitem', { name: format }).click());
}

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  course = await openCourse(server);
  traineeLinks = await course.links('trainee');
  desk = await openDesk(browser, course.organiser, problems);
  await desk.getByRole('menuitem', { name: zh.desk.quiz, exact: true }).click();
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

describe('questions in files', () => {
  it('come from the template, each problem in its place, and the rest can go in without it', async () => {
    await desk.getByRole('button', { name: words.import, exact: true }).click();
    const template = await saved(() =>
      desk.getByRole('button', { name: zh.records.imports.template }).click(),
    );
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(Uint8Array.from(template).buffer);
    const sheet = book.worksheets[0];
    if (!sheet) throw new Error('the template has no sheet');
    const [head, first] = [sheet.getRow(1), sheet.getRow(2)];
    const columnOf = (name: string): number => {
      let found = 0;
      head.eachCell((cell, number) => {
        if (cell.text.includes(name)) found = number;
      });
      return found;
    };
    first.getCell(columnOf('题目')).value = '示例：答案不在选项中的题目';
    first.getCell(columnOf('答案')).value = 'F';
    sheet.getRow(3).getCell(columnOf('题目')).value = '示例：下面哪些是三的倍数？';
    await bringIn('示例题目.xlsx', Buffer.from(await book.xlsx.writeBuffer()));
    await state('problem', 1).waitFor();
    await row('示例：答案不在选项中的题目').getByText(words.problem.key_not_an_option).waitFor();
    await picture(desk, 'import-xlsx-1366');
    await desk.setViewportSize({ width: 390, height: 844 });
    // On a phone too the problem is where it can be seen.
    const problem = row('示例：答案不在选项中的题目').locator('.import__problem');
    const right = async (): Promise<number> => {
      const box = await problem.boundingBox();
      return box === null ? Infinity : box.x + box.width;
    };
    await expect.poll(right).toBeLessThanOrEqual(390);
    await picture(desk, 'import-xlsx-390');
    await desk.setViewportSize({ width: 1366, height: 768 });
    await confirmed(1);
    await row('示例：下面哪些是三的倍数？').waitFor();
  });

  it('come from GIFT and Aiken text as Moodle writes them', async () => {
    const gift = [
      '// question: 12  name: 示例',
      '::示例:: 示例：首都是哪里？ { =示例城一 ~示例城二 ~示例城三 }',
      '',
      '示例：二加二等于四。 {TRUE}',
      '',
      '示例：没有答案的题 { ~甲 ~乙 }',
      '',
    ].join('\n');
    await bringIn('示例.gift', Buffer.from(gift));
    await state('create', 2).waitFor();
    await row('示例：没有答案的题').getByText(words.problem.no_key).waitFor();
    await picture(desk, 'import-gift-1366');
    await confirmed(2);
    const aiken =
      '示例：哪一个最大？\nA. 一\nB. 二\nC. 三\nANSWER: C\n\n示例：坏题\nA. 一\nB. 二\nANSWER: D\n';
    await bringIn('示例.txt', Buffer.from(aiken));
    await state('problem', 1).waitFor();
    await row('示例：坏题').getByText(words.problem.key_not_an_option).waitFor();
    await confirmed(1);
    await row('示例：哪一个最大？').waitFor();
  });

  it('go out as XLSX and GIFT, and are the same questions when they come back', async () => {
    const total = Number(await desk.locator('.records__count').first().innerText());
    expect(total).toBeGreaterThan(9);
    // GIFT has no form for an order and for several blanks: one question of each stays behind, and the menu says so.
    for (const [name, format, left] of [
      ['示例.xlsx', words.exportXlsx, 0],
      ['示例.gift', words.exportGift, 2],
    ] as const) {
      await bringIn(name, await exported(format));
      await state('same', total - left).waitFor();
      await state('create', 0).waitFor();
      await state('problem', 0).waitFor();
      await desk.getByText(words.imports.known).waitFor();
      await backToBank();
    }
  });
});

describe('an exam', () => {
  let examId: string;
  let wall: Page;
  let people: Session[];

  const sittings = async () =>
    (
      await ask(
        quizRoutes['GET /api/courses/:courseId/quizzes/:quizId/sittings'].output,
        'GET',
        `/quizzes/${examId}/sittings?limit=1000`,
      )
    ).sittings;
  const sittingOf = async (index: number) => {
    const all = await sittings();
    return all.find(({ traineeId }) => traineeId === at(people, index).participant.traineeId);
  };

  beforeAll(async () => {
    const lecturer = await enter(await signIn(server.url, at(await course.links('lecturer'), 0)));
    await lecturer.run('classroom.start', {});
    people = await Promise.all([0, 1].map((index) => signIn(server.url, at(traineeLinks, index))));
    await openPage(browser, at(await course.links('screen'), 0), {
      size: { width: 1280, height: 720 },
      problems,
    });
    wall = await openPage(browser, at(await course.links('inspector'), 0), {
      size: { width: 1366, height: 768 },
      problems,
    });
    // The room's still is there, so its camera is on patrol.
    await wall.locator('.wall-tile img').first().waitFor();
    const change = { title, kind: 'exam' as const, lessonId: null, requireCamera: true };
    examId = (await prepareClassQuiz(course, change, 3)).id;
    await ask(quizRecord, 'POST', `/quizzes/${examId}/opening`, {});
    for (const who of people) await ask(paper, 'POST', `/quizzes/${examId}/papers`, {}, who);
  });

  it('is seen on the patrol wall: which it is, who sits in which room, and where no camera is', async () => {
    await wall.locator('.wall-exam').getByText(title).waitFor();
    const tile = wall.locator('.wall-tile', { hasText: '示例学员 0001' });
    await tile.waitFor();
    await picture(wall, 'wall-1366');
    await tile.click();
    await wall.locator('.wall-exam__names', { hasText: '示例学员 0001' }).waitFor();
    await picture(wall, 'wall-live-1366');
    const kinds = async (index: number) => (await sittingOf(index))?.events.map(({ kind }) => kind);
    expect(await kinds(0)).toEqual([]);
    expect(await kinds(1)).toEqual(['noCamera']);
  });

  it('gives a branch and a person more time at the desk, with the reason', async () => {
    const before = [await sittingOf(0), await sittingOf(1)].map((one) => one?.endsAt ?? 0);
    await desk.getByRole('tab', { name: words.quizzes }).click();
    await row(title).getByRole('button', { name: words.quiz.progress }).click();
    const form = panel().locator('.quiz-extend');
    const give = async (name: string, minutes: string, reason: string): Promise<void> => {
      await form.getByLabel(words.progress.minutes).fill(minutes);
      await form.getByLabel(words.progress.reason).fill(reason);
      await form.getByRole('button', { name: words.progress.extend }).click();
      await form.getByText(filled(words.progress.extended, { name, count: minutes })).waitFor();
    };
    await form.getByLabel(words.progress.forWhom).fill('示例分课堂 001');
    // The list of branches may still be on its way: Enter takes what is found by then.
    await desk.locator('.ant-select-item-option-active', { hasText: '示例分课堂 001' }).waitFor();
    await desk.keyboard.press('Enter');
    await give('示例分课堂 001', '3', '示例：投影故障');
    await panel().getByRole('tab', { name: words.progress.people }).click();
    await panel()
      .getByRole('button', { name: filled(words.progress.extendNamed, { name: '示例学员 0002' }) })
      .click();
    await give('示例学员 0002', '7', '示例：视力不便');
    await row('示例学员 0002')
      .getByText(filled(words.sitting.extra, { minutes: 7 }))
      .waitFor();
    await picture(desk, 'more-time-1366');
    const after = [await sittingOf(0), await sittingOf(1)].map((one) => one?.endsAt ?? 0);
    expect(after.map((endsAt, index) => endsAt - at(before, index))).toEqual([180_000, 420_000]);
  });

  it('leaves no page broken', () => {
    expect(problems).toEqual([]);
  });
});
