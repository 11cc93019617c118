import { z } from 'zod';
import { file } from './command.ts';
import { empty, id, name, timestamp } from './primitives.ts';
import { fileLanguage } from './records.ts';
import { neutralText } from './text.ts';

/** Characters of the words in a feedback. */
export const feedbackLength = 1_000;

const count = z.number().int().nonnegative();

/** 1 to 5, as the form shows them. */
export const rating = z.number().int().min(1).max(5);

/** What a trainee says of a lesson, or of the course. */
export const ownFeedback = z.strictObject({
  /** Null for the course as a whole. */
  lessonId: id.nullable(),
  rating,
  text: z.string(),
  anonymous: z.boolean(),
  at: timestamp,
});
export type OwnFeedback = z.infer<typeof ownFeedback>;

export const feedbackResult = z.strictObject({
  lessonId: id.nullable(),
  title: z.string(),
  answered: count,
  expected: count,
  /** Mean in hundredths of a point; null without answers. */
  mean: z.number().int().min(100).max(500).nullable(),
  /** How many gave 1, 2, 3, 4, 5. */
  ratings: z.array(count).length(5),
  /** Words, the newest first, at most 200. Who said it is null for what was said anonymously. */
  words: z.array(
    z.strictObject({
      rating,
      text: z.string(),
      by: name.nullable(),
      branchName: z.string().nullable(),
      at: timestamp,
    }),
  ),
});
export type FeedbackResult = z.infer<typeof feedbackResult>;

const courseParams = z.strictObject({ courseId: id });

export const feedbackRoutes = {
  'GET /api/courses/:courseId/feedback/own': {
    summary:
      'What one can give feedback on now (lessons that have ended, and after the first of them the course), and what one has given.',
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({
      open: z.array(z.strictObject({ lessonId: id.nullable(), title: z.string() })),
      given: z.array(ownFeedback),
    }),
  },
  'PUT /api/courses/:courseId/feedback/own': {
    summary:
      'Gives feedback, or changes it. Of anonymous feedback no record says whose it is, so it cannot be changed.',
    params: courseParams,
    query: empty,
    body: z.strictObject({
      lessonId: id.nullable(),
      rating,
      text: z
        .string()
        .max(feedbackLength * 4)
        .transform(neutralText)
        .pipe(z.string().max(feedbackLength)),
      anonymous: z.boolean(),
    }),
    output: ownFeedback,
  },
  'GET /api/courses/:courseId/feedback': {
    summary: 'What was said of the course and its lessons.',
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ results: z.array(feedbackResult) }),
  },
  'GET /api/courses/:courseId/feedback-export': {
    summary: 'All feedback.',
    params: courseParams,
    query: z.strictObject({ format: z.enum(['xlsx', 'csv']).default('xlsx'), language: fileLanguage }),
    body: z.undefined(),
    output: file,
    download: true,
  },
} as const;
