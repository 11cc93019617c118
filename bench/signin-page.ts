import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';
import { launchBrowser, openWindow } from '../test/support/browser.ts';
import type { BenchContext } from './report.ts';
import { quantile, rounded } from './report.ts';
import { ClassClient } from './support/plenum-client.ts';
import { PlenumServer } from './support/plenum-server.ts';
import { openNow } from './support/sign-in-storm.ts';

const SCANS = 20;
const QUICK_SCANS = 6;
/** A phone of the middle class computes at about a quarter of a desk computer's speed (as Lighthouse has it). */
const SLOWER = 4;
/** A good mobile line: bits a second, and milliseconds there and back. */
const LINE = { bits: 10_000_000, roundTripMs: 40 } as const;
/** Milliseconds before its end from which on a code is not scanned any more. */
const MARGIN_MS = 3_000;
const TAP = '.scan__tap:enabled';

declare global {
  interface Window {
    /** Milliseconds from the opening of the address until the button that signs in could be tapped. */
    plenumTappableAt?: number;
  }
}

/** Runs in the page, before anything else of it: looks at each frame whether the button is there. */
async function watchForTap(selector: string): Promise<void> {
  while (!document.querySelector(selector)) await new Promise((resolve) => requestAnimationFrame(resolve));
  window.plenumTappableAt = performance.now();
}

/** Where the code of the screen leads to; it is asked for when it has changed, as a screen does. */
function codeLinks(screen: ClassClient, baseUrl: string): () => Promise<string> {
  let shown = { code: '', nextAt: 0 };
  return async function link(): Promise<string> {
    const left = shown.nextAt - Date.now();
    if (left > MARGIN_MS) return `${baseUrl}/s/${shown.code}`;
    await sleep(Math.max(0, left) + 50);
    const { code } = await screen.command('attendance.code', {});
    if (!code) throw new Error('the screen shows no code');
    shown = code;
    return link();
  };
}

/** Opens the address as a phone's camera does, and resolves to the milliseconds until it could be tapped. */
async function scan(page: Page, link: string): Promise<number> {
  await page.goto(link, { waitUntil: 'commit' });
  const at = await page.waitForFunction(() => window.plenumTappableAt, undefined, { timeout: 30_000 });
  const tookMs = await at.jsonValue();
  if (tookMs === undefined) throw new Error('the page says nothing');
  return tookMs;
}

async function likeAPhone(devtools: CDPSession): Promise<void> {
  await devtools.send('Network.enable');
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  const throughput = LINE.bits / 8;
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: LINE.roundTripMs,
    downloadThroughput: throughput,
    uploadThroughput: throughput,
  });
}

async function measure(context: BenchContext, server: PlenumServer, page: Page): Promise<void> {
  const { report, quick } = context;
  const [trainee] = await server.tokens('trainee');
  const [session] = await server.signIn((await server.tokens('screen')).slice(0, 1));
  if (trainee === undefined || !session) throw new Error('the course has too few links');
  const lessonId = await openNow(server, 0);
  const screen = await ClassClient.open(server.baseUrl, session);
  await screen.command('classroom.join', { lessonId });
  // From here on the phone is known.
  await page.goto(`${server.baseUrl}/j/${trainee}`);
  await page.waitForURL((url) => !url.pathname.startsWith('/j/'));
  await page.addInitScript(watchForTap, TAP);
  const devtools = await page.context().newCDPSession(page);
  await likeAPhone(devtools);
  const link = codeLinks(screen, server.baseUrl);
  const scans = quick ? QUICK_SCANS : SCANS;
  const took: Record<'empty' | 'kept', number[]> = { empty: [], kept: [] };
  for (let n = 0; n < scans; n++) {
    await devtools.send('Network.clearBrowserCache');
    took.empty.push(await scan(page, await link()));
    took.kept.push(await scan(page, await link()));
  }
  screen.close();
  const load = `a known phone, ${SLOWER} times slower than this machine, line of ${LINE.bits / 1_000_000} Mbit/s and ${LINE.roundTripMs} ms, from opening the code's address to the button that signs in`;
  const say = (metric: string, all: readonly number[], words: string): void => {
    context.progress(`${metric}: median ${rounded(quantile(all, 0.5))}, worst ${rounded(Math.max(...all))}`);
    report({
      bench: 'signin',
      metric,
      value: rounded(quantile(all, 0.95)),
      unit: 'ms',
      n: all.length,
      load: `${load}, ${words}`,
    });
  };
  say('scan_first_p95_ms', took.empty, 'with an empty cache');
  say('scan_again_p95_ms', took.kept, 'whose browser has the page from before');
}

/** How soon a scanned code can be tapped, in Chromium. The page is to open in under a second. */
export async function scanPage(context: BenchContext): Promise<void> {
  const server = await PlenumServer.start({ workers: 1, personCongestionControl: true });
  const browser = await launchBrowser();
  try {
    const { page } = await openWindow(browser, { width: 390, height: 844 });
    await measure(context, server, page);
  } finally {
    await browser.close();
    await server.close();
  }
}
