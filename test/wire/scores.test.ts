import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { extractText } from 'unpdf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { components, scoreRoutes, type ScorePolicy } from '../../src/contract/score.ts';
import { newId } from '../../src/lib/ids.ts';
import { exactScore, shownScore, valuesOf } from '../../src/score/model.ts';
import * as tables from '../../src/store/schema/index.ts';
import { at } from '../support/course.ts';
import { startScoreServer, type ScoreServer } from '../support/score-server.ts';
import { openSocket, type Session } from '../support/wire.ts';

let server: ScoreServer;
beforeAll(async () => {
  server = await startScoreServer();
});
afterAll(() => server.close());

const policy: ScorePolicy = {
  weights: { attendance: 3, quizzes: 3, exam: 4 },
  ...{ passMark: 6_000, decimals: 1, reflectionBonus: 0 },
};

/** A course of a lesson, a quiz and an exam; the first trainee has 80, 60 and 90. */
async function place(count = 3) {
  const { courseId, trainees, above, below } = await server.addCourse(count);
  const said = server.said(courseId);
  const [lessonId, quizId, examId] = [newId(), newId(), newId()];
  const verdict = (traineeId: string, points: number | null) => ({
    ...{ traineeId, eventId: newId(), points, at: server.clock.time, by: null, reason: '示例：扫码签到' },
  });
  const paper = (of: string, traineeId: string, percent: number | null) => ({
    ...{ paperId: newId(), quizId: of, traineeId, percent, at: server.clock.time },
  });
  const first = at(trainees, 0);
  said.lessons.push({
    lessonId,
    title: '示例第 1 课',
    due: true,
    undecided: 0,
    verdicts: [verdict(first, 8_000)],
  });
  const common = { lessonId: null, makeUpFor: null, due: true };
  said.quizzes.push({ ...common, quizId, kind: 'quiz', title: '示例小测' });
  said.quizzes.push({ ...common, quizId: examId, kind: 'exam', title: '示例结业考试' });
  said.papers.push(paper(quizId, first, 6_000), paper(examId, first, 9_000));
  const organiser = server.session('organiser', { courseId, name: '示例主办方甲' });
  const second = server.session('organiser', { courseId, name: '示例主办方乙' });
  const learner = (index: number) => server.session('trainee', { courseId, traineeId: at(trainees, index) });
  const base = `/api/courses/${courseId}`;
  const ids = { courseId, trainees, above, below, first, lessonId, quizId, examId };
  const changed = () => server.score.scoresChanged(courseId);
  return { ...ids, said, changed, verdict, paper, organiser, second, learner, base };
}

const call = async (who: Session, method: string, path: string, body?: unknown) => {
  const response = await who.request(method, path, body);
  const answer: unknown = await response.json();
  return { status: response.status, body: answer };
};
const code = (value: string) => ({ body: { error: { code: value } } });

const detailOf = async (who: Session, base: string, whose: string) =>
  scoreRoutes['GET /api/courses/:courseId/scores/:traineeId'].output.parse(
    (await call(who, 'GET', `${base}/scores/${whose}`)).body,
  );
const boardOf = async (who: Session, base: string, query = '') =>
  scoreRoutes['GET /api/courses/:courseId/scores'].output.parse(
    (await call(who, 'GET', `${base}/scores${query}`)).body,
  );

