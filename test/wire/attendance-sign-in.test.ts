import { hkdfSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Passes } from '../../src/attendance/passes.ts';
import { attendanceNotices } from '../../src/contract/attendance.ts';
import { errorCatalogue, type ErrorCode } from '../../src/contract/errors.ts';
import {
  ask,
  atBranch,
  codeOn,
  minute,
  must,
  Phone,
  startAttendanceServer,
  type AttendanceServer,
} from '../support/attendance.ts';
import { at } from '../support/course.ts';
import { serverSecret } from '../support/database.ts';
import { attend, type Attendant } from '../support/polls.ts';
import { signIn } from '../support/wire.ts';

let server: AttendanceServer;
let screen: Attendant;
let liaison: Attendant;
/** The lesson that everything here is about, and the moment at which it begins. */
let lessonId: string;
let startsAt: number;
/** Paths of trainees of the first branch, who are 0, 221 and 442 on the roster. */
let paths: string[];

beforeAll(async () => {
  server = await startAttendanceServer();
  const [lesson] = server.lessons;
  lessonId = lesson?.id ?? '';
  startsAt = lesson?.startsAt ?? 0;
  screen = await atBranch(server, 'screen', lessonId);
  liaison = await atBranch(server, 'liaison', lessonId);
  const all = server.demo.paths('trainee');
  paths = [at(all, 0), at(all, 221), at(all, 442)];
});
afterAll(async () => {
  screen.socket.disconnect();
  liaison.socket.disconnect();
  await server.close();
});

const params = () => ({ courseId: server.demo.courseId, lessonId });
const branchId = () => screen.session.participant.branchId ?? '';
const room = (who = liaison.session) =>
  must(who, 'GET /api/courses/:courseId/lessons/:lessonId/attendance/rooms/:branchId', {
    ...params(),
    branchId: branchId(),
  });
/** The code of a moment; the clock stays there. */
const codeAt = async (time: number, of = screen): Promise<string> => {
  server.clock.time = time;
  return (await codeOn(of)).code;
};
const codeOf = (outcome: { ok: boolean; code?: string }): string =>
  outcome.ok ? 'ok' : (outcome.code ?? '');

describe('signing in with a code', () => {
  it('is one tap on a known device; two taps count once; room and staff hear of it', async () => {
    const lecturer = await signIn(server.url, at(server.demo.paths('lecturer'), 0));
    const staff = await attend(lecturer, lessonId);
    const code = await codeAt(startsAt - 10 * minute);
    const phone = await Phone.of(server.url, at(paths, 0));
    const scanned = await phone.scan(code);
    expect(scanned).toMatchObject({
      ok: true,
      data: { known: { traineeId: phone.who?.traineeId }, window: { state: 'open' }, branchId: branchId() },
    });
    const pass = await phone.pass(code);
    const [one, two] = await Promise.all([phone.signIn({ pass }), phone.signIn({ pass })]);
    expect(one).toMatchObject({
      ok: true,
      data: { state: 'signedIn', signIn: { lateMinutes: 0, method: 'code', kind: 'start' } },
    });
    expect(two).toEqual(one);
    const { figures, trainees } = await room();
    expect(figures).toMatchObject({ expected: 3, signedIn: 1, late: 0 });
    expect(trainees.filter(({ signIns }) => signIns.length > 0)).toHaveLength(1);
    const figure = { branchId: branchId(), signedIn: 1 };
    await expect
      .poll(() => staff.notices('attendance.figures').at(-1))
      .toMatchObject({ signedIn: 1, branches: [expect.objectContaining(figure) as unknown] });
    await expect
      .poll(() => screen.notices('attendance.branchFigures').at(-1))
      .toMatchObject({ figures: figure });
    await expect
      .poll(
        () =>
          z
            .array(attendanceNotices['attendance.roomSignedIn'])
            .parse(liaison.notices('attendance.roomSignedIn'))
            .at(-1)?.signIns,
      )
      .toMatchObject([{ traineeId: phone.who?.traineeId }]);
    // What a join answers with says the same.
    const again = await attend(lecturer, lessonId);
    expect(again.joined.own.attendance).toMatchObject({ totals: { expected: 557, signedIn: 1 } });
    again.socket.disconnect();
    staff.socket.disconnect();
  });

  it('asks a new device who it is, and the same scan then counts', async () => {
    const code = await codeAt(startsAt - 9 * minute);
    const phone = new Phone(server.url);
    const scanned = await phone.scan(code);
    expect(scanned).toMatchObject({ ok: true, data: { known: null, question: { numberPart: 'whole' } } });
    const pass = scanned.ok ? scanned.data.pass : '';
    expect(codeOf(await phone.identify(pass, '示例学员 0222', '9999'))).toBe('identify_failed');
    expect(codeOf(await phone.identify(pass, '示例学员 0002', '0002'))).toBe('identify_elsewhere');
    // The code on the screen has changed twice while the person typed.
    server.clock.time += 40_000;
    expect(await phone.identify(pass, '示例学员 0222', '0222')).toMatchObject({
      ok: true,
      data: { participant: { role: 'trainee', name: '示例学员 0222' }, own: { signIns: [] } },
    });
    expect(codeOf(await phone.signIn({ pass }))).toBe('ok');
    // From now on the device is known.
    const later = await phone.scan(await codeAt(server.clock.time));
    expect(later).toMatchObject({ ok: true, data: { known: { name: '示例学员 0222' } } });
  });

  it('takes no notice of the clock of the phone', async () => {
    const code = await codeAt(startsAt - 8 * minute);
    const phone = await Phone.of(server.url, at(server.demo.paths('trainee'), 442));
    const yesterday = new Date(server.clock.time - 24 * 3_600_000).toUTCString();
    expect((await phone.scan(code, { date: yesterday })).ok).toBe(true);
    const pass = await phone.pass(code);
    // There is no field by which a phone could say when it was.
    const told = { pass, at: server.clock.time - 3_600_000 };
    expect(codeOf(await phone.signIn(told))).toBe('invalid_input');
    const signed = await phone.signIn({ pass });
    expect(signed).toMatchObject({ ok: true, data: { signIn: { at: startsAt - 8 * minute } } });
  });
});

