import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sessionHeader } from '../../src/contract/identity.ts';
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
import { attend, type Attendant } from '../support/polls.ts';
import { signIn, type Session } from '../support/wire.ts';

let server: AttendanceServer;
let organiser: Session;
let lecturer: Attendant;
let liaison: Attendant;
let lessonId: string;
let startsAt: number;

beforeAll(async () => {
  server = await startAttendanceServer();
  organiser = server.demo.organiser;
  const [lesson] = server.lessons;
  lessonId = lesson?.id ?? '';
  startsAt = lesson?.startsAt ?? 0;
  lecturer = await attend(await signIn(server.url, at(server.demo.paths('lecturer'), 0)), lessonId);
  liaison = await atBranch(server, 'liaison', lessonId);
  server.clock.time = startsAt;
  await lecturer.command('classroom.start', {});
});
afterAll(async () => {
  for (const { socket } of [lecturer, liaison]) socket.disconnect();
  await server.close();
});

const lesson = (more: Record<string, string> = {}) => ({ courseId: server.demo.courseId, lessonId, ...more });
const roomKey = 'GET /api/courses/:courseId/lessons/:lessonId/attendance/rooms/:branchId';
const callKey = 'PUT /api/courses/:courseId/lessons/:lessonId/attendance/rooms/:branchId/roll-call';
const evidenceKey = 'GET /api/courses/:courseId/lessons/:lessonId/attendance/evidence';
const changesKey = 'GET /api/courses/:courseId/lessons/:lessonId/attendance/changes';
const workKey = 'GET /api/courses/:courseId/lessons/:lessonId/attendance/work-list';
const decideKey = 'POST /api/courses/:courseId/lessons/:lessonId/attendance/decisions';
const windowsKey = 'POST /api/courses/:courseId/lessons/:lessonId/attendance/windows';
const remindKey = 'POST /api/courses/:courseId/lessons/:lessonId/attendance/reminders';
const boardKey = 'GET /api/courses/:courseId/lessons/:lessonId/attendance/board';
const codeOf = (outcome: { ok: boolean; code?: string }): string =>
  outcome.ok ? 'ok' : (outcome.code ?? '');
const own = () => ({ ...lesson(), branchId: liaison.session.participant.branchId ?? '' });
const call = (fields: Record<string, unknown>) => ({
  revision: 0,
  marks: [],
  heads: null,
  signOff: false,
  ...fields,
});

/** A JPEG's markers without a picture: 640 x 480, as far as its header says. */
function jpeg(width = 640): Uint8Array {
  const frame = [0xff, 0xc0, 0x00, 0x11, 0x08, 0x01, 0xe0, width >> 8, width & 255, 3];
  return Uint8Array.from([
    0xff,
    0xd8,
    ...frame,
    ...Array<number>(9).fill(1),
    0xff,
    0xda,
    0x00,
    0x02,
    0xff,
    0xd9,
  ]);
}

function upload(who: Session, branchId: string, content: Uint8Array): Promise<Response> {
  const path = `/api/courses/${server.demo.courseId}/lessons/${lessonId}/attendance/rooms/${branchId}/photos`;
  return fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: {
      cookie: who.cookie,
      [sessionHeader]: who.participant.sessionId,
      'content-type': 'application/octet-stream',
    },
    body: Uint8Array.from(content),
  });
}

