import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, openWindow } from '../test/support/browser.ts';
import { wallPage } from './patrol-page.ts';
import { wall } from './patrol-wall.ts';
import type { Bench, BenchContext } from './report.ts';
import { quantile, rounded } from './report.ts';
import { bundlePatrolPage, openPatrolPage } from './support/patrol-site.ts';
import { PlenumServer } from './support/plenum-server.ts';

/** Branch pages, all on this machine: more would measure how many cameras it can play. */
const ROOMS = 4;
const SWITCHES = 40;
const QUICK_SWITCHES = 20;
/** Between two switches, in milliseconds: the rooms before have stopped sending when their turn comes again. */
const LOOK_MS = 1_000;
/** A camera that is warm for so long, in milliseconds, sends at its full rate. */
const WARM_MS = 1_000;

interface Room {
  page: Page;
  participantId: string;
}

interface Patrol {
  wall: Page;
  rooms: Room[];
}

const isWatched = ({ page }: Room): Promise<boolean> =>
  page.evaluate(() => window.plenumPatrol.room().watched);

const switchTo = ({ wall }: Patrol, { participantId }: Room): Promise<number> =>
  wall.evaluate((id) => window.plenumPatrol.switchTo(id), participantId);

function roomAt({ rooms }: Patrol, index: number): Room {
  const room = rooms[index % rooms.length];
  if (!room) throw new Error('there is no room');
  return room;
}

/** Each room in its turn, none of which sends anything until it is watched. */
async function coldSwitches(patrol: Patrol, count: number): Promise<number[]> {
  const took: number[] = [];
  for (let n = 0; n < count; n++) {
    const room = roomAt(patrol, n);
    if (await isWatched(room)) throw new Error('the room still sends: the switch would not be cold');
    took.push(await switchTo(patrol, room));
    await sleep(LOOK_MS);
  }
  return took;
}

/** A tour: the next room is warm while one is watched. */
async function warmSwitches(patrol: Patrol, count: number): Promise<number[]> {
  const took: number[] = [];
  await switchTo(patrol, roomAt(patrol, 0));
  for (let n = 1; n <= count; n++) {
    const room = roomAt(patrol, n);
    await patrol.wall.evaluate((id) => window.plenumPatrol.warm(id), room.participantId);
    await sleep(WARM_MS);
    took.push(await switchTo(patrol, room));
  }
  return took;
}

async function openPatrol(server: PlenumServer, browser: Browser, rooms: Browser): Promise<Patrol> {
  const script = await bundlePatrolPage();
  const open = async (where: Browser, token: string | undefined, inspects: boolean): Promise<Room> => {
    if (token === undefined) throw new Error('the course has too few links');
    const { context } = await openWindow(where, { width: 960, height: 540 });
    return openPatrolPage(context, { baseUrl: server.baseUrl, script, token, inspects });
  };
  const tokens = await server.tokens('screen');
  const opened: Room[] = [];
  for (const token of tokens.slice(0, ROOMS)) opened.push(await open(rooms, token, false));
  const [inspector] = await server.tokens('inspector');
  const { page: wall } = await open(browser, inspector, true);
  return { wall, rooms: opened };
}

async function switches(context: BenchContext): Promise<void> {
  const { quick, report, progress } = context;
  const count = quick ? QUICK_SWITCHES : SWITCHES;
  const server = await PlenumServer.start({ workers: 2, personCongestionControl: true });
  const [browser, roomBrowser] = await Promise.all([launchBrowser(), launchBrowser()]);
  try {
    const patrol = await openPatrol(server, browser, roomBrowser);
    progress(`${ROOMS} rooms and an inspector are there`);
    const load = `${ROOMS} branch pages and one inspector in Chromium on this machine, one switch a second`;
    const say = (metric: string, took: number[]): void => {
      progress(`${metric}: median ${rounded(quantile(took, 0.5))}, worst ${rounded(Math.max(...took))}`);
      const value = rounded(quantile(took, 0.95));
      report({ bench: 'patrol', metric, value, unit: 'ms', n: took.length, load });
    };
    say('switch_cold_p95_ms', await coldSwitches(patrol, count));
    say('switch_warm_p95_ms', await warmSwitches(patrol, count));
  } finally {
    await Promise.all([browser.close(), roomBrowser.close()]);
    await server.close();
  }
}

export const patrol: Bench = {
  summary:
    'how soon a clicked room is seen, cold and warm; what a wall of 221 rooms costs the server, and the page that shows it',
  run: async (context) => {
    await wall(context);
    await wallPage(context);
    await switches(context);
  },
};
