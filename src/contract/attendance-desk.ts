import { z } from 'zod';
import {
  attendanceChange,
  boardRow,
  contradictionKind,
  evidence,
  markState,
  reason,
  reminderAbout,
  windowExtension,
  workItem,
} from './attendance-evidence.ts';
import { attendanceLimits } from './attendance-limits.ts';
import { attendancePolicy } from './attendance-policy.ts';
import { signInRequest, signInWindow } from './attendance-types.ts';
import { file } from './command.ts';
import { limits } from './limits.ts';
import { empty, id, name, timestamp } from './primitives.ts';
import { fileLanguage } from './records.ts';

const courseParams = z.strictObject({ courseId: id });
const lessonParams = z.strictObject({ courseId: id, lessonId: id });
const count = z.number().int().nonnegative();
const sums = z.strictObject({ expected: count, signedIn: count, late: count });
const policyRecord = z.strictObject({ policy: attendancePolicy, revision: count });

/** Windows, boards, evidence, verdicts and policy, for whoever runs the course. */
export const attendanceDeskRoutes = {
  'GET /api/courses/:courseId/attendance-policy': {
    summary: 'How the course counts attendance; revision 0 when nothing was settled.',
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: policyRecord,
  },
  'PUT /api/courses/:courseId/attendance-policy': {
    summary: 'Settles how the course counts attendance. Verdicts follow at once; decisions stand.',
    params: courseParams,
    query: empty,
    body: policyRecord,
    output: policyRecord,
  },
  'GET /api/courses/:courseId/lessons/:lessonId/attendance/windows': {
    summary: 'The windows of a lesson, and which branches and ports got theirs extended.',
    params: lessonParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({
      windows: z.array(signInWindow),
      extensions: z.array(windowExtension),
      serverTime: timestamp,
    }),
  },
  'POST /api/courses/:courseId/lessons/:lessonId/attendance/windows': {
    summary:
      'Asks for a second sign-in or a sign-out, from now on for some minutes. Refuses with lesson_not_live.',
    params: lessonParams,
    query: empty,
    body: z.strictObject({
      kind: z.enum(['again', 'out']),
      minutes: z.number().int().min(1).max(attendanceLimits.askedMinutes),
      /** Chosen by the page: the same again changes nothing. */
      requestId: id,
    }),
    output: z.strictObject({ window: signInWindow }),
  },
  'POST /api/courses/:courseId/lessons/:lessonId/attendance/windows/:windowId/close': {
    summary: 'Closes a window that was asked for. Closing it twice changes nothing.',
    params: z.strictObject({ ...lessonParams.shape, windowId: id }),
    query: empty,
    body: empty,
    output: z.strictObject({ window: signInWindow }),
  },
  'GET /api/courses/:courseId/lessons/:lessonId/attendance/board': {
    summary: 'Attendance by branch, rolled up the tree, by unit and by level; kept up by attendance.figures.',
    params: lessonParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({
      total: sums,
      rows: z.array(boardRow),
      /** Empty name for people without a unit. */
      units: z.array(z.strictObject({ unit: z.string(), ...sums.shape })),
      levels: z.array(z.strictObject({ level: z.enum(['1', '2', 'port']), ...sums.shape })),
      windows: z.array(signInWindow),
      /** Entries of the work list that are open. */
      toDecide: count,
      serverTime: timestamp,
    }),
  },
  'GET /api/courses/:courseId/lessons/:lessonId/attendance/evidence': {
    summary: 'All sources side by side with the verdict, a page at a time.',
    params: lessonParams,
    query: z.strictObject({
      traineeId: id.optional(),
      /** Those who belong to it, and those who signed in there. */
      branchId: id.optional(),
      unit: z.string().max(limits.nameLength).optional(),
      /** Part of a name or number. */
      text: z.string().trim().max(limits.nameLength).optional(),
      /** `open`: no verdict yet; `missing`: not signed in. */
      state: z.enum(['present', 'late', 'leave', 'absent', 'open', 'missing']).optional(),
      offset: z.coerce.number().int().nonnegative().default(0),
      limit: z.coerce.number().int().min(1).max(attendanceLimits.page).default(50),
    }),
    body: z.undefined(),
    output: z.strictObject({ trainees: z.array(evidence), total: count }),
  },
  'GET /api/courses/:courseId/lessons/:lessonId/attendance/changes': {
    summary: 'Who changed what and why, the newest first; of one trainee, one branch or the lesson.',
    params: lessonParams,
    query: z.strictObject({ traineeId: id.optional(), branchId: id.optional() }),
    body: z.undefined(),
    output: z.strictObject({ changes: z.array(attendanceChange) }),
  },
  'GET /api/courses/:courseId/lessons/:lessonId/attendance/work-list': {
    summary: 'Contradictions that nobody has decided yet.',
    params: lessonParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ items: z.array(workItem), total: count }),
  },
  'GET /api/courses/:courseId/lessons/:lessonId/attendance/requests': {
    summary:
      'Second persons on a device who wait for a confirmation, the oldest first: those of ports, and of rooms whose liaison has not answered.',
    params: lessonParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({
      requests: z.array(z.strictObject({ ...signInRequest.shape, branchName: name.nullable() })),
    }),
  },
  'POST /api/courses/:courseId/lessons/:lessonId/attendance/decisions': {
    summary:
      'Decides the verdict of some trainees with a reason, whatever the sources say; null takes decisions back.',
    params: lessonParams,
    query: empty,
    body: z.strictObject({
      traineeIds: z.array(id).min(1).max(attendanceLimits.marks),
      state: markState.nullable(),
      reason,
    }),
    output: z.strictObject({ trainees: z.array(evidence) }),
  },
  'POST /api/courses/:courseId/lessons/:lessonId/attendance/settlements': {
    summary: 'Lets a contradiction of a whole branch stand as it is, with a reason; it leaves the work list.',
    params: lessonParams,
    query: empty,
    body: z.strictObject({ branchId: id, kind: contradictionKind, reason }),
    output: empty,
  },
  'POST /api/courses/:courseId/lessons/:lessonId/attendance/reminders': {
    summary:
      'Reminds liaisons of the roll call or of people who are missing: of these branches, or of all that have not done it.',
    params: lessonParams,
    query: empty,
    body: z.strictObject({
      about: reminderAbout,
      branchIds: z.array(id).min(1).max(limits.bulkRecords).nullable(),
    }),
    output: z.strictObject({ reminded: z.array(id) }),
  },
  'GET /api/courses/:courseId/attendance/export': {
    summary:
      'Evidence and verdicts of one lesson, or of all that have begun, as CSV; as XLSX also the roll calls and the changes.',
    params: courseParams,
    query: z.strictObject({
      lessonId: id.optional(),
      format: z.enum(['xlsx', 'csv']).default('xlsx'),
      language: fileLanguage,
    }),
    body: z.undefined(),
    output: file,
    download: true,
  },
} as const;
