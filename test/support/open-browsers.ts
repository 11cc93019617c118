import type { Browser, Page } from 'playwright-core';

/** What a page shows is cut after this many characters. */
const longest = 1_000;

const browsers = new Set<Browser>();

/** A browser whose pages are to be told of when a test fails, for as long as it runs. */
export function rememberBrowser(browser: Browser): Browser {
  browsers.add(browser);
  browser.on('disconnected', () => browsers.delete(browser));
  return browser;
}

/** What each page of the browsers that run shows now, a text for each: its address, the last input, an open dialog, and the rest. */
export async function openPages(): Promise<string[]> {
  const contexts = Array.from(browsers).flatMap((browser) => browser.contexts());
  const pages = contexts.flatMap((context) => context.pages());
  return Promise.all(pages.map(async (page) => `${page.url()} showed\n${await shown(page)}`));
}

async function shown(page: Page): Promise<string> {
  // A dialog is what hides the rest.
  const parts = [page.getByRole('dialog'), page.locator('body')];
  try {
    const input = await page.evaluate(() => (window.plenumInput ?? []).join('\n'));
    const texts = await Promise.all(
      parts.map(async (part) =>
        (await part.allInnerTexts())
          .join('\n')
          .replace(/\s*\n\s*/g, ' | ')
          .slice(0, longest),
      ),
    );
    return [input, ...texts].filter((text) => text !== '').join('\n--\n');
  } catch (error) {
    return String(error);
  }
}
