import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cueRoutes, type Cue, type CueSheet } from '../../src/contract/cues.ts';
import { pollRoutes } from '../../src/contract/polls.ts';
import { makeDemo, type Demo } from '../support/demo.ts';
import { sessionHeader } from '../../src/contract/identity.ts';
import { materialRoutes } from '../../src/contract/materials.ts';
import { member, Member } from '../support/member.ts';
import { startServer, type TestServer } from '../support/server.ts';

// The run of a lesson: prepared at the desk, worked through in class, on record after a power cut.

const sheetShape = cueRoutes['GET /api/courses/:courseId/lessons/:lessonId/cues'].output;

let server: TestServer;
let demo: Demo;
let lecturer: Member;
let second: Member;
let inspector: Member;
let screen: Member;
let lessonId: string;
let otherLessonId: string;
let pollId: string;
let videoId: string;

const path = (lesson = lessonId): string => `/api/courses/${demo.courseId}/lessons/${lesson}/cues`;

async function read(lesson = lessonId): Promise<CueSheet> {
  const answer = await demo.organiser.request('GET', path(lesson));
  expect(answer.status, await answer.clone().text()).toBe(200);
  return sheetShape.parse(await answer.json());
}

async function save(revision: number, cues: unknown[]): Promise<Response> {
  return demo.organiser.request('PUT', path(), { revision, cues });
}

async function preparePoll(): Promise<string> {
  const made = await demo.organiser.request('POST', `/api/courses/${demo.courseId}/polls`, {
    lessonId,
    draft: { kind: 'trueFalse', question: '示例题目：今天是工作日吗' },
  });
  return pollRoutes['POST /api/courses/:courseId/polls'].output.parse(await made.json()).pollId;
}

/** The head of an MP4 file: enough to be known as a video. */
const mp4 = Buffer.from('000000186674797069736f6d0000020069736f6d69736f32000000086d646174', 'hex');

async function uploadVideo(): Promise<string> {
  const { organiser, courseId } = demo;
  const begun = await organiser.request('POST', `/api/courses/${courseId}/uploads`, {
    fileName: '示例视频.mp4',
    size: mp4.length,
  });
  const { output } = materialRoutes['POST /api/courses/:courseId/uploads'];
  const upload = output.parse(await begun.json());
  const sent = await fetch(`${server.url}${upload.path}`, {
    method: 'PATCH',
    headers: {
      cookie: organiser.cookie,
      [sessionHeader]: organiser.participant.sessionId,
      'tus-resumable': '1.0.0',
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
    },
    body: mp4,
  });
  expect(sent.status, await sent.text()).toBe(204);
  return upload.uploadId;
}

beforeAll(async () => {
  server = await startServer();
  demo = await makeDemo(server);
  lecturer = await (await member(server, demo, 'lecturer')).join();
  inspector = await (await member(server, demo, 'inspector')).join();
  screen = await (await member(server, demo, 'screen')).join();
  lessonId = lecturer.joined.snapshot?.lesson.id ?? '';
  second = await new Member(demo.organiser).join(lessonId);
  const listed = await demo.organiser.request('GET', `/api/courses/${demo.courseId}/lessons`);
  const { lessons } = z.object({ lessons: z.array(z.object({ id: z.string() })) }).parse(await listed.json());
  otherLessonId = lessons.find(({ id }) => id !== lessonId)?.id ?? '';
  pollId = await preparePoll();
  videoId = await uploadVideo();
});
afterAll(() => server.close());

function sheetOf(): Cue[] {
  const branchId = screen.session.participant.branchId ?? '';
  return [
    { id: 'opening', kind: 'note', note: '请大家就座' },
    { id: 'start', kind: 'start', note: '' },
    { id: 'layout', kind: 'layout', note: '', layout: 'slides' },
    { id: 'clip', kind: 'clip', note: '', materialId: videoId },
    { id: 'lecture', kind: 'lecture', note: '' },
    { id: 'call', kind: 'call', note: '', callee: { branchId } },
    { id: 'poll', kind: 'poll', note: '', pollId },
    { id: 'say', kind: 'announcement', note: '', text: '休息十分钟', stays: false },
    { id: 'end', kind: 'end', note: '' },
  ];
}

