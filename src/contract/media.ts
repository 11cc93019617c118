import { z } from 'zod';
import { command } from './command.ts';
import { limits } from './limits.ts';
import { empty, id } from './primitives.ts';
import { mediaSources, patrolSources, type TrackSource } from './track-sources.ts';

export { mediaSources, patrolSources, isStageSource } from './track-sources.ts';
export type { MediaSource, PatrolSource, TrackSource } from './track-sources.ts';

export const mediaSource = z.enum(mediaSources);
export const patrolSource = z.enum(patrolSources);
export const trackSource = z.enum([...mediaSources, ...patrolSources]);

export const trackKind = z.enum(['audio', 'video']);
export type TrackKind = z.infer<typeof trackKind>;

/** What a source must be: a "microphone" may not carry video. */
export const kindOfSource: Record<TrackSource, TrackKind> = {
  camera: 'video',
  microphone: 'audio',
  screen: 'video',
  screenAudio: 'audio',
  clip: 'video',
  clipAudio: 'audio',
  patrolCamera: 'video',
  patrolMicrophone: 'audio',
  talkMicrophone: 'audio',
};

// RTP parameters as mediasoup defines them (https://mediasoup.org/documentation/v3/mediasoup/rtp-parameters-and-capabilities/).
// The shape and the bounds are checked here, the meaning by mediasoup.
const short = z.string().max(256);
const codecParameters = z.record(
  z.string().max(64),
  z.union([short, z.number(), z.boolean(), z.null()]).optional(),
);
const rtcpFeedback = z.array(z.strictObject({ type: short, parameter: short.optional() })).max(16);

const capabilityCodec = z.strictObject({
  kind: trackKind,
  mimeType: short,
  preferredPayloadType: z.number().int().min(0).max(127).optional(),
  clockRate: z.number().int().positive(),
  channels: z.number().int().positive().max(8).optional(),
  parameters: codecParameters.optional(),
  rtcpFeedback: rtcpFeedback.optional(),
});

export const rtpCapabilities = z.strictObject({
  codecs: z.array(capabilityCodec).max(64).optional(),
  headerExtensions: z
    .array(
      z.strictObject({
        kind: trackKind,
        uri: short,
        preferredId: z.number().int().min(1).max(255),
        preferredEncrypt: z.boolean().optional(),
        direction: z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']).optional(),
      }),
    )
    .max(64)
    .optional(),
});
export type RtpCapabilities = z.infer<typeof rtpCapabilities>;

export const rtpParameters = z.strictObject({
  mid: short.optional(),
  msid: short.optional(),
  codecs: z
    .array(
      z.strictObject({
        mimeType: short,
        payloadType: z.number().int().min(0).max(127),
        clockRate: z.number().int().positive(),
        channels: z.number().int().positive().max(8).optional(),
        parameters: codecParameters.optional(),
        rtcpFeedback: rtcpFeedback.optional(),
      }),
    )
    .max(16),
  headerExtensions: z
    .array(
      z.strictObject({
        uri: short,
        id: z.number().int().min(1).max(255),
        encrypt: z.boolean().optional(),
        parameters: codecParameters.optional(),
      }),
    )
    .max(32)
    .optional(),
  encodings: z
    .array(
      z.strictObject({
        ssrc: z.number().int().nonnegative().optional(),
        rid: short.optional(),
        codecPayloadType: z.number().int().min(0).max(127).optional(),
        rtx: z.strictObject({ ssrc: z.number().int().nonnegative() }).optional(),
        dtx: z.boolean().optional(),
        scalabilityMode: short.optional(),
        scaleResolutionDownBy: z.number().positive().optional(),
        maxBitrate: z.number().int().positive().optional(),
        maxFramerate: z.number().positive().optional(),
        active: z.boolean().optional(),
        adaptivePtime: z.boolean().optional(),
        priority: short.optional(),
        networkPriority: short.optional(),
      }),
    )
    .max(4)
    .optional(),
  rtcp: z
    .strictObject({
      cname: short.optional(),
      reducedSize: z.boolean().optional(),
      mux: z.boolean().optional(),
    })
    .optional(),
});
export type RtpParameters = z.infer<typeof rtpParameters>;

export const dtlsParameters = z.strictObject({
  role: z.enum(['auto', 'client', 'server']).optional(),
  fingerprints: z
    .array(z.strictObject({ algorithm: short, value: short }))
    .min(1)
    .max(8),
});
export type DtlsParameters = z.infer<typeof dtlsParameters>;

export const iceParameters = z.strictObject({
  usernameFragment: short,
  password: short,
  iceLite: z.boolean().optional(),
});
export type IceParameters = z.infer<typeof iceParameters>;

export const iceCandidate = z.strictObject({
  foundation: short,
  priority: z.number(),
  ip: short,
  address: short,
  protocol: z.enum(['udp', 'tcp']),
  port: z.number().int(),
  type: z.enum(['host', 'srflx', 'prflx', 'relay']),
  tcpType: z.literal('passive').optional(),
});

export const iceServer = z.strictObject({
  urls: z.array(short),
  username: short.optional(),
  credential: short.optional(),
});
export type IceServer = z.infer<typeof iceServer>;

/** What a client needs to create its end of a WebRTC transport. */
export const transportOptions = z.strictObject({
  id,
  iceParameters,
  iceCandidates: z.array(iceCandidate),
  dtlsParameters,
});
export type TransportOptions = z.infer<typeof transportOptions>;

