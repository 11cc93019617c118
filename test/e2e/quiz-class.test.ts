import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import { courseRoutes } from '../../src/contract/course.ts';
import { album } from '../support/album.ts';
import { launchBrowser, openWindow } from '../support/browser.ts';
import { prepareClassQuiz } from '../support/class-quiz.ts';
import { at, openCourse, type OpenCourse } from '../support/course.ts';
import { startServer, type TestServer } from '../support/server.ts';

// A quiz in class, in real browsers: the lecturer opens it, the room's screen shows its code and counts, one trainee sits it on
// the phone that scanned the code, the liaison enters it for another. The first branch has three trainees.

/** Takes pictures for people to look at. */
const picture = album('quiz-class');
const title = '示例测试：第一课';

let server: TestServer;
let course: OpenCourse;
let browser: Browser;
let lecturer: Page;
let screen: Page;
let liaison: Page;
let phone: Page;

const words = zh.quizClass;

async function open(link: string, size: { width: number; height: number }): Promise<Page> {
  const { page } = await openWindow(browser, size);
  await page.goto(link);
  return page;
}

/** A text with its gaps filled. */
const filled = (text: string, gaps: Record<string, string | number>): string =>
  text.replace(/\{\{(\w+)\}\}/g, (_, gap: string) => String(gaps[gap]));

/** What stands behind a word in a list of figures. */
const figure = (page: Page, word: string): Promise<string> =>
  page.locator('dl > div', { hasText: word }).locator('dd').first().innerText();

const onScreen = (word: string, figures: string): Promise<void> =>
  expect.poll(() => figure(screen, word)).toBe(figures);

/** The liaison's list under one heading. */
const listed = (state: keyof typeof words.room.group, name: string) =>
  liaison.locator('.room-quiz__group', { hasText: words.room.group[state] }).locator('li', { hasText: name });

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  course = await openCourse(server);
  const { organiser, courseId } = course;
  const answer = await organiser.request('GET', `/api/courses/${courseId}`);
  const { lessons } = courseRoutes['GET /api/courses/:courseId'].output.parse(await answer.json());
  const [first] = lessons.toSorted((a, b) => a.startsAt - b.startsAt);
  await prepareClassQuiz(course, { title, lessonId: first?.id ?? null }, 3);
  [lecturer, screen, liaison, phone] = await Promise.all([
    open(at(await course.links('lecturer'), 0), { width: 1366, height: 768 }),
    open(at(await course.links('screen'), 0), { width: 1920, height: 1080 }),
    open(at(await course.links('liaison'), 0), { width: 390, height: 844 }),
    open(at(await course.links('trainee'), 0), { width: 390, height: 844 }),
  ]);
  await lecturer.getByRole('button', { name: zh.lecturer.start }).click();
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

describe('a quiz in class', () => {
  it('is opened on the console once that was asked, and comes up on the screen with its code', async () => {
    await lecturer.getByRole('tab', { name: zh.inClass.tab.quiz }).click();
    await lecturer.getByRole('button', { name: `${words.panel.open} ${title}` }).click();
    const dialog = lecturer.getByRole('dialog');
    await dialog.getByText(words.panel.openText).waitFor();
    await dialog.getByRole('button', { name: words.panel.open, exact: true }).click();
    await screen.locator('.quiz-screen__code svg').waitFor();
    await onScreen(words.opened, '0 / 3');
    expect(await screen.locator('.quiz-screen').innerText()).not.toContain('示例学员');
    await picture(screen, 'card-1920');
  });

  it('is on the phone that scans the code with one tap more, and counted', async () => {
    const link = await screen.locator('.quiz-screen__code').getAttribute('data-link');
    await phone.goto(link ?? '');
    await phone.getByRole('dialog').getByRole('button', { name: zh.paper.now.begin }).click();
    await phone.getByRole('dialog').getByRole('radio').first().check();
    await onScreen(words.opened, '1 / 3');
    await onScreen(words.answering, '1');
    await listed('begun', '示例学员 0001').waitFor();
    expect(await listed('begun', '示例学员 0001').getByRole('button').count()).toBe(0);
  });

  it('is entered by the liaison for somebody without a phone, and marked as such', async () => {
    await liaison.getByRole('button', { name: words.room.look }).click();
    await picture(liaison, 'room-390');
    await liaison
      .getByRole('button', { name: filled(words.room.enterNamed, { name: '示例学员 0222' }) })
      .click();
    const dialog = liaison.getByRole('dialog');
    await dialog.getByRole('button', { name: words.room.ask }).click();
    await liaison.getByText(filled(words.entry.title, { name: '示例学员 0222' })).waitFor();
    await liaison.getByRole('radio').first().check();
    await picture(liaison, 'entry-390');
    await liaison.getByRole('button', { name: zh.paper.sitting.all, exact: true }).click();
    await liaison.getByRole('button', { name: zh.paper.sitting.handIn }).click();
    await liaison.locator('dialog.dialog').getByRole('button', { name: zh.paper.handIn.confirm }).click();
    await liaison.getByText(zh.paper.result.by.liaison).waitFor();
    await liaison.getByRole('button', { name: zh.paper.back }).first().click();
    await listed('handedIn', '示例学员 0222').getByText(words.room.by.liaison).waitFor();
    await onScreen(words.handedIn, '1 / 3');
  });

  it('is seen as it goes on at the console, by branch', async () => {
    await expect.poll(() => figure(lecturer, words.handedIn)).toMatch(/^1 \/ \d+$/);
    await lecturer.getByText(words.panel.branches).click();
    const own = filled(words.panel.branchLine, { opened: 2, handedIn: 1, expected: 3 });
    await lecturer.getByText(own).waitFor();
    await picture(lecturer, 'console-1366');
  });

  it('is closed for everybody once that was asked, and leaves the screen', async () => {
    await lecturer.getByRole('button', { name: `${words.panel.close} ${title}` }).click();
    const dialog = lecturer.getByRole('dialog');
    await dialog.getByText(filled(words.panel.closeText, { count: 1 })).waitFor();
    await dialog.getByRole('button', { name: words.panel.close, exact: true }).click();
    await screen.locator('.quiz-screen').waitFor({ state: 'detached' });
    await liaison.getByText(words.room.none).waitFor();
    await phone.getByText(zh.paper.result.by.time).waitFor();
  });
});
