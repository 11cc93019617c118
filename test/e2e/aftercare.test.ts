import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import { album } from '../support/album.ts';
import { launchBrowser } from '../support/browser.ts';
import { at, openCourse, type OpenCourse } from '../support/course.ts';
import { openDesk, openPage } from '../support/desk.ts';
import { startServer, type TestServer } from '../support/server.ts';

// What comes beside and after class in real browsers: two rooms ask for help, two trainees write what they learned and how it
// was, and the organiser's desk hears of all of it.

/** Takes pictures for people to look at. */
const picture = album('aftercare');
const answer = '示例答复：网络已修复，请重新载入页面';
const learned = '示例心得：先弄清楚问题在哪里，再谈办法；先听一线的人怎么说。';
const comment = '示例评语：写得具体，可以分享给大家';
const said = '示例意见：案例很贴近工作';

let server: TestServer;
let course: OpenCourse;
let browser: Browser;
let desk: Page;
let screens: Page[];
let phone: Page;
let otherPhone: Page;
const problems: string[] = [];

const open = (link: string, size = { width: 390, height: 844 }): Promise<Page> =>
  openPage(browser, link, { size, problems });

async function room(name: string): Promise<void> {
  await desk.getByRole('menuitem', { name, exact: true }).click();
}

const words = (text: string, value: number): string => text.replace(/\{\{\w+\}\}/, String(value));

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  course = await openCourse(server);
  const [screenLinks, traineeLinks] = await Promise.all([course.links('screen'), course.links('trainee')]);
  [desk, phone, otherPhone, ...screens] = await Promise.all([
    openDesk(browser, course.organiser, problems),
    open(at(traineeLinks, 0)),
    open(at(traineeLinks, 1)),
    ...[0, 1].map((place) => open(at(screenLinks, place), { width: 1280, height: 720 })),
  ]);
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

describe('help', () => {
  const button = (page: Page) => page.getByRole('button', { name: zh.help.button });
  const sheet = (page: Page) => page.getByRole('dialog', { name: zh.help.title });

  it('is asked for in two rooms without a line, kept there, and sent when the line is back', async () => {
    for (const page of screens) {
      await button(page).waitFor();
      await page.context().setOffline(true);
      await button(page).click();
      const form = sheet(page);
      await form.getByRole('radio', { name: zh.help.kind.picture }).check();
      await form.getByLabel(zh.help.more).fill('示例：画面停住不动');
      // What goes along stands there before it is sent: the line that is down is among it.
      await form.getByText(zh.help.factsTitle).click();
      await form.getByText(zh.error.offline.split('。')[0] ?? '').waitFor();
      await picture(page, 'help-screen');
      await form.getByRole('button', { name: zh.help.send }).click();
      await form.getByText(zh.help.keptText).waitFor();
    }
    for (const page of screens) await page.context().setOffline(false);
    for (const page of screens) {
      await sheet(page).getByText(zh.help.sentText).waitFor();
      await sheet(page).getByRole('button', { name: zh.common.close }).click();
    }
  });

  it('reaches the desk with what the pages knew, equal faults together, and one answer reaches both rooms', async () => {
    const figure = desk.locator('.figure', { hasText: zh.helpDesk.figure });
    await figure.getByText('2', { exact: true }).waitFor();
    await figure.getByRole('button').click();
    const group = desk.locator('.help-groups__one', { hasText: words(zh.helpDesk.rooms, 2) });
    await group.click();
    await desk.locator('.desk-ticket').nth(1).waitFor();
    const ticket = desk.locator('.desk-ticket').first();
    await ticket.getByText('Chrome · Linux').waitFor();
    await ticket.getByText('1280 × 720').waitFor();
    for (const width of [1366, 1920]) {
      await desk.setViewportSize({ width, height: width === 1366 ? 768 : 1080 });
      await picture(desk, `help-desk-${width}`);
    }
    const form = desk.locator('.group-answer');
    await form.getByLabel(zh.helpDesk.answerLabel).fill(answer);
    await form.getByRole('button', { name: words(zh.helpDesk.answerAll, 2) }).click();
    await desk.getByText(zh.helpDesk.emptyState).waitFor();
    for (const page of screens) {
      await page.getByText(words(zh.help.newAnswers, 1)).waitFor({ state: 'attached' });
      await button(page).click();
      await sheet(page).getByText(answer).waitFor();
    }
    const [first] = screens;
    if (first === undefined) throw new Error('no screen');
    await picture(first, 'help-answered');
    await sheet(first).getByRole('button', { name: zh.help.works }).click();
    await sheet(first).getByText(zh.help.state.closed).waitFor();
    for (const page of screens) await sheet(page).getByRole('button', { name: zh.common.close }).click();
  });

  it('is at hand on a phone too', async () => {
    await button(phone).click();
    await sheet(phone).getByText(zh.help.factsTitle).click();
    await sheet(phone).getByText(zh.help.fact.device).waitFor();
    await picture(phone, 'help-phone');
    await sheet(phone).getByRole('button', { name: zh.common.close }).click();
  });
});