describe('a roll call', () => {
  it('is kept with who and why; signed off it is changed with a reason only', async () => {
    const { trainees, rollCall } = await must(liaison.session, roomKey, own());
    expect(rollCall).toMatchObject({ revision: 0, signedOffAt: null });
    const [one, two] = trainees.map(({ traineeId }) => traineeId);
    const marks = [
      { traineeId: one, state: 'present' },
      { traineeId: two, state: 'leave' },
    ];
    const first = await must(liaison.session, callKey, own(), call({ marks, heads: 2, note: '后排两人' }));
    expect(first.rollCall).toMatchObject({ revision: 1, heads: 2, signedOffAt: null });
    // Somebody who saw the state before does not write over it.
    expect(codeOf(await ask(organiser, callKey, own(), call({ marks, heads: 9 })))).toBe('conflict');
    const signed = await must(
      liaison.session,
      callKey,
      own(),
      call({ revision: 1, heads: 2, note: '后排两人', signOff: true }),
    );
    expect(signed.rollCall).toMatchObject({ signedOffBy: liaison.session.participant.name });
    const change = call({
      revision: 2,
      heads: 2,
      note: '后排两人',
      marks: [{ traineeId: two, state: 'absent' }],
    });
    expect(codeOf(await ask(organiser, callKey, own(), change))).toBe('reason_required');
    const changed = await must(organiser, callKey, own(), { ...change, reason: '示例：假条未批' });
    expect(changed.trainees.find(({ traineeId }) => traineeId === two)?.mark).toMatchObject({
      state: 'absent',
    });
    const { changes } = await must(organiser, changesKey, lesson(), { traineeId: two });
    expect(changes).toMatchObject([
      {
        what: 'marked',
        before: 'leave',
        after: 'absent',
        reason: '示例：假条未批',
        byName: organiser.participant.name,
      },
      { what: 'marked', before: null, after: 'leave', byName: liaison.session.participant.name },
    ]);
    // The liaison hears that somebody else changed it.
    await expect.poll(() => liaison.notices('attendance.roomChanged').length).toBe(3);
  });

  it('is of the own room, and of its people', async () => {
    const other = await atBranch(server, 'liaison', lessonId, 1);
    expect(codeOf(await ask(other.session, roomKey, own()))).toBe('not_found');
    const { trainees } = await must(
      other.session,
      roomKey,
      lesson({ branchId: other.session.participant.branchId ?? '' }),
    );
    const marks = [{ traineeId: at(trainees, 0).traineeId, state: 'present' }];
    expect(codeOf(await ask(liaison.session, callKey, own(), call({ revision: 3, marks })))).toBe(
      'invalid_input',
    );
    other.socket.disconnect();
  });

  it('has a photo that is checked by its content and seen by those whom the room concerns', async () => {
    const { branchId } = own();
    const { session } = liaison;
    const kept = await upload(session, branchId, jpeg());
    expect(kept.status).toBe(200);
    const { photoId } = (await kept.json()) as { photoId: string };
    const wrong = [Buffer.from('GIF89a, no photo'), jpeg(5_000), jpeg().subarray(0, 20)];
    for (const content of wrong) expect((await upload(session, branchId, content)).status).toBe(415);
    expect((await upload(session, branchId, new Uint8Array(310 * 1024))).status).toBe(413);
    const rollCall = call({ revision: 3, heads: 2, note: '后排两人', photoId });
    expect((await must(session, callKey, own(), rollCall)).rollCall.photoId).toBe(photoId);
    const seen = await session.request('GET', `/api/attendance-photos/${photoId}`);
    expect(seen.headers.get('content-type')).toBe('image/jpeg');
    expect(Buffer.from(await seen.arrayBuffer())).toEqual(Buffer.from(jpeg()));
    const other = await signIn(server.url, at(server.demo.paths('liaison'), 1));
    expect((await other.request('GET', `/api/attendance-photos/${photoId}`)).status).toBe(404);
  });
});

describe('reminders', () => {
  it('reach the liaisons in whose rooms something is missing, and stay for those who come later', async () => {
    const two = at(server.branches, 1).id;
    const wanted = { about: 'rollCall', branchIds: [own().branchId, two] };
    // The first room has signed off: only the other one is reminded.
    expect((await must(organiser, remindKey, lesson(), wanted)).reminded).toEqual([two]);
    const later = await atBranch(server, 'liaison', lessonId, 1);
    const room = await must(later.session, roomKey, lesson({ branchId: two }));
    expect(room.reminders).toMatchObject([{ about: 'rollCall', byName: organiser.participant.name }]);
    const absent = await must(organiser, remindKey, lesson(), {
      about: 'absent',
      branchIds: [own().branchId],
    });
    expect(absent.reminded).toEqual([own().branchId]);
    await expect
      .poll(() => liaison.notices('attendance.reminded'))
      .toMatchObject([{ reminder: { about: 'absent' } }]);
    later.socket.disconnect();
  });
});

