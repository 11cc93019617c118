import { eq } from 'drizzle-orm';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { notices } from '../../src/contract/index.ts';
import { limits } from '../../src/contract/limits.ts';
import type { SentAnnouncement } from '../../src/contract/messages.ts';
import { newId } from '../../src/lib/ids.ts';
import { audit, lesson } from '../../src/store/schema/index.ts';
import { at } from '../support/course.ts';
import {
  startCourseSetupServer,
  type CourseSetupServer,
  type SmallCourse,
} from '../support/course-setup-server.ts';
import { codeOf } from '../support/materials.ts';
import { MessageDoor } from '../support/messages.ts';
import { openSocket, type Session } from '../support/wire.ts';

let server: CourseSetupServer;
let course: SmallCourse;
let door: MessageDoor;
let organiser: Session;
let people: ReturnType<typeof gather>;

function gather() {
  const { courseId, branches, trainees } = course;
  const first = { courseId, branchId: at(branches, 0) };
  const second = { courseId, branchId: at(branches, 1) };
  return {
    screen: server.session('screen', first),
    liaison: server.session('liaison', first),
    trainee: server.session('trainee', { ...first, traineeId: at(trainees, 0) }),
    secondScreen: server.session('screen', second),
    secondTrainee: server.session('trainee', { ...second, traineeId: at(trainees, 1) }),
    port: server.session('port', { courseId, traineeId: at(trainees, 3) }),
    lecturer: server.session('lecturer', { courseId, name: '示例教师 01' }),
    inspector: server.session('inspector', { courseId, name: '示例巡查员' }),
  };
}

beforeAll(async () => {
  server = await startCourseSetupServer();
});
beforeEach(async () => {
  // Another person for each test: how fast somebody may post is counted over all courses.
  organiser = server.session('organiser', { courseId: null, name: `示例主办方 ${newId()}` });
  course = await server.addCourse();
  door = new MessageDoor(course.courseId);
  people = gather();
});
afterAll(() => server.close());

interface Listening {
  socket: Socket;
  heard: { name: string; data: unknown }[];
}

async function listen(who: Session): Promise<Listening> {
  const heard: Listening['heard'] = [];
  const socket = await openSocket(who);
  socket.on('notice', (notice: { name: string; data: unknown }) => heard.push(notice));
  return { socket, heard };
}

const unseen = async (who: Session): Promise<string[]> =>
  (await door.inbox(who)).announcements.map(({ text }) => text);
const see = (who: Session, ids: readonly string[]): Promise<Response> =>
  door.ask(who, 'POST /api/courses/:courseId/announcements/seen', '/announcements/seen', {
    announcementIds: ids,
  });
const read = (announcement: SentAnnouncement, who = organiser) =>
  door.call(who, 'GET /api/courses/:courseId/announcements/:postId', `/announcements/${announcement.id}`);
const withdraw = async (who: Session, { id }: SentAnnouncement): Promise<number> =>
  (await door.ask(who, 'DELETE /api/courses/:courseId/announcements/:postId', `/announcements/${id}`)).status;
const announceCode = async (who: Session, more: Record<string, unknown> = {}): Promise<string> => {
  const key = 'POST /api/courses/:courseId/announcements';
  const body = { clientId: newId(), text: '示例公告', branchIds: null, ...more };
  const response = await door.ask(who, key, '/announcements', body);
  return response.ok ? 'ok' : codeOf(response);
};