describe('a reflection', () => {
  const fold = (page: Page) => page.locator('.fold', { hasText: zh.reflection.title });

  it('is asked for at the desk, written without a line, and handed in once when the line is back', async () => {
    await room(zh.desk.after);
    await desk.getByRole('button', { name: zh.reflection.desk.policy }).click();
    await desk.getByRole('switch').click();
    await desk.getByLabel(zh.reflection.desk.least).fill('20');
    await desk.getByRole('button', { name: zh.records.save }).click();
    await desk.getByText(zh.reflection.desk.wantedNo).waitFor({ state: 'detached' });
    await phone.reload();
    await fold(phone).getByRole('button').first().click();
    const field = phone.getByLabel(zh.reflection.label);
    await field.fill(learned.slice(0, 12));
    await phone.getByText(zh.reflection.saved).waitFor();
    await phone.context().setOffline(true);
    await field.fill(learned);
    await phone.getByRole('button', { name: zh.reflection.handIn, exact: true }).click();
    await phone.getByRole('button', { name: zh.reflection.sureYes }).click();
    await phone.getByText(zh.reflection.notReceived).waitFor();
    await picture(phone, 'reflection-offline');
    await phone.context().setOffline(false);
    await phone.getByText(learned).waitFor();
    await phone.locator('.reflection__receipt').waitFor();
  });

  it('is read and commented at the desk, and shown to all when it is chosen', async () => {
    await room(zh.desk.today);
    await room(zh.desk.after);
    await desk.locator('.ant-table-row').first().click();
    const panel = desk.getByRole('dialog');
    await panel.getByText(learned).waitFor();
    await panel.getByLabel(zh.reflection.desk.comment).fill(comment);
    await panel.getByRole('button', { name: zh.reflection.desk.send }).click();
    await panel.getByText(comment).waitFor();
    await panel.getByRole('switch').click();
    await expect.poll(() => panel.getByRole('switch').getAttribute('aria-checked')).toBe('true');
    await picture(desk, 'reflections-desk');
    await desk.keyboard.press('Escape');
    await panel.waitFor({ state: 'hidden' });
    await otherPhone.reload();
    await fold(otherPhone).getByRole('button').first().click();
    await otherPhone.getByRole('button', { name: words(zh.reflection.showShown, 1) }).click();
    await otherPhone.getByText(learned).waitFor();
    await picture(otherPhone, 'reflection-shown');
  });
});

describe('feedback', () => {
  it('is asked for when the lesson has ended, given with or without a name, and read at the desk', async () => {
    await room(zh.desk.today);
    for (const act of [zh.desk.start, zh.desk.end]) {
      await desk.locator('.lesson-head').getByRole('button', { name: act, exact: true }).click();
      await desk.getByRole('dialog').getByRole('button', { name: act, exact: true }).click();
      await desk.getByRole('dialog').waitFor({ state: 'hidden' });
    }
    for (const [page, anonymous] of [
      [phone, false],
      [otherPhone, true],
    ] as const) {
      await page.locator('.fold', { hasText: zh.feedback.title }).getByRole('button').first().click();
      await page.getByRole('radio', { name: zh.feedback.rate.r5 }).check();
      await page.getByLabel(zh.feedback.text).fill(anonymous ? '' : said);
      if (anonymous) await page.getByText(zh.feedback.anonymousText).click();
      await picture(page, anonymous ? 'feedback-anonymous' : 'feedback-named');
      await page.getByRole('button', { name: zh.feedback.send }).click();
      await page.getByText(anonymous ? zh.feedback.receivedAnonymous : zh.feedback.received).waitFor();
    }
    await room(zh.desk.after);
    await desk.getByRole('tab', { name: zh.feedback.desk.tab }).click();
    await desk.getByText(said).waitFor();
    await desk
      .locator('.feedback-desk__one[aria-current]')
      .getByText(zh.feedback.desk.answered.replace('{{answered}}', '2').replace('{{expected}}', '557'))
      .waitFor();
    await picture(desk, 'feedback-desk');
  });

  it('leaves no page broken', () => {
    expect(problems).toEqual([]);
  });
});
