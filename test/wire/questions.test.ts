import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { courseRoutes } from '../../src/contract/course.ts';
import { auditRoutes } from '../../src/contract/audit.ts';
import { permissions } from '../../src/contract/permissions.ts';
import { questionLimits } from '../../src/contract/question-limits.ts';
import type { questionCommands } from '../../src/contract/questions.ts';
import { enter, type Member } from '../support/classroom-member.ts';
import { at, openCourse, type OpenCourse } from '../support/course.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { signIn, type Session } from '../support/wire.ts';

let server: TestServer;
let course: OpenCourse;
let lessons: string[];
/** The artificial course puts its trainees into its branches in turn. */
const branchCount = 221;
/** Those before are of the first branch, and have tests of their own. */
let nextTrainee = 1;
let trainees: string[];
const people = new Map<string, Session>();
const here: Member[] = [];

beforeAll(async () => {
  server = await startServer();
  course = await openCourse(server);
  const detail = await course.organiser.request('GET', `/api/courses/${course.courseId}`);
  const found = courseRoutes['GET /api/courses/:courseId'].output.parse(await detail.json());
  lessons = found.lessons.map(({ id }) => id);
  trainees = await course.links('trainee');
  for (const role of ['lecturer', 'inspector', 'liaison', 'screen', 'port'] as const) {
    people.set(role, await signIn(server.url, at(await course.links(role), 0)));
  }
});
afterAll(async () => {
  for (const member of here) member.leave();
  await server.close();
});

/** Each test has a lesson of its own; there are nine. */
let lessonsUsed = 0;
function newLesson(): string {
  lessonsUsed += 1;
  return at(lessons, lessonsUsed - 1);
}

async function join(session: Session | undefined, lessonId: string): Promise<Member> {
  if (!session) throw new Error('nobody has that role');
  const member = await enter(session, lessonId);
  here.push(member);
  return member;
}
const as = (role: string, lessonId: string) => join(people.get(role), lessonId);
const organiser = (lessonId: string) => join(course.organiser, lessonId);

/** A trainee who was in no test yet, and whose branch is not the first one, where the roles above are. */
async function newTrainee(lessonId: string): Promise<Member> {
  nextTrainee += 1;
  return join(await signIn(server.url, at(trainees, nextTrainee - 1)), lessonId);
}

/** A trainee of the first branch, as the liaison is: one for each test that needs one. */
async function traineeOf(liaison: Member, place: number, lessonId: string): Promise<Member> {
  const member = await join(await signIn(server.url, at(trainees, place * branchCount)), lessonId);
  expect(member.joined.me.branchId).toBe(liaison.joined.me.branchId);
  return member;
}

const newId = (): string => randomUUID();
async function ask(who: Member, text: string, questionId = newId()): Promise<string> {
  const { question } = await who.run('question.ask', { questionId, text });
  return question.questionId;
}
const ownOf = async (who: Member, questionId: string) =>
  (await who.run('question.own', {})).questions.find((one) => one.questionId === questionId);

describe('a question', () => {
  it('is asked, supported, shown, answered, and its answer finds the asker', async () => {
    const lessonId = newLesson();
    const lecturer = await as('lecturer', lessonId);
    const screen = await as('screen', lessonId);
    const [asker, other] = [await newTrainee(lessonId), await newTrainee(lessonId)];
    const questionId = await ask(asker, '示例问题：怎样开始');
    const seen = await other.heard('question.visible', ({ changed }) => changed.length > 0);
    expect(at(seen.changed, 0)).toMatchObject({
      questionId,
      text: '示例问题：怎样开始',
      askerName: asker.joined.me.name,
      voices: 1,
    });
    expect(await other.run('question.support', { questionId, support: true })).toMatchObject({ voices: 2 });
    expect(await other.run('question.support', { questionId, support: true })).toMatchObject({ voices: 2 });
    expect(await asker.run('question.support', { questionId, support: true })).toMatchObject({ voices: 2 });
    await lecturer.heard('question.listed', ({ changed }) => changed.some(({ voices }) => voices === 2));
    await lecturer.run('question.show', { questionId });
    const shown = await as('port', lessonId);
    expect(shown.joined.snapshot?.shown).toMatchObject({ kind: 'question', questionId });
    expect(JSON.stringify(screen.sent)).toContain('shown.changed');
    await lecturer.run('question.answer', { questionId, answer: '示例答复' });
    const own = await asker.heard('question.own', ({ unseen }) => unseen === 1);
    expect(at(own.changed, 0)).toMatchObject({ questionId, answer: '示例答复', unseen: true });
    expect(await asker.run('question.seen', { questionIds: [questionId] })).toEqual({ unseen: 0 });
    const list = await lecturer.run('question.list', { filter: 'settled' });
    expect(list.questions.map((one) => one.questionId)).toEqual([questionId]);
    expect(at(list.questions, 0).settledBy).toBe(lecturer.joined.me.name);
    // Answered live: the screens go back to the lesson.
    await lecturer.run('question.answer', { questionId, answer: null });
    expect((await as('port', lessonId)).joined.snapshot?.shown).toBeNull();
  });

  it("is asked once, however often it is sent, and its id is nobody else's", async () => {
    const lessonId = newLesson();
    const [asker, other] = [await newTrainee(lessonId), await newTrainee(lessonId)];
    const id = newId();
    const [first, ...again] = await Promise.all(
      Array.from({ length: 5 }, () => asker.run('question.ask', { questionId: id, text: '示例一次' })),
    );
    for (const one of again) expect(one).toEqual(first);
    expect((await asker.run('question.own', {})).questions).toHaveLength(1);
    expect(await other.try('question.ask', { questionId: id, text: '示例冒用' })).toBe('conflict');
    expect((await other.run('question.visible', {})).questions).toHaveLength(1);
    other.leave();
  });
});

