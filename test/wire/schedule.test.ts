import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Lesson } from '../../src/contract/course.ts';
import { scheduleNotices, scheduleRoutes } from '../../src/contract/schedule.ts';
import { audit, lesson as lessonTable } from '../../src/store/schema/index.ts';
import { at } from '../support/course.ts';
import {
  startCourseSetupServer,
  type CourseSetupServer,
  type SmallCourse,
} from '../support/course-setup-server.ts';
import { parseCalendar, timeOf, valueOf, type Component } from '../support/ical.ts';
import { openSocket, type Session } from '../support/wire.ts';

let server: CourseSetupServer;
let organiser: Session;

beforeAll(async () => {
  server = await startCourseSetupServer();
  organiser = server.session('organiser', { courseId: null });
});
afterAll(() => server.close());

async function answer<T extends z.ZodType>(schema: T, response: Response): Promise<z.output<T>> {
  expect(response.status).toBe(200);
  return schema.parse(await response.json());
}

const view = (who: Session, courseId: string) =>
  who
    .request('GET', `/api/courses/${courseId}/schedule`)
    .then((response) => answer(scheduleRoutes['GET /api/courses/:courseId/schedule'].output, response));
const changes = (courseId: string) =>
  organiser
    .request('GET', `/api/courses/${courseId}/schedule/changes`)
    .then((response) =>
      answer(scheduleRoutes['GET /api/courses/:courseId/schedule/changes'].output, response),
    );
const seenBy = (courseId: string, changeId: string) =>
  organiser
    .request('GET', `/api/courses/${courseId}/schedule/changes/${changeId}`)
    .then((response) =>
      answer(scheduleRoutes['GET /api/courses/:courseId/schedule/changes/:changeId'].output, response),
    );
const confirm = (who: Session, courseId: string, changeIds: string[]) =>
  who.request('POST', `/api/courses/${courseId}/schedule/seen`, { changeIds });

/** Changes a lesson in the records and announces it, as the course feature does. */
async function change(
  course: SmallCourse,
  facts: Partial<Lesson>,
): Promise<{ before: Lesson; after: Lesson }> {
  const before = at(await server.lessonsOf(course.courseId), 0);
  const after = { ...before, ...facts };
  await server.store.db
    .update(lessonTable)
    .set({
      title: after.title,
      lecturerName: after.lecturerName,
      startsAt: new Date(after.startsAt),
      endsAt: new Date(after.endsAt),
    })
    .where(eq(lessonTable.id, before.id));
  await server.lessonChanged(before, after);
  return { before, after };
}

function peopleOf({ courseId, branches, trainees }: SmallCourse) {
  const inBranch = { courseId, branchId: at(branches, 0) };
  return {
    screen: server.session('screen', inBranch),
    liaison: server.session('liaison', inBranch),
    trainee: server.session('trainee', { ...inBranch, traineeId: at(trainees, 0) }),
    port: server.session('port', { courseId, traineeId: at(trainees, 3) }),
    lecturer: server.session('lecturer', { courseId, name: '示例教师 01' }),
  };
}

