import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { identityEn as en } from '../../client/i18n/identity.en.ts';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import { invitationRoutes } from '../../src/contract/invitation.ts';
import { album } from '../support/album.ts';
import { launchBrowser, openWindow } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { firstOrganiser, openSession, type Session } from '../support/wire.ts';

// From an empty server to everybody inside, in real browsers: the first organiser's account, signing in again, links for
// all branches and their printed sheet, and a branch, a liaison and a trainee who get in by the sheet's codes.

/** Takes pictures for people to look at. */
const picture = album('identity');

let server: TestServer;
let browser: Browser;
let desk: Page;
/** The organiser beside the browser, to read what the page has made. */
let organiser: Session;
let courseId: string;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

async function seriousProblems(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}

async function sheet() {
  const reply = await organiser.request('GET', `/api/courses/${courseId}/sheet`);
  return invitationRoutes['GET /api/courses/:courseId/sheet'].output.parse(await reply.json());
}

const words = zh.identity;

describe('getting in', () => {
  it('begins with a link that asks the first organiser for a name and a password', async () => {
    const { page } = await openWindow(browser);
    await page.goto(server.organiserLink ?? '');
    await page.getByRole('heading', { name: words.newAccount.firstTitle }).waitFor();
    await page.getByLabel(words.name, { exact: true }).fill(firstOrganiser.name);
    await page.getByLabel(words.password, { exact: true }).fill('1234567890');
    await page.getByLabel(words.passwordAgain).fill('123456789');
    await page.getByRole('button', { name: words.newAccount.submit }).click();
    await page.getByText(words.passwordDifferent).waitFor();
    await page.getByLabel(words.passwordAgain).fill('1234567890');
    await page.getByRole('button', { name: words.newAccount.submit }).click();
    await page.getByText('这个密码太容易猜到').waitFor();
    await picture(page, 'first-account-1366-zh');
    await expect.poll(() => seriousProblems(page)).toEqual([]);
    await page.getByLabel(words.password, { exact: true }).fill(firstOrganiser.password);
    await page.getByLabel(words.passwordAgain).fill(firstOrganiser.password);
    await page.getByRole('button', { name: words.newAccount.submit }).click();
    await page.getByText(zh.desk.emptyTitle).waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/desk\//);
    await page.context().close();
  });

  it('says so when a part of the page does not come, and has it after a reload', async () => {
    const { page } = await openWindow(browser);
    await page.route('**/assets/welcome-page-*.js', (route) => route.abort());
    await page.goto(server.url);
    await page.getByRole('heading', { name: zh.error.pageTitle }).waitFor();
    await page.unroute('**/assets/welcome-page-*.js');
    await page.getByRole('button', { name: zh.common.reload }).click();
    await page.getByLabel(words.password, { exact: true }).waitFor();
    await page.context().close();
  });

  it('goes on with name and password on any other computer', async () => {
    const { page } = await openWindow(browser);
    await page.goto(server.url);
    await page.getByLabel(words.name, { exact: true }).fill(firstOrganiser.name);
    await page.getByLabel(words.password, { exact: true }).fill('not my password');
    await page.getByRole('button', { name: words.signIn.submit }).click();
    await page.getByText('姓名或密码不正确').waitFor();
    await picture(page, 'sign-in-1366-zh');
    await expect.poll(() => seriousProblems(page)).toEqual([]);
    await page.getByLabel(words.password, { exact: true }).fill(firstOrganiser.password);
    await page.getByLabel(words.password, { exact: true }).press('Enter');
    await page.getByRole('button', { name: zh.desk.createDemo }).click();
    await page.getByRole('menuitem', { name: zh.desk.links }).waitFor();
    desk = page;
    organiser = await openSession(server.url, '/api/sign-in', firstOrganiser);
    const read = await organiser.request('GET', '/api/courses');
    const { courses } = z.object({ courses: z.array(z.object({ id: z.string() })) }).parse(await read.json());
    courseId = courses[0]?.id ?? '';
  });

  it('has links for all branches with one click', async () => {
    // The branches of the artificial course have theirs; one that came later has none.
    const added = { name: '示例分课堂 222', level: 1, parentId: null, place: '', unit: '' };
    const contact = { liaisonName: '', liaisonPhone: '' };
    const path = `/api/courses/${courseId}/branches`;
    expect((await organiser.request('POST', path, { ...added, ...contact })).status).toBe(200);
    await desk.getByRole('menuitem', { name: zh.desk.links }).click();
    await desk.getByRole('button', { name: words.links.createAll }).click();
    const dialog = desk.getByRole('dialog');
    await dialog.getByRole('button', { name: words.links.createAll }).click();
    await dialog.getByText(words.links.created.replace('{{count}}', '3')).waitFor();
    await dialog.getByRole('button', { name: words.links.done }).click();
    await dialog.waitFor({ state: 'hidden' });
    await desk.getByText('示例教师 01').first().waitFor();
    await picture(desk, 'links-1366-zh');
    await expect.poll(() => seriousProblems(desk)).toEqual([]);
  });

  it('asks trainees for what the organiser chooses', async () => {
    await desk.getByRole('tab', { name: words.links.tabTrainees }).click();
    await desk.getByLabel(words.links.numberLabel, { exact: true }).fill('示例学号');
    await desk.getByLabel(words.links.help, { exact: true }).fill('示例主办方 000-0000-000');
    await desk.getByRole('button', { name: words.links.save }).click();
    await desk.getByRole('status').getByText(words.links.done).waitFor();
    await desk.getByRole('button', { name: words.links.createEntry }).click();
    await desk.getByRole('img', { name: zh.desk.qr }).waitFor();
    await picture(desk, 'trainee-entry-1366-zh');
    await expect.poll(() => seriousProblems(desk)).toEqual([]);
    await desk.getByRole('tab', { name: words.links.tabLinks }).click();
  });

  it('prints one page for each branch', async () => {
    await desk.getByRole('button', { name: words.links.sheet }).click();
    await desk.getByRole('article').first().waitFor();
    await picture(desk, 'sheet-screen-1366-zh');
    await desk.emulateMedia({ media: 'print' });
    const pdf = await desk.pdf({ preferCSSPageSize: true, printBackground: true });
    // Each page object of a PDF says its type; the tree above them is of type Pages.
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(222);
    const paper = await desk.evaluate(() => ({
      hidden: ['.desk__head', '.desk__navigation', '.sheet__tools'].every(
        (part) => !document.querySelector(part)?.checkVisibility(),
      ),
      first: document.querySelector('article')?.innerText ?? '',
      codes: document.querySelectorAll('article:first-of-type svg[role=img]').length,
    }));
    expect(paper.hidden).toBe(true);
    expect(paper.codes).toBe(2);
    for (const text of ['示例分课堂 001', '示例联络员 001 000-0000-001', '示例主办方 000-0000-000']) {
      expect(paper.first).toContain(text);
    }
    await desk.setViewportSize({ width: 794, height: 1123 });
    await picture(desk, 'sheet-paper-zh');
    await desk.emulateMedia({ media: 'screen' });
    await desk.setViewportSize({ width: 1366, height: 768 });
  });

  it("lets a branch's computer in by the code that is typed", async () => {
    const code = (await sheet()).pages[0]?.screen?.code ?? '';
    const { page } = await openWindow(browser, { width: 1920, height: 1080 });
    await page.goto(server.url);
    await page.getByLabel(zh.welcome.label).fill(code.toLowerCase().replace('-', ' '));
    await page.getByRole('button', { name: zh.welcome.open, exact: true }).click();
    await page.getByText('示例分课堂 001').first().waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/screen\//);
    await page.context().close();
  });

  it('lets a liaison in by the QR code', async () => {
    const path = (await sheet()).pages[0]?.liaison?.path ?? '';
    const { page } = await openWindow(browser, { width: 390, height: 844 });
    await page.goto(`${server.url}${path}`);
    await page.waitForURL(/\/liaison\//);
    await page.getByRole('main').waitFor();
    await page.context().close();
  });

  it('lets a trainee in by name and number once, and knows the phone from then on', async () => {
    const path = (await sheet()).pages[0]?.trainee?.path ?? '';
    const { page } = await openWindow(browser, { width: 390, height: 844 });
    await page.goto(`${server.url}${path}`);
    await page.getByRole('heading', { name: words.trainee.title }).waitFor();
    await page.getByText('示例分课堂 001').waitFor();
    await page.getByText('示例主办方 000-0000-000').waitFor();
    await picture(page, 'identify-390-zh');
    await expect.poll(() => seriousProblems(page)).toEqual([]);
    const enter = async (name: string, number: string): Promise<void> => {
      await page.getByLabel(words.name, { exact: true }).fill(name);
      await page.getByLabel('示例学号').fill(number);
      await page.getByRole('button', { name: words.trainee.submit }).click();
    };
    await enter('示例学员 0001', '9999');
    await page.getByText('姓名和号码与名册不一致').waitFor();
    await enter('示例学员 0002', '0002');
    await page.getByText('您登记在其他分课堂').waitFor();
    await enter('示例学员0001', '0001');
    await page.waitForURL(/\/trainee\//);
    await page.getByText('示例学员 0001').first().waitFor();
    // The same phone scans again, or another code of the course: nothing is asked.
    await page.goto(`${server.url}${(await sheet()).pages[1]?.trainee?.path ?? ''}`);
    await page.getByText('示例学员 0001').first().waitFor();
    await page.getByRole('link', { name: words.account.title }).click();
    await page.getByText(words.account.thisDevice).waitFor();
    await picture(page, 'account-390-zh');
    await expect.poll(() => seriousProblems(page)).toEqual([]);
    await page.context().close();
  });

  it('shows the organiser where they are signed in, and signs the others out', async () => {
    await desk.getByRole('link', { name: words.account.title }).click();
    await desk.getByText(words.account.thisDevice).waitFor();
    const others = desk.getByRole('button', { name: words.account.signOut, exact: true });
    const before = await others.count();
    expect(before).toBeGreaterThan(0);
    await others.first().click();
    await expect.poll(() => others.count()).toBe(before - 1);
    await picture(desk, 'account-1366-zh');
    await expect.poll(() => seriousProblems(desk)).toEqual([]);
  });

  it('reads as well in English', async () => {
    const { page } = await openWindow(browser, { width: 390, height: 844, locale: 'en-GB' });
    await page.goto(`${server.url}/?lang=en`);
    await page.getByRole('heading', { name: en.signIn.title }).waitFor();
    await picture(page, 'sign-in-390-en');
    await desk.goto(`${desk.url().replace('/account/', '/desk/')}?lang=en`);
    await desk.getByRole('menuitem', { name: 'Links' }).click();
    await desk.getByRole('tab', { name: en.links.tabLinks }).waitFor();
    await picture(desk, 'links-1366-en');
    await desk.setViewportSize({ width: 1920, height: 1080 });
    await desk.getByRole('button', { name: en.links.create }).click();
    await desk.getByRole('dialog').waitFor();
    await picture(desk, 'new-link-1920-en');
    await expect.poll(() => seriousProblems(desk)).toEqual([]);
    await page.context().close();
  });
});
