import { framesFlow, pictureDelay } from '../../test/support/playback.ts';
import { median, quantile } from '../report.ts';
import { PageLesson } from './lesson.ts';
import type { Say } from './say.ts';

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
    for (let n = 0; n < (quick ? 3 : 10); n += 1) delays.push(await pictureDelay(lecturer, first));
    say('camera_to_screen_ms', delays, median(delays), 'medians of windows of 3 s');
  } finally {
    await lesson.close();
  }
}
