import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zhCN } from '../../client/i18n/zh-CN.ts';
import clientConfig from '../../client/vite.config.ts';
import { stories, type StoryEntry } from '../../client/views/states/stories.ts';
import { album } from '../support/album.ts';
import { launchBrowser } from '../support/browser.ts';
import { serveSite, type StaticSite } from '../support/static-site.ts';

/** A text that is not there shows as its key, which begins with one of these. */
const areas = Object.keys(zhCN).join('|');
/** Takes pictures for people to look at. */
const picture = album('states');

type Language = 'zh-CN' | 'en';
interface View {
  width: number;
  height: number;
  language: Language;
}

const hall: View[] = [
  { width: 1920, height: 1080, language: 'zh-CN' },
  { width: 1024, height: 768, language: 'en' },
];
const console_: View[] = [
  { width: 1366, height: 768, language: 'zh-CN' },
  { width: 1366, height: 768, language: 'en' },
];
const phone: View[] = [
  { width: 390, height: 844, language: 'zh-CN' },
  { width: 390, height: 844, language: 'en' },
];
const both: View[] = [
  { width: 390, height: 844, language: 'zh-CN' },
  { width: 1366, height: 768, language: 'en' },
];

/** These look the same on every page but for their size: one view each, and all of them on the trainee's phone. */
const shared = /^(?!trainee).*\.(?:loading|offline|replaced|revoked|forbidden|noLesson)$/;

function viewsOf(entry: StoryEntry): View[] {
  return shared.test(entry.id) ? allViewsOf(entry).slice(0, 1) : allViewsOf(entry);
}

/** How each page is really looked at. */
function allViewsOf(entry: StoryEntry): View[] {
  if ('page' in entry) return phone;
  switch (entry.story.role) {
    case 'screen':
      return hall;
    case 'lecturer':
      return console_;
    case 'trainee':
    case 'liaison':
      return phone;
    case 'organiser':
    case 'port':
    case 'inspector':
      return both;
  }
}

let site: StaticSite;
let browser: Browser;
let context: BrowserContext;
const undo: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const built = await mkdtemp(join(tmpdir(), 'plenum-states-'));
  undo.push(() => rm(built, { recursive: true }));
  // Under test React is built with its own checks: what it complains about on the console fails a story.
  const { plugins = [], build: options } = clientConfig;
  await build({
    ...clientConfig,
    configFile: false,
    logLevel: 'error',
    // Nobody fetches compressed copies from the site below.
    plugins: plugins.filter((one) => !(one && 'name' in one && one.name === 'plenum-precompress')),
    // One file: all views of a document are there at once.
    build: {
      ...options,
      rolldownOptions: { output: { codeSplitting: false } },
      outDir: built,
      emptyOutDir: true,
    },
  });
  site = await serveSite(built);
  undo.push(() => site.close());
  browser = await launchBrowser();
  undo.push(() => browser.close());
  context = await browser.newContext({ reducedMotion: 'reduce', permissions: ['camera', 'microphone'] });
});

afterAll(async () => {
  for (const step of undo.reverse()) await step();
});

/** Views that one document shows; then it is loaded anew, so that what they leave behind does not pile up. */
const viewsOfDocument = 24;

/** A page that shows one view after the other. To load each anew would cost a small machine as much as to look at it. */
interface Viewer {
  page: Page;
  /** Views that its document can still show. */
  left: number;
  /** What the view that is shown has complained about. */
  problems: string[];
}

/** Viewers that nobody uses. There are never more of them than tests that run side by side. */
const idle: Viewer[] = [];

async function takeViewer(): Promise<Viewer> {
  const known = idle.pop();
  if (known !== undefined) return known;
  const viewer: Viewer = { page: await context.newPage(), left: 0, problems: [] };
  viewer.page.on('pageerror', (error) => viewer.problems.push(error.message));
  viewer.page.on('console', (message) => {
    if (message.type() === 'error') viewer.problems.push(message.text());
  });
  return viewer;
}

async function openStory(viewer: Viewer, entry: StoryEntry, view: View): Promise<void> {
  const { page } = viewer;
  await page.setViewportSize({ width: view.width, height: view.height });
  const search = `?story=${entry.id}&lang=${view.language}`;
  if (viewer.left === 0) {
    viewer.left = viewsOfDocument;
    await page.goto(`${site.url}/dev/states${search}`);
  } else {
    await page.evaluate((next) => {
      history.pushState(null, '', next);
      window.dispatchEvent(new PopStateEvent('popstate'));
    }, search);
  }
  viewer.left -= 1;
  await page.locator(`html[data-story="${search}"]`).waitFor();
  const loading = entry.id.endsWith('loading');
  // A view that is being fetched looks like one that is loading. All are here: it is drawn with the next frame.
  if (loading)
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
  await page.waitForSelector(loading ? '[aria-busy=true] [role=status]' : 'main:not([aria-busy=true] main)');
  if (!loading) {
    // The first frame of a drawn picture takes its time.
    await page.waitForFunction(
      () =>
        document.querySelector('.tile__word, [aria-busy=true]') === null &&
        // Colours on their way to others are nobody's; nor are those of parts that come or go (React's motion classes).
        !document.getAnimations().some((one) => one instanceof CSSTransition) &&
        !/-(?:appear|enter|leave)-(?:prepare|start|active)\b/.test(document.body.innerHTML) &&
        [...document.querySelectorAll('video')].every(
          (video) => video.srcObject === null || video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA,
        ),
    );
  }
}

