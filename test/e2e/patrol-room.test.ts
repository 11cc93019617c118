import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import { routes, type NoticeData } from '../../src/contract/index.ts';
import { patrolLimits, type WallTile } from '../../src/contract/patrol.ts';
import { album } from '../support/album.ts';
import { launchBrowser, openWindow, pressUntil } from '../support/browser.ts';
import { at, openCourse, type OpenCourse } from '../support/course.ts';
import { takeCookies } from '../support/desk.ts';
import { Member } from '../support/member.ts';
import { writeStandingFilm } from '../support/patrol-pages.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { signIn } from '../support/wire.ts';

// What patrol gets from real pages: two branches' screens with cameras, one of them black; and what becomes of a finding on
// the liaison's phone and on the organiser's desk. The inspector looks over a socket, as the wall does.

/** Takes pictures for people to look at. */
const picture = album('patrol-room');

const note = '示例：后排空位较多';
const answered = '示例：三人请假';
const settled = '示例：已核实';
const another = (findingId: string): string => `示例：${findingId}。`;
const toRoom = '示例：请把镜头对准座位';
const toPort = '示例：请把镜头对准自己';

let server: TestServer;
let course: OpenCourse;
let folder: string;
let lit: Browser;
let dark: Browser;
let screen: Page;
let darkScreen: Page;
let phone: Page;
let desk: Page;
let lecturer: Member;
let inspector: Member;
/** The tiles of the two branches. */
let litTile: WallTile;
let darkTile: WallTile;
/** A page says again and again what it shows. */
let renewing: ReturnType<typeof setInterval> | undefined;

async function openScreen(browser: Browser, link: string): Promise<Page> {
  const { page } = await openWindow(browser, { width: 960, height: 540 });
  await page.goto(link);
  return page;
}

async function joinAs(link: string): Promise<Member> {
  return new Member(await signIn(server.url, link)).join();
}

/** The desk of the organiser who has made the course, in a window of its own. */
async function openDesk(): Promise<Page> {
  const { context, page } = await openWindow(lit);
  await takeCookies(context, course.organiser);
  await page.goto(`${server.url}/desk/${course.organiser.participant.sessionId}`);
  await page.getByRole('menuitem', { name: zh.desk.patrol }).click();
  await page.getByRole('heading', { name: zh.patrolDesk.title }).waitFor();
  return page;
}

/** Plans a round for the minute in which the lesson that runs has begun: it is past. */
async function planBegun(): Promise<void> {
  const { organiser, courseId } = course;
  const read = await organiser.request('GET', `/api/courses/${courseId}`);
  const { lessons } = routes['GET /api/courses/:courseId'].output.parse(await read.json());
  const lesson = lessons.find(({ startedAt }) => startedAt !== null);
  const path = `/api/courses/${courseId}/lessons/${lesson?.id ?? ''}/patrol-plan`;
  expect((await organiser.request('PUT', path, { minutes: [0], ports: false })).status).toBe(200);
}

/** The stills of a tile that came so far. */
function stillsOf(tile: WallTile): NoticeData<'patrol.still'>[] {
  return inspector.heard.flatMap(({ name, data }) => {
    // The server parsed it before it sent it.
    const still = data as NoticeData<'patrol.still'>;
    return name === 'patrol.still' && still.tileId === tile.tileId ? [still] : [];
  });
}

function bytesOf({ picture }: NoticeData<'patrol.still'>): Buffer {
  return Buffer.from(picture instanceof Uint8Array ? picture : new Uint8Array(picture));
}

/** A tile's newest state. */
function tileNow(tile: WallTile): WallTile {
  const changes = inspector.heard.flatMap(({ name, data }) =>
    name === 'patrol.wallChanged' ? (data as NoticeData<'patrol.wallChanged'>).tiles : [],
  );
  return changes.findLast(({ tileId }) => tileId === tile.tileId) ?? tile;
}

const fileAnother = (findingId: string): Promise<unknown> =>
  inspector.ask('patrol.file', {
    ...{ findingId, tileId: litTile.tileId, kind: 'emptySeats', note: another(findingId) },
    ...{ headCount: 1, picture: 'newest' },
  });

/** What the inspector looks at, said again and again as the wall's page does. */
let shown: WallTile[] = [];
const look = (): Promise<unknown> =>
  inspector.ask('patrol.look', { tileIds: shown.map(({ tileId }) => tileId) });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plenum-patrol-room-'));
  const lid = join(folder, 'lid.y4m');
  writeStandingFilm(lid, () => 0);
  [server, lit, dark] = await Promise.all([
    startServer(),
    launchBrowser(),
    launchBrowser({ cameraFile: lid }),
  ]);
  course = await openCourse(server);
  const screens = await course.links('screen');
  lecturer = await joinAs(at(await course.links('lecturer'), 0));
  await lecturer.ask('classroom.start', {});
  inspector = await joinAs(at(await course.links('inspector'), 0));
  screen = await openScreen(lit, at(screens, 0));
  darkScreen = await openScreen(dark, at(screens, 1));
  const { page } = await openWindow(lit, { width: 390, height: 844 });
  phone = page;
  await phone.goto(at(await course.links('liaison'), 0));
  await planBegun();
  desk = await openDesk();
});

