import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditRoutes, type AuditEntry } from '../../src/contract/audit.ts';
import { materialRoutes } from '../../src/contract/materials.ts';
import { recordRoutes } from '../../src/contract/records.ts';
import { at, openCourse, type OpenCourse } from '../support/course.ts';
import { MessageDoor } from '../support/messages.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { openSocket, send, signIn, type Session } from '../support/wire.ts';

// A whole course is deleted, on the real server with all features: what is left of it is what the log of changes says.

let server: TestServer;
let course: OpenCourse;

beforeAll(async () => {
  server = await startServer();
  course = await openCourse(server);
});
afterAll(() => server.close());

const path = () => `/api/courses/${course.courseId}`;

async function lessons() {
  const answer = await course.organiser.request('GET', `${path()}/lessons`);
  return recordRoutes['GET /api/courses/:courseId/lessons'].output.parse(await answer.json());
}

const remove = (who: Session, revision: number) => who.request('DELETE', `${path()}?revision=${revision}`);

/** Files of materials and messages, finished and unfinished. */
async function files(): Promise<string[]> {
  const [finished, growing] = await Promise.all(
    ['materials', 'uploads'].map((folder) => readdir(join(server.dataDir, folder))),
  );
  return [...(finished ?? []), ...(growing ?? [])];
}

async function log(where: string): Promise<AuditEntry[]> {
  const answer = await course.organiser.request('GET', `${where}/audit?limit=100`);
  return auditRoutes['GET /api/audit'].output.parse(await answer.json()).entries;
}

describe('deleting a course', () => {
  it('is refused while a lesson is live, and changes nothing', async () => {
    const lecturer = await signIn(server.url, at(await course.links('lecturer'), 0));
    const socket = await openSocket(lecturer);
    await send(socket, 'classroom.join', {});
    expect(await send(socket, 'classroom.start', {})).toMatchObject({ ok: true });
    const before = await lessons();
    const refused = await remove(course.organiser, before.course.revision);
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ error: { code: 'course_live' } });
    expect(await lessons()).toEqual(before);
    expect(await send(socket, 'classroom.end', {})).toMatchObject({ ok: true });
    socket.disconnect();
  });

  it('is refused to those who run one course only, and to whoever saw another name', async () => {
    const { revision } = (await lessons()).course;
    const lecturer = await signIn(server.url, at(await course.links('lecturer'), 0));
    expect((await remove(lecturer, revision)).status).toBe(403);
    expect((await remove(course.organiser, revision + 1)).status).toBe(409);
  });

  it('takes lessons, roster, materials and messages with files, links and sessions with it', async () => {
    const link = at(await course.links('liaison'), 0);
    const liaison = await signIn(server.url, link);
    const socket = await openSocket(await signIn(server.url, at(await course.links('screen'), 0)));
    const gone = new Promise((resolve) => socket.once('disconnect', resolve));
    const listed = await course.organiser.request('GET', `${path()}/materials`);
    const { materials } = materialRoutes['GET /api/courses/:courseId/materials'].output.parse(
      await listed.json(),
    );
    expect(materials.length).toBeGreaterThan(0);
    // An upload that is not complete, too.
    await course.organiser.request('POST', `${path()}/uploads`, {
      fileName: '示例文件.pdf',
      size: 1_000,
      lessonId: null,
      resumeKey: 'sample',
    });
    const door = new MessageDoor(course.courseId);
    const fileId = await door.send(course.organiser, '示例附件.txt', Buffer.from('示例'));
    await door.post(course.organiser, await door.threadOf(course.organiser, 'staff'), '', { fileId });
    // One more is in no post.
    const unused = await door.send(course.organiser, '示例未用.txt', Buffer.from('示例'));
    expect(await files()).toEqual(expect.arrayContaining([fileId, unused]));
    expect((await files()).length).toBeGreaterThan(materials.length + 2);

    const { revision } = (await lessons()).course;
    expect((await remove(course.organiser, revision)).status).toBe(200);
    expect((await course.organiser.request('GET', path())).status).toBe(404);
    expect((await remove(course.organiser, revision)).status).toBe(404);
    await gone;
    expect((await liaison.request('GET', '/api/sessions')).status).toBe(401);
    await expect(signIn(server.url, link)).rejects.toThrow('link_unknown');
    expect((await door.file(course.organiser, fileId)).status).toBe(404);
    await expect.poll(files).toEqual([]);
  });

  it('is written down with what there was', async () => {
    const own = await log(path());
    const removedFiles = own.filter(({ action }) => action === 'material.removed');
    expect(removedFiles).toHaveLength(3);
    // Who did what and when stays; whom and what it was about goes with the course.
    expect(removedFiles).toMatchObject(removedFiles.map(() => ({ before: null, after: null })));
    const removed = (await log('/api')).find(({ action }) => action === 'course.removed');
    expect(removed).toMatchObject({
      recordId: course.courseId,
      by: { sessionId: course.organiser.participant.sessionId },
      before: { name: expect.stringContaining('示例') as string, branches: 221, trainees: 557 },
    });
  });

  it('leaves the server whole: the next course works', async () => {
    const made = await course.organiser.request('POST', '/api/demo', {});
    expect(made.status).toBe(200);
    expect((await files()).length).toBe(3);
  });
});
