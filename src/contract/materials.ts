import { z } from 'zod';
import { empty, id, name, timestamp } from './primitives.ts';

export const materialKinds = ['pdf', 'document', 'sheet', 'slides', 'image', 'video', 'text'] as const;
export type MaterialKind = (typeof materialKinds)[number];

/** A file name as people see it: no path, no control characters. */
const fileName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  // oxlint-disable-next-line no-control-regex -- these are what must not be there
  .regex(/^[^\u0000-\u001f\u007f/\\]+$/, 'no control characters, / or \\');

/** A file for a course or one of its lessons. */
export const material = z.strictObject({
  id,
  /** Null for the whole course. */
  lessonId: id.nullable(),
  title: name,
  fileName,
  kind: z.enum(materialKinds),
  mediaType: z.string(),
  /** Bytes. */
  size: z.number().int().positive(),
  visibleFrom: timestamp,
  addedAt: timestamp,
  /** The file, for this session only. With `&download=1` it is saved instead of shown. */
  path: z.string().startsWith('/api/materials/'),
  /** Whether browsers show it by themselves; otherwise it can only be saved. */
  inline: z.boolean(),
  /** When this branch or trainee received it; null if not yet, and for all others. */
  receivedAt: timestamp.nullable(),
});
export type Material = z.infer<typeof material>;

const figure = z.strictObject({
  received: z.number().int().nonnegative(),
  total: z.number().int().nonnegative(),
});

export const materialFigures = z.strictObject({ materialId: id, branches: figure, trainees: figure });
export type MaterialFigures = z.infer<typeof materialFigures>;

/** What a branch has of a material. */
export const branchReceipt = z.strictObject({
  branchId: id,
  name,
  liaisonName: z.string(),
  liaisonPhone: z.string(),
  openedAt: timestamp.nullable(),
  receivedAt: timestamp.nullable(),
  trainees: figure,
});
export type BranchReceipt = z.infer<typeof branchReceipt>;

/** What a trainee on an own device has of it. */
export const traineeReceipt = z.strictObject({
  traineeId: id,
  name,
  /** Null for a port. */
  branchName: name.nullable(),
  port: z.boolean(),
  receivedAt: timestamp.nullable(),
});
export type TraineeReceipt = z.infer<typeof traineeReceipt>;

const courseParams = z.strictObject({ courseId: id });
const materialParams = z.strictObject({ courseId: id, materialId: id });
const uploadParams = z.strictObject({ uploadId: id });

export const materialRoutes = {
  'GET /api/courses/:courseId/materials': {
    summary: 'The materials that this session may see; to the organiser also those that are not visible yet.',
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({
      materials: z.array(material),
      /** When the next one becomes visible; null when nothing is waiting. */
      nextVisibleAt: timestamp.nullable(),
    }),
  },
  'GET /api/courses/:courseId/materials/figures': {
    summary: 'How many branches and trainees have each material.',
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ figures: z.array(materialFigures) }),
  },
  'GET /api/courses/:courseId/materials/:materialId/receipts': {
    summary: 'Who has a material; branches that do not come first.',
    params: materialParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ branches: z.array(branchReceipt), trainees: z.array(traineeReceipt) }),
  },
  'PATCH /api/courses/:courseId/materials/:materialId': {
    summary: "Changes a material's title, place or time of visibility.",
    params: materialParams,
    query: empty,
    body: z.strictObject({
      title: name.optional(),
      lessonId: id.nullable().optional(),
      visibleFrom: timestamp.optional(),
    }),
    output: z.strictObject({ material }),
  },
  'DELETE /api/courses/:courseId/materials/:materialId': {
    summary: 'Removes a material with its file and its receipts.',
    params: materialParams,
    query: empty,
    body: z.undefined(),
    output: empty,
  },
  'POST /api/courses/:courseId/uploads': {
    summary:
      'Begins an upload, or finds the unfinished one of the same file. The bytes follow to `path` by the tus protocol 1.0.0.',
    params: courseParams,
    query: empty,
    body: z.strictObject({
      fileName,
      /** Bytes. */
      size: z.number().int().positive(),
      title: name.optional(),
      lessonId: id.nullable().default(null),
      /** At once if it is left out. */
      visibleFrom: timestamp.optional(),
      /** What tells this file from another of the same name, for example its time of change. */
      resumeKey: z.string().max(100).default(''),
    }),
    output: z.strictObject({
      uploadId: id,
      path: z.string().startsWith('/api/uploads/'),
      /** Bytes that one request should carry: small enough to pass in time on a thin line. */
      chunkBytes: z.number().int().positive(),
      expiresAt: timestamp,
    }),
  },
  'HEAD /api/uploads/:uploadId': {
    summary: 'How much of an upload has arrived (tus 1.0.0).',
    params: uploadParams,
    query: empty,
    body: z.undefined(),
    output: empty,
    raw: true,
  },
  'PATCH /api/uploads/:uploadId': {
    summary:
      'Takes the next bytes of an upload (tus 1.0.0). The last ones are answered when the type has been checked and the file is on disk.',
    params: uploadParams,
    query: empty,
    body: z.undefined(),
    output: empty,
    raw: true,
  },
  'DELETE /api/uploads/:uploadId': {
    summary: 'Gives up an unfinished upload (tus 1.0.0).',
    params: uploadParams,
    query: empty,
    body: z.undefined(),
    output: empty,
    raw: true,
  },
  'GET /api/materials/:materialId/file': {
    summary: 'The file itself, whole or in ranges (RFC 9110, 14). Sending its end is the receipt.',
    params: z.strictObject({ materialId: id }),
    query: z.strictObject({
      /** The session, where a browser cannot send the header: addresses of pictures, videos and new tabs. */
      session: id.optional(),
      download: z.literal('1').optional(),
    }),
    body: z.undefined(),
    output: empty,
    raw: true,
  },
} as const;

export const materialNotices = {
  /** To everybody in the course: ask for the list again. */
  'materials.changed': z.strictObject({ courseId: id }),
  /** To organisers: somebody received something. */
  'materials.received': z.strictObject({ courseId: id }),
} as const;
