import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import { framesFlow, pictureBack } from '../../test/support/playback.ts';
import { mediaWorkerPids } from '../../test/support/processes.ts';
import { Line } from '../support/line.ts';
import { PageLesson } from './lesson.ts';
import type { Say } from './say.ts';

/** Milliseconds for which a line is cut. */
const CUT_MS = 20_000;
/** A worker that died counts as sound again after this long, in milliseconds; until then newcomers avoid it. */
const SOUND_AGAIN_MS = 35_000;

async function afterWorkers(lesson: PageLesson, rooms: readonly Page[], turns: number): Promise<number[]> {
  const took: number[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    if (turn > 0) await sleep(SOUND_AGAIN_MS);
    for (const pid of await mediaWorkerPids(lesson.server.pid)) {
      process.kill(pid, 'SIGKILL');
      took.push(await pictureBack(rooms));
    }
  }
  return took;
}

async function afterServer(lesson: PageLesson, rooms: readonly Page[], times: number): Promise<number[]> {
  const took: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const since = performance.now();
    await lesson.server.kill();
    await lesson.server.restart();
    took.push(await pictureBack(rooms, since));
  }
  return took;
}

async function afterCut(line: Line, room: Page, times: number): Promise<number[]> {
  const took: number[] = [];
  for (let n = 0; n < times; n += 1) {
    line.cut();
    await sleep(CUT_MS);
    await room.getByText(zh.screen.lineDown).first().waitFor();
    line.mend();
    took.push(await pictureBack([room]));
  }
  return took;
}

/** How soon the pictures of all rooms move again after each kind of fault, without any page being reloaded. */
export async function recovery(say: Say, quick: boolean): Promise<void> {
  const lesson = await PageLesson.start();
  const line = await Line.to(lesson.server.baseUrl);
  try {
    await lesson.lecturer();
    const screens = await lesson.screens(2);
    const far = await lesson.screen(2, line);
    await framesFlow(far);
    const rooms = [...screens, far];
    const workers = await afterWorkers(lesson, rooms, quick ? 1 : 3);
    say('worker_back_ms', workers, Math.max(...workers), 'kill -9 of each media worker in turn');
    const server = await afterServer(lesson, rooms, quick ? 1 : 5);
    say('server_back_ms', server, Math.max(...server), 'kill -9 of the server, and a start at once');
    const cut = await afterCut(line, far, quick ? 1 : 3);
    say('line_back_ms', cut, Math.max(...cut), `a line that was cut for ${CUT_MS / 1_000} s`);
  } finally {
    await lesson.close();
    await line.close();
  }
}