describe('a code that does not count', () => {
  it('was photographed and is used 18 s later', async () => {
    server.clock.time = startsAt - 7 * minute;
    const { nextAt } = await codeOn(screen);
    server.clock.time = nextAt;
    const { code } = await codeOn(screen);
    server.clock.time = nextAt + 16_900;
    expect(codeOf(await new Phone(server.url).scan(code))).toBe('ok');
    server.clock.time = nextAt + 18_000;
    expect(codeOf(await new Phone(server.url).scan(code))).toBe('sign_in_code_old');
  });

  it('is forged, or none at all', async () => {
    const code = await codeAt(startsAt - 7 * minute);
    const forged = `${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`;
    for (const text of [forged, '0123456789ABCDEFGHJKMNPQRST', 'no code at all']) {
      expect(codeOf(await new Phone(server.url).scan(text)), text).toBe('sign_in_code_unknown');
    }
  });

  it('is replayed from another device, with the pass of the one that scanned', async () => {
    const phone = await Phone.of(server.url, at(server.demo.paths('trainee'), 1));
    const thief = await Phone.of(server.url, at(server.demo.paths('trainee'), 2));
    const pass = await phone.pass(await codeAt(startsAt - 7 * minute));
    expect(codeOf(await thief.signIn({ pass }))).toBe('sign_in_code_old');
    expect(codeOf(await phone.signIn({ pass: `${pass}x` }))).toBe('sign_in_code_unknown');
  });

  it('is of another branch; where the policy lets people visit, it is taken and marked', async () => {
    const code = await codeAt(startsAt - 7 * minute);
    const stranger = await Phone.of(server.url, at(server.demo.paths('trainee'), 3));
    const names = { branchName: '示例分课堂 004', scannedBranchName: '示例分课堂 001' };
    // The scan says so already: nobody waits for the opening in the wrong room.
    expect(await stranger.scan(code)).toMatchObject({ data: { elsewhere: { ...names, allowed: false } } });
    const pass = await stranger.pass(code);
    const refused = await stranger.signIn({ pass });
    expect(refused).toMatchObject({ code: 'sign_in_elsewhere', details: names });
    const key = 'GET /api/courses/:courseId/attendance-policy';
    const { policy, revision } = await must(server.demo.organiser, key, params());
    const put = 'PUT /api/courses/:courseId/attendance-policy';
    const visiting = { policy: { ...policy, visitingRooms: true }, revision };
    const settled = await must(server.demo.organiser, put, params(), visiting);
    // Nobody signs in in a room that is not theirs without having read so.
    expect(await stranger.scan(code)).toMatchObject({ data: { elsewhere: { ...names, allowed: true } } });
    const identified = await stranger.identify(pass, '示例学员 0004', '0004');
    expect(identified).toMatchObject({ data: { elsewhere: { ...names, allowed: true } } });
    expect(await stranger.signIn({ pass })).toMatchObject({
      ok: true,
      data: { signIn: { elsewhere: true, branchName: '示例分课堂 001' } },
    });
    // The room's liaison counts this head, too, and so is told whose it is.
    const { traineeId, name } = stranger.who ?? {};
    const visitor = { traineeId, name, branchName: '示例分课堂 004' };
    expect((await room()).visitors).toMatchObject([visitor]);
    // So does the organiser who asks for the evidence of that room.
    const evidence = 'GET /api/courses/:courseId/lessons/:lessonId/attendance/evidence';
    const inRoom = { branchId: branchId() };
    const { trainees } = await must(server.demo.organiser, evidence, params(), inRoom);
    expect(trainees.map((one) => one.traineeId)).toContain(traineeId);
    await expect
      .poll(() => liaison.notices('attendance.roomChanged'))
      .toContainEqual({ lessonId, branchId: branchId() });
    expect(codeOf(await ask(server.demo.organiser, put, params(), visiting))).toBe('conflict');
    await must(server.demo.organiser, put, params(), { policy, revision: settled.revision });
  });

  it('was tapped offline and is sent too late: the page scans again', async () => {
    const phone = await Phone.of(server.url, at(server.demo.paths('trainee'), 222));
    const pass = await phone.pass(
      await codeAt(startsAt - 7 * minute, await atBranch(server, 'screen', lessonId, 1)),
    );
    server.clock.time += 5 * minute - 1;
    expect((await phone.own(lessonId)).ok).toBe(true);
    server.clock.time += 1;
    expect(codeOf(await phone.signIn({ pass }))).toBe('sign_in_code_old');
    expect(await phone.own(lessonId)).toMatchObject({ data: { signIns: [] } });
  });

  it('has a sentence that says what to do, in both languages', () => {
    const codes: ErrorCode[] = [
      'sign_in_code_old',
      'sign_in_code_unknown',
      'sign_in_early',
      'sign_in_closed',
      'sign_in_elsewhere',
    ];
    for (const code of codes) {
      expect(errorCatalogue[code].zh).toMatch(/请|自动/);
      expect(errorCatalogue[code].en).toMatch(/lease|by itself/);
    }
  });
});

