import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openWindow } from './browser.ts';
import type { Session } from './wire.ts';

/** Signs a window in as somebody who has signed in over HTTP. */
export async function takeCookies(context: BrowserContext, { url, cookie }: Session): Promise<void> {
  await context.addCookies(
    cookie.split('; ').map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return { name, value: value.join('='), url };
    }),
  );
}

/** A page in a window of its own; what it throws is added to `problems`. */
export async function openPage(
  browser: Browser,
  address: string,
  { size, problems }: { size: { width: number; height: number }; problems: string[] },
): Promise<Page> {
  const { page } = await openWindow(browser, size);
  watch(page, problems);
  await page.goto(address);
  return page;
}

/** An organiser's desk in a window of its own; what it throws is added to `problems`. */
export async function openDesk(browser: Browser, organiser: Session, problems: string[]): Promise<Page> {
  const { context, page } = await openWindow(browser);
  await takeCookies(context, organiser);
  watch(page, problems);
  await page.goto(`${organiser.url}/desk/${organiser.participant.sessionId}`);
  return page;
}

function watch(page: Page, problems: string[]): void {
  page.on('pageerror', ({ message }) => problems.push(message));
}
