import { z } from 'zod';
import { empty, id, timestamp } from './primitives.ts';

/** How long a course's records are kept after its last lesson, in days. */
export const retentionLimits = {
  leastDays: 30,
  mostDays: 3_650,
  /** Where nobody has said anything else. */
  defaultDays: 365,
  /** So long before it deletes a course the desk says so; no course goes sooner after that. */
  noticeDays: 30,
} as const;

export const retentionView = z.strictObject({
  /** Null: kept until somebody deletes the course. */
  days: z.number().int().min(retentionLimits.leastDays).max(retentionLimits.mostDays).nullable(),
  /** When the last lesson is over; null for a course without lessons, which is kept. */
  endsAt: timestamp.nullable(),
  /** When the server deletes the course; null for never. */
  deletesAt: timestamp.nullable(),
});
export type RetentionView = z.infer<typeof retentionView>;

const courseParams = z.strictObject({ courseId: id });

export const retentionRoutes = {
  'GET /api/retention': {
    summary: 'Courses that the server deletes within 30 days, the first one first.',
    params: empty,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({
      courses: z.array(z.strictObject({ courseId: id, name: z.string(), deletesAt: timestamp })),
    }),
  },
  'GET /api/courses/:courseId/retention': {
    summary: "How long a course's records are kept after its last lesson, and when the server deletes it.",
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: retentionView,
  },
  'PUT /api/courses/:courseId/retention': {
    summary:
      "Settles how long a course's records are kept; null keeps them until somebody deletes the course.",
    params: courseParams,
    query: empty,
    body: retentionView.pick({ days: true }),
    output: retentionView,
  },
} as const;
