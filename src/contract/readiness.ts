import { z } from 'zod';
import { file } from './command.ts';
import { iceServer, transportOptions } from './media.ts';
import { empty, id, name, timestamp } from './primitives.ts';

/** Bounds of the check, known to both sides. */
export const readinessLimits = {
  /** Bytes of one measuring transfer in either direction, at most: two seconds of a good line. */
  transferBytes: 8 * 1024 * 1024,
  /** The stage's camera, screen and sound together are about 3 Mbit/s. */
  downKbps: 4_000,
  /** What one camera sends when a branch is called up. */
  upKbps: 1_000,
  /** Milliseconds after which a check says little about today's room. */
  staleAfterMs: 24 * 3_600_000,
} as const;

export const deviceState = z.enum(['ok', 'silent', 'denied', 'missing', 'busy', 'failed', 'skipped']);
export type DeviceState = z.infer<typeof deviceState>;

const kbps = z.number().nonnegative().max(10_000_000).nullable();

/** What one device found about itself and its line. */
export const checkResult = z.strictObject({
  camera: deviceState,
  microphone: deviceState,
  /** Whether whoever sat there heard the test sound. */
  speakers: z.enum(['heard', 'unheard', 'skipped']),
  downKbps: kbps,
  upKbps: kbps,
  /** How packets of picture and sound travel; null when they do not. */
  path: z.enum(['udp', 'tcp', 'relay']).nullable(),
  rttMs: z.number().nonnegative().max(600_000).nullable(),
  /** Name and version, for example `Chrome 130`. */
  browser: z.string().max(100),
  /** Whether it can do what a class needs. */
  browserUsable: z.boolean(),
});
export type CheckResult = z.infer<typeof checkResult>;

/** What is wrong with a device, the gravest first. */
export const readinessProblem = z.enum([
  'browser',
  'path',
  'download',
  'speakers',
  'camera',
  'microphone',
  'upload',
]);
export type ReadinessProblem = z.infer<typeof readinessProblem>;

export const readinessState = z.enum(['never', 'failed', 'stale', 'ok']);
export type ReadinessState = z.infer<typeof readinessState>;

/** One check as it is kept, with what it means. */
export const readinessCheck = z.strictObject({
  at: timestamp,
  result: checkResult,
  problems: z.array(readinessProblem),
});
export type ReadinessCheck = z.infer<typeof readinessCheck>;

/** A branch or port on the organiser's board. */
export const readinessEntry = z.strictObject({
  /** The branch's or trainee's id. */
  id,
  kind: z.enum(['branch', 'port']),
  name,
  /** 1 or 2; null for a port. */
  level: z.union([z.literal(1), z.literal(2)]).nullable(),
  /** Whom to phone; empty for a port. */
  liaisonName: z.string(),
  liaisonPhone: z.string(),
  state: readinessState,
  /** The screen's or port's newest check. */
  check: readinessCheck.nullable(),
  /** The liaison's phone, where it was checked. */
  phoneCheck: readinessCheck.nullable(),
});
export type ReadinessEntry = z.infer<typeof readinessEntry>;

const courseParams = z.strictObject({ courseId: id });

export const readinessRoutes = {
  'GET /api/courses/:courseId/readiness': {
    summary:
      'The board of device checks, in the order in which to phone: never checked, failed, out of date, ready.',
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ entries: z.array(readinessEntry) }),
  },
  'POST /api/courses/:courseId/readiness': {
    summary: "Keeps the result of this device's check in place of its earlier one.",
    params: courseParams,
    query: empty,
    body: checkResult,
    output: z.strictObject({ check: readinessCheck }),
  },
  'GET /api/courses/:courseId/readiness/own': {
    summary: "This device's newest check.",
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ check: readinessCheck.nullable() }),
  },
  'POST /api/courses/:courseId/readiness/probe': {
    summary: 'Opens a media transport for a few seconds, to find out how packets travel.',
    params: courseParams,
    query: empty,
    body: empty,
    output: z.strictObject({ transport: transportOptions, iceServers: z.array(iceServer) }),
  },
  'GET /api/readiness/bytes': {
    summary: 'Random bytes, to measure the download rate with.',
    params: empty,
    query: z.strictObject({
      size: z.coerce.number().int().min(1).max(readinessLimits.transferBytes),
    }),
    body: z.undefined(),
    output: file,
    download: true,
  },
  'POST /api/readiness/bytes': {
    summary: 'Takes any bytes and forgets them, to measure the upload rate with.',
    params: empty,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ bytes: z.number().int().nonnegative() }),
    upload: { maxBytes: readinessLimits.transferBytes },
  },
} as const;

export const readinessNotices = {
  /** To organisers: a device was checked. */
  'readiness.changed': z.strictObject({ courseId: id }),
} as const;
