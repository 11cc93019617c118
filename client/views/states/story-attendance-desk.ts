import type {
  AttendanceChange,
  AttendancePolicy,
  Evidence,
  MarkState,
} from '../../../src/contract/attendance.ts';
import type { ReminderAbout } from '../../../src/contract/attendance-evidence.ts';
import type { RouteName, RouteOutput } from '../../../src/contract/index.ts';
import { storyAskedWindow, storySignIn, storyWindow } from './story-attendance-data.ts';
import { storyCourse, storyNow } from './story-data.ts';

/** What the organiser's desk knows of attendance: in the middle of a lesson, with one person's evidence open, or of a course without trainees. */
export type StoryAttendanceDesk = 'inClass' | 'person' | 'empty';

type Board = RouteOutput<'GET /api/courses/:courseId/lessons/:lessonId/attendance/board'>;
type WorkItems = RouteOutput<'GET /api/courses/:courseId/lessons/:lessonId/attendance/work-list'>;

const minute = 60_000;

const policy: AttendancePolicy = {
  ...{ opensBeforeMin: 30, graceMin: 5, closesAfterMin: null, lateIsAbsentAfterMin: 30, lateWorth: 0.5 },
  ...{ leaveCounts: 'neutral', missedCounts: 'nothing', calledAlone: 'decide', visitingRooms: false },
  ...{ portShare: 0.5, remindAfterMin: 15 },
};

const names = ['一', '二', '三', '四', '五', '六', '七', '八'];
const nothing = { expected: 0, signedIn: 0, late: 0 };
const seen = { at: storyNow - 9 * minute, byName: '示例巡查员甲', heads: 8, finding: null, here: true };

/** Of the second and the third branch. */
const remindedOf: readonly (readonly ReminderAbout[])[] = [[], ['rollCall'], ['rollCall', 'absent']];

const rows = names.map((word, index): Board['rows'][number] => {
  const first = index % 4 === 0;
  const own = { expected: 12 + index, signedIn: 12 + index - (index % 3), late: index % 2 };
  const done = index % 3 === 0;
  const branchId = `branch-${index + 1}`;
  return {
    ...own,
    branchId,
    waiting: 0,
    asked: { windowId: storyAskedWindow.windowId, signedIn: own.signedIn - 2 },
    name: `示例第${word}分课堂`,
    level: first ? 1 : 2,
    parentId: first ? null : `branch-${index - (index % 4) + 1}`,
    unit: `示例单位${word}`,
    liaisonName: `示例联络员${word}`,
    liaisonPhone: '',
    rollCall: done
      ? {
          ...{ branchId, revision: 2, heads: own.signedIn, note: '', photoId: null },
          ...{ signedOffAt: storyNow - 12 * minute, signedOffBy: `示例联络员${word}` },
        }
      : null,
    called: { present: done ? own.signedIn : 0, late: 0, leave: 0, absent: 0 },
    reminders: (remindedOf[index] ?? []).map((about) => ({
      about,
      at: storyNow - 5 * minute,
      byName: '示例主办方',
    })),
    seen: index === 2 ? null : seen,
    total: first
      ? { expected: 58 + index * 4, signedIn: 54 + index * 4, late: 2, rollCalls: 2, branches: 4 }
      : { ...own, rollCalls: done ? 1 : 0, branches: 1 },
  };
});

const total = { expected: storyCourse.traineeCount, signedIn: 531, late: 14 };

function board(state: StoryAttendanceDesk | undefined): Board {
  const isEmpty = state === 'empty';
  return {
    total: isEmpty ? nothing : total,
    rows: isEmpty ? [] : rows,
    units: isEmpty
      ? []
      : names.map((word, index) => ({
          unit: `示例单位${word}`,
          expected: 60 + index,
          signedIn: 58,
          late: index,
        })),
    levels: [
      { level: '1', expected: 240, signedIn: 231, late: 6 },
      { level: '2', expected: 293, signedIn: 279, late: 7 },
      { level: 'port', expected: 24, signedIn: 21, late: 1 },
    ],
    windows: [storyWindow, storyAskedWindow],
    toDecide: isEmpty ? 0 : items.total,
    serverTime: storyNow,
  };
}

const person = (index: number) => ({
  traineeId: `trainee-${index}`,
  name: `示例学员${names[index] ?? ''}`,
  number: `000${index + 1}`,
});

const items: WorkItems = {
  items: [
    {
      ...{ kind: 'more_sign_ins_than_heads', branchId: 'branch-5', branchName: '示例第五分课堂' },
      ...{ trainee: null, signedIn: 15, heads: 13 },
    },
    {
      ...{ kind: 'branch_never_seen', branchId: 'branch-3', branchName: '示例第三分课堂' },
      ...{ trainee: null, signedIn: 12, heads: null },
    },
    {
      ...{ kind: 'signed_in_called_absent', branchId: 'branch-1', branchName: '示例第一分课堂' },
      ...{ trainee: person(0), signedIn: 12, heads: 12 },
    },
  ],
  total: 3,
};

function verdict(state: MarkState | null): Evidence['verdict'] {
  const worth = { present: 1, late: 0.5, leave: null, absent: 0 };
  return {
    state,
    worth: state && worth[state],
    lateMinutes: state === 'late' ? 4 : 0,
    contradictions: state === null ? ['signed_in_called_absent'] : [],
    decided: null,
  };
}

