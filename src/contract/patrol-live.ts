import { z } from 'zod';
import { command } from './command.ts';
import { consumerOptions, patrolSource, rtpParameters, trackKind, transportCommands } from './media.ts';
import { empty, id, name, role } from './primitives.ts';

/**
 * Patrol's live picture and sound. It goes over transports of its own, in a media room of its own: what is on patrol is
 * never on the stage, and nothing of the stage is ever on patrol.
 *
 * A branch's screen or a port publishes `patrolCamera` and `patrolMicrophone`, and sends nothing until `patrol.wanted` says
 * that somebody watches. An inspector watches one participant at a time and may have the next one warm.
 */

/** Who speaks to a room. */
export const patrolTalker = z.strictObject({ participantId: id, name, role });
export type PatrolTalker = z.infer<typeof patrolTalker>;

/** How far a talk has come: `connecting` until the room's page plays it, `heard` from then on. */
export const talkState = z.enum(['off', 'connecting', 'heard']);
export type TalkState = z.infer<typeof talkState>;

/** What the server holds of one participant's live patrol; part of what a join is answered with. */
export const ownPatrol = z.strictObject({
  /** Transports of patrol that outlived the drop; what is not among them has to be opened anew. */
  kept: z.strictObject({ send: z.boolean(), receive: z.boolean() }),
  /** Somebody watches this room: its camera and microphone are to send. */
  wanted: z.boolean(),
  /** Who speaks to this room. */
  talker: patrolTalker.nullable(),
});
export type OwnPatrol = z.infer<typeof ownPatrol>;

/** Whom to watch: a participant, or a branch's screen by its branch. */
export const patrolTarget = z.union([
  z.strictObject({ participantId: id }),
  z.strictObject({ branchId: id }),
]);
export type PatrolTarget = z.infer<typeof patrolTarget>;

const found = z.strictObject({
  participantId: id,
  /** Whether it has a camera or microphone on patrol now. When it has none, watching begins as soon as it does. */
  publishing: z.boolean(),
});

const patrolTransports = transportCommands({
  receive:
    "Opens (or opens anew) patrol's receiving transport with a paused consumer for each track that is watched or that talks to this room; later ones come by notice.",
  send: "Opens (or opens anew) patrol's sending transport. Tracks of an earlier one are closed.",
  connect: "Gives the client's DTLS parameters of a transport of patrol.",
  restartIce: 'Renews ICE of a transport of patrol after the address changed.',
});

export const patrolLiveCommands = {
  'patrol.watch': command({
    summary:
      'Watches a branch screen or port live, in place of the one before: its picture and sound begin, consumers come by notice. Stays until `patrol.unwatch`, also while the room is away.',
    input: patrolTarget,
    output: found,
    // An arrow key that is held down.
    rate: { perSecond: 10, burst: 40 },
  }),
  'patrol.unwatch': command({
    summary: 'Watches nobody any more; a talk ends with it.',
    input: empty,
    output: empty,
    rate: { perSecond: 10, burst: 40 },
  }),
  'patrol.warm': command({
    summary:
      'Has one more participant send, so that switching to it takes no time: the next of a tour. One at a time; null: none.',
    input: z.strictObject({ target: patrolTarget.nullable() }),
    output: z.strictObject({ participantId: id.nullable() }),
    rate: { perSecond: 10, burst: 40 },
  }),
  'patrol.talk': command({
    summary:
      'Begins or ends speaking to the room that is being watched: only its page receives the own `talkMicrophone`. Fails with talk_busy while somebody else speaks to it.',
    input: z.strictObject({ participantId: id, on: z.boolean() }),
    output: empty,
    rate: { perSecond: 4, burst: 12 },
  }),
  'patrol.openReceive': patrolTransports.receive,
  'patrol.openSend': patrolTransports.send,
  'patrol.connect': patrolTransports.connect,
  'patrol.restartIce': patrolTransports.restartIce,
  'patrol.produce': command({
    summary:
      'Publishes a track on patrol, in place of an earlier one of the same source. Rooms publish camera and microphone, those who watch their microphone for talking. The answer says whether it is to send at once.',
    input: z.strictObject({ transportId: id, source: patrolSource, kind: trackKind, rtpParameters }),
    output: z.strictObject({ trackId: id, wanted: z.boolean() }),
    rate: { perSecond: 5, burst: 20 },
  }),
  'patrol.unproduce': command({
    summary: 'Takes an own track off patrol.',
    input: z.strictObject({ trackId: id }),
    output: empty,
  }),
  'patrol.ready': command({
    summary: 'The client has set these consumers of patrol up: let them flow, beginning with a key frame.',
    // Watched and warm, each with picture and sound, and one more pair while they are exchanged.
    input: z.strictObject({ consumerIds: z.array(id).min(1).max(8) }),
    output: empty,
    rate: { perSecond: 40, burst: 80 },
  }),
} as const;

export const patrolLiveNotices = {
  /** Tracks of whom one watches (or of whoever talks to this room) came: here are their consumers, paused until `patrol.ready`. */
  'patrol.consumersOpened': z.strictObject({ consumers: z.array(consumerOptions) }),
  'patrol.consumerClosed': z.strictObject({ consumerId: id }),
  /** A transport of patrol is lost with its worker: open it anew. */
  'patrol.transportLost': z.strictObject({ direction: z.enum(['send', 'receive']) }),
  /** To a room: somebody watches, so send; or nobody does, so send nothing. */
  'patrol.wanted': z.strictObject({ wanted: z.boolean() }),
  /** To a room: who speaks to it; null when nobody does any more. */
  'patrol.talker': z.strictObject({ talker: patrolTalker.nullable() }),
  /** To whoever speaks to a room: how far it has come, and that it ended. */
  'patrol.talkChanged': z.strictObject({ participantId: id, state: talkState }),
} as const;
