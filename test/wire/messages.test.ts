import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { and, eq } from 'drizzle-orm';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { limits } from '../../src/contract/limits.ts';
import { notices } from '../../src/contract/index.ts';
import { newId } from '../../src/lib/ids.ts';
import { audit, branch, messagePost, trainee, unit } from '../../src/store/schema/index.ts';
import { at } from '../support/course.ts';
import {
  startCourseSetupServer,
  type CourseSetupServer,
  type SmallCourse,
} from '../support/course-setup-server.ts';
import { codeOf } from '../support/materials.ts';
import { MessageDoor } from '../support/messages.ts';
import { openSocket, type Session } from '../support/wire.ts';

// Study groups and the staff line, through the real HTTP server and its sockets.

const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

let server: CourseSetupServer;
let course: SmallCourse;
let other: SmallCourse;
let door: MessageDoor;
let organiser: Session;

/** Everybody of the first branch, the second branch's trainee and liaison, a port, the staff, and one of another course. */
let people: ReturnType<typeof gather>;

function gather() {
  const { courseId, branches, trainees } = course;
  const first = { courseId, branchId: at(branches, 0) };
  const second = { courseId, branchId: at(branches, 1) };
  return {
    screen: server.session('screen', first),
    liaison: server.session('liaison', first),
    trainee: server.session('trainee', { ...first, traineeId: at(trainees, 0) }),
    secondLiaison: server.session('liaison', second),
    secondTrainee: server.session('trainee', { ...second, traineeId: at(trainees, 1) }),
    port: server.session('port', { courseId, traineeId: at(trainees, 3) }),
    lecturer: server.session('lecturer', { courseId, name: '示例教师 01' }),
    inspector: server.session('inspector', { courseId, name: '示例巡查员' }),
    stranger: server.session('trainee', {
      courseId: other.courseId,
      branchId: at(other.branches, 0),
      traineeId: at(other.trainees, 0),
    }),
  };
}

beforeAll(async () => {
  server = await startCourseSetupServer();
});
beforeEach(async () => {
  // Another person for each test: how fast somebody may post is counted over all courses.
  organiser = server.session('organiser', { courseId: null, name: `示例主办方 ${newId()}` });
  course = await server.addCourse();
  other = await server.addCourse('示例另一班');
  door = new MessageDoor(course.courseId);
  people = gather();
});
afterAll(() => server.close());

type Heard = { name: string; data: unknown }[];

async function listen(who: Session): Promise<{ socket: Socket; heard: Heard }> {
  const heard: Heard = [];
  const socket = await openSocket(who);
  socket.on('notice', (notice: { name: string; data: unknown }) => heard.push(notice));
  return { socket, heard };
}

/** Adds a trainee to the first branch, or a port. */
async function enrol(fields: Partial<typeof trainee.$inferInsert>): Promise<Session> {
  const id = newId();
  const { courseId, branches } = course;
  const { branchId = at(branches, 0), port = false, ...more } = fields;
  const row = { ...more, branchId, port };
  await server.store.db
    .insert(trainee)
    .values({ id, courseId, number: id, name: `示例学员 ${id.slice(0, 4)}`, ...row });
  const role = row.port ? 'port' : 'trainee';
  return server.session(role, { courseId, branchId: row.branchId, traineeId: id });
}