afterAll(async () => {
  clearInterval(renewing);
  await Promise.all([lit.close(), dark.close()]);
  await server.close();
  await rm(folder, { recursive: true });
});

describe('a branch on patrol', () => {
  it('shows in its own page what the organisers see of it, and sends small stills of it', async () => {
    const { tiles } = await inspector.ask('patrol.wall', {});
    const tileOf = (page: Page): WallTile | undefined => {
      const sessionId = new URL(page.url()).pathname.split('/').at(-1);
      return tiles.map(tileNow).find(({ participantId }) => participantId === sessionId);
    };
    await inspector.sees('both screens are on the wall', () => {
      const [here, covered] = [tileOf(screen), tileOf(darkScreen)];
      if (!here || !covered) return false;
      [litTile, darkTile] = [here, covered];
      return true;
    });
    shown = [litTile, darkTile];
    await look();
    renewing = setInterval(() => void look(), patrolLimits.lookRenewMs);
    await inspector.sees('stills of a room that is looked at come and go on', () => {
      return stillsOf(litTile).length >= 4;
    });
    const stills = stillsOf(litTile);
    for (const still of stills) {
      expect(still).toMatchObject({ type: 'image/webp', width: 320, height: 180 });
      expect(bytesOf(still).subarray(8, 12).toString()).toBe('WEBP');
      expect(bytesOf(still).length).toBeLessThanOrEqual(patrolLimits.stillBytes);
    }
    const different = new Set(stills.map((still) => bytesOf(still).toString('base64')));
    expect(different.size, 'each one is taken anew').toBe(stills.length);
  });

  it('is flagged when its camera is black, and only then', async () => {
    await inspector.sees(
      'the black camera is flagged',
      () => tileNow(darkTile).attention.some(({ kind }) => kind === 'black'),
      30_000,
    );
    expect(tileNow(litTile).attention.map(({ kind }) => kind)).not.toContain('black');
    // Each still says how loud it was just before, and between two beeps it is silent.
    await inspector.sees('the fake microphone beeps', () =>
      stillsOf(litTile).some(({ sound }) => (sound ?? -100) > -60),
    );
  });

  it('knows when it is watched live, and goes on sending stills while it is on its way to the stage', async () => {
    const { participantId } = tileNow(litTile);
    if (participantId === null) throw new Error('the screen is gone');
    await inspector.ask('patrol.watch', { participantId });
    await screen.getByText(zh.patrolRoom.watched).waitFor();
    await inspector.ask('patrol.unwatch', {});
    await screen.getByText(zh.patrolRoom.watched).waitFor({ state: 'detached' });
    const { guest } = await lecturer.ask('stage.call', { participantId });
    await screen.locator('.guest').waitFor();
    const before = stillsOf(litTile).length;
    await inspector.sees('stills go on', () => stillsOf(litTile).length >= before + 2);
    await lecturer.ask('stage.release', { callId: guest.callId });
    await screen.locator('.guest').waitFor({ state: 'detached' });
    const after = stillsOf(litTile).length;
    await inspector.sees('stills go on after it', () => stillsOf(litTile).length >= after + 2);
  });
});

describe('a line of text', () => {
  it("is read on the room's screen and on its liaison's phone", async () => {
    await inspector.ask('patrol.say', { messageId: 'line-1', tileId: litTile.tileId, text: toRoom });
    await screen.getByText(toRoom).waitFor();
    await phone.getByText(toRoom).first().waitFor();
    for (const page of [screen, phone]) await page.getByText(zh.messages.toThisRoom).waitFor();
  });
});

