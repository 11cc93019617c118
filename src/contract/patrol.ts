import { z } from 'zod';
import { presenceState } from './classroom.ts';
import { command, file } from './command.ts';
import { branch } from './course.ts';
import { attentionKinds, findingKinds, findingStates, patrolLimits } from './patrol-limits.ts';
import { empty, id, name, role, timestamp, revision } from './primitives.ts';
import { fileLanguage } from './records.ts';
import { stillPace } from './still-pace.ts';
import { plainLine, plainText } from './text.ts';

export { attentionKinds, findingKinds, findingStates, patrolLimits } from './patrol-limits.ts';
export { canBeSeen } from './can-be-seen.ts';
export { stillPace, type StillPace } from './still-pace.ts';

const count = z.number().int().nonnegative();
const headCount = z.number().int().min(0).max(patrolLimits.heads);

/** The bytes of a picture that a page sends, JPEG or WebP. */
const sentPicture = (most: number) =>
  z.custom<Uint8Array>(
    (value) => value instanceof Uint8Array && value.byteLength > 0 && value.byteLength <= most,
    `a picture (JPEG or WebP) of at most ${most} bytes`,
  );
/** The bytes of a picture as they come: a Buffer in Node, an ArrayBuffer in a browser. */
const receivedPicture = z.custom<Uint8Array<ArrayBuffer> | ArrayBuffer>(
  (value) => value instanceof Uint8Array || value instanceof ArrayBuffer,
  'a picture',
);

export const pictureType = z.enum(['image/jpeg', 'image/webp']);
export type PictureType = z.infer<typeof pictureType>;

/** Decibels of full scale, -100 (nothing) to 0; null without a microphone. The mean since the still before. */
const soundLevel = z.number().min(-100).max(0).nullable();

/** What a page knows of its own still, computed from the small canvas. All of it is a claim that the server checks. */
const pictureFacts = z.strictObject({
  /** Mean brightness (Rec. 601 luma), 0 to 255. */
  luma: z.number().min(0).max(255),
  /** Standard deviation of the brightness, 0 to 255. */
  spread: z.number().min(0).max(255),
  /** Mean absolute difference of the brightness to the still before, 0 to 255; null for the first one. */
  change: z.number().min(0).max(255).nullable(),
});
export type PictureFacts = z.infer<typeof pictureFacts>;

export const attentionKind = z.enum(attentionKinds);
export type AttentionKind = z.infer<typeof attentionKind>;

/** Something about a room that wants a look, and since when. */
export const attention = z.strictObject({ kind: attentionKind, since: timestamp });
export type Attention = z.infer<typeof attention>;

/** Somebody who patrols. */
const inspector = z.strictObject({ sessionId: id, name, role });
export type Inspector = z.infer<typeof inspector>;

/** `inOrder`: one key said so; `finding`: something was filed; `absent`: nobody was connected there, so nothing was to be seen. */
const outcome = z.enum(['inOrder', 'finding', 'absent']);

/** That somebody saw a room, in a round or outside of one. */
const sighting = z.strictObject({ at: timestamp, by: name, outcome });
export type Sighting = z.infer<typeof sighting>;

/** How a connection does, as a word: `weak` is noticed, `bad` is no class. */
export const lineQuality = z.enum(['good', 'weak', 'bad']);
export type LineQuality = z.infer<typeof lineQuality>;

/** One branch or one port on the wall. */
export const wallTile = z.strictObject({
  /** The branch's id; of a port its trainee's, or its session's when it is not on the roster. */
  tileId: id,
  of: z.enum(['branch', 'port']),
  name,
  /** Null for a port. */
  level: branch.shape.level.nullable(),
  /** The level-1 branch above; of a port the branch that it belongs to. */
  parentId: id.nullable(),
  /** Empty when it belongs to none. */
  unit: z.string(),
  /** `offline` with `since` null: it never came. */
  state: presenceState,
  since: timestamp.nullable(),
  /** The session whose camera it is; what the live picture is asked of. Null while nobody is connected. */
  participantId: id.nullable(),
  /** When the server received the newest still; null without one. A port's goes when its page says that there is none any more. */
  stillAt: timestamp.nullable(),
  /** The most urgent first; empty when all is well. */
  attention: z.array(attention),
  /** The newest head count on record, of an inspector. */
  heads: z.strictObject({ count: headCount, at: timestamp, by: name }).nullable(),
  /** Of the lesson's trainees here, how many have signed in; null while nothing is known. */
  signIn: z.strictObject({ signedIn: count, expected: count }).nullable(),
  /** Null while nothing is known. */
  line: lineQuality.nullable(),
  sound: soundLevel,
  /** When this lesson's patrol last saw it. */
  lastSeen: sighting.nullable(),
  /** Findings of this lesson that are not settled. */
  openFindings: count,
});
export type WallTile = z.infer<typeof wallTile>;

