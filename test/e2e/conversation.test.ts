import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import { launchBrowser, openWindow } from '../support/browser.ts';
import { at, openCourse, type OpenCourse } from '../support/course.ts';
import { startServer, type TestServer } from '../support/server.ts';

// Asking and answering in real browsers: a lecturer, a branch's screen, a port, and two trainees' phones.

const asked = '示例提问：下一节课在什么时候？';
const written = '示例答复：明天上午九点。';
const posed = '示例题：今天讲了几部分内容？';

let server: TestServer;
let course: OpenCourse;
let browser: Browser;
let lecturer: Page;
let screen: Page;
let port: Page;
let phoneA: Page;
let phoneB: Page;

async function open(link: string, size: { width: number; height: number }): Promise<Page> {
  const { page } = await openWindow(browser, size);
  await page.goto(link);
  return page;
}

const phone = { width: 390, height: 844 };

/** Waits until somebody who looks at the page can read it: what stands behind another tab does not count. */
async function seen(page: Page, text: string): Promise<void> {
  await page.getByText(text).locator('visible=true').first().waitFor();
}

/** Opens one of a learner's parts. */
async function go(page: Page, part: 'now' | 'questions'): Promise<void> {
  await page
    .getByRole('navigation', { name: zh.inClass.tabs })
    .getByRole('button', { name: zh.inClass.section[part] })
    .click();
}

/** Opens one of the console's panels. */
async function tab(name: 'questions' | 'polls'): Promise<void> {
  await lecturer.getByRole('tab', { name: zh.inClass.tab[name] }).click();
}

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  course = await openCourse(server);
  const trainees = await course.links('trainee');
  lecturer = await open(at(await course.links('lecturer'), 0), { width: 1366, height: 768 });
  await lecturer.getByRole('button', { name: zh.lecturer.start }).click();
  screen = await open(at(await course.links('screen'), 0), { width: 960, height: 540 });
  port = await open(at(await course.links('port'), 0), { width: 960, height: 540 });
  phoneA = await open(at(trainees, 0), phone);
  phoneB = await open(at(trainees, trainees.length - 1), phone);
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

describe('a question', () => {
  it('reaches the lecturer, and is supported by somebody else', async () => {
    await go(phoneA, 'questions');
    await phoneA.getByLabel(zh.questions.ask).fill(asked);
    await phoneA.getByRole('button', { name: zh.questions.send }).click();
    await tab('questions');
    await lecturer.locator('[data-question]', { hasText: asked }).waitFor();
    await go(phoneB, 'questions');
    const item = phoneB.locator('.question', { hasText: asked });
    await item.waitFor();
    // On a slow phone the news of everybody's support come before the own one is drawn.
    await phoneB.evaluate(drawLate);
    const two = zh.questions.voicesPlaces.replace('{{count}}', '2').replace('{{places}}', '2');
    await item.getByRole('button', { name: zh.questions.support }).click();
    await item.getByText(two).waitFor();
    await item.locator('button:enabled').waitFor();
    expect(await item.getByRole('button').textContent()).toBe(zh.questions.supported);
    await lecturer.locator('.board-item', { hasText: asked }).getByText(two).waitFor();
  });

  it('is shown on the screens with one tap, and on the phones', async () => {
    await lecturer
      .locator('.board-item', { hasText: asked })
      .getByRole('button', { name: zh.questions.showShort, exact: true })
      .click();
    await seen(screen, asked);
    await seen(port, asked);
  });

  it('is answered in writing, and the answer finds the asker, also after a reload', async () => {
    await lecturer.locator('[data-question]', { hasText: asked }).click();
    await lecturer.getByRole('button', { name: zh.questions.write, exact: true }).click();
    await lecturer.getByRole('dialog').getByRole('textbox').fill(written);
    await lecturer.getByRole('dialog').locator('button[type=submit]').click();
    await seen(phoneA, written);
    await phoneA.reload();
    await go(phoneA, 'questions');
    await seen(phoneA, written);
  });
});

describe('a poll', () => {
  it('is made up in a moment and stands on every page', async () => {
    await tab('polls');
    await lecturer.getByRole('button', { name: zh.polls.panel.improvise }).click();
    await lecturer.getByPlaceholder(zh.polls.form.questionHint).fill(posed);
    await lecturer.getByRole('button', { name: zh.polls.form.openNow }).click();
    await go(phoneA, 'now');
    await go(phoneB, 'now');
    for (const page of [screen, port, phoneA, phoneB]) await seen(page, posed);
  });

  it('is answered by phone and port, the last answer of each counts, and a reload forgets nothing', async () => {
    const choose = (page: Page, letter: string): Promise<void> =>
      page
        .locator('.poll-option', { has: page.getByText(letter, { exact: true }) })
        .first()
        .click();
    const received = (page: Page): Promise<void> =>
      page.getByText(zh.polls.card.received.split('·')[0]?.trim() ?? '').waitFor();
    await choose(phoneA, 'A');
    await received(phoneA);
    await choose(phoneA, 'B');
    await choose(phoneB, 'B');
    await choose(port, 'C');
    for (const page of [phoneA, phoneB, port]) await received(page);
    await phoneA.reload();
    await received(phoneA);
    expect(await phoneA.locator('.poll-option[aria-pressed=true]').innerText()).toContain('B');
    await lecturer.getByText(zh.polls.answered.replace('{{count}}', '3')).first().waitFor();
    // Nobody but the lecturer sees how it stands.
    expect(await screen.getByText(zh.polls.answered.replace('{{count}}', '3')).count()).toBe(0);
  });

  it('is closed and its results are shown to everybody when the lecturer says so', async () => {
    await lecturer.getByRole('button', { name: zh.polls.panel.close, exact: true }).click();
    await screen.getByText(zh.polls.screen.closed).waitFor();
    await lecturer.getByRole('button', { name: zh.polls.panel.show, exact: true }).click();
    for (const page of [screen, port, phoneA]) {
      await seen(page, zh.polls.answered.replace('{{count}}', '3'));
    }
    await phoneA.getByText(zh.polls.card.yours.replace('{{answer}}', 'B')).waitFor();
  });
});

/** Has React draw what it does not owe to a tap a second late: it posts itself a message for it. Runs in the browser. */
function drawLate(): void {
  // oxlint-disable-next-line typescript/unbound-method -- the port comes with each call
  const post = MessagePort.prototype.postMessage;
  MessagePort.prototype.postMessage = function (this: MessagePort, message: unknown): void {
    setTimeout(() => post.call(this, message), 1_000);
  };
}