describe('the time of signing in', () => {
  it('is early: the answer says when it opens, and the same scan counts then', async () => {
    const opensAt = startsAt - 30 * minute;
    const phone = await Phone.of(server.url, at(server.demo.paths('trainee'), 4));
    const own = await atBranch(server, 'screen', lessonId, 4);
    server.clock.time = opensAt - 16 * minute;
    expect((await own.command('attendance.code', {})).code).toBeNull();
    const pass = await phone.pass(await codeAt(opensAt - 10 * minute, own));
    expect(await phone.signIn({ pass })).toMatchObject({ code: 'sign_in_early', details: { opensAt } });
    server.clock.time = opensAt + 1_000;
    expect(await phone.signIn({ pass })).toMatchObject({ data: { signIn: { at: opensAt, lateMinutes: 0 } } });
    own.socket.disconnect();
  });

  it('is late, with the minutes; and over in the end', async () => {
    const own = await atBranch(server, 'screen', lessonId, 5);
    const phone = await Phone.of(server.url, at(server.demo.paths('trainee'), 5));
    const pass = await phone.pass(await codeAt(startsAt + 12 * minute, own));
    expect(await phone.signIn({ pass })).toMatchObject({ data: { signIn: { lateMinutes: 7 } } });
    server.clock.time = startsAt + 90 * minute;
    expect((await own.command('attendance.code', {})).code).toBeNull();
    const port = await Phone.of(server.url, at(server.demo.paths('port'), 0));
    expect(codeOf(await port.signIn({ lessonId, windowId: lessonId }))).toBe('sign_in_closed');
    own.socket.disconnect();
  });

  it('follows the policy at once, also on pages that are open: what they say is how it is counted', async () => {
    server.clock.time = startsAt + 3 * minute;
    const key = 'GET /api/courses/:courseId/attendance-policy';
    const put = 'PUT /api/courses/:courseId/attendance-policy';
    const { policy, revision } = await must(server.demo.organiser, key, params());
    const heard = screen.notices('attendance.windows').length;
    const strict = { policy: { ...policy, graceMin: 0 }, revision };
    const settled = await must(server.demo.organiser, put, params(), strict);
    await expect.poll(() => screen.notices('attendance.windows').length).toBe(heard + 1);
    const told = { windows: [{ windowId: lessonId, inTimeUntil: startsAt }] };
    expect(screen.notices('attendance.windows').at(-1)).toMatchObject(told);
    // Who opens a page after the change reads the same.
    const port = await attend(await signIn(server.url, at(server.demo.paths('port'), 1)), lessonId);
    expect(port.joined.own.attendance).toMatchObject(told);
    port.socket.disconnect();
    await must(server.demo.organiser, put, params(), { policy, revision: settled.revision });
    await expect
      .poll(() => screen.notices('attendance.windows').at(-1))
      .toMatchObject({ windows: [{ inTimeUntil: startsAt + 5 * minute }] });
  });

  it('is any time in the window for a port, on its own page; a trainee of a room needs the code', async () => {
    server.clock.time = startsAt;
    const port = await Phone.of(server.url, at(server.demo.paths('port'), 0));
    expect(await port.signIn({ lessonId, windowId: lessonId })).toMatchObject({
      data: { signIn: { method: 'port', branchId: null, lateMinutes: 0 } },
    });
    const trainee = await Phone.of(server.url, at(server.demo.paths('trainee'), 6));
    expect(codeOf(await trainee.signIn({ lessonId, windowId: lessonId }))).toBe('forbidden');
  });
});

