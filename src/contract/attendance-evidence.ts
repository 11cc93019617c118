import { z } from 'zod';
import { attendanceLimits } from './attendance-limits.ts';
import { branchFigures, signIn } from './attendance-types.ts';
import { id, name, timestamp } from './primitives.ts';
import { plainLine } from './text.ts';

const count = z.number().int().nonnegative();

/** Why somebody decided something, in their own words. */
export const reason = plainLine(attendanceLimits.reason);

/** What the liaison says of somebody, and what a verdict says. */
export const markStates = ['present', 'late', 'leave', 'absent'] as const;
export const markState = z.enum(markStates);
export type MarkState = z.infer<typeof markState>;

/** Whoever said or saw something, and when. */
const bySomebody = { at: timestamp, byName: name };

/** One line of a roll call. */
export const mark = z.strictObject({ state: markState, ...bySomebody });
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
  ...bySomebody,
  heads: count.nullable(),
  /** What was found; null when it was in order, or nobody was there. */
  finding: z.string().nullable(),
  /** Somebody was connected in the branch. When nobody ever was, the branch was not seen. */
  here: z.boolean(),
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
  /** The newest look at the trainee's branch, of those that found somebody there if any did. */
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
  /** Whom it is about; null as well when the person is not on the roster any more. */
  traineeName: name.nullable(),
  branchId: id.nullable(),
  /**
   * What stood before and after, where there is something: a state; of `signedOff` the heads, of `windowExtended` the milliseconds,
   * of windows their kind, of `reminded` what about, of `signedIn` the method, of `settled` the contradiction.
   */
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

/** Somebody of another branch, or of a port, who signed in in this room. */
export const roomVisitor = z.strictObject({
  traineeId: id,
  number: z.string(),
  name,
  /** The own branch; null for a port. */
  branchName: name.nullable(),
  /** When they signed in here first. */
  at: timestamp,
});
export type RoomVisitor = z.infer<typeof roomVisitor>;

/** A branch's window that was extended, and why. */
export const windowExtension = z.strictObject({
  windowId: id,
  branchId: id.nullable(),
  traineeId: id.nullable(),
  /** Of that trainee; null for a branch, and for somebody who is not on the roster any more. */
  traineeName: name.nullable(),
  /** When the line was gone. */
  from: timestamp,
  until: timestamp,
});
export type WindowExtension = z.infer<typeof windowExtension>;
