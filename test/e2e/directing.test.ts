import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import { courseRoutes } from '../../src/contract/course.ts';
import { launchBrowser, openWindow } from '../support/browser.ts';
import { blue, film, guestTile, isBlue, isGreen, isRed, openRoom, red } from '../support/cameras.ts';
import { recordClip } from '../support/clip.ts';
import { at, openCourse, type OpenCourse } from '../support/course.ts';
import { uploadMaterial } from '../support/materials.ts';
import { framesFlow, receivedFrom, soundLevel } from '../support/playback.ts';
import { mediaWorkerPids } from '../support/processes.ts';
import { startServer, type TestServer } from '../support/server.ts';

// Directing a lesson, in real browsers: a lecturer, an organiser who assists, a branch on the stage and one that watches.

const clipTitle = '示例视频';
/** Long enough to be seen twice, short enough to be recorded in a moment. */
const clipSeconds = 20;

let server: TestServer;
let course: OpenCourse;
let folder: string;
let main: Browser;
let desk: Browser;
let rooms: Browser;
let guestRoom: Browser;
let lecturer: Page;
let guest: Page;
let branch: Page;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plenum-directing-'));
  const clip = join(folder, 'clip.webm');
  await recordClip(clip, { seconds: clipSeconds });
  [server, main, desk, guestRoom, rooms] = await Promise.all([
    startServer(),
    launchBrowser({ cameraFile: film(folder, 'lecturer') }),
    launchBrowser({ cameraFile: film(folder, 'organiser', blue) }),
    launchBrowser({ cameraFile: film(folder, 'guest', red) }),
    launchBrowser(),
  ]);
  course = await openCourse(server);
  await prepare(await readFile(clip));
  ({ page: lecturer } = await openWindow(main));
  await lecturer.goto(at(await course.links('lecturer'), 0));
  await lecturer.getByRole('button', { name: zh.lecturer.start }).click();
  guest = await openRoom(guestRoom, at(await course.links('screen'), 0));
  branch = await openRoom(rooms, at(await course.links('screen'), 1));
  await framesFlow(branch);
});

afterAll(async () => {
  await Promise.all([main, desk, rooms, guestRoom].map((browser) => browser.close()));
  await server.close();
  await rm(folder, { recursive: true });
});

/** Puts the clip among the materials, and a cue that plays it on the first lesson's sheet. */
async function prepare(clip: Uint8Array): Promise<void> {
  const material = await uploadMaterial(course.organiser, course.courseId, `${clipTitle}.webm`, clip);
  const answer = await course.organiser.request('GET', `/api/courses/${course.courseId}`);
  const { lessons } = courseRoutes['GET /api/courses/:courseId'].output.parse(await answer.json());
  const first = at(
    lessons.toSorted((a, b) => a.startsAt - b.startsAt),
    0,
  );
  const path = `/api/courses/${course.courseId}/lessons/${first.id}/cues`;
  const cues = [{ id: 'cue-clip', note: '', kind: 'clip', materialId: material.id }];
  const saved = await course.organiser.request('PUT', path, { revision: 0, cues });
  expect(saved.status, await saved.text()).toBe(200);
}

/** The clip is on the branch's screen, with its own picture and its sound beside the lecturer's. */
async function clipPlays(): Promise<void> {
  await branch.locator('.stage__grid[data-layout=clip]').waitFor();
  await framesFlow(branch, { more: 20 });
  await expect.poll(() => isGreen(branch)).toBe(true);
  expect(await branch.locator('audio:not([data-source=talkMicrophone])').count()).toBe(2);
  expect(await soundLevel(branch, 1_500)).toBeGreaterThan(0.02);
}

async function stopClip(): Promise<void> {
  await lecturer.getByRole('button', { name: zh.direct.clip.stop }).click();
  await branch.locator('.stage__grid[data-layout=single]').waitFor();
}

