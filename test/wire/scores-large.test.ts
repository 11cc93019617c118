import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scoreRoutes } from '../../src/contract/score.ts';
import { newId } from '../../src/lib/ids.ts';
import { at } from '../support/course.ts';
import { startScoreServer, type ScoreServer } from '../support/score-server.ts';
import type { Session } from '../support/wire.ts';

let server: ScoreServer;
beforeAll(async () => {
  server = await startScoreServer();
});
afterAll(() => server.close());

const people = 557;
const lessonCount = 30;
const quizCount = 10;

/** A course of the full size: every trainee has a verdict of every lesson and a paper of every quiz. */
async function largeCourse() {
  const { courseId, trainees } = await server.addCourse(people);
  const said = server.said(courseId);
  for (let index = 0; index < lessonCount; index++) {
    const verdicts = trainees.map((traineeId, place) => ({
      ...{ traineeId, eventId: newId(), points: (place * 37 + index * 101) % 10_001 },
      ...{ at: server.clock.time, by: null, reason: '示例：扫码签到' },
    }));
    said.lessons.push({ lessonId: newId(), title: `示例第 ${index + 1} 课`, due: true, verdicts });
  }
  for (let index = 0; index < quizCount; index++) {
    const quizId = newId();
    const kind = index === 0 ? ('exam' as const) : ('quiz' as const);
    said.quizzes.push({
      quizId,
      kind,
      title: `示例测试 ${index}`,
      lessonId: null,
      makeUpFor: null,
      due: true,
    });
    for (const [place, traineeId] of trainees.entries()) {
      said.papers.push({
        ...{ paperId: newId(), quizId, traineeId, at: server.clock.time },
        percent: (place * 53 + index * 211) % 10_001,
      });
    }
  }
  return { courseId, trainees, said, organiser: server.session('organiser', { courseId }) };
}

/** Milliseconds: how long it took, and the longest time that nothing else could run meanwhile. */
async function timed<T>(work: () => Promise<T>): Promise<{ answer: T; took: number; stall: number }> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  await new Promise((resolve) => setTimeout(resolve, 20));
  delay.enable();
  await new Promise((resolve) => setTimeout(resolve, 20));
  delay.reset();
  const begun = performance.now();
  const answer = await work();
  const took = performance.now() - begun;
  await new Promise((resolve) => setTimeout(resolve, 20));
  delay.disable();
  return { answer, took, stall: delay.max / 1e6 };
}

const board = scoreRoutes['GET /api/courses/:courseId/scores'].output;
const read = async (who: Session, path: string): Promise<unknown> => (await who.request('GET', path)).json();

it('answers without holding up others at full size', { timeout: 60_000 }, async () => {
  const { courseId, trainees, said, organiser } = await largeCourse();
  const base = `/api/courses/${courseId}`;
  const report: Record<string, string> = {};
  const note = (name: string, { took, stall }: { took: number; stall: number }) => {
    report[name] = `${took.toFixed(0)} ms, stall ${stall.toFixed(0)} ms`;
  };
  const first = await timed(() => read(organiser, `${base}/scores`));
  note('first sync and board', first);
  expect(board.parse(first.answer).total).toBe(people);
  note('board', await timed(() => read(organiser, `${base}/scores?sort=total&order=down`)));
  const lesson = at(said.lessons, 3);
  said.lessons[3] = {
    ...lesson,
    verdicts: lesson.verdicts.map((one) => ({ ...one, points: 10_000 - (one.points ?? 0) })),
  };
  note('board after 557 verdicts', await timed(() => read(organiser, `${base}/scores`)));
  note('summary', await timed(() => read(organiser, `${base}/scores/summary`)));
  note('detail', await timed(() => read(organiser, `${base}/scores/${at(trainees, 5)}`)));
  note(
    'export',
    await timed(async () =>
      (await organiser.request('GET', `${base}/scores-export?format=xlsx&language=zh-CN`)).arrayBuffer(),
    ),
  );
  note(
    'csv',
    await timed(async () =>
      (await organiser.request('GET', `${base}/scores-export?format=csv&language=zh-CN`)).arrayBuffer(),
    ),
  );
  note('freeze', await timed(() => organiser.request('POST', `${base}/scores/freeze`, {})));
  note('certificates', await timed(() => organiser.request('POST', `${base}/certificates`, {})));
  note('frozen board', await timed(() => read(organiser, `${base}/scores`)));
  console.log(report);
});