describe('scores', () => {
  it('come from verdicts and papers at 3 to 3 to 4, each line once however often they are read', async () => {
    const { base, organiser, first, learner } = await place();
    await Promise.all(Array.from({ length: 5 }, () => boardOf(organiser, base)));
    const own = await detailOf(learner(0), base, 'own');
    expect(own).toEqual(await detailOf(organiser, base, first));
    // 80 x 0.3 + 60 x 0.3 + 90 x 0.4
    expect(own.score).toMatchObject({ attendance: 8_000, quizzes: 6_000, exam: 9_000, total: 7_800 });
    expect(own.ledger).toHaveLength(3);
    const { scores } = await boardOf(organiser, base, '?sort=total&order=down');
    expect(scores.map(({ total }) => total)).toEqual([7_800, 0, 0]);
  });

  it('follow a verdict that changed, a marking, a second paper and an excuse, and keep every line', async () => {
    const { base, organiser, first, said, changed, verdict, paper, quizId } = await place();
    await detailOf(organiser, base, first);
    const [lesson] = said.lessons;
    said.lessons[0] = { ...at(said.lessons, 0), verdicts: [verdict(first, null)] };
    said.papers[0] = { ...at(said.papers, 0), percent: 5_000 };
    said.papers.push(paper(quizId, first, 7_000), paper(quizId, first, null));
    changed();
    const { score, ledger } = await detailOf(organiser, base, first);
    expect(score).toMatchObject({
      attendance: null,
      quizzes: 7_000,
      total: Math.round(57_000 / 7 / 10) * 10,
    });
    expect(ledger.map(({ kind, state }) => `${kind} ${state}`).sort()).toEqual([
      'marking replaced',
      'submission counts',
      'submission counts',
      'submission replaced',
      'verdict counts',
      'verdict replaced',
    ]);
    // What was decided first is decided again.
    said.lessons[0] = at(
      [lesson].flatMap((one) => one ?? []),
      0,
    );
    changed();
    expect((await detailOf(organiser, base, first)).score.attendance).toBe(8_000);
  });

  it('add what a reflection is worth, and take it back with the policy', async () => {
    const { base, organiser, second, first, said } = await place();
    said.reflections.push({ traineeId: first, at: server.clock.time });
    const put = (who: Session, revision: number, reflectionBonus: number) =>
      call(who, 'PUT', `${base}/score-policy`, { revision, policy: { ...policy, reflectionBonus } });
    expect(await put(organiser, 1, 500)).toMatchObject({ status: 200, body: { revision: 2 } });
    expect(await put(second, 1, 100)).toMatchObject(code('conflict'));
    expect((await detailOf(organiser, base, first)).score).toMatchObject({ bonus: 500, total: 8_300 });
    await put(organiser, 2, 0);
    expect((await detailOf(organiser, base, first)).score).toMatchObject({ bonus: 0, total: 7_800 });
  });

  it('are found by branch, name and result, and rolled up', async () => {
    const { base, courseId, said, organiser, above, below } = await place(5);
    const count = async (query: string) => (await boardOf(organiser, base, query)).total;
    expect(await count(`?branchId=${above}`)).toBe(5);
    expect(await count(`?branchId=${below}`)).toBe(2);
    expect(await count('?passed=yes')).toBe(1);
    expect(await count('?text=1002')).toBe(1);
    expect((await boardOf(organiser, base, '?offset=3&limit=2')).scores).toHaveLength(2);
    said.lessons[0] = { ...at(said.lessons, 0), undecided: 4 };
    server.score.scoresChanged(courseId, 'attendance');
    const summaryOf = async () =>
      scoreRoutes['GET /api/courses/:courseId/scores/summary'].output.parse(
        (await call(organiser, 'GET', `${base}/scores/summary`)).body,
      );
    await summaryOf();
    const { asked } = said;
    const summary = await summaryOf();
    expect(summary.pending).toEqual({ unmarked: 0, open: 0, undecided: 4 });
    // A number is no reason to decide every verdict anew.
    expect(said.asked).toBe(asked);
    expect(summary).toMatchObject({ trainees: 5, passed: 1, mean: 1_560, median: 0 });
    expect(summary.distribution).toEqual([4, 0, 0, 0, 0, 0, 0, 1, 0, 0]);
    expect(summary.byBranch).toMatchObject([{ trainees: 5 }, { trainees: 2, parentKey: above }]);
    expect(summary.atRisk).toHaveLength(4);
  });
});

