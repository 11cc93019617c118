import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { en } from '../../client/i18n/en.ts';
import { retentionEn } from '../../client/i18n/retention.en.ts';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import { launchBrowser, openWindow, pressUntil } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { firstOrganiser } from '../support/wire.ts';

// The organiser's first quarter of an hour on a new server, through the page alone.

let server: TestServer;
let browser: Browser;
let desk: Page;
/** What the page complained about. */
const problems: string[] = [];

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  desk = (await openWindow(browser)).page;
  desk.on('pageerror', (error) => problems.push(error.message));
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

describe('the organiser’s desk', () => {
  it('opens from the first link, and says what to do first', async () => {
    await desk.goto(server.organiserLink ?? '');
    const words = zh.identity;
    await desk.getByLabel(words.name, { exact: true }).fill(firstOrganiser.name);
    await desk.getByLabel(words.password, { exact: true }).fill(firstOrganiser.password);
    await desk.getByLabel(words.passwordAgain).fill(firstOrganiser.password);
    await desk.getByRole('button', { name: words.newAccount.submit }).click();
    await desk.getByText(zh.desk.emptyTitle).waitFor();
    expect(new URL(desk.url()).pathname).toMatch(/^\/desk\/[\w-]+$/);
  });

  it('creates the artificial course with one click', async () => {
    await desk.getByRole('button', { name: zh.desk.createDemo }).click();
    await desk.getByText(zh.desk.figureOf.replace('{{total}}', '221')).waitFor();
  });

  it('shows the same after a reload', async () => {
    await desk.reload();
    await desk.getByText(zh.desk.figureOf.replace('{{total}}', '221')).waitFor();
  });

  it('finds a branch by its name and opens its panel', async () => {
    const names = desk.locator('.room-name');
    await names.first().waitFor();
    const name = (await names.nth(2).textContent()) ?? '';
    await desk.getByLabel(zh.desk.search).fill(name);
    await desk.getByRole('button', { name, exact: true }).click();
    await desk.getByRole('dialog').getByText(zh.presence.absent).waitFor();
  });

  it('has links that open a room, which the desk then counts', async () => {
    await desk.getByRole('menuitem', { name: zh.desk.links }).click();
    await desk.locator('.ant-table-row').first().waitFor();
    const path = await desk.evaluate(firstScreenLink);
    const { page: room } = await openWindow(browser);
    await room.goto(`${server.url}${path}`);
    await room.locator('.waiting__countdown').waitFor();
    await desk.getByRole('menuitem', { name: zh.desk.today }).click();
    await desk
      .locator('.figure', { hasText: zh.desk.figureBranches })
      .getByText('1', { exact: true })
      .waitFor();
  });

  it('starts the lesson after it has asked', async () => {
    await desk.getByRole('button', { name: zh.desk.start }).click();
    const confirm = desk.getByRole('dialog').getByRole('button', { name: zh.desk.start });
    await pressUntil(confirm, desk.locator('.live-badge'));
  });

  it('keeps its place when the page is loaded anew, and Back leads through its rooms', async () => {
    const room = (name: string) => desk.getByRole('heading', { level: 1, name });
    await desk.getByRole('menuitem', { name: zh.desk.attendance }).click();
    await room(zh.attendanceDesk.title).waitFor();
    await desk.getByRole('menuitem', { name: zh.desk.branches }).click();
    await room(zh.desk.branches).waitFor();
    await desk.reload();
    await room(zh.desk.branches).waitFor();
    await desk.goBack();
    await room(zh.attendanceDesk.title).waitFor();
    await desk.goBack();
    await desk.getByRole('button', { name: zh.desk.end }).waitFor();
    await desk.goForward();
    await room(zh.attendanceDesk.title).waitFor();
    await desk.goBack();
  });

  it('speaks English after one click', async () => {
    await desk.getByRole('button', { name: 'English' }).click();
    await desk.getByRole('button', { name: en.desk.end }).waitFor();
    expect(problems).toEqual([]);
  });

  it('says which course goes soon, and keeps it when it is told to', async () => {
    const old = '示例旧培训班';
    await desk.evaluate(makeEndedCourse, old);
    await desk.reload();
    const notice = desk.locator('.retention-notice', { hasText: old });
    await notice.getByText(retentionEn.soonText).waitFor();
    await notice.getByRole('button', { name: retentionEn.change }).click();
    const dialog = desk.getByRole('dialog');
    const deletes = retentionEn.deletes.split('{{day}}')[0] ?? '';
    await dialog.getByText(deletes).waitFor();
    expect(await dialog.getByLabel(retentionEn.days, { exact: true }).inputValue()).toBe('365');
    await dialog.getByLabel(retentionEn.keep).check();
    await dialog.getByRole('button', { name: retentionEn.save }).click();
    await dialog.waitFor({ state: 'detached' });
    await desk.reload();
    await desk.getByRole('button', { name: en.desk.end }).waitFor();
    const listed = await desk.evaluate(soonDeleted);
    expect(listed).not.toContain(old);
    expect(await notice.count()).toBe(0);
    expect(problems).toEqual([]);
  });
});

/** The path of the first branch screen's link, asked as the desk itself asks. */
async function firstScreenLink(): Promise<string> {
  const headers = { 'x-plenum-session': location.pathname.split('/').at(-1) ?? '' };
  const read = async (path: string): Promise<string> => (await fetch(path, { headers })).text();
  const courseId = /"id":"(\w+)"/.exec(await read('/api/courses'))?.[1] ?? '';
  const links = await read(`/api/courses/${courseId}/invitations?role=screen`);
  return /"path":"([^"]+)"/.exec(links)?.[1] ?? '';
}

/** A course whose only lesson was years ago, made as the desk itself makes one. Runs in the browser. */
async function makeEndedCourse(name: string): Promise<void> {
  const headers = {
    'x-plenum-session': location.pathname.split('/').at(-1) ?? '',
    'content-type': 'application/json',
  };
  const post = async (path: string, body: unknown): Promise<string> => {
    const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return text;
  };
  const courseId = /"courseId":"(\w+)"/.exec(await post('/api/courses', { name }))?.[1] ?? '';
  const startsAt = Date.UTC(2020, 0, 6, 1);
  await post(`/api/courses/${courseId}/lessons`, {
    title: '示例旧课',
    lecturerName: '示例讲师',
    kind: 'lecture',
    startsAt,
    endsAt: startsAt + 3_600_000,
  });
}

/** What the server says goes soon. Runs in the browser. */
async function soonDeleted(): Promise<string> {
  const headers = { 'x-plenum-session': location.pathname.split('/').at(-1) ?? '' };
  return (await fetch('/api/retention', { headers })).text();
}
