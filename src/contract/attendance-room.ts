import { z } from 'zod';
import { attendanceLimits } from './attendance-limits.ts';
import { markState, reason, reminder, rollCall, roomTrainee, roomVisitor } from './attendance-evidence.ts';
import { branchFigures, signIn, signInRequest, signInWindow } from './attendance-types.ts';
import { file } from './command.ts';
import { empty, id, name, timestamp, largestInteger } from './primitives.ts';
import { plainText } from './text.ts';

const lessonParams = z.strictObject({ courseId: id, lessonId: id });
const roomParams = z.strictObject({ ...lessonParams.shape, branchId: id });

/** What the liaison does for the own room; organisers can do the same. */
export const attendanceRoomRoutes = {
  'GET /api/courses/:courseId/lessons/:lessonId/attendance/rooms/:branchId': {
    summary:
      "A room's trainees with sign-ins and roll call, who of others signed in there, who waits for a confirmation, and the windows.",
    params: roomParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({
      branchId: id,
      branchName: name,
      windows: z.array(signInWindow),
      figures: branchFigures,
      trainees: z.array(roomTrainee),
      visitors: z.array(roomVisitor),
      requests: z.array(signInRequest),
      rollCall,
      reminders: z.array(reminder),
      serverTime: timestamp,
    }),
  },
  'POST /api/courses/:courseId/lessons/:lessonId/attendance/rooms/:branchId/sign-ins': {
    summary:
      'Signs in somebody of the room who has no phone; marked as such. The same again changes nothing.',
    params: roomParams,
    query: empty,
    body: z.strictObject({ traineeId: id, windowId: id }),
    output: z.strictObject({ signIn }),
  },
  'POST /api/courses/:courseId/lessons/:lessonId/attendance/requests/:requestId': {
    summary:
      'Confirms that a second person on a device is in the room, or denies it. Decided once; the same again changes nothing.',
    params: z.strictObject({ ...lessonParams.shape, requestId: id }),
    query: empty,
    body: z.strictObject({ decision: z.enum(['confirm', 'deny']) }),
    output: z.strictObject({ request: signInRequest }),
  },
  'PUT /api/courses/:courseId/lessons/:lessonId/attendance/rooms/:branchId/roll-call': {
    summary:
      'Keeps the roll call of a room. `revision` is the one that was seen, 0 for the first. Who changes a roll call that was signed off gives a reason. Refuses with conflict and reason_required.',
    params: roomParams,
    query: empty,
    body: z.strictObject({
      revision: z.number().int().nonnegative().max(largestInteger),
      /** People who are left out keep what was said of them. */
      marks: z.array(z.strictObject({ traineeId: id, state: markState })).max(attendanceLimits.marks),
      heads: z.number().int().min(0).max(attendanceLimits.heads).nullable(),
      note: z.union([z.literal(''), plainText(attendanceLimits.reason)]).default(''),
      photoId: id.nullable().default(null),
      /** The liaison stands by it: all in the room are on it. */
      signOff: z.boolean(),
      reason: z.union([z.literal(''), reason]).default(''),
    }),
    output: z.strictObject({ rollCall, trainees: z.array(roomTrainee) }),
  },
  'POST /api/courses/:courseId/lessons/:lessonId/attendance/rooms/:branchId/photos': {
    summary: 'A photo of the room: a JPEG of at most 300 KB. Refuses with photo_refused.',
    params: roomParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ photoId: id }),
    upload: { maxBytes: attendanceLimits.photoBytes },
  },
  'GET /api/attendance-photos/:photoId': {
    summary: 'The photo of a room.',
    params: z.strictObject({ photoId: id }),
    query: z.strictObject({ session: id.optional() }),
    body: z.undefined(),
    output: file,
    raw: true,
  },
} as const;
