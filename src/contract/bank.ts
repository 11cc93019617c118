import { z } from 'zod';
import { file } from './command.ts';
import { limits } from './limits.ts';
import { empty, id, timestamp, revision, revisionInQuery } from './primitives.ts';
import { questionKinds, quizLimits } from './quiz-limits.ts';
import { fileLanguage } from './records.ts';
import { neutralText, plainLine, plainText } from './text.ts';

export { questionKinds, quizLimits } from './quiz-limits.ts';

export const questionKind = z.enum(questionKinds);
export type QuestionKind = z.infer<typeof questionKind>;

const count = z.number().int().nonnegative();
/** Points in hundredths: 250 is 2.5 points. */
export const points = z.number().int().min(0).max(quizLimits.points);
const index = z
  .number()
  .int()
  .min(0)
  .max(quizLimits.options - 1);

/** An option of a choice: words, a picture, or both. */
const option = z
  .strictObject({
    text: z
      .string()
      .max(quizLimits.option * 4)
      .transform((text) => neutralText(text).replace(/\s*\n\s*/g, ' '))
      .pipe(z.string().max(quizLimits.option)),
    pictureId: id.nullable().default(null),
  })
  .refine(({ text, pictureId }) => text !== '' || pictureId !== null, 'words or a picture');
const options = z.array(option).min(2).max(quizLimits.options);

/** What one blank takes: several accepted forms, compared without case, width and outer spaces; or a number. */
export const blank = z.discriminatedUnion('of', [
  z.strictObject({
    of: z.literal('text'),
    accepted: z.array(plainLine(quizLimits.option)).min(1).max(quizLimits.accepted),
  }),
  z.strictObject({
    of: z.literal('number'),
    value: z.number().min(-1e12).max(1e12),
    /** How far an answer may be off, either way. */
    tolerance: z.number().min(0).max(1e12),
  }),
]);

const item = plainLine(quizLimits.option);

/** What is asked and what is right, as authors see it. Options are counted from 0. Nobody else is ever sent this. */
export const questionContent = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('single'), options, correct: index }),
  z.strictObject({
    kind: z.literal('multiple'),
    options,
    correct: z.array(index).min(1).max(quizLimits.options),
  }),
  z.strictObject({ kind: z.literal('trueFalse'), correct: z.boolean() }),
  /** In the text each blank is written as `____` (four underscores or more), in the order of `blanks`. */
  z.strictObject({ kind: z.literal('fill'), blanks: z.array(blank).min(1).max(quizLimits.blanks) }),
  /** `items` in the right order. */
  z.strictObject({ kind: z.literal('ordering'), items: z.array(item).min(2).max(quizLimits.options) }),
  z.strictObject({
    kind: z.literal('matching'),
    pairs: z
      .array(z.strictObject({ left: item, right: item }))
      .min(2)
      .max(quizLimits.options),
  }),
  /** Marked by a person; `guide` is for whoever marks. */
  z.strictObject({
    kind: z.literal('short'),
    guide: z
      .string()
      .max(quizLimits.explanation * 4)
      .transform(neutralText)
      .pipe(z.string().max(quizLimits.explanation)),
  }),
]);
export type QuestionContent = z.output<typeof questionContent>;

const explanation = z
  .string()
  .max(quizLimits.explanation * 4)
  .transform(neutralText)
  .pipe(z.string().max(quizLimits.explanation));

/** 1 is the easiest. */
export const difficulty = z.number().int().min(1).max(5);

/** A question as an author writes it. Whether indexes exist and blanks match the text is for the model to check. */
export const questionDraft = z.strictObject({
  text: plainText(quizLimits.text),
  pictureId: id.nullable().default(null),
  content: questionContent,
  points: points.min(1).default(100),
  /** Empty for none. */
  topic: z
    .string()
    .max(quizLimits.topic * 4)
    .transform((text) => neutralText(text).replace(/\s*\n\s*/g, ' '))
    .pipe(z.string().max(quizLimits.topic))
    .default(''),
  difficulty: difficulty.default(3),
  explanation: explanation.default(''),
});
export type QuestionDraft = z.output<typeof questionDraft>;

/** A question of the bank. */
export const bankQuestion = z.strictObject({
  id,
  text: z.string(),
  pictureId: id.nullable(),
  content: questionContent,
  points,
  topic: z.string(),
  difficulty,
  explanation: z.string(),
  revision,
  changedAt: timestamp,
  /** Quizzes and exams that contain it. */
  usedIn: count,
});
export type BankQuestion = z.infer<typeof bankQuestion>;

/** What can be wrong with one question of a file, or with one that is being written. */
export const questionProblemCodes = [
  'missing',
  'too_long',
  'unknown_kind',
  'too_few_options',
  'too_many_options',
  /** Nothing is marked as right. */
  'no_key',
  /** What is marked as right is none of the options. */
  'key_not_an_option',
  /** More than one is right where one can be. */
  'many_keys',
  'not_a_number',
  /** The text has another number of blanks (`____`) than there are answers. */
  'blanks_differ',
  'duplicate_option',
  /** The same question stands in the file or in the bank already; `row` says where in the file. */
  'duplicate',
  'unreadable',
  /** Something that the format has and we do not, for example nested answers; `field` says what. */
  'unsupported',
] as const;
export const questionProblem = z.strictObject({
  field: z.string().max(40),
  code: z.enum(questionProblemCodes),
  row: z.number().int().positive().optional(),
});
export type QuestionProblem = z.infer<typeof questionProblem>;

export const questionFileFormats = ['xlsx', 'gift', 'aiken'] as const;
export type QuestionFileFormat = (typeof questionFileFormats)[number];