describe('a study group', () => {
  it('is one conversation of a branch: trainee, liaison and organiser, and nobody else', async () => {
    const { liaison, secondLiaison, secondTrainee, lecturer, inspector, port, screen, stranger } = people;
    const group = await door.threadOf(people.trainee);
    expect(await door.threadOf(liaison)).toBe(group);
    await door.post(people.trainee, group, '示例问题');
    const answer = await door.post(liaison, group, '示例回答');
    expect(answer).toMatchObject({ author: { own: true, branchName: '示例分课堂 1' }, text: '示例回答' });
    await door.post(organiser, group, '示例说明');
    for (const reader of [people.trainee, liaison, organiser]) {
      expect(await door.texts(reader, group)).toEqual(['示例问题', '示例回答', '示例说明']);
    }
    for (const outsider of [secondTrainee, secondLiaison, lecturer, inspector, port, stranger]) {
      expect(await door.tryPost(outsider, group, '示例')).toBe('not_found');
      const read = await door.ask(
        outsider,
        'GET /api/courses/:courseId/threads/:threadId/posts',
        `/threads/${group}/posts`,
      );
      expect(read.status).toBe(404);
    }
    expect(await door.tryPost(screen, group, '示例')).toBe('forbidden');
    expect(await door.texts(liaison, group)).toHaveLength(3);
  });

  it('is one for the ports of a unit, and one for the ports without a unit', async () => {
    await server.store.db.insert(unit).values({ id: newId(), courseId: course.courseId, name: '示例单位甲' });
    const port = { port: true, branchId: null };
    const [one, two] = [
      await enrol({ ...port, unit: '示例单位甲' }),
      await enrol({ ...port, unit: '示例单位甲' }),
    ];
    const group = await door.threadOf(one, 'unit');
    await door.post(one, group, '示例单位里的话');
    expect(await door.texts(two, await door.threadOf(two, 'unit'))).toEqual(['示例单位里的话']);
    expect(await door.tryPost(people.port, group, '示例')).toBe('not_found');
    const loners = await door.threadOf(people.port, 'ports');
    await door.post(people.port, loners, '示例');
    expect(await door.tryPost(one, loners, '示例')).toBe('not_found');
  });

  it('of a level-2 branch is led by the level-1 liaison too', async () => {
    const [upper, lower] = [at(course.branches, 0), at(course.branches, 1)];
    await server.store.db.update(branch).set({ level: 2, parentId: upper }).where(eq(branch.id, lower));
    const group = await door.threadOf(people.secondTrainee);
    const { threads } = await door.inbox(people.liaison);
    expect(threads.map(({ kind }) => kind)).toEqual(['branch', 'branch', 'staff']);
    expect(threads[1]?.id).toBe(group);
    const { heard, socket } = await listen(people.liaison);
    const post = await door.post(people.secondTrainee, group, '示例下级问题');
    await expect.poll(() => heard.length).toBe(1);
    expect(heard[0]).toEqual({
      name: 'messages.changed',
      data: { courseId: course.courseId, threadId: group },
    });
    await door.call(people.liaison, 'PATCH /api/courses/:courseId/posts/:postId', `/posts/${post.id}`, {
      pinned: true,
    });
    // The level-2 liaison does not reach up.
    const own = await door.threadOf(people.liaison);
    expect(await door.tryPost(people.secondLiaison, own, '示例')).toBe('not_found');
    socket.disconnect();
  });

  it('is lost to a trainee who was moved, who has the new one at once', async () => {
    const before = await door.threadOf(people.trainee);
    await door.post(people.trainee, before, '示例旧组');
    const fileId = await door.send(people.liaison, '示例.png', onePixel);
    await door.post(people.liaison, before, '', { fileId });
    expect((await door.file(people.trainee, fileId)).status).toBe(200);
    const { heard, socket } = await listen(people.trainee);
    await server.store.db
      .update(trainee)
      .set({ branchId: at(course.branches, 1) })
      .where(eq(trainee.id, at(course.trainees, 0)));
    server.move(people.trainee, at(course.branches, 1));
    expect(await door.tryPost(people.trainee, before, '示例')).toBe('not_found');
    expect((await door.file(people.trainee, fileId)).status).toBe(404);
    const after = await door.threadOf(people.trainee);
    expect(after).toBe(await door.threadOf(people.secondTrainee));
    await expect.poll(() => heard.map(({ name }) => name)).toEqual(['session.changed']);
    await door.post(people.liaison, before, '示例旧组的新话');
    await door.post(people.secondLiaison, after, '示例新组的话');
    await expect.poll(() => heard.length).toBe(2);
    expect(heard[1]?.data).toEqual({ courseId: course.courseId, threadId: after });
    socket.disconnect();
  });

  it('is paged from the newest, older on demand, in one order for everybody', async () => {
    const group = await door.threadOf(people.trainee);
    const at0 = new Date(server.clock.time);
    await server.store.db.insert(messagePost).values(
      Array.from({ length: 95 }, (_, index) => ({
        id: newId(),
        courseId: course.courseId,
        threadId: group,
        at: at0,
        author: 'liaison:sample',
        clientId: newId(),
        authorRole: 'liaison' as const,
        authorName: '示例联络员',
        text: `示例 ${index}`,
      })),
    );
    const seen: string[] = [];
    let before: number | undefined;
    for (const [length, more] of [
      [40, true],
      [40, true],
      [15, false],
    ] as const) {
      const page = await door.page(people.trainee, group, before === undefined ? '' : `?before=${before}`);
      expect(page.posts).toHaveLength(length);
      expect(page.more).toBe(more);
      seen.unshift(...page.posts.map(({ text }) => text));
      before = at(page.posts, 0).position;
    }
    expect(seen).toEqual(Array.from({ length: 95 }, (_, index) => `示例 ${index}`));
  });

  it('counts what is unread of others, once for all devices of a person', async () => {
    const group = await door.threadOf(people.trainee);
    await door.post(people.trainee, group, '示例自己的话');
    await door.post(people.liaison, group, '示例一');
    const last = await door.post(people.liaison, group, '示例二');
    const unread = async (who: Session) => (await door.inbox(who)).threads[0]?.unread;
    expect(await unread(people.trainee)).toBe(2);
    const key = 'POST /api/courses/:courseId/threads/:threadId/read';
    await door.call(people.trainee, key, `/threads/${group}/read`, { position: last.position });
    await door.call(people.trainee, key, `/threads/${group}/read`, { position: 1 });
    expect(await unread(people.trainee)).toBe(0);
    const { courseId, branchId, traineeId } = people.trainee.participant;
    expect(await unread(server.session('trainee', { courseId, branchId, traineeId }))).toBe(0);
    await door.post(people.liaison, group, '示例三');
    expect(await unread(people.trainee)).toBe(1);
    const groups = await door.call(organiser, 'GET /api/courses/:courseId/groups', '/groups');
    expect(groups.groups.find(({ id }) => id === group)).toMatchObject({ unread: 4, members: 1 });
    expect(groups.groups).toHaveLength(4);
  });
});