/** What axe finds wrong with the page, one line for each rule. */
async function axeViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    // Of what is right it would describe every element.
    .options({ resultTypes: ['violations'], preload: false })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    // Else it opens one more page to put the frames' results together; only frames of other origins need that.
    .setLegacyMode(true)
    .analyze();
  return violations.map(
    ({ id, nodes: [node] }) => `${id}: ${node?.html ?? ''} ${node?.failureSummary ?? ''}`,
  );
}

/** What a look at the page finds without judging its beauty. Runs in the browser. */
function inspect({ language, areas }: { language: Language; areas: string }): {
  sideways: number;
  keys: string[];
  untranslated: string[];
  words: number;
  smallestPx: number;
  smallTargets: string[];
  underCode: string[];
} {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts: { text: string; element: Element }[] = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (element === null || text === '' || element.closest('script, style, noscript') !== null) continue;
    if (element.checkVisibility()) texts.push({ text, element });
  }
  const chinese = ({ text, element }: (typeof texts)[number]): boolean =>
    // Sample data stays Chinese, and so does the switch that leads to it.
    /\p{Script=Han}/u.test(text) &&
    !text.includes('示例') &&
    element.closest('[lang=zh-CN]:not(html)') === null;
  const targets = [...document.querySelectorAll('button, a.button, select')].filter((one) =>
    one.checkVisibility(),
  );
  const code = document.querySelector('.screen-code');
  const isUnderCode = ({ element }: (typeof texts)[number]): boolean => {
    if (code === null || element.closest('.screen-code') !== null) return false;
    const card = code.getBoundingClientRect();
    const words = document.createRange();
    words.selectNodeContents(element);
    return [...words.getClientRects()].some(
      ({ left, right, top, bottom }) =>
        left < card.right && right > card.left && top < card.bottom && bottom > card.top,
    );
  };
  return {
    sideways: document.documentElement.scrollWidth - innerWidth,
    keys: texts.map(({ text }) => text).filter((text) => new RegExp(`\\b(?:${areas})\\.\\w`).test(text)),
    untranslated: language === 'en' ? texts.filter(chinese).map(({ text }) => text) : [],
    words: texts.reduce((sum, { text }) => sum + text.length, 0),
    smallestPx: Math.min(...texts.map(({ element }) => parseFloat(getComputedStyle(element).fontSize))),
    smallTargets: targets
      .filter((one) => one.getBoundingClientRect().height < 47.5)
      .map((one) => one.textContent),
    underCode: texts.filter(isUnderCode).map(({ text }) => text),
  };
}

const isPhone = (entry: StoryEntry): boolean =>
  'page' in entry || ['port', 'trainee', 'liaison', 'inspector'].includes(entry.story.role);
const isHall = (entry: StoryEntry): boolean => 'story' in entry && entry.story.role === 'screen';

async function checkView(viewer: Viewer, entry: StoryEntry, view: View): Promise<void> {
  const { page } = viewer;
  viewer.problems = [];
  await openStory(viewer, entry, view);
  const name = `${entry.id} ${view.width} ${view.language}`;
  await picture(page, name.replaceAll(' ', '-'));
  const found = await page.evaluate(inspect, { language: view.language, areas });
  expect(found.words, `${name}: says something`).toBeGreaterThan(3);
  expect(found.sideways, `${name}: fits its width`).toBeLessThanOrEqual(0);
  expect(found.keys, `${name}: keys instead of text`).toEqual([]);
  expect(found.untranslated, `${name}: Chinese on an English page`).toEqual([]);
  if (isHall(entry)) expect(found.smallestPx, `${name}: read from ten metres`).toBeGreaterThanOrEqual(28);
  expect(found.underCode, `${name}: covered by the sign-in code`).toEqual([]);
  if (isPhone(entry)) expect(found.smallTargets, `${name}: too small for a thumb`).toEqual([]);
  if (view.language === 'zh-CN') expect(await axeViolations(page), `${name}: axe`).toEqual([]);
  // The story of a broken part is there to break.
  if (entry.id !== 'page.broken') expect(viewer.problems, name).toEqual([]);
}

describe('every state of every page', () => {
  // Several at a time: a small machine has more than one core.
  it.concurrent.each(stories)('$id', async (entry) => {
    const viewer = await takeViewer();
    for (const view of viewsOf(entry)) await checkView(viewer, entry, view);
    // Not after a failure: what is still going on there would be the next story's.
    idle.push(viewer);
  });
});
