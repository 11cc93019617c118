import { z } from 'zod';
import { joinAttendance } from './attendance-types.ts';
import { command } from './command.ts';
import { branch, course, lesson } from './course.ts';
import { participant } from './identity.ts';
import { iceServer, mediaSource, qualityReport, rtpCapabilities, trackKind } from './media.ts';
import { ownPatrol } from './patrol-live.ts';
import { ownPollAnswer, pollResults, publicPoll } from './polls.ts';
import { empty, id, name, role, timestamp } from './primitives.ts';
import { shownItem } from './shown.ts';
import { guestChecks, ownHand, stageGuest, stageLayout, standbyDevice } from './stage.ts';
import { stillPace } from './still-pace.ts';

/** One track on the stage. */
export const stageTrack = z.strictObject({
  trackId: id,
  source: mediaSource,
  kind: trackKind,
  /** Whose track it is. */
  participantId: id,
  /** What that participant is: lecturers' devices share one place on the stage, everybody else has their own. */
  role,
  /** The owner has muted it; viewers keep their consumer. */
  paused: z.boolean(),
});
export type StageTrack = z.infer<typeof stageTrack>;

/** `here`: connected; `away`: lost, and expected back; `absent`: never came or left on purpose. */
export const lecturerState = z.enum(['absent', 'here', 'away']);
export type LecturerState = z.infer<typeof lecturerState>;

/** What everyone sees and hears. */
export const stage = z.strictObject({
  /** What is on air. */
  tracks: z.array(stageTrack),
  layout: stageLayout,
  /** Whoever is called to the stage or on it, in the order of their calls. */
  guests: z.array(stageGuest),
  /** Devices of the main classroom that are kept ready to take the stage over. */
  standby: z.array(standbyDevice),
  lecturer: lecturerState,
  /** Since when the lecturer has been in that state. */
  lecturerSince: timestamp,
});
export type Stage = z.infer<typeof stage>;

export const lessonPhase = z.enum(['waiting', 'live', 'ended']);
export type LessonPhase = z.infer<typeof lessonPhase>;

/** `online`: a socket is open; `away`: dropped less than 30 s ago, the seat and its media are kept; `offline`: gone. */
export const presenceState = z.enum(['online', 'away', 'offline']);
export type PresenceState = z.infer<typeof presenceState>;

/** One participant as organiser, lecturer and inspectors see it. */
export const presence = z.strictObject({
  participantId: id,
  role,
  name,
  branchId: id.nullable(),
  state: presenceState,
  /** When this state began. */
  since: timestamp,
  /** The newest quality report of a participant who receives or sends media. */
  quality: qualityReport.nullable(),
});
export type Presence = z.infer<typeof presence>;

export const counts = z.strictObject({
  branchesOnline: z.number().int().nonnegative(),
  branchesTotal: z.number().int().nonnegative(),
  portsOnline: z.number().int().nonnegative(),
  portsTotal: z.number().int().nonnegative(),
  traineesOnline: z.number().int().nonnegative(),
});
export type Counts = z.infer<typeof counts>;

export const classroomSnapshot = z.strictObject({
  lesson,
  course,
  phase: lessonPhase,
  stage,
  counts,
  /** What is laid over the stage. */
  shown: shownItem.nullable(),
  /** The poll that the lesson's pages show: open, or closed and not put away. */
  poll: publicPoll.nullable(),
});
export type ClassroomSnapshot = z.infer<typeof classroomSnapshot>;

/** What happened in a classroom, in past tense. Numbered; see `eventEnvelope`. */
export const classroomEvents = {
  'lesson.started': z.strictObject({ lesson }),
  'lesson.ended': z.strictObject({ lesson }),
  'stage.changed': z.strictObject({ stage }),
  'shown.changed': z.strictObject({ shown: shownItem.nullable() }),
  'poll.changed': z.strictObject({ poll: publicPoll.nullable() }),
} as const;
export type ClassroomEvents = { [K in keyof typeof classroomEvents]: z.infer<(typeof classroomEvents)[K]> };

/**
 * A numbered event. Numbers grow within one epoch; gaps are normal, because some events go to some roles only. A client
 * that was away sends the last epoch and number that it saw.
 */
export type EventEnvelope = {
  [K in keyof ClassroomEvents]: { seq: number; at: number; name: K; data: ClassroomEvents[K] };
}[keyof ClassroomEvents];

