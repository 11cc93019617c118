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
    said.lessons.push({
      lessonId: newId(),
      title: `示例第 ${index + 1} 课`,
      due: true,
      undecided: 0,
      verdicts,
    });
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

/**
 * Milliseconds: the most that the process computed in one turn, in which nobody else is answered. Time of the processor, because a
 * busy machine stops every program now and then.
 */
async function timed<T>(work: () => Promise<T>): Promise<{ answer: T; stall: number }> {
  let stall = 0;
  let last = { wall: performance.now(), cpu: process.cpuUsage() };
  const timer = setInterval(() => {
    const wall = performance.now() - last.wall;
    const { user, system } = process.cpuUsage(last.cpu);
    stall = Math.max(stall, Math.min(wall, (user + system) / 1_000));
    last = { wall: performance.now(), cpu: process.cpuUsage() };
  }, 1);
  const answer = await work();
  await new Promise((resolve) => setTimeout(resolve, 20));
  clearInterval(timer);
  return { answer, stall };
}

const board = scoreRoutes['GET /api/courses/:courseId/scores'].output;
const read = async (who: Session, path: string): Promise<unknown> => (await who.request('GET', path)).json();

/** Milliseconds of computing in one turn: ten times less than when everything was read and compared at once, with room for slow machines. */
const longestTurn = 150;

it('answers without holding up others at full size', async () => {
  const { courseId, trainees, said, organiser } = await largeCourse();
  const base = `/api/courses/${courseId}`;
  const first = await timed(() => read(organiser, `${base}/scores`));
  const lesson = at(said.lessons, 3);
  said.lessons[3] = {
    ...lesson,
    verdicts: lesson.verdicts.map((one) => ({ ...one, points: 10_000 - (one.points ?? 0) })),
  };
  server.score.scoresChanged(courseId, 'attendance');
  const [changed, summary, own, csv, frozen] = [
    await timed(() => read(organiser, `${base}/scores?limit=1000`)),
    await timed(() => read(organiser, `${base}/scores/summary`)),
    await timed(() => read(organiser, `${base}/scores/${at(trainees, 5)}`)),
    await timed(async () =>
      (await organiser.request('GET', `${base}/scores-export?format=csv&language=zh-CN`)).text(),
    ),
    await timed(() => organiser.request('POST', `${base}/scores/freeze`, {})),
  ];
  const before = board.parse(first.answer);
  const after = board.parse(changed.answer);
  expect([before.total, after.total]).toEqual([people, people]);
  expect(after.scores[0]?.attendance).not.toBe(before.scores[0]?.attendance);
  scoreRoutes['GET /api/courses/:courseId/scores/summary'].output.parse(summary.answer);
  scoreRoutes['GET /api/courses/:courseId/scores/:traineeId'].output.parse(own.answer);
  // A head, and a line for each.
  expect(csv.answer.trim().split('\n')).toHaveLength(people + 1);
  expect(frozen.answer.status).toBe(200);
  for (const { stall } of [first, changed, summary, own, csv, frozen])
    expect(stall).toBeLessThan(longestTurn);
});
