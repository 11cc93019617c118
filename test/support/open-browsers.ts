import type { Browser, Page } from 'playwright-core';
import { afterEach } from 'vitest';

/** What a page shows is cut after this many characters. */
const longest = 1_500;

const browsers = new Set<Browser>();

/** A browser whose pages are to be told of when a test fails, for as long as it runs. */
export function rememberBrowser(browser: Browser): Browser {
  browsers.add(browser);
  browser.on('disconnected', () => browsers.delete(browser));
  return browser;
}

// "Waited 30 s for a button" does not say why it never came; what the pages showed instead mostly does.
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  const contexts = Array.from(browsers).flatMap((browser) => browser.contexts());
  const pages = contexts.flatMap((context) => context.pages());
  for (const page of pages) console.log(`${task.name}: ${page.url()} showed\n${await shown(page)}`);
});

async function shown(page: Page): Promise<string> {
  // A dialog is what hides the rest.
  const parts = [page.getByRole('dialog'), page.locator('body')];
  try {
    const texts = await Promise.all(
      parts.map(async (part) => (await part.allInnerTexts()).join('\n').slice(0, longest)),
    );
    return texts.filter((text) => text !== '').join('\n--\n');
  } catch (error) {
    return String(error);
  }
}
