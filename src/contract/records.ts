import { z } from 'zod';
import { file } from './command.ts';
import { branch, lesson, lessonKinds } from './course.ts';
import { limits } from './limits.ts';
import { empty, id, name, timestamp, revision, revisionInQuery } from './primitives.ts';

/** What can be wrong with one field of a record, whether it was typed into a form or stands in an imported file. */
export const problemCodes = [
  /** Nothing is there, and something has to be. */
  'missing',
  'too_long',
  /** A number from 1 on was expected. */
  'not_a_number',
  /** Neither level 1 nor level 2. */
  'bad_level',
  /** Neither yes nor no. */
  'bad_flag',
  /** Another row of the same file has it too; `row` says which. */
  'duplicate',
  /** Another record of the course has it already. */
  'taken',
  'unknown_branch',
  'unknown_parent',
  /** The branch that is named as parent is itself of level 2. */
  'parent_is_level_2',
  /** The row of the parent has a problem of its own; `row` says which. */
  'parent_has_problem',
  /** A level-2 branch needs a parent. */
  'parent_missing',
  /** A level-1 branch has none. */
  'parent_unwanted',
  /** Branches of level 2 hang below it: it cannot become one. */
  'has_children',
  /** Neither a branch nor a port. */
  'no_place',
  /** A formula without a value that could be taken. */
  'formula',
  /** The spreadsheet holds a number too long to be exact; the column has to be text. */
  'imprecise',
  /** The cell shows an error, such as #REF!. */
  'cell_error',
  /** Letters that no text has: the file is damaged, or was saved in another encoding. */
  'unreadable',
  'ends_before_start',
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** One thing that is wrong with one field. */
export const problem = z.strictObject({
  field: z.string().max(40),
  code: z.enum(problemCodes),
  /** The row of the file that it has to do with, as spreadsheets count them, from 1. */
  row: z.number().int().positive().optional(),
});
export type Problem = z.infer<typeof problem>;

const optionalText = z.string().trim().max(limits.nameLength);
/** Counts a record's changes. Whoever changes it says which state they saw; another one is refused with `conflict`. */
const revisionQuery = z.strictObject({ revision: revisionInQuery });
const courseParams = z.strictObject({ courseId: id });

const lessonFields = z.strictObject({
  title: name,
  lecturerName: name,
  kind: z.enum(lessonKinds),
  startsAt: timestamp,
  endsAt: timestamp,
});
export const lessonRecord = z.strictObject({ ...lesson.shape, revision });
export type LessonRecord = z.infer<typeof lessonRecord>;

export const unitRecord = z.strictObject({
  id,
  name,
  branchCount: z.number().int().nonnegative(),
  traineeCount: z.number().int().nonnegative(),
  revision,
});
export type UnitRecord = z.infer<typeof unitRecord>;

const branchFields = z.strictObject({
  /** Where it stands in the organiser's list, from 1; the next free one when it is not said. */
  number: z.number().int().min(1).max(limits.branchNumber).optional(),
  name,
  level: branch.shape.level,
  parentId: id.nullable(),
  place: optionalText,
  unit: optionalText,
  liaisonName: optionalText,
  liaisonPhone: optionalText,
});
export type BranchFields = z.infer<typeof branchFields>;
export const branchRecord = z.strictObject({
  ...branch.shape,
  number: z.number().int().positive(),
  place: z.string(),
  unit: z.string(),
  liaisonName: z.string(),
  liaisonPhone: z.string(),
  traineeCount: z.number().int().nonnegative(),
  revision,
});
export type BranchRecord = z.infer<typeof branchRecord>;

const traineeFields = z.strictObject({
  /** The number by which the roster knows the person; one of a kind in the course. */
  number: z.string().trim().min(1).max(limits.idLength),
  name,
  unit: optionalText,
  branchId: id.nullable(),
  /** True for somebody who takes part alone, on a laptop or phone. */
  port: z.boolean(),
});
export type TraineeFields = z.infer<typeof traineeFields>;
export const traineeRecord = z.strictObject({ id, ...traineeFields.shape, revision });
export type TraineeRecord = z.infer<typeof traineeRecord>;

/** Which of the trainees are wanted; a page of the list at a time. */
/** What the roster can be sorted by; a branch by its number. */
export const traineeOrders = ['number', 'name', 'unit', 'branch'] as const;
export type TraineeOrder = (typeof traineeOrders)[number];

const traineeQuery = z.strictObject({
  /** Part of a name or number. */
  text: z.string().trim().max(limits.nameLength).optional(),
  unit: z.string().max(limits.nameLength).optional(),
  branchId: id.optional(),
  place: z.enum(['branch', 'port']).optional(),
  sort: z.enum(traineeOrders).default('number'),
  order: z.enum(['up', 'down']).default('up'),
  offset: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** A change to many records at once; all of it happens, or nothing. */
const chosen = z.array(id).min(1).max(limits.bulkRecords);
const changed = z.strictObject({ changed: z.number().int().nonnegative() });

export const exportKinds = ['all', 'lessons', 'units', 'branches', 'trainees'] as const;
/** The language of a file's headings and words. */
export const fileLanguage = z.enum(['zh-CN', 'en']).default('zh-CN');
export type FileLanguage = z.output<typeof fileLanguage>;

export const recordRoutes = {
  'POST /api/courses': {
    summary: 'Creates a course without lessons, branches and trainees.',
    params: empty,
    query: empty,
    body: z.strictObject({ name }),
    output: z.strictObject({ courseId: id }),
  },
  'PATCH /api/courses/:courseId': {
    summary: 'Renames a course.',
    params: courseParams,
    query: empty,
    body: z.strictObject({ name, revision }),
    output: z.strictObject({ revision }),
  },
  'DELETE /api/courses/:courseId': {
    summary:
      'Removes a course with its lessons, branches, trainees, links and materials, and ends its sessions; refuses with `course_live` while one of its lessons is live.',
    params: courseParams,
    query: revisionQuery,
    body: z.undefined(),
    output: empty,
  },
  'GET /api/courses/:courseId/lessons': {
    summary: 'The lessons in the order of time, and the course, with what is needed to change them.',
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({
      course: z.strictObject({ id, name, revision }),
      lessons: z.array(lessonRecord),
    }),
  },
  'POST /api/courses/:courseId/lessons': {
    summary: 'Adds a lesson.',
    params: courseParams,
    query: empty,
    body: lessonFields,
    output: lessonRecord,
  },
  'PATCH /api/courses/:courseId/lessons/:lessonId': {
    summary: 'Changes a lesson; one that has begun keeps its times and kind.',
    params: z.strictObject({ courseId: id, lessonId: id }),
    query: empty,
    body: z.strictObject({ ...lessonFields.partial().shape, revision }),
    output: lessonRecord,
  },
  'DELETE /api/courses/:courseId/lessons/:lessonId': {
    summary: 'Removes a lesson that has not begun; refuses with `in_use` otherwise.',
    params: z.strictObject({ courseId: id, lessonId: id }),
    query: revisionQuery,
    body: z.undefined(),
    output: empty,
  },
  'GET /api/courses/:courseId/units': {
    summary: 'The units that branches and trainees belong to.',
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ units: z.array(unitRecord) }),
  },
  'POST /api/courses/:courseId/units': {
    summary: 'Adds a unit.',
    params: courseParams,
    query: empty,
    body: z.strictObject({ name }),
    output: unitRecord,
  },
  'PATCH /api/courses/:courseId/units/:unitId': {
    summary: 'Renames a unit, and with it what its branches and trainees say.',
    params: z.strictObject({ courseId: id, unitId: id }),
    query: empty,
    body: z.strictObject({ name, revision }),
    output: unitRecord,
  },
  'DELETE /api/courses/:courseId/units/:unitId': {
    summary: 'Removes a unit that no branch and no trainee belongs to; refuses with `in_use` otherwise.',
    params: z.strictObject({ courseId: id, unitId: id }),
    query: revisionQuery,
    body: z.undefined(),
    output: empty,
  },
  'GET /api/courses/:courseId/branches': {
    summary: 'The branches in the order of the list. A liaison sees their own and those below it.',
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ branches: z.array(branchRecord) }),
  },
  'POST /api/courses/:courseId/branches': {
    summary: 'Adds a branch.',
    params: courseParams,
    query: empty,
    body: branchFields,
    output: branchRecord,
  },
  'PATCH /api/courses/:courseId/branches/:branchId': {
    summary: 'Changes a branch.',
    params: z.strictObject({ courseId: id, branchId: id }),
    query: empty,
    body: z.strictObject({ ...branchFields.partial().shape, revision }),
    output: branchRecord,
  },
  'DELETE /api/courses/:courseId/branches/:branchId': {
    summary: 'Removes a branch that nothing hangs on; refuses with `in_use` otherwise.',
    params: z.strictObject({ courseId: id, branchId: id }),
    query: revisionQuery,
    body: z.undefined(),
    output: empty,
  },
  'POST /api/courses/:courseId/branches/bulk': {
    summary: 'Sets the unit of several branches, or removes them.',
    params: courseParams,
    query: empty,
    body: z.strictObject({
      ids: chosen,
      change: z.union([z.strictObject({ unit: optionalText }), z.literal('remove')]),
    }),
    output: changed,
  },
  'GET /api/courses/:courseId/trainees': {
    summary: 'The roster, a page at a time. A liaison sees their own branch and those below it.',
    params: courseParams,
    query: traineeQuery,
    body: z.undefined(),
    output: z.strictObject({ trainees: z.array(traineeRecord), total: z.number().int().nonnegative() }),
  },
  'POST /api/courses/:courseId/trainees': {
    summary: 'Adds a trainee.',
    params: courseParams,
    query: empty,
    body: traineeFields,
    output: traineeRecord,
  },
  'PATCH /api/courses/:courseId/trainees/:traineeId': {
    summary: 'Changes a trainee.',
    params: z.strictObject({ courseId: id, traineeId: id }),
    query: empty,
    body: z.strictObject({ ...traineeFields.partial().shape, revision }),
    output: traineeRecord,
  },
  'DELETE /api/courses/:courseId/trainees/:traineeId': {
    summary: 'Removes a trainee.',
    params: z.strictObject({ courseId: id, traineeId: id }),
    query: revisionQuery,
    body: z.undefined(),
    output: empty,
  },
  'POST /api/courses/:courseId/trainees/bulk': {
    summary: 'Sets the unit or the place of several trainees, or removes them.',
    params: courseParams,
    query: empty,
    body: z.strictObject({
      ids: chosen,
      change: z.union([
        z.strictObject({ unit: optionalText }),
        z.strictObject({ branchId: id }),
        z.literal('port'),
        z.literal('remove'),
      ]),
    }),
    output: changed,
  },
  'GET /api/courses/:courseId/export/:kind': {
    summary: 'The records as a spreadsheet. CSV holds one kind; XLSX also all of them, a sheet for each.',
    params: z.strictObject({ courseId: id, kind: z.enum(exportKinds) }),
    query: z.strictObject({ format: z.enum(['xlsx', 'csv']).default('xlsx'), language: fileLanguage }),
    body: z.undefined(),
    output: file,
    download: true,
  },
} as const;