/** A room in a round. */
export const roundTile = z.strictObject({
  tileId: id,
  name,
  /** Whose it is; null while nobody is on duty, and of one that was seen. */
  assignedTo: id.nullable(),
  /** Its place in the order in which its inspector goes through them. */
  place: count,
  seen: z.strictObject({ ...sighting.shape, headCount: headCount.nullable() }).nullable(),
});
export type RoundTile = z.infer<typeof roundTile>;

/** Somebody on duty, with what is left for them and what they have seen. */
const dutyMember = z.strictObject({ ...inspector.shape, assigned: count, seen: count });
export type DutyMember = z.infer<typeof dutyMember>;

/** One pass over the rooms. */
export const round = z.strictObject({
  roundId: id,
  lessonId: id,
  /** Counts a lesson's rounds from 1. */
  number: z.number().int().positive(),
  /** Minutes after the lesson's start at which it was planned; null for one that somebody started. */
  plannedMinute: z.number().int().nonnegative().nullable(),
  startedAt: timestamp,
  /** Null while it runs. A round ends by itself when every room was seen, when the next one begins, or with the lesson. */
  endedAt: timestamp.nullable(),
  ports: z.boolean(),
  total: count,
  /** Rooms that somebody looked at, those among them in which nobody was. */
  seen: count,
  /** Rooms in which nobody was whenever somebody looked. */
  absent: count,
  findings: count,
});
export type Round = z.infer<typeof round>;

export const findingKind = z.enum(findingKinds);
export type FindingKind = z.infer<typeof findingKind>;
export const findingState = z.enum(findingStates);
export type FindingState = z.infer<typeof findingState>;

/** What somebody wrote on a finding. */
const remark = z.strictObject({ text: z.string(), by: name, at: timestamp });

/** What an inspector filed, and what became of it. */
export const finding = z.strictObject({
  findingId: id,
  courseId: id,
  lessonId: id,
  lessonTitle: name,
  /** Null for one that was filed outside of a round. */
  round: z.strictObject({ roundId: id, number: z.number().int().positive() }).nullable(),
  tileId: id,
  of: z.enum(['branch', 'port']),
  /** The branch, or the one that the port belongs to. */
  branchId: id.nullable(),
  /** The room's or port's name as it was. */
  name,
  kind: findingKind,
  note: z.string(),
  headCount: headCount.nullable(),
  /** Served at `GET /api/findings/:findingId/picture`; null without one. */
  picture: z.strictObject({ type: pictureType, width: count, height: count, bytes: count }).nullable(),
  filedAt: timestamp,
  filedBy: z.strictObject({ name, role }),
  state: findingState,
  /** The liaison's. */
  answer: remark.nullable(),
  /** The organiser's last word: why it is settled, or why it was reopened. */
  settlement: remark.nullable(),
  revision,
});
export type Finding = z.infer<typeof finding>;

const which = z.strictObject({ roundId: id });

