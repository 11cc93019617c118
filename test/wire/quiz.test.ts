import { sql } from 'drizzle-orm';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paperRoutes } from '../../src/contract/paper.ts';
import { quizNewsMs } from '../../src/contract/quiz-limits.ts';
import { quizRoutes } from '../../src/contract/quiz.ts';
import { at } from '../support/course.ts';
import { startCourseSetupServer, type CourseSetupServer } from '../support/course-setup-server.ts';
import { canary, paperOf, prepareQuiz, rightAnswers } from '../support/quiz.ts';
import { openSocket, type Session } from '../support/wire.ts';

let server: CourseSetupServer;
beforeAll(async () => {
  server = await startCourseSetupServer();
});
afterAll(() => server.close());

const codeOf = async (response: Promise<Response>) => {
  const body: unknown = await (await response).json();
  return body;
};
const paperOutput = paperRoutes['GET /api/courses/:courseId/papers/:paperId'].output;
const refused = (code: string) => ({ error: { code } });
const sittingsOf = async (who: Session, path: string) =>
  quizRoutes['GET /api/courses/:courseId/quizzes/:quizId/sittings'].output.parse(
    await (await who.request('GET', `${path}/sittings`)).json(),
  );

/** What a page hears of a paper that is open on several devices. */
async function listen(who: Session) {
  const socket = await openSocket(who);
  const heard: unknown[] = [];
  socket.on('notice', ({ name, data }: { name: string; data: unknown }) => {
    if (name === 'paper.changed') heard.push(data);
  });
  return { heard, close: () => void socket.disconnect() };
}

