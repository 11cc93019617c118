import { z } from 'zod';
import { file } from './command.ts';
import { empty, id, name, timestamp } from './primitives.ts';
import { fileLanguage } from './records.ts';
import { neutralText, plainText } from './text.ts';

/** Bounds of reflections and feedback. */
export const reflectionLimits = {
  /** Characters of a reflection: six pages of a phone. */
  text: 6_000,
  /** Characters of a comment. */
  comment: 500,
} as const;

const count = z.number().int().nonnegative();

/** Whether reflections are asked for, and how long they are to be. */
export const reflectionPolicy = z.strictObject({
  wanted: z.boolean(),
  /** What is asked, in the organiser's words; empty for the page's own. */
  task: z.string().max(500),
  minLength: z.number().int().min(0).max(reflectionLimits.text),
  maxLength: z.number().int().min(1).max(reflectionLimits.text),
  /** Until when; null for no end. */
  until: timestamp.nullable(),
});
export type ReflectionPolicy = z.infer<typeof reflectionPolicy>;

export const reflectionComment = z.strictObject({ id, by: name, at: timestamp, text: z.string() });

/** What a trainee wrote on what was learned. */
export const reflection = z.strictObject({
  traineeId: id,
  traineeName: name,
  branchId: id.nullable(),
  text: z.string(),
  state: z.enum(['draft', 'handedIn']),
  savedAt: timestamp,
  handedInAt: timestamp.nullable(),
  /** Chosen to be shown to all. */
  shown: z.boolean(),
  comments: z.array(reflectionComment),
});
export type Reflection = z.infer<typeof reflection>;

const courseParams = z.strictObject({ courseId: id });
const traineeParams = z.strictObject({ courseId: id, traineeId: id });

export const reflectionRoutes = {
  'GET /api/courses/:courseId/reflection-policy': {
    summary: 'Whether reflections are asked for, and how long they are to be.',
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: reflectionPolicy,
  },
  'PUT /api/courses/:courseId/reflection-policy': {
    summary: 'Settles whether reflections are asked for, and how long they are to be.',
    params: courseParams,
    query: empty,
    body: reflectionPolicy,
    output: reflectionPolicy,
  },
  'GET /api/courses/:courseId/reflections': {
    summary: 'Reflections that were handed in. A liaison sees those of the own branch and of those below it.',
    params: courseParams,
    query: z.strictObject({
      offset: z.coerce.number().int().nonnegative().default(0),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
    body: z.undefined(),
    output: z.strictObject({ reflections: z.array(reflection), total: count }),
  },
  'GET /api/courses/:courseId/reflections/own': {
    summary: 'The own reflection or draft, and how many were chosen to be shown to all.',
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({
      policy: reflectionPolicy,
      own: reflection.nullable(),
      shown: count,
    }),
  },
  'GET /api/courses/:courseId/reflections/shown': {
    summary: 'Those that were chosen to be shown to all, by name, without comments.',
    params: courseParams,
    query: z.strictObject({
      offset: z.coerce.number().int().nonnegative().default(0),
      limit: z.coerce.number().int().min(1).max(50).default(10),
    }),
    body: z.undefined(),
    output: z.strictObject({
      shown: z.array(z.strictObject({ traineeName: name, text: z.string() })),
      total: count,
    }),
  },
  'PUT /api/courses/:courseId/reflections/own': {
    summary:
      'Keeps the draft, or hands it in. What is handed in stays; `too_short` and `too_late` say why it was not taken. Received means committed.',
    params: courseParams,
    query: empty,
    body: z.strictObject({
      text: z
        .string()
        .max(reflectionLimits.text * 4)
        .transform(neutralText)
        .pipe(z.string().max(reflectionLimits.text)),
      handIn: z.boolean(),
    }),
    output: reflection,
  },
  'POST /api/courses/:courseId/reflections/:traineeId/comments': {
    summary: 'Comments a reflection; its writer reads it.',
    params: traineeParams,
    query: empty,
    body: z.strictObject({ id, text: plainText(reflectionLimits.comment) }),
    output: reflection,
  },
  'PUT /api/courses/:courseId/reflections/:traineeId/shown': {
    summary: 'Shows a reflection to everybody in the course, or no longer.',
    params: traineeParams,
    query: empty,
    body: z.strictObject({ shown: z.boolean() }),
    output: reflection,
  },
  'GET /api/courses/:courseId/reflections-export': {
    summary: 'All reflections that were handed in.',
    params: courseParams,
    query: z.strictObject({ format: z.enum(['xlsx', 'csv']).default('xlsx'), language: fileLanguage }),
    body: z.undefined(),
    output: file,
    download: true,
  },
} as const;
