import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import { launchBrowser, openWindow } from '../support/browser.ts';
import { at, openCourse } from '../support/course.ts';
import { Member } from '../support/member.ts';
import { picture } from '../support/pictures.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { signIn } from '../support/wire.ts';

// A room whose line drops, on the inspectors' wall: before its seat is given up nobody is to be seen there any more.

/** Long before the seat of whoever is away is given up. */
const meanwhile = { timeout: 8_000 };

let server: TestServer;
let browser: Browser;
let wall: Page;
let room: Member;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  const course = await openCourse(server);
  room = await new Member(await signIn(server.url, at(await course.links('screen'), 0))).join();
  const { page } = await openWindow(browser, { width: 1366, height: 768 });
  wall = page;
  await wall.goto(at(await course.links('inspector'), 0));
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

it('shows a room in gray from the moment at which marking it says that nobody was there', async () => {
  await room.ask('patrol.still', {
    picture: picture('jpeg'),
    facts: { luma: 120, spread: 50, change: 5 },
    camera: 'on',
    sound: -40,
    sentMs: 80,
  });
  const tile = wall.locator('.wall-tile').filter({ has: wall.locator('img') });
  await tile.click();
  const isNobody = wall.getByRole('button', { name: zh.wall.live.absent, exact: true });
  await wall.getByRole('button', { name: zh.wall.live.inOrder, exact: true }).waitFor();
  expect(await wall.locator('img[data-old]').count()).toBe(0);
  room.drop();
  await isNobody.waitFor();
  await tile.locator('img[data-old]').waitFor(meanwhile);
  await wall.locator('.wall-live__still[data-old]').waitFor(meanwhile);
});
