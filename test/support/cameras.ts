import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openWindow } from './browser.ts';
import { writeMarkedVideo, type Colour } from './marked-video.ts';
import { pictureColour } from './playback.ts';

// Every camera has a colour of its own, so that a decoded picture says whose it is.

export const red = { u: 90, v: 220 };
export const blue = { u: 220, v: 100 };

/** Writes a camera's film into the folder and resolves to its path; grey without a colour. */
export function film(folder: string, name: string, colour?: Colour): string {
  const path = join(folder, `${name}.y4m`);
  writeMarkedVideo(path, colour);
  return path;
}

/** Opens a link in a window of its own, small enough for several on one machine. */
export async function openRoom(browser: Browser, link: string): Promise<Page> {
  const { page } = await openWindow(browser, { width: 960, height: 540 });
  await page.goto(link);
  return page;
}

/** The picture of a guest on a page's stage. */
export const guestTile = '.stage__face video';

/** Without a selector: the main picture. */
export async function isRed(page: Page, selector?: string): Promise<boolean> {
  const { r, g, b } = await pictureColour(page, selector);
  return r > g + 40 && r > b + 40;
}

/** Without a selector: the main picture. */
export async function isBlue(page: Page, selector?: string): Promise<boolean> {
  const { r, g, b } = await pictureColour(page, selector);
  return b > r + 40 && b > g + 20;
}

/** The sample clip's green fills the main picture. */
export async function isGreen(page: Page): Promise<boolean> {
  const { r, g } = await pictureColour(page);
  return g > r + 40;
}
