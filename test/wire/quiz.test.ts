import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quizRoutes } from '../../src/contract/quiz.ts';
import { at } from '../support/course.ts';
import { startCourseSetupServer, type CourseSetupServer } from '../support/course-setup-server.ts';
import { paperOf, prepareQuiz, rightAnswers } from '../support/quiz.ts';
import type { Session } from '../support/wire.ts';

let server: CourseSetupServer;
beforeAll(async () => {
  server = await startCourseSetupServer();
});
afterAll(() => server.close());

const codeOf = async (response: Promise<Response>) => {
  const body: unknown = await (await response).json();
  return body;
};
const refused = (code: string) => ({ error: { code } });
const sittingsOf = async (who: Session, path: string) =>
  quizRoutes['GET /api/courses/:courseId/quizzes/:quizId/sittings'].output.parse(
    await (await who.request('GET', `${path}/sittings`)).json(),
  );

describe('a quiz', () => {
  it('makes its papers when it opens, is sat on two devices and handed in once', async () => {
    const { path, paperPath, trainee, staff, record, courseId } = await prepareQuiz(server);
    expect(record).toMatchObject({ state: 'prepared', questions: 3, points: 3_000, papers: 0 });
    expect(await codeOf(trainee(0).request('POST', `${path}/papers`, {}))).toMatchObject(refused('quiz_not_open'));
    expect(await staff('opening')).toMatchObject({ state: 'open', papers: 4 });
    expect(await staff('opening')).toMatchObject({ state: 'open', papers: 4 });
    const phone = trainee(0);
    const paper = await paperOf(phone, 'POST', `${path}/papers`, {});
    const own = paperPath(paper.paperId);
    const answers = rightAnswers(paper, 2);
    expect((await phone.request('PUT', `${own}/answers`, { answers, events: { left: 2 } })).status).toBe(200);
    const older = answers.map((one) => ({ ...one, answer: null, version: 1 }));
    await phone.request('PUT', `${own}/answers`, { answers: older });
    const tablet = trainee(0);
    const again = await paperOf(tablet, 'POST', `${path}/papers`, {});
    expect(again).toMatchObject({ paperId: paper.paperId, version: 2 });
    expect(Object.keys(again.answers)).toHaveLength(3);
    const before = server.scored.filter((id) => id === courseId).length;
    const first = await paperOf(tablet, 'POST', `${own}/submission`, {});
    const second = await paperOf(phone, 'POST', `${own}/submission`, { answers: older });
    expect(first.receipt).toEqual(second.receipt);
    expect(second.result).toMatchObject({ score: null, given: 2_000, unmarked: 1 });
    expect(server.scored.filter((id) => id === courseId)).toHaveLength(before + 1);
    expect(await codeOf(phone.request('PUT', `${own}/answers`, { answers }))).toMatchObject(refused('handed_in'));
    expect((await trainee(1).request('GET', own)).status).toBe(404);
  });

  it('is marked without names, and the newest marking counts', async () => {
    const { path, paperPath, trainee, staff, organiser, quizId, courseId } = await prepareQuiz(server);
    await staff('opening');
    const paper = await paperOf(trainee(0), 'POST', `${path}/papers`, {});
    const own = paperPath(paper.paperId);
    await paperOf(trainee(0), 'POST', `${own}/submission`, { answers: rightAnswers(paper) });
    expect(await server.quiz.pending(courseId)).toEqual({ open: 1, unmarked: 1 });
    const short = at(paper.items.filter(({ kind }) => kind === 'short'), 0);
    const mark = (given: number) =>
      organiser.request('PUT', `${path}/markings/${paper.paperId}/${short.itemId}`, { given });
    expect((await mark(1_001)).status).toBe(400);
    expect((await mark(500)).status).toBe(200);
    expect((await mark(700)).status).toBe(200);
    const seen = await paperOf(trainee(0), 'GET', own);
    expect(seen.result).toMatchObject({ score: 9_000, passed: true, given: 2_700, unmarked: 0, place: 1, of: 1 });
    expect(await server.quiz.resultsOf(courseId)).toMatchObject([
      { id: quizId, closed: false, papers: [{ paperId: paper.paperId, percent: 9_000 }] },
    ]);
  });

  it('hands in at the end of the time what was saved, also after a restart; more time is kept', async () => {
    const { path, paperPath, trainee, staff, organiser, branches, courseId } = await prepareQuiz(server);
    await staff('opening');
    const [one, two] = [
      await paperOf(trainee(0), 'POST', `${path}/papers`, {}),
      await paperOf(trainee(1), 'POST', `${path}/papers`, {}),
    ];
    const save = { answers: rightAnswers(one) };
    await trainee(0).request('PUT', `${paperPath(one.paperId)}/answers`, save);
    await server.quiz.giveBack(at(branches, 1), 60_000);
    server.clock.time += 600_001;
    expect(await codeOf(trainee(0).request('PUT', `${paperPath(one.paperId)}/answers`, save))).toMatchObject(refused('time_over'));
    await (await server.restartQuiz()).close?.();
    const seen = await paperOf(trainee(0), 'GET', paperPath(one.paperId));
    expect(seen).toMatchObject({ receipt: { by: 'time' }, result: { given: 2_000 } });
    expect((await paperOf(trainee(1), 'GET', paperPath(two.paperId))).receipt).toBeNull();
    const { sittings } = await sittingsOf(organiser, path);
    const lost = sittings.find(({ paperId }) => paperId === two.paperId);
    expect(lost).toMatchObject({ extraS: 60, events: [{ kind: 'lineLost', count: 1 }] });
    expect(await staff('close')).toMatchObject({ state: 'closed' });
    expect((await paperOf(trainee(1), 'GET', paperPath(two.paperId))).receipt).toMatchObject({ by: 'time' });
    expect(await server.quiz.pending(courseId)).toEqual({ open: 0, unmarked: 1 });
  });

  it('opens by the clock and asks who signed in', async () => {
    const opensAt = server.clock.time + 120_000;
    const { path, trainee, organiser, trainees, lessons, courseId } = await prepareQuiz(server, {
      opening: { how: 'clock', at: opensAt },
      audience: { who: 'signedIn' },
    });
    await server.quiz.due();
    const listed = await organiser.request('GET', `/api/courses/${courseId}/quizzes`);
    expect(await listed.json()).toMatchObject({ quizzes: [{ state: 'prepared', papers: 4 }] });
    server.clock.time = opensAt;
    await server.quiz.due();
    expect(await codeOf(trainee(0).request('POST', `${path}/papers`, {}))).toMatchObject(refused('sit_not_signed_in'));
    server.signedInTo.add(`${at(trainees, 0)} ${at(lessons, 0)}`);
    expect((await trainee(0).request('POST', `${path}/papers`, {})).status).toBe(200);
  });

  it('is entered by the own liaison alone, who sees the own branch alone', async () => {
    const { path, paperPath, trainee, liaison, staff, trainees } = await prepareQuiz(server);
    await staff('opening');
    const entry = `${path}/papers-for/${at(trainees, 0)}`;
    expect((await liaison(1).request('POST', entry, {})).status).toBe(404);
    const paper = await paperOf(liaison(0), 'POST', entry, {});
    const done = await paperOf(liaison(0), 'POST', `${paperPath(paper.paperId)}/submission`, {});
    expect(done.receipt).toMatchObject({ by: 'liaison' });
    const other = await paperOf(trainee(1), 'POST', `${path}/papers`, {});
    expect((await liaison(1).request('GET', paperPath(other.paperId))).status).toBe(404);
    const { sittings, total } = await sittingsOf(liaison(0), path);
    expect({ total, ids: sittings.map(({ traineeId }) => traineeId) }).toEqual({ total: 1, ids: [at(trainees, 0)] });
    const progress: unknown = await (await liaison(0).request('GET', `${path}/progress`)).json();
    expect(progress).toMatchObject({ expected: 1, opened: 1, handedIn: 1 });
  });
});