describe('a change of the timetable', () => {
  it('reaches everybody of the course who is there at once, and nobody else', async () => {
    const course = await server.addCourse();
    const other = await server.addCourse();
    const people = [...Object.values(peopleOf(course)), organiser];
    const strangers = Object.values(peopleOf(other));
    const sockets = await Promise.all([...people, ...strangers].map((who) => openSocket(who)));
    const heard = sockets.map(() => [] as unknown[]);
    const all = Promise.all(
      sockets.map(
        (socket, index) =>
          new Promise<void>((resolve) => {
            socket.on('notice', (notice: unknown) => {
              heard[index]?.push(notice);
              resolve();
            });
            if (index >= people.length) resolve();
          }),
      ),
    );
    const { before, after } = await change(course, { title: '示例新课名' });
    await all;
    const notice = z.object({
      name: z.literal('schedule.changed'),
      data: scheduleNotices['schedule.changed'],
    });
    for (const [index] of people.entries()) {
      const { data } = notice.parse(at(heard[index] ?? [], 0));
      expect(data.courseId).toBe(course.courseId);
      expect(data.change).toMatchObject({
        lessonId: before.id,
        kind: 'changed',
        before: { title: before.title },
        after: { title: after.title },
      });
    }
    // Whoever is of another course has had the same time, and its own news comes through.
    const own = Promise.all(
      sockets
        .slice(people.length)
        .map((socket) => new Promise<void>((resolve) => socket.on('notice', () => resolve()))),
    );
    await change(other, { title: '别班新课名' });
    await own;
    for (const received of heard.slice(people.length)) {
      expect(received.map((one) => notice.parse(one).data.courseId)).toEqual([other.courseId]);
    }
    for (const socket of sockets) socket.disconnect();
  });

  it('waits for each of them until they confirm, on whatever device', async () => {
    const course = await server.addCourse();
    const { courseId } = course;
    await change(course, { lecturerName: '示例教师 02' });
    const people = peopleOf(course);
    for (const who of Object.values(people)) {
      const { unseen } = await view(who, courseId);
      expect(unseen).toHaveLength(1);
      const ids = unseen.map(({ id }) => id);
      expect((await confirm(who, courseId, ids)).status).toBe(200);
      expect((await confirm(who, courseId, ids)).status).toBe(200);
      expect((await view(who, courseId)).unseen).toEqual([]);
    }
    const again = server.session('trainee', { courseId, traineeId: at(course.trainees, 0) });
    expect((await view(again, courseId)).unseen).toEqual([]);
    const elsewhere = server.session('screen', { courseId, branchId: at(course.branches, 1) });
    expect((await view(elsewhere, courseId)).unseen).toHaveLength(1);
  });

  it('shows the organiser who has not seen it, with whom to phone', async () => {
    const course = await server.addCourse();
    const { courseId, branches } = course;
    const started = at(await server.lessonsOf(courseId), 0).startsAt;
    await change(course, { startsAt: started + 60_000 });
    const [announced] = (await changes(courseId)).changes;
    const changeId = announced?.change.id ?? '';
    expect(announced).toMatchObject({
      branches: { seen: 0, total: 3 },
      trainees: { seen: 0, total: 4 },
      lecturers: 0,
    });
    const people = peopleOf(course);
    server.clock.time += 5_000;
    for (const who of [people.screen, people.liaison, people.trainee, people.port]) {
      await confirm(who, courseId, [changeId]);
    }
    expect((await changes(courseId)).changes[0]).toMatchObject({
      branches: { seen: 1, total: 3 },
      trainees: { seen: 2, total: 4 },
    });
    const detail = await seenBy(courseId, changeId);
    expect(detail.branches.map(({ branchId }) => branchId)).toEqual([branches[1], branches[2], branches[0]]);
    expect(detail.branches[0]).toMatchObject({ screenSeenAt: null, liaisonPhone: '000-0000-002' });
    expect(detail.branches[2]).toMatchObject({
      screenSeenAt: server.clock.time,
      liaisonSeenAt: server.clock.time,
      trainees: { seen: 1, total: 1 },
    });
    expect(detail.ports).toEqual([{ name: '示例学员 4', seenAt: server.clock.time }]);
    expect(detail.lecturers).toEqual([{ name: '示例教师 01', seenAt: null }]);
  });

  it('is none when nothing of the timetable changed, and is forgotten when the lesson is over', async () => {
    const course = await server.addCourse();
    const { screen } = peopleOf(course);
    await change(course, {});
    expect((await changes(course.courseId)).changes).toEqual([]);
    await change(course, { title: '示例短课' });
    expect((await view(screen, course.courseId)).unseen).toHaveLength(1);
    const before = server.clock.time;
    server.clock.time += 24 * 3_600_000;
    expect((await view(screen, course.courseId)).unseen).toEqual([]);
    server.clock.time = before;
  });

  it('cannot be confirmed for another course, nor by those who make it', async () => {
    const [course, other] = [await server.addCourse(), await server.addCourse()];
    await change(course, { title: '示例改名' });
    const [announced] = (await changes(course.courseId)).changes;
    const ids = [announced?.change.id ?? ''];
    const stranger = peopleOf(other).screen;
    expect((await confirm(stranger, other.courseId, ids)).status).toBe(404);
    expect((await confirm(stranger, course.courseId, ids)).status).toBe(404);
    expect((await confirm(organiser, course.courseId, ids)).status).toBe(403);
    expect(
      (await seenBy(course.courseId, ids[0] ?? '')).branches.every((row) => row.screenSeenAt === null),
    ).toBe(true);
  });
});

