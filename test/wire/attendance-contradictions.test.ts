import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  atBranch,
  codeOn,
  minute,
  must,
  Phone,
  startAttendanceServer,
  type AttendanceServer,
} from '../support/attendance.ts';
import { at } from '../support/course.ts';
import { attend, type Attendant } from '../support/polls.ts';
import { signIn } from '../support/wire.ts';

// Contradictions that come from patrol, from the clock and from the presence of ports: a whole lesson goes by.

const workKey = 'GET /api/courses/:courseId/lessons/:lessonId/attendance/work-list';
const evidenceKey = 'GET /api/courses/:courseId/lessons/:lessonId/attendance/evidence';
const policyKey = 'GET /api/courses/:courseId/attendance-policy';
const savePolicyKey = 'PUT /api/courses/:courseId/attendance-policy';
const callKey = 'PUT /api/courses/:courseId/lessons/:lessonId/attendance/rooms/:branchId/roll-call';

let server: AttendanceServer;
let lecturer: Attendant;
let inspector: Attendant;
/** Of the first branch only the phone of its liaison is connected; the second one has a screen, too. */
let emptyLiaison: Attendant;
let liaison: Attendant;
let screen: Attendant;
let lessonId: string;

const lesson = () => ({ courseId: server.demo.courseId, lessonId });
const branchOf = ({ session }: Attendant): string => session.participant.branchId ?? '';
const work = async () => (await must(server.demo.organiser, workKey, lesson())).items;

/** Signs somebody in by the code that this page shows. */
async function comeIn(number: number, place: Attendant): Promise<Phone> {
  const phone = await Phone.of(server.url, at(server.demo.paths('trainee'), number));
  const done = await phone.signIn({ pass: await phone.pass((await codeOn(place)).code) });
  expect(done.ok).toBe(true);
  return phone;
}

beforeAll(async () => {
  server = await startAttendanceServer();
  const first = at(server.lessons, 0);
  lessonId = first.id;
  server.clock.time = first.startsAt;
  lecturer = await attend(await signIn(server.url, at(server.demo.paths('lecturer'), 0)), lessonId);
  inspector = await attend(await signIn(server.url, at(server.demo.paths('inspector'), 0)), lessonId);
  emptyLiaison = await atBranch(server, 'liaison', lessonId, 0);
  liaison = await atBranch(server, 'liaison', lessonId, 1);
  screen = await atBranch(server, 'screen', lessonId, 1);
  await lecturer.command('classroom.start', {});
});
afterAll(async () => {
  for (const { socket } of [lecturer, inspector, emptyLiaison, liaison, screen]) socket.disconnect();
  await server.close();
});

describe('whoever signs in where no patrol saw anybody', () => {
  it('is left to the organiser, also when an inspector has marked the empty room', async () => {
    await comeIn(0, emptyLiaison);
    await comeIn(1, screen);
    const organiser = await attend(server.demo.organiser, lessonId);
    await organiser.command('patrol.startRound', { roundId: 'round-1', ports: false });
    const [empty, full] = [branchOf(emptyLiaison), branchOf(screen)];
    for (const [markId, tileId] of Object.entries({ empty, full })) {
      await inspector.command('patrol.mark', { markId, tileId, headCount: null });
    }
    expect(await work(), 'the round goes on').toEqual([]);
    await organiser.command('patrol.endRound', { roundId: 'round-1' });
    expect(await work()).toMatchObject([{ kind: 'branch_never_seen', branchId: empty, signedIn: 1 }]);
    const { trainees } = await must(server.demo.organiser, evidenceKey, lesson(), { branchId: empty });
    expect(trainees[0]).toMatchObject({
      seen: { here: false, finding: null, byName: inspector.session.participant.name },
      verdict: { state: null, contradictions: ['branch_never_seen'] },
    });
    const filed = { findingId: 'finding', tileId: empty, kind: 'other', note: '', picture: null } as const;
    await inspector.command('patrol.file', { ...filed, headCount: null });
    expect(await work(), 'nobody was seen there with a finding either').toHaveLength(1);
    const { courseId } = lesson();
    const file = `/api/courses/${courseId}/attendance/export?format=csv&language=en`;
    expect(await (await server.demo.organiser.request('GET', file)).text()).toContain(
      `${inspector.session.participant.name} · nobody there · with a finding`,
    );
    // Somebody switches the screen on after all: the next look bears them out.
    const late = await atBranch(server, 'screen', lessonId, 0);
    await organiser.command('patrol.startRound', { roundId: 'round-2', ports: false });
    await inspector.command('patrol.mark', { markId: 'again', tileId: empty, headCount: null });
    await organiser.command('patrol.endRound', { roundId: 'round-2' });
    expect(await work()).toEqual([]);
    for (const { socket } of [late, organiser]) socket.disconnect();
  });
});

describe('after the lesson', () => {
  it('is left to the organiser who was called present without a sign-in, and whose port hardly watched', async () => {
    const { organiser } = server.demo;
    const { policy, revision } = await must(organiser, policyKey, lesson());
    const strict = { ...policy, calledAlone: 'decide', portShare: 0.8 };
    await must(organiser, savePolicyKey, lesson(), { policy: strict, revision });
    const port = await attend(await signIn(server.url, at(server.demo.paths('port'), 0)), lessonId);
    const page = await Phone.of(server.url, at(server.demo.paths('port'), 0));
    const own = await page.own(lessonId);
    if (!own.ok) throw new Error(own.code);
    const { windowId } = at(own.data.windows, 0);
    expect((await page.signIn({ lessonId, windowId })).ok).toBe(true);
    const { trainees } = await must(organiser, evidenceKey, lesson(), { branchId: branchOf(liaison) });
    const called = trainees.find(({ signIns }) => signIns.length === 0);
    if (!called) throw new Error('everybody has signed in');
    await must(
      liaison.session,
      callKey,
      { ...lesson(), branchId: branchOf(liaison) },
      {
        ...{ revision: 0, heads: 2, signOff: true },
        marks: [{ traineeId: called.traineeId, state: 'present' }],
      },
    );
    // Of 90 minutes the port watches 10; the rest of the time another window is in front of it.
    await port.command('attendance.visibility', { visible: true, playing: true });
    server.clock.time += 10 * minute;
    await port.command('attendance.visibility', { visible: false, playing: true });
    expect(await work(), 'they can still come, and go on watching').toEqual([]);
    server.clock.time += 80 * minute;
    await lecturer.command('classroom.end', {});
    await expect.poll(work, { interval: 500 }).toMatchObject([
      { kind: 'called_present_not_signed_in', trainee: { traineeId: called.traineeId } },
      { kind: 'port_hardly_watched', trainee: { traineeId: port.session.participant.traineeId } },
    ]);
    port.socket.disconnect();
  });
});
