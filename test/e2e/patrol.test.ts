import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import { launchBrowser, openWindow } from '../support/browser.ts';
import { film, isRed, red } from '../support/cameras.ts';
import { makeDemo } from '../support/demo.ts';
import { Member } from '../support/member.ts';
import { WorkersHere } from '../support/patrol-live.ts';
import { sentBy, writeStandingFilm } from '../support/patrol-pages.ts';
import { framesFlow } from '../support/playback.ts';
import { startServerHere, type ServerHere } from '../support/server-here.ts';
import { signIn } from '../support/wire.ts';

// A whole round in browsers: a red room whose camera runs, one whose camera stands still, one whose camera is black; two
// inspectors at their walls, and the red room's liaison. The organiser starts the round over a socket.

const note = '示例：前排两人使用手机';
const answer = '示例：已提醒';
const live = '.wall-live__video[data-shown]';
/** Milliseconds between two presses of a key: rooms are marked about as fast as the server takes marks. */
const pressMs = 150;
/** The shortest that a tour stays is 5 s. */
const longerThanDwellMs = 6_500;

const workers = new WorkersHere();
let server: ServerHere;
let folder: string;
let browsers: Browser[];
let staff: Browser;
let redRoom: Page;
let frozenRoom: Page;
let blackRoom: Page;
let liaison: Page;
let first: Page;
let second: Page;
let organiser: Member;
/** A port's link. */
let portPath: string;
/** The tiles of the three rooms. */
const tiles = { red: '', frozen: '', black: '' };

async function open(browser: Browser, path: string, size: { width: number; height: number }): Promise<Page> {
  const { page } = await openWindow(browser, size);
  await page.goto(`${server.url}${path}`);
  return page;
}

/** The tile of the branch whose screen this page is. */
async function tileOf(screen: Page): Promise<string> {
  await screen.waitForURL(/\/screen\//);
  const sessionId = new URL(screen.url()).pathname.split('/').at(-1);
  return vi.waitFor(
    async () => {
      const wall = await organiser.ask('patrol.wall', {});
      const found = wall.tiles.find(({ participantId }) => participantId === sessionId);
      if (!found) throw new Error('the room is not on the wall');
      return found.tileId;
    },
    { interval: 1_200, timeout: 45_000 },
  );
}

const tile = (page: Page, tileId: string) => page.locator(`[data-tile="${tileId}"]`);
const nameOf = (page: Page, tileId: string): Promise<string> =>
  tile(page, tileId).locator('.wall-tile__name').innerText();
/** What a room reads while somebody speaks to it, but for the name. */
const spoken = zh.patrolRoom.talking.replace('{{name}}', '').trim();
const seenOf = (seen: number): string =>
  zh.wall.seenOf.replace('{{seen}}', String(seen)).replace('{{total}}', '221');

/** Whether all of a tile is seen on the wall. */
async function isInView(page: Page, selector: string): Promise<boolean> {
  const [wall, seen] = [await page.locator('.wall-grid').boundingBox(), await boxOf(page, selector)];
  return wall !== null && seen !== null && seen.y >= wall.y && seen.y + seen.height <= wall.y + wall.height;
}

async function boxOf(page: Page, selector: string): ReturnType<Locator['boundingBox']> {
  const found = page.locator(selector);
  return (await found.count()) === 0 ? null : found.boundingBox();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plenum-wall-'));
  const [frozen, black] = [join(folder, 'frozen.y4m'), join(folder, 'black.y4m')];
  writeStandingFilm(frozen, (row) => 40 + row);
  writeStandingFilm(black, () => 0);
  const [redBrowser, frozenBrowser, blackBrowser, staffBrowser, started] = await Promise.all([
    launchBrowser({ cameraFile: film(folder, 'red', red) }),
    launchBrowser({ cameraFile: frozen }),
    launchBrowser({ cameraFile: black }),
    launchBrowser(),
    // A room that fell off is gone after that long: nobody waits for half a minute.
    startServerHere({ PLENUM_CLASSROOM_TRANSPORT_GRACE_MS: '6000' }),
  ]);
  staff = staffBrowser;
  browsers = [redBrowser, frozenBrowser, blackBrowser, staff];
  server = started;
  const demo = await makeDemo(server);
  const path = (role: Parameters<typeof demo.paths>[0], number = 0): string => demo.paths(role)[number] ?? '';
  portPath = path('port');
  const lecturer = await new Member(await signIn(server.url, path('lecturer'))).join();
  await lecturer.ask('classroom.start', {});
  const lessonId = lecturer.joined.snapshot?.lesson.id;
  organiser = await new Member(demo.organiser).join(lessonId);
  const hall = { width: 640, height: 360 };
  const office = { width: 1366, height: 768 };
  redRoom = await open(redBrowser, path('screen', 0), hall);
  frozenRoom = await open(frozenBrowser, path('screen', 1), hall);
  blackRoom = await open(blackBrowser, path('screen', 2), hall);
  liaison = await open(staff, path('liaison', 0), { width: 390, height: 844 });
  tiles.red = await tileOf(redRoom);
  tiles.frozen = await tileOf(frozenRoom);
  tiles.black = await tileOf(blackRoom);
  first = await open(staff, path('inspector'), office);
  second = await open(staff, path('inspector'), office);
});

