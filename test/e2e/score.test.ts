import ExcelJS from 'exceljs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { en } from '../../client/i18n/en.ts';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import { bankQuestion } from '../../src/contract/bank.ts';
import { paper } from '../../src/contract/paper.ts';
import { quizRecord, type QuizSettings } from '../../src/contract/quiz.ts';
import { album } from '../support/album.ts';
import { launchBrowser } from '../support/browser.ts';
import { enter } from '../support/classroom-member.ts';
import { at, openCourse, type OpenCourse } from '../support/course.ts';
import { openDesk, openPage } from '../support/desk.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { signIn, type Session } from '../support/wire.ts';

// From a lesson, a quiz and an exam to the certificate: the organiser's desk, a trainee's phone and the public page. The first
// trainee was there, has one of two questions of the quiz right and three of four of the exam: 100, 50 and 75.

/** Takes pictures for people to look at. */
const picture = album('score');
const words = zh.scoreDesk;
const ownWords = zh.score;
const appealText = '示例：第二题的答案应当算对';

let server: TestServer;
let course: OpenCourse;
let browser: Browser;
let desk: Page;
let phone: Page;
let links: string[];
/** The address of the first trainee's certificate. */
let confirmation = '';
/** What the pages complained about. */
const problems: string[] = [];

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

/** Opens a quiz or exam of so many true statements, lets the trainees sit it, and closes it. */
async function held(kind: 'quiz' | 'exam', lessonId: string | null, right: readonly number[], count: number) {
  const draft = { points: 1_000, content: { kind: 'trueFalse', correct: true } };
  const questionIds: string[] = [];
  for (let index = 0; index < count; index++) {
    const text = `示例判断题 ${kind} ${index + 1}`;
    questionIds.push((await ask(bankQuestion, 'POST', '/bank', { ...draft, text })).id);
  }
  const settings: QuizSettings = {
    ...{ title: kind === 'quiz' ? '示例随堂测试' : '示例结业考试', kind, lessonId },
    ...{ selection: { how: 'fixed', questionIds }, shuffleQuestions: false, shuffleOptions: false },
    ...{ opening: { how: 'click' }, durationS: 600, openForS: null, startWithinS: null, attempts: 1 },
    ...{ passMark: 6_000, audience: { who: 'all' }, makeUpFor: null, showAnswers: 'atOnce', showPlace: true },
    ...{ multipleChoice: 'allOrNothing', requireCamera: false },
  };
  const { id } = await ask(quizRecord, 'POST', '/quizzes', settings);
  await ask(quizRecord, 'POST', `/quizzes/${id}/opening`, {});
  for (const [place, most] of right.entries()) {
    const trainee = await signIn(server.url, at(links, place));
    const { paperId, items } = await ask(paper, 'POST', `/quizzes/${id}/papers`, {}, trainee);
    const answers = items.map(({ itemId }, index) => ({
      ...{ itemId, version: 1, answer: { kind: 'trueFalse', value: index < most } },
    }));
    await ask(paper, 'POST', `/papers/${paperId}/submission`, { answers }, trainee);
  }
  await ask(quizRecord, 'POST', `/quizzes/${id}/close`, {});
}

const part = (name: keyof typeof words.part) =>
  desk.locator('.ant-segmented-item', { hasText: words.part[name] });
const row = (name: string) => desk.locator('.ant-table-row', { hasText: name });
const figure = (label: string) =>
  desk.locator('.figure', { has: desk.getByText(label, { exact: true }) }).locator('.figure__value');
const cells = async (name: string): Promise<string[]> => row(name).locator('td').allInnerTexts();
const panel = () => desk.locator('.ant-drawer-content-wrapper').getByRole('dialog');
const closePanel = () => desk.locator('.ant-drawer-close').click();

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  course = await openCourse(server);
  links = (await course.links('trainee')).slice(0, 3);
  const lecturer = await enter(await signIn(server.url, at(await course.links('lecturer'), 0)));
  const lessonId = lecturer.joined.snapshot?.lesson.id ?? '';
  await lecturer.run('classroom.start', {});
  const traineeIds = await Promise.all(
    links.map(async (link) => (await signIn(server.url, link)).participant.traineeId),
  );
  const decision = { traineeIds, state: 'present', reason: '示例：在教室' };
  const decided = await course.organiser.request(
    'POST',
    `/api/courses/${course.courseId}/lessons/${lessonId}/attendance/decisions`,
    decision,
  );
  expect(decided.status).toBe(200);
  await lecturer.run('classroom.end', {});
  lecturer.leave();
  await held('quiz', lessonId, [1, 2], 2);
  await held('exam', null, [3, 4, 1], 4);
  desk = await openDesk(browser, course.organiser, problems);
  await desk.getByRole('menuitem', { name: zh.desk.scores, exact: true }).click();
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

