import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import { launchBrowser } from '../../test/support/browser.ts';
import { framesFlow } from '../../test/support/playback.ts';
import { Line } from '../support/line.ts';
import type { Weather } from '../support/forward.ts';
import { openPage } from '../support/open-page.ts';
import type { Fault, FaultContext } from './fault.ts';
import { RunningClass } from './support/running-class.ts';

/** Share of the media's packets that are lost, each way, and the most that one is late, in milliseconds. */
const LOSS = 0.05;
const JITTER_MS = 100;
/**
 * Branches whose page runs in a browser on such a line; each decodes for real, which is what takes the processor. One more is on a
 * good line beside them: where its picture stands still, too, it is the machine.
 */
const BRANCHES = 2;
/** Of each window, in CSS pixels: several must fit on one machine. */
const SIZE = { width: 640, height: 360 };
/** Until the jitter buffer has learned the line, in milliseconds: a page has just been opened. */
const LEARN_MS = 5_000;

/** Every packet on its own: some overtake others. */
const weather: Weather = () => (Math.random() < LOSS ? undefined : Math.random() * JITTER_MS);

interface Picture {
  /** Seconds for which it stood still, as the browser counts them (W3C webrtc-stats, totalFreezesDuration). */
  frozenS: number;
  freezes: number;
  frames: number;
  /** Decoded ones that the others build upon. */
  keyFrames: number;
  /** Requests for a key frame (PLI), and for single packets (NACK). */
  plis: number;
  nacks: number;
  /** Packets that came when they were asked for again. */
  repeated: number;
  lost: number;
  received: number;
  /** Seconds that all frames waited to be shown, and how many did. */
  waitedS: number;
  waited: number;
}

function pictureOf(page: Page): Promise<Picture> {
  return page.evaluate(async () => {
    const sum = { frozenS: 0, freezes: 0, frames: 0, keyFrames: 0, plis: 0, nacks: 0, repeated: 0 };
    const line = { lost: 0, received: 0, waitedS: 0, waited: 0 };
    for (const connection of window.plenumConnections) {
      if (connection.connectionState === 'closed') continue;
      (await connection.getStats()).forEach((stat: Record<string, unknown>) => {
        if (stat['type'] !== 'inbound-rtp' || stat['kind'] !== 'video') return;
        sum.frozenS += Number(stat['totalFreezesDuration']);
        sum.freezes += Number(stat['freezeCount']);
        sum.frames += Number(stat['framesDecoded']);
        sum.keyFrames += Number(stat['keyFramesDecoded']);
        sum.plis += Number(stat['pliCount']);
        sum.nacks += Number(stat['nackCount']);
        sum.repeated += Number(stat['retransmittedPacketsReceived'] ?? 0);
        line.lost += Number(stat['packetsLost']);
        line.received += Number(stat['packetsReceived']);
        line.waitedS += Number(stat['jitterBufferDelay']);
        line.waited += Number(stat['jitterBufferEmittedCount']);
      });
    }
    return { ...sum, ...line };
  });
}

function between(before: Picture, after: Picture): Picture {
  const of = (name: keyof Picture): number => after[name] - before[name];
  return {
    frozenS: of('frozenS'),
    freezes: of('freezes'),
    frames: of('frames'),
    keyFrames: of('keyFrames'),
    plis: of('plis'),
    nacks: of('nacks'),
    repeated: of('repeated'),
    lost: of('lost'),
    received: of('received'),
    waitedS: of('waitedS'),
    waited: of('waited'),
  };
}

async function run(context: FaultContext): Promise<void> {
  const { sizes, measure, progress } = context;
  const browser = await launchBrowser();
  const lines: Line[] = [];
  let all: RunningClass | undefined;
  try {
    all = await RunningClass.start({
      rooms: sizes.rooms - BRANCHES - 1,
      phones: sizes.phones,
      lead: async (server) => {
        const lecturer = await openPage(
          browser,
          `${server.baseUrl}/j/${(await server.tokens('lecturer'))[0] ?? ''}`,
          SIZE,
        );
        await lecturer.getByRole('button', { name: zh.lecturer.start }).click();
      },
    });
    const { server } = all;
    const pages: Page[] = [];
    for (const [index, token] of (await server.tokens('screen')).slice(-BRANCHES - 1).entries()) {
      if (index === 0) {
        pages.push(await openPage(browser, `${server.baseUrl}/j/${token}`, SIZE));
        continue;
      }
      const line = await Line.to(server.baseUrl, weather);
      lines.push(line);
      pages.push(await openPage(browser, `${line.url}/j/${token}`, { ...SIZE, line }));
    }
    await Promise.all(pages.map((page) => framesFlow(page, { timeout: 60_000 })));
    await sleep(LEARN_MS);
    const before = await Promise.all(pages.map(pictureOf));
    const since = performance.now();
    await sleep(sizes.badLineS * 1000);
    const seconds = (performance.now() - since) / 1000;
    const after = await Promise.all(pages.map(pictureOf));
    const [good, ...bad] = after.map((now, index) => between(before[index] ?? now, now));
    for (const one of [good, ...bad]) progress(JSON.stringify(one));
    const load =
      `${LOSS * 100} % of the packets lost each way, each up to ${JITTER_MS} ms late, for ${Math.round(seconds)} s, in ` +
      `${BRANCHES} Chromium pages; ${all.load} on good lines`;
    const frozenPct = (one: Picture): number => (one.frozenS / seconds) * 100;
    const unit = '% of the time';
    const common = { load, n: BRANCHES };
    const worst = Math.max(...bad.map(frozenPct));
    const machine = good ? frozenPct(good) : 0;
    measure({ ...common, metric: 'frozen_pct', value: worst, unit });
    measure({ load, n: 1, metric: 'frozen_good_line_pct', value: machine, unit });
    // What this machine does to the same page without any trouble on the line is not the line's.
    const byLine = Math.max(0, worst - machine);
    measure({ ...common, metric: 'frozen_by_line_pct', value: byLine, unit, limit: { atMost: 1 } });
    const fps = Math.min(...bad.map(({ frames }) => frames / seconds));
    measure({ ...common, metric: 'frames_per_s', value: fps, unit: '1/s', limit: { atLeast: 10 } });
    const waitedMs = Math.max(...bad.map((one) => (one.waitedS / one.waited) * 1000));
    measure({ ...common, metric: 'buffered_ms', value: waitedMs, unit: 'ms' });
    const keyFrames = Math.max(...bad.map((one) => one.keyFrames / seconds));
    measure({ ...common, metric: 'key_frames_per_s', value: keyFrames, unit: '1/s', limit: { atMost: 1.1 } });
  } finally {
    await browser.close();
    for (const line of lines) await line.close();
    await all?.close();
  }
}

export const badLine: Fault = {
  summary:
    "5 % of a branch's packets are lost and each is up to 100 ms late: its picture stands still for at most 1 % of the time",
  missing: () =>
    existsSync(process.env['PLENUM_CHROMIUM'] ?? '/usr/bin/chromium') ? undefined : 'as there is no Chromium',
  run,
};