export const patrolCommands = {
  'patrol.still': command({
    summary:
      "Sends the newest still of the own camera, or says that there is none. The answer says when the next one is wanted: the server sets the pace. A page that is looked at may leave the acknowledgement out for a few in a row and keep the pace. Refused as `picture_refused` when type, sides or size, read from the bytes, are not a still's.",
    input: z.strictObject({
      picture: sentPicture(patrolLimits.stillBytes).nullable(),
      /** Of the picture; null without one. */
      facts: pictureFacts.nullable(),
      /** `on` with a picture; otherwise why there is none. `refused`: the person or the browser did not allow it. */
      camera: z.enum(['on', 'off', 'refused', 'none']),
      sound: soundLevel,
      /** Milliseconds until the last still was acknowledged that asked for it; null before. A thin line is asked for fewer. */
      sentMs: z.number().int().min(0).max(600_000).nullable(),
    }),
    output: stillPace,
    // A look brings the next still forward, and a page that comes back starts anew.
    rate: { perSecond: 1, burst: 8 },
  }),
  'patrol.wall': command({
    summary:
      'Opens the wall: a tile for every branch and port. `patrol.wallChanged` follows until `patrol.closeWall` or the socket ends.',
    input: empty,
    output: z.strictObject({ tiles: z.array(wallTile), serverTime: timestamp }),
    rate: { perSecond: 1, burst: 5 },
  }),
  'patrol.closeWall': command({
    summary: 'The page shows the wall no more: no news of it, and no stills.',
    input: empty,
    output: empty,
  }),
  'patrol.look': command({
    summary:
      'The tiles that this page shows now, in place of those it showed before. Their newest stills come at once as `patrol.still`, and new ones about every two seconds. To be said again every `lookRenewMs`, or the stills stop after `lookMs`.',
    input: z.strictObject({ tileIds: z.array(id).max(patrolLimits.lookTiles) }),
    output: z.strictObject({
      /** Milliseconds between two stills of a room that is looked at. */
      intervalMs: z.number().int().positive(),
    }),
    // Scrolling: a page says it at most five times a second.
    rate: { perSecond: 5, burst: 20 },
  }),
  'patrol.round': command({
    summary: "The lesson's running round, or else its last one, with its rooms, and who is on duty.",
    input: empty,
    output: z.strictObject({
      round: round.nullable(),
      tiles: z.array(roundTile),
      duty: z.array(dutyMember),
      /** When the next planned round is due; null when none is. */
      nextAt: timestamp.nullable(),
    }),
    rate: { perSecond: 1, burst: 8 },
  }),
  'patrol.startRound': command({
    summary:
      'Starts a round over all branches, and over the ports if wanted. One that runs is ended. The page makes the id: sent again it changes nothing.',
    input: z.strictObject({ roundId: id, ports: z.boolean().default(false) }),
    output: z.strictObject({ round }),
    rate: { perSecond: 1, burst: 5 },
  }),
  'patrol.endRound': command({
    summary: 'Ends the round as it is. Ending it twice changes nothing.',
    input: which,
    output: z.strictObject({ round }),
    rate: { perSecond: 1, burst: 5 },
  }),
  'patrol.duty': command({
    summary:
      'Goes on duty or off duty. Inspectors are on duty while they are in the classroom unless they say otherwise; organiser and lecturer are when they say so.',
    input: z.strictObject({ on: z.boolean() }),
    output: z.strictObject({ on: z.boolean() }),
    rate: { perSecond: 1, burst: 6 },
  }),
  'patrol.mark': command({
    summary:
      'Marks a room as in order, in the running round or outside of one. A room counts once in a round: who comes second is answered with who saw it first. The page makes the id: sent again it counts once. Received means committed.',
    input: z.strictObject({ markId: id, tileId: id, headCount: headCount.nullable().default(null) }),
    output: z.strictObject({
      seen: sighting,
      /** Somebody had seen it in this round before. */
      already: z.boolean(),
    }),
    rate: { perSecond: 5, burst: 20 },
  }),
  'patrol.file': command({
    summary:
      "Files a finding about a room, with a picture: the server's newest still of the room, a picture that the page has, or none. The page makes the id: sent again it is filed once. Received means committed.",
    input: z.strictObject({
      findingId: id,
      tileId: id,
      kind: findingKind,
      note: z.union([z.literal(''), plainText(patrolLimits.note)]).default(''),
      headCount: headCount.nullable().default(null),
      /** `newest`: the server's newest still; when it has none, the finding has no picture. */
      picture: z.union([z.literal('newest'), sentPicture(patrolLimits.pictureBytes)]).nullable(),
    }),
    output: z.strictObject({ finding }),
    rate: { perSecond: 1, burst: 8 },
  }),
  'patrol.say': command({
    summary:
      "Sends a line of text to a room: it is announced on the room's screen and to its liaison; a port gets it as `patrol.said`. The page makes the id: sent again it is said once.",
    input: z.strictObject({ messageId: id, tileId: id, text: plainLine(patrolLimits.line) }),
    output: empty,
    rate: { perSecond: 1, burst: 5 },
  }),
} as const;

export const patrolNotices = {
  /** To whoever sends stills: the pace has changed, because somebody looks or nobody looks any more. */
  'patrol.pace': stillPace,
  /** To whoever looks at that tile: its newest still, as its page sent it. */
  'patrol.still': z.strictObject({
    tileId: id,
    type: pictureType,
    width: count,
    height: count,
    /** When the server received it. */
    at: timestamp,
    /** As `wallTile.sound`, with this still. */
    sound: soundLevel,
    picture: receivedPicture,
  }),
  /** To a port: a line of text from the main classroom. Rooms get theirs as an announcement. */
  'patrol.said': z.strictObject({ messageId: id, text: z.string(), by: name, at: timestamp }),
  /** To those who have the wall open, at most once a second: the tiles that changed, and those that are gone. */
  'patrol.wallChanged': z.strictObject({ tiles: z.array(wallTile), gone: z.array(id) }),
  /** To staff, at most twice a second: the round, the rooms that changed since the last one, and who is on duty. */
  'patrol.roundChanged': z.strictObject({
    round: round.nullable(),
    /** Rooms that changed; all of them when the round is another one than before. */
    tiles: z.array(roundTile),
    duty: z.array(dutyMember),
    nextAt: timestamp.nullable(),
  }),
  /** To the course's staff, and to the liaisons of the room and of the branch above: filed, answered, settled or reopened. */
  'patrol.findingChanged': z.strictObject({ finding }),
} as const;

