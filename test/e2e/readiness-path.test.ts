import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import { readinessRoutes } from '../../src/contract/readiness.ts';
import { launchBrowser, openWindow } from '../support/browser.ts';
import { at, openCourse, type OpenCourse } from '../support/course.ts';
import { Line } from '../../bench/support/line.ts';
import { startServer, type TestServer } from '../support/server.ts';

// The device check of a branch whose office lets no UDP out: the organiser sees it before class.

let server: TestServer;
let course: OpenCourse;
let browser: Browser;
let office: Line;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  course = await openCourse(server);
  office = await Line.to(server.url);
});
afterAll(async () => {
  await browser.close();
  await office.close();
  await server.close();
});

it('a device check says that only TCP gets through', async () => {
  office.blockUdp();
  const { context, page } = await openWindow(browser, { width: 1366, height: 768 });
  await office.carry(context);
  await page.goto(at(await course.links('screen'), 0).replace(server.url, office.url));
  await page.locator('.waiting').waitFor();
  await page.getByRole('button', { name: zh.panel.readiness }).click();
  await page.getByRole('button', { name: zh.readiness.start }).click();
  await page.getByRole('button', { name: zh.readiness.heard, exact: true }).click({ timeout: 60_000 });
  await expect
    .poll(async () => {
      const answer = await course.organiser.request('GET', `/api/courses/${course.courseId}/readiness`);
      const route = readinessRoutes['GET /api/courses/:courseId/readiness'];
      const { entries } = route.output.parse(await answer.json());
      return entries.find(({ state }) => state !== 'never')?.check?.result;
    })
    .toMatchObject({ path: 'tcp', rttMs: expect.any(Number) as number });
});