describe('a clip of the materials', () => {
  it('chosen by the lecturer fills the screens with its frames and its sound', async () => {
    await lecturer.getByRole('button', { name: zh.direct.clip.title }).click();
    await lecturer.getByRole('dialog').getByRole('button', { name: clipTitle }).click();
    await clipPlays();
    await stopClip();
  });

  it('is started by its cue with one key', async () => {
    await lecturer.getByRole('tab', { name: zh.inClass.tab.cues }).click();
    await lecturer.locator('.cues__list .cue--next').waitFor();
    await lecturer.keyboard.press('PageDown');
    await clipPlays();
    await stopClip();
  });
});

describe('a shared screen', () => {
  it('brings its sound along where the browser can', async () => {
    await lecturer.getByRole('button', { name: zh.lecturer.screen }).click();
    await lecturer.getByText(zh.lecturer.screenWithSound).waitFor();
    await branch.locator('.stage__grid[data-layout=slides]').waitFor();
    // Camera and microphone, and the screen with its own.
    await expect.poll(() => receivedFrom(branch)).toBe(4);
    expect(await branch.locator('audio[data-source=screenAudio]').count()).toBe(1);
    await lecturer.getByRole('button', { name: zh.lecturer.screen }).click();
    await branch.locator('.stage__grid[data-layout=single]').waitFor();
  });
});

describe('a guest on the stage', () => {
  it('comes back by itself, seen and heard, when media workers die', async () => {
    await lecturer.getByRole('tab', { name: zh.inClass.tab.branches }).click();
    for (const group of await lecturer.locator('.panel details > summary').all()) await group.click();
    const name = (await guest.locator('.bottom-line__branch').textContent()) ?? '';
    const call = zh.direct.branch.callNamed.replace('{{name}}', name);
    await lecturer.locator('.panel').getByRole('button', { name: call, exact: true }).click();
    await lecturer.locator('.guest-card[data-state=ready]').waitFor();
    await lecturer.locator('.guest-card .button--primary').click();
    await guest.locator('.guest-live').waitFor();
    await expect.poll(() => isRed(branch, guestTile)).toBe(true);
    for (const pid of await mediaWorkerPids(server.pid)) {
      process.kill(pid, 'SIGKILL');
      const since = Date.now();
      await framesFlow(branch, { selector: guestTile, more: 20 });
      console.log(`guest back after a worker's death: ${Date.now() - since} ms`);
      expect(await isRed(branch, guestTile)).toBe(true);
      await expect.poll(() => receivedFrom(branch)).toBe(4);
      expect(await soundLevel(branch)).toBeGreaterThan(0.001);
    }
    expect(await guest.locator('.guest-live').count()).toBe(1);
  });
});

describe('the organiser', () => {
  let assistant: Page;

  it('enters the class and sends nothing', async () => {
    ({ page: assistant } = await openWindow(desk));
    await assistant.goto(at(await course.links('organiser'), 0));
    await assistant.getByRole('button', { name: zh.inClass.enter }).click();
    await framesFlow(assistant, { selector: '.monitor video' });
    await expect.poll(() => isRed(assistant, `.monitor ${guestTile}`)).toBe(true);
    expect(await assistant.locator('.source__toggle[aria-pressed=true]').count()).toBe(0);
  });

  it('takes the stage over with camera and sound, and the guest stays on it', async () => {
    await assistant.getByRole('button', { name: zh.direct.standby.ready }).click();
    await assistant.getByText(zh.direct.standby.waiting).waitFor();
    await assistant.getByRole('button', { name: zh.direct.standby.takeOver }).click();
    await expect.poll(() => isBlue(branch, '.stage__main video')).toBe(true);
    await framesFlow(branch);
    expect(await isRed(branch, guestTile)).toBe(true);
    await lecturer.getByText(zh.direct.standby.replaced).waitFor();
    await expect.poll(() => receivedFrom(branch)).toBe(4);
    await lecturer.getByRole('button', { name: zh.direct.standby.takeBack }).click();
    await expect.poll(() => isBlue(branch, '.stage__main video')).toBe(false);
  });
});
