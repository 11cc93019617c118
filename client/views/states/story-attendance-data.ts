import type {
  AttendanceTotals,
  JoinAttendance,
  RoomTrainee,
  SignIn,
  SignInWindow,
} from '../../../src/contract/attendance.ts';
import type { CommandName, RouteOutput } from '../../../src/contract/index.ts';
import type { Role } from '../../../src/contract/roles.ts';
import { storyCourse, storyNow } from './story-data.ts';
import { storyTrainees } from './story-liaison.ts';

/** What is going on with sign-in. `open`: in time; `late`; `asked`: a second one; `waits`: somebody needs the liaison. */
export type StoryAttendance = 'open' | 'late' | 'asked' | 'signedIn' | 'waits' | 'rollCall' | 'signedOff';

const minute = 60_000;
const lessonId = 'lesson-2';
const branchId = 'branch-1';

export const storyWindow: SignInWindow = {
  windowId: lessonId,
  kind: 'start',
  state: 'open',
  opensAt: storyNow - 25 * minute,
  inTimeUntil: storyNow + 8 * minute,
  closesAt: storyNow + 90 * minute,
  extendedMs: 0,
};

/** A second sign-in, asked for in the middle of the lesson. */
export const storyAskedWindow: SignInWindow = {
  ...storyWindow,
  windowId: 'window-2',
  kind: 'again',
  opensAt: storyNow - minute,
  inTimeUntil: storyNow + 4 * minute,
  closesAt: storyNow + 4 * minute,
};

const over: SignInWindow = { ...storyWindow, inTimeUntil: storyNow - 6 * minute };

export const storySignIn: SignIn = {
  windowId: lessonId,
  kind: 'start',
  method: 'code',
  at: storyNow - 3 * minute,
  lateMinutes: 0,
  branchId,
  branchName: '示例第一分课堂',
  elsewhere: false,
  byName: null,
};

function storyWindows(attendance: StoryAttendance | undefined): SignInWindow[] {
  if (attendance === undefined || attendance === 'signedOff') return [over];
  if (attendance === 'late') return [over];
  return attendance === 'asked' ? [over, storyAskedWindow] : [storyWindow];
}

function storyAskedFigures(attendance: StoryAttendance | undefined): AttendanceTotals['asked'] {
  return attendance === 'asked' ? { windowId: storyAskedWindow.windowId, signedIn: 31 } : null;
}

/** What a join says of attendance; without a story of its own only those who see everybody are told something. */
export function storyOwnAttendance(
  attendance: StoryAttendance | undefined,
  role: Role,
): JoinAttendance | undefined {
  const wide = role === 'organiser' || role === 'lecturer' || role === 'inspector';
  if (attendance === undefined && !wide) return undefined;
  const signedIn = attendance === 'late' ? 45 : 42;
  return {
    windows: storyWindows(attendance),
    signIns: attendance === 'signedIn' || attendance === 'asked' ? [storySignIn] : [],
    figures: wide
      ? null
      : { branchId, expected: 47, signedIn, late: 0, waiting: 0, asked: storyAskedFigures(attendance) },
    totals: wide
      ? { expected: storyCourse.traineeCount, signedIn: 531, asked: storyAskedFigures(attendance) }
      : null,
  };
}

/** What the server says of a code; a story's code never changes. */
export function attendanceAnswer(attendance: StoryAttendance | undefined, name: CommandName): unknown {
  if (name !== 'attendance.code' || attendance === undefined) return undefined;
  return {
    code: {
      code: 'STORY',
      path: '/s/story0code0story0code0story',
      windowId: attendance === 'asked' ? storyAskedWindow.windowId : lessonId,
      nextAt: storyNow + 9_000,
    },
    windows: storyWindows(attendance),
    figures: {
      branchId,
      expected: 47,
      signedIn: 42,
      late: 0,
      waiting: 0,
      asked: storyAskedFigures(attendance),
    },
    serverTime: storyNow,
  };
}

function storyRoomTrainees(attendance: StoryAttendance | undefined): RoomTrainee[] {
  return storyTrainees.map(({ id, number, name }, place) => {
    const late = place === 5;
    const signIn: SignIn = {
      ...storySignIn,
      method: place === 4 ? 'liaison' : 'code',
      at: storyNow - (late ? 1 : 20 - place) * minute,
      lateMinutes: late ? 4 : 0,
      byName: place === 4 ? '示例联络员甲' : null,
    };
    const called = attendance === 'signedOff' || (attendance === 'rollCall' && place > 7);
    return {
      traineeId: id,
      number,
      name,
      port: false,
      signIns: place < 7 ? [signIn] : [],
      mark: called
        ? {
            state: place === 8 ? 'leave' : place > 7 ? 'absent' : late ? 'late' : 'present',
            at: storyNow,
            byName: '示例联络员甲',
          }
        : null,
    };
  });
}

/** The liaison's room. */
export function storyRoom(
  attendance: StoryAttendance | undefined,
): RouteOutput<'GET /api/courses/:courseId/lessons/:lessonId/attendance/rooms/:branchId'> {
  const signedOff = attendance === 'signedOff';
  return {
    branchId,
    branchName: '示例第一分课堂',
    windows: storyWindows(attendance ?? 'open'),
    figures: {
      ...{ branchId, expected: 10, signedIn: 7, late: 1, waiting: attendance === 'waits' ? 1 : 0 },
      asked: null,
    },
    trainees: storyRoomTrainees(attendance),
    visitors:
      attendance === 'waits'
        ? [
            {
              traineeId: 'trainee-31',
              number: '203000000031',
              name: '示例学员丑',
              branchName: '示例第四分课堂',
              at: storyNow - 3 * minute,
            },
          ]
        : [],
    requests:
      attendance === 'waits'
        ? [
            {
              requestId: 'request-1',
              windowId: lessonId,
              traineeId: 'trainee-8',
              name: '示例学员壬',
              number: '203000000008',
              branchId,
              otherName: '示例学员甲',
              at: storyNow,
              state: 'waiting',
              decidedBy: null,
            },
          ]
        : [],
    rollCall: {
      branchId,
      revision: signedOff ? 3 : 0,
      heads: signedOff ? 8 : null,
      note: '',
      photoId: null,
      signedOffAt: signedOff ? storyNow - 2 * minute : null,
      signedOffBy: signedOff ? '示例联络员甲' : null,
    },
    reminders:
      attendance === 'waits' ? [{ about: 'rollCall', at: storyNow - minute, byName: '示例主办方' }] : [],
    serverTime: storyNow,
  };
}
