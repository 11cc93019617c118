import { z } from 'zod';
import { file } from './command.ts';
import { empty, id, role, timestamp, timestampInQuery } from './primitives.ts';
import { fileLanguage } from './records.ts';

const fields = z.record(z.string(), z.unknown()).nullable();

/** One change that a person made to a record of a course, or of the server. */
export const auditEntry = z.strictObject({
  /** Grows with time. */
  id: z.number().int().positive(),
  at: timestamp,
  /** Null when it was done at the server's own console. */
  by: z.strictObject({ sessionId: id, name: z.string(), role }).nullable(),
  /** What was done, as `record.verb`. */
  action: z.string(),
  recordId: z.string(),
  before: fields,
  after: fields,
});
export type AuditEntry = z.infer<typeof auditEntry>;

const filter = {
  /** What kind of record, for example `branch`. */
  record: z
    .string()
    .max(40)
    .regex(/^[a-z]*$/i)
    .optional(),
  recordId: id.optional(),
  /** Part of the name of who did it, or of what the record says. */
  text: z.string().trim().max(100).optional(),
  from: timestampInQuery.optional(),
  until: timestampInQuery.optional(),
};
export type AuditFilter = z.output<z.ZodObject<typeof filter>>;

const page = {
  query: z.strictObject({
    ...filter,
    /** Only entries older than this one. */
    before: z.coerce.number().int().positive().optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  body: z.undefined(),
  output: z.strictObject({
    entries: z.array(auditEntry),
    /** Whether there are older ones. */
    more: z.boolean(),
    /** Every kind of record that has entries. */
    records: z.array(z.string()),
  }),
} as const;

const download = {
  query: z.strictObject({ ...filter, language: fileLanguage }),
  body: z.undefined(),
  output: file,
  download: true,
} as const;

export const auditRoutes = {
  'GET /api/courses/:courseId/audit': {
    summary: 'Who changed what and when, newest first, a page at a time.',
    params: z.strictObject({ courseId: id }),
    ...page,
  },
  'GET /api/courses/:courseId/audit/export': {
    summary: 'The same as CSV, at most 100,000 entries.',
    params: z.strictObject({ courseId: id }),
    ...download,
  },
  'GET /api/audit': {
    summary:
      'What belongs to no course: accounts and sign-ins for the whole server, and which courses were made and removed.',
    params: empty,
    ...page,
  },
  'GET /api/audit/export': {
    summary: 'The same as CSV, at most 100,000 entries.',
    params: empty,
    ...download,
  },
} as const;
