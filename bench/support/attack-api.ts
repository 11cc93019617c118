import { z } from 'zod';
import { session } from './plenum-client.ts';

/** Attacks by one client: each sends as fast as it can, and is to be cut off. */
export const floods = [
  'malformed',
  'unknown',
  'valid',
  'foreign',
  'outOfOrder',
  'oversized',
  'fragments',
  'attachments',
  'giantArrays',
  'pings',
  'signIns',
  'requests',
] as const;
/** Attacks by thousands of connections that never say who they are. */
export const crowds = ['silent', 'headless', 'nameless', 'polling'] as const;

const target = z.object({ baseUrl: z.string(), session, lessonId: z.string() });

/** What a process does on call that means harm. */
export const attackApi = {
  /** Floods until it is cut off, or for five seconds. */
  flood: {
    input: z.object({ ...target.shape, how: z.enum(floods) }),
    output: z.object({
      /** Messages that were handed to the system. */
      sent: z.number(),
      /** Milliseconds from the first of them to the end of the connection; null when there was none. */
      cutAfterMs: z.number().nullable(),
    }),
  },
  /** Opens so many connections, and counts those that still stand after `holdMs`. */
  crowd: {
    input: z.object({ ...target.shape, how: z.enum(crowds), count: z.number(), holdMs: z.number() }),
    output: z.object({ opened: z.number(), standing: z.number() }),
  },
  /** Sends packets that are almost STUN, DTLS, RTP and RTCP, and such that are nothing. */
  garbage: {
    input: z.object({ address: z.string(), port: z.number(), perSecond: z.number(), seconds: z.number() }),
    output: z.object({ sent: z.number() }),
  },
  /** Handshakes and requests that have to be refused, by what is wrong with them, and what they were answered. */
  forged: {
    input: target,
    output: z.object({ refused: z.record(z.string(), z.string()) }),
  },
} as const;

export type Flood = (typeof floods)[number];
export type Crowd = (typeof crowds)[number];
