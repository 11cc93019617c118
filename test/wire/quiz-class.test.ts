import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cueRoutes } from '../../src/contract/cues.ts';
import { paperRoutes, type Paper } from '../../src/contract/paper.ts';
import { quizRoutes, type QuizRecord } from '../../src/contract/quiz.ts';
import { prepareClassQuiz } from '../support/class-quiz.ts';
import { at } from '../support/course.ts';
import { makeDemo, type Demo } from '../support/demo.ts';
import { member, type Member } from '../support/member.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { signIn, type Session } from '../support/wire.ts';

// A quiz in class: opened by a cue, seen in numbers by the room's screen, by name by its liaison alone.

let server: TestServer;
let demo: Demo;
let lecturer: Member;
let screen: Member;
let otherScreen: Member;
let liaison: Member;
let otherLiaison: Member;
let trainee: Session;
let lessonId: string;
let quiz: QuizRecord;

const quizPath = (quizId = quiz.id): string => `/api/courses/${demo.courseId}/quizzes/${quizId}`;

const prepareQuiz = (title: string, of: string | null): Promise<QuizRecord> =>
  prepareClassQuiz(demo, { title, lessonId: of, kind: of === null ? 'exam' : 'quiz' });

async function counts(who: Member) {
  const answer = await who.session.request('GET', `${quizPath()}/room-counts`);
  expect(answer.status, await answer.clone().text()).toBe(200);
  return quizRoutes['GET /api/courses/:courseId/quizzes/:quizId/room-counts'].output.parse(
    await answer.json(),
  );
}

async function sit(): Promise<Paper> {
  const begun = await trainee.request('POST', `${quizPath()}/papers`, {});
  return paperRoutes['POST /api/courses/:courseId/quizzes/:quizId/papers'].output.parse(await begun.json());
}

beforeAll(async () => {
  server = await startServer();
  demo = await makeDemo(server);
  lecturer = await (await member(server, demo, 'lecturer')).join();
  screen = await (await member(server, demo, 'screen')).join();
  otherScreen = await (await member(server, demo, 'screen', 1)).join();
  liaison = await (await member(server, demo, 'liaison')).join();
  otherLiaison = await (await member(server, demo, 'liaison', 1)).join();
  trainee = await demo.signIn('trainee');
  lessonId = lecturer.joined.snapshot?.lesson.id ?? '';
  quiz = await prepareQuiz('示例测试', lessonId);
});
afterAll(() => server.close());

describe('a quiz on the cue sheet', () => {
  it('is opened by its cue, once, and everybody hears of it', async () => {
    const exam = await prepareQuiz('示例考试', null);
    const listed = await demo.organiser.request('GET', `/api/courses/${demo.courseId}/lessons`);
    const { lessons } = (await listed.json()) as { lessons: { id: string }[] };
    const other = at(
      lessons.filter(({ id }) => id !== lessonId),
      0,
    );
    const foreign = await prepareQuiz('示例另一课的测试', other.id);
    const path = `/api/courses/${demo.courseId}/lessons/${lessonId}/cues`;
    const cues = [
      { id: 'quiz', kind: 'quiz', note: '', quizId: quiz.id },
      { id: 'exam', kind: 'quiz', note: '', quizId: exam.id },
      { id: 'foreign', kind: 'quiz', note: '', quizId: foreign.id },
    ];
    const saved = await demo.organiser.request('PUT', path, { revision: 0, cues });
    const sheet = cueRoutes['PUT /api/courses/:courseId/lessons/:lessonId/cues'].output.parse(
      await saved.json(),
    );
    expect(sheet.targets).toEqual({ quiz: '示例测试', exam: '示例考试' });

    expect((await lecturer.ask('cue.next', { cueId: 'quiz' })).state.currentId).toBe('quiz');
    for (const one of [screen, liaison, lecturer]) {
      await one.told('quiz.changed', ({ quizId, state }) => quizId === quiz.id && state === 'open');
    }
    await lecturer.ask('cue.run', { cueId: 'quiz' });
    expect(lecturer.heard.filter(({ name }) => name === 'quiz.changed')).toHaveLength(1);
    expect(await lecturer.attempt('cue.run', { cueId: 'foreign' })).toBe('cue_target_gone');
    const untouched = await demo.organiser.request(
      'GET',
      `/api/courses/${demo.courseId}/quizzes?lessonId=${other.id}`,
    );
    expect(await untouched.json()).toMatchObject({ quizzes: [{ id: foreign.id, state: 'prepared' }] });
  });
});

