import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import { launchBrowser, openWindow } from '../support/browser.ts';
import { at, openCourse, type OpenCourse } from '../support/course.ts';
import { Line } from '../../bench/support/line.ts';
import { framesFlow, received } from '../support/playback.ts';
import { mediaWorkerPids } from '../support/processes.ts';
import { startServer, type TestServer } from '../support/server.ts';

// What a class survives, seen from its browsers. No page is ever reloaded: a mark on the window would be gone.

let server: TestServer;
let course: OpenCourse;
let browser: Browser;
let lecturer: Page;
let screens: Page[];
/** The line of a third room, which tests cut. */
let line: Line;
let cutRoom: Page;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  course = await openCourse(server);
  lecturer = await openPage(at(await course.links('lecturer'), 0));
  await lecturer.getByRole('button', { name: zh.lecturer.start }).click();
  const links = await course.links('screen');
  screens = [await openPage(at(links, 0)), await openPage(at(links, 1))];
  line = await Line.to(server.url);
  cutRoom = await openPage(at(links, 2).replace(server.url, line.url), line);
  await Promise.all([...screens, cutRoom].map((page) => framesFlow(page)));
  for (const page of everybody()) await page.evaluate(() => (document.title = 'never reloaded'));
});

afterAll(async () => {
  await browser.close();
  await line.close();
  await server.close();
});

function everybody(): Page[] {
  return [lecturer, ...screens, cutRoom];
}

async function openPage(link: string, over?: Line): Promise<Page> {
  const { context, page } = await openWindow(browser, { width: 640, height: 360 });
  await over?.carry(context);
  await page.addInitScript(() => {
    window.addEventListener('pagehide', () => console.error('the page was left'));
  });
  page.on('console', (message) => {
    if (message.text() === 'the page was left') left.push(page);
  });
  await page.goto(link);
  return page;
}

const left: Page[] = [];

/** Every room's picture moves again. How soon it does is measured by `npm run bench -- pages`. */
async function pictureBack(rooms: Page[]): Promise<void> {
  await Promise.all(rooms.map((page) => framesFlow(page, { more: 20 })));
}

describe('a running class', () => {
  it('has everybody back after each media worker in turn was killed', async () => {
    const pids = await mediaWorkerPids(server.pid);
    expect(pids).toHaveLength(2);
    for (const pid of pids) {
      process.kill(pid, 'SIGKILL');
      await pictureBack([...screens, cutRoom]);
    }
    expect(await mediaWorkerPids(server.pid)).toHaveLength(2);
  });

  it('has everybody back after the server was killed', async () => {
    await server.kill();
    await server.start();
    await pictureBack([...screens, cutRoom]);
  });

  it('says so on a room whose line is cut, and has it back by itself', async () => {
    line.cut();
    await cutRoom.getByText(zh.screen.lineDown).first().waitFor();
    await cutRoom.waitForTimeout(10_000);
    line.mend();
    await pictureBack([cutRoom]);
  });

  it('goes on when the way to the server changes its address', async () => {
    await line.changeAddress();
    await pictureBack([cutRoom]);
  });

  it('lets a lecturer whose browser was reloaded go on with one click', async () => {
    await lecturer.reload();
    left.splice(left.indexOf(lecturer), 1);
    await lecturer.getByRole('button', { name: zh.lecturer.resume }).click();
    await pictureBack([...screens, cutRoom]);
  });

  it('never reloaded another page', () => {
    expect(left).toEqual([]);
  });
});

it('plays over TCP where UDP is blocked', async () => {
  const office = await Line.to(server.url);
  office.blockUdp();
  try {
    const page = await openPage(at(await course.links('screen'), 3).replace(server.url, office.url), office);
    await framesFlow(page, { more: 30 });
    expect((await received(page)).protocols).toContain('tcp');
  } finally {
    await office.close();
  }
});
