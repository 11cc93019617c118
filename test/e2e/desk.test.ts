import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { en } from '../../client/i18n/en.ts';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import { launchBrowser, openWindow } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/server.ts';

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
    await desk.getByLabel(zh.desk.role).click();
    await desk.getByTitle(zh.role.screen, { exact: true }).click();
    const [room] = await Promise.all([
      desk.waitForEvent('popup'),
      desk.getByRole('link', { name: zh.desk.openHere }).first().click(),
    ]);
    await room.locator('.waiting__countdown').waitFor();
    await desk.getByRole('menuitem', { name: zh.desk.today }).click();
    await desk
      .locator('.figure', { hasText: zh.desk.figureBranches })
      .getByText('1', { exact: true })
      .waitFor();
  });

  it('starts the lesson after it has asked', async () => {
    await desk.getByRole('button', { name: zh.desk.start }).click();
    await desk.getByRole('dialog').getByRole('button', { name: zh.desk.start }).click();
    await desk.locator('.live-badge').waitFor();
  });

  it('speaks English after one click', async () => {
    await desk.getByRole('button', { name: 'English' }).click();
    await desk.getByRole('button', { name: en.desk.end }).waitFor();
    expect(problems).toEqual([]);
  });
});