describe('a cue sheet at the desk', () => {
  it('is empty at first, and saved as a whole', async () => {
    expect(await read()).toMatchObject({ revision: 0, cues: [], state: { currentId: null, done: {} } });
    const saved = sheetShape.parse(await (await save(0, sheetOf())).json());
    expect(saved).toMatchObject({ revision: 1, cues: sheetOf() });
    expect(saved.targets).toMatchObject({ poll: '示例题目：今天是工作日吗' });
    expect(Object.keys(saved.targets).sort()).toEqual(['call', 'clip', 'poll']);
    await lecturer.sees('the list', (one) => one.newest('cue.changed')?.revision === 1);
    expect(screen.newest('cue.changed')).toBeUndefined();
  });

  it('is not overwritten by somebody who saw an older one', async () => {
    expect((await save(0, [])).status).toBe(409);
    expect((await read()).revision).toBe(1);
  });

  it('refuses what is no cue, and two of one id', async () => {
    expect((await save(1, [{ id: 'x', kind: 'dance', note: '' }])).status).toBe(400);
    expect((await save(1, [...sheetOf(), ...sheetOf()])).status).toBe(400);
    const many = Array.from({ length: 121 }, (_, n) => ({ id: `n${n}`, kind: 'note', note: '说明' }));
    expect((await save(1, many)).status).toBe(400);
  });

  it('makes hostile text harmless', async () => {
    const cues = [{ id: 'x', kind: 'note', note: '\u202e<b>甲</b>\u0000' }, ...sheetOf()];
    const saved = sheetShape.parse(await (await save(1, cues)).json());
    expect(saved.cues[0]?.note).toBe('<b>甲</b>');
    expect((await save(2, sheetOf())).status).toBe(200);
  });

  it('is copied to another lesson with its poll', async () => {
    const body = { revision: 0, fromLessonId: lessonId };
    const copied = await demo.organiser.request('POST', `${path(otherLessonId)}/copy`, body);
    const copy = sheetShape.parse(await copied.json());
    expect(copy.cues.map(({ kind }) => kind)).toEqual(sheetOf().map(({ kind }) => kind));
    const poll = copy.cues.find(({ kind }) => kind === 'poll');
    expect(poll).toMatchObject({ kind: 'poll' });
    expect(poll?.kind === 'poll' && poll.pollId).not.toBe(pollId);
    expect(copy.targets[poll?.id ?? '']).toBe('示例题目：今天是工作日吗');
  });

  it('is nobody else’s', async () => {
    for (const role of ['inspector', 'liaison', 'trainee'] as const) {
      const session = await demo.signIn(role);
      expect((await session.request('GET', path())).status).toBe(403);
    }
    expect((await demo.organiser.request('GET', path('no-such-lesson'))).status).toBe(404);
  });
});