describe('posting', () => {
  it('again with the same id is the same post, also at the same time', async () => {
    const group = await door.threadOf(people.trainee);
    const clientId = newId();
    const posts = await Promise.all(
      Array.from({ length: 6 }, () => door.post(people.trainee, group, '示例一次', { clientId })),
    );
    expect(new Set(posts.map(({ id }) => id)).size).toBe(1);
    expect(await door.texts(people.liaison, group)).toEqual(['示例一次']);
    // Another person may use the same id.
    await door.post(people.liaison, group, '示例另一人', { clientId });
    expect(await door.texts(people.liaison, group)).toEqual(['示例一次', '示例另一人']);
  });

  it('too fast is refused to that person alone, with a sentence, and a retry of what was posted passes', async () => {
    const group = await door.threadOf(people.trainee);
    const clientId = newId();
    const codes = [await door.tryPost(people.trainee, group, '示例', { clientId })];
    for (let n = 0; n < 15; n += 1) codes.push(await door.tryPost(people.trainee, group, `示例 ${n}`));
    expect(codes.filter((code) => code === 'ok')).toHaveLength(10);
    expect(codes.slice(10)).toEqual(codes.slice(10).map(() => 'posting_too_fast'));
    expect(await door.tryPost(people.trainee, group, '示例', { clientId })).toBe('ok');
    expect(await door.tryPost(people.liaison, group, '示例')).toBe('ok');
    const refused = await door.ask(
      people.trainee,
      'POST /api/courses/:courseId/threads/:threadId/posts',
      `/threads/${group}/posts`,
      { clientId: newId(), text: '示例' },
    );
    expect(await refused.json()).toMatchObject({ error: { details: { retryAfterSeconds: 4 } } });
  });

  it('takes hostile text as text, without what would act on other text', async () => {
    const group = await door.threadOf(people.trainee);
    const script = '<img src=x onerror=alert(1)>"\'&amp;{{7*7}}';
    expect((await door.post(people.trainee, group, script)).text).toBe(script);
    const turned = await door.post(people.trainee, group, 'ab\u202Ecd\u2066e\u0000f\u200B\n\n\n\n\ng\r\nh  ');
    expect(turned.text).toBe('abcdef\n\ng\nh');
    for (const empty of ['\u202E\u200B', ' \n ', '\u200D', '\u2800', '']) {
      expect(await door.tryPost(people.trainee, group, empty)).toBe('invalid_input');
    }
    const long = '示'.repeat(limits.messageLength);
    expect((await door.post(people.trainee, group, long)).text).toBe(long);
    expect(await door.tryPost(people.trainee, group, `${long}例`)).toBe('invalid_input');
    expect(await door.tryPost(people.trainee, group, 'x'.repeat(300_000))).toBe('invalid_input');
    expect(await door.tryPost(people.trainee, group, 'x'.repeat(2_000_000))).toBe('too_large');
  });

  it('is refused into a thread that is not for posting, and for a file that is not the own', async () => {
    const group = await door.threadOf(people.trainee);
    const shared = await door.postToAll(organiser, '示例致全体');
    const [row] = await server.store.db.select().from(messagePost).where(eq(messagePost.id, shared.id));
    expect(await door.tryPost(people.trainee, row?.threadId ?? '', '示例')).toBe('not_found');
    const fileId = await door.send(people.liaison, '示例.png', onePixel);
    expect(await door.tryPost(people.trainee, group, '示例', { fileId })).toBe('not_found');
    expect(await door.texts(people.trainee, group)).toEqual(['示例致全体']);
  });
});