describe('an announcement', () => {
  it('reaches everybody who is there with its text, and whoever comes later until it is over', async () => {
    const there = [people.screen, people.liaison, people.trainee, people.port, people.lecturer];
    const listening = await Promise.all(there.map(listen));
    const sent = await door.announce(organiser, '示例：下午改到 14:30', { currentForMinutes: 30 });
    for (const { heard } of listening) {
      await expect.poll(() => heard.length).toBe(1);
      expect(heard[0]?.name).toBe('announcement.sent');
      const { announcement } = notices['announcement.sent'].parse(heard[0]?.data);
      expect(announcement).toMatchObject({ id: sent.id, text: '示例：下午改到 14:30', stays: false });
    }
    for (const later of [people.inspector, people.secondScreen, people.secondTrainee]) {
      expect(await unseen(later)).toEqual(['示例：下午改到 14:30']);
    }
    server.clock.time += 31 * 60_000;
    expect(await unseen(people.inspector)).toEqual([]);
    for (const { socket } of listening) socket.disconnect();
  });

  it('for some branches reaches those alone', async () => {
    const [first, second] = await Promise.all([people.screen, people.secondScreen].map(listen));
    await door.announce(organiser, '示例一处', { branchIds: [at(course.branches, 0)] });
    await expect.poll(() => first?.heard.length).toBe(1);
    expect(await unseen(people.trainee)).toEqual(['示例一处']);
    for (const who of [people.secondScreen, people.secondTrainee, people.port, people.lecturer]) {
      expect(await unseen(who)).toEqual([]);
    }
    expect(second?.heard).toEqual([]);
    const other = await server.addCourse('示例另一班');
    expect(await announceCode(organiser, { branchIds: [at(other.branches, 0)] })).toBe('not_found');
    first?.socket.disconnect();
    second?.socket.disconnect();
  });

  it('is seen by screen, liaison and trainees apart, and the desk learns who has not', async () => {
    const desk = await listen(organiser);
    const sent = await door.announce(organiser, '示例公告');
    for (const who of [people.screen, people.screen, people.trainee, people.port, people.lecturer]) {
      expect((await see(who, [sent.id])).status).toBe(200);
    }
    expect(await unseen(people.screen)).toEqual([]);
    expect(await unseen(people.liaison)).toEqual(['示例公告']);
    await expect
      .poll(() => desk.heard.filter(({ name }) => name === 'announcement.seen').length, { timeout: 3_000 })
      .toBeGreaterThan(0);
    const { announcement, branches, ports, lecturers } = await read(sent);
    expect(announcement).toMatchObject({
      branches: { done: 1, total: 3 },
      trainees: { done: 2, total: 4 },
      lecturers: 1,
    });
    expect(branches.map(({ name }) => name)).toEqual(['示例分课堂 2', '示例分课堂 3', '示例分课堂 1']);
    expect(branches[0]).toMatchObject({ liaisonPhone: '000-0000-002', screenSeenAt: null });
    expect(branches[2]).toMatchObject({
      screenSeenAt: server.clock.time,
      liaisonSeenAt: null,
      trainees: { done: 1, total: 1 },
    });
    expect(ports).toEqual([{ name: '示例学员 4', at: server.clock.time }]);
    expect(lecturers).toEqual([{ name: '示例教师 01', at: server.clock.time }]);
    expect((await see(organiser, [sent.id])).status).toBe(403);
    desk.socket.disconnect();
  });

  it('for one branch is no business of another: it can neither be seen nor counted there', async () => {
    const sent = await door.announce(organiser, '示例一处', { branchIds: [at(course.branches, 0)] });
    expect((await see(people.secondScreen, [sent.id])).status).toBe(404);
    expect((await see(people.port, [sent.id])).status).toBe(404);
    await see(people.liaison, [sent.id]);
    expect((await read(sent)).announcement).toMatchObject({
      branches: { done: 1, total: 1 },
      trainees: { done: 0, total: 1 },
    });
  });

  it('leaves every page when it is withdrawn, and stays in the list and the audit', async () => {
    const { heard, socket } = await listen(people.screen);
    const sent = await door.announce(organiser, '示例公告', { stays: true });
    expect(await withdraw(people.lecturer, sent)).toBe(403);
    expect(await withdraw(organiser, sent)).toBe(200);
    await expect
      .poll(() => heard.at(-1))
      .toEqual({
        name: 'announcement.withdrawn',
        data: { courseId: course.courseId, announcementId: sent.id },
      });
    expect(await unseen(people.trainee)).toEqual([]);
    const key = 'GET /api/courses/:courseId/announcements';
    const { announcements } = await door.call(organiser, key, '/announcements');
    expect(announcements).toMatchObject([
      { id: sent.id, stays: true, withdrawnAt: server.clock.time, mayWithdraw: false },
    ]);
    const entries = await server.store.db.select().from(audit).where(eq(audit.recordId, sent.id));
    expect(entries.map(({ action }) => action)).toEqual(['announcement.sent', 'announcement.withdrawn']);
    socket.disconnect();
  });

  it('is one announcement however often it is sent', async () => {
    const { heard, socket } = await listen(people.screen);
    const clientId = newId();
    const sent = await Promise.all([1, 2, 3].map(() => door.announce(organiser, '示例公告', { clientId })));
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
    expect(await unseen(people.trainee)).toEqual(['示例公告']);
    await door.announce(organiser, '示例另一公告');
    await expect.poll(() => heard.length).toBe(2);
    socket.disconnect();
  });

  it('is made by organisers, and by lecturers while a lesson is live', async () => {
    expect(await announceCode(people.lecturer)).toBe('lesson_not_live');
    await server.store.db
      .update(lesson)
      .set({ startedAt: new Date(server.clock.time) })
      .where(eq(lesson.id, at(course.lessons, 0)));
    expect(await announceCode(people.lecturer)).toBe('ok');
    for (const who of [people.liaison, people.inspector, people.trainee, people.screen, people.port]) {
      expect(await announceCode(who)).toBe('forbidden');
    }
  });

  it('is bounded and harmless', async () => {
    const long = '示'.repeat(limits.announcementLength);
    expect(await announceCode(organiser, { text: `${long}例` })).toBe('invalid_input');
    expect(await announceCode(organiser, { text: '\u202E' })).toBe('invalid_input');
    expect((await door.announce(organiser, '示\u202E例')).text).toBe('示例');
  });
});