describe('final results', () => {
  it('change by no event, only by a correction that a second person consents to', async () => {
    const { base, organiser, second, first, said, verdict, examId } = await place();
    said.pending.unmarked = 2;
    const freeze = (anyway: boolean) => call(organiser, 'POST', `${base}/scores/freeze`, { anyway });
    expect(await freeze(false)).toMatchObject({ status: 409, body: { error: { code: 'not_ready' } } });
    expect(await freeze(true)).toMatchObject({ body: { frozen: { by: '示例主办方甲' } } });
    said.lessons[0] = { ...at(said.lessons, 0), verdicts: [verdict(first, 0)] };
    said.papers.length = 0;
    const before = await detailOf(organiser, base, first);
    expect(before.score.total).toBe(7_800);
    const put = { revision: 2, policy };
    expect(await call(organiser, 'PUT', `${base}/score-policy`, put)).toMatchObject(code('frozen'));

    const id = newId();
    const asked = {
      id,
      traineeId: first,
      component: 'exam',
      sourceId: examId,
      points: 500,
      reason: '示例：漏判',
    };
    const ask = () => call(organiser, 'POST', `${base}/corrections`, asked);
    expect(await ask()).toMatchObject({ status: 200, body: { state: 'waiting', mayDecide: false } });
    expect(await ask()).toMatchObject({ status: 200, body: { id, state: 'waiting' } });
    expect((await detailOf(organiser, base, first)).score).toEqual(before.score);
    const decide = (who: Session, of: string) =>
      call(who, 'POST', `${base}/corrections/${of}/decision`, { consent: true });
    expect(await decide(organiser, id)).toMatchObject(code('second_person'));
    const alias = server.session('organiser', { courseId: null, name: ' 示例主办方甲' });
    expect(await decide(alias, id)).toMatchObject(code('second_person'));
    expect(await decide(second, id)).toMatchObject({ body: { state: 'counts', decidedBy: '示例主办方乙' } });
    expect((await detailOf(organiser, base, first)).score.total).toBe(8_000);

    server.clock.time += 1;
    const back = newId();
    const reversal = { id: back, reason: '示例：并未漏判' };
    await call(second, 'POST', `${base}/corrections/${id}/reversal`, reversal);
    expect((await detailOf(organiser, base, first)).score.total).toBe(8_000);
    await decide(organiser, back);
    const after = await detailOf(organiser, base, first);
    expect(after.score).toEqual(before.score);
    expect(after.ledger).toHaveLength(before.ledger.length + 2);
    const listed = await call(organiser, 'GET', `${base}/corrections`);
    expect(listed.body).toMatchObject({ corrections: [{ state: 'counts' }, { state: 'reversed' }] });
  });

  it('are corrected with the consent of another account, whatever name it goes by', async () => {
    const { base, courseId, organiser, first, examId } = await place();
    await call(organiser, 'POST', `${base}/scores/freeze`, {});
    const accountId = newId();
    const account = { id: accountId, name: '示例主办方丙', nameKey: '示例主办方丙', passwordHash: '' };
    await server.store.db.insert(tables.account).values(account);
    /** Somebody who signed in with that account. */
    const under = async (name: string): Promise<Session> => {
      const session = server.session('organiser', { courseId, name });
      const { sessionId: id } = session.participant;
      const row = { id, secretHash: id, accountId, role: 'organiser' as const, name, courseId };
      await server.store.db.insert(tables.session).values(row);
      return session;
    };
    const [one, same] = [await under('示例主办方丙'), await under('示例主办方丁')];
    const id = newId();
    const asked = { id, traineeId: first, component: 'exam', sourceId: examId, points: 500, reason: '示例' };
    await call(one, 'POST', `${base}/corrections`, asked);
    const decide = (who: Session) =>
      call(who, 'POST', `${base}/corrections/${id}/decision`, { consent: true });
    expect(await decide(same)).toMatchObject(code('second_person'));
    expect(await decide(organiser)).toMatchObject({ body: { state: 'counts' } });
  });

  it('give certificates to those who passed, and a code confirms name, course and date alone', async () => {
    const { base, organiser, first, trainees, learner } = await place();
    expect(await call(organiser, 'POST', `${base}/certificates`, {})).toMatchObject(code('not_frozen'));
    await call(organiser, 'POST', `${base}/scores/freeze`, {});
    const issue = () => call(organiser, 'POST', `${base}/certificates`, {});
    expect((await issue()).body).toEqual({ issued: 1, total: 1 });
    expect((await issue()).body).toEqual({ issued: 0, total: 1 });
    const { certificate } = await detailOf(learner(0), base, 'own');
    expect(certificate?.code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    const confirmed = await fetch(`${server.url}/api/certificates/${certificate?.code.toLowerCase()}`);
    expect(await confirmed.json()).toEqual({
      ...{ name: '示例学员 1', courseName: '示例培训班', issuedAt: server.clock.time },
    });
    expect((await fetch(`${server.url}/api/certificates/0000-0000-0000-0000`)).status).toBe(404);

    const file = await learner(0).request('GET', `${base}/certificates/${first}`);
    const pdf = new Uint8Array(await file.arrayBuffer());
    expect(pdf.length).toBeLessThan(200_000);
    const { text } = await extractText(pdf, { mergePages: true });
    expect(text).toContain('结业证书');
    expect(text).toContain('示例学员 1');
    expect(text).toContain(certificate?.code);
    expect((await learner(1).request('GET', `${base}/certificates/${first}`)).status).toBe(404);
    const none = await call(learner(1), 'GET', `${base}/certificates/${at(trainees, 1)}`);
    expect(none).toMatchObject(code('no_certificate'));
  });
});

describe('an appeal', () => {
  it('waits once for each line, is answered, and is told of', async () => {
    const { base, organiser, learner, courseId } = await place();
    const { ledger } = await detailOf(learner(0), base, 'own');
    const entryId = at(ledger, 0).id;
    const ask = (who: Session, id = newId()) =>
      call(who, 'POST', `${base}/appeals`, { id, entryId, text: '示例：我全程在场' });
    expect((await ask(learner(1))).status).toBe(404);
    const socket = await openSocket(learner(0));
    const told = new Promise((resolve) => socket.on('notice', resolve));
    const id = newId();
    expect((await ask(learner(0), id)).status).toBe(200);
    expect((await ask(learner(0), id)).status).toBe(200);
    expect(await ask(learner(0))).toMatchObject(code('appeal_open'));
    expect(await told).toEqual({ name: 'score.changed', data: { courseId } });
    socket.disconnect();
    expect((await boardOf(organiser, base)).scores[0]).toMatchObject({ openAppeals: 1 });
    const answer = { upheld: false, answer: '示例：已核对后台记录' };
    const path = `${base}/appeals/${id}/answer`;
    expect(await call(organiser, 'POST', path, answer)).toMatchObject({ body: { state: 'refused' } });
    const other = { ...answer, upheld: true };
    expect(await call(organiser, 'POST', path, other)).toMatchObject(code('conflict'));
    expect((await ask(learner(0))).status).toBe(200);
  });
});

describe('files', () => {
  it('add up at 3 to 3 to 4 when an independent reader reads them', async () => {
    const { base, organiser } = await place();
    const file = await organiser.request('GET', `${base}/scores-export?format=xlsx&language=zh-CN`);
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(await file.arrayBuffer());
    const rows = (name: string) => {
      const found: unknown[][] = [];
      book
        .getWorksheet(name)
        ?.eachRow((row) => found.push(Array.isArray(row.values) ? row.values.slice(1) : []));
      return found.slice(1);
    };
    const parts = rows('分项').filter(([number]) => number === '1001');
    const mean = (name: string) => {
      const values = parts.filter((row) => row[2] === name && row[5] === '是').map((row) => Number(row[4]));
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    const total = (mean('考勤') * 3 + mean('随堂测试') * 3 + mean('结业考试') * 4) / 10;
    const [first] = rows('总成绩');
    expect(first?.slice(4)).toEqual([80, 60, 90, 0, 78, '是']);
    expect(total).toBeCloseTo(Number(first?.[8]), 6);
    expect(rows('明细').filter((row) => row[9] === '计入')).toHaveLength(3);
    const csv = await (await organiser.request('GET', `${base}/scores-export?format=csv&language=en`)).text();
    expect(csv).toContain('1001,示例学员 1,示例单位 1,示例分课堂 1,80,60,90,0,78,yes');
  });

  it('report the class as a PDF whose Chinese text can be read', async () => {
    const { base, organiser } = await place(60);
    const file = await organiser.request('GET', `${base}/scores-report?language=zh-CN`);
    const { text, totalPages } = await extractText(new Uint8Array(await file.arrayBuffer()), {
      mergePages: true,
    });
    expect(totalPages).toBeGreaterThan(1);
    expect(text).toContain('示例培训班 成绩报告');
    expect(text).toContain('3 : 3 : 4');
    expect(text).toContain('示例学员 60');
  });
});

describe('any history through the routes', () => {
  it('recomputes from the ledger alone to the score that is shown', async () => {
    const event = fc.record({
      what: fc.constantFrom('verdict', 'quiz', 'exam', 'mark', 'correct', 'reverse'),
      points: fc.integer({ min: 0, max: 10_000 }),
      down: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 8 }), async (events) => {
        const { base, organiser, first, said, verdict, paper, quizId, examId } = await place(1);
        const made: string[] = [];
        for (const { what, points, down } of events) {
          if (what === 'verdict') {
            const worth = down ? null : points;
            said.lessons[0] = { ...at(said.lessons, 0), verdicts: [verdict(first, worth)] };
          } else if (what === 'mark') said.papers[0] = { ...at(said.papers, 0), percent: points };
          else if (what === 'correct') {
            const id = newId();
            const of = { id, traineeId: first, component: 'exam', sourceId: examId, reason: '示例' };
            await call(organiser, 'POST', `${base}/corrections`, { ...of, points: down ? -points : points });
            made.push(id);
          } else if (what === 'reverse') {
            const path = `${base}/corrections/${made.pop() ?? 'none'}/reversal`;
            await call(organiser, 'POST', path, { id: newId(), reason: '示例' });
          } else said.papers.push(paper(what === 'quiz' ? quizId : examId, first, points));
          await server.score.sync(organiser.participant.courseId ?? '');
        }
        const { score, ledger, parts, policy: by } = await detailOf(organiser, base, first);
        const lines = [...ledger].reverse().map((line) => ({ ...line, counts: true }));
        const known = parts.map(({ component, sourceId, title, due }) => ({
          component,
          sourceId,
          title,
          due,
        }));
        const again = shownScore(exactScore(valuesOf(known, lines), by, 0), by);
        for (const key of [...components, 'total'] as const) expect(score[key]).toBe(again[key]);
        expect(new Set(ledger.map(({ id }) => id)).size).toBe(ledger.length);
      }),
      { numRuns: 15 },
    );
  });
});
