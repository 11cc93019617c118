import type { Page } from 'playwright-core';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import { blue, isBlue, isRed, red } from '../../test/support/cameras.ts';
import { killBrowser } from '../../test/support/processes.ts';
import { PageLesson } from './lesson.ts';
import type { Say } from './say.ts';

const MAIN_PICTURE = '.stage__main video';
/** How often the screen is looked at, in milliseconds; the figures are right to within it. */
const LOOK_MS = 50;

/** Whose picture it is shows in its colour: devices take turns. */
const COLOURS = [
  { colour: red, shows: isRed },
  { colour: blue, shows: isBlue },
] as const;

const turnOf = (n: number): (typeof COLOURS)[number] => (n % 2 === 0 ? COLOURS[0] : COLOURS[1]);

async function shown(screen: Page, { shows }: (typeof COLOURS)[number]): Promise<void> {
  while (!(await shows(screen, MAIN_PICTURE))) await screen.waitForTimeout(LOOK_MS);
}

/** A second device of the main classroom that stands ready with its camera, which nobody sees yet. */
async function standby(lesson: PageLesson, n: number) {
  const device = await lesson.device(n % 2, turnOf(n).colour);
  await device.page.locator('.monitor').getByRole('button', { name: zh.direct.standby.ready }).click();
  await device.page.getByText(zh.direct.standby.waiting).waitFor();
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