describe('a quiz', () => {
  it('makes its papers when it opens, is sat on two devices and handed in once', async () => {
    const { path, paperPath, trainee, staff, organiser, record, courseId } = await prepareQuiz(server);
    expect(record).toMatchObject({ state: 'prepared', questions: 3, points: 3_000, papers: 0 });
    expect(await codeOf(trainee(0).request('POST', `${path}/papers`, {}))).toMatchObject(
      refused('quiz_not_open'),
    );
    expect(await staff('opening')).toMatchObject({ state: 'open', papers: 4 });
    expect(await staff('opening')).toMatchObject({ state: 'open', papers: 4 });
    const phone = trainee(0);
    const paper = await paperOf(phone, 'POST', `${path}/papers`, {});
    const own = paperPath(paper.paperId);
    const answers = rightAnswers(paper, 2);
    expect((await phone.request('PUT', `${own}/answers`, { answers, events: { left: 2 } })).status).toBe(200);
    const older = answers.map((one) => ({ ...one, answer: null, version: 1 }));
    await phone.request('PUT', `${own}/answers`, { answers: older });
    const [page, stranger] = [await listen(phone), await listen(trainee(1))];
    const tablet = trainee(0);
    const again = await paperOf(tablet, 'POST', `${path}/papers`, {});
    expect(again).toMatchObject({ paperId: paper.paperId, version: 2 });
    expect(Object.keys(again.answers)).toHaveLength(3);
    const { paperId } = paper;
    const save = (who: Session, version: number) =>
      who.request('PUT', `${own}/answers`, { answers: answers.map((one) => ({ ...one, version })) });
    for (const version of [3, 4]) await save(tablet, version);
    await expect
      .poll(() => page.heard)
      .toEqual([3, 4].map((version) => ({ paperId, version, handedIn: false })));
    const { sittings } = await sittingsOf(organiser, path);
    // From the phone to the tablet, once.
    expect(sittings.find((one) => one.paperId === paperId)?.events).toContainEqual(
      expect.objectContaining({ kind: 'otherDevice', count: 1 }),
    );
    const before = server.scored.filter((id) => id === courseId).length;
    const first = await paperOf(tablet, 'POST', `${own}/submission`, {});
    const second = await paperOf(phone, 'POST', `${own}/submission`, { answers: older });
    expect(first.receipt).toEqual(second.receipt);
    expect(second.result).toMatchObject({ score: null, given: 2_000, unmarked: 1 });
    await expect.poll(() => page.heard.at(-1)).toMatchObject({ paperId, handedIn: true });
    const file = await organiser.request('GET', `${path}/export?format=xlsx&language=zh-CN`);
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(await file.arrayBuffer());
    const rows = (name: string) => book.getWorksheet(name)?.getSheetValues().flat() ?? [];
    expect(JSON.stringify(rows('答卷'))).toMatch(/离开页面 2 次.*换设备/);
    // In words, whatever the order on the person's own paper is.
    expect(rows('得分明细')).toEqual(expect.arrayContaining(['示例乙', canary.form, '示例简答']));
    expect(stranger.heard).toEqual([]);
    for (const one of [page, stranger]) one.close();
    expect(server.scored.filter((id) => id === courseId)).toHaveLength(before + 1);
    expect(await codeOf(phone.request('PUT', `${own}/answers`, { answers }))).toMatchObject(
      refused('handed_in'),
    );
    expect((await trainee(1).request('GET', own)).status).toBe(404);
  });

  it('is marked without names, and the newest marking counts', async () => {
    const { path, paperPath, trainee, staff, organiser, quizId, courseId } = await prepareQuiz(server);
    await staff('opening');
    const paper = await paperOf(trainee(0), 'POST', `${path}/papers`, {});
    const own = paperPath(paper.paperId);
    await paperOf(trainee(0), 'POST', `${own}/submission`, { answers: rightAnswers(paper) });
    expect(await server.quiz.pending(courseId)).toEqual({ open: 1, unmarked: 1 });
    const short = at(
      paper.items.filter(({ kind }) => kind === 'short'),
      0,
    );
    const mark = (given: number) =>
      organiser.request('PUT', `${path}/markings/${paper.paperId}/${short.itemId}`, { given });
    expect((await mark(1_001)).status).toBe(400);
    expect((await mark(500)).status).toBe(200);
    expect((await mark(700)).status).toBe(200);
    const seen = await paperOf(trainee(0), 'GET', own);
    expect(seen.result).toMatchObject({
      score: 9_000,
      passed: true,
      given: 2_700,
      unmarked: 0,
      place: 1,
      of: 1,
    });
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
    server.clock.time += 60_000;
    await server.quiz.giveBack(at(branches, 1), 60_000);
    server.clock.time += 540_001;
    expect(await codeOf(trainee(0).request('PUT', `${paperPath(one.paperId)}/answers`, save))).toMatchObject(
      refused('time_over'),
    );
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

  it('stays open as long as whoever lost most of it needs, once, though many rooms were cut together', async () => {
    const { path, trainee, staff, organiser, branches, courseId } = await prepareQuiz(server, {
      ...{ durationS: null, openForS: 900, startWithinS: 60 },
    });
    const { closesAt } = await staff('opening');
    const early = await paperOf(trainee(0), 'POST', `${path}/papers`, {});
    const opened = server.clock.time;
    server.clock.time += 300_000;
    // The first room was away for longer than the quiz is open, the second for less; nobody has begun there.
    await server.quiz.giveBack(at(branches, 0), 3_600_000);
    await server.quiz.giveBack(at(branches, 1), 240_000);
    const listed = async (who: Session) =>
      paperRoutes['GET /api/courses/:courseId/sittings'].output.parse(
        await (await who.request('GET', `/api/courses/${courseId}/sittings`)).json(),
      ).quizzes[0];
    expect((await listed(organiser))?.closesAt).toBe((closesAt ?? 0) + 300_000);
    expect(await listed(trainee(0))).toMatchObject({ papers: [{ endsAt: (early.endsAt ?? 0) + 300_000 }] });
    expect(await listed(trainee(1))).toMatchObject({ refusal: null, startUntil: opened + 300_000 });
    expect(await listed(trainee(2))).toMatchObject({ refusal: 'tooLate', startUntil: opened + 60_000 });
    expect((await trainee(1).request('POST', `${path}/papers`, {})).status).toBe(200);
    expect(await codeOf(trainee(2).request('POST', `${path}/papers`, {}))).toMatchObject(
      refused('start_too_late'),
    );
  });

  it('gives more time to one person, on record with the reason, and tells nobody else of it', async () => {
    const { path, trainee, staff, organiser, trainees, branches } = await prepareQuiz(server);
    await staff('opening');
    const [one, two] = [
      await paperOf(trainee(0), 'POST', `${path}/papers`, {}),
      await paperOf(trainee(1), 'POST', `${path}/papers`, {}),
    ];
    const heard = async (who: Session) => {
      const socket = await openSocket(who);
      const names: string[] = [];
      socket.on('notice', ({ name }: { name: string }) => names.push(name));
      return { names, close: () => void socket.disconnect() };
    };
    const [own, other] = [await heard(trainee(0)), await heard(trainee(1))];
    const extend = (body: object) =>
      organiser.request('POST', `${path}/extension`, {
        branchId: null,
        seconds: 120,
        reason: '示例',
        ...body,
      });
    const both = extend({ traineeId: at(trainees, 0), branchId: at(branches, 0) });
    expect(await codeOf(both)).toMatchObject(refused('invalid_input'));
    expect((await extend({ traineeId: 'nobody' })).status).toBe(404);
    expect((await extend({ traineeId: at(trainees, 0) })).status).toBe(200);
    await expect.poll(() => own.names).toContain('quiz.changed');
    const { sittings } = await sittingsOf(organiser, path);
    const found = (paperId: string) => sittings.find((sat) => sat.paperId === paperId);
    expect(found(one.paperId)).toMatchObject({ extraS: 120, endsAt: (one.endsAt ?? 0) + 120_000 });
    expect(found(two.paperId)).toMatchObject({ extraS: 0, endsAt: two.endsAt });
    // The next thing that everybody hears comes after it.
    await extend({});
    await expect.poll(() => other.names.filter((name) => name === 'quiz.changed').length).toBe(1);
    expect(own.names.filter((name) => name === 'quiz.changed')).toHaveLength(2);
    for (const one of [own, other]) one.close();
  });

  it('is told of once a second at most, however much is saved', async () => {
    const { path, paperPath, trainee, staff, organiser } = await prepareQuiz(server);
    await staff('opening');
    const who = trainee(0);
    const { paperId, items } = await paperOf(who, 'POST', `${path}/papers`, {});
    const socket = await openSocket(organiser);
    const told: unknown[] = [];
    socket.on('notice', ({ name }: { name: string }) => {
      if (name === 'quiz.progressed') told.push(name);
    });
    const since = performance.now();
    for (let version = 1; version <= 60; version += 1) {
      const answers = [{ itemId: at(items, 0).itemId, answer: null, version }];
      await who.request('PUT', `${paperPath(paperId)}/answers`, { answers });
    }
    await expect.poll(() => told.length).toBeGreaterThan(0);
    const passed = performance.now() - since;
    expect(told.length).toBeLessThanOrEqual(1 + Math.ceil(passed / quizNewsMs));
    socket.disconnect();
  });

  it('notes each time that something is answered where no camera is on patrol, if it asks for one', async () => {
    const { path, paperPath, trainee, staff, organiser, trainees } = await prepareQuiz(server, {
      ...{ requireCamera: true, kind: 'exam', lessonId: null },
    });
    await staff('opening');
    server.onCamera.add(at(trainees, 1));
    const [without, before] = [
      await paperOf(trainee(0), 'POST', `${path}/papers`, {}),
      await paperOf(trainee(1), 'POST', `${path}/papers`, {}),
    ];
    const save = (index: number, { paperId, items }: typeof without) =>
      trainee(index).request('PUT', `${paperPath(paperId)}/answers`, {
        answers: [{ itemId: at(items, 0).itemId, answer: null, version: 1 }],
      });
    await save(0, without);
    await save(1, before);
    const eventsOf = async (paperId: string) =>
      (await sittingsOf(organiser, path)).sittings
        .find((one) => one.paperId === paperId)
        ?.events.filter(({ kind }) => kind === 'noCamera');
    expect(await eventsOf(without.paperId)).toMatchObject([{ count: 2 }]);
    expect(await eventsOf(before.paperId)).toEqual([]);
    server.onCamera.delete(at(trainees, 1));
    await trainee(1).request('POST', `${paperPath(before.paperId)}/submission`, {});
    expect(await eventsOf(before.paperId)).toMatchObject([{ count: 1 }]);
  });

  it('counts what is sent twice at the same time once, and its neighbours do not suffer for a bad request', async () => {
    const { path, paperPath, trainee, staff, organiser } = await prepareQuiz(server);
    await staff('opening');
    const people = [0, 1, 2].map((index) => trainee(index));
    const papers = await Promise.all(people.map((who) => paperOf(who, 'POST', `${path}/papers`, {})));
    const send = (index: number, body: unknown) =>
      at(people, index).request('POST', `${paperPath(at(papers, index).paperId)}/submission`, body);
    const answers = rightAnswers(at(papers, 0));
    const sent = await Promise.all([
      send(0, { answers }),
      send(0, { answers }),
      send(1, { answers: rightAnswers(at(papers, 1)) }),
      at(people, 2).request('POST', `${paperPath(at(papers, 0).paperId)}/submission`, {}),
      send(0, { answers: answers.map((one) => ({ ...one, answer: null, version: 2 })) }),
    ]);
    expect(sent.map((one) => one.status)).toEqual([200, 200, 200, 404, 200]);
    const papersOf = sent.map(async (one) => paperOutput.safeParse(await one.json()).data);
    const [first, again, , , emptied] = await Promise.all(papersOf);
    expect(again?.receipt).toEqual(first?.receipt);
    expect(emptied).toMatchObject({ receipt: first?.receipt, result: { given: 2_000, unmarked: 1 } });
    const { sittings } = await sittingsOf(organiser, path);
    expect(sittings.map(({ state }) => state).sort()).toEqual(['begun', 'handedIn', 'handedIn', 'notBegun']);
  });

  it('gives equal points the same place, and counts the best of several attempts', async () => {
    const asked = { attempts: 2, showAnswers: 'atOnce' as const };
    const { path, paperPath, trainee, staff, organiser } = await prepareQuiz(server, asked);
    await staff('opening');
    const sit = async (index: number, right: number, again = false) => {
      const who = trainee(index);
      const paper = await paperOf(who, 'POST', `${path}/papers`, { again });
      const marked = rightAnswers(paper).filter(({ answer }) => answer.kind !== 'short');
      await paperOf(who, 'POST', `${paperPath(paper.paperId)}/submission`, {
        answers: marked.slice(0, right),
      });
      return paper.paperId;
    };
    const placeOf = async (index: number, paperId: string) =>
      (await paperOf(trainee(index), 'GET', paperPath(paperId))).result;
    const first = await sit(0, 2);
    const second = await sit(1, 1);
    const third = await sit(2, 1);
    expect(await placeOf(0, first)).toMatchObject({ place: 1, of: 3, answersShown: false });
    expect(await placeOf(1, second)).toMatchObject({ place: 2, of: 3 });
    expect(await placeOf(2, third)).toMatchObject({ place: 2, of: 3 });
    const better = await sit(1, 2, true);
    expect(await placeOf(1, better)).toMatchObject({ place: 1, of: 3, answersShown: true });
    // Nobody is behind the own better attempt.
    expect(await placeOf(1, second)).toMatchObject({ place: 2, of: 3, answersShown: true });
    expect(await placeOf(2, third)).toMatchObject({ place: 3, of: 3, answersShown: false });
    expect((await organiser.request('POST', `${path}/close`, {})).status).toBe(200);
    expect(await placeOf(2, third)).toMatchObject({ answersShown: true });
  });

  it('refuses a question that stands in it twice', async () => {
    const { organiser, settings, courseId, path, record } = await prepareQuiz(server);
    const { selection } = settings;
    if (selection.how !== 'fixed') throw new Error('the sample quiz has a fixed list');
    const [one = ''] = selection.questionIds;
    const twice = { ...settings, selection: { how: 'fixed', questionIds: [...selection.questionIds, one] } };
    const created = organiser.request('POST', `/api/courses/${courseId}/quizzes`, twice);
    expect(await codeOf(created)).toMatchObject(refused('question_twice'));
    const change = { settings: twice, revision: record.revision };
    expect(await codeOf(organiser.request('PATCH', path, change))).toMatchObject(refused('question_twice'));
  });

  it('says that it has too few questions, is tried once, and opens when its author has mended it', async () => {
    const opening = { how: 'clock' as const, at: server.clock.time };
    const selection = { how: 'drawn' as const, draws: [{ topic: null, difficulty: null, count: 4 }] };
    const { organiser, settings, courseId, path, record } = await prepareQuiz(server, { opening, selection });
    const other = await prepareQuiz(server, { opening });
    expect(record).toMatchObject({ problem: 'tooFewQuestions', questions: 4 });
    const logged = () => server.logged.filter((line) => line.includes(record.id)).length;
    await server.quiz.due();
    await server.quiz.due();
    expect(logged()).toBe(1);
    const stateOf = async (who: Session, of: string) => {
      const listed = await who.request('GET', `/api/courses/${of}/quizzes`);
      const { quizzes } = quizRoutes['GET /api/courses/:courseId/quizzes'].output.parse(await listed.json());
      return at(quizzes, 0);
    };
    expect(await stateOf(organiser, courseId)).toMatchObject({
      state: 'prepared',
      problem: 'tooFewQuestions',
    });
    // What one of them lacks does not hold up the others.
    expect(await stateOf(other.organiser, other.courseId)).toMatchObject({ state: 'open', problem: null });
    const fewer = {
      ...settings,
      selection: { how: 'drawn', draws: [{ topic: null, difficulty: null, count: 3 }] },
    };
    await organiser.request('PATCH', path, { settings: fewer, revision: record.revision });
    await server.quiz.due();
    expect(await stateOf(organiser, courseId)).toMatchObject({ state: 'open', problem: null });
    expect(logged()).toBe(1);
  });

  it('is handed in and closed in time though another one cannot be', async () => {
    const { path, paperPath, trainee, staff } = await prepareQuiz(server, { openForS: 60 });
    const broken = await prepareQuiz(server, { openForS: 60 });
    await broken.staff('opening');
    await staff('opening');
    const lost = await paperOf(broken.trainee(0), 'POST', `${broken.path}/papers`, {});
    const paper = await paperOf(trainee(0), 'POST', `${path}/papers`, {});
    // Nothing that the server does makes such a record: it stands for any that the database or the code trips over.
    const { db } = server.store;
    await db.execute(sql`update paper set item_ids = '7'::jsonb where id = ${lost.paperId}`);
    server.clock.time += 60_000;
    await server.quiz.due();
    expect(await paperOf(trainee(0), 'GET', paperPath(paper.paperId))).toMatchObject({
      receipt: { by: 'time' },
    });
    expect(server.logged.some((line) => line.includes(broken.quizId))).toBe(true);
    await db.execute(sql`update paper set item_ids = '[]'::jsonb where id = ${lost.paperId}`);
    server.clock.time += 5_000;
    await server.quiz.due();
    const mended = await paperOf(broken.trainee(0), 'GET', broken.paperPath(lost.paperId));
    expect(mended.receipt).toMatchObject({ by: 'time' });
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
    expect(await codeOf(trainee(0).request('POST', `${path}/papers`, {}))).toMatchObject(
      refused('sit_not_signed_in'),
    );
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
    expect({ total, ids: sittings.map(({ traineeId }) => traineeId) }).toEqual({
      total: 1,
      ids: [at(trainees, 0)],
    });
    const progress: unknown = await (await liaison(0).request('GET', `${path}/progress`)).json();
    expect(progress).toMatchObject({ expected: 1, opened: 1, handedIn: 1 });
  });
});