describe('people without a phone of their own', () => {
  it('sign in on the phone of another once the liaison has confirmed them', async () => {
    const [own, other] = await Promise.all([
      atBranch(server, 'screen', lessonId, 7),
      atBranch(server, 'liaison', lessonId, 7),
    ]);
    const code = await codeAt(startsAt, own);
    const phone = await Phone.of(server.url, at(server.demo.paths('trainee'), 7));
    const pass = await phone.pass(code);
    await phone.signIn({ pass });
    await phone.identify(pass, '示例学员 0229', '0229');
    const waiting = await phone.signIn({ pass });
    expect(waiting).toMatchObject({
      data: { state: 'waiting', request: { name: '示例学员 0229', otherName: '示例学员 0008' } },
    });
    // The same again is the same request.
    expect(await phone.signIn({ pass })).toEqual(waiting);
    const request = waiting.ok && waiting.data.state === 'waiting' ? waiting.data.request : undefined;
    await expect.poll(() => other.notices('attendance.requested').length).toBe(1);
    const key = 'POST /api/courses/:courseId/lessons/:lessonId/attendance/requests/:requestId';
    const requestParams = { ...params(), requestId: request?.requestId ?? '' };
    const all = 'GET /api/courses/:courseId/lessons/:lessonId/attendance/requests';
    const { requests } = await must(server.demo.organiser, all, params());
    expect(requests).toEqual([{ ...request, branchName: '示例分课堂 008' }]);
    // The liaison of another room sees no such request.
    expect(codeOf(await ask(liaison.session, key, requestParams, { decision: 'confirm' }))).toBe('not_found');
    const decided = await must(other.session, key, requestParams, { decision: 'confirm' });
    expect(decided.request.state).toBe('confirmed');
    expect((await must(server.demo.organiser, all, params())).requests).toEqual([]);
    // Decided once: a second tap of the liaison, the other way, changes nothing.
    const twice = await must(other.session, key, requestParams, { decision: 'deny' });
    expect(twice.request.state).toBe('confirmed');
    expect(await phone.signIn({ pass })).toMatchObject({
      data: { state: 'signedIn', signIn: { lateMinutes: 0 } },
    });
    for (const { socket } of [own, other]) socket.disconnect();
  });

  it('are not asked about any more once the liaison has entered them', async () => {
    const other = await atBranch(server, 'liaison', lessonId, 11);
    const screen = await atBranch(server, 'screen', lessonId, 11);
    const phone = await Phone.of(server.url, at(server.demo.paths('trainee'), 11));
    const pass = await phone.pass(await codeAt(startsAt, screen));
    await phone.signIn({ pass });
    await phone.identify(pass, '示例学员 0233', '0233');
    const waiting = await phone.signIn({ pass });
    const request = waiting.ok && waiting.data.state === 'waiting' ? waiting.data.request : undefined;
    const in11 = { ...params(), branchId: other.session.participant.branchId ?? '' };
    const read = 'GET /api/courses/:courseId/lessons/:lessonId/attendance/rooms/:branchId';
    const asked = await must(other.session, read, in11);
    expect(asked).toMatchObject({ requests: [request], figures: { waiting: 1 } });
    const enter = 'POST /api/courses/:courseId/lessons/:lessonId/attendance/rooms/:branchId/sign-ins';
    await must(other.session, enter, in11, { traineeId: request?.traineeId ?? '', windowId: lessonId });
    const entered = await must(other.session, read, in11);
    expect(entered).toMatchObject({ requests: [], figures: { waiting: 0 } });
    const all = 'GET /api/courses/:courseId/lessons/:lessonId/attendance/requests';
    expect((await must(server.demo.organiser, all, params())).requests).toEqual([]);
    for (const { socket } of [other, screen]) socket.disconnect();
  });

  it('are signed in by the liaison, and marked as such', async () => {
    const [own, other] = await Promise.all([
      atBranch(server, 'liaison', lessonId, 8),
      atBranch(server, 'liaison', lessonId, 9),
    ]);
    const branch = own.session.participant.branchId ?? '';
    const at8 = { ...params(), branchId: branch };
    const read = 'GET /api/courses/:courseId/lessons/:lessonId/attendance/rooms/:branchId';
    const { trainees } = await must(own.session, read, at8);
    const who = { traineeId: at(trainees, 0).traineeId, windowId: lessonId };
    const key = 'POST /api/courses/:courseId/lessons/:lessonId/attendance/rooms/:branchId/sign-ins';
    expect(codeOf(await ask(other.session, key, at8, who))).toBe('not_found');
    const one = await must(own.session, key, at8, who);
    expect(one.signIn).toMatchObject({ method: 'liaison', byName: own.session.participant.name });
    expect(await must(own.session, key, at8, who)).toEqual(one);
    const stranger = { ...who, traineeId: 'nobody-of-this-room' };
    expect(codeOf(await ask(own.session, key, at8, stranger))).toBe('invalid_input');
    for (const { socket } of [own, other]) socket.disconnect();
  });
});