describe('through the liaison', () => {
  it('a branch asks its liaison first, who merges, edits and forwards; everybody who asked gets the answer', async () => {
    const lessonId = newLesson();
    const lecturer = await as('lecturer', lessonId);
    const liaison = await as('liaison', lessonId);
    await lecturer.run('question.configure', { throughLiaison: true });
    const asker = await traineeOf(liaison, 0, lessonId);
    const stranger = await newTrainee(lessonId);
    const port = await as('port', lessonId);
    const first = await ask(asker, '示例第一问');
    const room = await ask(liaison, '示例教室一起问');
    const direct = await ask(port, '示例端口直接问');
    const second = await ask(asker, '示例第二问');
    await liaison.heard('question.inRoom', ({ changed }) => changed.some((one) => one.questionId === second));
    const held = (await liaison.run('question.room', {})).questions;
    expect(held.filter(({ state }) => state === 'held').map((one) => one.questionId)).toEqual([
      first,
      second,
    ]);
    const open = (await lecturer.run('question.list', { filter: 'open' })).questions;
    expect(open.map((one) => one.questionId).sort()).toEqual([room, direct].sort());
    expect(open.find((one) => one.questionId === room)?.askers).toMatchObject([{ forRoom: true }]);
    expect(await stranger.try('question.support', { questionId: first, support: true })).toBe('not_found');

    await liaison.run('question.merge', { into: first, questionIds: [second] });
    await liaison.run('question.edit', { questionId: first, text: '示例合并后的问题' });
    await liaison.run('question.forward', { questionIds: [first] });
    expect(await liaison.try('question.edit', { questionId: first, text: '示例太晚' })).toBe('conflict');
    const seen = await stranger.heard('question.visible', ({ changed }) =>
      changed.some((one) => one.text === '示例合并后的问题'),
    );
    expect(seen.changed.map((one) => one.questionId)).not.toContain(second);
    // The same person asked both: one voice.
    expect(at(seen.changed, 0).voices).toBe(1);
    await lecturer.run('question.answer', { questionId: first, answer: '示例一个答复' });
    await asker.heard('question.own', ({ unseen }) => unseen === 2);
    expect(await ownOf(asker, second)).toMatchObject({
      text: '示例第二问',
      shownText: '示例合并后的问题',
      merged: true,
      answer: '示例一个答复',
    });
    // What was said before and by others never reached the stranger.
    expect(JSON.stringify(stranger.sent)).not.toContain('示例第二问');
    expect(JSON.stringify(stranger.sent)).not.toContain('示例第一问');
  });

  it('a liaison has no say over other branches, and all that is held goes on when the way is closed', async () => {
    const lessonId = newLesson();
    const lecturer = await as('lecturer', lessonId);
    const liaison = await as('liaison', lessonId);
    await lecturer.run('question.configure', { throughLiaison: true });
    const stranger = await newTrainee(lessonId);
    expect(stranger.joined.me.branchId).not.toBe(liaison.joined.me.branchId);
    const theirs = await ask(stranger, '示例别处的问题');
    const liaisonSees = await liaison.run('question.room', {});
    expect(liaisonSees.questions.map((one) => one.questionId)).not.toContain(theirs);
    for (const [name, input] of [
      ['question.answer', { questionId: theirs, answer: '示例' }],
      ['question.forward', { questionIds: [theirs] }],
      ['question.edit', { questionId: theirs, text: '示例' }],
      ['question.merge', { into: theirs, questionIds: [theirs] }],
    ] as const) {
      expect(await liaison.try(name, input)).toBe('not_found');
    }
    expect(JSON.stringify(liaison.sent)).not.toContain('示例别处的问题');
    // From now on it is to be seen by everybody.
    await lecturer.run('question.configure', { throughLiaison: false });
    expect((await lecturer.run('question.list', { filter: 'open' })).total).toBe(1);
    const audit = await course.organiser.request(
      'GET',
      `/api/courses/${course.courseId}/audit?record=question`,
    );
    const { entries } = auditRoutes['GET /api/courses/:courseId/audit'].output.parse(await audit.json());
    expect(entries.filter(({ recordId }) => recordId === lessonId)).toMatchObject([
      { action: 'question.configured', before: { throughLiaison: true }, after: { throughLiaison: false } },
      { action: 'question.configured', before: { throughLiaison: false }, after: { throughLiaison: true } },
    ]);
  });
});

