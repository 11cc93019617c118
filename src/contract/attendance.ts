import { z } from 'zod';
import { reminder } from './attendance-evidence.ts';
import {
  attendanceTotals,
  branchFigures,
  ownAttendance,
  signIn,
  signInRequest,
  signInWindow,
} from './attendance-types.ts';
import { command } from './command.ts';
import { entryQuestion } from './entry.ts';
import { participant } from './identity.ts';
import { empty, id, name, timestamp } from './primitives.ts';

export { attendanceLimits, attendanceNewsMs, presenceFlushSeconds } from './attendance-limits.ts';
export * from './attendance-types.ts';
export * from './attendance-policy.ts';
export * from './attendance-evidence.ts';
export { attendanceDeskRoutes } from './attendance-desk.ts';
export { attendanceRoomRoutes } from './attendance-room.ts';

/** What a sign-in code says: letters and digits, about 27 of them. The address in the QR code is `/s/<code>`. */
export const signInCode = z.string().min(10).max(64);

/** Proof that this device scanned a code in time, signed by the server. Opaque. */
const pass = z.string().min(10).max(512);

export const attendanceCommands = {
  'attendance.code': command({
    summary:
      "The sign-in code of the own branch at this moment, and when to ask for the next one. Null outside the windows; `windows` says when to ask again. Branches' codes change at different moments.",
    input: empty,
    output: z.strictObject({
      code: z
        .strictObject({
          code: signInCode,
          /** What the QR code holds, after the server's address. */
          path: z.string().startsWith('/s/'),
          windowId: id,
          /** When the next one can be asked for; from then on this one counts for two seconds more. */
          nextAt: timestamp,
        })
        .nullable(),
      windows: z.array(signInWindow),
      figures: branchFigures,
      serverTime: timestamp,
    }),
    rate: { perSecond: 1, burst: 10 },
  }),
  'attendance.visibility': command({
    summary:
      'Whether the page is visible and plays the lesson; sent when it changes, and after every join. Counts for the time of presence.',
    input: z.strictObject({ visible: z.boolean(), playing: z.boolean() }),
    output: empty,
    rate: { perSecond: 1, burst: 10 },
  }),
} as const;

export const attendanceNotices = {
  /** To staff, at most twice a second: how many have signed in, and the branches that changed since the last one. */
  'attendance.figures': z.strictObject({
    lessonId: id,
    ...attendanceTotals.shape,
    branches: z.array(branchFigures),
  }),
  /** To the people of a branch, at most twice a second. */
  'attendance.branchFigures': z.strictObject({ lessonId: id, figures: branchFigures }),
  /** To one branch or port, and to everybody when one was asked for or closed: the windows as they are now. */
  'attendance.windows': z.strictObject({ lessonId: id, windows: z.array(signInWindow) }),
  /** To the person: received, by whichever page or liaison. */
  'attendance.signedIn': z.strictObject({ lessonId: id, signIn }),
  /** To the liaison, at most twice a second: who signed in. */
  'attendance.roomSignedIn': z.strictObject({
    lessonId: id,
    branchId: id,
    signIns: z.array(z.strictObject({ traineeId: id, signIn })),
  }),
  /** To the liaison and the organisers: a second person on a device waits, or was decided. */
  'attendance.requested': z.strictObject({ lessonId: id, request: signInRequest }),
  /** To the person who waits. */
  'attendance.decided': z.strictObject({ lessonId: id, request: signInRequest }),
  /** To the liaison. */
  'attendance.reminded': z.strictObject({ lessonId: id, branchId: id, reminder }),
  /** To the liaison: somebody else changed the room's roll call, or somebody of another room signed in there. */
  'attendance.roomChanged': z.strictObject({ lessonId: id, branchId: id }),
  /** To organisers: roll calls, verdicts, the work list or reminders are others than before; all but reminders at most twice a second. */
  'attendance.changed': z.strictObject({ courseId: id, lessonId: id }),
} as const;

/** A person is of another branch than the scanned one, or of none; `allowed`: the course lets them sign in here. Null in their own. */
const elsewhere = z
  .strictObject({ branchName: name.nullable(), scannedBranchName: name, allowed: z.boolean() })
  .nullable();

const scanned = z.strictObject({
  /** What signs in; counts until `passUntil` and on this device only. */
  pass,
  passUntil: timestamp,
  courseId: id,
  courseName: name,
  lesson: z.strictObject({ lessonId: id, title: name, lecturerName: name, startsAt: timestamp }),
  branchId: id,
  branchName: name,
  window: signInWindow,
  serverTime: timestamp,
  /** The trainee or port that this device is known as: one tap signs in. Its session is open and its cookie set. */
  known: participant.nullable(),
  /** What that person has on record already. */
  own: ownAttendance.nullable(),
  /** Of the known person; null without one. */
  elsewhere,
  /** What to ask a person whom this device does not know, or who is another one. */
  question: entryQuestion,
});

/** `signedIn`: received and committed. `waiting`: a second person on this device; the liaison has to confirm. */
const signInAnswer = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('signedIn'), signIn, serverTime: timestamp }),
  z.strictObject({ state: z.literal('waiting'), request: signInRequest, serverTime: timestamp }),
]);
export type SignInAnswer = z.infer<typeof signInAnswer>;

export const signInRoutes = {
  'POST /api/sign-in/scan': {
    summary:
      'What a scanned code means. Refuses with sign_in_code_old, sign_in_code_unknown and sign_in_closed; too early is no error, the window says when it opens and the pass waits with it.',
    params: empty,
    query: empty,
    body: z.strictObject({ code: signInCode }),
    output: scanned,
  },
  'POST /api/sign-in/identify': {
    summary:
      'Who scanned says who they are, as with a link; the device is known from then on. Refuses as POST /api/identify does.',
    params: empty,
    query: empty,
    body: z.strictObject({ pass, name, number: z.string().trim().min(1).max(64) }),
    output: z.strictObject({ participant, own: ownAttendance, elsewhere, serverTime: timestamp }),
  },
  'POST /api/courses/:courseId/sign-ins': {
    summary:
      'Signs in: with the pass of a scan, or on a port with the lesson and its window. Received means committed; the same again changes nothing. Refuses with sign_in_early (`opensAt` in the details), sign_in_closed, sign_in_code_old, sign_in_elsewhere.',
    params: z.strictObject({ courseId: id }),
    query: empty,
    body: z.union([z.strictObject({ pass }), z.strictObject({ lessonId: id, windowId: id })]),
    output: signInAnswer,
  },
  'GET /api/courses/:courseId/lessons/:lessonId/attendance/own': {
    summary: 'The windows of the own branch or port, and what is on record of the own person.',
    params: z.strictObject({ courseId: id, lessonId: id }),
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ ...ownAttendance.shape, serverTime: timestamp }),
  },
} as const;
