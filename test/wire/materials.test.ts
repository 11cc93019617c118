import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { materialRoutes } from '../../src/contract/materials.ts';
import { demoFiles } from '../../src/materials/demo-materials.ts';
import { audit } from '../../src/store/schema/index.ts';
import { at } from '../support/course.ts';
import {
  startCourseSetupServer,
  type CourseSetupServer,
  type SmallCourse,
} from '../support/course-setup-server.ts';
import { MaterialDoor, pathFor } from '../support/materials.ts';
import { openSocket, type Session } from '../support/wire.ts';

const hour = 3_600_000;
const [guide] = demoFiles();
const pdf = guide?.content ?? Buffer.alloc(0);

let server: CourseSetupServer;
let organiser: Session;
let course: SmallCourse;
let door: MaterialDoor;

beforeAll(async () => {
  server = await startCourseSetupServer();
  organiser = server.session('organiser', { courseId: null });
  course = await server.addCourse();
  door = new MaterialDoor(server, organiser, course);
});
afterAll(() => server.close());

describe('a file', () => {
  it('comes in ranges', async () => {
    const found = await door.add('范围.pdf', pdf);
    const screen = door.screenOf(course);
    const path = pathFor(screen, found);
    const range = async (asked: string) => {
      const response = await door.get(screen, path, { range: asked });
      return {
        status: response.status,
        range: response.headers.get('content-range'),
        body: Buffer.from(await response.arrayBuffer()),
      };
    };
    const { length } = pdf;
    expect(await range('bytes=0-3')).toEqual({
      status: 206,
      range: `bytes 0-3/${length}`,
      body: Buffer.from('%PDF'),
    });
    expect(await range('bytes=-6')).toMatchObject({ status: 206, body: Buffer.from('%%EOF\n') });
    expect(await range(`bytes=${length - 2}-`)).toMatchObject({ status: 206, body: pdf.subarray(-2) });
    expect(await range(`bytes=5-${length + 100}`)).toMatchObject({ status: 206, body: pdf.subarray(5) });
    expect(await range(`bytes=${length}-`)).toMatchObject({ status: 416, range: `bytes */${length}` });
    expect(await range('bytes=0-1,4-5')).toMatchObject({ status: 200, body: pdf });
    expect(await range('lines=0-3')).toMatchObject({ status: 200, body: pdf });
    const whole = await door.get(screen, path);
    const etag = whole.headers.get('etag') ?? '';
    expect((await door.get(screen, path, { 'if-none-match': etag })).status).toBe(304);
    expect((await door.get(screen, path, { range: 'bytes=0-3', 'if-range': '"another"' })).status).toBe(200);
    expect((await door.get(screen, path, { range: 'bytes=0-3', 'if-range': etag })).status).toBe(206);
  });

  it('has headers under which nothing in it can act', async () => {
    const found = await door.add("第一讲 讲义(终稿)'1'.pdf", pdf);
    const shown = await door.get(organiser, found.path);
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache',
    });
    expect(shown.headers.get('content-security-policy')).toContain("default-src 'none'");
    const saved = await door.get(organiser, `${found.path}&download=1`);
    const disposition = saved.headers.get('content-disposition') ?? '';
    expect(disposition).toMatch(/^attachment; filename="[\w.-]+"; filename\*=UTF-8''[\w.%~!-]+$/);
    expect(decodeURIComponent(disposition.split("UTF-8''")[1] ?? '')).toBe(found.fileName);
    expect(saved.headers.get('content-security-policy')).toContain('sandbox');
    const text = await door.get(
      organiser,
      (await door.add('网页.txt', Buffer.from('<script>alert(1)</script>'))).path,
    );
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(text.headers.get('content-security-policy')).toContain('sandbox');
  });

  it('is for people of its course, who have to be who they say', async () => {
    const found = await door.add('本班.pdf', pdf);
    const other = await server.addCourse();
    const stranger = door.screenOf(other);
    expect((await door.get(stranger, pathFor(stranger, found))).status).toBe(404);
    const screen = door.screenOf(course);
    expect((await door.get(stranger, pathFor(screen, found))).status).toBe(401);
    expect((await fetch(`${server.url}${pathFor(screen, found)}`)).status).toBe(401);
    expect((await door.get(screen, pathFor(screen, found))).status).toBe(200);
    // Only reading goes by the address: what changes something needs the header.
    const path = `/api/uploads/${found.id}?session=${organiser.participant.sessionId}`;
    expect(
      (await fetch(`${server.url}${path}`, { method: 'DELETE', headers: { cookie: organiser.cookie } }))
        .status,
    ).toBe(401);
  });

  it('is there from its time on, and not before', async () => {
    const own = await server.addCourse();
    const visibleFrom = server.clock.time + hour;
    const found = await door.add('稍后.pdf', pdf, { visibleFrom, lessonId: at(own.lessons, 0) }, own);
    const people = [
      door.screenOf(own),
      server.session('trainee', { courseId: own.courseId, traineeId: at(own.trainees, 0) }),
      server.session('lecturer', { courseId: own.courseId }),
    ];
    for (const who of people) {
      const response = await who.request('GET', `/api/courses/${own.courseId}/materials`);
      expect(await response.json()).toEqual({ materials: [], nextVisibleAt: visibleFrom });
      expect((await door.get(who, pathFor(who, found))).status).toBe(404);
    }
    server.clock.time = visibleFrom;
    for (const who of people) {
      expect((await door.list(who, own)).map(({ id }) => id)).toEqual([found.id]);
      expect((await door.get(who, pathFor(who, found))).status).toBe(200);
    }
    server.clock.time = visibleFrom - hour;
  });

  it('is moved, renamed and removed by the organiser, with everybody told', async () => {
    const own = await server.addCourse();
    const found = await door.add('旧名.pdf', pdf, {}, own);
    const socket = await openSocket(door.screenOf(own));
    const news = () => new Promise<unknown>((resolve) => socket.once('notice', resolve));
    const path = `/api/courses/${own.courseId}/materials/${found.id}`;
    let told = news();
    const changed = await organiser.request('PATCH', path, { title: '新名', lessonId: at(own.lessons, 1) });
    expect(await changed.json()).toMatchObject({ material: { title: '新名', lessonId: own.lessons[1] } });
    expect(await told).toEqual({ name: 'materials.changed', data: { courseId: own.courseId } });
    told = news();
    expect((await organiser.request('DELETE', path)).status).toBe(200);
    await told;
    expect((await door.get(organiser, found.path)).status).toBe(404);
    expect(await door.list(organiser, own)).toEqual([]);
    const actions = await server.store.db.select().from(audit).where(eq(audit.recordId, found.id));
    expect(actions.map(({ action }) => action)).toEqual([
      'material.added',
      'material.changed',
      'material.removed',
    ]);
    socket.disconnect();
  });
});

