import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { factorEn as en } from '../../client/i18n/factor.en.ts';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import { errorCatalogue } from '../../src/contract/errors.ts';
import { launchBrowser, openWindow } from '../support/browser.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { firstOrganiser, signUp } from '../support/wire.ts';

// Signing in in two steps, in a real browser: the app is set up on the own page, a phone asks for its code, and a recovery
// code takes its place. On a server where organisers have to have it, it is set up on the way in.

/** The pictures stay here for people to look at. */
const pictures = fileURLToPath(new URL('../../dist/second-factor/', import.meta.url));
const words = zh.factor;

let server: TestServer;
let browser: Browser;
let codes: string[];

beforeAll(async () => {
  await mkdir(pictures, { recursive: true });
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  await signUp(server.url, server.organiserLink ?? '');
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

async function picture(page: Page, name: string): Promise<void> {
  await writeFile(join(pictures, `${name}.png`), await page.screenshot({ fullPage: true }));
}

async function seriousProblems(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}

async function givePassword(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel(zh.identity.name, { exact: true }).fill(firstOrganiser.name);
  await page.getByLabel(zh.identity.password, { exact: true }).fill(firstOrganiser.password);
  await page.getByRole('button', { name: zh.identity.signIn.submit, exact: true }).click();
}

/** Reads the secret beside the QR code and types what an app would show. */
async function typeCode(page: Page): Promise<void> {
  const secret = (await page.locator('.factor__secret').innerText()).replace(/\s/g, '');
  await page.getByLabel(words.step.code, { exact: true }).fill(new TOTP({ secret }).generate());
}

const shownCodes = (page: Page) => page.locator('.factor__list code').allInnerTexts();

describe('signing in in two steps', () => {
  it('is set up on the own page, with the password and the first code', async () => {
    const { page } = await openWindow(browser);
    await givePassword(page, server.url);
    await page.getByRole('link', { name: zh.identity.account.title }).click();
    await page.getByRole('button', { name: words.setUp }).click();
    await page.getByRole('img', { name: words.app.qr }).waitFor();
    await picture(page, 'set-up-1366-zh');
    await expect.poll(() => seriousProblems(page)).toEqual([]);
    await typeCode(page);
    await page.getByLabel(zh.identity.account.current).first().fill('not my password');
    await page.getByRole('button', { name: words.app.submit }).click();
    await page.getByText(errorCatalogue.sign_in_failed.zh).waitFor();
    await page.getByLabel(zh.identity.account.current).first().fill(firstOrganiser.password);
    await page.getByRole('button', { name: words.app.submit }).click();
    await page.getByRole('heading', { name: words.codes.title }).waitFor();
    codes = await shownCodes(page);
    expect(codes).toHaveLength(10);
    await picture(page, 'codes-1366-zh');
    await expect.poll(() => seriousProblems(page)).toEqual([]);
    await page.getByRole('button', { name: words.codes.done }).click();
    await page.getByText(words.left.replace('{{count}}', '10')).waitFor();
    await picture(page, 'on-1366-zh');
    await page.context().close();
  });

  it('asks a phone for the code after the password, and takes a recovery code instead', async () => {
    const { page } = await openWindow(browser, { width: 390, height: 844 });
    await givePassword(page, server.url);
    await page.getByRole('heading', { name: words.step.title }).waitFor();
    const field = page.getByLabel(words.step.code, { exact: true });
    await field.fill('12345x');
    await page.getByRole('button', { name: words.step.submit, exact: true }).click();
    await page.getByText(errorCatalogue.factor_wrong.zh).waitFor();
    await picture(page, 'second-step-390-zh');
    await expect.poll(() => seriousProblems(page)).toEqual([]);
    await field.fill(codes[0]?.toLowerCase() ?? '');
    await field.press('Enter');
    await page.getByRole('link', { name: zh.identity.account.title }).click();
    await page.getByText(words.left.replace('{{count}}', '9')).waitFor();
    await page.getByRole('button', { name: words.turnOff }).click();
    await page.getByLabel(zh.identity.account.current).first().fill(firstOrganiser.password);
    await page.getByLabel(words.step.code, { exact: true }).fill(codes[1] ?? '');
    await picture(page, 'turn-off-390-zh');
    await page.getByRole('button', { name: words.turnOff, exact: true }).click();
    await page.getByText(words.done.off).waitFor();
    await page.getByRole('button', { name: words.setUp }).waitFor();
    await page.context().close();
  });

  it('is set up on the way in where organisers have to have it', async () => {
    const strict = await startServer({ env: { PLENUM_ACCOUNTS_SECOND_FACTOR: 'organisers' } });
    try {
      const { page } = await openWindow(browser, { width: 390, height: 844 });
      await page.goto(strict.organiserLink ?? '');
      await page.getByLabel(zh.identity.name, { exact: true }).fill(firstOrganiser.name);
      await page.getByLabel(zh.identity.password, { exact: true }).fill(firstOrganiser.password);
      await page.getByLabel(zh.identity.passwordAgain).fill(firstOrganiser.password);
      await page.getByRole('button', { name: zh.identity.newAccount.submit }).click();
      await page.getByText(words.app.required).waitFor();
      await page.getByRole('img', { name: words.app.qr }).waitFor();
      await picture(page, 'on-the-way-390-zh');
      await typeCode(page);
      await page.getByRole('button', { name: words.app.submit }).click();
      await page.getByRole('heading', { name: words.codes.title }).waitFor();
      await picture(page, 'codes-390-zh');
      await page.getByRole('button', { name: words.codes.done }).click();
      await page.getByRole('link', { name: zh.identity.account.title }).click();
      await page.getByText(words.required).waitFor();
      await page.goto(`${page.url()}?lang=en`);
      await page.getByText(en.required).waitFor();
      await picture(page, 'required-390-en');
      await page.context().close();
    } finally {
      await strict.close();
    }
  });
});
