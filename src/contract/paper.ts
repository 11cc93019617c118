import { z } from 'zod';
import { questionKind } from './bank.ts';
import { empty, id, name, timestamp } from './primitives.ts';
import { percent, quizKinds, quizStates, sittingEventKinds } from './quiz.ts';
import { quizLimits } from './quiz-limits.ts';
import { neutralText } from './text.ts';

const count = z.number().int().nonnegative();
/** Where an option, item or pair stands on the person's own paper, from 0. What that is in the bank only the server knows. */
const place = z
  .number()
  .int()
  .min(0)
  .max(quizLimits.options - 1);
const words = (max: number) =>
  z
    .string()
    .max(max * 4)
    .transform(neutralText)
    .pipe(z.string().max(max));

/** What somebody answers; `null` in the place of an answer takes it back. */
export const paperAnswer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('single'), choice: place }),
  z.strictObject({ kind: z.literal('multiple'), choices: z.array(place).max(quizLimits.options) }),
  z.strictObject({ kind: z.literal('trueFalse'), value: z.boolean() }),
  z.strictObject({
    kind: z.literal('fill'),
    blanks: z.array(words(quizLimits.blankAnswer)).max(quizLimits.blanks),
  }),
  /** The places of the items in the order that the person gives them. */
  z.strictObject({ kind: z.literal('ordering'), order: z.array(place).max(quizLimits.options) }),
  /** For each left side the place of the right side that belongs to it; null for none yet. */
  z.strictObject({ kind: z.literal('matching'), rights: z.array(place.nullable()).max(quizLimits.options) }),
  z.strictObject({ kind: z.literal('short'), text: words(quizLimits.shortAnswer) }),
]);
export type PaperAnswer = z.output<typeof paperAnswer>;

const option = z.strictObject({ text: z.string(), pictureId: id.nullable() });

/** One question of one paper as the person sees it, in the person's own order. Nothing in it says what is right. */
export const paperItem = z.strictObject({
  itemId: id,
  kind: questionKind,
  text: z.string(),
  pictureId: id.nullable(),
  /** Most points, in hundredths. */
  points: count,
  /** Of a choice the options, of an ordering the items, of a matching the left sides; else empty. */
  options: z.array(option),
  /** The right sides of a matching; else empty. */
  rights: z.array(z.string()),
  /** Blanks of a fill-in, and whether each takes a number; else empty. */
  blanks: z.array(z.enum(['text', 'number'])),
});
export type PaperItem = z.infer<typeof paperItem>;

/** What became of one question once it may be shown. */
export const itemResult = z.strictObject({
  itemId: id,
  /** Points given, in hundredths; null while a person has to mark it. */
  given: count.nullable(),
  comment: z.string(),
  /** The three are null until answers may be shown. */
  right: z.boolean().nullable(),
  /** The right answer in the person's own order, where there is one. */
  key: paperAnswer.nullable(),
  explanation: z.string().nullable(),
});

export const receipt = z.strictObject({
  /** By the server's clock, after it was committed. */
  handedInAt: timestamp,
  /** Says to a help desk which submission it is. */
  code: z.string(),
  by: z.enum(['trainee', 'time', 'liaison']),
});
export type Receipt = z.infer<typeof receipt>;

export const paperResult = z.strictObject({
  /** Null until it is wholly marked. */
  score: percent.nullable(),
  passed: z.boolean().nullable(),
  /** Points given so far and most points, in hundredths. */
  given: count,
  most: count,
  unmarked: count,
  /** Among those who handed in, from 1; null unless it is shown. */
  place: z.number().int().positive().nullable(),
  of: count.nullable(),
  /** Answers are shown now. */
  answersShown: z.boolean(),
  items: z.array(itemResult),
});
export type PaperResult = z.infer<typeof paperResult>;

/** A paper with what is answered so far: the same one on whatever device. */
export const paper = z.strictObject({
  paperId: id,
  quizId: id,
  title: name,
  kind: z.enum(quizKinds),
  traineeName: name,
  attempt: z.number().int().positive(),
  serverTime: timestamp,
  startedAt: timestamp,
  /** When the person's time ends; null: when it is closed. */
  endsAt: timestamp.nullable(),
  items: z.array(paperItem),
  /** By item. */
  answers: z.record(id, paperAnswer),
  /** Counts what was saved, over all devices: what a page saves next has to be larger, or it is older than what is here. */
  version: count,
  receipt: receipt.nullable(),
  result: paperResult.nullable(),
});
export type Paper = z.infer<typeof paper>;