describe('a second sign-in', () => {
  it('is asked for mid-lesson; whoever was late signs in to the lesson with the same tap', async () => {
    server.clock.time = startsAt + 20 * minute;
    const asked = { kind: 'again', minutes: 5, requestId: 'the-first' };
    const { window } = await must(lecturer.session, windowsKey, lesson(), asked);
    expect(window).toMatchObject({ state: 'open', closesAt: server.clock.time + 5 * minute });
    expect(await must(lecturer.session, windowsKey, lesson(), asked)).toEqual({ window });
    const another = await ask(lecturer.session, windowsKey, lesson(), { ...asked, requestId: 'the-second' });
    expect(codeOf(another)).toBe('window_open');
    await expect
      .poll(() => liaison.notices('attendance.windows').at(-1))
      .toMatchObject({ windows: [{ kind: 'start' }, { kind: 'again', state: 'open' }] });
    const shown = await codeOn(liaison);
    expect(shown.windowId).toBe(window.windowId);
    const phone = await Phone.of(server.url, at(server.demo.paths('trainee'), 0));
    await phone.signIn({ pass: await phone.pass(shown.code) });
    const counted = { asked: { windowId: window.windowId, signedIn: 1 } };
    await expect
      .poll(() => liaison.notices('attendance.branchFigures').at(-1))
      .toMatchObject({ figures: counted });
    await expect.poll(() => lecturer.notices('attendance.figures').at(-1)).toMatchObject(counted);
    expect((await must(liaison.session, roomKey, own())).figures).toMatchObject(counted);
    expect(await phone.own(lessonId)).toMatchObject({
      data: {
        signIns: expect.arrayContaining([
          expect.objectContaining({ kind: 'again', lateMinutes: 0 }),
          expect.objectContaining({ kind: 'start', lateMinutes: 15 }),
        ]) as unknown,
      },
    });
    const closeKey = 'POST /api/courses/:courseId/lessons/:lessonId/attendance/windows/:windowId/close';
    const closed = await must(lecturer.session, closeKey, lesson({ windowId: window.windowId }), {});
    expect(closed.window.state).toBe('closed');
    expect((await codeOn(liaison)).windowId).toBe(lessonId);
  });
});

describe('a branch whose line fails', () => {
  it('has its windows longer by as long, by itself and on record', async () => {
    const screen = await atBranch(server, 'screen', lessonId, 20);
    const branchId = screen.session.participant.branchId ?? '';
    const plain = screen.joined.own.attendance?.windows.at(0);
    screen.socket.io.engine.close();
    const isGone = () =>
      lecturer.frames.some(
        (frame) => frame.includes(screen.session.participant.sessionId) && frame.includes('"away"'),
      );
    await expect.poll(isGone).toBe(true);
    server.clock.time += 4 * minute;
    const back = await attend(screen.session, lessonId);
    const extended = { extendedMs: 4 * minute, closesAt: (plain?.closesAt ?? 0) + 4 * minute };
    await expect
      .poll(async () => (await back.command('attendance.code', {})).windows.at(0))
      .toMatchObject(extended);
    await expect
      .poll(() => back.notices('attendance.windows').at(-1))
      .toMatchObject({ windows: [extended, {}] });
    const key = 'GET /api/courses/:courseId/lessons/:lessonId/attendance/windows';
    const { extensions } = await must(organiser, key, lesson());
    expect(extensions).toMatchObject([
      { branchId, traineeName: null, windowId: lessonId, until: server.clock.time },
    ]);
    const { changes } = await must(organiser, changesKey, lesson(), { branchId });
    // The record of a room says of whom each entry is.
    const named = changes.filter(({ traineeId }) => traineeId !== null);
    expect(named.every(({ traineeName }) => traineeName?.startsWith('示例学员'))).toBe(true);
    const extensionsOnRecord = changes.filter(({ what }) => what === 'windowExtended');
    expect(extensionsOnRecord).toMatchObject([{ byName: null, after: String(4 * minute) }]);
    // The lesson is older than a quarter of an hour: the room was reminded of its roll call, by itself and once.
    expect(changes.filter(({ what }) => what === 'reminded')).toMatchObject([{ byName: null }]);
    // Nobody else's window moved.
    expect((await liaison.command('attendance.code', {})).windows.at(0)?.extendedMs).toBe(0);
    // Leaving on purpose is no fault.
    await back.command('classroom.leave', {});
    server.clock.time += minute;
    const third = await attend(screen.session, lessonId);
    expect((await third.command('attendance.code', {})).windows.at(0)?.extendedMs).toBe(4 * minute);
    for (const { socket } of [back, third]) socket.disconnect();
  });
});

