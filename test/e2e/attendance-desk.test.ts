import ExcelJS from 'exceljs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import { routes } from '../../src/contract/index.ts';
import { album } from '../support/album.ts';
import { launchBrowser } from '../support/browser.ts';
import { at, openCourse, type OpenCourse } from '../support/course.ts';
import { openDesk, openPage } from '../support/desk.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { signIn } from '../support/wire.ts';

// From a tap on a phone to the exported file: the organiser's desk of attendance, in real browsers. The first branch has
// three trainees: 0001, 0222 and 0443.

/** Takes pictures for people to look at. */
const picture = album('attendance-desk');
const words = zh.attendanceDesk;
const decisionReason = '示例理由：已电话核实';

let server: TestServer;
let course: OpenCourse;
let browser: Browser;
let desk: Page;
/** What the desk's page complained about. */
const problems: string[] = [];

const open = (link: string, size = { width: 390, height: 844 }): Promise<Page> =>
  openPage(browser, link, { size, problems });

const figure = (label: string) => desk.locator('.figure', { hasText: label }).locator('.figure__value');
const work = () => desk.getByRole('region', { name: words.work.title });

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  course = await openCourse(server);
  desk = await openDesk(browser, course.organiser, problems);
  await desk.getByRole('button', { name: zh.desk.start }).click();
  await desk.getByRole('dialog').getByRole('button', { name: zh.desk.start }).click();
  await desk.locator('.live-badge').waitFor();
  await desk.getByRole('menuitem', { name: zh.desk.attendance }).click();
  await desk.getByText(words.work.none).waitFor();
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

describe('the board', () => {
  it('rises by itself when a trainee signs in with a phone', async () => {
    expect(await figure(words.figure.inTime).textContent()).toBe('0');
    const screen = await open(at(await course.links('screen'), 0), { width: 1366, height: 768 });
    const phone = await open(at(await course.links('trainee'), 0));
    const code = screen.locator('.sign-in-code[data-link]');
    await code.locator('svg').waitFor();
    await phone.goto((await code.getAttribute('data-link')) ?? '');
    await phone.getByRole('button', { name: zh.attendance.tap.start, exact: true }).click();
    await expect.poll(() => figure(words.figure.inTime).textContent()).toBe('1');
    await picture(desk, 'board-1366');
    await Promise.all([screen.context().close(), phone.context().close()]);
  });

  it('opens menus in sight of somebody who wants nothing to move, on a slow computer too', async () => {
    const { width = 0, height = 0 } = desk.viewportSize() ?? {};
    const computer = await desk.context().newCDPSession(desk);
    await computer.send('Emulation.setCPUThrottlingRate', { rate: 6 });
    const entry = desk.getByRole('menuitem', { name: words.remindAllText.rollCall });
    for (let n = 0; n < 3; n += 1) {
      await desk.getByRole('button', { name: words.remindAll }).click();
      await entry.waitFor();
      await expect
        .poll(
          async () => {
            const { x = -1, y = -1 } = (await entry.boundingBox()) ?? {};
            return x > 0 && x < width && y > 0 && y < height;
          },
          { timeout: 5_000 },
        )
        .toBe(true);
      await desk.keyboard.press('Escape');
      await entry.waitFor({ state: 'hidden' });
    }
    await computer.detach();
  });

  it('reminds every liaison whose roll call is missing, and says how many were reached', async () => {
    await desk.getByRole('button', { name: words.remindAll }).click();
    await desk.getByRole('menuitem', { name: words.remindAllText.rollCall }).click();
    const dialog = desk.getByRole('dialog');
    await dialog.getByText(words.reminded.replace('{{count}}', '221')).waitFor();
    await dialog.getByRole('button', { name: zh.common.close, exact: true }).last().click();
    // The row's button says when, and keeps its height.
    const when = words.remindedAt.replace('{{time}}', String.raw`\d\d:\d\d`);
    const about = when.replace('{{about}}', words.remindedWord.rollCall);
    const again = new RegExp(`^${words.remindAbout.rollCall} · ${about}$`);
    await desk.getByRole('button', { name: again }).first().waitFor();
  });

  it('has each reminder on record, and a liaison who has read one still sees the other', async () => {
    const liaison = await open(at(await course.links('liaison'), 0));
    const room = zh.attendanceRoom.reminder;
    await liaison.getByText(room.rollCall).waitFor();
    await desk.getByRole('button', { name: '示例分课堂 001' }).click();
    const panel = desk.getByRole('dialog');
    await panel.getByRole('button', { name: words.remindAbout.absent }).click();
    // Without another look: the panel is open all the time.
    const history = panel.getByRole('region', { name: words.history.title });
    await history.getByText(words.remindAbout.absent).waitFor();
    await panel.locator('.ant-drawer-close').click();
    await liaison.getByText(room.absent).waitFor();
    await liaison.getByRole('button', { name: room.read }).click();
    await liaison.getByText(room.absent).waitFor({ state: 'detached' });
    expect(await liaison.getByText(room.rollCall).isVisible()).toBe(true);
    await liaison.context().close();
  });

  it('calls nobody missing before sign-in opens, and says when it does', async () => {
    const read = await course.organiser.request('GET', `/api/courses/${course.courseId}`);
    const { lessons } = routes['GET /api/courses/:courseId'].output.parse(await read.json());
    const choose = async (title: string): Promise<void> => {
      await desk.getByRole('combobox', { name: words.lesson }).click();
      await desk.locator('.ant-select-item', { hasText: title }).click();
    };
    await choose(at(lessons, 1).title);
    const missing = desk.locator('.figure', { hasText: words.figure.missing });
    await missing.getByText(/\d\d:\d\d 开始签到/).waitFor();
    await desk.getByText(words.notYet, { exact: true }).first().waitFor();
    expect(await desk.locator('.attendance-desk__missing').count()).toBe(0);
    expect(await desk.getByRole('button', { name: words.remindAbout.absent }).count()).toBe(0);
    await picture(desk, 'before-sign-in-1366');
    await choose(at(lessons, 0).title);
    await missing.locator('.figure__value').waitFor();
  });
});

