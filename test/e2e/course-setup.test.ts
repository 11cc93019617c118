import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import { materialRoutes } from '../../src/contract/materials.ts';
import { readinessRoutes } from '../../src/contract/readiness.ts';
import { recordRoutes, type LessonRecord } from '../../src/contract/records.ts';
import { scheduleRoutes } from '../../src/contract/schedule.ts';
import { demoFiles } from '../../src/materials/demo-materials.ts';
import { launchBrowser, openWindow } from '../support/browser.ts';
import { at, openCourse, type OpenCourse } from '../support/course.ts';
import { takeCookies } from '../support/desk.ts';
import { startServer, type TestServer } from '../support/server.ts';

// What happens in a branch on the day before class: its device is checked, a material is opened, a change is confirmed. In
// a real browser on the real server; the organiser sees each of it.

let server: TestServer;
let course: OpenCourse;
let browser: Browser;
let screen: Page;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plenum-setup-'));
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  course = await openCourse(server);
  const { page } = await openWindow(browser, { width: 1366, height: 768 });
  screen = page;
  await screen.goto(at(await course.links('screen'), 0));
  await screen.locator('.waiting').waitFor();
});

afterAll(async () => {
  await browser.close();
  await server.close();
  await rm(folder, { recursive: true });
});

async function ask(path: string): Promise<unknown> {
  const response = await course.organiser.request('GET', `/api/courses/${course.courseId}${path}`);
  expect(response.status).toBe(200);
  return response.json();
}

const board = async () =>
  readinessRoutes['GET /api/courses/:courseId/readiness'].output.parse(await ask('/readiness')).entries;
const closeDialog = () => screen.getByRole('dialog').getByRole('button', { name: zh.common.close }).click();

describe('a branch before class', () => {
  it('checks its devices and its line, and the organiser need not phone it', async () => {
    const before = await board();
    expect(before.map(({ state }) => state)).toEqual(before.map(() => 'never'));
    await screen.getByRole('button', { name: zh.panel.readiness }).click();
    await screen.getByRole('button', { name: zh.readiness.start }).click();
    await screen.getByRole('button', { name: zh.readiness.heard, exact: true }).click({ timeout: 60_000 });
    await screen.getByText(zh.readiness.readyTitle).waitFor();
    const entries = await board();
    const own = entries.find(({ state }) => state !== 'never');
    expect(own).toMatchObject({
      state: 'ok',
      name: '示例分课堂 001',
      check: {
        problems: [],
        result: { camera: 'ok', microphone: 'ok', speakers: 'heard', path: 'udp', browserUsable: true },
      },
    });
    expect(own?.check?.result.browser).toMatch(/^Chrome \d+$/);
    expect(own?.check?.result.downKbps).toBeGreaterThan(4_000);
    expect(own?.check?.result.upKbps).toBeGreaterThan(1_000);
    expect(entries.at(-1)?.id).toBe(own?.id);
    await closeDialog();
  });

  it('opens a material on its screen, and the organiser sees that it is there', async () => {
    await screen.getByRole('button', { name: zh.panel.materials }).click();
    const picture = at(
      demoFiles().filter(({ kind }) => kind === 'image'),
      0,
    );
    await screen.getByRole('button', { name: `${zh.materials.open} ${picture.title}` }).click();
    const image = screen.getByRole('img', { name: picture.title });
    await expect.poll(() => image.evaluate((one) => (one as HTMLImageElement).naturalWidth)).toBe(640);
    await screen.getByRole('button', { name: zh.materials.viewerClose }).click();
    await screen.getByText(zh.materials.received).waitFor();
    const { materials } = materialRoutes['GET /api/courses/:courseId/materials'].output.parse(
      await ask('/materials'),
    );
    const { figures } = materialRoutes['GET /api/courses/:courseId/materials/figures'].output.parse(
      await ask('/materials/figures'),
    );
    const id = materials.find(({ title }) => title === picture.title)?.id;
    expect(figures.find(({ materialId }) => materialId === id)?.branches).toEqual({
      received: 1,
      total: 221,
    });
    const { branches } = materialRoutes[
      'GET /api/courses/:courseId/materials/:materialId/receipts'
    ].output.parse(await ask(`/materials/${id ?? ''}/receipts`));
    expect(branches.filter(({ receivedAt }) => receivedAt === null)).toHaveLength(220);
    expect(branches.at(-1)?.name).toBe('示例分课堂 001');
    await closeDialog();
  });

  it('sees a change of the timetable at once, and its confirmation is counted', async () => {
    const { lessons } = recordRoutes['GET /api/courses/:courseId/lessons'].output.parse(
      await ask('/lessons'),
    );
    const second = at(lessons, 1);
    await rename(second, '示例改名的课');
    await screen.getByRole('status').getByText('示例改名的课').waitFor();
    await screen.getByRole('button', { name: zh.schedule.confirm }).click();
    await screen.getByText(zh.schedule.changedTitle).waitFor({ state: 'detached' });
    const changes = async () =>
      scheduleRoutes['GET /api/courses/:courseId/schedule/changes'].output.parse(
        await ask('/schedule/changes'),
      ).changes;
    expect(await changes()).toMatchObject([
      { change: { lessonId: second.id, kind: 'changed' }, branches: { seen: 1, total: 221 } },
    ]);
  });
});

describe('the organiser', () => {
  it('uploads a material by dropping it, and the branch sees it at once', async () => {
    const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1366, height: 768 } });
    const { organiser } = course;
    await takeCookies(context, organiser);
    const desk = await context.newPage();
    await desk.goto(`${server.url}/desk/${organiser.participant.sessionId}`);
    await desk.getByRole('menuitem', { name: zh.desk.materials }).click();
    const file = join(folder, '示例上传.pdf');
    await writeFile(file, at(demoFiles(), 0).content);
    await screen.getByRole('button', { name: zh.panel.materials }).click();
    await desk.locator('input[type=file]').setInputFiles(file);
    await desk.getByRole('link', { name: '示例上传' }).waitFor();
    await screen.getByText('示例上传', { exact: true }).waitFor();
    await closeDialog();
    await context.close();
  });
});

/** Renames a lesson the way the desk does. */
async function rename({ id, revision }: LessonRecord, title: string): Promise<void> {
  const path = `/api/courses/${course.courseId}/lessons/${id}`;
  const response = await course.organiser.request('PATCH', path, { title, revision });
  expect(response.status, await response.text()).toBe(200);
}