/** A quiz or exam as somebody sees it who sits it. */
export const openQuiz = z.strictObject({
  quizId: id,
  title: name,
  kind: z.enum(quizKinds),
  lessonId: id.nullable(),
  state: z.enum(quizStates),
  openedAt: timestamp.nullable(),
  /** When it opens, where that is by clock. */
  opensAt: timestamp.nullable(),
  /** Until when one can still start. */
  startUntil: timestamp.nullable(),
  closesAt: timestamp.nullable(),
  durationS: count.nullable(),
  questions: count,
  attempts: z.number().int().positive(),
  passMark: percent,
  requireCamera: z.boolean(),
  /** Why it cannot be begun now; null when it can. */
  refusal: z.enum(['notOpen', 'closed', 'tooLate', 'notSignedIn', 'notNamed', 'noAttempts']).nullable(),
  /** The person's papers, the newest last. */
  papers: z.array(
    z.strictObject({
      paperId: id,
      attempt: z.number().int().positive(),
      state: z.enum(['begun', 'handedIn']),
      endsAt: timestamp.nullable(),
      score: percent.nullable(),
      passed: z.boolean().nullable(),
    }),
  ),
});
export type OpenQuiz = z.infer<typeof openQuiz>;

const quizParams = z.strictObject({ courseId: id, quizId: id });
const paperParams = z.strictObject({ courseId: id, paperId: id });

/**
 * Answers to save. Sending the same again changes nothing; an older `version` for an item than the one on record is left
 * out, so that a request that was long on its way undoes nothing.
 */
const savedAnswers = z
  .array(
    z.strictObject({
      itemId: id,
      answer: paperAnswer.nullable(),
      /** As large as a column of the records holds. */
      version: z
        .number()
        .int()
        .positive()
        .max(2 ** 31 - 1),
    }),
  )
  .max(quizLimits.answersAtOnce);

export const paperRoutes = {
  'GET /api/courses/:courseId/sittings': {
    summary: 'The quizzes and exams that are for this person, with the own papers.',
    params: z.strictObject({ courseId: id }),
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ serverTime: timestamp, quizzes: z.array(openQuiz) }),
  },
  'POST /api/courses/:courseId/quizzes/:quizId/papers': {
    summary:
      "Begins the person's paper, or goes on with it on this device. Another attempt begins when `again` says so and one is left.",
    params: quizParams,
    query: empty,
    body: z.strictObject({ again: z.boolean().default(false) }),
    output: paper,
  },
  'GET /api/courses/:courseId/papers/:paperId': {
    summary: 'An own paper with what is answered, and its result once it is handed in.',
    params: paperParams,
    query: empty,
    body: z.undefined(),
    output: paper,
  },
  'PUT /api/courses/:courseId/papers/:paperId/answers': {
    summary:
      'Saves answers. Received means committed. What comes after the end of the time is refused with `time_over`.',
    params: paperParams,
    query: empty,
    body: z.strictObject({
      answers: savedAnswers,
      /** What happened on the page since the last time, by kind and how often. */
      events: z.partialRecord(z.enum(sittingEventKinds), z.number().int().min(1).max(1_000)).default({}),
    }),
    output: z.strictObject({ version: count, serverTime: timestamp, endsAt: timestamp.nullable() }),
  },
  'POST /api/courses/:courseId/papers/:paperId/submission': {
    summary:
      'Hands the paper in, with answers that are not saved yet. Received means committed. Handing it in again answers with the same receipt.',
    params: paperParams,
    query: empty,
    body: z.strictObject({ answers: savedAnswers.default([]) }),
    output: paper,
  },
  'POST /api/courses/:courseId/quizzes/:quizId/papers-for/:traineeId': {
    summary:
      'A liaison begins or goes on with the paper of somebody of the own branch who has no phone; it is marked as such. Answers and submission go the same way as the own.',
    params: z.strictObject({ courseId: id, quizId: id, traineeId: id }),
    query: empty,
    body: empty,
    output: paper,
  },
} as const;
