import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import { usualPolicy } from '../../src/contract/attendance.ts';
import { routes } from '../../src/contract/index.ts';
import { album } from '../support/album.ts';
import { launchBrowser, openWindow } from '../support/browser.ts';
import { at, openCourse, type OpenCourse } from '../support/course.ts';
import { startServer, type TestServer } from '../support/server.ts';

// A room signs in, in real browsers: a lecturer, the branch's screen, its liaison, a port, and phones that scan the code that
// the screen really shows. The first branch has three trainees: 0001, 0222 and 0443.

/** Takes pictures for people to look at. */
const picture = album('sign-in');
/** Milliseconds after which a photographed code no longer counts. */
const tooOldMs = 18_000;
const dayMs = 24 * 3_600_000;

let server: TestServer;
let course: OpenCourse;
let browser: Browser;
let lecturer: Page;
let screen: Page;
let liaison: Page;
/** The phone of trainee 0001. */
let phone: Page;
/** The first code that stood on the screen, and when it was read. */
let photographed: { link: string; at: number };

const words = zh.attendance;
const room = zh.attendanceRoom;
const small = { width: 390, height: 844 };

/** @param clockOff milliseconds by which the device's clock is wrong */
async function open(link: string, size = small, clockOff = 0): Promise<Page> {
  const { page } = await openWindow(browser, size);
  if (clockOff !== 0) await page.clock.install({ time: Date.now() + clockOff });
  await page.goto(link);
  return page;
}

/** What a phone's camera reads from the screen at this moment, or a little later: a busy machine takes seconds to open a page with it. */
async function scan(): Promise<string> {
  const code = screen.locator('.sign-in-code[data-link]');
  await code.locator('svg').waitFor();
  const seconds = screen.locator('.code-ring .figures');
  await expect.poll(async () => (await seconds.allInnerTexts()).every((left) => Number(left) > 5)).toBe(true);
  return (await code.getAttribute('data-link')) ?? '';
}

/** A text with its gaps filled. */
const filled = (text: string, gaps: Record<string, string | number>): string =>
  text.replace(/\{\{(\w+)\}\}/g, (_, gap: string) => String(gaps[gap]));
/** The part of a text before its first gap. */
const before = (text: string): string => text.split('{{')[0] ?? '';

const seen = (page: Page, text: string): Promise<void> =>
  page.getByText(text).locator('visible=true').first().waitFor();
const onScreen = (signedIn: number, kind: 'start' | 'again' | 'out' = 'start'): Promise<void> =>
  seen(screen, filled(zh.attendanceCode.count[kind], { signedIn, expected: 3 }));
const onConsole = (count: number): Promise<void> =>
  seen(lecturer, filled(zh.attendanceConsole.count, { count }));

/** What the organiser sets for signing in: everything else is as usual. */
async function settle(change: Partial<typeof usualPolicy>): Promise<void> {
  const path = `/api/courses/${course.courseId}/attendance-policy`;
  const key = 'GET /api/courses/:courseId/attendance-policy';
  const { revision } = routes[key].output.parse(await (await course.organiser.request('GET', path)).json());
  const policy = { ...usualPolicy, ...change };
  expect((await course.organiser.request('PUT', path, { policy, revision })).status).toBe(200);
}

/** The first lesson is to begin now by the timetable: only then somebody can be late. */
async function scheduleNow(): Promise<void> {
  const path = `/api/courses/${course.courseId}/lessons`;
  const list = routes['GET /api/courses/:courseId/lessons'].output;
  const { lessons } = list.parse(await (await course.organiser.request('GET', path)).json());
  const { id, revision, endsAt } = at(lessons, 0);
  const change = { startsAt: Date.now(), endsAt, revision };
  expect((await course.organiser.request('PATCH', `${path}/${id}`, change)).status).toBe(200);
}