describe('a file in a post', () => {
  it('is sent in pieces, goes on after a break, and is shown to the group only', async () => {
    const group = await door.threadOf(people.trainee);
    const content = Buffer.concat([onePixel, Buffer.alloc(50_000, 7)]);
    const wanted = { clientId: newId(), fileName: '示例 图片.png', size: content.length };
    const key = 'POST /api/courses/:courseId/message-files';
    const begin = () => door.call(people.trainee, key, '/message-files', wanted);
    const { fileId } = await begin();
    await door.sendPiece(people.trainee, fileId, 0, content.subarray(0, 20_000));
    expect(await door.tryPost(people.trainee, group, '示例', { fileId })).toBe('not_found');
    expect(await begin()).toMatchObject({ fileId, received: 20_000, ready: false });
    // A piece that came before changes nothing; nobody else adds to it.
    const again = await door.sendPiece(people.trainee, fileId, 0, content.subarray(0, 20_000));
    expect(await again.json()).toEqual({ received: 20_000, ready: false });
    const foreign = await door.sendPiece(people.liaison, fileId, 20_000, content.subarray(20_000));
    expect(foreign.status).toBe(404);
    const last = await door.sendPiece(people.trainee, fileId, 20_000, content.subarray(20_000));
    expect(await last.json()).toEqual({ received: content.length, ready: true });
    expect((await door.file(people.trainee, fileId)).status).toBe(404);
    const post = await door.post(people.trainee, group, '', { fileId });
    expect(post.file).toMatchObject({ fileName: '示例 图片.png', kind: 'image', inline: true });
    for (const reader of [people.trainee, people.liaison, organiser]) {
      const got = await door.file(reader, fileId);
      expect(got.headers.get('content-type')).toBe('image/png');
      expect(got.headers.get('content-security-policy')).toContain('sandbox');
      expect(Buffer.from(await got.arrayBuffer()).equals(content)).toBe(true);
    }
    const range = await door.file(people.liaison, fileId, { range: 'bytes=0-7' });
    expect(range.status).toBe(206);
    const outsiders = [people.secondTrainee, people.secondLiaison, people.lecturer, people.stranger];
    for (const outsider of outsiders) expect((await door.file(outsider, fileId)).status).toBe(404);
    expect((await door.file(people.screen, fileId)).status).toBe(403);
    // It is used up: it can't be posted a second time.
    expect(await door.tryPost(people.trainee, group, '示例', { fileId })).toBe('not_found');
    await door.call(people.trainee, 'DELETE /api/courses/:courseId/posts/:postId', `/posts/${post.id}`);
    expect((await door.file(people.liaison, fileId)).status).toBe(404);
  });

  it('that came into no post is removed after a day, with its record; one in a post stays', async () => {
    const group = await door.threadOf(people.trainee);
    const unused = await door.send(people.trainee, '示例甲.png', onePixel);
    const used = await door.send(people.trainee, '示例乙.png', onePixel);
    await door.post(people.trainee, group, '', { fileId: used });
    const kept = () => readdir(join(server.store.dataDir, 'materials'));
    expect(await kept()).toEqual(expect.arrayContaining([unused, used]));
    server.clock.time += 25 * 3_600_000;
    await server.expireMessageFiles();
    expect(await kept()).not.toContain(unused);
    expect(await kept()).toContain(used);
    expect(await door.tryPost(people.trainee, group, '', { fileId: unused })).toBe('not_found');
    expect((await door.file(people.liaison, used)).status).toBe(200);
  });

  it('is refused when it is not what its name says, and when it is too large', async () => {
    const begin = (fileName: string, size: number) =>
      door.ask(people.trainee, 'POST /api/courses/:courseId/message-files', '/message-files', {
        clientId: newId(),
        fileName,
        size,
      });
    expect(await codeOf(await begin('示例.html', 10))).toBe('file_refused');
    expect(await codeOf(await begin('示例.png', limits.messageFileBytes + 1))).toBe('invalid_input');
    expect(await codeOf(await begin('../示例.png', 10))).toBe('invalid_input');
    const page = Buffer.from('<html><script>alert(1)</script></html>');
    const begun = z.object({ fileId: z.string() }).parse(await (await begin('示例.png', page.length)).json());
    const sent = await door.sendPiece(people.trainee, begun.fileId, 0, page);
    expect(await codeOf(sent)).toBe('file_refused');
    const gone = await door.sendPiece(people.trainee, begun.fileId, 0, page);
    expect(gone.status).toBe(404);
    const large = await door.sendPiece(
      people.trainee,
      begun.fileId,
      0,
      Buffer.alloc(limits.messagePieceBytes + 1),
    );
    expect(large.status).toBe(413);
  });
});

