import type { Page } from 'playwright-core';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import { blue, isBlue, isRed, red } from '../../test/support/cameras.ts';
import { killBrowser } from '../../test/support/processes.ts';
import { PageLesson } from './lesson.ts';
import type { Say } from './say.ts';

/** How often the screen is looked at, in milliseconds; the figures are right to within it. */
const LOOK_MS = 50;
/** A picture that is not there after so many milliseconds does not come. */
const NEVER_MS = 60_000;

/** Whose picture it is shows in its colour: devices take turns. */
const COLOURS = [
  { colour: red, shows: isRed },
  { colour: blue, shows: isBlue },
] as const;

const turnOf = (n: number): (typeof COLOURS)[number] => (n % 2 === 0 ? COLOURS[0] : COLOURS[1]);

/** Resolves when the screen shows the picture of that colour. */
async function shown(screen: Page, { shows }: (typeof COLOURS)[number]): Promise<void> {
  const deadline = performance.now() + NEVER_MS;
  while (!(await shows(screen))) {
    if (performance.now() > deadline) throw new Error('the picture of the device did not come');
    await screen.waitForTimeout(LOOK_MS);
  }
}

/**
 * A second device of the main classroom that stands ready with its camera, which nobody sees yet. Whoever was replaced and opens
 * the own link again stands by without a click.
 */
async function standby(lesson: PageLesson, n: number) {
  const device = await lesson.device(n % 2, turnOf(n).colour);
  const choice = device.page.locator('.monitor').getByRole('button', { name: zh.direct.standby.ready });
  const standsBy = device.page.getByText(zh.direct.standby.waiting);
  await choice.or(standsBy).waitFor();
  if (await choice.isVisible()) await choice.click();
  await standsBy.waitFor();
  // Camera and microphone are both taken up.
  await device.page.locator('.source__toggle[aria-pressed=true]').nth(1).waitFor();
  return device;
}

/** How soon the picture of a second device is on the screens after the browser of the first was killed. */
export async function takeover(say: Say, quick: boolean): Promise<void> {
  const lesson = await PageLesson.start();
  try {
    let onAir = await lesson.lecturer(turnOf(0).colour);
    const screen = await lesson.screen(0);
    await shown(screen, turnOf(0));
    const took: number[] = [];
    for (let n = 1; n <= (quick ? 1 : 5); n += 1) {
      const next = await standby(lesson, n);
      await killBrowser(onAir.browser);
      const since = performance.now();
      await shown(screen, turnOf(n));
      took.push(performance.now() - since);
      onAir = next;
    }
    say(
      'takeover_ms',
      took,
      Math.max(...took),
      "kill -9 of the lecturer's browser while a second device is ready",
    );
  } finally {
    await lesson.close();
  }
}
