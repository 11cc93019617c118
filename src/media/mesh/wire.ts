import { z } from 'zod';
import {
  consumerOptions,
  dtlsParameters,
  iceParameters,
  rtpCapabilities,
  rtpParameters,
  trackKind,
  trackSource,
  transportOptions,
} from '../../contract/media.ts';

/** What nodes ask each other about media. They are one program: shapes are checked, sizes are not bounded. */

const id = z.string().min(1);
const nothing = z.object({});
const number = z.number().int().nonnegative();

export const wireTrack = z.object({
  id,
  peerId: id,
  source: trackSource,
  kind: trackKind,
  paused: z.boolean(),
});

/** Tracks of other nodes that a node shall have, and from which node it gets each. The newest list holds. */
const sources = z.object({ version: number, tracks: z.array(z.object({ track: wireTrack, from: id })) });
export type Sources = z.infer<typeof sources>;

/** What one peer sends over its present transport. The newest list holds. */
const ownTracks = z.object({ version: number, tracks: z.array(wireTrack) });
export type OwnTracks = z.infer<typeof ownTracks>;

const direction = z.enum(['send', 'receive']);
export type Direction = z.infer<typeof direction>;

/** A peer on a node. `handle` is a name that its room's owner made for it. */
const peerAt = { room: id, handle: id };
/** The owner counts the transports that it opens: what is told of an earlier one is old. */
const opening = {
  ...peerAt,
  peer: z.object({ id, kind: z.enum(['room', 'person']) }),
  generation: number,
};

/** What a peer's node tells the room's owner. */
const happened = z.discriminatedUnion('event', [
  z.object({ event: z.literal('consumerOpened'), consumer: consumerOptions }),
  z.object({ event: z.literal('consumerClosed'), consumerId: id }),
  z.object({ event: z.literal('consumerPaused'), consumerId: id, paused: z.boolean() }),
  z.object({ event: z.literal('layerChanged'), consumerId: id, spatialLayer: z.number().int().nullable() }),
  z.object({ event: z.literal('transportLost'), direction }),
  z.object({ event: z.literal('ownTracks'), own: ownTracks }),
]);
export type Happened = z.infer<typeof happened>;
const newsItem = z.object({ handle: id, generation: number, what: happened });
export type NewsItem = z.infer<typeof newsItem>;

/** The end of a pipe. The key is for this one pipe and both its ends only. */
const pipeEnd = {
  ip: id,
  port: z.number().int().min(1).max(65_535),
  srtp: z.object({ cryptoSuite: z.literal('AEAD_AES_256_GCM'), keyBase64: id }),
};
const pipe = { room: id, trackId: id, pipe: id };

export const operations = {
  'media.openReceive': {
    input: z.object({ ...opening, rtpCapabilities, wanted: z.array(id), sources }),
    output: z.object({ transport: transportOptions, consumers: z.array(consumerOptions) }),
  },
  'media.openSend': { input: z.object(opening), output: z.object({ transport: transportOptions }) },
  'media.connect': {
    input: z.object({ ...peerAt, transportId: id, dtlsParameters }),
    output: nothing,
  },
  'media.restartIce': {
    input: z.object({ ...peerAt, transportId: id }),
    output: z.object({ iceParameters }),
  },
  'media.produce': {
    input: z.object({
      ...peerAt,
      transportId: id,
      source: trackSource,
      kind: trackKind,
      rtpParameters,
      paused: z.boolean(),
    }),
    output: z.object({ track: wireTrack, own: ownTracks }),
  },
  'media.setPaused': {
    input: z.object({ ...peerAt, trackId: id, paused: z.boolean() }),
    output: z.object({ own: ownTracks }),
  },
  'media.unproduce': { input: z.object({ ...peerAt, trackId: id }), output: z.object({ own: ownTracks }) },
  'media.ready': { input: z.object({ ...peerAt, consumerIds: z.array(id) }), output: nothing },
  'media.preferLayer': {
    input: z.object({ ...peerAt, consumerId: id, spatialLayer: number }),
    output: nothing,
  },
  'media.receivedBytes': {
    input: z.object(peerAt),
    output: z.object({ bytes: z.number().nullable() }),
  },
  /** The owner's wishes for one room on one node: what has changed of who follows what, and which peers have ended. */
  'media.change': {
    input: z.object({
      room: id,
      sources,
      follows: z.array(z.object({ handles: z.array(id), trackIds: z.array(id) })),
      ended: z.array(id),
    }),
    output: nothing,
  },
  'media.closeRoom': { input: z.object({ room: id }), output: nothing },
  /** To the owner. Items are numbered from `first`; those that it has had already are sent again after a failure. */
  'media.news': {
    input: z.object({ room: id, first: number, items: z.array(newsItem) }),
    output: nothing,
  },
  /** A node fetches a track from another one that has it. */
  'media.pull': {
    input: z.object({ ...pipe, ...pipeEnd }),
    output: z.object({ ...pipeEnd, kind: trackKind, rtpParameters, paused: z.boolean() }),
  },
  /** What has been sent to it through a pipe. */
  'media.piped': { input: z.object(pipe), output: z.object({ bytes: number }) },
  /** It does not need it any more. */
  'media.unpull': { input: z.object(pipe), output: nothing },
  /** The node that it came from has lost it. */
  'media.cut': { input: z.object(pipe), output: nothing },
} as const;

export type Operations = typeof operations;
export type Operation = keyof Operations;
export type Input<K extends Operation> = z.input<Operations[K]['input']>;
export type Output<K extends Operation> = z.output<Operations[K]['output']>;