const courseParams = z.strictObject({ courseId: id });
const lessonParams = z.strictObject({ courseId: id, lessonId: id });
const findingParams = z.strictObject({ courseId: id, findingId: id });

const findingFilter = {
  lessonId: id.optional(),
  roundId: id.optional(),
  /** The branch and those below it. */
  branchId: id.optional(),
  kind: findingKind.optional(),
  state: findingState.optional(),
  /** Part of the room's name or of what was written. */
  text: z.string().trim().max(100).optional(),
};
export type FindingFilter = z.output<z.ZodObject<typeof findingFilter>>;

/** A reason or an answer; what was there before is kept in the audit. */
const remarkBody = z.strictObject({
  text: plainText(patrolLimits.note),
  revision,
});

const plan = z.strictObject({
  /** Minutes after the lesson's start, ascending and different. */
  minutes: z
    .array(z.number().int().min(0).max(patrolLimits.plannedMinute))
    .max(patrolLimits.plannedRounds)
    .refine(
      (minutes) => minutes.every((minute, at) => at === 0 || minute > (minutes[at - 1] ?? minute)),
      'ascending and different',
    ),
  /** Whether planned rounds go over the ports too. */
  ports: z.boolean(),
});
export type PatrolPlan = z.infer<typeof plan>;

export const patrolRoutes = {
  'GET /api/courses/:courseId/lessons/:lessonId/patrol-plan': {
    summary: 'The rounds that are planned for a lesson; no minutes when none are.',
    params: lessonParams,
    query: empty,
    body: z.undefined(),
    output: plan,
  },
  'PUT /api/courses/:courseId/lessons/:lessonId/patrol-plan': {
    summary: 'Plans the rounds of a lesson. Those whose time has passed are not started any more.',
    params: lessonParams,
    query: empty,
    body: plan,
    output: plan,
  },
  'GET /api/courses/:courseId/rounds': {
    summary: 'The rounds of a course or of one lesson, the newest first, with their coverage.',
    params: courseParams,
    query: z.strictObject({ lessonId: id.optional() }),
    body: z.undefined(),
    output: z.strictObject({ rounds: z.array(round) }),
  },
  'GET /api/courses/:courseId/rounds/:roundId': {
    summary: 'One round with its rooms: which were seen, when and by whom.',
    params: z.strictObject({ courseId: id, roundId: id }),
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ round, tiles: z.array(roundTile) }),
  },
  'GET /api/courses/:courseId/findings': {
    summary:
      'Findings, the newest first, a page at a time. A liaison sees those of the own branch and of those below it.',
    params: courseParams,
    query: z.strictObject({
      ...findingFilter,
      offset: z.coerce.number().int().nonnegative().default(0),
      limit: z.coerce.number().int().min(1).max(200).default(patrolLimits.page),
    }),
    body: z.undefined(),
    output: z.strictObject({
      findings: z.array(finding),
      total: count,
      /** Of all that this session may see, whatever the filter: how many are in each state. */
      states: z.strictObject({ open: count, answered: count, settled: count }),
    }),
  },
  'GET /api/courses/:courseId/findings/export': {
    summary:
      'Findings, and as XLSX also the rounds with every room that was seen, as a spreadsheet. Pictures are not in it.',
    params: courseParams,
    query: z.strictObject({
      ...findingFilter,
      format: z.enum(['xlsx', 'csv']).default('xlsx'),
      language: fileLanguage,
    }),
    body: z.undefined(),
    output: file,
    download: true,
  },
  'POST /api/courses/:courseId/findings/:findingId/answer': {
    summary:
      "The liaison's answer to a finding, in place of an earlier one; refuses with `finding_settled` once it is settled.",
    params: findingParams,
    query: empty,
    body: remarkBody,
    output: finding,
  },
  'POST /api/courses/:courseId/findings/:findingId/settlement': {
    summary: 'Settles a finding with a word.',
    params: findingParams,
    query: empty,
    body: remarkBody,
    output: finding,
  },
  'POST /api/courses/:courseId/findings/:findingId/reopening': {
    summary: 'Opens a settled finding again, with a word.',
    params: findingParams,
    query: empty,
    body: remarkBody,
    output: finding,
  },
  'GET /api/findings/:findingId/picture': {
    summary: "A finding's picture, for those who may read the finding.",
    params: z.strictObject({ findingId: id }),
    query: z.strictObject({
      /** The session, where a browser cannot send the header: addresses of pictures. */
      session: id.optional(),
    }),
    body: z.undefined(),
    output: empty,
    raw: true,
  },
} as const;