describe('evidence and verdicts', () => {
  it('puts all sources side by side and leaves contradictions to the organiser, who decides with a reason', async () => {
    const first = await must(liaison.session, roomKey, own());
    const [one, two, three] = first.trainees.map(({ traineeId }) => traineeId);
    const { rollCall } = first;
    const marks = [{ traineeId: one, state: 'absent' }];
    const change = { marks, heads: 0, revision: rollCall.revision, reason: '示例：座位空着' };
    await must(liaison.session, callKey, own(), call({ ...change, note: rollCall.note }));
    const { items, total } = await must(organiser, workKey, lesson());
    expect(total).toBe(2);
    expect(items).toMatchObject([
      { kind: 'more_sign_ins_than_heads', branchId: own().branchId, trainee: null, signedIn: 1, heads: 0 },
      { kind: 'signed_in_called_absent', trainee: { traineeId: one } },
    ]);
    const open = await must(organiser, evidenceKey, lesson(), {
      branchId: own().branchId,
      text: '示例学员 0001',
    });
    expect(open.trainees).toMatchObject([
      {
        traineeId: one,
        signIns: [{ kind: 'start', lateMinutes: 15 }, { kind: 'again' }],
        mark: { state: 'absent' },
        verdict: { state: null, contradictions: ['signed_in_called_absent', 'more_sign_ins_than_heads'] },
      },
    ]);
    const settle = 'POST /api/courses/:courseId/lessons/:lessonId/attendance/settlements';
    const reason = '示例：巡查员已核对';
    await must(organiser, settle, lesson(), {
      branchId: own().branchId,
      kind: 'more_sign_ins_than_heads',
      reason,
    });
    const decision = { traineeIds: [one], state: 'late', reason };
    const { trainees } = await must(organiser, decideKey, lesson(), decision);
    expect(trainees).toMatchObject([{ verdict: { state: 'late', worth: 0.5, decided: { reason } } }]);
    expect((await must(organiser, workKey, lesson())).total).toBe(0);
    const { changes } = await must(organiser, changesKey, lesson(), { traineeId: one });
    expect(changes[0]).toMatchObject({ what: 'decided', before: null, after: 'late', reason });
    expect(codeOf(await ask(organiser, decideKey, lesson(), { ...decision, traineeIds: ['nobody'] }))).toBe(
      'not_found',
    );
    expect((await must(organiser, evidenceKey, lesson(), { state: 'late' })).total).toBe(1);
    // Taken back, the sources speak again.
    const back = await must(organiser, decideKey, lesson(), { ...decision, state: null });
    expect(back.trainees[0]?.verdict).toMatchObject({ state: null, decided: null });
    await must(organiser, decideKey, lesson(), { ...decision, traineeIds: [one, two, three] });
  });

  it('are rolled up the tree, by unit and by level', async () => {
    const board = await must(organiser, boardKey, lesson());
    expect(board.total).toMatchObject({ expected: 557, signedIn: 1, late: 1 });
    const row = board.rows.find(({ branchId }) => branchId === own().branchId);
    expect(row).toMatchObject({ signedIn: 1, called: { absent: 2 }, rollCall: { heads: 0 } });
    const parent = board.rows.find(({ total }) => total.branches > 1);
    const below = board.rows.filter(({ parentId }) => parentId === parent?.branchId);
    const sum = below.reduce((all, { expected }) => all + expected, parent?.expected ?? 0);
    expect(parent?.total.expected).toBe(sum);
    for (const list of [board.rows, board.units, board.levels]) {
      expect(list.reduce((all, { expected }) => all + expected, 0)).toBe(557);
      expect(list.reduce((all, { signedIn }) => all + signedIn, 0)).toBe(1);
    }
  });

  it('are exported with reasons and changes', async () => {
    const path = `/api/courses/${server.demo.courseId}/attendance/export`;
    const csv = await organiser.request('GET', `${path}?format=csv&lessonId=${lessonId}`);
    const lines = (await csv.text()).trim().split('\n');
    expect(lines).toHaveLength(558);
    const line = lines.find((one) => one.includes('示例学员 0001')) ?? '';
    for (const text of ['迟到', '主办方认定', '示例：巡查员已核对', '扫码']) expect(line).toContain(text);
    const xlsx = await organiser.request('GET', `${path}?language=en`);
    expect(xlsx.status).toBe(200);
    const changes = await lastSheet(await xlsx.arrayBuffer());
    // What stands in a cell is for people: no word of the program's own.
    for (const row of [
      ['by itself', 'extended after a network fault', '', '4 min 0 s longer'],
      ['by itself', 'liaison reminded', '', 'about the roll call'],
      [liaison.session.participant.name, 'roll call', '示例学员 0001', 'absent'],
    ]) {
      expect(changes).toContainEqual(row);
    }
    expect(new Set(changes.map(([, , , after]) => after))).not.toContain('rollCall');
    // One lesson's file is called after it.
    const name = decodeURIComponent(csv.headers.get('content-disposition') ?? '');
    expect(name).toContain(`${at(server.lessons, 0).title} 签到考勤.csv`);
    const trainee = await signIn(server.url, at(server.demo.paths('trainee'), 0));
    expect((await trainee.request('GET', path)).status).toBe(403);
  });
});