describe('a lesson by its cue sheet', () => {
  it('does each cue in turn, once, however often the key is pressed', async () => {
    await lecturer.ask('cue.next', { cueId: 'opening' });
    const [first, again] = await Promise.all([
      lecturer.ask('cue.next', { cueId: 'start' }),
      second.ask('cue.next', { cueId: 'start' }),
    ]);
    expect(first.state.currentId).toBe('start');
    expect(again.state.currentId).toBe('start');
    expect(lecturer.events.filter(({ name }) => name === 'lesson.started')).toHaveLength(1);
    await inspector.sees('how far it is', (one) => one.newest('cue.changed')?.state.currentId === 'start');
    expect(screen.newest('cue.changed')).toBeUndefined();
  });

  it('arranges the stage and has the presenting device play a clip', async () => {
    await lecturer.ask('cue.next', { cueId: 'layout' });
    await screen.sees('the layout', ({ stage }) => stage.layout === 'slides');
    await lecturer.ask('cue.next', { cueId: 'clip' });
    await lecturer.sees('the clip', (one) => one.newest('cue.clip')?.materialId === videoId);
    expect(second.newest('cue.clip')).toBeUndefined();
    expect(screen.newest('cue.clip')).toBeUndefined();
    await lecturer.ask('cue.next', { cueId: 'lecture' });
    await screen.sees('the layout', ({ stage }) => stage.layout === 'auto');
    expect(lecturer.newest('cue.present')?.cueId).toBe('lecture');
  });

  it('calls a branch, and stays where it is while that is not there', async () => {
    screen.drop();
    await lecturer.sees('it away', (one) => one.stateOf(screen.id) === 'away');
    expect(await lecturer.attempt('cue.next', { cueId: 'call' })).toBe('guest_away');
    expect((await lecturer.ask('cue.sheet', {})).sheet.state.currentId).toBe('lecture');
    await screen.join();
    await lecturer.ask('cue.next', { cueId: 'call' });
    await screen.sees('the call', ({ stage }) => stage.guests[0]?.participantId === screen.id);
  });

  it('asks a prepared poll, and not a second time', async () => {
    await lecturer.ask('cue.next', { cueId: 'poll' });
    await screen.sees('the poll', ({ shown }) => shown?.kind === 'poll' && shown.pollId === pollId);
    await lecturer.ask('cue.run', { cueId: 'poll' });
    await lecturer.ask('poll.dismiss', { pollId });
    expect(await lecturer.attempt('cue.run', { cueId: 'poll' })).toBe('cue_poll_used');
  });

  it('announces to everybody, once for each run', async () => {
    await lecturer.ask('cue.next', { cueId: 'say' });
    await screen.sees(
      'the announcement',
      (one) => one.newest('announcement.sent')?.announcement.text === '休息十分钟',
    );
    await lecturer.ask('cue.run', { cueId: 'say' });
    const sent = (): number => screen.heard.filter(({ name }) => name === 'announcement.sent').length;
    await screen.sees('the second one', () => sent() === 2);
  });

  it('goes back, marks, and says who did what', async () => {
    expect((await second.ask('cue.back', {})).state.currentId).toBe('poll');
    const { state } = await second.ask('cue.mark', { cueId: 'say', done: true });
    expect(state).toMatchObject({ currentId: 'say', done: { say: { how: 'marked' } } });
    expect((await second.ask('cue.mark', { cueId: 'opening', done: false })).state.done).not.toHaveProperty(
      'opening',
    );
    expect(await second.attempt('cue.run', { cueId: 'no-such-cue' })).toBe('cue_gone');
    expect(await screen.attempt('cue.back', {})).toBe('forbidden');
  });

  it('is where it was after a kill', async () => {
    const before = (await lecturer.ask('cue.sheet', {})).sheet;
    await server.kill();
    await server.start();
    await lecturer.join();
    expect((await lecturer.ask('cue.sheet', {})).sheet).toEqual(before);
  });

  it('keeps its place when the list is changed under it, and skips what is gone', async () => {
    const { revision } = await read();
    await save(revision, [{ id: 'new', kind: 'note', note: '新的一步' }, ...sheetOf()]);
    await demo.organiser.request('DELETE', `/api/courses/${demo.courseId}/materials/${videoId}`);
    const { sheet } = await lecturer.ask('cue.sheet', {});
    expect(sheet).toMatchObject({ state: { currentId: 'say' } });
    expect(sheet.targets).not.toHaveProperty('clip');
    expect(await lecturer.attempt('cue.run', { cueId: 'clip' })).toBe('cue_target_gone');
  });

  it('ends the lesson, and begins again for the next rehearsal', async () => {
    await lecturer.ask('cue.next', { cueId: 'end' });
    await lecturer.sees('the end', (one) => one.events.some(({ name }) => name === 'lesson.ended'));
    expect((await lecturer.ask('cue.restart', {})).state).toEqual({ currentId: null, done: {} });
  });
});
