import { z } from 'zod';
import { session } from './plenum-client.ts';

const group = z.string();
const nothing = z.object({});

/** When one socket heard something, in milliseconds of the machine's monotonic clock, which all its processes share. */
const receipts = z.array(z.number());

/** What a process full of sockets does on call. Sockets are in groups: one group per server that is compared. */
export const socketsApi = {
  /** Opens one socket for each session, a few at a time, and enters the class with it. */
  join: {
    input: z.object({ group, baseUrl: z.string(), sessions: z.array(session), lessonId: z.string() }),
    output: nothing,
  },
  /** Opens sockets on a bare Socket.IO server. */
  connect: {
    input: z.object({ group, baseUrl: z.string(), count: z.number().int().positive() }),
    output: nothing,
  },
  /** From now on counts what every socket hears under this name: an event's, or a notice's. */
  listen: { input: z.object({ group, name: z.string(), keepTimes: z.boolean() }), output: nothing },
  /** What was heard since then: in all, and when, for the n-th of each socket. */
  heard: {
    input: z.object({ group }),
    output: z.object({ count: z.number(), times: z.array(receipts), sample: z.unknown() }),
  },
  /** Every socket answers the open poll once, evenly within this time. */
  answer: {
    input: z.object({ group, pollId: z.string(), withinMs: z.number() }),
    output: z.object({ acksMs: z.array(z.number()), errors: z.array(z.string()) }),
  },
  close: { input: z.object({ group }), output: nothing },
} as const;

/** What the bare Socket.IO process does on call. */
export const bareSocketsApi = {
  start: { input: nothing, output: z.object({ baseUrl: z.string() }) },
  /** Sends these very bytes to everybody, so often, at this pace. */
  broadcast: {
    input: z.object({ data: z.unknown(), times: z.number().int().positive(), everyMs: z.number() }),
    output: nothing,
  },
} as const;

/** Milliseconds of the clock that all processes of the machine share (CLOCK_MONOTONIC). */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
