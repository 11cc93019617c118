import type { Browser, CDPSession, Page } from 'playwright-core';
import { launchBrowser, openWindow } from '../test/support/browser.ts';
import type { BenchContext } from './report.ts';
import { quantile, rounded } from './report.ts';
import { Helper } from './support/child.ts';
import { helperPath } from './support/load.ts';
import { ClassClient } from './support/plenum-client.ts';
import { PlenumServer } from './support/plenum-server.ts';
import { roomsApi } from './support/rooms-api.ts';

const TILES = 221;
/** The screen of an office PC, in pixels. */
const SCREEN = { width: 1_920, height: 1_080 } as const;
const PICTURES = 48;
/** Until scripts are compiled and every seen room keeps the pace of one that is looked at, in milliseconds. */
const SETTLE_MS = 8_000;
const WINDOW_MS = 20_000;
const QUICK_WINDOW_MS = 8_000;
/** A hand that scrolls through the whole wall and back: pixels a second. */
const SCROLL_SPEED = 1_500;
/** A frame that took longer is seen as a jerk, in milliseconds. */
const LONG_FRAME_MS = 50;

/** Draws pictures of a room's size, as busy as a room with people, and resolves to them as JPEG in base64. */
function drawPictures(page: Page): Promise<string[]> {
  return page.evaluate(async (count) => {
    const canvas = document.createElement('canvas');
    canvas.width = 320;
    canvas.height = 180;
    const context = canvas.getContext('2d');
    if (!context) throw new Error('there is no canvas');
    const drawn: string[] = [];
    for (let n = 0; n < count; n++) {
      for (let piece = 0; piece < 220; piece++) {
        const hue = (n * 37 + piece * 53) % 360;
        context.fillStyle = `hsl(${hue} 40% ${20 + ((piece * 7 + n) % 50)}%)`;
        const [x, y] = [(piece * 97 + n * 31) % 320, (piece * 61 + n * 17) % 180];
        context.fillRect(x, y, 10 + (piece % 23), 8 + (piece % 17));
      }
      drawn.push(canvas.toDataURL('image/jpeg', 0.6).replace(/^[^,]*,/, ''));
    }
    return drawn;
  }, PICTURES);
}

/** Scrolls up and down at an even speed, and resolves to the milliseconds between two frames. */
function scroll(page: Page, forMs: number): Promise<number[]> {
  return page.evaluate(
    async ({ speed, forMs }) => {
      const box = document.querySelector('.wall-grid');
      if (!box) throw new Error('there is no wall');
      const took: number[] = [];
      const began = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
      for (let before = began; before - began < forMs;) {
        const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
        took.push(now - before);
        before = now;
        const way = box.scrollHeight - box.clientHeight;
        const gone = ((now - began) * speed) / 1_000;
        if (way > 0) box.scrollTop = Math.abs(((gone + way) % (2 * way)) - way);
      }
      return took;
    },
    { speed: SCROLL_SPEED, forMs },
  );
}

/** Seconds that the page's main thread has worked until now (Chrome DevTools Protocol, Performance.getMetrics). */
async function taskSeconds(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  const found = metrics.find(({ name }) => name === 'TaskDuration');
  if (!found) throw new Error('the browser tells nothing of its work');
  return found.value;
}