describe('receipts', () => {
  it('say who has a material and who does not', async () => {
    const own = await server.addCourse();
    const found = await door.add('回执.pdf', pdf, {}, own);
    const screen = door.screenOf(own, 1);
    const trainee = server.session('trainee', {
      courseId: own.courseId,
      branchId: at(own.branches, 0),
      traineeId: at(own.trainees, 0),
    });
    const organiserSocket = await openSocket(organiser);
    const told = new Promise<unknown>((resolve) => organiserSocket.once('notice', resolve));
    await (await door.get(screen, pathFor(screen, found))).arrayBuffer();
    expect(await told).toEqual({ name: 'materials.received', data: { courseId: own.courseId } });
    organiserSocket.disconnect();
    await (await door.get(trainee, pathFor(trainee, found))).arrayBuffer();
    // Whoever only looks at the beginning has not received it.
    const looks = door.screenOf(own, 2);
    await (await door.get(looks, pathFor(looks, found), { range: 'bytes=0-3' })).arrayBuffer();
    // The organiser's own reading counts for nobody.
    await (await door.get(organiser, found.path)).arrayBuffer();

    const figures = async () =>
      materialRoutes['GET /api/courses/:courseId/materials/figures'].output.parse(
        await (await organiser.request('GET', `/api/courses/${own.courseId}/materials/figures`)).json(),
      ).figures;
    await expect
      .poll(figures)
      .toEqual([
        { materialId: found.id, branches: { received: 1, total: 3 }, trainees: { received: 1, total: 4 } },
      ]);
    const answer = await organiser.request(
      'GET',
      `/api/courses/${own.courseId}/materials/${found.id}/receipts`,
    );
    const receipts = materialRoutes['GET /api/courses/:courseId/materials/:materialId/receipts'].output.parse(
      await answer.json(),
    );
    expect(receipts.branches.map(({ branchId }) => branchId)).toEqual([
      own.branches[0],
      own.branches[2],
      own.branches[1],
    ]);
    expect(receipts.branches[0]).toMatchObject({
      openedAt: null,
      receivedAt: null,
      liaisonPhone: '000-0000-001',
      trainees: { received: 1, total: 1 },
    });
    expect(receipts.branches[1]).toMatchObject({ openedAt: server.clock.time, receivedAt: null });
    expect(receipts.branches[2]).toMatchObject({ receivedAt: server.clock.time });
    expect(receipts.trainees.at(-1)).toMatchObject({ name: '示例学员 1', receivedAt: server.clock.time });
    expect(at(await door.list(screen, own), 0).receivedAt).toBe(server.clock.time);
    expect(at(await door.list(looks, own), 0).receivedAt).toBeNull();
  });

  it('are for the organiser only', async () => {
    const found = await door.add('保密.pdf', pdf);
    for (const path of ['figures', `${found.id}/receipts`]) {
      const response = await door
        .screenOf(course)
        .request('GET', `/api/courses/${course.courseId}/materials/${path}`);
      expect(response.status).toBe(403);
    }
  });
});

describe('the artificial course', () => {
  it('has materials that are what they say', async () => {
    const own = await server.addCourse();
    await server.addDemo(own.courseId);
    const materials = await door.list(door.screenOf(own), own);
    expect(materials.map(({ kind }) => kind).sort()).toEqual(['image', 'pdf', 'text']);
    for (const file of demoFiles()) {
      // The door that everybody's files go through takes them too.
      const uploaded = await door.add(file.fileName, file.content);
      expect(uploaded).toMatchObject({ kind: file.kind, mediaType: file.mediaType });
      const stored = await door.get(organiser, uploaded.path);
      const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
      expect(digest(Buffer.from(await stored.arrayBuffer()))).toBe(digest(file.content));
    }
  });
});