/** Says who it is that holds the phone. */
async function identify(page: Page, number: string): Promise<void> {
  await page.getByLabel(zh.identity.name, { exact: true }).fill(`示例学员 ${number}`);
  await page.getByLabel(zh.identity.trainee.number).fill(number);
  await page.locator('form button[type=submit]').click();
}

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  course = await openCourse(server);
  await scheduleNow();
  lecturer = await open(at(await course.links('lecturer'), 0), { width: 1366, height: 768 });
  await lecturer.getByRole('button', { name: zh.lecturer.start }).click();
  screen = await open(at(await course.links('screen'), 0), { width: 1920, height: 1080 });
  liaison = await open(at(await course.links('liaison'), 0));
  phone = await open(at(await course.links('trainee'), 0));
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

describe('the code on the screen', () => {
  it('comes up by itself, and a known phone signs in with one tap', async () => {
    await onScreen(0);
    await seen(phone, words.own.due.start);
    photographed = { link: await scan(), at: Date.now() };
    await phone.goto(photographed.link);
    await seen(phone, '示例学员 0001');
    // Two taps count once.
    await phone.getByRole('button', { name: words.tap.start, exact: true }).dblclick();
    await seen(phone, before(words.done.start));
    await onScreen(1);
    await onConsole(1);
    await picture(phone, 'signed-in-390');
    await picture(screen, 'code-1920');
  });

  it('asks a new phone who it is, and that is its tap', async () => {
    const other = await open(await scan());
    await identify(other, '0222');
    await seen(other, before(words.done.start));
    await onScreen(2);
    await onConsole(2);
    // It is known from then on: a reload of the old code says what is on record.
    await other.reload();
    await seen(other, words.already);
    await other.context().close();
  });

  it('refuses people of another branch, with both names, and codes that are forged', async () => {
    const stranger = await open(at(await course.links('trainee'), 1));
    await seen(stranger, words.own.due.start);
    const link = await scan();
    // At once: there is nothing that they could tap.
    await stranger.goto(link);
    await seen(stranger, words.refused.elsewhere);
    await seen(stranger, filled(words.elsewhereThan, { own: '示例分课堂 002', here: '示例分课堂 001' }));
    await picture(stranger, 'another-branch-390');
    await stranger.goto(`${link.slice(0, -1)}${link.endsWith('0') ? '1' : '0'}`);
    await seen(stranger, words.refused.unknown);
    await seen(stranger, words.scanAgain);
    await picture(stranger, 'forged-390');
    await stranger.context().close();
    await onScreen(2);
  });

  it('says whose room it is before the tap, where the course lets people visit', async () => {
    await settle({ visitingRooms: true });
    const visitor = await open(at(await course.links('trainee'), 1));
    await seen(visitor, words.own.due.start);
    await visitor.goto(await scan());
    await visitor.getByRole('button', { name: words.tap.start, exact: true }).waitFor();
    await seen(visitor, filled(words.visit, { own: '示例分课堂 002', here: '示例分课堂 001' }));
    await picture(visitor, 'visitor-390');
    await visitor.context().close();
    // On a phone that is new, too: whoever says who they are reads it then.
    const stranger = await open(await scan());
    await identify(stranger, '0002');
    await stranger.getByRole('button', { name: words.tap.start, exact: true }).waitFor();
    await seen(stranger, filled(words.visit, { own: '示例分课堂 002', here: '示例分课堂 001' }));
    await stranger.context().close();
  });

  it('takes who comes late, with the minutes, and then goes: everybody is in', async () => {
    await settle({ graceMin: 0 });
    // Whatever the clock of the phone says: it is a day ahead.
    const late = await open(at(await course.links('trainee'), 442), small, dayMs);
    await seen(late, words.own.due.start);
    // The lesson goes on beside it: the code is small, and still says what to do with it.
    const { scan: toDo, title } = zh.attendanceCode;
    const corner = screen.locator('.screen-code--corner');
    await corner.getByText(filled(toDo, { kind: title.start }), { exact: true }).waitFor();
    await late.goto(await scan());
    await late.getByRole('button', { name: words.tap.start, exact: true }).click();
    await late.getByText(/迟到 \d{1,2} 分钟/).waitFor();
    await picture(late, 'clock-a-day-off-390');
    await onConsole(3);
    await screen.locator('.screen-code').waitFor({ state: 'detached' });
    await late.context().close();
  });

  it('is a button on a port, whose own page is its room', async () => {
    const port = await open(at(await course.links('port'), 0), { width: 1366, height: 768 });
    await port.getByRole('button', { name: words.tap.start, exact: true }).click();
    await seen(port, before(words.done.start));
    await onConsole(4);
    await port.context().close();
  });
});

