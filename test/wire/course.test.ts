import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { branch, course, invitation, lesson } from '../../src/contract/course.ts';
import type { Role } from '../../src/contract/roles.ts';
import { audit, course as courseTable, lesson as lessonTable } from '../../src/store/schema/index.ts';
import { newId } from '../../src/lib/ids.ts';
import { startRecordsServer, type Guest, type RecordsServer } from '../support/records-server.ts';

let server: RecordsServer;
let organiser: Guest;
let courseId: string;
let otherCourseId: string;

beforeAll(async () => {
  server = await startRecordsServer();
  organiser = await server.signUp(await server.identity.organiserPath());
  const made = await server.request('POST', '/api/demo', organiser, {});
  courseId = z.object({ courseId: z.string() }).parse(made.body).courseId;
  otherCourseId = await server.courses.createDemo(null);
});

afterAll(() => server.close());

const full = z.object({ course, lessons: z.array(lesson), branches: z.array(branch) });

describe('the demo course', () => {
  it('has all that the contract promises', async () => {
    const reply = await server.request('GET', `/api/courses/${courseId}`, organiser);
    const { course: found, lessons, branches } = full.parse(reply.body);
    expect(found).toMatchObject({ branchCount: 221, traineeCount: 557, portCount: 12 });
    expect(lessons).toHaveLength(9);
    expect(branches).toHaveLength(221);
    expect(branches[0]).toMatchObject({ name: '示例分课堂 001', level: 1, parentId: null });
    expect(branches.filter(({ level, parentId }) => level === 2 && parentId !== null)).toHaveLength(41);
    const wait = (lessons[0]?.startsAt ?? 0) - server.clock.time;
    expect(wait).toBeGreaterThanOrEqual(5 * 60_000);
    expect(wait).toBeLessThanOrEqual(10 * 60_000);
  });

  it('has a link for everybody, and each opens what it says', async () => {
    const reply = await server.request('GET', `/api/courses/${courseId}/invitations`, organiser);
    const { invitations } = z.object({ invitations: z.array(invitation) }).parse(reply.body);
    const found = new Set(invitations.map(({ role }) => role));
    const ofRole = (role: Role) => invitations.filter((candidate) => candidate.role === role);
    const counts = Object.fromEntries(Array.from(found, (role) => [role, ofRole(role).length]));
    expect(counts).toEqual({
      organiser: 1,
      lecturer: 3,
      inspector: 2,
      screen: 221,
      liaison: 221,
      port: 12,
      trainee: 545 + 221,
    });
    expect(new Set(invitations.map(({ path }) => path)).size).toBe(1226);
    for (const role of found) {
      // The link of a branch asks its trainees who they are.
      const first = ofRole(role).find((one) => role !== 'trainee' || one.traineeId !== null);
      const { participant } = await server.enter(first?.path ?? '');
      expect(participant).toMatchObject({ role, courseId, name: first?.label, branchId: first?.branchId });
    }
  });

  it('lists the links of one role when asked for it', async () => {
    const reply = await server.request('GET', `/api/courses/${courseId}/invitations?role=port`, organiser);
    const { invitations } = z.object({ invitations: z.array(invitation) }).parse(reply.body);
    expect(invitations.map(({ role }) => role)).toEqual(Array.from({ length: 12 }, () => 'port'));
  });

  it('is written down with who made it', async () => {
    const entries = await server.store.db.select().from(audit).where(eq(audit.recordId, courseId));
    expect(entries).toMatchObject([{ action: 'course.created', sessionId: organiser.participant.sessionId }]);
  });
});

describe('courses', () => {
  it('are all there for the organiser of the server, and only their own for the organiser of a course', async () => {
    const list = z.object({ courses: z.array(course) });
    const all = list.parse((await server.request('GET', '/api/courses', organiser)).body);
    expect(all.courses.map(({ id }) => id)).toEqual(expect.arrayContaining([courseId, otherCourseId]));
    const local = await server.enterAs(courseId, 'organiser');
    const own = list.parse((await server.request('GET', '/api/courses', local)).body);
    expect(own.courses.map(({ id }) => id)).toEqual([courseId]);
  });

  it('of others do not exist for those who belong to one', async () => {
    for (const role of ['organiser', 'lecturer', 'inspector'] as const) {
      const guest = await server.enterAs(courseId, role);
      expect(await server.request('GET', `/api/courses/${courseId}`, guest)).toMatchObject({ status: 200 });
      expect(await server.request('GET', `/api/courses/${otherCourseId}`, guest)).toMatchObject({
        status: 404,
      });
    }
    const local = await server.enterAs(courseId, 'organiser');
    const foreignLinks = `/api/courses/${otherCourseId}/invitations`;
    expect(await server.request('GET', foreignLinks, local)).toMatchObject({ status: 404 });
  });

  it('are made by the organiser of the server only', async () => {
    for (const role of ['organiser', 'lecturer', 'screen'] as const) {
      const guest = await server.enterAs(courseId, role);
      expect(await server.request('POST', '/api/demo', guest, {})).toMatchObject({ status: 403 });
    }
  });

  it('that do not exist are not found', async () => {
    for (const path of [`/api/courses/${newId()}`, `/api/courses/${newId()}/invitations`]) {
      expect(await server.request('GET', path, organiser)).toMatchObject({
        status: 404,
        body: { error: { code: 'not_found' } },
      });
    }
  });
});