afterAll(async () => {
  await Promise.all(browsers.map((browser) => browser.close()));
  await server.close();
  await rm(folder, { recursive: true });
});

describe('the wall', () => {
  it('shows the rooms, and brings a frozen and a black camera to the top by themselves', async () => {
    await tile(first, tiles.red).locator('img').waitFor();
    await tile(first, tiles.frozen).getByText(zh.wall.attention.frozen).waitFor();
    await tile(first, tiles.black).getByText(zh.wall.attention.black).waitFor();
    const shown = await first
      .locator('.wall-tile')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-tile')));
    expect(shown.slice(0, 2)).toEqual([tiles.frozen, tiles.black]);
    expect(await tile(first, tiles.red).locator('.wall-mark').count()).toBe(0);
  });

  it('has only the rows in the page that are seen, all others by scrolling', async () => {
    expect(await first.locator('.wall-tile').count()).toBeLessThan(90);
    await first.locator('[role=grid]').press('End');
    await first.locator('.wall-tile:focus').waitFor();
    await expect.poll(() => tile(first, tiles.frozen).count(), { message: 'the first row is gone' }).toBe(0);
    await first.keyboard.press('Home');
    await tile(first, tiles.frozen).locator('xpath=self::*[@tabindex=0]').waitFor();
  });

  it('keeps its place when a room far down is opened, and left again', async () => {
    await first.locator('[role=grid]').press('End');
    for (let row = 0; row < 12; row += 1) await first.keyboard.press('ArrowUp');
    const name = await first.locator('.wall-tile:focus .wall-tile__name').innerText();
    await first.keyboard.press('Enter');
    await first.locator('.wall-live').getByRole('heading', { name }).waitFor();
    await expect.poll(() => isInView(first, '.wall-tile[data-watched]')).toBe(true);
    await first.keyboard.press('Escape');
    await first.locator('.wall-tile:focus', { hasText: name }).waitFor();
    await expect.poll(() => isInView(first, '.wall-tile:focus')).toBe(true);
    await first.keyboard.press('Home');
    await tile(first, tiles.frozen).locator('xpath=self::*[@tabindex=0]').waitFor();
  });

  it('takes nothing of a camera that nobody watches', async () => {
    const bytes = await workers.receivedBytes();
    expect(bytes.length, 'three cameras are published').toBeGreaterThanOrEqual(3);
    expect(bytes.reduce((sum, one) => sum + one, 0)).toBe(0);
    for (const page of [redRoom, frozenRoom, blackRoom]) expect((await sentBy(page)).packets).toBe(0);
  });

  it('has a room send while the mouse is down on it, and rest when it is let go elsewhere', async () => {
    const sent = async (): Promise<number> => (await sentBy(redRoom)).packets;
    await tile(first, tiles.red).hover();
    await first.mouse.down();
    await expect.poll(sent).toBeGreaterThan(0);
    await first.mouse.move(5, 5);
    await first.mouse.up();
    expect(await first.locator('.wall-live').count()).toBe(0);
    // Once everything that was under way is there, the count stands.
    let before = -1;
    await expect
      .poll(
        async () => {
          const last = before;
          before = await sent();
          return before - last;
        },
        { interval: 1_000 },
      )
      .toBe(0);
  });

  it("goes live with one click: the picture is the room's own, and the others still send nothing", async () => {
    await tile(first, tiles.red).click();
    await first.locator(live).waitFor();
    await expect.poll(() => isRed(first, live)).toBe(true);
    await framesFlow(first, { selector: live });
    expect((await sentBy(redRoom)).packets).toBeGreaterThan(0);
    for (const page of [frozenRoom, blackRoom]) expect((await sentBy(page)).packets).toBe(0);
    const carried = (await workers.receivedBytes()).filter((bytes) => bytes > 0);
    expect(carried.length, 'camera and microphone of one room').toBeLessThanOrEqual(2);
  });

  it('tours the rooms in which somebody is, and stays while its inspector writes or speaks', async () => {
    const heading = first.locator('.wall-live__head h2');
    const held = first.locator('.wall-live__state', { hasText: zh.wall.tour.held });
    /** The name that comes after this one, within a dwell and what a busy machine takes. */
    const after = async (name: string): Promise<string> => {
      await expect.poll(() => heading.innerText(), { timeout: 20_000 }).not.toBe(name);
      return heading.innerText();
    };
    const begun = await heading.innerText();
    await first.getByLabel(zh.wall.tour.dwell).selectOption('5');
    await first.getByRole('button', { name: zh.wall.tour.start }).click();
    const line = first.getByLabel(zh.wall.live.line);
    await line.fill(note);
    await held.waitFor();
    await first.waitForTimeout(longerThanDwellMs);
    expect([await heading.innerText(), await line.inputValue()]).toEqual([begun, note]);
    await line.fill('');
    await line.press('Escape');
    const next = await after(begun);
    await first.locator('.wall-talk').click();
    await held.waitFor();
    await first.waitForTimeout(longerThanDwellMs);
    expect(await heading.innerText()).toBe(next);
    await first.locator('.wall-talk').click();
    const third = await after(next);
    expect([next, third].sort(), 'nobody is in the other rooms').toEqual(
      (await Promise.all([tiles.frozen, tiles.black].map((one) => nameOf(first, one)))).sort(),
    );
    expect([begun, next], 'and round again').toContain(await after(third));
    await first.keyboard.press('Escape');
    await tile(first, tiles.red).click();
    await first.locator(live).waitFor();
  });
});