describe('what is sent', () => {
  it('holds no hidden name and nothing that waits for approval, to anybody who must not know', async () => {
    const lessonId = newLesson();
    const lecturer = await as('lecturer', lessonId);
    const liaison = await as('liaison', lessonId);
    const inspector = await as('inspector', lessonId);
    await lecturer.run('question.configure', { hideNames: true, approval: true });
    const asker = await traineeOf(liaison, 1, lessonId);
    const others = [await newTrainee(lessonId), await as('port', lessonId), await as('screen', lessonId)];
    const { name } = asker.joined.me;
    const questionId = await ask(asker, '示例待审问题');
    await lecturer.heard('question.listed', ({ changed }) =>
      changed.some((one) => one.askers.some((who) => who.name === name)),
    );
    await inspector.heard('question.listed', ({ changed }) => changed.length > 0);
    await liaison.heard('question.inRoom', ({ changed }) =>
      changed.some((one) => one.askers.some((who) => who.name === name)),
    );
    for (const other of others) expect(JSON.stringify(other.sent)).not.toContain('示例待审问题');
    await lecturer.run('question.approve', { questionIds: [questionId], approved: true });
    await lecturer.run('question.show', { questionId });
    for (const other of others) {
      await other.heard('question.visible', ({ changed }) => changed.length > 0);
      expect(JSON.stringify(other.sent)).not.toContain(name);
    }
    expect((await at(others, 0).run('question.visible', {})).questions).toMatchObject([
      { questionId, askerName: null },
    ]);
    await lecturer.run('question.approve', { questionIds: [questionId], approved: false });
    for (const other of others) {
      await other.heard('question.visible', ({ removed }) => removed.includes(questionId));
    }
    expect((await at(others, 0).run('question.visible', {})).questions).toEqual([]);
  });

  it('is refused to whoever has no right to it', async () => {
    const lessonId = at(lessons, 0);
    const asker = await newTrainee(lessonId);
    const questionId = await ask(asker, '示例权限');
    const inputs: Record<keyof typeof questionCommands, unknown> = {
      'question.ask': { questionId: newId(), text: '示例' },
      'question.support': { questionId, support: false },
      'question.own': {},
      'question.seen': { questionIds: [questionId] },
      'question.visible': {},
      'question.room': {},
      'question.list': {},
      'question.merge': { into: questionId, questionIds: [questionId] },
      'question.forward': { questionIds: [questionId] },
      'question.edit': { questionId, text: '示例' },
      'question.answer': { questionId, answer: '示例' },
      'question.postpone': { questionId },
      'question.dismiss': { questionId, reason: null },
      'question.reopen': { questionId },
      'question.approve': { questionIds: [questionId], approved: true },
      'question.show': { questionId },
      'question.configure': { approval: true },
    };
    for (const role of ['trainee', 'port', 'screen', 'inspector', 'liaison', 'lecturer'] as const) {
      const member = role === 'trainee' ? asker : await as(role, lessonId);
      for (const [name, input] of Object.entries(inputs)) {
        const right = permissions[name as keyof typeof questionCommands];
        if (right.roles.includes(role)) continue;
        expect(await member.try(name, input), `${role} ${name}`).toBe('forbidden');
      }
    }
  });
});