describe('a second sign-in', () => {
  it('is asked for on the console and comes up on the screen', async () => {
    await lecturer.getByRole('button', { name: filled(zh.attendanceConsole.count, { count: 4 }) }).click();
    const dialog = lecturer.getByRole('dialog');
    await dialog.getByRole('button', { name: zh.attendanceConsole.ask }).click();
    await dialog.getByRole('button', { name: zh.attendanceConsole.close, exact: true }).waitFor();
    await picture(lecturer, 'asked-1366');
    await dialog.getByRole('button', { name: zh.common.close, exact: true }).click();
    await seen(screen, filled(zh.attendanceCode.scan, { kind: zh.attendanceCode.title.again }));
    await onScreen(0, 'again');
  });

  it('says honestly that nothing was received while the line is gone, and is received when it is back', async () => {
    await phone.goto(await scan());
    const tap = phone.getByRole('button', { name: words.tap.again, exact: true });
    await tap.waitFor();
    await phone.context().setOffline(true);
    await tap.click();
    await seen(phone, words.unsent);
    expect(await phone.getByText(before(words.done.again)).count()).toBe(0);
    await picture(phone, 'unsent-390');
    await phone.context().setOffline(false);
    await seen(phone, before(words.done.again));
  });

  it('lets a second person use the phone once the liaison says that they are in the room', async () => {
    await phone.getByRole('button', { name: words.another }).click();
    await identify(phone, '0222');
    await seen(phone, words.waiting);
    const card = liaison.getByRole('alert').filter({ hasText: room.request.title });
    await card.waitFor();
    await picture(liaison, 'request-390');
    await card.getByRole('button', { name: room.request.confirm }).click();
    await seen(phone, before(words.done.again));
    await seen(phone, '示例学员 0222');
    await onScreen(2, 'again');
    await picture(screen, 'again-1920');
  });

  it('takes a person without a phone from the liaison, marked as such', async () => {
    await liaison
      .getByRole('button', { name: filled(room.signIn.enterNamed.again, { name: '示例学员 0443' }) })
      .click();
    await liaison.getByRole('dialog').getByRole('button', { name: room.signIn.yes.again }).click();
    await seen(liaison, room.signIn.all.again);
    // All are in: the code makes room.
    await screen.locator('.screen-code').waitFor({ state: 'detached' });
    await liaison.getByText(room.signIn.list.again).click();
    const entered = liaison.locator('.room-list li', { hasText: '示例学员 0443' });
    await entered.getByText(room.signIn.method.liaison).waitFor();
  });
});

describe('a sign-out', () => {
  it('is called that on every page, and until when', async () => {
    await lecturer.getByRole('button', { name: filled(zh.attendanceConsole.count, { count: 4 }) }).click();
    const dialog = lecturer.getByRole('dialog');
    await dialog.getByRole('button', { name: zh.attendanceConsole.close, exact: true }).click();
    await dialog.getByText(zh.attendanceConsole.kind.out, { exact: true }).click();
    await dialog.getByRole('button', { name: zh.attendanceConsole.ask }).click();
    await dialog.getByRole('button', { name: zh.attendanceConsole.close, exact: true }).waitFor();
    await dialog.getByRole('button', { name: zh.common.close, exact: true }).click();
    await onScreen(0, 'out');
    await phone.getByRole('link', { name: words.enter }).click();
    await phone.getByRole('heading', { name: words.own.due.out, exact: true }).waitFor();
    await picture(phone, 'sign-out-390');
    const own = filled(room.signIn.enterNamed.out, { name: '示例学员 0001' });
    await liaison.getByRole('button', { name: own }).waitFor();
    await liaison.getByText(/^\d\d:\d\d 结束$/).waitFor();
    await picture(liaison, 'sign-out-liaison-390');
  });
});

