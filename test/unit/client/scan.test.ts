import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ClientError, type ClientErrorCode } from '../../../client/session/client-error.ts';
import { ScanVisit } from '../../../client/session/scan.ts';
import type { KeptScan } from '../../../client/session/scan-store.ts';
import {
  FakePage,
  FakeRoutes,
  minute,
  noon,
  scannedAt,
  signInAt,
  trainee,
  windowOf,
} from './support/attendance.ts';

const scanRoute = 'POST /api/sign-in/scan';
const signInRoute = 'POST /api/courses/:courseId/sign-ins';
const ownRoute = 'GET /api/courses/:courseId/lessons/:lessonId/attendance/own';
const oneDay = 24 * 60 * minute;

let routes: FakeRoutes;
let page: FakePage;
let kept: string | null;
const visits: ScanVisit[] = [];

beforeEach(() => {
  // This phone's clock is a day behind the server's.
  vi.useFakeTimers({ now: noon - oneDay });
  routes = new FakeRoutes();
  page = new FakePage();
  kept = null;
  vi.stubGlobal('document', page);
  vi.stubGlobal('addEventListener', page.addEventListener);
  vi.stubGlobal('removeEventListener', page.removeEventListener);
});

afterEach(() => {
  for (const visit of visits.splice(0)) visit.close();
  expect(vi.getTimerCount(), 'no timer survives a close').toBe(0);
  expect(page.left, 'no listener survives a close').toBe(0);
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function open(code = 'CODE-ONE-23'): ScanVisit {
  const visit = new ScanVisit(code, {
    api: (sessionId) => routes.api(sessionId),
    store: {
      get: () => kept,
      set: (next: KeptScan) => {
        kept = JSON.stringify(next);
      },
    },
  });
  visits.push(visit);
  return visit;
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
const refusal = (code: ClientErrorCode, details?: unknown): ClientError => new ClientError(code, { details });

async function scanned(change: Parameters<typeof scannedAt>[1] = {}): Promise<ScanVisit> {
  const visit = open();
  routes.next(scanRoute).answer(scannedAt(noon, change));
  await settle();
  return visit;
}

describe('a known device', () => {
  it('signs in with one tap, and two taps send it once', async () => {
    const visit = await scanned();
    expect(visit.state.get()).toMatchObject({ kind: 'ready', me: { name: trainee.name } });
    visit.tap();
    visit.tap();
    expect(visit.state.get().kind).toBe('sending');
    const sent = routes.next(signInRoute);
    expect(sent.input).toMatchObject({ body: { pass: 'a pass of this device' } });
    expect(sent.sessionId).toBe(trainee.sessionId);
    expect(routes.asked).toEqual([]);
    sent.answer({ state: 'signedIn', signIn: signInAt(noon, { lateMinutes: 4 }), serverTime: noon });
    await settle();
    expect(visit.state.get()).toMatchObject({ kind: 'done', already: false, signIn: { lateMinutes: 4 } });
    visit.tap();
    expect(routes.asked).toEqual([]);
  });

  it('is told that it has signed in already', async () => {
    const own = { windows: [windowOf()], signIns: [signInAt(noon - minute)], request: null };
    const visit = await scanned({ own });
    expect(visit.state.get()).toMatchObject({ kind: 'done', already: true });
  });

  it("goes by the server's clock, not by its own", async () => {
    const visit = await scanned();
    expect(visit.serverNow()).toBe(noon);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(visit.serverNow()).toBe(noon + 1_500);
    vi.setSystemTime(noon + 5 * oneDay);
    expect(visit.serverNow()).toBe(noon + 1_500);
  });
});

describe('too early', () => {
  const opensAt = noon + 12 * minute;

  it('waits by itself and signs in when the window opens', async () => {
    const visit = await scanned({ window: windowOf({ opensAt }) });
    expect(visit.state.get().kind).toBe('early');
    await vi.advanceTimersByTimeAsync(12 * minute - 1);
    expect(routes.asked).toEqual([]);
    await vi.advanceTimersByTimeAsync(2_000);
    routes.next(signInRoute).answer({ state: 'signedIn', signIn: signInAt(opensAt), serverTime: opensAt });
    await settle();
    expect(visit.state.get().kind).toBe('done');
  });

  it('looks at the clock again when a phone wakes up whose timers stood still', async () => {
    const visit = await scanned({ window: windowOf({ opensAt }) });
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 13 * minute);
    page.tell('visibilitychange');
    routes.next(signInRoute);
    expect(visit.state.get().kind).toBe('sending');
  });

  it('waits on when the server says that it opens later', async () => {
    const visit = await scanned();
    visit.tap();
    routes.next(signInRoute).fail(refusal('sign_in_early', { opensAt }));
    await settle();
    expect(visit.state.get()).toMatchObject({ kind: 'early', scan: { window: { opensAt } } });
  });
});

describe('in a room that is not theirs', () => {
  const names = { branchName: '示例分课堂乙', scannedBranchName: '示例分课堂甲' };
  const refused = { ...names, allowed: false };

  it('says so at once, too early as well, and asks the server for nothing more', async () => {
    const visit = await scanned({ elsewhere: refused, window: windowOf({ opensAt: noon + 12 * minute }) });
    const error = { code: 'sign_in_elsewhere', details: refused };
    expect(visit.state.get()).toMatchObject({ kind: 'refused', error, scan: { branchName: '示例分课堂' } });
    await vi.advanceTimersByTimeAsync(20 * minute);
    expect(routes.asked).toEqual([]);
  });

  it('lets them sign in where the course lets people visit', async () => {
    const visit = await scanned({ elsewhere: { ...names, allowed: true } });
    expect(visit.state.get().kind).toBe('ready');
    visit.tap();
    expect(routes.next(signInRoute).sessionId).toBe(trainee.sessionId);
  });

  it('lets the one identify whose room it is', async () => {
    const visit = await scanned({ elsewhere: refused });
    visit.other();
    const identified = visit.identify({ name: '示例学员乙', number: '2' });
    const participant = { ...trainee, sessionId: 'session-2' };
    const own = { windows: [windowOf()], signIns: [], request: null };
    routes.next('POST /api/sign-in/identify').answer({ participant, own, elsewhere: null, serverTime: noon });
    await identified;
    expect(routes.next(signInRoute).sessionId).toBe('session-2');
  });

  it('tells the one who identifies first that the room is not theirs, also after a reload, and then waits for a tap', async () => {
    const elsewhere = { ...names, allowed: true };
    const visit = await scanned({ known: null, own: null });
    const identified = visit.identify({ name: trainee.name, number: '1' });
    const own = { windows: [windowOf()], signIns: [], request: null };
    routes
      .next('POST /api/sign-in/identify')
      .answer({ participant: trainee, own, elsewhere, serverTime: noon });
    await identified;
    expect(visit.state.get()).toMatchObject({ kind: 'ready', scan: { elsewhere } });
    expect(routes.asked).toEqual([]);
    visit.close();
    const again = open();
    expect(again.state.get()).toMatchObject({ kind: 'ready', scan: { elsewhere } });
    again.tap();
    expect(routes.next(signInRoute).sessionId).toBe(trainee.sessionId);
  });

  it('refuses the one who identifies in a room that is not theirs where nobody visits', async () => {
    const visit = await scanned({ known: null, own: null });
    const identified = visit.identify({ name: trainee.name, number: '1' });
    const own = { windows: [windowOf()], signIns: [], request: null };
    routes
      .next('POST /api/sign-in/identify')
      .answer({ participant: trainee, own, elsewhere: refused, serverTime: noon });
    await identified;
    expect(visit.state.get()).toMatchObject({ kind: 'refused', error: { code: 'sign_in_elsewhere' } });
    expect(routes.asked).toEqual([]);
  });

  it('shows what the liaison has entered for them all the same', async () => {
    const own = { windows: [windowOf()], signIns: [signInAt(noon - minute)], request: null };
    const visit = await scanned({ elsewhere: refused, own });
    expect(visit.state.get().kind).toBe('done');
  });
});

describe('without a line', () => {
  it('says so, goes on trying, and is done when the server has it', async () => {
    const visit = await scanned();
    visit.tap();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      routes.next(signInRoute).fail(refusal('offline'));
      await settle();
      expect(visit.state.get().kind).toBe('unsent');
      await vi.advanceTimersByTimeAsync(7_000);
    }
    routes.next(signInRoute).answer({ state: 'signedIn', signIn: signInAt(noon), serverTime: noon });
    await settle();
    expect(visit.state.get().kind).toBe('done');
  });

  it('does not wait out its pause when the line comes back', async () => {
    const visit = await scanned();
    visit.tap();
    routes.next(signInRoute).fail(refusal('offline'));
    await settle();
    page.tell('online');
    routes.next(signInRoute);
  });

  it('says that nothing was received while a request hangs', async () => {
    const visit = await scanned();
    visit.tap();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(visit.state.get().kind).toBe('unsent');
    expect(routes.asked).toHaveLength(1);
  });

  it('goes on after a reload where it was, without the code that is old by then', async () => {
    const before = await scanned();
    before.tap();
    routes.next(signInRoute).fail(refusal('offline'));
    await settle();
    before.close();
    await vi.advanceTimersByTimeAsync(minute);
    const visit = open();
    expect(visit.serverNow()).toBe(noon + minute);
    expect(visit.state.get().kind).toBe('sending');
    routes.next(signInRoute).answer({ state: 'signedIn', signIn: signInAt(noon), serverTime: noon });
    await settle();
    expect(visit.state.get().kind).toBe('done');
    visit.close();
    expect(open().state.get()).toMatchObject({ kind: 'done', already: true });
    expect(routes.asked).toEqual([]);
  });

  it('reaches the server with the code as soon as there is a line', async () => {
    const visit = open();
    routes.next(scanRoute).fail(refusal('offline'));
    await settle();
    expect(visit.state.get()).toEqual({ kind: 'opening', unreachable: true });
    await vi.advanceTimersByTimeAsync(1_500);
    routes.next(scanRoute).answer(scannedAt(noon));
    await settle();
    expect(visit.state.get().kind).toBe('ready');
  });
});

describe('a code that does not count', () => {
  it.each(['sign_in_code_old', 'sign_in_code_unknown', 'sign_in_closed'] as const)('%s', async (code) => {
    const visit = open();
    routes.next(scanRoute).fail(refusal(code));
    await settle();
    expect(visit.state.get()).toMatchObject({ kind: 'refused', error: { code }, scan: null });
    await vi.advanceTimersByTimeAsync(minute);
    expect(routes.asked).toEqual([]);
  });

  it('that the server cannot even read is called what it is: no valid code', async () => {
    const visit = open('TORN');
    routes.next(scanRoute).fail(new ClientError('invalid_input', { reference: 'reference-1' }));
    await settle();
    const error = { code: 'sign_in_code_unknown', reference: 'reference-1' };
    expect(visit.state.get()).toMatchObject({ kind: 'refused', error });
  });

  it('of another branch is refused after the tap, and is not tried again', async () => {
    const visit = await scanned();
    visit.tap();
    routes.next(signInRoute).fail(refusal('sign_in_elsewhere'));
    await settle();
    expect(visit.state.get()).toMatchObject({ kind: 'refused', error: { code: 'sign_in_elsewhere' } });
    await vi.advanceTimersByTimeAsync(minute);
    expect(routes.asked).toEqual([]);
  });

  it('is asked for anew when what was kept is of another code or too old', async () => {
    await scanned();
    open('CODE-TWO-23');
    routes.next(scanRoute);
    await vi.advanceTimersByTimeAsync(6 * minute);
    open();
    routes.next(scanRoute);
  });
});

describe('somebody else', () => {
  it('on an unknown device says who they are, and that is their tap', async () => {
    const visit = await scanned({ known: null, own: null });
    expect(visit.state.get().kind).toBe('asking');
    const done = visit.identify({ name: trainee.name, number: '20300001' });
    const asked = routes.next('POST /api/sign-in/identify');
    expect(asked.input).toMatchObject({ body: { pass: 'a pass of this device', number: '20300001' } });
    asked.answer({
      participant: trainee,
      own: { windows: [], signIns: [], request: null },
      elsewhere: null,
      serverTime: noon,
    });
    await done;
    expect(routes.next(signInRoute).sessionId).toBe(trainee.sessionId);
  });

  it('on a device that signed in before waits for the liaison, and sees what was decided', async () => {
    const visit = await scanned();
    visit.other();
    const identified = visit.identify({ name: '示例学员乙', number: '20300002' });
    routes.next('POST /api/sign-in/identify').answer({
      participant: { ...trainee, sessionId: 'session-2', name: '示例学员乙' },
      own: { windows: [], signIns: [], request: null },
      elsewhere: null,
      serverTime: noon,
    });
    await identified;
    const request = {
      requestId: 'request-1',
      windowId: 'lesson-1',
      traineeId: 'trainee-2',
      name: '示例学员乙',
      number: '20300002',
      branchId: 'branch-1',
      otherName: trainee.name,
      at: noon,
      state: 'waiting',
      decidedBy: null,
    };
    routes.next(signInRoute).answer({ state: 'waiting', request, serverTime: noon });
    await settle();
    expect(visit.state.get()).toMatchObject({ kind: 'waiting', request: { otherName: trainee.name } });
    await vi.advanceTimersByTimeAsync(2_500);
    const look = routes.next(ownRoute);
    expect(look.sessionId).toBe('session-2');
    look.answer({ windows: [], signIns: [], request, serverTime: noon });
    await vi.advanceTimersByTimeAsync(2_500);
    const signIn = signInAt(noon, { byName: '示例联络员' });
    routes.next(ownRoute).answer({
      windows: [],
      signIns: [signIn],
      request: { ...request, state: 'confirmed' },
      serverTime: noon,
    });
    await settle();
    expect(visit.state.get()).toMatchObject({ kind: 'done', signIn: { byName: '示例联络员' } });
  });

  it('is told when the liaison says no', async () => {
    const visit = await scanned();
    visit.tap();
    const request = { windowId: 'lesson-1', state: 'waiting' };
    routes.next(signInRoute).answer({ state: 'waiting', request, serverTime: noon });
    await vi.advanceTimersByTimeAsync(2_500);
    routes.next(ownRoute).answer({ signIns: [], request: { ...request, state: 'denied' }, serverTime: noon });
    await settle();
    expect(visit.state.get().kind).toBe('denied');
  });

  it('sees that the liaison has entered them after all, for as long as the scan counts', async () => {
    const visit = await scanned();
    visit.tap();
    const request = { windowId: 'lesson-1', state: 'denied' };
    routes.next(signInRoute).answer({ state: 'waiting', request, serverTime: noon });
    await vi.advanceTimersByTimeAsync(2_500);
    routes.next(ownRoute).answer({ signIns: [], request, serverTime: noon });
    await vi.advanceTimersByTimeAsync(2_500);
    expect(visit.state.get().kind).toBe('denied');
    const entered = signInAt(noon, { method: 'liaison', byName: '示例联络员' });
    routes.next(ownRoute).answer({ signIns: [entered], request, serverTime: noon });
    await settle();
    expect(visit.state.get()).toMatchObject({ kind: 'done', signIn: { method: 'liaison' } });
    kept = null;
    const other = await scanned({ passUntil: noon });
    other.tap();
    routes.next(signInRoute).answer({ state: 'waiting', request, serverTime: noon });
    await vi.advanceTimersByTimeAsync(minute);
    expect(routes.asked).toEqual([]);
  });
});
