import type { Page } from 'playwright-core';
import { markFrames, markFramesPerSecond } from '../../test/support/marked-video.ts';
import { framesFlow, watchMarks } from '../../test/support/playback.ts';
import { median, quantile } from '../report.ts';
import { PageLesson } from './lesson.ts';
import type { Say } from './say.ts';

const MAIN_PICTURE = '.stage__main video';
/** Frames are watched for so long at a time, in milliseconds. */
const WINDOW_MS = 3_000;
/** Fewer frames than these in a window say nothing about its delay. */
const LEAST_FRAMES = 10;

/** Milliseconds from the lecturer's own preview to the screen, the median of a window's frames. */
async function delayOf(lecturer: Page, screen: Page): Promise<number> {
  const [source, seen] = await Promise.all([
    watchMarks(lecturer, MAIN_PICTURE, WINDOW_MS),
    watchMarks(screen, MAIN_PICTURE, WINDOW_MS),
  ]);
  const firstShown = new Map<number, number>();
  for (const { frame, at } of source) if (!firstShown.has(frame)) firstShown.set(frame, at);
  // The film begins anew after this long: a delay is known but for whole turns of it.
  const turnMs = (markFrames / markFramesPerSecond) * 1_000;
  const delays = seen.flatMap(({ frame, at }) => {
    const shownAt = firstShown.get(frame);
    return shownAt === undefined ? [] : [(((at - shownAt) % turnMs) + turnMs) % turnMs];
  });
  if (delays.length < LEAST_FRAMES) throw new Error(`only ${delays.length} frames were seen on both pages`);
  return median(delays);
}

/** Milliseconds from the moment in which a branch's page is there until it shows the lesson's picture. */
async function latecomer(lesson: PageLesson, index: number): Promise<number> {
  const page = await lesson.screen(index);
  await page.getByRole('main').waitFor();
  const since = performance.now();
  await framesFlow(page, { more: 1 });
  const took = performance.now() - since;
  await page.context().close();
  return took;
}

/** How late the lesson's picture is, and how soon a latecomer has it. */
export async function picture(say: Say, quick: boolean): Promise<void> {
  const lesson = await PageLesson.start();
  try {
    const { page: lecturer } = await lesson.lecturer();
    const [first] = await lesson.screens(1);
    if (!first) throw new Error('there is no screen');
    const late: number[] = [];
    for (let n = 0; n < (quick ? 3 : 10); n += 1) late.push(await latecomer(lesson, 1 + n));
    say('late_join_p95_ms', late, quantile(late, 0.95), 'a branch that comes while the lesson runs');
    const delays: number[] = [];
    for (let n = 0; n < (quick ? 3 : 10); n += 1) delays.push(await delayOf(lecturer, first));
    say('camera_to_screen_ms', delays, median(delays), `medians of windows of ${WINDOW_MS / 1_000} s`);
  } finally {
    await lesson.close();
  }
}