describe('an open quiz in a room', () => {
  it('is counted for its own screen, without a name', async () => {
    const before = await counts(screen);
    expect(before).toMatchObject({ quizId: quiz.id, opened: 0, answering: 0, handedIn: 0 });
    expect(before.expected).toBeGreaterThan(0);
    const paper = await sit();
    expect(await screen.told('quiz.roomProgressed', ({ opened }) => opened === 1)).toEqual({
      ...before,
      opened: 1,
    });
    await lecturer.told('quiz.progressed', ({ opened }) => opened === 1);
    await liaison.told('quiz.progressed', ({ opened }) => opened === 1);
    expect(await counts(screen)).toEqual({ ...before, opened: 1 });
    const own = `/api/courses/${demo.courseId}/papers/${paper.paperId}`;
    const single = at(
      paper.items.filter(({ kind }) => kind === 'single'),
      0,
    );
    const answer = { kind: 'single', choice: 0 };
    await trainee.request('PUT', `${own}/answers`, {
      answers: [{ itemId: single.itemId, answer, version: 1 }],
    });
    expect(await counts(screen)).toEqual({ ...before, opened: 1, answering: 1 });
    await trainee.request('POST', `${own}/submission`, {});
    await screen.told('quiz.roomProgressed', ({ handedIn }) => handedIn === 1);
    await liaison.told('quiz.progressed', ({ handedIn }) => handedIn === 1);
    expect(await counts(screen)).toEqual({ ...before, opened: 1, handedIn: 1 });
    expect(await counts(otherScreen)).toMatchObject({ opened: 0, handedIn: 0 });
    // A room that heard of each of 221 others would ask the server after each of their answers.
    for (const { heard } of [otherScreen, otherLiaison]) {
      expect(heard.map(({ name }) => name)).not.toContain('quiz.roomProgressed');
      expect(heard.map(({ name }) => name)).not.toContain('quiz.progressed');
    }
  });

  it('goes on where it was when the same link is opened on another device, which is on record', async () => {
    const link = at(demo.paths('trainee'), 1);
    const begin = async (who: Session) =>
      paperRoutes['POST /api/courses/:courseId/quizzes/:quizId/papers'].output.parse(
        await (await who.request('POST', `${quizPath()}/papers`, {})).json(),
      );
    const phone = await signIn(server.url, link);
    const { paperId } = await begin(phone);
    await begin(phone);
    const tablet = await signIn(server.url, link);
    // The link is one person's: the session stays the same one and goes over to the other device.
    expect(tablet.participant.sessionId).toBe(phone.participant.sessionId);
    expect(await begin(tablet)).toMatchObject({ paperId });
    await begin(tablet);
    const listed = await demo.organiser.request('GET', `${quizPath()}/sittings?state=begun`);
    const { sittings } = quizRoutes['GET /api/courses/:courseId/quizzes/:quizId/sittings'].output.parse(
      await listed.json(),
    );
    expect(sittings.find((one) => one.paperId === paperId)?.events).toMatchObject([
      { kind: 'otherDevice', count: 1 },
    ]);
  });

  it('is entered by the liaison, who sees by name who that was', async () => {
    const listed = await liaison.session.request('GET', `${quizPath()}/sittings`);
    const shape = quizRoutes['GET /api/courses/:courseId/quizzes/:quizId/sittings'].output;
    const { sittings } = shape.parse(await listed.json());
    const waiting = at(
      sittings.filter(({ state }) => state === 'notBegun'),
      0,
    );
    expect(waiting).toMatchObject({ entered: false });
    const begun = await liaison.session.request('POST', `${quizPath()}/papers-for/${waiting.traineeId}`, {});
    expect(begun.status).toBe(200);
    const again = shape.parse(await (await liaison.session.request('GET', `${quizPath()}/sittings`)).json());
    const entered = again.sittings.find(({ traineeId }) => traineeId === waiting.traineeId);
    expect(entered).toMatchObject({ state: 'begun', entered: true });
    expect(again.sittings.filter((one) => one.entered)).toHaveLength(1);
  });

  it('shows each role no more than it needs', async () => {
    const roomCounts = `${quizPath()}/room-counts`;
    for (const who of [lecturer.session, liaison.session, trainee, demo.organiser]) {
      expect((await who.request('GET', roomCounts)).status).toBe(403);
    }
    const inspector = await demo.signIn('inspector');
    const open = await inspector.request('GET', `/api/courses/${demo.courseId}/sittings`);
    expect(await open.json()).toMatchObject({ quizzes: [{ quizId: quiz.id, state: 'open', papers: [] }] });
    expect((await inspector.request('POST', `${quizPath()}/opening`, {})).status).toBe(403);
    for (const path of ['progress', 'sittings', 'preview', 'markings']) {
      expect((await screen.session.request('GET', `${quizPath()}/${path}`)).status).toBe(403);
    }
    const unknown = await screen.session.request('GET', `${quizPath('no-such-quiz')}/room-counts`);
    expect(unknown.status).toBe(404);
    const told = JSON.stringify(screen.sent) + JSON.stringify(await counts(screen));
    expect(told).toContain('quiz.roomProgressed');
    expect(told).not.toContain(trainee.participant.traineeId ?? 'nobody');
    expect(told).not.toContain('示例学员');
  });
});