describe('many phones behind one address', () => {
  it('are all let in at once', async () => {
    const own = await atBranch(server, 'screen', lessonId, 10);
    const code = await codeAt(startsAt, own);
    const outcomes = await Promise.all(
      Array.from({ length: 150 }, () => new Phone(server.url).scan(code).then(({ ok }) => ok)),
    );
    expect(outcomes.every(Boolean)).toBe(true);
    own.socket.disconnect();
  });
});

describe('what the device keeps of a scan', () => {
  it('is worth nothing without the secret of the server', async () => {
    const value = await serverSecret(server.databaseUrl);
    const phone = await Phone.of(server.url, at(server.demo.paths('trainee'), 11));
    const scan = { lessonId, branchId: phone.who?.branchId ?? '', windowId: lessonId, at: server.clock.time };
    const of = { ...scan, until: server.clock.time + minute, deviceId: 'a-device' };
    const right = new Passes(new Uint8Array(hkdfSync('sha256', value, '', 'attendance.pass', 32)));
    // Even one that is signed rightly counts on the device that scanned only.
    expect(codeOf(await phone.signIn({ pass: right.seal(of) }))).toBe('sign_in_code_old');
    const wrong = new Passes(new Uint8Array(32));
    expect(codeOf(await phone.signIn({ pass: wrong.seal(of) }))).toBe('sign_in_code_unknown');
  });
});