describe('a port on patrol', () => {
  it('is seen only once its person says so, reads what is written to it, and can end it', async () => {
    const { page: port, context } = await openWindow(lit, { width: 390, height: 844 });
    await port.goto(at(await course.links('port'), 0));
    await port.getByText(zh.patrolRoom.port.off).waitFor();
    const sessionId = new URL(port.url()).pathname.split('/').at(-1);
    const { tiles } = await inspector.ask('patrol.wall', {});
    const own = () => tiles.map(tileNow).find(({ participantId }) => participantId === sessionId);
    await inspector.sees('the port is on the wall', () => own() !== undefined);
    const tile = own();
    if (!tile) throw new Error('the port is gone');
    const isOff = (): boolean => tileNow(tile).attention.some(({ kind }) => kind === 'cameraOff');
    await inspector.sees('its camera is off, which is no fault', isOff);
    expect(stillsOf(tile)).toHaveLength(0);
    await port.getByRole('button', { name: zh.patrolRoom.port.turnOn }).click();
    await port.getByText(zh.patrolRoom.port.on).waitFor();
    shown = [litTile, darkTile, tile];
    await look();
    await inspector.sees('its picture comes', () => stillsOf(tile).length > 0 && !isOff());
    await inspector.ask('patrol.say', { messageId: 'line-2', tileId: tile.tileId, text: toPort });
    const line = port.locator('.port-lines li', { hasText: toPort });
    await line.getByRole('button', { name: zh.patrolRoom.port.understood }).click();
    await line.waitFor({ state: 'detached' });
    await port.getByRole('button', { name: zh.patrolRoom.port.turnOff }).click();
    await port.getByText(zh.patrolRoom.port.refused).waitFor();
    await inspector.sees('its camera is off again', isOff);
    await context.close();
  });
});