it('asks for a second sign-in and closes it', async () => {
  await desk.getByRole('button', { name: words.windows.open }).click();
  const panel = desk.getByRole('dialog');
  await panel.getByRole('button', { name: words.windows.ask, exact: true }).click();
  const count = words.windows.count.again.replace('{{signedIn}}', '0').replace('{{expected}}', '557');
  await panel.getByText(count, { exact: true }).waitFor();
  await panel.getByText(/^\d \/ 557 人已签到$/).waitFor();
  await picture(desk, 'windows-1366');
  await panel.getByRole('button', { name: words.windows.close }).click();
  await panel.getByText(/已结束/).waitFor();
  await panel.getByRole('button', { name: words.windows.ask, exact: true }).waitFor();
  await panel.getByRole('button', { name: 'Close' }).or(panel.locator('.ant-drawer-close')).first().click();
});

/** The liaison of the first branch enters a trainee, says where each of them is, and signs it off unless told otherwise. */
async function callRoll(call: {
  enter?: number;
  revision: number;
  states: string[];
  heads: number;
  reason?: string;
  signOff?: boolean;
}): Promise<void> {
  const liaison = await signIn(server.url, at(await course.links('liaison'), 0));
  const read = await course.organiser.request('GET', `/api/courses/${course.courseId}`);
  const { lessons } = routes['GET /api/courses/:courseId'].output.parse(await read.json());
  const lesson = lessons.find(({ startedAt, endedAt }) => startedAt !== null && endedAt === null);
  const room = `/api/courses/${course.courseId}/lessons/${lesson?.id ?? ''}/attendance/rooms/${liaison.participant.branchId ?? ''}`;
  const list = await liaison.request('GET', room);
  const { trainees } = routes[
    'GET /api/courses/:courseId/lessons/:lessonId/attendance/rooms/:branchId'
  ].output.parse(await list.json());
  const { enter, states, ...rest } = call;
  if (enter !== undefined) {
    const entry = { traineeId: at(trainees, enter).traineeId, windowId: lesson?.id };
    expect((await liaison.request('POST', `${room}/sign-ins`, entry)).status).toBe(200);
  }
  const marks = trainees.map(({ traineeId }, place) => ({ traineeId, state: at(states, place) }));
  const called = await liaison.request('PUT', `${room}/roll-call`, { signOff: true, ...rest, marks });
  expect(called.status).toBe(200);
}

