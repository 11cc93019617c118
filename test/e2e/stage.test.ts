import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import { launchBrowser, openWindow } from '../support/browser.ts';
import { blue, film, guestTile, isBlue, isGreen, isRed, openRoom, red } from '../support/cameras.ts';
import { at, openCourse, type OpenCourse } from '../support/course.ts';
import { killBrowser } from '../support/processes.ts';
import { framesFlow, playback, receivedFrom, soundLevel } from '../support/playback.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { recordClip } from '../support/clip.ts';

// A lesson as a conversation, in real browsers: a lecturer and a second device of the main classroom, two branches and a
// port.

/** Long enough for all that is done with it. */
const clipSeconds = 180;

let server: TestServer;
let course: OpenCourse;
let folder: string;
let main: Browser;
let second: Browser;
let rooms: Browser;
let guestRoom: Browser;
let lecturer: Page;
let branchA: Page;
let branchB: Page;
let port: Page;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plenum-stage-'));
  // Before the browsers are there, which leave it little of a small machine.
  await recordClip(join(folder, 'clip.webm'), { seconds: clipSeconds });
  [server, main, second, guestRoom, rooms] = await Promise.all([
    startServer(),
    launchBrowser({ cameraFile: film(folder, 'lecturer') }),
    launchBrowser({ cameraFile: film(folder, 'second', blue) }),
    launchBrowser({ cameraFile: film(folder, 'guest', red) }),
    launchBrowser(),
  ]);
  course = await openCourse(server);
  ({ page: lecturer } = await openWindow(main));
  await lecturer.goto(at(await course.links('lecturer'), 0));
  await lecturer.getByRole('button', { name: zh.lecturer.start }).click();
  branchA = await openRoom(guestRoom, at(await course.links('screen'), 0));
  branchB = await openRoom(rooms, at(await course.links('screen'), 1));
  port = await openRoom(rooms, at(await course.links('port'), 0));
  await framesFlow(branchB);
});

afterAll(async () => {
  await Promise.all([main, second, rooms, guestRoom].map((browser) => browser.close()));
  await server.close();
  await rm(folder, { recursive: true });
});

/** Opens one of the console's panels. */
async function showTab(tab: 'hands' | 'branches'): Promise<void> {
  await lecturer.getByRole('tab', { name: zh.inClass.tab[tab] }).click();
}

/** What the console's button says that calls this branch. */
async function callNamed(branch: Page): Promise<string> {
  const name = await branch.locator('.bottom-line__branch').textContent();
  return zh.direct.branch.callNamed.replace('{{name}}', name ?? '');
}