/** What one person alone has going on in a classroom; a part that has nothing of theirs leaves its field out. */
export const ownState = z.strictObject({
  /** The own raised hand, or the one raised for the own branch. */
  hand: ownHand.nullable().optional(),
  /** Questions of the own whose answer was not seen yet. */
  answersUnseen: z.number().int().nonnegative().optional(),
  /** What the person answered to the current poll, as `poll.answer` took it. */
  pollAnswer: ownPollAnswer.nullable().optional(),
  /** The current poll's results as of now, if they are shown: an event from before may hold older ones. */
  pollResults: pollResults.nullable().optional(),
  /** To those who see everybody: what each called guest found out about itself off air, by call. */
  guestChecks: z.record(id, guestChecks).optional(),
  /** For rooms on patrol and those who patrol: what the server holds of their live patrol. */
  patrolLive: ownPatrol.optional(),
  /** Of a screen or port: when its first still is wanted. */
  still: stillPace.optional(),
  /** The sign-in windows, and how far the own person, branch or lesson has got. */
  attendance: joinAttendance.optional(),
});
export type OwnState = z.infer<typeof ownState>;

const lastSeen = z.strictObject({ epoch: id, seq: z.number().int().nonnegative() });

/** The branches, and the presence of everybody in them. */
const roster = z.strictObject({ branches: z.array(branch), presence: z.array(presence) });

export const joinAnswer = z.strictObject({
  me: participant,
  /** The name of the branch that `me` belongs to. */
  branchName: name.nullable(),
  serverTime: timestamp,
  /** Changes when the server's memory of the classroom began anew: all media has to be set up again. */
  epoch: id,
  seq: z.number().int().nonnegative(),
  /** The whole state; null when `missed` brings the client up to date. */
  snapshot: classroomSnapshot.nullable(),
  missed: z.array(z.strictObject({ seq: z.number(), at: timestamp, name: z.string(), data: z.unknown() })),
  own: ownState,
  /** For organiser, lecturer and inspectors all of it; for a liaison the own branch and those below it. */
  roster: roster.nullable(),
  /** For roles with media, when asked for: what `media.receive` and `media.send` need. */
  media: z
    .strictObject({ routerRtpCapabilities: rtpCapabilities, iceServers: z.array(iceServer) })
    .nullable(),
  /** True when the server still holds this participant's media transports from before the drop. */
  mediaKept: z.boolean(),
});
export type JoinAnswer = z.infer<typeof joinAnswer>;

export const classroomCommands = {
  'classroom.join': command({
    summary:
      "Enters a lesson's classroom: the named lesson, or the course's live, else next one. Also the way back after a drop.",
    input: z.strictObject({
      lessonId: id.optional(),
      lastSeen: lastSeen.optional(),
      /** Ask for the media parameters; a phone that only answers polls does not need them. */
      withMedia: z.boolean().default(false),
    }),
    output: joinAnswer,
    rate: { perSecond: 1, burst: 10 },
  }),
  'classroom.start': command({
    summary: 'Starts the lesson for everybody. Starting a started lesson changes nothing.',
    input: empty,
    output: z.strictObject({ lesson }),
    rate: { perSecond: 1, burst: 5 },
  }),
  'classroom.end': command({
    summary: 'Ends the lesson for everybody and clears the stage.',
    input: empty,
    output: z.strictObject({ lesson }),
    rate: { perSecond: 1, burst: 5 },
  }),
  'classroom.leave': command({
    summary: 'Leaves on purpose: the seat and its media are given up at once.',
    input: empty,
    output: empty,
  }),
} as const;

/** Unnumbered messages: newest wins, nothing is replayed. */
export const classroomNotices = {
  /** At most twice a second: whose presence changed. To those who got a roster, and of what that roster holds. */
  'presence.changed': z.strictObject({ presence: z.array(presence), counts }),
  /** In place of the roster from before: branches were changed, or somebody was moved to another one. */
  'roster.changed': roster,
  /** To everybody in the course, whichever lesson they are in: this one has begun. Who waits for another one may want to go there. */
  'course.lessonStarted': z.strictObject({ courseId: id, lessonId: id }),
  /** The organiser renamed or moved whom this session is for, or renamed their branch. The session goes on as this one. */
  'session.changed': z.strictObject({ participant, branchName: name.nullable() }),
  /** The same link was opened elsewhere, and that device has taken over. */
  'session.replaced': empty,
  /** The session was revoked: nothing will work until a new link is opened. */
  'session.revoked': empty,
  /** The server is going down on purpose and will be back. */
  'server.stopping': empty,
} as const;