/** One question of a file, as it was understood. */
export const questionImportRow = z.strictObject({
  /** The row of the spreadsheet, or the line of the text on which it begins, from 1. */
  row: z.number().int().positive(),
  state: z.enum(['create', 'same', 'problem']),
  /** Null when it could not be understood; then `source` shows what stands there. */
  draft: questionDraft.nullable(),
  /** The beginning of what stands in the file. */
  source: z.string(),
  problems: z.array(questionProblem),
});
export type QuestionImportRow = z.infer<typeof questionImportRow>;

export const questionImportView = z.strictObject({
  id,
  fileName: z.string(),
  format: z.enum(questionFileFormats),
  counts: z.strictObject({ create: count, same: count, problem: count }),
  /** True once its questions are in the bank. */
  confirmed: z.boolean(),
});
export type QuestionImportView = z.infer<typeof questionImportView>;

const courseParams = z.strictObject({ courseId: id });
const questionParams = z.strictObject({ courseId: id, questionId: id });
const importParams = z.strictObject({ courseId: id, importId: id });
/** Which questions are wanted. */
const bankFilter = {
  /** Part of the text. */
  text: z.string().trim().max(limits.nameLength).optional(),
  topic: z.string().max(quizLimits.topic).optional(),
  kind: questionKind.optional(),
  difficulty: z.coerce.number().int().min(1).max(5).optional(),
};

export const bankRoutes = {
  'GET /api/courses/:courseId/bank': {
    summary: "The course's questions with what is right, a page at a time, and the topics that there are.",
    params: courseParams,
    query: z.strictObject({
      ...bankFilter,
      offset: z.coerce.number().int().nonnegative().default(0),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    body: z.undefined(),
    output: z.strictObject({
      questions: z.array(bankQuestion),
      total: count,
      /** Every topic and difficulty with its questions, whatever the filter: what a draw can choose from. */
      topics: z.array(z.strictObject({ topic: z.string(), difficulty, questions: count })),
    }),
  },
  'POST /api/courses/:courseId/bank': {
    summary: 'Adds a question to the bank. What is wrong is in the details of `invalid_question`.',
    params: courseParams,
    query: empty,
    body: questionDraft,
    output: bankQuestion,
  },
  'PATCH /api/courses/:courseId/bank/:questionId': {
    summary: 'Changes a question. Papers that were made before keep what they asked.',
    params: questionParams,
    query: empty,
    body: z.strictObject({ draft: questionDraft, revision }),
    output: bankQuestion,
  },
  'DELETE /api/courses/:courseId/bank/:questionId': {
    summary:
      'Takes a question out of the bank; papers keep it. Refuses with `in_use` while a prepared quiz names it.',
    params: questionParams,
    query: z.strictObject({ revision: revisionInQuery }),
    body: z.undefined(),
    output: empty,
  },
  'POST /api/courses/:courseId/bank/pictures': {
    summary: 'Keeps a picture (PNG, JPEG, WebP or GIF, by content) for questions and options.',
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ pictureId: id }),
    upload: { maxBytes: quizLimits.pictureBytes },
  },
  'GET /api/courses/:courseId/bank/pictures/:pictureId': {
    summary:
      'A picture of the bank. Trainees get those of questions that are on their own papers, once these have begun.',
    params: z.strictObject({ courseId: id, pictureId: id }),
    query: z.strictObject({
      /** The session, where a browser cannot send the header: the address of a picture. */
      session: id.optional(),
    }),
    body: z.undefined(),
    output: empty,
    raw: true,
  },
  'GET /api/courses/:courseId/bank/template': {
    summary: 'An empty spreadsheet with the columns that an import of questions understands, and examples.',
    params: courseParams,
    query: z.strictObject({ language: fileLanguage }),
    body: z.undefined(),
    output: file,
    download: true,
  },
  'GET /api/courses/:courseId/bank/export': {
    summary: 'The questions as a spreadsheet that can be imported again, or as GIFT text.',
    params: courseParams,
    query: z.strictObject({ ...bankFilter, format: z.enum(['xlsx', 'gift']), language: fileLanguage }),
    body: z.undefined(),
    output: file,
    download: true,
  },
  'POST /api/courses/:courseId/bank/imports': {
    summary:
      'Reads questions from a spreadsheet, or from GIFT or Aiken text (told apart by content), and says what would become of each. Nothing is changed yet.',
    params: courseParams,
    query: z.strictObject({ fileName: z.string().min(1).max(limits.nameLength) }),
    body: z.undefined(),
    output: questionImportView,
    upload: { maxBytes: quizLimits.importBytes },
  },
  'GET /api/courses/:courseId/bank/imports/:importId/rows': {
    summary: 'The questions of a file in their order, a page at a time.',
    params: importParams,
    query: z.strictObject({
      state: questionImportRow.shape.state.optional(),
      offset: z.coerce.number().int().nonnegative().default(0),
      limit: z.coerce.number().int().min(1).max(200).default(100),
    }),
    body: z.undefined(),
    output: z.strictObject({ rows: z.array(questionImportRow), total: count }),
  },
  'POST /api/courses/:courseId/bank/imports/:importId/confirm': {
    summary:
      'Adds the questions, all or none; those with problems are left out only when `skipProblems` says so. Repeating it changes nothing.',
    params: importParams,
    query: empty,
    body: z.strictObject({ skipProblems: z.boolean().default(false) }),
    output: questionImportView,
  },
  'DELETE /api/courses/:courseId/bank/imports/:importId': {
    summary: 'Forgets a file that was not confirmed.',
    params: importParams,
    query: empty,
    body: z.undefined(),
    output: empty,
  },
} as const;
