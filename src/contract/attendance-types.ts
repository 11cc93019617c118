import { z } from 'zod';
import { id, name, timestamp } from './primitives.ts';

const count = z.number().int().nonnegative();

/** `start`: the lesson's own, from the policy; `again`: a second sign-in asked for mid-lesson; `out`: a sign-out. */
export const windowKinds = ['start', 'again', 'out'] as const;
export type WindowKind = (typeof windowKinds)[number];

/** `early`: it opens by itself; `open`: in time; `late`: signing in counts as late; `closed`: over. */
export const windowStates = ['early', 'open', 'late', 'closed'] as const;
export type WindowState = (typeof windowStates)[number];

/** A time in which people can sign in, as it is for one branch or port: extended where the line failed. */
export const signInWindow = z.strictObject({
  /** The lesson's own window has the lesson's id. */
  windowId: id,
  kind: z.enum(windowKinds),
  /** As of when this was sent; the page goes on by itself from the times. */
  state: z.enum(windowStates),
  opensAt: timestamp,
  /** Until then signing in is in time. */
  inTimeUntil: timestamp,
  /** From then on nobody can sign in any more. */
  closesAt: timestamp,
  /** Milliseconds by which it was extended because the line had failed; in `inTimeUntil` and `closesAt` already. */
  extendedMs: count,
});
export type SignInWindow = z.infer<typeof signInWindow>;

/** `code`: scanned in the room; `port`: on the own page; `liaison`: entered by the liaison for somebody without a phone. */
export const signInMethods = ['code', 'port', 'liaison'] as const;
export type SignInMethod = (typeof signInMethods)[number];

/** A sign-in on record. */
export const signIn = z.strictObject({
  windowId: id,
  kind: z.enum(windowKinds),
  method: z.enum(signInMethods),
  /** The moment that counts: when the server saw the code, or the tap where there is none. */
  at: timestamp,
  /** 0 in time; otherwise minutes after the moment until which it was in time, rounded up. */
  lateMinutes: count,
  /** In which branch; null on a port. */
  branchId: id.nullable(),
  branchName: name.nullable(),
  /** In another branch than the own one. */
  elsewhere: z.boolean(),
  /** Who entered or confirmed it; null when the person did it alone. */
  byName: name.nullable(),
});
export type SignIn = z.infer<typeof signIn>;

/** A second person on a device: waits until the liaison says that this person is in the room. */
export const signInRequest = z.strictObject({
  requestId: id,
  windowId: id,
  traineeId: id,
  name,
  number: z.string(),
  branchId: id.nullable(),
  /** Who signed in with this device before. */
  otherName: name,
  at: timestamp,
  state: z.enum(['waiting', 'confirmed', 'denied']),
  decidedBy: name.nullable(),
});
export type SignInRequest = z.infer<typeof signInRequest>;

/** How many signed in to the window that was asked for last mid-lesson; null before the first one. */
export const askedFigures = z.strictObject({ windowId: id, signedIn: count }).nullable();

/** How far all have got, for those who see everybody. */
export const attendanceTotals = z.strictObject({ expected: count, signedIn: count, asked: askedFigures });
export type AttendanceTotals = z.infer<typeof attendanceTotals>;

/** How far a branch, or the ports (`branchId` null), have got. */
export const branchFigures = z.strictObject({
  branchId: id.nullable(),
  /** Trainees on the roster. */
  expected: count,
  /** Of them signed in to the lesson's own window, in time or late. */
  signedIn: count,
  late: count,
  /** Second persons on a device who wait for the liaison. */
  waiting: count,
  asked: askedFigures,
});
export type BranchFigures = z.infer<typeof branchFigures>;

/** What a person's page shows of attendance. */
export const ownAttendance = z.strictObject({
  windows: z.array(signInWindow),
  signIns: z.array(signIn),
  /** The own request that waits or was decided. */
  request: signInRequest.nullable(),
});
export type OwnAttendance = z.infer<typeof ownAttendance>;

/** What a join says of attendance: of the own person for trainees and ports, of the branch for screen and liaison. */
export const joinAttendance = z.strictObject({
  windows: z.array(signInWindow),
  signIns: z.array(signIn),
  figures: branchFigures.nullable(),
  /** For those who see everybody. */
  totals: attendanceTotals.nullable(),
});
export type JoinAttendance = z.infer<typeof joinAttendance>;
