import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundlePatrolPage, openPatrolPage } from '../../bench/support/patrol-site.ts';
import { launchBrowser, openWindow } from '../support/browser.ts';
import { makeDemo } from '../support/demo.ts';
import { writeMarkedVideo, type Colour } from '../support/marked-video.ts';
import { until } from '../support/media.ts';
import { WorkersHere } from '../support/patrol-live.ts';
import { sentBy } from '../support/patrol-pages.ts';
import { framesFlow, pictureColour, soundLevel } from '../support/playback.ts';
import { startServerHere, type ServerHere } from '../support/server-here.ts';

// Patrol's sessions in real browsers: a red room, a blue room and two inspectors. What leaves a room is counted twice, by its
// browser and by the media workers.

const red = { u: 90, v: 220 };
const blue = { u: 220, v: 100 };

interface Opened {
  page: Page;
  participantId: string;
}

const workers = new WorkersHere();
let server: ServerHere;
let folder: string;
let browsers: Browser[];
let redRoom: Opened;
let blueRoom: Opened;
let inspector: Page;
let colleague: Page;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plenum-patrol-'));
  const film = (name: string, colour: Colour): string => {
    const path = join(folder, `${name}.y4m`);
    writeMarkedVideo(path, colour);
    return path;
  };
  const [redBrowser, blueBrowser, staff, started, script] = await Promise.all([
    launchBrowser({ cameraFile: film('red', red) }),
    launchBrowser({ cameraFile: film('blue', blue) }),
    launchBrowser(),
    startServerHere(),
    bundlePatrolPage(),
  ]);
  browsers = [redBrowser, blueBrowser, staff];
  server = started;
  const demo = await makeDemo(server);
  const open = async (browser: Browser, role: 'screen' | 'inspector', number: number): Promise<Opened> => {
    const { context } = await openWindow(browser, { width: 960, height: 540 });
    const token = demo.paths(role)[number]?.split('/').at(-1) ?? '';
    return openPatrolPage(context, {
      baseUrl: server.url,
      script,
      token,
      inspects: role === 'inspector',
    });
  };
  redRoom = await open(redBrowser, 'screen', 0);
  blueRoom = await open(blueBrowser, 'screen', 1);
  ({ page: inspector } = await open(staff, 'inspector', 0));
  ({ page: colleague } = await open(staff, 'inspector', 0));
});

afterAll(async () => {
  await Promise.all(browsers.map((browser) => browser.close()));
  await server.close();
  await rm(folder, { recursive: true });
});

const sent = ({ page }: Opened): ReturnType<typeof sentBy> => sentBy(page);

const serverBytes = async (): Promise<number> =>
  (await workers.receivedBytes()).reduce((sum, bytes) => sum + bytes, 0);

const look = (page: Page, { participantId }: Opened): Promise<number> =>
  page.evaluate((id) => window.plenumPatrol.switchTo(id), participantId);

const colourOf = async (page: Page): Promise<'red' | 'blue' | 'neither'> => {
  const { r, g, b } = await pictureColour(page, '#watched');
  if (r > g + 40 && r > b + 40) return 'red';
  return b > r + 40 && b > g + 20 ? 'blue' : 'neither';
};

describe('a room on patrol', () => {
  it('sends nothing until somebody watches', async () => {
    // Published long enough that anything that leaked would have been counted.
    await redRoom.page.waitForTimeout(2_000);
    expect(await workers.receivedBytes()).toEqual([0, 0, 0, 0]);
    expect(await sent(redRoom)).toEqual({ packets: 0, tracks: 2 });
    expect(await sent(blueRoom)).toEqual({ packets: 0, tracks: 2 });
  });

  it('has its way to whoever patrols open before the first look', async () => {
    await inspector.waitForFunction(() =>
      window.plenumConnections.some(({ connectionState }) => connectionState === 'connected'),
    );
    expect(await workers.receivedBytes()).toEqual([0, 0, 0, 0]);
  });

  it('is what is seen from the first frame on, and the other one still sends nothing', async () => {
    await look(inspector, redRoom);
    expect(await colourOf(inspector)).toBe('red');
    await framesFlow(inspector, { selector: '#watched' });
    expect((await sent(redRoom)).packets).toBeGreaterThan(0);
    expect((await sent(blueRoom)).packets).toBe(0);
    await look(inspector, blueRoom);
    expect(await colourOf(inspector)).toBe('blue');
  });

  it('is sent once for two who watch, and not any more when both have gone', async () => {
    await look(colleague, blueRoom);
    await framesFlow(inspector, { selector: '#watched' });
    await framesFlow(colleague, { selector: '#watched' });
    expect([await colourOf(inspector), await colourOf(colleague)]).toEqual(['blue', 'blue']);
    expect((await sent(blueRoom)).tracks).toBe(2);
    await Promise.all(
      [inspector, colleague].map((page) => page.evaluate(() => window.plenumPatrol.unwatch())),
    );
    await until('both rooms rest', async () => {
      const before = await serverBytes();
      await inspector.waitForTimeout(1_000);
      return (await serverBytes()) === before;
    });
    const before = [await sent(redRoom), await sent(blueRoom)];
    await inspector.waitForTimeout(1_000);
    expect([await sent(redRoom), await sent(blueRoom)]).toEqual(before);
  });
});

describe('a talk', () => {
  it('is heard in the watched room and nowhere else, and ends', async () => {
    await look(inspector, redRoom);
    await look(colleague, redRoom);
    await inspector.evaluate(() => window.plenumPatrol.talk(true));
    await inspector.waitForFunction(() => window.plenumPatrol.talkState() === 'heard');
    await redRoom.page.waitForFunction(() => window.plenumPatrol.room().talker !== null);
    // Chromium's artificial microphone beeps once a second.
    expect(await soundLevel(redRoom.page, 2_500)).toBeGreaterThan(0.005);
    expect(await soundLevel(blueRoom.page, 500)).toBe(0);
    const received = (page: Page): Promise<number> =>
      page.evaluate(async () => {
        let audio = 0;
        for (const connection of window.plenumConnections) {
          for (const { track } of connection.getReceivers()) {
            // What keeps the way open is no sound of anybody's.
            if (track.kind === 'audio' && track.readyState === 'live' && track.id !== 'path') audio += 1;
          }
        }
        return audio;
      });
    // The colleague hears the room, but not who speaks to it.
    expect(await received(colleague)).toBe(1);
    await inspector.evaluate(() => window.plenumPatrol.talk(false));
    await redRoom.page.waitForFunction(() => window.plenumPatrol.room().talker === null);
    expect(await soundLevel(redRoom.page, 500)).toBe(0);
  });
});

describe('when the media workers die', () => {
  it('the watched room comes back by itself, and it is the same one', async () => {
    const alive = workers.workers.filter(({ closed }) => !closed);
    // Looked for within the page and from before: it may last for less than a question to the page takes.
    const watch = await inspector.evaluateHandle(lossOfPicture);
    for (const { pid } of alive) process.kill(pid, 'SIGKILL');
    await watch.evaluate(({ lost }) => lost);
    await inspector.waitForFunction(() => window.plenumPatrol.feeds()[0]?.phase === 'live');
    await framesFlow(inspector, { selector: '#watched' });
    expect(await colourOf(inspector)).toBe('red');
  });
});

/** When the watched room's picture is not live any more. Runs in the browser. */
function lossOfPicture(): { lost: Promise<void> } {
  const lost = new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      if (window.plenumPatrol.feeds()[0]?.phase === 'live') return;
      clearInterval(timer);
      resolve();
    }, 10);
  });
  return { lost };
}
