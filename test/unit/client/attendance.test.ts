import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JoinAttendance, RoomTrainee, SignIn, SignInRequest } from '../../../src/contract/attendance.ts';
import type { Notice } from '../../../src/contract/index.ts';
import {
  countOf,
  heardOfAttendance,
  waitingRequests,
  windowNow,
  windowState,
} from '../../../client/session/attendance.ts';
import { Entries } from '../../../client/session/entries.ts';
import { ClientError } from '../../../client/session/client-error.ts';
import { FakePage, minute, noon, signInAt, windowOf } from './support/attendance.ts';

describe('a window', () => {
  it.each([
    [-31 * minute, 'early'],
    [-30 * minute, 'open'],
    [5 * minute - 1, 'open'],
    [5 * minute, 'late'],
    [90 * minute, 'closed'],
  ])('%i ms from the start is %s', (fromNoon, state) => {
    expect(windowState(windowOf(), noon + fromNoon)).toBe(state);
  });

  it('that is open comes before one that only takes late people, and that before the next one', () => {
    const start = windowOf();
    const again = windowOf({
      windowId: 'again',
      kind: 'again',
      opensAt: noon + 40 * minute,
      inTimeUntil: noon + 45 * minute,
      closesAt: noon + 45 * minute,
    });
    const at = (fromNoon: number): string | undefined => windowNow([start, again], noon + fromNoon)?.windowId;
    expect(at(0)).toBe('lesson-1');
    expect(at(30 * minute)).toBe('lesson-1');
    expect(at(41 * minute)).toBe('again');
    expect(at(46 * minute)).toBe('lesson-1');
    expect(at(91 * minute)).toBeUndefined();
  });
});

describe('how many signed in to a window', () => {
  const start = windowOf();
  const again = windowOf({ windowId: 'again', kind: 'again' });
  const figures = { expected: 10, signedIn: 7, asked: { windowId: 'again', signedIn: 3 } };

  it('is counted for the lesson and for what was asked for last, each by itself', () => {
    expect(countOf(start, figures)).toEqual({ signedIn: 7, expected: 10 });
    expect(countOf(again, figures)).toEqual({ signedIn: 3, expected: 10 });
  });

  it('is nobody for what was asked for a moment ago, and not told where nobody is expected', () => {
    const before = { ...figures, asked: { windowId: 'an-older-one', signedIn: 9 } };
    expect(countOf(again, before)).toEqual({ signedIn: 0, expected: 10 });
    expect(countOf(again, { ...figures, expected: 0 })).toBeNull();
    expect(countOf(start, null)).toBeNull();
  });
});

describe('what a notice says', () => {
  const figures = { branchId: 'branch-1', expected: 10, signedIn: 3, late: 0, waiting: 0, asked: null };
  const known: JoinAttendance = { windows: [windowOf()], signIns: [], figures, totals: null };

  it('is taken over when it is about this lesson and this branch', () => {
    const signIn = signInAt(noon);
    const heard = heardOfAttendance(known, 'lesson-1', {
      name: 'attendance.signedIn',
      data: { lessonId: 'lesson-1', signIn },
    });
    expect(heard.signIns).toEqual([signIn]);
    const more = heardOfAttendance(heard, 'lesson-1', {
      name: 'attendance.branchFigures',
      data: { lessonId: 'lesson-1', figures: { ...figures, signedIn: 4 } },
    });
    expect(more).toMatchObject({ signIns: [signIn], figures: { signedIn: 4 } });
  });

  it.each<Notice>([
    { name: 'attendance.signedIn', data: { lessonId: 'lesson-2', signIn: signInAt(noon) } },
    {
      name: 'attendance.branchFigures',
      data: { lessonId: 'lesson-1', figures: { ...figures, branchId: 'branch-2' } },
    },
    {
      name: 'attendance.figures',
      data: { lessonId: 'lesson-1', expected: 9, signedIn: 9, asked: null, branches: [] },
    },
  ])('is left alone when it is for somebody else: $name', (notice) => {
    expect(heardOfAttendance(known, 'lesson-1', notice)).toBe(known);
  });
});

describe('what a liaison enters', () => {
  const page = new FakePage();

  beforeEach(() => {
    vi.stubGlobal('addEventListener', page.addEventListener);
    vi.stubGlobal('removeEventListener', page.removeEventListener);
  });
  afterEach(() => vi.unstubAllGlobals());

  it('is sent once for each person, and again after a refusal', async () => {
    const send = vi.fn<(traineeId: string) => Promise<SignIn>>();
    const entries = new Entries(send);
    const state = (): string | undefined => entries.state.get().get('trainee-1')?.kind;
    send.mockRejectedValueOnce(new ClientError('sign_in_closed'));
    entries.enter('trainee-1', 'lesson-1');
    entries.enter('trainee-1', 'lesson-1');
    await vi.waitFor(() => expect(state()).toBe('refused'));
    send.mockResolvedValueOnce(signInAt(noon, { method: 'liaison' }));
    entries.enter('trainee-1', 'lesson-1');
    await vi.waitFor(() => expect(state()).toBe('answered'));
    entries.enter('trainee-1', 'lesson-1');
    expect(send).toHaveBeenCalledTimes(2);
    entries.close();
    expect(page.left).toBe(0);
  });
});

describe('a second person on one phone', () => {
  const request: SignInRequest = {
    ...{ requestId: 'request-1', windowId: 'again', traineeId: 'trainee-1', branchId: 'branch-1' },
    ...{ name: '示例学员甲', number: '0001', otherName: '示例学员乙' },
    ...{ at: noon, state: 'waiting', decidedBy: null },
  };
  const person: RoomTrainee = {
    ...{ traineeId: 'trainee-1', name: '示例学员甲', number: '0001', port: false },
    ...{ signIns: [signInAt(noon)], mark: null },
  };
  const waitingOf = (signIns: SignIn[]) =>
    waitingRequests({ requests: [request], trainees: [{ ...person, signIns }] });

  it('is asked about until the liaison has entered the person by hand', () => {
    // What they did at the start answers nothing that was asked for later.
    expect(waitingOf([signInAt(noon)])).toEqual([request]);
    const entered = signInAt(noon, { windowId: 'again', kind: 'again', method: 'liaison' });
    expect(waitingOf([signInAt(noon), entered])).toEqual([]);
  });

  it('is asked about when the person is of another room, and not once it is decided', () => {
    expect(waitingRequests({ requests: [request], trainees: [] })).toEqual([request]);
    expect(waitingRequests({ requests: [{ ...request, state: 'denied' }], trainees: [] })).toEqual([]);
  });
});
