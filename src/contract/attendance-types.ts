import { z } from 'zod';
import { attendanceLimits } from './attendance-limits.ts';
import { id, name, timestamp } from './primitives.ts';
import { plainLine } from './text.ts';

const count = z.number().int().nonnegative();
const minutes = (most: number) => z.number().int().min(0).max(most);

/** Why somebody decided something, in their own words. */
export const reason = plainLine(attendanceLimits.reason);

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

/** What the liaison says of somebody, and what a verdict says. */
export const markStates = ['present', 'late', 'leave', 'absent'] as const;
export const markState = z.enum(markStates);
export type MarkState = z.infer<typeof markState>;

/** One line of a roll call. */
export const mark = z.strictObject({
  state: markState,
  at: timestamp,
  byName: name,
});
export type Mark = z.infer<typeof mark>;

/** A room's roll call; `revision` 0 and `signedOffAt` null before the first one. */
export const rollCall = z.strictObject({
  branchId: id,
  revision: count,
  /** People in the room; null when nobody counted. */
  heads: count.nullable(),
  note: z.string(),
  photoId: id.nullable(),
  signedOffAt: timestamp.nullable(),
  signedOffBy: name.nullable(),
});
export type RollCall = z.infer<typeof rollCall>;

/** A reminder to the liaison of a branch: the roll call is missing, or people are. */
export const reminderAbout = z.enum(['rollCall', 'absent']);
export type ReminderAbout = z.infer<typeof reminderAbout>;
export const reminder = z.strictObject({
  about: reminderAbout,
  at: timestamp,
  /** Null for the server's own. */
  byName: name.nullable(),
});
export type Reminder = z.infer<typeof reminder>;

/** How a course counts attendance. Minutes are whole; see `docs/architecture.md` for what follows from it. */
export const attendancePolicy = z.strictObject({
  /** Minutes before the lesson's start from which on people can sign in. */
  opensBeforeMin: minutes(240),
  /** Minutes after the start until which it is in time. */
  graceMin: minutes(60),
  /** Minutes after the start after which nobody can sign in any more; null until the lesson's end. */
  closesAfterMin: minutes(600).nullable(),
  /** More minutes late than these count as absent; null never. */
  lateIsAbsentAfterMin: minutes(600).nullable(),
  /** What being late is worth, from 0 to 1. */
  lateWorth: z.number().min(0).max(1),
  /** What leave is worth: left out of the score, or as if present or absent. */
  leaveCounts: z.enum(['neutral', 'present', 'absent']),
  /** A window asked for mid-lesson that was missed: nothing follows, it counts as late, or as absent. */
  missedCounts: z.enum(['nothing', 'late', 'absent']),
  /** Called present without having signed in: to be decided by the organiser, or counted as present or absent. */
  calledAlone: z.enum(['decide', 'present', 'absent']),
  /** People may sign in in another branch than their own; it is marked. */
  visitingRooms: z.boolean(),
  /** A port that watched a smaller part of the lesson than this, 0 to 1, is put before the organiser; null never. */
  portShare: z.number().min(0).max(1).nullable(),
  /** Minutes after the start after which branches without roll call are reminded; null never. */
  remindAfterMin: minutes(600).nullable(),
});
export type AttendancePolicy = z.infer<typeof attendancePolicy>;

/** The policy of a course that has settled nothing. */
export const usualPolicy: AttendancePolicy = {
  opensBeforeMin: 30,
  graceMin: 5,
  closesAfterMin: null,
  lateIsAbsentAfterMin: 30,
  lateWorth: 0.5,
  leaveCounts: 'neutral',
  missedCounts: 'nothing',
  calledAlone: 'decide',
  visitingRooms: false,
  portShare: 0.5,
  remindAfterMin: 15,
};

/** What speaks against each other. Those of a branch concern all who signed in there. */
export const contradictionKinds = [
  /** Signed in, and called absent. */
  'signed_in_called_absent',
  /** Called present, and not signed in; only when the policy leaves it to the organiser. */
  'called_present_not_signed_in',
  /** A port that signed in and then hardly watched. */
  'port_hardly_watched',
  /** Of a branch: no round saw it while others were seen. */
  'branch_never_seen',
  /** Of a branch: more people signed in than heads were counted. */
  'more_sign_ins_than_heads',
] as const;
export const contradictionKind = z.enum(contradictionKinds);
export type ContradictionKind = z.infer<typeof contradictionKind>;

