import { z } from 'zod';
import { command } from './command.ts';
import { empty, id, name, role, timestamp } from './primitives.ts';

/**
 * How the big screens arrange what is on the stage. `auto` follows the tracks: a clip fills the picture, else slides are
 * large with the lecturer small, else guests stand beside the lecturer or in a grid, else the lecturer is large.
 */
export const stageLayouts = ['auto', 'lecturer', 'slides', 'side', 'grid', 'clip'] as const;
export const stageLayout = z.enum(stageLayouts);
export type StageLayout = z.infer<typeof stageLayout>;

/**
 * How far a calling-up has come. `called`: told that they are next; `ready`: checked off air, nobody else sees or hears
 * them yet; `live`: on the stage from `liveAt` on, which lies ahead during the countdown.
 */
export const callStates = ['called', 'ready', 'live'] as const;
export const callState = z.enum(callStates);
export type CallState = z.infer<typeof callState>;

/** Somebody who is called to the stage, as everybody sees it. */
export const stageGuest = z.strictObject({
  /** This calling-up; a second one of the same participant has another. */
  callId: id,
  participantId: id,
  role,
  name,
  branchId: id.nullable(),
  state: callState,
  calledAt: timestamp,
  /** When they go on air, or went; null before. */
  liveAt: timestamp.nullable(),
});
export type StageGuest = z.infer<typeof stageGuest>;

/** What a guest's own device found out off air. */
export const guestChecks = z.strictObject({
  picture: z.enum(['good', 'black', 'frozen', 'missing']),
  microphone: z.enum(['good', 'quiet', 'missing']),
  /** Whether the microphone hears the room's loudspeakers; `unknown` while the main sound is silent. */
  echo: z.enum(['none', 'some', 'strong', 'unknown']),
});
export type GuestChecks = z.infer<typeof guestChecks>;

/** A device of the main classroom that is kept ready to take the stage over. */
export const standbyDevice = z.strictObject({ participantId: id, name });
export type StandbyDevice = z.infer<typeof standbyDevice>;

/** A raised hand. */
export const hand = z.strictObject({
  handId: id,
  participantId: id,
  role,
  /** Who raised it. */
  name,
  /** The branch that comes to the stage for it; null for a port. */
  branchId: id.nullable(),
  branchName: name.nullable(),
  raisedAt: timestamp,
  /** How often the branch or port has been on the stage today (since midnight of the server's zone). */
  heardToday: z.number().int().nonnegative(),
  /** Whether whoever would be shown is connected: the branch's screen, or the port. */
  reachable: z.boolean(),
});
export type Hand = z.infer<typeof hand>;

/** The queue as the main classroom sees it. */
export const handQueue = z.strictObject({
  /** In its order; the first of them when there are many. */
  hands: z.array(hand),
  total: z.number().int().nonnegative(),
  /** Whether those who were not heard today come first. */
  fair: z.boolean(),
});
export type HandQueueView = z.infer<typeof handQueue>;

/** The hand that somebody has up, or that is up for their branch. */
export const ownHand = z.strictObject({
  handId: id,
  raisedAt: timestamp,
  /** 1 is next. */
  place: z.number().int().positive(),
});
export type OwnHand = z.infer<typeof ownHand>;

const callParams = z.strictObject({ callId: id });

export const stageCommands = {
  'stage.arrange': command({
    summary: 'Chooses how the big screens arrange the stage.',
    input: z.strictObject({ layout: stageLayout }),
    output: empty,
  }),
  'stage.call': command({
    summary:
      "Calls a branch's screen or a port to the stage: they are told that they are next and check themselves off air. At most four are called or live.",
    input: z.union([
      z.strictObject({ participantId: id }),
      z.strictObject({ branchId: id }),
      z.strictObject({ handId: id }),
    ]),
    output: z.strictObject({ guest: stageGuest }),
    rate: { perSecond: 4, burst: 12 },
  }),
  'stage.checked': command({
    summary: "A called guest's own result of the check off air; may be sent again while not live.",
    input: callParams.extend({ checks: guestChecks }),
    output: empty,
    rate: { perSecond: 2, burst: 10 },
  }),
  'stage.admit': command({
    summary: 'Puts a called guest on the stage after a countdown of three seconds.',
    input: callParams,
    output: z.strictObject({ guest: stageGuest }),
  }),
  'stage.release': command({
    summary: 'Takes a guest off the stage or withdraws the call; a guest may do it to themselves.',
    input: callParams,
    output: empty,
  }),
  'stage.standby': command({
    summary: 'Keeps this device of the main classroom ready to take the stage over, or no longer.',
    input: z.strictObject({ ready: z.boolean() }),
    output: empty,
  }),
  'stage.takeOver': command({
    summary: "Makes this device the main classroom's: its picture and sound replace those of the other one.",
    input: empty,
    output: empty,
    rate: { perSecond: 1, burst: 5 },
  }),
  'stage.dismissShown': command({
    summary: 'Takes away what is laid over the stage: a question, a poll, a pick.',
    input: empty,
    output: empty,
  }),
  'hand.raise': command({
    summary:
      'Raises a hand: a port for itself, everybody of a branch for the branch. Raising it twice changes nothing.',
    input: empty,
    output: z.strictObject({ hand: ownHand }),
    rate: { perSecond: 1, burst: 6 },
  }),
  'hand.lower': command({
    summary: 'Lowers the own hand, if it is raised.',
    input: empty,
    output: empty,
    rate: { perSecond: 1, burst: 6 },
  }),
  'hand.dismiss': command({
    summary: 'Takes a hand off the queue.',
    input: z.strictObject({ handId: id }),
    output: empty,
  }),
  'hand.list': command({
    summary: 'The queue in its order.',
    input: empty,
    output: handQueue,
  }),
  'hand.setFair': command({
    summary:
      'Whether those who were not heard today come first; otherwise the queue is ordered by time alone.',
    input: z.strictObject({ fair: z.boolean() }),
    output: empty,
  }),
} as const;

export const stageNotices = {
  /** To staff, at most twice a second: the queue as it is now. */
  'hand.changed': handQueue,
  /** To whoever raised it: where it stands, or that it is down. */
  'hand.own': z.strictObject({ hand: ownHand.nullable() }),
  /** To staff: what a guest's own check found. */
  'stage.guestChecked': z.strictObject({ callId: id, checks: guestChecks }),
} as const;
