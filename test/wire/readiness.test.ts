import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readinessLimits, readinessRoutes, type CheckResult } from '../../src/contract/readiness.ts';
import { at } from '../support/course.ts';
import { startCourseSetupServer, type CourseSetupServer } from '../support/course-setup-server.ts';
import { openSocket, type Session } from '../support/wire.ts';

let server: CourseSetupServer;
let organiser: Session;
/** Probes that are open now. */
let open = 0;
let opened = 0;

const transport = {
  id: 'probe',
  iceParameters: { usernameFragment: 'u', password: 'p' },
  iceCandidates: [],
  dtlsParameters: { fingerprints: [{ algorithm: 'sha-256', value: '00' }] },
};

beforeAll(async () => {
  server = await startCourseSetupServer({
    media: {
      iceServers: () => [{ urls: ['stun:stun.example.org'] }],
      openProbe: async () => {
        open += 1;
        opened += 1;
        let closed = false;
        return {
          transport,
          close: () => {
            open -= closed ? 0 : 1;
            closed = true;
          },
        };
      },
    },
  });
  organiser = server.session('organiser', { courseId: null });
});
afterAll(() => server.close());

const fine: CheckResult = {
  camera: 'ok',
  microphone: 'ok',
  speakers: 'heard',
  downKbps: 20_000,
  upKbps: 5_000,
  path: 'udp',
  rttMs: 12,
  browser: 'Chrome 130',
  browserUsable: true,
};

async function board(courseId: string) {
  const response = await organiser.request('GET', `/api/courses/${courseId}/readiness`);
  expect(response.status).toBe(200);
  return readinessRoutes['GET /api/courses/:courseId/readiness'].output.parse(await response.json()).entries;
}

const save = (who: Session, courseId: string, part: Partial<CheckResult> = {}) =>
  who.request('POST', `/api/courses/${courseId}/readiness`, { ...fine, ...part });

describe('the board', () => {
  it('has everybody, those to phone first, with the number to call and the age of each check', async () => {
    const course = await server.addCourse();
    const { courseId, branches, trainees } = course;
    const screen = (index: number) => server.session('screen', { courseId, branchId: at(branches, index) });
    expect((await board(courseId)).map(({ id, state }) => [id, state])).toEqual(
      [...branches, at(trainees, 3)].map((id) => [id, 'never']),
    );
    await save(screen(0), courseId);
    await save(screen(1), courseId, { camera: 'denied' });
    const checkedAt = server.clock.time;
    const port = server.session('port', { courseId, traineeId: at(trainees, 3) });
    await save(port, courseId);
    expect((await board(courseId)).map(({ id, state }) => [id, state])).toEqual([
      [branches[2], 'never'],
      [branches[1], 'failed'],
      [branches[0], 'ok'],
      [trainees[3], 'ok'],
    ]);
    server.clock.time += readinessLimits.staleAfterMs + 1;
    await save(port, courseId);
    const later = await board(courseId);
    expect(later.map(({ id, state }) => [id, state])).toEqual([
      [branches[2], 'never'],
      [branches[1], 'failed'],
      [branches[0], 'stale'],
      [trainees[3], 'ok'],
    ]);
    expect(later[1]).toMatchObject({
      name: '示例分课堂 2',
      liaisonName: '示例联络员 2',
      liaisonPhone: '000-0000-002',
      check: { at: checkedAt, problems: ['camera'], result: { camera: 'denied', path: 'udp' } },
      phoneCheck: null,
    });
  });

  it('shows the newest check of each device, and the phone apart from the screen', async () => {
    const { courseId, branches } = await server.addCourse();
    const place = { courseId, branchId: at(branches, 0) };
    const [screen, liaison] = [server.session('screen', place), server.session('liaison', place)];
    await save(screen, courseId, { path: null });
    await save(screen, courseId);
    await save(liaison, courseId, { camera: 'skipped', microphone: 'skipped', upKbps: null });
    const entry = (await board(courseId)).find(({ id }) => id === branches[0]);
    expect(entry).toMatchObject({ state: 'ok', check: { problems: [] }, phoneCheck: { problems: [] } });
    const own = await screen.request('GET', `/api/courses/${courseId}/readiness/own`);
    expect(await own.json()).toEqual({ check: entry?.check });
    const other = server.session('screen', { courseId, branchId: at(branches, 1) });
    const none = await other.request('GET', `/api/courses/${courseId}/readiness/own`);
    expect(await none.json()).toEqual({ check: null });
  });

  it('is told to organisers at once', async () => {
    const { courseId, branches } = await server.addCourse();
    const socket = await openSocket(server.session('organiser', { courseId }));
    const told = new Promise<unknown>((resolve) => socket.once('notice', resolve));
    await save(server.session('screen', { courseId, branchId: at(branches, 0) }), courseId);
    expect(await told).toEqual({ name: 'readiness.changed', data: { courseId } });
    socket.disconnect();
  });

  it('takes no check from another course, a person without a device, or nonsense', async () => {
    const [course, other] = [await server.addCourse(), await server.addCourse()];
    const screen = server.session('screen', { courseId: other.courseId, branchId: at(other.branches, 0) });
    expect((await save(screen, course.courseId)).status).toBe(404);
    expect(
      (await save(server.session('trainee', { courseId: course.courseId }), course.courseId)).status,
    ).toBe(403);
    expect((await save(organiser, course.courseId)).status).toBe(403);
    const own = server.session('screen', { courseId: course.courseId, branchId: at(course.branches, 0) });
    expect((await save(own, course.courseId, { downKbps: -1 })).status).toBe(400);
    expect((await own.request('GET', `/api/courses/${course.courseId}/readiness`)).status).toBe(403);
  });
});

describe('measuring', () => {
  it('sends as many bytes as asked for, and not more than the bound', async () => {
    const { courseId, branches } = await server.addCourse();
    const screen = server.session('screen', { courseId, branchId: at(branches, 0) });
    const response = await screen.request('GET', '/api/readiness/bytes?size=1000000');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect((await response.arrayBuffer()).byteLength).toBe(1_000_000);
    const beyond = readinessLimits.transferBytes + 1;
    expect((await screen.request('GET', `/api/readiness/bytes?size=${beyond}`)).status).toBe(400);
    expect((await organiser.request('GET', '/api/readiness/bytes?size=10')).status).toBe(403);
  });

  it('takes as many bytes as are sent, and not more than the bound', async () => {
    const { courseId, branches } = await server.addCourse();
    const screen = server.session('screen', { courseId, branchId: at(branches, 0) });
    const send = (bytes: number) =>
      fetch(`${server.url}/api/readiness/bytes`, {
        method: 'POST',
        headers: {
          cookie: screen.cookie,
          'x-plenum-session': screen.participant.sessionId,
          'content-type': 'application/octet-stream',
        },
        body: Buffer.alloc(bytes),
      });
    expect(await (await send(700_000)).json()).toEqual({ bytes: 700_000 });
    expect((await send(readinessLimits.transferBytes + 1)).status).toBe(413);
  });
});

describe('a probe of the media path', () => {
  it('is one for each device, and ends with the check', async () => {
    const { courseId, branches } = await server.addCourse();
    const screen = server.session('screen', { courseId, branchId: at(branches, 0) });
    const probe = () => screen.request('POST', `/api/courses/${courseId}/readiness/probe`, {});
    const before = opened;
    expect(await (await probe()).json()).toEqual({
      transport,
      iceServers: [{ urls: ['stun:stun.example.org'] }],
    });
    await probe();
    expect(opened - before).toBe(2);
    expect(open).toBe(1);
    await save(screen, courseId);
    expect(open).toBe(0);
  });
});
