import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import { accountRoutes } from '../../src/contract/account.ts';
import { errorCatalogue } from '../../src/contract/errors.ts';
import { launchBrowser, openWindow } from '../support/browser.ts';
import { at, openCourse, type OpenCourse } from '../support/course.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { firstOrganiser, signUp } from '../support/wire.ts';

// Somebody has forgotten the password and gets a link for a new one; what only the person itself may do asks for the password
// again; a room's screen and a port are signed out on their own pages, and not by accident.

/** The pictures stay here for people to look at. */
const pictures = fileURLToPath(new URL('../../dist/account-safety/', import.meta.url));
const words = zh.server;
const forgetful = { name: '示例健忘', password: 'seven quiet rivers' };
const fresh = 'eight louder rivers';

let server: TestServer;
let browser: Browser;
let course: OpenCourse;

beforeAll(async () => {
  await mkdir(pictures, { recursive: true });
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  course = await openCourse(server);
  const reply = await course.organiser.request('POST', '/api/accounts/organiser-links', {
    label: forgetful.name,
  });
  const { invitation } = accountRoutes['POST /api/accounts/organiser-links'].output.parse(await reply.json());
  await signUp(server.url, invitation.path, forgetful);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

async function picture(page: Page, name: string): Promise<void> {
  await writeFile(join(pictures, `${name}.png`), await page.screenshot());
}

async function seriousProblems(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}

async function giveCredentials(page: Page, { name, password }: typeof forgetful): Promise<void> {
  await page.goto(server.url);
  await page.getByLabel(zh.identity.name, { exact: true }).fill(name);
  await page.getByLabel(zh.identity.password, { exact: true }).fill(password);
  await page.getByRole('button', { name: zh.identity.signIn.submit, exact: true }).click();
}

/** The server says once that the password has to be given again, as it does some minutes after signing in. */
async function askOnce(page: Page, path: string): Promise<void> {
  const { status, zh: message } = errorCatalogue.confirmation_required;
  await page.route(
    path,
    (route) =>
      route.fulfill({
        status,
        json: { error: { code: 'confirmation_required', message, reference: 'example' } },
      }),
    { times: 1 },
  );
}

describe('accounts', () => {
  it('get a new password by a link that an organiser makes, who gives the own one again', async () => {
    const { page: desk } = await openWindow(browser);
    await giveCredentials(desk, firstOrganiser);
    await desk.getByRole('menuitem', { name: words.title }).click();
    await desk.getByRole('button', { name: `${words.more} ${forgetful.name}` }).click();
    await desk.getByRole('menuitem', { name: words.passwordLink }).click();
    await askOnce(desk, '**/password-links');
    await desk.getByRole('button', { name: words.make }).click();
    const dialog = desk.getByRole('dialog', { name: zh.proof.title });
    await dialog.getByLabel(zh.identity.password).fill('not my password');
    await dialog.getByRole('button', { name: zh.proof.submit }).click();
    await dialog.getByText(errorCatalogue.sign_in_failed.zh).waitFor();
    await picture(desk, 'proof-1366-zh');
    await expect.poll(() => seriousProblems(desk)).toEqual([]);
    await dialog.getByLabel(zh.identity.password).fill(firstOrganiser.password);
    await dialog.getByLabel(zh.identity.password).press('Enter');
    const link = await desk.getByLabel(zh.desk.link, { exact: true }).inputValue();
    expect(link).toContain('/new-password#');
    await picture(desk, 'password-link-1366-zh');

    const { page } = await openWindow(browser, { width: 390, height: 844 });
    await page.goto(link);
    await page.getByRole('heading', { name: zh.proof.newPassword.title }).waitFor();
    // Neither the address bar nor the history keeps the token.
    expect(new URL(page.url()).hash).toBe('');
    await page.getByLabel(zh.identity.account.next).fill(fresh);
    await page.getByLabel(zh.identity.passwordAgain).fill(fresh);
    await picture(page, 'new-password-390-zh');
    await expect.poll(() => seriousProblems(page)).toEqual([]);
    await page.getByRole('button', { name: zh.proof.newPassword.submit }).click();
    await page.getByText(zh.proof.newPassword.doneText).waitFor();
    await giveCredentials(page, { ...forgetful, password: fresh });
    await page.waitForURL(/\/desk\//);
    await page.context().close();
    await desk.context().close();
  });

  it.each([
    { role: 'screen', width: 1920, height: 1080 },
    { role: 'port', width: 390, height: 844 },
  ] as const)('$role pages have a way out that asks first', async ({ role, width, height }) => {
    const { page } = await openWindow(browser, { width, height });
    await page.goto(at(await course.links(role), 0));
    await page.waitForURL(new RegExp(`/${role}/`));
    const out = page.getByRole('button', { name: zh.signOut.open, exact: true });
    await out.waitFor();
    await page.mouse.move(width / 2, height / 2);
    await out.click();
    const dialog = page.getByRole('dialog', { name: zh.signOut.title[role] });
    await dialog.getByText(zh.signOut.text[role]).waitFor();
    await picture(page, `sign-out-${role}-${width}-zh`);
    await dialog.getByRole('button', { name: zh.common.cancel }).click();
    await dialog.waitFor({ state: 'hidden' });
    const address = page.url();
    await page.mouse.move(width / 3, height / 3);
    await out.click();
    await dialog.getByRole('button', { name: zh.signOut.submit, exact: true }).click();
    await page.getByLabel(zh.welcome.label).waitFor();
    expect(new URL(page.url()).pathname).toBe('/');
    await page.goto(address);
    await page.getByText(errorCatalogue.not_signed_in.zh).waitFor();
    await page.context().close();
  });
});