/** What a client needs to receive one track. It starts paused: `media.consumersReady` lets it flow. */
export const consumerOptions = z.strictObject({
  id,
  trackId: id,
  /** Whose track it is. */
  participantId: id,
  kind: trackKind,
  source: trackSource,
  rtpParameters,
  /** The track's owner has muted it. */
  producerPaused: z.boolean(),
});
export type ConsumerOptions = z.infer<typeof consumerOptions>;

/** What a client measured over its last interval, from getStats. */
export const qualityReport = z.strictObject({
  direction: z.enum(['send', 'receive']),
  /** Milliseconds; null while unknown. */
  rttMs: z.number().nonnegative().nullable(),
  /** 0 to 1. */
  loss: z.number().min(0).max(1),
  jitterMs: z.number().nonnegative().nullable(),
  framesPerSecond: z.number().nonnegative().nullable(),
  /** Milliseconds of the last interval for which the main picture stood still. */
  frozenMs: z.number().nonnegative(),
  width: z.number().int().nonnegative().nullable(),
  height: z.number().int().nonnegative().nullable(),
  kbps: z.number().nonnegative(),
  /** How packets travel; null while not connected. */
  path: z.enum(['udp', 'tcp', 'relay']).nullable(),
  /** Set by a sender whose browser reduces the picture, and why. */
  limitedBy: z.enum(['none', 'bandwidth', 'cpu', 'other']).nullable(),
});
export type QualityReport = z.infer<typeof qualityReport>;

const consumerIds = z.array(id).min(1).max(limits.consumersPerViewer);

/**
 * The questions by which a client gets its transports and keeps them up. The stage and patrol have transports of their own,
 * and ask the same in words of their own.
 */
export function transportCommands(summaries: {
  receive: string;
  send: string;
  connect: string;
  restartIce: string;
}) {
  return {
    receive: command({
      summary: summaries.receive,
      input: z.strictObject({ rtpCapabilities }),
      output: z.strictObject({ transport: transportOptions, consumers: z.array(consumerOptions) }),
      rate: { perSecond: 1, burst: 10 },
    }),
    send: command({
      summary: summaries.send,
      input: empty,
      output: z.strictObject({ transport: transportOptions }),
      rate: { perSecond: 1, burst: 10 },
    }),
    connect: command({
      summary: summaries.connect,
      input: z.strictObject({ transportId: id, dtlsParameters }),
      output: empty,
    }),
    restartIce: command({
      summary: summaries.restartIce,
      input: z.strictObject({ transportId: id }),
      output: z.strictObject({ iceParameters }),
      rate: { perSecond: 1, burst: 5 },
    }),
  };
}

const stageTransports = transportCommands({
  receive:
    'Opens (or opens anew) the receiving transport with a paused consumer for each track on the stage.',
  send: 'Opens (or opens anew) the sending transport. Tracks of an earlier one are closed.',
  connect: "Gives the client's DTLS parameters of a transport.",
  restartIce: 'Renews ICE after the address changed.',
});

export const mediaCommands = {
  'media.receive': stageTransports.receive,
  'media.send': stageTransports.send,
  'media.connect': stageTransports.connect,
  'media.restartIce': stageTransports.restartIce,
  'media.produce': command({
    summary: 'Puts a track on the stage. A second track of the same source replaces the first.',
    input: z.strictObject({
      transportId: id,
      source: mediaSource,
      kind: trackKind,
      rtpParameters,
      paused: z.boolean().default(false),
    }),
    output: z.strictObject({ trackId: id }),
    rate: { perSecond: 5, burst: 20 },
  }),
  'media.setPaused': command({
    summary: 'Mutes or unmutes an own track.',
    input: z.strictObject({ trackId: id, paused: z.boolean() }),
    output: empty,
  }),
  'media.unproduce': command({
    summary: 'Takes an own track off the stage.',
    input: z.strictObject({ trackId: id }),
    output: empty,
  }),
  'media.consumersReady': command({
    summary: 'The client has set these consumers up: let them flow, beginning with a key frame.',
    input: z.strictObject({ consumerIds }),
    output: empty,
  }),
  'media.preferLayer': command({
    summary: 'The largest simulcast layer that is of use to the window: 0 lowest, 2 highest.',
    input: z.strictObject({ consumerId: id, spatialLayer: z.number().int().min(0).max(2) }),
    output: empty,
  }),
  'media.report': command({
    summary: 'What the client measured since its last report.',
    input: qualityReport,
    output: empty,
    rate: { perSecond: 1, burst: 5 },
  }),
} as const;

export const mediaNotices = {
  /** A track came onto the stage: here is its consumer, paused. */
  'media.consumerOpened': z.strictObject({ consumer: consumerOptions }),
  'media.consumerClosed': z.strictObject({ consumerId: id }),
  'media.consumerPaused': z.strictObject({ consumerId: id, paused: z.boolean() }),
  /** The layer that the line bears now; null when the picture is switched off for lack of room. */
  'media.layerChanged': z.strictObject({ consumerId: id, spatialLayer: z.number().int().nullable() }),
  /** A transport is lost with its worker: open it anew. */
  'media.transportLost': z.strictObject({ direction: z.enum(['send', 'receive']) }),
  /** An own track was closed by the server: another device has taken its place on the stage. */
  'media.trackTakenOver': z.strictObject({ trackId: id, source: mediaSource }),
} as const;