describe('calling a branch up', () => {
  it('begins with a raised hand, here of a port, which says where it stands', async () => {
    await showTab('hands');
    await port.getByRole('button', { name: zh.hands.raise }).click();
    await port.getByText(zh.hands.next).waitFor();
    await lecturer.getByRole('region', { name: zh.hands.title }).getByText(zh.hands.port).first().waitFor();
    await port.getByRole('button', { name: zh.hands.lower }).click();
    await lecturer.getByText(zh.hands.empty).waitFor();
  });

  it('tells the branch that it is next, opens its camera, and checks it off air', async () => {
    await showTab('branches');
    // Branches that have others below them are groups, closed at first.
    for (const group of await lecturer.locator('.panel details > summary').all()) await group.click();
    await lecturer
      .locator('.panel')
      .getByRole('button', { name: await callNamed(branchA), exact: true })
      .click();
    await branchA.getByText(zh.guest.next).waitFor();
    await branchA.locator('.guest__picture video').waitFor();
    await lecturer.locator('.guest-card[data-state=ready]').waitFor();
  });

  it('shows the lecturer its picture, and nobody else', async () => {
    await framesFlow(lecturer, { selector: '.guest-card video' });
    expect(await isRed(lecturer, '.guest-card video')).toBe(true);
    expect(await lecturer.locator('audio[data-source=microphone]').count()).toBe(0);
    expect(await branchB.locator(guestTile).count()).toBe(0);
    expect(await receivedFrom(branchB)).toBe(2);
  });

  it('goes live after a countdown: seen and heard elsewhere, beside the lecturer', async () => {
    await lecturer.locator('.guest-card .button--primary').click();
    await branchA.locator('.guest__count').waitFor();
    await branchA.locator('.guest-live').waitFor();
    for (const page of [branchB, port, lecturer]) {
      await framesFlow(page, { selector: guestTile });
      await expect.poll(() => isRed(page, guestTile)).toBe(true);
    }
    // The lecturer's own device hears nobody but the guest.
    expect(await soundLevel(lecturer, 2500)).toBeGreaterThan(0.001);
    expect(await receivedFrom(branchB)).toBe(4);
  });

  it('never gives the guest its own picture or sound back', async () => {
    expect(await receivedFrom(branchA)).toBe(2);
    expect(await branchA.locator('audio[data-source=microphone]').count()).toBe(1);
  });

  it('comes back by itself when the guest reloads its page', async () => {
    await branchA.reload();
    await branchA.locator('.guest-live').waitFor();
    await expect.poll(() => isRed(branchB, guestTile)).toBe(true);
    await framesFlow(branchB, { selector: guestTile });
  });

  it('changes the layout everywhere within 300 ms', async () => {
    const changes: number[] = [];
    // Each of them looks different from the one before, to everybody but the guest, who is not its own viewer.
    for (const layout of ['grid', 'lecturer', 'grid', 'side'] as const) {
      const pages = [branchB, port, lecturer];
      // All of them look before the button is pressed: a page that is busy would otherwise begin too late.
      const waits = await Promise.all(pages.map((page) => awaitLayoutChange(page)));
      const seen = Promise.all(waits.map((wait) => wait.evaluate(({ changed }) => changed)));
      const pressed = await lecturer.evaluate((name) => {
        const button = [...document.querySelectorAll<HTMLButtonElement>('.layout-bar__choice')].find((one) =>
          one.textContent.startsWith(name),
        );
        button?.click();
        return performance.timeOrigin + performance.now();
      }, zh.direct.layout[layout]);
      changes.push(...(await seen).map((time) => time - pressed));
    }
    console.log(`layout changes, ms: ${changes.map(Math.round).join(' ')}`);
    const sorted = changes.toSorted((a, b) => a - b);
    expect(at(sorted, Math.floor(sorted.length / 2))).toBeLessThan(300);
    // One straggler on a busy machine is no lost promise; a second would be.
    expect(at(sorted, sorted.length - 1)).toBeLessThan(1_000);
  });

  it('is muted and gone everywhere when the lecturer ends it', async () => {
    await lecturer.locator('.guest-card .button--danger').click();
    for (const page of [branchB, port]) {
      await expect.poll(() => page.locator(guestTile).count()).toBe(0);
    }
    await branchA.locator('.guest-live').waitFor({ state: 'detached' });
    await expect.poll(() => receivedFrom(branchB)).toBe(2);
    await lecturer.locator('.guest-card').waitFor({ state: 'detached' });
  });

  it('calls a port from the queue, which may leave by itself', async () => {
    await showTab('hands');
    await port.getByRole('button', { name: zh.hands.raise }).click();
    await lecturer.locator('.hand-row .button--primary').click();
    await port.getByText(zh.guest.next).waitFor();
    await lecturer.locator('.guest-card[data-state=ready]').waitFor();
    await lecturer.locator('.guest-card .button--primary').click();
    await port.locator('.guest-live').waitFor();
    await framesFlow(branchB, { selector: guestTile });
    await port.getByRole('button', { name: zh.guest.leave }).click();
    await port.locator('.guest-live').waitFor({ state: 'detached' });
    await expect.poll(() => branchB.locator(guestTile).count()).toBe(0);
  });
});

