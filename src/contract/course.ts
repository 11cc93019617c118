import { z } from 'zod';
import { empty, id, name, role, timestamp } from './primitives.ts';

export const lessonKinds = ['lecture', 'clip', 'discussion', 'exam'] as const;

export const lesson = z.strictObject({
  id,
  courseId: id,
  title: name,
  lecturerName: name,
  kind: z.enum(lessonKinds),
  startsAt: timestamp,
  endsAt: timestamp,
  /** When the broadcast really began and ended. */
  startedAt: timestamp.nullable(),
  endedAt: timestamp.nullable(),
});
export type Lesson = z.infer<typeof lesson>;

export const branch = z.strictObject({
  id,
  name,
  level: z.union([z.literal(1), z.literal(2)]),
  /** The level-1 branch above; null for level 1. */
  parentId: id.nullable(),
});
export type Branch = z.infer<typeof branch>;

export const course = z.strictObject({
  id,
  name,
  branchCount: z.number().int().nonnegative(),
  traineeCount: z.number().int().nonnegative(),
  portCount: z.number().int().nonnegative(),
});
export type Course = z.infer<typeof course>;

/** A link by which somebody gets in. */
export const invitation = z.strictObject({
  id,
  role,
  label: name,
  branchId: id.nullable(),
  traineeId: id.nullable(),
  /** Path of the page that the link opens; put the server's public address before it. */
  path: z.string().startsWith('/j/'),
  /** Ten characters that can be typed on the server's first page instead of the link. */
  code: z.string(),
  /** Whoever opens it makes an account, or adds the role to the one they have. */
  withAccount: z.boolean(),
  expiresAt: timestamp.nullable(),
  /** How many more sessions it may open; null for no limit. */
  usesLeft: z.number().int().nonnegative().nullable(),
  revokedAt: timestamp.nullable(),
  /** Sessions that it opened and that have not ended: devices that withdrawing it would sign out. */
  sessions: z.number().int().nonnegative(),
});
export type Invitation = z.infer<typeof invitation>;

const courseParams = z.strictObject({ courseId: id });

export const courseRoutes = {
  'GET /api/courses': {
    summary: 'The courses that this session may see.',
    params: empty,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({
      courses: z.array(course),
      /** Whether the artificial course can be made here. */
      demo: z.boolean(),
    }),
  },
  'GET /api/courses/:courseId': {
    summary: 'One course with its lessons and branches.',
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ course, lessons: z.array(lesson), branches: z.array(branch) }),
  },
  'GET /api/courses/:courseId/invitations': {
    summary: "The course's invitation links.",
    params: courseParams,
    query: z.strictObject({ role: role.optional() }),
    body: z.undefined(),
    output: z.strictObject({ invitations: z.array(invitation) }),
  },
  'POST /api/demo': {
    summary:
      'Creates the complete artificial course: 1 main classroom, 221 branches, 557 trainees, 9 lessons.',
    params: empty,
    query: empty,
    body: empty,
    output: z.strictObject({ courseId: id }),
  },
} as const;
