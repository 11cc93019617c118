import { randomBytes } from 'node:crypto';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoFiles } from '../../src/materials/demo-materials.ts';
import { audit, material as materialTable } from '../../src/store/schema/index.ts';
import { at } from '../support/course.ts';
import {
  startCourseSetupServer,
  type CourseSetupServer,
  type SmallCourse,
} from '../support/course-setup-server.ts';
import { codeOf, MaterialDoor } from '../support/materials.ts';
import type { Session } from '../support/wire.ts';

const megabyte = 1024 * 1024;
const hour = 3_600_000;
const [guide, picture, note] = demoFiles();
const pdf = guide?.content ?? Buffer.alloc(0);

let server: CourseSetupServer;
let organiser: Session;
let course: SmallCourse;
let door: MaterialDoor;

beforeAll(async () => {
  server = await startCourseSetupServer({ maxFileMegabytes: 8 });
  organiser = server.session('organiser', { courseId: null });
  course = await server.addCourse();
  door = new MaterialDoor(server, organiser, course);
});
afterAll(() => server.close());

describe('an upload', () => {
  it('that breaks off goes on where it stopped, and arrives byte for byte', async () => {
    const content = Buffer.concat([pdf, randomBytes(3 * megabyte)]);
    const body = { fileName: '示例讲义.pdf', size: content.length, resumeKey: '17' };
    const { path, uploadId } = await door.begin(body);
    const cut = httpRequest(`${server.url}${path}`, {
      method: 'PATCH',
      headers: {
        ...door.tusHeaders(),
        'upload-offset': '0',
        'content-type': 'application/offset+octet-stream',
        'content-length': String(content.length),
      },
    });
    const broken = new Promise<void>((resolve) => cut.on('close', resolve).on('error', () => resolve()));
    cut.write(content.subarray(0, megabyte));
    const growing = join(server.store.dataDir, 'uploads', uploadId);
    await expect.poll(async () => (await stat(growing)).size).toBe(megabyte);
    cut.destroy();
    await broken;
    // Whoever chooses the same file again finds the same upload.
    expect((await door.begin(body)).uploadId).toBe(uploadId);
    expect(await door.offsetOf(path)).toBe(megabyte);
    expect((await door.list(organiser)).some(({ id }) => id === uploadId)).toBe(false);
    expect((await door.patch(path, 0, content)).status).toBe(409);
    expect((await door.patch(path, megabyte, content.subarray(megabyte))).status).toBe(204);
    // The answer could have been lost: asking again finds everything there.
    expect(await door.offsetOf(path)).toBe(content.length);
    const found = at(
      (await door.list(organiser)).filter(({ id }) => id === uploadId),
      0,
    );
    expect(found).toMatchObject({ title: '示例讲义', kind: 'pdf', size: content.length, inline: true });
    const received = Buffer.from(await (await door.get(organiser, found.path)).arrayBuffer());
    expect(received.equals(content)).toBe(true);
  });

  it('that was complete when the server stopped is finished by the next question', async () => {
    const { path, uploadId } = await door.begin({ fileName: 'a.pdf', size: pdf.length });
    await door.patch(path, 0, pdf.subarray(0, 10));
    await writeFile(join(server.store.dataDir, 'uploads', uploadId), pdf);
    expect(await door.offsetOf(path)).toBe(pdf.length);
    expect((await door.list(organiser)).some(({ id }) => id === uploadId)).toBe(true);
  });

  it('lies under a random name outside of what is served, and is written down', async () => {
    const { id } = await door.add('示例名册.pdf', pdf);
    const names = await readdir(join(server.store.dataDir, 'materials'));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(name).toMatch(/^[0-9a-z]{26}$/);
    expect(names).not.toContain(id);
    const [entry] = await server.store.db.select().from(audit).where(eq(audit.recordId, id));
    expect(entry).toMatchObject({ action: 'material.added', sessionId: organiser.participant.sessionId });
  });

  it.each<[string, string, Buffer]>([
    ['a page', 'page.pdf', Buffer.from('<html><script>alert(1)</script></html>')],
    ['a picture under another name', 'picture.pdf', picture?.content ?? Buffer.alloc(0)],
    ['a program', 'program.pdf', Buffer.from('\u007fELF\u0002\u0001\u0001', 'latin1')],
    ['a drawing that can run', 'drawing.png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['an archive', 'archive.docx', Buffer.from('PK\u0005\u0006' + '\u0000'.repeat(18), 'latin1')],
    ['a text that is none', 'text.txt', Buffer.from([0xff, 0xfe, 0x00, 0x41])],
  ])('of %s is refused by its content, and nothing of it stays', async (_what, fileName, content) => {
    const { path, uploadId } = await door.begin({ fileName, size: content.length });
    const refused = await door.patch(path, 0, content);
    expect(refused.status).toBe(415);
    expect(await codeOf(refused)).toBe('file_refused');
    expect((await door.patch(path, 0, content)).status).toBe(404);
    const rows = await server.store.db.select().from(materialTable).where(eq(materialTable.id, uploadId));
    expect(rows).toEqual([]);
    expect((await readdir(join(server.store.dataDir, 'uploads'))).join()).not.toContain(uploadId);
  });

  it.each(['page.html', 'drawing.svg', 'program.exe', 'macro.docm', 'nothing'])(
    'of %s is refused before a byte is sent',
    async (fileName) => {
      const response = await organiser.request('POST', `/api/courses/${course.courseId}/uploads`, {
        fileName,
        size: 10,
      });
      expect(response.status).toBe(415);
    },
  );

  it('that is too large is refused, said or sent', async () => {
    const path = `/api/courses/${course.courseId}/uploads`;
    const said = await organiser.request('POST', path, { fileName: 'a.pdf', size: 8 * megabyte + 1 });
    expect(said.status).toBe(413);
    expect(await codeOf(said)).toBe('too_large');
    const small = await door.begin({ fileName: 'b.pdf', size: 100 });
    const sent = await door.patch(small.path, 0, Buffer.alloc(200, '%PDF'));
    expect(sent.status).toBe(413);
    expect((await door.list(organiser)).some(({ id }) => id === small.uploadId)).toBe(false);
  });

  it.each<[string, string, string]>([
    ['xlsx', 'sheet', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    ['png', 'image', 'image/png'],
    ['txt', 'text', 'text/plain'],
  ])('of %s is known as %s', async (ending, kind, mediaType) => {
    const book = new ExcelJS.Workbook();
    book.addWorksheet('示例').addRow(['示例']);
    const contents: Record<string, Buffer | undefined> = {
      xlsx: Buffer.from(await book.xlsx.writeBuffer()),
      png: picture?.content,
      txt: note?.content,
    };
    const content = contents[ending] ?? Buffer.alloc(0);
    expect(await door.add(`示例.${ending}`, content)).toMatchObject({ kind, mediaType });
  });

  it('is given up when its time is over', async () => {
    const { path, uploadId } = await door.begin({ fileName: 'late.pdf', size: pdf.length });
    await door.patch(path, 0, pdf.subarray(0, 20));
    const before = server.clock.time;
    server.clock.time += 49 * hour;
    const again = await server.restartMaterials();
    await again.close?.();
    server.clock.time = before;
    expect((await door.patch(path, 20, pdf.subarray(20))).status).toBe(404);
    expect((await readdir(join(server.store.dataDir, 'uploads'))).join()).not.toContain(uploadId);
  });

  it('is for organisers of the course only', async () => {
    const { path } = await door.begin({ fileName: 'own.pdf', size: pdf.length });
    const other = await server.addCourse();
    const stranger = server.session('organiser', { courseId: other.courseId });
    expect((await door.patch(path, 0, pdf, stranger)).status).toBe(404);
    expect((await door.patch(path, 0, pdf, door.screenOf(course))).status).toBe(403);
    const response = await stranger.request('POST', `/api/courses/${course.courseId}/uploads`, {
      fileName: 'x.pdf',
      size: 10,
    });
    expect(response.status).toBe(404);
    const lessonOfOther = await organiser.request('POST', `/api/courses/${course.courseId}/uploads`, {
      fileName: 'x.pdf',
      size: 10,
      lessonId: at(other.lessons, 0),
    });
    expect(lessonOfOther.status).toBe(404);
  });
});