describe('a clip', () => {
  it('fills the screens with its frames and its sound, while the lecturer may speak', async () => {
    await lecturer.getByRole('button', { name: zh.direct.clip.title }).click();
    await lecturer.locator('input[type=file]').setInputFiles(join(folder, 'clip.webm'));
    await expect.poll(() => receivedFrom(branchB)).toBe(4);
    await branchB.locator('.stage__grid[data-layout=clip]').waitFor();
    await framesFlow(branchB, { more: 30 });
    await expect.poll(() => isGreen(branchB)).toBe(true);
    expect(await branchB.locator('audio:not([data-source=talkMicrophone])').count()).toBe(2);
    expect(await soundLevel(branchB, 2000)).toBeGreaterThan(0.02);
    const clip = '.stage__grid[data-layout=clip] .stage__main video';
    // At its full size as soon as the line has shown that it bears it: after a hitch at the start that takes half a minute.
    await expect.poll(async () => (await playback(branchB, clip)).height, { timeout: 80_000 }).toBe(720);
    const before = await playback(branchB, clip);
    await branchB.waitForTimeout(3_000);
    const after = await playback(branchB, clip);
    console.log(
      `clip on the screen: ${after.width}x${after.height}, ${(after.frames - before.frames) / 3} frames/s`,
    );
    expect(after.frames).toBeGreaterThan(before.frames);
  });

  it('stands when it is paused, also for whoever comes then, and goes on', async () => {
    await lecturer.getByRole('button', { name: zh.direct.clip.pause }).click();
    await branchB.reload();
    await branchB.locator('.stage__grid[data-layout=clip]').waitFor();
    await framesFlow(branchB, { more: 1 });
    await lecturer.getByRole('button', { name: zh.direct.clip.play, exact: true }).click();
    await framesFlow(branchB, { more: 20 });
  });

  it('leaves the stage by itself when it is over', async () => {
    await lecturer.getByRole('slider', { name: zh.direct.clip.position }).fill(String(clipSeconds - 2));
    await branchB.locator('.stage__grid[data-layout=single]').waitFor();
    await expect.poll(() => receivedFrom(branchB)).toBe(2);
  });
});

describe('standby', () => {
  let standby: Page;

  it('keeps a second device ready that nobody sees', async () => {
    ({ page: standby } = await openWindow(second));
    await standby.goto(at(await course.links('lecturer'), 1));
    await standby.getByText(zh.direct.standby.otherTitle).waitFor();
    await standby.locator('.monitor').getByRole('button', { name: zh.direct.standby.ready }).click();
    await standby.getByText(zh.direct.standby.waiting).waitFor();
    await expect.poll(() => standby.locator('.source__toggle[aria-pressed=true]').count()).toBeGreaterThan(1);
    expect(await receivedFrom(branchB)).toBe(2);
    expect(await isBlue(branchB, '.stage__main video')).toBe(false);
  });

  it('takes over with one click, and the other device takes it back', async () => {
    await standby.getByRole('button', { name: zh.direct.standby.takeOver }).click();
    await expect.poll(() => isBlue(branchB, '.stage__main video')).toBe(true);
    await lecturer.getByText(zh.direct.standby.replaced).waitFor();
    await lecturer.getByRole('button', { name: zh.direct.standby.takeBack }).click();
    await expect.poll(() => isBlue(branchB, '.stage__main video')).toBe(false);
    await standby.getByRole('button', { name: zh.direct.standby.takeBack }).waitFor();
  });

  it("takes over by itself within 5 s after the lecturer's browser was killed", async () => {
    await killBrowser(main);
    const gone = Date.now();
    await expect.poll(() => isBlue(branchB, '.stage__main video'), { interval: 100 }).toBe(true);
    console.log(`takeover: ${Date.now() - gone} ms`);
    // How soon the picture is there depends on what draws it; when the server decides does not.
    expect(loggedAt(server.output(), 'a standby takes the stage over') - gone).toBeLessThan(4_500);
    await framesFlow(branchB);
    expect(await soundLevel(branchB, 2500)).toBeGreaterThan(0.001);
  });
});

/** When the server wrote a line with this message last, in milliseconds of this machine's clock. */
function loggedAt(output: string, message: string): number {
  const line = output.split('\n').findLast((one) => one.includes(message)) ?? '{}';
  return z.object({ time: z.number() }).parse(JSON.parse(line)).time;
}

/** Once it resolves the page is watched; `changed` in it resolves to this machine's time at which the layout changed next. */
function awaitLayoutChange(page: Page) {
  return page.evaluateHandle(() => ({
    changed: new Promise<number>((resolve, reject) => {
      const stage = document.querySelector('.stage__grid');
      if (!stage) {
        reject(new Error('no stage'));
        return;
      }
      const timer = setTimeout(() => reject(new Error('the layout did not change')), 5_000);
      const observer = new MutationObserver(() => {
        clearTimeout(timer);
        observer.disconnect();
        resolve(performance.timeOrigin + performance.now());
      });
      observer.observe(stage, { attributes: true, attributeFilter: ['data-layout'] });
    }),
  }));
}