describe('a contradiction', () => {
  it('comes to the top by itself when the roll call says absent', async () => {
    const call = { states: ['absent', 'absent', 'absent'], heads: 3 };
    // As the phone sends it: what was counted is kept at once, and signed off in the end.
    await callRoll({ ...call, revision: 0, signOff: false });
    await callRoll({ ...call, revision: 1 });
    await work().getByText(words.work.about.signed_in_called_absent).waitFor();
    await expect.poll(() => figure(words.figure.rollCalls).textContent()).toBe('1');
    await picture(desk, 'contradiction-1366');
  });

  it('is decided with a reason, and leaves the list', async () => {
    await work().getByRole('button', { name: words.work.decide }).click();
    const panel = desk.getByRole('dialog');
    await panel.getByText(words.work.short.signed_in_called_absent).waitFor();
    const save = panel.getByRole('button', { name: words.decision.save });
    await panel.getByText(words.state.late, { exact: true }).click();
    expect(await save.isDisabled()).toBe(true);
    await panel.getByLabel(words.decision.reason, { exact: true }).fill(decisionReason);
    await picture(desk, 'decision-1366');
    await save.click();
    await work().getByText(words.work.none).waitFor();
  });

  it('of a whole room leads to the evidence of its people, and can be let stand with a reason', async () => {
    const states = ['absent', 'leave', 'absent'];
    await callRoll({ enter: 1, revision: 2, states, heads: 1, reason: '示例理由：座位空着' });
    await work().getByRole('button', { name: words.work.look }).click();
    await desk.getByRole('button', { name: '示例学员 0222' }).waitFor();
    expect(await desk.getByRole('button', { name: '示例学员 0002' }).count()).toBe(0);
    await picture(desk, 'room-evidence-1366');
    // Another look begins anew, whatever was searched for meanwhile.
    await desk.getByLabel(words.evidence.search).fill('0002');
    await desk.getByRole('button', { name: '示例学员 0222' }).waitFor({ state: 'detached' });
    await work().getByRole('button', { name: words.work.look }).click();
    await desk.getByRole('button', { name: '示例学员 0222' }).waitFor();
    await work().getByRole('button', { name: words.work.stand }).click();
    const dialog = desk.getByRole('dialog');
    await dialog.getByLabel(words.decision.reason).fill('示例理由：照片上有人');
    await dialog.getByRole('button', { name: words.work.stand }).click();
    await work().getByText(words.work.none).waitFor();
  });

  it('in a room says of whom it was, beside the branch', async () => {
    await desk.locator('.attendance-desk__parts').getByText(words.by.branch, { exact: true }).click();
    await desk.getByRole('button', { name: '示例分课堂 001' }).click();
    const panel = desk.getByRole('dialog');
    const history = panel.getByRole('region', { name: words.history.title });
    await history.getByText(/点名 · 示例学员 0222 · 缺席 → 请假/).waitFor();
    // Heads that were counted before signing off stand once; another count afterwards is a change.
    const signedOff = history.locator('li', { hasText: words.history.what.signedOff });
    const heads = (count: number): string => words.heads.replace('{{count}}', String(count));
    await signedOff.getByText(`${heads(3)} → ${heads(1)}`).waitFor();
    expect(await signedOff.last().innerText()).toContain(`${words.history.what.signedOff} · ${heads(3)} · `);
    await picture(desk, 'room-history-1366');
    await panel.locator('.ant-drawer-close').click();
  });

  it('stays on record beside all sources, with who and why', async () => {
    await desk.getByText(words.by.evidence, { exact: true }).click();
    await desk.getByLabel(words.evidence.search).fill('0001');
    await desk.getByRole('button', { name: '示例学员 0001' }).click();
    const panel = desk.getByRole('dialog');
    const history = panel.getByRole('region', { name: words.history.title });
    await history.getByText(words.evidence.reason.replace('{{reason}}', decisionReason)).waitFor();
    await picture(desk, 'evidence-1366');
    await panel.locator('.ant-drawer-close').click();
  });

  it('is in the exported file', async () => {
    await desk.getByRole('button', { name: zh.records.export, exact: true }).click();
    const downloading = desk.waitForEvent('download');
    await desk.getByRole('menuitem', { name: words.exportLessonXlsx }).click();
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.readFile(await (await downloading).path());
    const lines = workbook.worksheets.map((sheet) => {
      const rows: string[] = [];
      sheet.eachRow((row) => rows.push(JSON.stringify(row.values)));
      return rows;
    });
    const own = lines[0]?.find((line) => line.includes('"0001"'));
    expect(own).toContain(decisionReason);
    expect(own).toContain('迟到');
    expect(own).toContain('缺席');
    expect(
      lines
        .slice(1)
        .flat()
        .some((line) => line.includes(decisionReason)),
    ).toBe(true);
    expect(problems).toEqual([]);
  });
});
