import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import { launchBrowser, openWindow } from '../support/browser.ts';
import { at, openCourse, type OpenCourse } from '../support/course.ts';
import { markFrames, writeMarkedVideo } from '../support/marked-video.ts';
import {
  framesFlow,
  pictureDelay,
  pictureHash,
  playback,
  received,
  soundLevel,
  watchMarks,
} from '../support/playback.ts';
import { startServer, type TestServer } from '../support/server.ts';

// One class from its first click to its end: a lecturer with camera, microphone and screen, two branches and a port, in real
// browsers. The camera is a video file whose frames say which ones they are.

let server: TestServer;
let course: OpenCourse;
let folder: string;
/** The lecturer's browser and the rooms' are two, as they are in life. */
let main: Browser;
let rooms: Browser;
let lecturer: Page;
let branchA: Page;
let branchB: Page;
let port: Page;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plenum-e2e-'));
  const cameraFile = join(folder, 'camera.y4m');
  writeMarkedVideo(cameraFile);
  [server, main, rooms] = await Promise.all([
    startServer(),
    launchBrowser({
      cameraFile,
      // Chromium shares the console's own tab, so that no picker waits for a person.
      flags: ['--auto-select-desktop-capture-source=Entire screen'],
    }),
    // A browser that has just been opened: it plays no sound before a click.
    launchBrowser({ autoplay: 'click' }),
  ]);
  course = await openCourse(server);
});

afterAll(async () => {
  await Promise.all([main.close(), rooms.close()]);
  await server.close();
  await rm(folder, { recursive: true });
});

async function open(browser: Browser, link: string): Promise<Page> {
  const { page } = await openWindow(browser, { width: 960, height: 540 });
  await page.goto(link);
  return page;
}

async function openScreen(index: number): Promise<Page> {
  return open(rooms, at(await course.links('screen'), index));
}

describe('a class', () => {
  it('waits with a countdown, not with a black box', async () => {
    branchA = await openScreen(0);
    await branchA.getByText('示例培训班').first().waitFor();
    await branchA.locator('.waiting__countdown').waitFor();
    // To the browser a look into the page by this test counts as a person's gesture, which may be all that sound waits
    // for; then nothing is left to click.
    await branchA
      .getByRole('button', { name: zh.screen.start })
      .click({ timeout: 3000 })
      .catch(() => undefined);
    await branchA.getByText(zh.screen.ready).first().waitFor();
  });

  it('goes live with one click, and a branch sees and hears it', async () => {
    const { page } = await openWindow(main);
    lecturer = page;
    await lecturer.goto(at(await course.links('lecturer'), 0));
    await lecturer.getByRole('button', { name: zh.lecturer.start }).click();
    await framesFlow(branchA, { more: 30 });
    const before = await pictureHash(branchA);
    await framesFlow(branchA, { more: 10 });
    expect(await pictureHash(branchA)).not.toBe(before);
    expect(await soundLevel(branchA, 2500)).toBeGreaterThan(0.001);
  });

  it('shows a latecomer a picture within seconds', async () => {
    branchB = await openScreen(1);
    await branchB.getByRole('main').waitFor();
    const since = Date.now();
    await framesFlow(branchB, { more: 1 });
    // 2 s are promised, which `npm run bench -- pages` measures; all other windows of this class are drawn here meanwhile.
    expect(Date.now() - since).toBeLessThan(5_000);
  });

  it('reaches a port, too', async () => {
    port = await open(rooms, at(await course.links('port'), 0));
    await framesFlow(port);
    expect((await playback(port)).width).toBeGreaterThan(0);
  });

  it('gives a big screen the top layer of the camera', async () => {
    const full = await playback(lecturer);
    await expect.poll(async () => (await playback(branchA)).height).toBe(full.height);
  });

  it("shows the frames of the lecturer's camera, one after the other", async () => {
    const seen = await watchMarks(branchA, '.stage__main video', 5_000);
    const steps = seen.slice(1).map(({ frame }, index) => {
      const before = at(seen, index).frame;
      return (frame - before + markFrames) % markFrames;
    });
    expect(steps.length).toBeGreaterThan(10);
    // A busy machine leaves frames out, half a round of the film at most; what goes back is none of the camera's.
    expect(steps.filter((step) => step > markFrames / 2)).toEqual([]);
    expect(new Set(seen.map(({ frame }) => frame)).size).toBeGreaterThan(10);
  });

  it('is on the screens well within a second after it was in front of the camera, and stays so', async () => {
    // 400 ms are promised, which `npm run bench -- pages` measures. A machine whose cores draw all windows in software may need more,
    // and hold back for half a minute what it read too late at the start; it must not go on showing a picture of long ago.
    await expect.poll(() => pictureDelay(lecturer, branchA)).toBeLessThan(800);
    // Windows in a row, none left out: a delay that comes and goes shows in one of them.
    const delays: number[] = [];
    for (let window = 0; window < 4; window += 1) delays.push(await pictureDelay(lecturer, branchA));
    console.log(`camera to screen, ms: ${delays.map(Math.round).join(' ')}`);
    const sorted = delays.toSorted((x, y) => x - y);
    expect(at(sorted, 1)).toBeLessThan(800);
    expect(at(sorted, 3)).toBeLessThan(1_600);
  });

  it('sends a port the small picture when it asks for it, and a larger one again', async () => {
    const { height } = await playback(lecturer);
    await port.getByRole('radio', { name: zh.port.qualitySmall }).check();
    await expect.poll(async () => (await playback(port)).height).toBeLessThan(height / 2);
    const small = (await playback(port)).height;
    await port.getByRole('radio', { name: zh.port.qualityAuto }).check();
    await expect.poll(async () => (await playback(port)).height).toBeGreaterThan(small);
  });

  it('is encrypted with the suite that costs least', async () => {
    expect((await received(branchA)).ciphers).toEqual([expect.stringMatching(/AEAD_AES_\d+_GCM/)]);
  });

  it('shows the screen large with the lecturer small beside it', async () => {
    await lecturer.getByRole('button', { name: zh.lecturer.screen }).click();
    await framesFlow(branchA, { selector: '.stage__beside video' });
    await framesFlow(branchA, { selector: '.stage__main video', more: 3 });
  });

  it('tells everybody when it has ended', async () => {
    await lecturer.getByRole('button', { name: zh.lecturer.end }).first().click();
    await lecturer.getByRole('dialog').getByRole('button', { name: zh.lecturer.endConfirm }).click();
    await branchA.getByText(zh.state.endedTitle).first().waitFor();
    await port.getByText(zh.state.endedTitle).first().waitFor();
  });
});