describe('a roll call', () => {
  const row = (number: string) => liaison.locator('.roll-call__row', { hasText: `示例学员 ${number}` });

  it('is proposed from the sign-ins, changed with one tap, and saved by itself', async () => {
    await liaison.getByRole('button', { name: zh.liaison.section.rollCall }).click();
    await row('0001').getByText(room.rollCall.proposed).waitFor();
    expect(await row('0443').getByRole('radio', { name: room.state.late }).isChecked()).toBe(true);
    await row('0222').getByRole('radio', { name: room.state.leave }).click();
    await seen(liaison, room.rollCall.saved);
    await picture(liaison, 'roll-call-390');
  });

  it('carries a photo of the room, made small on the phone', async () => {
    const photo = await screen.screenshot();
    await liaison.locator('input[type=file]').setInputFiles({
      name: 'room.png',
      mimeType: 'image/png',
      buffer: photo,
    });
    const shown = liaison.getByRole('img', { name: room.rollCall.photoAlt });
    await shown.waitFor();
    await expect
      .poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBeGreaterThanOrEqual(960);
  });

  it('is signed off, also when the line is gone at that moment', async () => {
    await liaison.getByRole('button', { name: filled(room.rollCall.takeHeads, { count: 2 }) }).click();
    await seen(liaison, room.rollCall.saved);
    await liaison.context().setOffline(true);
    await liaison.getByRole('button', { name: room.rollCall.signOff }).click();
    await liaison.getByRole('dialog').getByRole('button', { name: room.rollCall.signOff }).click();
    await seen(liaison, room.rollCall.waiting);
    await liaison.context().setOffline(false);
    await liaison.getByText(/已于 \d\d:\d\d 确认点名/).waitFor();
  });

  it('asks for a reason when it is changed afterwards', async () => {
    await row('0222').getByRole('radio', { name: room.state.absent }).click();
    await liaison.getByLabel(room.rollCall.reason).fill('示例原因');
    await liaison.getByRole('button', { name: room.rollCall.submit }).click();
    await seen(liaison, room.rollCall.saved);
    await liaison.reload();
    await liaison.getByRole('button', { name: zh.liaison.section.rollCall }).click();
    await expect
      .poll(() => row('0222').getByRole('radio', { name: room.state.absent }).isChecked())
      .toBe(true);
  });
});

it(
  'a code that was photographed is refused 18 seconds later, with what to do',
  { timeout: 60_000 },
  async () => {
    await new Promise((resolve) => setTimeout(resolve, photographed.at + tooOldMs - Date.now()));
    const thief = await open(photographed.link);
    await seen(thief, words.refused.old);
    await seen(thief, words.scanAgain);
    await thief.context().close();
  },
);

describe('a page whose place is taken', () => {
  it('by another window of the same browser takes it back with one tap', async () => {
    const first = await open(at(await course.links('trainee'), 2));
    await first.getByText('示例学员 0003').waitFor();
    const second = await first.context().newPage();
    await second.goto(first.url());
    await seen(first, zh.state.replacedText);
    await first.getByRole('button', { name: zh.state.replacedAction }).click();
    await first.getByText('示例学员 0003').waitFor();
    await seen(second, zh.state.replacedText);
    await first.context().close();
  });

  it('by another device says so, and that the link has to be opened again here', async () => {
    const link = at(await course.links('trainee'), 2);
    const first = await open(link);
    await first.getByText('示例学员 0003').waitFor();
    const second = await open(link);
    await seen(first, zh.state.movedText);
    expect(await first.getByRole('button', { name: zh.state.replacedAction }).count()).toBe(0);
    await picture(first, 'moved-390');
    await Promise.all([first.context().close(), second.context().close()]);
  });
});
