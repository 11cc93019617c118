import { afterAll, beforeAll, expect, it } from 'vitest';
import { routes } from '../../src/contract/index.ts';
import { codeOn, must, Phone } from '../support/attendance.ts';
import { at } from '../support/course.ts';
import { makeDemo, type Demo } from '../support/demo.ts';
import { attend } from '../support/polls.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { signIn } from '../support/wire.ts';

/** Branches whose trainees sign in; each has two or three. */
const rooms = 20;
const kills = 2;

let server: TestServer;
let demo: Demo;
let lessonId: string;

beforeAll(async () => {
  server = await startServer();
  demo = await makeDemo(server);
  const read = await demo.organiser.request('GET', `/api/courses/${demo.courseId}`);
  const { lessons } = routes['GET /api/courses/:courseId'].output.parse(await read.json());
  lessonId = at(lessons, 0).id;
});
afterAll(() => server.close());

/** Taps until it is acknowledged, as the page does. */
async function tapUntilAcknowledged(phone: Phone, pass: string): Promise<void> {
  for (;;) {
    const outcome = await phone.signIn({ pass }).catch(() => undefined);
    if (outcome?.ok) return;
    if (outcome && outcome.code !== 'shutting_down') throw new Error(outcome.code);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

it('loses no sign-in that was acknowledged when the server is killed, and counts none twice', async () => {
  const read = 'GET /api/courses/:courseId/lessons/:lessonId/attendance/evidence';
  for (let round = 0; round < kills; round += 1) {
    const group = Array.from({ length: rooms }, (_, index) => round * rooms + index);
    const phones = await Promise.all(
      group.map(async (index) => {
        const screen = await attend(await signIn(server.url, at(demo.paths('screen'), index)), lessonId);
        const { code } = await codeOn(screen);
        screen.socket.disconnect();
        const phone = await Phone.of(server.url, at(demo.paths('trainee'), index));
        return { phone, pass: await phone.pass(code) };
      }),
    );
    const acknowledged = new Set<string>();
    const signing = phones.map(async ({ phone, pass }, index) => {
      // Half of them before the kill, as far as it goes; the other half while the server is gone.
      await new Promise((resolve) => setTimeout(resolve, index * 20));
      await tapUntilAcknowledged(phone, pass);
      acknowledged.add(phone.who?.traineeId ?? '');
    });
    await expect.poll(() => acknowledged.size, { interval: 5 }).toBeGreaterThan(rooms / 4);
    const before = new Set(acknowledged);
    await server.kill();
    const seen = [...acknowledged].filter((id) => !before.has(id));
    for (const id of seen) before.add(id);
    await server.start();
    const params = { courseId: demo.courseId, lessonId };
    const kept = await must(demo.organiser, read, params, { limit: 200, text: '' });
    const onRecord = new Set(
      kept.trainees.filter(({ signIns }) => signIns.length > 0).map(({ traineeId }) => traineeId),
    );
    for (const id of before) expect(onRecord.has(id), 'acknowledged and on record').toBe(true);
    await Promise.all(signing);
    const { trainees } = await must(demo.organiser, read, params, { limit: 200, text: '' });
    const all = trainees.flatMap(({ signIns }) => signIns);
    expect(all).toHaveLength((round + 1) * rooms);
    expect(trainees.every(({ signIns }) => signIns.length <= 1)).toBe(true);
  }
});

it('keeps the presence of a killed server but for the last seconds, and makes up for the time that it was gone', async () => {
  const lecturer = await attend(await signIn(server.url, at(demo.paths('lecturer'), 0)), lessonId);
  await lecturer.command('classroom.start', {});
  const session = await signIn(server.url, at(demo.paths('port'), 0));
  const port = await attend(session, lessonId);
  await port.command('attendance.visibility', { visible: true, playing: true });
  // A room whose screen is off: only its liaison's phone holds the line.
  const liaisonSession = await signIn(server.url, at(demo.paths('liaison'), 0));
  const liaison = await attend(liaisonSession, lessonId);
  const { branchId } = liaisonSession.participant;
  const params = { courseId: demo.courseId, lessonId };
  const read = 'GET /api/courses/:courseId/lessons/:lessonId/attendance/evidence';
  const presence = async () => {
    const { trainees } = await must(demo.organiser, read, params, { text: session.participant.name });
    return at(trainees, 0).presence;
  };
  await expect.poll(presence, { interval: 250 }).not.toBeNull();
  await server.kill();
  await server.start();
  const kept = await presence();
  expect(kept?.watchingMinutes).toBeGreaterThan(0);
  const [back, room] = await Promise.all([attend(session, lessonId), attend(liaisonSession, lessonId)]);
  const windows = 'GET /api/courses/:courseId/lessons/:lessonId/attendance/windows';
  await expect
    .poll(async () => (await must(demo.organiser, windows, params)).extensions)
    .toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({
          traineeId: session.participant.traineeId,
          // The organiser reads whose port it is.
          traineeName: session.participant.name,
          windowId: lessonId,
        }),
        expect.objectContaining({ branchId, windowId: lessonId }),
      ]) as unknown[],
    );
  expect(back.joined.own.attendance?.windows).toHaveLength(1);
  for (const { socket } of [lecturer, port, liaison, back, room]) socket.disconnect();
});