describe('the current lesson', () => {
  const hour = 3_600_000;
  let small: string;
  let lessons: string[];

  beforeEach(async () => {
    const { db } = server.store;
    small = newId();
    lessons = [newId(), newId(), newId()];
    await db.insert(courseTable).values({ id: small, name: '示例小班' });
    await db.insert(lessonTable).values(
      lessons.map((id, index) => ({
        id,
        courseId: small,
        title: `示例第 ${index + 1} 课`,
        lecturerName: '示例教师 01',
        kind: 'lecture' as const,
        startsAt: new Date(server.clock.time + (2 * index + 1) * hour),
        endsAt: new Date(server.clock.time + (2 * index + 2) * hour),
      })),
    );
  });

  const current = () => server.courses.currentLessonId(small);

  it('is the next one before anything has begun', async () => {
    expect(await current()).toBe(lessons[0]);
  });

  it('is the live one, even when others are due', async () => {
    await server.courses.markStarted(lessons[1] ?? '', server.clock.time);
    expect(await current()).toBe(lessons[1]);
  });

  it('is the same for all who ask in the moment in which it begins', async () => {
    const { db } = server.store;
    for (let round = 0; round < 20; round += 1) {
      const asked = Array.from({ length: 8 }, current);
      const began = server.courses.markStarted(lessons[0] ?? '', server.clock.time);
      const answers = await Promise.all([...asked, ...Array.from({ length: 8 }, current)]);
      expect(new Set(answers)).toEqual(new Set([lessons[0]]));
      await began;
      await db.update(lessonTable).set({ startedAt: null }).where(eq(lessonTable.courseId, small));
    }
  });

  it('is the one after the one that ended', async () => {
    await server.courses.markStarted(lessons[0] ?? '', server.clock.time);
    await server.courses.markEnded(lessons[0] ?? '', server.clock.time + 1);
    expect(await current()).toBe(lessons[1]);
  });

  it('is the last one when all are over', async () => {
    server.clock.time += 10 * hour;
    expect(await current()).toBe(lessons[2]);
  });

  it('is none in a course without lessons', async () => {
    const empty = newId();
    await server.store.db.insert(courseTable).values({ id: empty, name: '示例空班' });
    expect(await server.courses.currentLessonId(empty)).toBeNull();
  });

  it('keeps the time at which it began and ended first', async () => {
    const [id = ''] = lessons;
    const at = server.clock.time;
    expect(await server.courses.markStarted(id, at)).toMatchObject({ id, startedAt: at, endedAt: null });
    expect(await server.courses.markStarted(id, at + 5)).toMatchObject({ startedAt: at });
    expect(await server.courses.markEnded(id, at + 10)).toMatchObject({ startedAt: at, endedAt: at + 10 });
    expect(await server.courses.markEnded(id, at + 20)).toMatchObject({ endedAt: at + 10 });
    expect((await server.courses.open(id)).lesson).toMatchObject({ startedAt: at, endedAt: at + 10 });
  });

  it('that never began begins and ends in one moment', async () => {
    const at = server.clock.time;
    expect(await server.courses.markEnded(lessons[0] ?? '', at)).toMatchObject({
      startedAt: at,
      endedAt: at,
    });
  });

  it('is not found under an unknown id', async () => {
    await expect(server.courses.open(newId())).rejects.toMatchObject({ code: 'not_found' });
    await expect(server.courses.markStarted(newId(), 0)).rejects.toMatchObject({ code: 'not_found' });
    await expect(server.courses.markEnded(newId(), 0)).rejects.toMatchObject({ code: 'not_found' });
  });
});
