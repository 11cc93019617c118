import { z } from 'zod';
import { rtpParameters, trackKind } from '../../src/contract/media.ts';
import { localDtlsParameters, transportParameters } from './peer.ts';
import { session } from './plenum-client.ts';

const group = z.string();
const consumer = z.object({ kind: trackKind, rtpParameters });
const nothing = z.object({});

/** Milliseconds from opening the socket until each step of a join was done. */
export const joinTimes = z.object({
  /** The server has answered with the classroom and the transport. */
  answered: z.number(),
  /** ICE and DTLS are through, and packets may flow. */
  connected: z.number(),
  /** The first packet of any track was decrypted. */
  packet: z.number(),
  /** The first video packet was decrypted: a server sends none before the next key frame. */
  video: z.number(),
});
export type JoinTimes = z.infer<typeof joinTimes>;

/** What a process full of viewers does on call. Viewers are in groups: one group per server that is compared. */
export const viewersApi = {
  /** The DTLS parameters that all its viewers show. */
  identity: { input: nothing, output: localDtlsParameters },
  /** Connects one viewer to a transport that the server has already been told of. */
  connect: {
    input: z.object({
      group,
      transport: transportParameters,
      consumers: z.array(consumer),
    }),
    output: nothing,
  },
  /** Joins our server's lesson as a branch's screen; resolves when packets may flow. */
  joinClass: {
    input: z.object({ group, baseUrl: z.string(), session }),
    output: z.object({ consumers: z.array(consumer) }),
  },
  /** The same, timed: resolves when the first video packet is decrypted. */
  joinTimed: { input: z.object({ group, baseUrl: z.string(), session }), output: joinTimes },
  /** Joins as a phone, which has a socket and no media. */
  joinPhone: {
    input: z.object({ group, baseUrl: z.string(), session }),
    output: z.object({ ms: z.number() }),
  },
  beginWindow: { input: z.object({ group }), output: nothing },
  endWindow: {
    input: z.object({ group }),
    output: z.object({
      viewers: z.array(z.object({ received: z.number(), spanned: z.number() })),
      latenciesMs: z.array(z.number()),
      rejected: z.number(),
    }),
  },
  close: { input: z.object({ group }), output: nothing },
} as const;

/** What the process of the publishers does on call. */
export const publishersApi = {
  identity: { input: nothing, output: localDtlsParameters },
  connect: {
    input: z.object({
      group,
      seed: z.number().int(),
      transport: transportParameters,
      frameMs: z.number().positive().optional(),
    }),
    output: nothing,
  },
  /** Enters our server's lesson as its lecturer, starts it, and puts camera and microphone on the stage. */
  lecture: {
    input: z.object({ group, seed: z.number().int(), baseUrl: z.string(), session }),
    output: nothing,
  },
  start: { input: z.object({ group }), output: nothing },
  stop: { input: z.object({ group }), output: nothing },
  sent: {
    input: z.object({ group }),
    output: z.object({ video: z.number(), audio: z.number(), keyFrames: z.number() }),
  },
  close: { input: z.object({ group }), output: nothing },
} as const;