/** Minutes of a port or of a branch's screen, reconnects merged. `connected` is the sum of the others and `idle`. */
export const presenceTime = z.strictObject({
  connectedMinutes: z.number().nonnegative(),
  /** The page was visible and played the lesson. */
  watchingMinutes: z.number().nonnegative(),
  /** The page was hidden: another tab or app was in front of it. */
  hiddenMinutes: z.number().nonnegative(),
  firstAt: timestamp,
  lastAt: timestamp,
  /** Times that it came back after being gone for longer than the seat is kept. */
  reconnects: count,
});
export type PresenceTime = z.infer<typeof presenceTime>;

/** A branch seen by an inspector. */
export const branchSeen = z.strictObject({
  at: timestamp,
  byName: name,
  heads: count.nullable(),
  /** What was found; null when it was in order. */
  finding: z.string().nullable(),
});
export type BranchSeen = z.infer<typeof branchSeen>;

/** Everything known of one trainee in one lesson, and what follows from it. */
export const evidence = z.strictObject({
  traineeId: id,
  number: z.string(),
  name,
  unit: z.string(),
  branchId: id.nullable(),
  branchName: name.nullable(),
  port: z.boolean(),
  signIns: z.array(signIn),
  mark: mark.nullable(),
  presence: presenceTime.nullable(),
  /** The newest look at the trainee's branch. */
  seen: branchSeen.nullable(),
  verdict: z.strictObject({
    /** Null while a contradiction is to be decided, or while the lesson goes on and the person can still come. */
    state: markState.nullable(),
    /** What it is worth, 0 to 1; null when it is left out or not known yet. */
    worth: z.number().min(0).max(1).nullable(),
    /** Of late: by how many minutes. */
    lateMinutes: count,
    contradictions: z.array(contradictionKind),
    /** The organiser's decision; it stands whatever the sources say. */
    decided: z.strictObject({ state: markState, reason: z.string(), byName: name, at: timestamp }).nullable(),
  }),
});
export type Evidence = z.infer<typeof evidence>;

/** One change that somebody made, or that happened by itself. */
export const attendanceChange = z.strictObject({
  at: timestamp,
  /** Null for what happened by itself. */
  byName: name.nullable(),
  what: z.enum([
    'signedIn',
    'requested',
    'confirmed',
    'denied',
    'marked',
    'signedOff',
    'decided',
    'undecided',
    'settled',
    'windowAsked',
    'windowClosed',
    'windowExtended',
    'reminded',
  ]),
  traineeId: id.nullable(),
  branchId: id.nullable(),
  /** The state before and after, where there is one. */
  before: z.string().nullable(),
  after: z.string().nullable(),
  reason: z.string(),
});
export type AttendanceChange = z.infer<typeof attendanceChange>;

/** One entry of the organiser's work list. */
export const workItem = z.strictObject({
  kind: contradictionKind,
  branchId: id.nullable(),
  branchName: name.nullable(),
  /** Null for what concerns a whole branch. */
  trainee: z.strictObject({ traineeId: id, name, number: z.string() }).nullable(),
  /** People who signed in there, and the heads that were counted; for what concerns a branch. */
  signedIn: count,
  heads: count.nullable(),
});
export type WorkItem = z.infer<typeof workItem>;

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
});
export type BranchFigures = z.infer<typeof branchFigures>;

/** The same with the roll call. */
export const boardRow = z.strictObject({
  ...branchFigures.shape,
  name: name.nullable(),
  level: z.union([z.literal(1), z.literal(2)]).nullable(),
  parentId: id.nullable(),
  unit: z.string(),
  liaisonName: z.string(),
  liaisonPhone: z.string(),
  rollCall: rollCall.nullable(),
  called: z.strictObject({ present: count, late: count, leave: count, absent: count }),
  reminders: z.array(reminder),
  /** Newest look by an inspector. */
  seen: branchSeen.nullable(),
  /** Own figures and those of all branches below, rolled up. */
  total: z.strictObject({ expected: count, signedIn: count, late: count, rollCalls: count, branches: count }),
});
export type BoardRow = z.infer<typeof boardRow>;

/** A trainee in the liaison's list. */
export const roomTrainee = z.strictObject({
  traineeId: id,
  number: z.string(),
  name,
  port: z.boolean(),
  signIns: z.array(signIn),
  mark: mark.nullable(),
});
export type RoomTrainee = z.infer<typeof roomTrainee>;

/** A branch's window that was extended, and why. */
export const windowExtension = z.strictObject({
  windowId: id,
  branchId: id.nullable(),
  traineeId: id.nullable(),
  /** When the line was gone. */
  from: timestamp,
  until: timestamp,
});
export type WindowExtension = z.infer<typeof windowExtension>;

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
  totals: z
    .strictObject({ expected: z.number().int().nonnegative(), signedIn: z.number().int().nonnegative() })
    .nullable(),
});
export type JoinAttendance = z.infer<typeof joinAttendance>;
