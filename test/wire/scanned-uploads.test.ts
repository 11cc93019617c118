import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createScan } from '../../src/clamd.ts';
import { messageRoutes } from '../../src/contract/messages.ts';
import { newId } from '../../src/lib/ids.ts';
import { eicar, FakeClamd } from '../support/clamd.ts';
import { at } from '../support/course.ts';
import {
  startCourseSetupServer,
  type CourseSetupServer,
  type SmallCourse,
} from '../support/course-setup-server.ts';
import { quietLogger } from '../support/database.ts';
import { codeOf, MaterialDoor } from '../support/materials.ts';
import { MessageDoor } from '../support/messages.ts';
import type { Session } from '../support/wire.ts';

// Uploads with a virus scanner in front, through the real HTTP server.

const clamd = new FakeClamd();
const clean = Buffer.from('示例讲义：第一课');
const infected = Buffer.from(eicar);
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

let server: CourseSetupServer;
let course: SmallCourse;
let organiser: Session;
let address: string;
let port: number;

beforeAll(async () => {
  address = await clamd.listen(0);
  port = Number(new URL(address).port);
  await clamd.close();
  server = await startCourseSetupServer({ scan: createScan({ address, log: quietLogger }) });
  organiser = server.session('organiser', { courseId: null });
  course = await server.addCourse();
});
beforeEach(() => clamd.listen(port));
afterEach(() => clamd.close());
afterAll(() => server.close());

/** Files that lie anywhere in the data directory of the server, complete or not. */
async function lying(): Promise<string[]> {
  const all = await Promise.all(
    ['uploads', 'materials'].map((folder) => readdir(join(server.store.dataDir, folder)).catch(() => [])),
  );
  return all.flat();
}

describe('a material', () => {
  it('is shown once it was found clean, and what the scanner saw is the file', async () => {
    const door = new MaterialDoor(server, organiser, course);
    const material = await door.add('示例.txt', clean);
    expect(material.kind).toBe('text');
    expect(clamd.streams.at(-1)?.equals(clean)).toBe(true);
  });

  it('with a virus is refused by name, shown to nobody, and gone', async () => {
    const door = new MaterialDoor(server, organiser, course);
    const before = await lying();
    const { path, uploadId } = await door.begin({ fileName: '示例.txt', size: infected.length });
    const sent = await door.patch(path, 0, infected);
    expect(sent.status).toBe(422);
    expect(await codeOf(sent)).toBe('file_infected');
    expect((await door.list(organiser)).some(({ id }) => id === uploadId)).toBe(false);
    expect(await lying()).toEqual(before);
  });

  it('waits while the scanner is away, is not shown, and is there at the next try without being sent again', async () => {
    const door = new MaterialDoor(server, organiser, course);
    await clamd.close();
    const body = { fileName: '示例等待.txt', size: clean.length, resumeKey: '1' };
    const { path, uploadId } = await door.begin(body);
    const sent = await door.patch(path, 0, clean);
    expect(sent.status).toBe(503);
    expect(await codeOf(sent)).toBe('scanner_away');
    const again = await organiser.request('POST', `/api/courses/${course.courseId}/uploads`, body);
    expect([again.status, await codeOf(again)]).toEqual([503, 'scanner_away']);
    expect((await door.list(organiser)).some(({ id }) => id === uploadId)).toBe(false);
    await clamd.listen(port);
    expect((await door.begin(body)).uploadId).toBe(uploadId);
    expect(await door.offsetOf(path)).toBe(clean.length);
    expect((await door.list(organiser)).some(({ id }) => id === uploadId)).toBe(true);
  });

  it('that has a virus is refused as well when the scanner is back only later', async () => {
    const door = new MaterialDoor(server, organiser, course);
    const before = await lying();
    await clamd.close();
    const body = { fileName: '示例.txt', size: infected.length, resumeKey: '2' };
    const { path } = await door.begin(body);
    expect((await door.patch(path, 0, infected)).status).toBe(503);
    await clamd.listen(port);
    const again = await organiser.request('POST', `/api/courses/${course.courseId}/uploads`, body);
    expect(await codeOf(again)).toBe('file_infected');
    expect(await lying()).toEqual(before);
  });
});

describe('a file in a message', () => {
  const begin = (who: Session, door: MessageDoor, clientId: string, size: number) =>
    door.ask(who, 'POST /api/courses/:courseId/message-files', '/message-files', {
      ...{ clientId, fileName: '示例.txt', size },
    });

  it('is checked before it can be posted: refused with a virus, kept waiting while the scanner is away', async () => {
    const door = new MessageDoor(course.courseId);
    const who = server.session('trainee', {
      ...{ courseId: course.courseId, branchId: at(course.branches, 0), traineeId: at(course.trainees, 0) },
    });
    const thread = await door.threadOf(who);
    const before = await lying();
    const { output } = messageRoutes['POST /api/courses/:courseId/message-files'];
    const first = output.parse(await (await begin(who, door, newId(), infected.length)).json());
    expect(await codeOf(await door.sendPiece(who, first.fileId, 0, infected))).toBe('file_infected');
    expect(await lying()).toEqual(before);

    await clamd.close();
    const clientId = newId();
    const second = output.parse(await (await begin(who, door, clientId, clean.length)).json());
    expect(await codeOf(await door.sendPiece(who, second.fileId, 0, clean))).toBe('scanner_away');
    expect(await codeOf(await begin(who, door, clientId, clean.length))).toBe('scanner_away');
    expect(await door.tryPost(who, thread, '示例', { fileId: second.fileId })).toBe('not_found');
    await clamd.listen(port);
    const third = output.parse(await (await begin(who, door, clientId, clean.length)).json());
    expect(third).toMatchObject({ fileId: second.fileId, ready: true, received: clean.length });
    expect(await door.tryPost(who, thread, '示例', { fileId: second.fileId })).toBe('ok');
  });
});

it('a picture of a question is kept only once it was found clean', async () => {
  const send = (content: Buffer) =>
    fetch(`${server.url}/api/courses/${course.courseId}/bank/pictures`, {
      method: 'POST',
      headers: {
        ...{ cookie: organiser.cookie, 'x-plenum-session': organiser.participant.sessionId },
        'content-type': 'application/octet-stream',
      },
      body: Buffer.from(content),
    });
  expect((await send(png)).status).toBe(200);
  expect(await codeOf(await send(Buffer.concat([png, infected])))).toBe('file_infected');
  await clamd.close();
  expect(await codeOf(await send(png))).toBe('scanner_away');
});
