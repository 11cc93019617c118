import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

/** With TEST_PICTURES=1 in the environment the pages under test are photographed. */
const wanted = process.env['TEST_PICTURES'] === '1';

/**
 * Pictures of pages for people to look at, as PNG in a folder below dist/. No test checks anything with them, and each costs a
 * small machine a moment: without TEST_PICTURES there are none.
 */
export function album(folder: string): (page: Page, name: string) => Promise<void> {
  const path = fileURLToPath(new URL(`../../dist/${folder}/`, import.meta.url));
  return async (page, name) => {
    if (!wanted) return;
    await mkdir(path, { recursive: true });
    await writeFile(join(path, `${name}.png`), await page.screenshot());
  };
}