describe('the desk', () => {
  it('shows totals at 3 to 3 to 4 with what they are made of', async () => {
    await row('示例学员 0001').waitFor();
    expect(await cells('示例学员 0001')).toEqual(
      expect.arrayContaining(['100.0', '50.0', '75.0', words.result.yes]),
    );
    // 100 x 0.3 + 50 x 0.3 + 75 x 0.4
    expect((await cells('示例学员 0001'))[7]).toBe('75.0');
    await desk.getByRole('columnheader', { name: words.column.total }).click();
    await desk.getByRole('columnheader', { name: words.column.total }).click();
    await expect.poll(() => desk.locator('.ant-table-row').first().innerText()).toContain('0002');
    expect((await cells('示例学员 0003'))[7]).toBe('40.0');
    expect(await figure(words.figure.passed).innerText()).toBe('2');
    await picture(desk, 'board-1366');
  });

  it('shows how many stand where, and who needs help', async () => {
    await part('overview').click();
    await desk.getByRole('region', { name: words.distribution }).waitFor();
    await desk.setViewportSize({ width: 1920, height: 1080 });
    await picture(desk, 'overview-1920');
    await part('risk').click();
    await row('示例学员 0004').waitFor();
    expect(await row('示例学员 0001').count()).toBe(0);
    await picture(desk, 'risk-1920');
    await desk.setViewportSize({ width: 1366, height: 768 });
  });
});

describe('a trainee', () => {
  it('sees every line of the own ledger on the phone and appeals one', async () => {
    phone = await openPage(browser, at(links, 0), { size: { width: 390, height: 844 }, problems });
    await phone.getByRole('button', { name: ownWords.mine }).click();
    await expect.poll(() => phone.locator('.own-score__figure').innerText()).toContain('75.0');
    await phone.locator('.own-score__total').scrollIntoViewIfNeeded();
    await picture(phone, 'own-390');
    const line = phone.locator('.own-score__ledger li', { hasText: '示例随堂测试' });
    await line.getByRole('button', { name: ownWords.appeal }).click();
    await phone.getByLabel(ownWords.appealLabel).fill(appealText);
    await picture(phone, 'appeal-390');
    await phone.getByRole('button', { name: ownWords.appealSend }).click();
    await line.getByText(ownWords.appealSent).waitFor();
    await line.scrollIntoViewIfNeeded();
    await picture(phone, 'ledger-390');
  });

  it('is answered by the organiser, who corrects the score, and both see it by themselves', async () => {
    await part('appeals').click();
    const item = desk.locator('.score-items li', { hasText: appealText });
    await item.getByLabel(words.appeal.answer).fill('示例：已复核，算对');
    await picture(desk, 'appeals-1366');
    await item.getByRole('button', { name: words.appeal.uphold, exact: true }).click();
    await item.getByRole('button', { name: words.appeal.person }).click();
    await panel().getByRole('button', { name: words.person.correct }).click();
    await panel().getByLabel(words.correction.part).fill('示例随堂测试');
    await desk.keyboard.press('Enter');
    await panel().getByLabel(words.correction.points).fill('50');
    await panel().getByLabel(words.correction.reason, { exact: true }).fill('示例：第二题算对');
    await panel().getByRole('button', { name: words.correction.save }).click();
    // 100 x 0.3 + 100 x 0.3 + 75 x 0.4
    await panel().locator('.score-total', { hasText: '90.0' }).waitFor();
    await picture(desk, 'ledger-1366');
    await closePanel();
    await phone.getByText(ownWords.appealUpheld).waitFor();
    await expect.poll(() => phone.locator('.own-score__figure').innerText()).toContain('90.0');
  });
});

