import type { Browser, Page } from 'playwright-core';
import { openWindow } from '../../test/support/browser.ts';
import type { Line } from './line.ts';

/** Opens a link in a window of its own of that size, over `line` when there is one. Resolves when the page is there. */
export async function openPage(
  browser: Browser,
  link: string,
  { width, height, line }: { width: number; height: number; line?: Line | undefined },
): Promise<Page> {
  const { context, page } = await openWindow(browser, { width, height });
  // The loader of benches names functions by a helper that a page does not have.
  await context.addInitScript('globalThis.__name = (named) => named');
  await line?.carry(context);
  await page.goto(link);
  return page;
}
