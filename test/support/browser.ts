import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { rememberBrowser } from './open-browsers.ts';

/** Quiet on closed networks, and never slowed down because a window is not in front. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-background-timer-throttling',
  '--use-fake-ui-for-media-stream',
];

/** Milliseconds for which a page is waited for: what a busy machine takes long for still comes, and what is broken never does. */
const patienceMs = 45_000;

export interface BrowserOptions {
  /** A video file as the camera, instead of Chromium's moving test picture. */
  cameraFile?: string;
  /** By default sound plays without a click. `click`: as in a browser that a person has just opened. */
  autoplay?: 'free' | 'click';
  /** More Chromium flags. */
  flags?: readonly string[];
}

/** Debian's Chromium, or the one that PLENUM_CHROMIUM names, with a fake camera and microphone. */
export async function launchBrowser(options: BrowserOptions = {}): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: process.env['PLENUM_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      ...flags,
      '--use-fake-device-for-media-stream=device-count=2,fps=30',
      ...(options.autoplay === 'click' ? [] : ['--autoplay-policy=no-user-gesture-required']),
      ...(options.cameraFile === undefined
        ? []
        : [`--use-file-for-fake-video-capture=${options.cameraFile}`]),
      ...(options.flags ?? []),
    ],
  });
  return rememberBrowser(browser);
}

/** A person's browser window: its own cookies, Chinese unless said otherwise. */
export async function openWindow(
  browser: Browser,
  options: { width?: number; height?: number; locale?: string } = {},
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({
    locale: options.locale ?? 'zh-CN',
    viewport: { width: options.width ?? 1366, height: options.height ?? 768 },
    permissions: ['camera', 'microphone'],
    // On a busy machine a dialog that is still growing moves between the press and the release of a click, which is then none.
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(patienceMs);
  await context.addInitScript(rememberConnections);
  await context.addInitScript(rememberInput);
  return { context, page: await context.newPage() };
}

/**
 * Presses a button until it has opened what it opens, as a person does. On an overloaded machine a press now and then opens nothing, and
 * why is not known: each is told on the console with what the page got of it.
 */
export async function pressUntil(button: Locator, opened: Locator): Promise<void> {
  for (let press = 1; press <= 3; press += 1) {
    await button.click();
    const came = await opened.waitFor({ timeout: 15_000 }).then(
      () => true,
      () => false,
    );
    if (came) return;
    const input = await button.page().evaluate(() => window.plenumInput?.join('\n'));
    console.log(`press ${press} opened nothing:\n${input ?? ''}`);
  }
  await opened.waitFor();
}

declare global {
  interface Window {
    /** Every peer connection that the page has made: what it received and how can be asked of them only. */
    plenumConnections: RTCPeerConnection[];
    /** The newest clicks and keys that the document got, a line each: where a click really went explains what did not open. */
    plenumInput?: string[];
  }
}

function rememberConnections(): void {
  window.plenumConnections = [];
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      window.plenumConnections.push(this);
    }
  };
}

/** Benches' loader gives every function that has a name a helper which pages lack, so the ones in here have none. */
function rememberInput(): void {
  const kept = 16;
  const input: string[] = [];
  window.plenumInput = input;
  for (const type of ['pointerdown', 'pointerup', 'click', 'keydown'])
    window.addEventListener(
      type,
      ({ target }) => {
        const where =
          target instanceof Element ? `${target.tagName} "${target.textContent.slice(0, 40)}"` : '';
        input.push(`${Math.round(performance.now())} ms ${type} ${where}`);
        if (input.length > kept) input.shift();
        // Whatever was pressed and then replaced forgets what the press was to open.
        if (type === 'click' && target instanceof Element)
          setTimeout(() => target.isConnected || input.push(`what was clicked is gone: ${where}`), 1_000);
      },
      { capture: true },
    );
}