describe('removing a post', () => {
  it('is for its author, its liaison and the organiser; it stays in the records', async () => {
    const group = await door.threadOf(people.trainee);
    const remove = async (who: Session, postId: string) =>
      (await door.ask(who, 'DELETE /api/courses/:courseId/posts/:postId', `/posts/${postId}`)).status;
    const second = await enrol({});
    const texts = ['示例甲', '示例乙', '示例丙'];
    const posts = [];
    for (const text of texts) posts.push(await door.post(people.trainee, group, text));
    const [own, byLiaison, byOrganiser] = posts;
    expect(await remove(second, own?.id ?? '')).toBe(403);
    expect(await remove(people.secondLiaison, own?.id ?? '')).toBe(404);
    expect(await remove(people.trainee, own?.id ?? '')).toBe(200);
    expect(await remove(people.liaison, byLiaison?.id ?? '')).toBe(200);
    expect(await remove(organiser, byOrganiser?.id ?? '')).toBe(200);
    const fromLiaison = await door.post(people.liaison, group, '示例联络员的话');
    expect(await remove(people.trainee, fromLiaison.id)).toBe(403);
    const { posts: shown } = await door.page(second, group);
    expect(shown.map(({ text, removed }) => [text, removed])).toEqual([
      ['', true],
      ['', true],
      ['', true],
      ['示例联络员的话', false],
    ]);
    const entries = await server.store.db
      .select()
      .from(audit)
      .where(and(eq(audit.courseId, course.courseId), eq(audit.action, 'post.removed')));
    expect(entries.map(({ before }) => before?.['text']).sort()).toEqual([...texts].sort());
  });
});

