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

const board = scoreRoutes['GET /api/courses/:courseId/scores'].output;
const read = async (who: Session, path: string): Promise<unknown> => (await who.request('GET', path)).json();

/** What it costs, and that nobody is held up meanwhile, is measured by `npm run bench -- loop`. */
it('answers at full size, and follows a change', async () => {
  const { courseId, trainees, said, organiser } = await largeCourse();
  const base = `/api/courses/${courseId}`;
  const first = await read(organiser, `${base}/scores`);
  const lesson = at(said.lessons, 3);
  said.lessons[3] = {
    ...lesson,
    verdicts: lesson.verdicts.map((one) => ({ ...one, points: 10_000 - (one.points ?? 0) })),
  };
  server.score.scoresChanged(courseId, 'attendance');
  const changed = await read(organiser, `${base}/scores?limit=1000`);
  const before = board.parse(first);
  const after = board.parse(changed);
  expect([before.total, after.total]).toEqual([people, people]);
  expect(after.scores[0]?.attendance).not.toBe(before.scores[0]?.attendance);
  const summary = scoreRoutes['GET /api/courses/:courseId/scores/summary'].output;
  summary.parse(await read(organiser, `${base}/scores/summary`));
  const detail = scoreRoutes['GET /api/courses/:courseId/scores/:traineeId'].output;
  detail.parse(await read(organiser, `${base}/scores/${at(trainees, 5)}`));
  const exported = await organiser.request('GET', `${base}/scores-export?format=csv&language=zh-CN`);
  // A head, and a line for each.
  expect((await exported.text()).trim().split('\n')).toHaveLength(people + 1);
  expect((await organiser.request('POST', `${base}/scores/freeze`, {})).status).toBe(200);
});
