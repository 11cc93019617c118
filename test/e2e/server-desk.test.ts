import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import { errorCatalogue } from '../../src/contract/errors.ts';
import { invitationRoutes } from '../../src/contract/invitation.ts';
import { launchBrowser, openWindow } from '../support/browser.ts';
import { openCourse, type OpenCourse } from '../support/course.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { firstOrganiser } from '../support/wire.ts';

// The page of the whole server: another organiser comes and goes, and those of one course do not see it.

const words = zh.server;
const second = { name: '示例副主办方', password: 'the second sample password' };

let server: TestServer;
let browser: Browser;
let course: OpenCourse;
let desk: Page;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  course = await openCourse(server);
  desk = (await openWindow(browser)).page;
  await signInAt(desk);
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

/** Signs the first organiser in by name and password. */
async function signInAt(page: Page): Promise<void> {
  await page.goto(server.url);
  await page.getByLabel(zh.identity.name, { exact: true }).fill(firstOrganiser.name);
  await page.getByLabel(zh.identity.password, { exact: true }).fill(firstOrganiser.password);
  await page.getByRole('button', { name: zh.identity.signIn.submit, exact: true }).click();
  await page.getByRole('menuitem', { name: words.title }).waitFor();
}

const row = (name: string) => desk.locator('.ant-table-row', { hasText: name });

describe('the page of the whole server', () => {
  it('lists all accounts, with what roles they have', async () => {
    await desk.getByRole('menuitem', { name: words.title }).click();
    await row(firstOrganiser.name).getByText(zh.identity.wholeServer).waitFor();
    expect(await desk.locator('.ant-table-row').count()).toBe(1);
  });

  it('makes a link, and whoever opens it is another organiser', async () => {
    await desk.getByRole('button', { name: words.add }).click();
    await desk.getByLabel(words.label).fill(second.name);
    await desk.getByRole('button', { name: words.make }).click();
    const link = await desk.getByLabel(zh.desk.link, { exact: true }).inputValue();
    await desk.getByRole('img', { name: zh.desk.qr }).waitFor();
    await desk.getByText(words.once).waitFor();
    const { page } = await openWindow(browser);
    await page.goto(link);
    await page.getByLabel(zh.identity.name, { exact: true }).fill(second.name);
    await page.getByLabel(zh.identity.password, { exact: true }).fill(second.password);
    await page.getByLabel(zh.identity.passwordAgain).fill(second.password);
    await page.getByRole('button', { name: zh.identity.newAccount.submit }).click();
    await page.getByRole('menuitem', { name: words.title }).waitFor();
  });

  it('finds an account and removes it, and the last organiser stays', async () => {
    await desk.reload();
    await desk.getByRole('menuitem', { name: words.title }).click();
    await row(second.name).waitFor();
    await desk.getByLabel(words.search).fill(second.name);
    await expect.poll(() => desk.locator('.ant-table-row').count()).toBe(1);
    const confirm = desk.getByRole('dialog').getByRole('button', { name: words.remove, exact: true });
    await desk.getByRole('button', { name: `${words.remove} ${second.name}` }).click();
    await confirm.click();
    await desk.getByText(words.noMatch).waitFor();
    await desk.getByLabel(words.search).fill('');
    await desk.getByRole('button', { name: `${words.remove} ${firstOrganiser.name}` }).click();
    await desk.getByRole('dialog').getByText(words.removeSelf).waitFor();
    await confirm.click();
    await desk.getByRole('dialog').getByText(errorCatalogue.last_organiser.zh).waitFor();
    await desk.getByRole('dialog').getByRole('button', { name: zh.common.cancel }).click();
  });

  it('has the log of what belongs to no course', async () => {
    await desk.getByRole('tab', { name: words.tabAudit }).click();
    await desk.getByText(words.action.account.removed, { exact: true }).waitFor();
    await desk.getByText(words.action.session.opened, { exact: true }).first().waitFor();
  });

  it('is not for those who run one course only, and nor are new courses', async () => {
    const answer = await course.organiser.request('POST', `/api/courses/${course.courseId}/invitations`, {
      role: 'organiser',
      label: '示例培训班主办方',
    });
    const { invitation } = invitationRoutes['POST /api/courses/:courseId/invitations'].output.parse(
      await answer.json(),
    );
    const { page } = await openWindow(browser);
    await page.goto(`${server.url}${invitation.path}`);
    await page.getByRole('menuitem', { name: zh.desk.lessons, exact: true }).click();
    await page.getByRole('button', { name: zh.records.courses.rename }).waitFor();
    expect(await page.getByRole('button', { name: zh.records.courses.create }).count()).toBe(0);
    expect(await page.getByRole('menuitem', { name: words.title }).count()).toBe(0);
    // The same page of an organiser of the server has the button: its absence above is no accident.
    await desk.getByRole('menuitem', { name: zh.desk.lessons, exact: true }).click();
    await desk.getByRole('button', { name: zh.records.courses.create }).waitFor();
  });
});