describe('a round', () => {
  it('is seen by both inspectors when it begins, with their shares', async () => {
    await organiser.ask('patrol.startRound', { roundId: 'round-1', ports: false });
    // Wherever they are on the wall it is said to them, and goes by itself.
    const begins = zh.wall.roundBeginsShare.replace('{{number}}', '1').split('{{')[0] ?? '';
    const notes = [first, second].map((page) => page.locator('.wall-note', { hasText: begins }));
    await Promise.all(notes.map((note) => note.waitFor()));
    for (const page of [first, second]) await page.getByText(seenOf(0)).waitFor();
    const share = zh.wall.share.replace('{{seen}}', '0').split('{{')[0] ?? '';
    for (const page of [first, second]) await page.getByText(share).waitFor();
    await Promise.all(notes.map((note) => note.waitFor({ state: 'detached' })));
  });

  it('takes a finding with the picture of that moment, and says so when it is on record', async () => {
    await first.keyboard.press('f');
    const dialog = first.getByRole('dialog');
    await dialog.locator('img').waitFor();
    await dialog.getByText(zh.patrolFindings.kind.phone).click();
    await dialog.getByLabel(zh.wall.file.heads).fill('12');
    await dialog.getByLabel(zh.wall.file.note).fill(note);
    await dialog.getByRole('button', { name: zh.wall.file.send }).click();
    const onRecord = first.locator('.wall-note[data-state=received]', { hasText: zh.wall.entry.received });
    await onRecord.waitFor();
    for (const page of [first, second]) await page.getByText(seenOf(1)).waitFor();
    await onRecord.waitFor({ state: 'detached' });
  });

  it("reaches the room's liaison with a frame of the live picture, who answers it", async () => {
    const card = liaison.locator('.finding', { hasText: note });
    await card.locator('img').scrollIntoViewIfNeeded();
    // A still is 320 pixels wide: this one was taken from the live picture.
    await expect
      .poll(() =>
        card.locator('img').evaluate((image) => (image instanceof HTMLImageElement ? image.naturalWidth : 0)),
      )
      .toBeGreaterThan(320);
    await card.getByLabel(zh.patrolFindings.answerLabel).fill(answer);
    await card.getByRole('button', { name: zh.patrolFindings.send }).click();
    await card.getByText(answer).waitFor();
  });

  it('is done by the two of them with one key, every room once', async () => {
    const done = zh.wall.seenAll.replaceAll(/\{\{\w+\}\}/g, '221');
    await first.keyboard.press('Escape');
    await second.locator('[role=grid]').press('ArrowDown');
    const walk = async (page: Page): Promise<void> => {
      for (let presses = 0; presses < 300; presses += 1) {
        if (await page.getByText(done).isVisible()) return;
        await page.keyboard.press(' ');
        await page.waitForTimeout(pressMs);
      }
      await page.getByText(done).waitFor();
    };
    await Promise.all([walk(first), walk(second)]);
    const { round, tiles: rooms, duty } = await organiser.ask('patrol.round', {});
    expect(round, 'and in all but three rooms nobody is').toMatchObject({
      ...{ seen: 221, total: 221, findings: 1 },
      absent: 218,
    });
    await first.getByText(zh.wall.roundAbsent.replace('{{count}}', '218')).waitFor();
    expect(rooms.filter(({ seen }) => seen?.outcome === 'finding').map(({ tileId }) => tileId)).toEqual([
      tiles.red,
    ]);
    expect(
      duty.reduce((sum, { seen }) => sum + seen, 0),
      'never twice',
    ).toBe(221);
    expect(Math.min(...duty.map(({ seen }) => seen)), 'both had a share').toBeGreaterThan(50);
  });

  it('says of a room that is not there that nobody was, and not that it is in order', async () => {
    await first.getByLabel(zh.wall.stateLabel).selectOption('offline');
    const empty = first.locator('.wall-tile').first();
    const short = zh.wall.absent.short.replace('{{time}}', '').trim();
    await empty.locator('.wall-tile__seen-short', { hasText: short }).waitFor({ state: 'attached' });
    await empty.click();
    const pane = first.locator('.wall-live');
    // The notes of the round's last keys are still there on a quick machine, and go by themselves.
    const noted = first.locator('.wall-note', { hasText: zh.wall.entry.markAbsent.replace('{{name}}', '') });
    await expect.poll(() => noted.count()).toBe(0);
    await pane.getByRole('button', { name: zh.wall.live.absent, exact: true }).click();
    await noted.waitFor();
    await first.keyboard.press('Escape');
    await pane.waitFor({ state: 'detached' });
    // A person who is not there is no room, and nobody else could read a line to them.
    await first.getByLabel(zh.wall.levelLabel).selectOption('port');
    await first.locator('.wall-tile').first().click();
    await pane.getByText(zh.wall.live.portAway).waitFor();
    expect(await pane.getByLabel(zh.wall.live.lineToPortAway).isDisabled()).toBe(true);
    await first.keyboard.press('Escape');
    await pane.waitFor({ state: 'detached' });
    await first.getByLabel(zh.wall.levelLabel).selectOption('');
    await first.getByLabel(zh.wall.stateLabel).selectOption('all');
  });
});