const verdicts = [null, 'present', 'late', 'absent', 'leave'] as const;

const trainees = names.map((_, index): Evidence => {
  const state = verdicts[index % verdicts.length] ?? null;
  const came = state === null || state === 'present' || state === 'late';
  return {
    ...person(index),
    unit: '示例单位一',
    branchId: 'branch-1',
    branchName: '示例第一分课堂',
    port: false,
    signIns: came ? [{ ...storySignIn, lateMinutes: state === 'late' ? 4 : 0 }] : [],
    mark: { state: state ?? 'absent', at: storyNow - 12 * minute, byName: '示例联络员一' },
    presence: {
      ...{ connectedMinutes: 42, watchingMinutes: 41, hiddenMinutes: 1, reconnects: 1 },
      ...{ firstAt: storyNow - 42 * minute, lastAt: storyNow },
    },
    seen: index % 3 === 0 ? { ...seen, heads: null, here: false } : seen,
    verdict: verdict(state),
  };
});

/** Somebody whose sources contradict each other, and whom the organiser has decided about. */
export const storyPerson: Evidence = {
  ...person(0),
  unit: '示例单位一',
  branchId: 'branch-1',
  branchName: '示例第一分课堂',
  port: false,
  signIns: [
    { ...storySignIn, lateMinutes: 4 },
    {
      ...{ ...storySignIn, windowId: 'window-2', kind: 'again', at: storyNow - 2 * minute },
      ...{ method: 'liaison', byName: '示例联络员一' },
    },
  ],
  mark: { state: 'absent', at: storyNow - 12 * minute, byName: '示例联络员一' },
  presence: {
    ...{ connectedMinutes: 42, watchingMinutes: 37, hiddenMinutes: 3, reconnects: 2 },
    ...{ firstAt: storyNow - 44 * minute, lastAt: storyNow },
  },
  seen: { ...seen, heads: null, here: false },
  verdict: {
    ...{ state: 'late', worth: 0.5, lateMinutes: 4, contradictions: [] },
    decided: {
      ...{ state: 'late', byName: '示例主办方', at: storyNow - minute },
      reason: '已电话核实：学员迟到后一直在教室，点名时未听到（示例）',
    },
  },
};

const change = {
  ...{ traineeId: storyPerson.traineeId, traineeName: storyPerson.name },
  branchId: storyPerson.branchId,
};

/** The newest first, as the server answers. */
const changes: AttendanceChange[] = [
  {
    ...{ ...change, at: storyNow - minute, byName: '示例主办方', what: 'decided' },
    ...{ before: null, after: 'late', reason: storyPerson.verdict.decided?.reason ?? '' },
  },
  {
    ...{ ...change, at: storyNow - 2 * minute, byName: '示例联络员一', what: 'signedIn' },
    ...{ before: null, after: 'liaison', reason: '' },
  },
  {
    ...{ ...change, at: storyNow - 9 * minute, byName: '示例联络员一', what: 'marked' },
    ...{ before: 'present', after: 'absent', reason: '点名时不在座位（示例）' },
  },
  {
    ...{ ...change, at: storyNow - 12 * minute, byName: '示例联络员一', what: 'marked' },
    ...{ before: null, after: 'present', reason: '' },
  },
];

/** A second person on a port's device. */
const waiting: RouteOutput<'GET /api/courses/:courseId/lessons/:lessonId/attendance/requests'>['requests'] = [
  {
    ...{ requestId: 'request-1', windowId: storyWindow.windowId, traineeId: 'trainee-9' },
    ...{ name: '示例学员甲', number: '20260009', branchId: null, branchName: null },
    ...{ otherName: '示例学员乙', at: storyNow, state: 'waiting', decidedBy: null },
  },
];

/** What the routes of the desk's attendance answer. */
export function attendanceDeskAnswers(
  state: StoryAttendanceDesk | undefined,
): Partial<Record<RouteName, unknown>> {
  const isEmpty = state === undefined || state === 'empty';
  return {
    'GET /api/courses/:courseId/lessons/:lessonId/attendance/board': board(state),
    'GET /api/courses/:courseId/lessons/:lessonId/attendance/work-list': isEmpty
      ? { items: [], total: 0 }
      : items,
    'GET /api/courses/:courseId/lessons/:lessonId/attendance/requests': { requests: isEmpty ? [] : waiting },
    'GET /api/courses/:courseId/lessons/:lessonId/attendance/evidence': {
      trainees: isEmpty ? [] : trainees,
      total: isEmpty ? 0 : trainees.length,
    },
    'GET /api/courses/:courseId/lessons/:lessonId/attendance/changes': {
      changes: state === 'person' ? changes : [],
    },
    'GET /api/courses/:courseId/lessons/:lessonId/attendance/windows': {
      windows: [storyWindow, storyAskedWindow],
      extensions: [
        {
          ...{ windowId: storyWindow.windowId, branchId: 'branch-3', traineeId: null },
          ...{ from: storyNow - 20 * minute, until: storyNow - 14 * minute },
        },
      ],
      serverTime: storyNow,
    },
    'GET /api/courses/:courseId/attendance-policy': { policy, revision: 0 },
  };
}