describe('a confirmation', () => {
  it('is asked for by the liaison, given by members, and counted with who is missing', async () => {
    const group = await door.threadOf(people.trainee);
    const second = await enrol({ name: '示例学员未确认' });
    const post = await door.post(people.liaison, group, '示例请确认');
    const patch = (who: Session, change: object) =>
      door.ask(who, 'PATCH /api/courses/:courseId/posts/:postId', `/posts/${post.id}`, change);
    const confirm = (who: Session) =>
      door.ask(
        who,
        'POST /api/courses/:courseId/posts/:postId/confirmation',
        `/posts/${post.id}/confirmation`,
        {},
      );
    expect(await codeOf(await confirm(people.trainee))).toBe('conflict');
    expect((await patch(people.trainee, { pinned: true })).status).toBe(403);
    expect((await patch(people.secondLiaison, { pinned: true })).status).toBe(404);
    expect((await patch(people.liaison, { pinned: true, asksConfirmation: true })).status).toBe(200);
    const { heard, socket } = await listen(people.liaison);
    const page = await door.page(people.trainee, group);
    expect(page.pinned).toMatchObject([
      { id: post.id, pinned: true, confirmation: { ownAt: null, members: null }, may: { confirm: true } },
    ]);
    for (let n = 0; n < 3; n += 1) expect((await confirm(people.trainee)).status).toBe(200);
    expect((await confirm(people.secondTrainee)).status).toBe(404);
    await expect
      .poll(() => heard.map(({ name }) => name), { timeout: 3_000 })
      .toEqual(['messages.confirmed']);
    const { pinned } = await door.page(people.liaison, group);
    expect(pinned[0]?.confirmation?.members).toEqual({ done: 1, total: 2 });
    const key = 'GET /api/courses/:courseId/posts/:postId/confirmations';
    const path = `/posts/${post.id}/confirmations?threadId=${group}`;
    const { members } = await door.call(people.liaison, key, path);
    expect(members).toEqual([
      { name: '示例学员未确认', at: null },
      { name: '示例学员 1', at: server.clock.time },
    ]);
    expect((await door.ask(people.secondLiaison, key, path)).status).toBe(404);
    expect((await door.page(second, group)).pinned[0]?.confirmation?.ownAt).toBe(null);
    socket.disconnect();
  });

  it('of a post to all groups is counted for each group and in total', async () => {
    const post = await door.postToAll(organiser, '示例致全体', { pinned: true, asksConfirmation: true });
    const path = `/posts/${post.id}/confirmation`;
    const key = 'POST /api/courses/:courseId/posts/:postId/confirmation';
    for (const who of [people.trainee, people.port, people.trainee]) await door.call(who, key, path, {});
    expect((await door.ask(people.stranger, key, path, {})).status).toBe(404);
    const { groups } = await door.call(
      organiser,
      'GET /api/courses/:courseId/group-posts/:postId/confirmations',
      `/group-posts/${post.id}/confirmations`,
    );
    expect(groups.map(({ name, members }) => [name, members.done, members.total])).toEqual([
      ['示例分课堂 2', 0, 1],
      ['示例分课堂 3', 0, 1],
      ['示例分课堂 1', 1, 1],
      ['', 1, 1],
    ]);
    expect(groups[0]).toMatchObject({ liaisonName: '示例联络员 2', liaisonPhone: '000-0000-002' });
    const { posts } = await door.call(organiser, 'GET /api/courses/:courseId/group-posts', '/group-posts');
    expect(posts[0]?.confirmation?.members).toEqual({ done: 2, total: 4 });
    const group = await door.threadOf(people.liaison);
    const { pinned } = await door.page(people.liaison, group);
    expect(pinned[0]).toMatchObject({
      toAllGroups: true,
      confirmation: { members: { done: 1, total: 1 } },
      may: { remove: false, pin: false },
    });
  });
});