describe('a round and its finding', () => {
  it('is planned on the desk, for minutes of the lesson that are still to come', async () => {
    await desk.getByRole('button', { name: zh.patrolDesk.plan }).click();
    const dialog = desk.getByRole('dialog');
    const save = dialog.getByRole('button', { name: zh.records.save });
    await dialog.getByText(/^\d\d:\d\d 已过$/).waitFor();
    expect(Number(await dialog.getByRole('spinbutton').getAttribute('aria-valuemin'))).toBeGreaterThan(0);
    await dialog
      .getByRole('button', { name: zh.patrolDesk.removeMinute.replace('{{minute}}', '0'), exact: true })
      .click();
    await save.click();
    await desk.getByRole('button', { name: zh.patrolDesk.plan, exact: true }).click();
    // A minute that stands in the field is not planned yet.
    await expect.poll(() => save.isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: zh.patrolDesk.addMinute }).click();
    await dialog.getByText(zh.patrolDesk.minute.replace('{{minute}}', '15'), { exact: true }).waitFor();
    await save.click();
    await desk.getByRole('button', { name: `${zh.patrolDesk.plan} · 1` }).waitFor();
  });

  it('is started on the desk, which shows how far it is', async () => {
    await desk.getByRole('button', { name: zh.patrolDesk.start }).click();
    await desk.getByRole('dialog').getByRole('button', { name: zh.patrolDesk.start }).click();
    await desk.getByText(zh.patrolDesk.round.replace('{{number}}', '1')).waitFor();
    await desk.locator('.patrol-round__duty').getByText(inspector.session.participant.name).waitFor();
    await inspector.ask('patrol.mark', { markId: 'mark-1', tileId: darkTile.tileId });
    await desk.locator('.patrol-round__seen', { hasText: /^1$/ }).waitFor();
  });

  it('reaches the liaison with its picture, and is answered on the phone', async () => {
    await inspector.ask('patrol.file', {
      findingId: 'finding-1',
      tileId: litTile.tileId,
      kind: 'emptySeats',
      note,
      headCount: 22,
      picture: 'newest',
    });
    const card = phone.locator('.finding', { hasText: note });
    await card.getByRole('heading', { name: zh.patrolFindings.kind.emptySeats }).waitFor();
    await card.getByText(zh.patrolFindings.heads.replace('{{count}}', '22')).waitFor();
    await card.locator('img').scrollIntoViewIfNeeded();
    await expect.poll(() => card.locator('img').evaluate(widthOf)).toBe(320);
    await phone.locator('.findings-banner').waitFor();
    await card.getByLabel(zh.patrolFindings.answerLabel).fill(answered);
    await card.getByRole('button', { name: zh.patrolFindings.send }).click();
    await card.getByText(answered).waitFor();
    await phone.locator('.findings-banner').waitFor({ state: 'detached' });
    await inspector.sees(
      'the answer comes to those who patrol',
      () => inspector.newest('patrol.findingChanged')?.finding.answer?.text === answered,
    );
  });

  it('is saved with all rounds as a spreadsheet', async () => {
    const choice = desk.getByRole('menuitem', { name: zh.patrolDesk.exportXlsx });
    await pressUntil(desk.getByRole('button', { name: zh.records.export }), choice);
    const saved = desk.waitForEvent('download');
    await choice.click();
    const workbook = await readFile(await (await saved).path());
    // A ZIP, as every XLSX is.
    expect(workbook.subarray(0, 2).toString()).toBe('PK');
  });

  it('stands among what needs the organiser today, and is opened there', async () => {
    // Of one part the answer is long in coming: nothing is shown that it would push down when it comes.
    let answer = (): void => undefined;
    const late = new Promise<void>((resolve) => (answer = resolve));
    await desk.route('**/tickets?*', async (route) => {
      await late;
      await route.continue();
    });
    const needs = desk.locator('.needs');
    const row = needs.locator('li', { hasText: note });
    const findings = desk.waitForResponse(/\/findings\?state=answered/);
    await desk.getByRole('menuitem', { name: zh.desk.today }).click();
    await findings;
    await needs.and(desk.locator('[aria-busy=true]')).waitFor();
    expect(await needs.locator('li').count()).toBe(0);
    answer();
    await row.getByText(zh.patrolFindings.state.answered).waitFor();
    const panel = desk.getByRole('dialog').getByText(answered);
    await pressUntil(row.getByRole('button', { name: zh.desk.needs.look }), panel);
    await desk.keyboard.press('Escape');
    await desk.getByRole('menuitem', { name: zh.desk.patrol }).click();
  });

  it('is settled on the desk, and the liaison sees with which word', async () => {
    await desk.locator('.ant-table-row', { hasText: note }).click();
    const panel = desk.getByRole('dialog');
    await panel.getByText(answered).waitFor();
    await expect.poll(() => panel.locator('img').evaluate(widthOf)).toBe(320);
    await panel.getByLabel(zh.patrolDesk.settleLabel).fill(settled);
    await panel.getByRole('button', { name: zh.patrolDesk.settle }).click();
    await panel.getByLabel(zh.patrolDesk.reopenLabel).waitFor();
    const card = phone.locator('.finding', { hasText: note });
    await card.getByText(settled).waitFor();
    expect(await card.getByRole('button', { name: zh.patrolFindings.send }).count()).toBe(0);
  });

  it('stays open on the desk with what is being written, while others come too fast for a slow server', async () => {
    await desk.keyboard.press('Escape');
    await desk.getByRole('menuitem', { name: zh.desk.today }).click();
    await fileAnother('finding-2');
    const needs = desk.locator('.needs');
    await needs
      .locator('li', { hasText: another('finding-2') })
      .getByRole('button')
      .click();
    const panel = desk.getByRole('dialog');
    await panel.getByLabel(zh.patrolDesk.settleLabel).fill(settled);
    // More than are listed of each kind.
    for (const id of ['finding-3', 'finding-4', 'finding-5', 'finding-6']) await fileAnother(id);
    await needs.getByText(another('finding-6')).waitFor();
    await desk.route('**/findings?*', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await route.continue();
    });
    let more = 6;
    await expect
      .poll(
        async () => {
          more += 1;
          await fileAnother(`finding-${more}`);
          return (await needs.innerText()).includes(another('finding-6'));
        },
        { interval: 200 },
      )
      .toBe(false);
    await desk.unroute('**/findings?*');
    expect(await needs.getByText(another('finding-2')).count()).toBe(0);
    await panel.getByText(another('finding-2')).waitFor();
    await panel.getByRole('button', { name: zh.patrolDesk.settle }).click();
    await panel.getByLabel(zh.patrolDesk.reopenLabel).waitFor();
    await panel.getByText(settled).waitFor();
  });

  it('of an earlier round stays on the desk, with the rooms that it left unseen', async () => {
    await desk.keyboard.press('Escape');
    await desk.getByRole('menuitem', { name: zh.desk.patrol }).click();
    await desk.getByRole('button', { name: zh.patrolDesk.start }).click();
    await desk.getByRole('dialog').getByRole('button', { name: zh.patrolDesk.start }).click();
    await desk.getByText(zh.patrolDesk.round.replace('{{number}}', '2')).waitFor();
    const before = desk.locator('.patrol-before');
    const covered = zh.patrolDesk.seenOf.replace('{{seen}}', '2').replace('{{total}}', '221');
    await before.getByText(covered).click();
    await before.getByText(zh.patrolDesk.notSeenCount.replace('{{count}}', '219')).waitFor();
    await before.locator('.patrol-round__rooms li').first().waitFor();
    await picture(desk, 'rounds-before-1366');
  });

  it('says on the desk that it waits while nobody is on duty', async () => {
    const waiting = desk.locator('.patrol-round__waiting', { hasText: zh.patrolDesk.noDuty });
    expect(await waiting.count()).toBe(0);
    await inspector.ask('patrol.duty', { on: false });
    await waiting.waitFor();
    await desk.getByRole('menuitem', { name: zh.desk.today }).click();
    const figure = desk.locator('.figure', { hasText: zh.patrolDesk.figurePatrolled });
    const nobody = figure.getByText(zh.patrolDesk.figureNobody.split(' · ')[0] ?? '');
    await nobody.waitFor();
    await picture(desk, 'nobody-on-duty-1366');
    await inspector.ask('patrol.duty', { on: true });
    await nobody.waitFor({ state: 'detached' });
  });
});

function widthOf(image: HTMLElement | SVGElement): number {
  return image instanceof HTMLImageElement ? image.naturalWidth : 0;
}
