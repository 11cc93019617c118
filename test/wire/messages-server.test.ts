import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { newId } from '../../src/lib/ids.ts';
import { MessageDoor } from '../support/messages.ts';
import { makeDemo, type Demo } from '../support/demo.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { openSocket, signIn, type Session } from '../support/wire.ts';

// Messages on the real program: what was acknowledged survives kill -9, and a full course is told at once.

let server: TestServer;
let demo: Demo;
let door: MessageDoor;

const invitations = z.object({
  invitations: z.array(
    z.object({ path: z.string(), branchId: z.string().nullable(), traineeId: z.string().nullable() }),
  ),
});

beforeAll(async () => {
  server = await startServer();
  demo = await makeDemo(server);
  door = new MessageDoor(demo.courseId);
});
afterAll(() => server.close());

async function linksOf(role: string): Promise<z.infer<typeof invitations>['invitations']> {
  const answer = await demo.organiser.request(
    'GET',
    `/api/courses/${demo.courseId}/invitations?role=${role}`,
  );
  return invitations.parse(await answer.json()).invitations;
}

/** The liaison of the first branch that has trainees, and a trainee of it. */
async function oneBranch(): Promise<{ liaison: Session; trainee: Session; branchId: string }> {
  const [trainees, liaisons] = [await linksOf('trainee'), await linksOf('liaison')];
  const link = trainees.find(
    ({ branchId, traineeId }) => traineeId !== null && liaisons.some((one) => one.branchId === branchId),
  );
  const own = liaisons.find(({ branchId }) => branchId === link?.branchId);
  return {
    trainee: await signIn(server.url, link?.path ?? ''),
    liaison: await signIn(server.url, own?.path ?? ''),
    branchId: link?.branchId ?? '',
  };
}

describe('a server that is killed', () => {
  it('has every post, mark and announcement that it acknowledged, each once although all were sent again', async () => {
    const { liaison, trainee } = await oneBranch();
    const group = await door.threadOf(trainee);
    const acknowledged: string[] = [];
    const sent = Array.from({ length: 9 }, (_, index) => ({ clientId: newId(), text: `示例 ${index}` }));
    const key = 'POST /api/courses/:courseId/threads/:threadId/posts';
    const announcement = await door.announce(demo.organiser, '示例公告');
    const seen = await door.ask(
      trainee,
      'POST /api/courses/:courseId/announcements/seen',
      '/announcements/seen',
      { announcementIds: [announcement.id] },
    );
    expect(seen.status).toBe(200);
    const posting = sent.map(async ({ clientId, text }) => {
      const answer = await door.ask(trainee, key, `/threads/${group}/posts`, { clientId, text });
      if (answer.ok) acknowledged.push(text);
    });
    // The kill falls into the middle of them.
    await Promise.race(posting);
    await server.kill();
    await Promise.allSettled(posting);
    await server.start();
    const there = await door.texts(trainee, group);
    expect(there).toEqual(expect.arrayContaining(acknowledged));
    expect(acknowledged.length).toBeGreaterThan(0);
    for (const { clientId, text } of sent) {
      const again = await door.ask(trainee, key, `/threads/${group}/posts`, { clientId, text });
      expect(again.status).toBe(200);
    }
    const after = await door.texts(liaison, group);
    expect([...after].sort()).toEqual(sent.map(({ text }) => text).sort());
    expect(new Set(after.slice(0, there.length))).toEqual(new Set(there));
    expect((await door.inbox(trainee)).announcements).toEqual([]);
    expect((await door.inbox(liaison)).announcements.map(({ id }) => id)).toEqual([announcement.id]);
  });
});

describe('a full course', () => {
  it('hears a post to all 221 groups and an announcement once each, and every group shows the post', async () => {
    const links = [...(await linksOf('screen')), ...(await linksOf('liaison')).slice(0, 40)];
    const sessions: Session[] = [];
    for (const { path } of links) sessions.push(await signIn(server.url, path));
    const heard = new Map<string, number>();
    const count = (name: string): number => heard.get(name) ?? 0;
    const sockets = await Promise.all(
      sessions.map(async (session) => {
        const socket = await openSocket(session);
        socket.on('notice', ({ name }: { name: string }) => heard.set(name, count(name) + 1));
        return socket;
      }),
    );
    const post = await door.postToAll(demo.organiser, '示例致全体', { pinned: true, asksConfirmation: true });
    const { groups } = await door.call(demo.organiser, 'GET /api/courses/:courseId/groups', '/groups');
    expect(groups.filter(({ kind }) => kind === 'branch')).toHaveLength(221);
    await door.announce(demo.organiser, '示例公告');
    const some = groups.length;
    expect(some).toBeGreaterThan(221);
    await expect.poll(() => count('announcement.sent')).toBe(sessions.length);
    expect(count('messages.changed')).toBe(sessions.length);
    for (const group of groups.slice(0, 3)) {
      const { pinned } = await door.page(demo.organiser, group.id);
      expect(pinned.map(({ id }) => id)).toEqual([post.id]);
    }
    const { groups: confirmations } = await door.call(
      demo.organiser,
      'GET /api/courses/:courseId/group-posts/:postId/confirmations',
      `/group-posts/${post.id}/confirmations`,
    );
    expect(confirmations).toHaveLength(groups.length);
    for (const socket of sockets) socket.disconnect();
  });
});

describe('a course with messages', () => {
  it('can be removed: they go with it', async () => {
    const made = await demo.organiser.request('POST', '/api/courses', { name: '示例小班' });
    const { courseId } = z.object({ courseId: z.string() }).parse(await made.json());
    const own = new MessageDoor(courseId);
    await own.postToAll(demo.organiser, '示例致全体');
    await own.announce(demo.organiser, '示例公告');
    const line = await own.threadOf(demo.organiser, 'staff');
    const fileId = await own.send(demo.organiser, '示例.txt', Buffer.from('示例'));
    await own.post(demo.organiser, line, '', { fileId });
    const removed = await demo.organiser.request('DELETE', `/api/courses/${courseId}?revision=1`);
    expect(removed.status, await removed.text()).toBe(200);
    expect((await own.ask(demo.organiser, 'GET /api/courses/:courseId/messages', '/messages')).status).toBe(
      404,
    );
    expect((await own.file(demo.organiser, fileId)).status).toBe(404);
  });
});