describe('a post to all groups', () => {
  it('is one action that every group shows, told once to everybody', async () => {
    const all = [people.trainee, people.secondTrainee, people.port, people.liaison];
    const listening = await Promise.all(all.map(listen));
    const clientId = newId();
    await door.postToAll(organiser, '示例致全体', { clientId });
    await door.postToAll(organiser, '示例致全体', { clientId });
    for (const { heard } of listening) {
      await expect.poll(() => heard.length).toBe(1);
      expect(heard[0]).toEqual({
        name: 'messages.changed',
        data: { courseId: course.courseId, threadId: null },
      });
    }
    for (const who of all) {
      const kind = who === people.port ? 'ports' : 'branch';
      expect(await door.texts(who, await door.threadOf(who, kind))).toEqual(['示例致全体']);
      expect((await door.inbox(who)).threads[0]?.unread).toBe(1);
    }
    const forbidden = await door.ask(
      people.liaison,
      'POST /api/courses/:courseId/group-posts',
      '/group-posts',
      { clientId: newId(), text: '示例' },
    );
    expect(forbidden.status).toBe(403);
    for (const { socket } of listening) socket.disconnect();
  });
});

describe('the staff line', () => {
  it('joins organisers, lecturer, inspectors and liaisons, and nobody who learns', async () => {
    const line = await door.threadOf(organiser, 'staff');
    for (const who of [people.lecturer, people.inspector, people.liaison]) {
      expect(await door.threadOf(who, 'staff')).toBe(line);
    }
    expect(await door.tryPost(people.trainee, line, '示例')).toBe('not_found');
    await door.post(people.inspector, line, '示例致全体联络员');
    expect(await door.texts(people.secondLiaison, line)).toEqual(['示例致全体联络员']);
  });

  it('brings a word for one branch to its liaison alone among liaisons', async () => {
    const line = await door.threadOf(organiser, 'staff');
    const [first, second, lecturer] = await Promise.all(
      [people.liaison, people.secondLiaison, people.lecturer].map(listen),
    );
    const branchId = at(course.branches, 1);
    await door.post(people.inspector, line, '示例请转动摄像头', { branchId });
    await expect.poll(() => second?.heard.length).toBe(1);
    await expect.poll(() => lecturer?.heard.length).toBe(1);
    expect((await door.page(people.secondLiaison, line)).posts).toMatchObject([
      { text: '示例请转动摄像头', branch: { id: branchId, name: '示例分课堂 2' } },
    ]);
    expect(await door.texts(people.liaison, line)).toEqual([]);
    expect((await door.inbox(people.liaison)).threads.at(-1)?.unread).toBe(0);
    expect((await door.inbox(people.secondLiaison)).threads.at(-1)?.unread).toBe(1);
    // Who wants to see all of it can.
    expect((await door.page(people.liaison, line, '?concerning=all')).posts).toHaveLength(1);
    // The answer goes to the staff, and is no news for the other branches either.
    await door.post(people.secondLiaison, line, '示例已转动');
    expect(await door.texts(people.inspector, line)).toEqual(['示例请转动摄像头', '示例已转动']);
    expect(await door.texts(people.liaison, line)).toEqual([]);
    expect(first?.heard).toEqual([]);
    const foreign = at(other.branches, 0);
    expect(await door.tryPost(organiser, line, '示例', { branchId: foreign })).toBe('not_found');
    for (const one of [first, second, lecturer]) one?.socket.disconnect();
  });
});

it('tells nothing of what was written to those who may not read it', async () => {
  const group = await door.threadOf(people.trainee);
  const { heard, socket } = await listen(people.trainee);
  await door.post(people.liaison, group, '示例秘密');
  await expect.poll(() => heard.length).toBe(1);
  const { data } = at(heard, 0);
  expect(notices['messages.changed'].parse(data)).toEqual({ courseId: course.courseId, threadId: group });
  socket.disconnect();
});