/** Seconds of processor time of all the browser's processes until now (Chrome DevTools Protocol, SystemInfo). */
async function browserSeconds(devtools: CDPSession): Promise<number> {
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

interface Measured<T> {
  /** What `act` resolved to. */
  result: T;
  /** Per cent of one core: the page's main thread, and all processes of the browser, which draws without a graphics card. */
  page: number;
  browser: number;
}

async function measured<T>(
  { page, browser }: { page: CDPSession; browser: CDPSession },
  act: () => Promise<T>,
): Promise<Measured<T>> {
  const at = performance.now();
  const [pageBefore, browserBefore] = [await taskSeconds(page), await browserSeconds(browser)];
  const result = await act();
  const [pageAfter, browserAfter] = [await taskSeconds(page), await browserSeconds(browser)];
  const ms = performance.now() - at;
  const share = (seconds: number): number => (seconds * 100_000) / ms;
  return { result, page: share(pageAfter - pageBefore), browser: share(browserAfter - browserBefore) };
}

async function openClass(server: PlenumServer, rooms: Helper<typeof roomsApi>, page: Page): Promise<void> {
  const [session] = await server.signIn((await server.tokens('inspector')).slice(0, 1));
  if (!session) throw new Error('the course has no link for inspectors');
  const client = await ClassClient.open(server.baseUrl, session);
  const { snapshot } = await client.command('classroom.join', {});
  client.close();
  if (!snapshot) throw new Error('the classroom came without its state');
  const sessions = await server.signIn((await server.tokens('screen')).slice(0, TILES));
  const pictures = await drawPictures(page);
  await rooms.call('join', { baseUrl: server.baseUrl, sessions, lessonId: snapshot.lesson.id, pictures });
}

async function measure(
  { report, progress, quick }: BenchContext,
  { server, rooms, browser }: { server: PlenumServer; rooms: Helper<typeof roomsApi>; browser: Browser },
): Promise<void> {
  const { page } = await openWindow(browser, SCREEN);
  await openClass(server, rooms, page);
  const [token] = (await server.tokens('inspector')).slice(-1);
  await page.goto(`${server.baseUrl}/j/${token}`);
  await page.locator('.wall-tile img').first().waitFor({ timeout: 30_000 });
  await page.waitForTimeout(SETTLE_MS);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const forMs = quick ? QUICK_WINDOW_MS : WINDOW_MS;
  const sessions = { page: devtools, browser: await browser.newBrowserCDPSession() };
  // Whoever asked for frames would have the page drawn sixty times a second.
  const standing = await measured(sessions, () => page.waitForTimeout(forMs));
  const scrolled = await measured(sessions, () => scroll(page, forMs));
  const frames = scrolled.result;
  const fps = (frames.length * 1_000) / frames.reduce((sum, ms) => sum + ms, 0);
  const seen = await page.locator('.wall-tile').count();
  progress(`${seen} tiles in the page; slowest frame ${rounded(Math.max(...frames))} ms`);
  const load = `${TILES} rooms on the wall of a page of ${SCREEN.width} x ${SCREEN.height}, drawn without a graphics card, ${SCROLL_SPEED} pixels a second`;
  const say = (metric: string, value: number, unit: string, n: number): void =>
    report({ bench: 'patrol', metric, value: rounded(value), unit, n, load });
  say('wall_scroll_fps', fps, 'frames/s', frames.length);
  say('wall_scroll_frame_p95_ms', quantile(frames, 0.95), 'ms', frames.length);
  const long = frames.filter((ms) => ms > LONG_FRAME_MS).length;
  say('wall_scroll_long_frames', long, `frames over ${LONG_FRAME_MS} ms`, frames.length);
  for (const [name, how, { page: own, browser: all }] of [
    ['page', 'standing', standing],
    ['scroll', 'scrolling', scrolled],
  ] as const) {
    say(`wall_${name}_cpu_pct`, own, `% of one core, main thread, ${how}`, frames.length);
    say(`wall_${name}_browser_cpu_pct`, all, `% of one core, all of the browser, ${how}`, frames.length);
  }
}

/** What the wall costs the inspector's own computer: a page with every room that stands still, and is scrolled. */
export async function wallPage(context: BenchContext): Promise<void> {
  const server = await PlenumServer.start({ workers: 1, personCongestionControl: true });
  const rooms = new Helper(roomsApi, helperPath('rooms-main.ts'));
  const browser = await launchBrowser();
  try {
    await measure(context, { server, rooms, browser });
  } finally {
    await browser.close();
    await rooms.close();
    await server.close();
  }
}
