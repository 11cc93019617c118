import { z } from 'zod';
import { file } from './command.ts';
import { limits } from './limits.ts';
import { empty, id } from './primitives.ts';
import { fileLanguage, problem } from './records.ts';

/** What a file can hold. */
export const importKinds = ['branches', 'trainees'] as const;
export const importKind = z.enum(importKinds);
export type ImportKind = z.infer<typeof importKind>;

/** Why a file was refused as a whole, in `details.reason` of `import_refused`. */
export const refusalReasons = [
  'empty',
  /** Not a spreadsheet that we can read, whatever its name says. */
  'not_a_spreadsheet',
  /** The format of Excel before 2007, or a file with a password. */
  'old_or_locked',
  'macro',
  'external_links',
  /** Far larger unpacked than any roster is. */
  'unpacks_too_large',
  'damaged',
  'encoding',
  /** No row names the columns; `details.columns` says which are needed. */
  'no_header',
  /** The same heading twice; `details.column` says which. */
  'header_twice',
  'too_many_rows',
  'too_many_columns',
  'took_too_long',
] as const;
export const refusalReason = z.enum(refusalReasons);
export type RefusalReason = z.infer<typeof refusalReason>;

/** What would become of a row. */
export const rowStates = ['create', 'update', 'same', 'problem'] as const;
const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const importRow = z.strictObject({
  /** As spreadsheets count them, from 1. */
  row: z.number().int().positive(),
  state: z.enum(rowStates),
  /** What the row says, by field, as it was understood. */
  cells: z.record(z.string(), cell),
  /** What an existing record says now, in the fields that would change. */
  before: z.record(z.string(), cell),
  problems: z.array(problem),
});
export type ImportRow = z.infer<typeof importRow>;

export const importView = z.strictObject({
  id,
  kind: importKind,
  fileName: z.string(),
  /** The fields that the file has, in its order. */
  fields: z.array(z.string()),
  /** Headings that say nothing to us and are left alone. */
  ignored: z.array(z.string()),
  rows: z.number().int().nonnegative(),
  counts: z.strictObject({
    create: z.number().int().nonnegative(),
    update: z.number().int().nonnegative(),
    same: z.number().int().nonnegative(),
    problem: z.number().int().nonnegative(),
  }),
  /** True once its rows are part of the course. */
  confirmed: z.boolean(),
});
export type ImportView = z.infer<typeof importView>;

const courseParams = z.strictObject({ courseId: id });
const importParams = z.strictObject({ courseId: id, importId: id });

export const importRoutes = {
  'GET /api/courses/:courseId/imports/template': {
    summary: 'An empty spreadsheet with the columns that an import understands, and notes on each.',
    params: courseParams,
    query: z.strictObject({ kind: importKind, language: fileLanguage }),
    body: z.undefined(),
    output: file,
    download: true,
  },
  'POST /api/courses/:courseId/imports': {
    summary:
      'Reads a spreadsheet (XLSX, or CSV in UTF-8 or GB18030) and says what would become of each row. Nothing is changed yet.',
    params: courseParams,
    query: z.strictObject({ kind: importKind, fileName: z.string().min(1).max(limits.nameLength) }),
    body: z.undefined(),
    output: importView,
    upload: { maxBytes: limits.importBytes },
  },
  'GET /api/courses/:courseId/imports/:importId': {
    summary: 'What would become of a file.',
    params: importParams,
    query: empty,
    body: z.undefined(),
    output: importView,
  },
  'GET /api/courses/:courseId/imports/:importId/rows': {
    summary: 'The rows of a file in their order, a page at a time.',
    params: importParams,
    query: z.strictObject({
      state: z.enum(rowStates).optional(),
      offset: z.coerce.number().int().nonnegative().default(0),
      limit: z.coerce.number().int().min(1).max(200).default(100),
    }),
    body: z.undefined(),
    output: z.strictObject({ rows: z.array(importRow), total: z.number().int().nonnegative() }),
  },
  'POST /api/courses/:courseId/imports/:importId/confirm': {
    summary:
      'Writes the rows, all or none. Rows with problems are left out only when `skipProblems` says so; when records changed since the file was read, it is refused with `conflict`. Repeating it changes nothing.',
    params: importParams,
    query: empty,
    body: z.strictObject({ skipProblems: z.boolean().default(false) }),
    output: importView,
  },
  'DELETE /api/courses/:courseId/imports/:importId': {
    summary: 'Forgets a file that was not confirmed.',
    params: importParams,
    query: empty,
    body: z.undefined(),
    output: empty,
  },
} as const;