describe('hostile texts and floods', () => {
  it('are made harmless or refused with a sentence', async () => {
    const lessonId = newLesson();
    const lecturer = await as('lecturer', lessonId);
    let asker = await newTrainee(lessonId);
    const text = '  <img src=x onerror=alert(1)>\u202e反\u2066向\u0007\n\n\n\n结束 ';
    await ask(asker, text);
    const { questions } = await lecturer.run('question.list', {});
    expect(at(questions, 0).text).toBe('<img src=x onerror=alert(1)>反向\n\n结束');
    for (const bad of ['', ' \u202e ', 'x'.repeat(questionLimits.text + 1), 'x'.repeat(50_000), 7]) {
      const other = await join(asker.session, lessonId);
      expect(await other.try('question.ask', { questionId: newId(), text: bad })).toBe('invalid_input');
    }
    asker = await join(asker.session, lessonId);
    expect(await asker.try('question.ask', { questionId: '../../x', text: '示例' })).toBe('invalid_input');
    const codes: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      codes.push(await asker.try('question.ask', { questionId: newId(), text: `示例 ${index}` }));
    }
    expect(codes.slice(0, 2)).toEqual(['ok', 'ok']);
    expect(codes[2]).toBe('question_too_fast');
    expect(new Set(codes.slice(3)).has('ok')).toBe(false);
    expect((await lecturer.run('question.list', {})).total).toBe(3);
  });
});

describe('after kill -9', () => {
  it('everything acknowledged is there, and an answer waits for whoever was away', async () => {
    const lessonId = newLesson();
    const nextLessonId = newLesson();
    let lecturer = await as('lecturer', lessonId);
    let [asker, other] = [await newTrainee(lessonId), await newTrainee(lessonId)];
    const answered = await ask(asker, '示例会答');
    const later = await ask(asker, '示例以后');
    const merged = await ask(other, '示例也想问会答');
    await other.run('question.support', { questionId: later, support: true });
    await lecturer.run('question.configure', { hideNames: true });
    await lecturer.run('question.merge', { into: answered, questionIds: [merged] });
    await lecturer.run('question.postpone', { questionId: later });
    asker.leave();
    other.leave();
    await lecturer.run('question.answer', { questionId: answered, answer: '示例事后的答复' });
    await lecturer.run('question.show', { questionId: answered });
    await server.kill();
    await server.start();

    // In the next lesson: the answer is counted and there, and what was postponed has come along.
    asker = await join(asker.session, nextLessonId);
    other = await join(other.session, nextLessonId);
    expect(asker.joined.own.answersUnseen).toBe(1);
    expect(other.joined.own.answersUnseen).toBe(1);
    expect(await ownOf(asker, answered)).toMatchObject({ answer: '示例事后的答复', unseen: true });
    expect(await ownOf(other, merged)).toMatchObject({ answer: '示例事后的答复', merged: true });
    await other.run('question.seen', { questionIds: [merged] });
    lecturer = await as('lecturer', lessonId);
    expect(lecturer.joined.snapshot?.shown).toMatchObject({ kind: 'question', questionId: answered });
    const list = await lecturer.run('question.list', {});
    expect(list.settings.hideNames).toBe(true);
    expect(list.counts).toEqual({ open: 0, held: 0, postponed: 1, settled: 1 });
    expect(list.questions.map(({ questionId, voices }) => [questionId, voices])).toEqual([
      [later, 2],
      [answered, 2],
    ]);
    const chair = await organiser(nextLessonId);
    const carried = await chair.run('question.list', { filter: 'postponed' });
    expect(carried.questions.map((one) => one.questionId)).toContain(later);
    expect(carried.questions.find((one) => one.questionId === later)?.carriedFrom).not.toBeNull();
    await chair.run('question.reopen', { questionId: later });
    expect(
      (await chair.run('question.list', { filter: 'open' })).questions.map((one) => one.questionId),
    ).toContain(later);
    expect((await lecturer.run('question.list', {})).questions.map((one) => one.questionId)).toEqual([
      answered,
    ]);
  });
});

describe('the export', () => {
  it('holds every question with what became of it, and no formula', async () => {
    const lessonId = newLesson();
    const lecturer = await as('lecturer', lessonId);
    const asker = await newTrainee(lessonId);
    const questionId = await ask(asker, '=HYPERLINK("http://x")');
    await lecturer.run('question.answer', { questionId, answer: '+1 示例答复' });
    const path = `/api/courses/${course.courseId}/questions/export?lessonId=${lessonId}&language=zh-CN`;
    const csv = await lecturer.session.request('GET', `${path}&format=csv`);
    expect(csv.status).toBe(200);
    const text = await csv.text();
    expect(text).toContain(`"'=HYPERLINK(""http://x"")"`);
    expect(text).toContain("'+1 示例答复");
    expect(text).toContain(asker.joined.me.name);
    expect(text.trim().split('\r\n')).toHaveLength(2);
    const xlsx = await course.organiser.request('GET', `${path}&format=xlsx`);
    expect(
      Buffer.from(await xlsx.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
    expect((await asker.session.request('GET', `${path}&format=csv`)).status).toBe(403);
  });
});