describe('final results', () => {
  it('are made final after a question; from then on a correction waits for a second person', async () => {
    await desk.getByRole('button', { name: words.policy.open }).click();
    await panel().getByText(words.policy.rule).waitFor();
    await picture(desk, 'policy-1366');
    await closePanel();
    await desk.getByRole('button', { name: words.freeze.button, exact: true }).click();
    const dialog = desk.locator('.ant-modal').getByRole('dialog').or(desk.getByRole('dialog'));
    await picture(desk, 'freeze-1366');
    await dialog.getByRole('button', { name: words.freeze.button, exact: true }).click();
    await desk.getByRole('button', { name: words.certificates.button }).waitFor();
    await part('board').click();
    await desk.getByRole('button', { name: '示例学员 0003' }).click();
    await panel().getByRole('button', { name: words.person.correct }).click();
    await panel().getByLabel(words.correction.part).fill('示例结业考试');
    await desk.keyboard.press('Enter');
    await panel().getByLabel(words.correction.points).fill('25');
    await panel().getByLabel(words.correction.reason, { exact: true }).fill('示例：第二题漏判');
    await panel().getByRole('button', { name: words.correction.save }).click();
    await panel().getByText(ownWords.state.waiting).waitFor();
    await closePanel();
    await part('corrections').click();
    await row('示例：第二题漏判').getByText(words.correction.own).waitFor();
    await picture(desk, 'corrections-1366');
  });

  it('are exported to a file that adds up', async () => {
    await desk.getByRole('button', { name: zh.records.export, exact: true }).click();
    const saved = desk.waitForEvent('download');
    await desk.getByRole('menuitem', { name: words.export.xlsx }).click();
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(await (await saved).path());
    const [totals] = book.worksheets;
    const found: unknown[] = [];
    totals?.eachRow(({ values }) => {
      if (Array.isArray(values) && values.includes('示例学员 0001')) found.push(...values.slice(5, 10));
    });
    expect(found).toEqual([100, 100, 75, 0, 90]);
    expect(100 * 0.3 + 100 * 0.3 + 75 * 0.4).toBe(90);
  });

  it('give a certificate, which the public page confirms', async () => {
    await desk.getByRole('button', { name: words.certificates.button }).click();
    const dialog = desk.locator('.ant-modal');
    await dialog.getByRole('button', { name: words.certificates.button }).click();
    await dialog
      .getByText(words.certificates.done.replace('{{count}}', '2').replace('{{total}}', '2'))
      .waitFor();
    const certificate = phone.locator('.own-score__certificate');
    await certificate.waitFor();
    await certificate.scrollIntoViewIfNeeded();
    await picture(phone, 'certificate-390');
    const file = await certificate.getByRole('link', { name: ownWords.certificateSave }).getAttribute('href');
    const pdf = await phone.request.get(`${server.url}${file ?? ''}`);
    expect(pdf.headers()['content-type']).toBe('application/pdf');
    confirmation = `${server.url}${(await certificate.getByRole('link', { name: ownWords.certificateCheck }).getAttribute('href')) ?? ''}`;
    const page = await openPage(browser, confirmation, { size: { width: 390, height: 844 }, problems });
    await page.getByText(zh.scoreCertificate.confirmed).waitFor();
    await page.getByText('示例学员 0001').waitFor();
    // The code below it is made of any letters and digits.
    const said = await page.locator('main > :not(.certificate__code)').allInnerTexts();
    expect(said.join()).toContain('示例学员 0001');
    expect(said.join()).not.toContain('90');
    await picture(page, 'public-390');
    await page.goto(`${confirmation.slice(0, -1)}${confirmation.endsWith('0') ? '1' : '0'}?lang=en`);
    await page.getByText(en.scoreCertificate.unknown).waitFor();
    await picture(page, 'public-unknown-en-390');
    await page.context().close();
  });

  it('come from papers with what is on record of each, and those who did not pass are named for a make-up', async () => {
    const { quiz: of, progress, sitting } = zh.quizDesk;
    await desk.reload();
    await desk.getByRole('menuitem', { name: zh.desk.quiz, exact: true }).click();
    await desk.getByRole('tab', { name: zh.quizDesk.quizzes }).click();
    await row('示例结业考试').getByRole('button', { name: of.progress }).click();
    await panel().getByRole('tab', { name: progress.people }).click();
    // Nobody reads a question in the time that these took.
    await row('示例学员 0003').getByText(sitting.event.fast).waitFor();
    await picture(desk, 'sittings-1366');
    await closePanel();
    await desk.getByRole('button', { name: of.new }).click();
    await panel().getByText(of.exam, { exact: true }).click();
    const choose = async (label: string, option: string): Promise<void> => {
      await panel().getByLabel(label).press('ArrowDown');
      const list = desk.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)');
      await list.locator('.ant-select-item-option', { hasText: option }).click();
      await list.waitFor({ state: 'detached' });
    };
    await choose(of.opening, of.opens.clock);
    await panel().getByLabel(of.opensAt).waitFor();
    await choose(of.audience, of.who.named);
    await choose(of.makeUpFor, '示例结业考试');
    await panel().getByRole('button', { name: of.takeFailed }).click();
    // Two of 557 have passed.
    await panel().getByText(of.named.replace('{{count}}', '555')).waitFor();
    await picture(desk, 'make-up-1366');
    await closePanel();
  });

  it('read in English too', async () => {
    await phone.goto(`${phone.url()}?lang=en`);
    await phone.getByRole('button', { name: en.score.mine }).click();
    await phone.getByText(en.score.passed, { exact: true }).waitFor();
    await picture(phone, 'own-en-390');
    await desk.goto(desk.url().replace('#', '?lang=en#'));
    await desk.getByRole('menuitem', { name: en.desk.scores, exact: true }).click();
    await row('示例学员 0001').waitFor();
    await picture(desk, 'board-en-1366');
    expect(problems).toEqual([]);
  });
});