/** Of every change in an exported file: who, what, about whom, and what stood after it. */
async function lastSheet(file: ArrayBuffer): Promise<string[][]> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(file);
  const rows: string[][] = [];
  workbook.worksheets.at(-1)?.eachRow((row) => rows.push([3, 4, 6, 8].map((cell) => row.getCell(cell).text)));
  return rows;
}

describe('presence', () => {
  it('counts minutes that a port watched, and those with the page hidden apart', async () => {
    const port = await attend(await signIn(server.url, at(server.demo.paths('port'), 0)), lessonId);
    await port.command('attendance.visibility', { visible: true, playing: true });
    server.clock.time += 10 * minute;
    await port.command('attendance.visibility', { visible: false, playing: true });
    server.clock.time += 5 * minute;
    await port.command('classroom.leave', {});
    server.clock.time = startsAt + 90 * minute;
    await lecturer.command('classroom.end', {});
    const read = () => must(organiser, evidenceKey, lesson(), { text: port.session.participant.name });
    // Written down every ten seconds, and when the classroom closes.
    await expect
      .poll(async () => (await read()).trainees[0]?.presence, { interval: 500 })
      .toMatchObject({ connectedMinutes: 15, watchingMinutes: 10, hiddenMinutes: 5, reconnects: 0 });
    port.socket.disconnect();
  });
});