describe('a calendar address', () => {
  const make = async (course: SmallCourse, body: object) =>
    (
      await answer(
        scheduleRoutes['POST /api/courses/:courseId/feeds'].output,
        await organiser.request('POST', `/api/courses/${course.courseId}/feeds`, body),
      )
    ).feeds;
  const read = async (path: string): Promise<Component> => {
    const response = await fetch(`${server.url}${path}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    return parseCalendar(Buffer.from(await response.arrayBuffer()));
  };

  it('gives the timetable in UTC, with identities that stay and numbers that grow', async () => {
    const course = await server.addCourse(
      '示例小班;一班,上午 — a name that is long enough to be folded twice over',
    );
    const feed = at(await make(course, { course: true }), 0);
    const first = await read(feed.path);
    expect(valueOf(first, 'VERSION')).toBe('2.0');
    expect(valueOf(first, 'X-WR-CALNAME')).toContain('示例小班;一班,上午');
    const lessons = await server.lessonsOf(course.courseId);
    const events = first.components.filter(({ name }) => name === 'VEVENT');
    expect(events.map((event) => valueOf(event, 'SUMMARY'))).toEqual(lessons.map(({ title }) => title));
    for (const [index, event] of events.entries()) {
      const lesson = at(lessons, index);
      expect(timeOf(valueOf(event, 'DTSTART'))).toBe(lesson.startsAt);
      expect(timeOf(valueOf(event, 'DTEND'))).toBe(lesson.endsAt);
      expect(valueOf(event, 'UID')).toBe(`${lesson.id}@plenum`);
      expect(valueOf(event, 'SEQUENCE')).toBe('0');
      expect(timeOf(valueOf(event, 'DTSTAMP'))).toBeLessThanOrEqual(server.clock.time);
    }
    server.clock.time += 60_000;
    const { after } = await change(course, { startsAt: at(lessons, 0).startsAt + 1_800_000 });
    const second = (await read(feed.path)).components.filter(({ name }) => name === 'VEVENT');
    const moved = second.find((event) => valueOf(event, 'UID') === `${after.id}@plenum`);
    expect(moved && valueOf(moved, 'SEQUENCE')).toBe('1');
    expect(timeOf(moved && valueOf(moved, 'DTSTART'))).toBe(after.startsAt);
    expect(timeOf(moved && valueOf(moved, 'LAST-MODIFIED'))).toBe(server.clock.time);
    expect(second.filter((event) => valueOf(event, 'SEQUENCE') === '0')).toHaveLength(1);
  });

  it('keeps a removed lesson as cancelled', async () => {
    const course = await server.addCourse();
    const feed = at(await make(course, { course: true }), 0);
    const removed = at(await server.lessonsOf(course.courseId), 0);
    await server.store.db.delete(lessonTable).where(eq(lessonTable.id, removed.id));
    await server.lessonChanged(removed, null);
    const event = (await read(feed.path)).components.find(
      (one) => one.name === 'VEVENT' && valueOf(one, 'UID') === `${removed.id}@plenum`,
    );
    expect(event && valueOf(event, 'STATUS')).toBe('CANCELLED');
    expect(event && valueOf(event, 'SEQUENCE')).toBe('1');
  });

  it('of a branch names its room; its liaison sees that one only', async () => {
    const course = await server.addCourse();
    const feeds = await make(course, { course: true, branchIds: course.branches });
    expect(feeds).toHaveLength(4);
    const own = feeds.find(({ branchId }) => branchId === course.branches[0]);
    const events = (await read(own?.path ?? '')).components.filter(({ name }) => name === 'VEVENT');
    expect(events.map((event) => valueOf(event, 'LOCATION'))).toEqual(
      Array.from({ length: 2 }, () => '示例楼 1 会议室 · 示例分课堂 1'),
    );
    const { liaison } = peopleOf(course);
    const seen = await answer(
      scheduleRoutes['GET /api/courses/:courseId/feeds'].output,
      await liaison.request('GET', `/api/courses/${course.courseId}/feeds`),
    );
    expect(seen.feeds).toEqual([own]);
  });

  it('stops working when it is revoked or made anew, and both are written down', async () => {
    const course = await server.addCourse();
    const first = at(await make(course, { course: true }), 0);
    const second = at(await make(course, { course: true }), 0);
    expect((await fetch(`${server.url}${first.path}`)).status).toBe(410);
    expect((await fetch(`${server.url}${second.path}`)).status).toBe(200);
    const path = `/api/courses/${course.courseId}/feeds/${second.id}`;
    expect((await organiser.request('DELETE', path)).status).toBe(200);
    expect((await organiser.request('DELETE', path)).status).toBe(404);
    expect((await fetch(`${server.url}${second.path}`)).status).toBe(410);
    expect((await fetch(`${server.url}/api/calendars/${'0'.repeat(32)}`)).status).toBe(404);
    const entries = await server.store.db.select().from(audit).where(eq(audit.courseId, course.courseId));
    expect(entries.map(({ action }) => action).sort()).toEqual([
      'feed.created',
      'feed.created',
      'feed.revoked',
      'feed.revoked',
    ]);
  });

  it('is not made for a branch of another course', async () => {
    const [course, other] = [await server.addCourse(), await server.addCourse()];
    const response = await organiser.request('POST', `/api/courses/${course.courseId}/feeds`, {
      branchIds: [at(course.branches, 0), at(other.branches, 0)],
    });
    expect(response.status).toBe(404);
    const { feeds } = await answer(
      scheduleRoutes['GET /api/courses/:courseId/feeds'].output,
      await organiser.request('GET', `/api/courses/${course.courseId}/feeds`),
    );
    expect(feeds).toEqual([]);
  });
});