it('speaks to a person on a port until that person ends it, and writes to them', async () => {
  const { page: port } = await openWindow(staff, { width: 390, height: 844 });
  await port.goto(`${server.url}${portPath}`);
  await port.getByRole('button', { name: zh.patrolRoom.port.turnOn }).click();
  await first.locator('[role=grid]').press('Home');
  await first.getByLabel(zh.wall.levelLabel).selectOption('port');
  await first.locator('.wall-tile img').first().click();
  await first.locator(live).waitFor();
  const talk = first.locator('.wall-talk');
  await first.getByRole('button', { name: zh.wall.live.talkToPort }).click();
  await talk.getByText(zh.wall.live.talkHeard).waitFor();
  await port.locator('.port-mark').getByText(spoken).waitFor();
  await port.getByRole('button', { name: zh.patrolRoom.port.turnOff }).click();
  await talk.getByText(zh.wall.live.talkToPort).waitFor();
  await first.getByText(zh.wall.live.cameraOff).waitFor();
  await first.getByLabel(zh.wall.live.lineToPort).fill(note);
  await first.keyboard.press('Enter');
  await port.locator('.port-lines', { hasText: note }).waitFor();
  await first.getByText(zh.wall.live.sent, { exact: true }).waitFor();
  await port.close();
  // Whoever has sent a line has the wall's keys again.
  await first.keyboard.press('Escape');
  await first.locator('.wall-live').waitFor({ state: 'detached' });
  await first.getByLabel(zh.wall.levelLabel).selectOption('');
});

it('shows the last picture of a room that is gone in gray, on its tile and large', async () => {
  await redRoom.close();
  await first.locator('[role=grid]').press('Home');
  const gone = tile(first, tiles.red);
  await gone.getByText(zh.wall.attention.gone).waitFor();
  expect(await gone.locator('.wall-line, .wall-sound').count(), 'its line is not called good any more').toBe(
    0,
  );
  await gone.locator('img[data-old]').waitFor();
  await tile(first, tiles.red).click();
  await first.locator('.wall-live__still[data-old]').waitFor();
});
