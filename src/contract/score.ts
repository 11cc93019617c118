import { z } from 'zod';
import { file } from './command.ts';
import { limits } from './limits.ts';
import { empty, id, name, timestamp, revision } from './primitives.ts';
import { percent } from './quiz.ts';
import { quizLimits } from './quiz-limits.ts';
import { fileLanguage } from './records.ts';
import { plainText } from './text.ts';

const count = z.number().int().nonnegative();

/** What a total is made of. */
export const components = ['attendance', 'quizzes', 'exam'] as const;
export const component = z.enum(components);
export type Component = z.infer<typeof component>;

const weight = z.number().int().min(0).max(1_000);

/**
 * How points become a total. Each component is the mean of its parts, 0 to 100: of the lessons that were not excused, of the
 * lesson quizzes (a missing one is 0), of the exams. The total is the mean of the components by their weights, plus what
 * reflections add, at most 100. All of it is exact; it is rounded once, half up, where it is shown, to `decimals` places.
 * A component that has no parts yet leaves the total until it has one.
 */
export const scorePolicy = z.strictObject({
  weights: z
    .strictObject({ attendance: weight, quizzes: weight, exam: weight })
    .refine(({ attendance, quizzes, exam }) => attendance + quizzes + exam > 0, 'one at least'),
  passMark: percent,
  decimals: z.number().int().min(0).max(2),
  /** What a reflection that was handed in adds to the total; 0 by default. */
  reflectionBonus: percent,
});
export type ScorePolicy = z.infer<typeof scorePolicy>;

/** One part of a component: a lesson's attendance, a quiz, an exam. */
export const scorePart = z.strictObject({
  component,
  /** The lesson (attendance) or the quiz or exam that it stands for. */
  sourceId: id,
  title: z.string(),
  /** Null while there is nothing; counts as 0 once it is `due`. */
  value: percent.nullable(),
  /** It counts: the lesson has ended, the quiz was closed. */
  due: z.boolean(),
  /** It leaves the mean. */
  excused: z.boolean(),
});
export type ScorePart = z.infer<typeof scorePart>;

export const entryKinds = ['verdict', 'submission', 'marking', 'correction', 'reversal', 'bonus'] as const;

/** One line of the ledger. Nothing in it is ever changed or removed; a later line of the same part and kind stands in for it. */
export const ledgerEntry = z.strictObject({
  id,
  component,
  sourceId: id,
  title: z.string(),
  kind: z.enum(entryKinds),
  /** Of a verdict, submission or marking what the part is worth; of a correction or reversal what it adds, below 0 too. */
  points: z.number().int().min(-10_000).max(10_000).nullable(),
  /** The event that it came from: a verdict's, a paper's, a correction's id. */
  eventId: id,
  at: timestamp,
  /** Null for the server itself. */
  by: name.nullable(),
  /** What it says in words: a correction's reason, a verdict's words. */
  reason: z.string(),
  /** A correction waits for a second person, or was refused. Others count. */
  state: z.enum(['counts', 'replaced', 'waiting', 'refused']),
});
export type LedgerEntry = z.infer<typeof ledgerEntry>;

/** What a trainee has come to. */
export const traineeScore = z.strictObject({
  traineeId: id,
  number: z.string(),
  name,
  unit: z.string(),
  branchId: id.nullable(),
  /** Rounded as the policy says; null while a component has no parts that count. */
  attendance: percent.nullable(),
  quizzes: percent.nullable(),
  exam: percent.nullable(),
  bonus: percent,
  total: percent.nullable(),
  passed: z.boolean().nullable(),
  /** Appeals that wait for an answer. */
  openAppeals: count,
});
export type TraineeScore = z.infer<typeof traineeScore>;

export const appeal = z.strictObject({
  id,
  traineeId: id,
  traineeName: name,
  /** The line that it is about. */
  entryId: id,
  title: z.string(),
  text: z.string(),
  at: timestamp,
  state: z.enum(['open', 'upheld', 'refused']),
  answer: z.string(),
  answeredAt: timestamp.nullable(),
  answeredBy: name.nullable(),
});
export type Appeal = z.infer<typeof appeal>;

export const correction = z.strictObject({
  id,
  traineeId: id,
  traineeName: name,
  component,
  sourceId: id,
  title: z.string(),
  /** What it adds to the part, in hundredths; below 0 too. */
  points: z.number().int().min(-10_000).max(10_000),
  reason: z.string(),
  at: timestamp,
  by: name,
  state: z.enum(['waiting', 'counts', 'refused', 'reversed']),
  decidedAt: timestamp.nullable(),
  decidedBy: name.nullable(),
  /** The asking person may decide: not whoever asked for it. */
  mayDecide: z.boolean(),
});
export type Correction = z.infer<typeof correction>;

/** How a group of trainees stands. */
const groupScore = z.strictObject({
  /** A branch's id, a unit's name, or a lesson's or quiz's id. */
  key: z.string(),
  name: z.string(),
  /** Of a level-2 branch the branch above. */
  parentKey: z.string().nullable(),
  trainees: count,
  mean: percent.nullable(),
  passed: count,
});

/** What is not settled yet, as `not_ready` says too. */
const pending = z.strictObject({
  /** Answers that a person still has to mark. */
  unmarked: count,
  /** Quizzes and exams that are open. */
  open: count,
  /** Verdicts that are not decided. */
  undecided: count,
});

export const scoreSummary = z.strictObject({
  /** Null once results are final: nothing is waited for. */
  pending: pending.nullable(),
  trainees: count,
  scored: count,
  passed: count,
  mean: percent.nullable(),
  median: percent.nullable(),
  /** Trainees by total: below 10, below 20, … up to 100; ten numbers. */
  distribution: z.array(count).length(10),
  byUnit: z.array(groupScore),
  byBranch: z.array(groupScore),
  /** Attendance by lesson, then quizzes and exams: the mean of each part. */
  byPart: z.array(groupScore.extend({ component })),
  /** Whom to help before the exam: below the pass mark in what counts so far, the lowest first; at most 100. */
  atRisk: z.array(traineeScore),
});
export type ScoreSummary = z.infer<typeof scoreSummary>;

/** Whether results are final. */
export const freeze = z.strictObject({ at: timestamp, by: name }).nullable();

const reason = plainText(quizLimits.reason);
const courseParams = z.strictObject({ courseId: id });
const traineeParams = z.strictObject({ courseId: id, traineeId: id });
const format = z.enum(['xlsx', 'csv']).default('xlsx');

/** What a score consists of, line by line. */
const detail = z.strictObject({
  score: traineeScore,
  policy: scorePolicy,
  frozen: freeze,
  parts: z.array(scorePart),
  ledger: z.array(ledgerEntry),
  appeals: z.array(appeal),
  /** The code of the certificate, once there is one. */
  certificate: z.strictObject({ code: z.string(), issuedAt: timestamp }).nullable(),
});
export type ScoreDetail = z.infer<typeof detail>;

export const scoreRoutes = {
  'GET /api/courses/:courseId/score-policy': {
    summary: 'How points become a total in this course.',
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ policy: scorePolicy, revision, frozen: freeze }),
  },
  'PUT /api/courses/:courseId/score-policy': {
    summary: 'Settles how points become a total. Refused with `frozen` once results are final.',
    params: courseParams,
    query: empty,
    body: z.strictObject({ policy: scorePolicy, revision }),
    output: z.strictObject({ policy: scorePolicy, revision, frozen: freeze }),
  },
  'GET /api/courses/:courseId/scores': {
    summary: 'What every trainee has come to, a page at a time.',
    params: courseParams,
    query: z.strictObject({
      /** Part of a name or number. */
      text: z.string().trim().max(limits.nameLength).optional(),
      unit: z.string().max(limits.nameLength).optional(),
      /** With the branches below it. */
      branchId: id.optional(),
      passed: z.enum(['yes', 'no', 'open']).optional(),
      sort: z.enum(['number', 'name', 'total', 'attendance', 'quizzes', 'exam']).default('number'),
      order: z.enum(['up', 'down']).default('up'),
      offset: z.coerce.number().int().nonnegative().default(0),
      limit: z.coerce.number().int().min(1).max(1_000).default(50),
    }),
    body: z.undefined(),
    output: z.strictObject({
      scores: z.array(traineeScore),
      total: count,
      policy: scorePolicy,
      frozen: freeze,
    }),
  },
  'GET /api/courses/:courseId/scores/summary': {
    summary: 'How the course, its units, branches and lessons stand, and whom to help.',
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: scoreSummary,
  },
  'GET /api/courses/:courseId/scores/own': {
    summary: 'The own score with every line that it came from.',
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: detail,
  },
  'GET /api/courses/:courseId/scores/:traineeId': {
    summary: "A trainee's score with every line that it came from.",
    params: traineeParams,
    query: empty,
    body: z.undefined(),
    output: detail,
  },
  'POST /api/courses/:courseId/scores/freeze': {
    summary:
      'Makes results final: from then on they change only by corrections that a second person consents to. Refused with `not_ready` while something is unmarked or open, unless `anyway` says so.',
    params: courseParams,
    query: empty,
    body: z.strictObject({ anyway: z.boolean().default(false) }),
    output: z.strictObject({ frozen: freeze }),
  },
  'GET /api/courses/:courseId/corrections': {
    summary: 'Corrections, the newest first.',
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ corrections: z.array(correction) }),
  },
  'POST /api/courses/:courseId/corrections': {
    summary:
      'Corrects a part of a score, with a reason. It counts at once until results are final; after that when a second person consents.',
    params: courseParams,
    query: empty,
    body: z.strictObject({
      /** Made by the page, so that sending it again is not a second one. */
      id,
      traineeId: id,
      component,
      sourceId: id,
      points: z.number().int().min(-10_000).max(10_000),
      reason,
    }),
    output: correction,
  },
  'POST /api/courses/:courseId/corrections/:correctionId/decision': {
    summary:
      'A second person consents to a correction or refuses it. Whoever asked for it is refused with `second_person`.',
    params: z.strictObject({ courseId: id, correctionId: id }),
    query: empty,
    body: z.strictObject({ consent: z.boolean() }),
    output: correction,
  },
  'POST /api/courses/:courseId/corrections/:correctionId/reversal': {
    summary: 'Takes a correction back: a line of its own that cancels it, under the same rules.',
    params: z.strictObject({ courseId: id, correctionId: id }),
    query: empty,
    body: z.strictObject({ id, reason }),
    output: correction,
  },
  'GET /api/courses/:courseId/appeals': {
    summary: 'Appeals, those that wait first.',
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ appeals: z.array(appeal) }),
  },
  'POST /api/courses/:courseId/appeals': {
    summary: 'A trainee appeals a line of the own ledger.',
    params: courseParams,
    query: empty,
    body: z.strictObject({ id, entryId: id, text: reason }),
    output: appeal,
  },
  'POST /api/courses/:courseId/appeals/:appealId/answer': {
    summary: 'Answers an appeal. What it changes is a correction of its own.',
    params: z.strictObject({ courseId: id, appealId: id }),
    query: empty,
    body: z.strictObject({ upheld: z.boolean(), answer: reason }),
    output: appeal,
  },
  'GET /api/courses/:courseId/scores-export': {
    summary:
      'Totals, components, parts and the whole ledger, a sheet for each, as XLSX; totals alone as CSV.',
    params: courseParams,
    query: z.strictObject({ format, language: fileLanguage }),
    body: z.undefined(),
    output: file,
    download: true,
  },
  'GET /api/courses/:courseId/scores-report': {
    summary: 'The class report as PDF.',
    params: courseParams,
    query: z.strictObject({ language: fileLanguage }),
    body: z.undefined(),
    output: file,
    download: true,
  },
  'POST /api/courses/:courseId/certificates': {
    summary: 'Issues certificates to all who have passed and have none. Only once results are final.',
    params: courseParams,
    query: empty,
    body: empty,
    output: z.strictObject({ issued: count, total: count }),
  },
  'GET /api/courses/:courseId/certificates/:traineeId': {
    summary: 'A certificate as PDF; a trainee gets the own one.',
    params: traineeParams,
    query: z.strictObject({ session: id.optional() }),
    body: z.undefined(),
    output: file,
    download: true,
  },
  'GET /api/certificates/:code': {
    summary: 'Confirms a certificate to whoever has its code: name, course and date, and nothing else.',
    params: z.strictObject({ code: z.string().min(8).max(40) }),
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ name, courseName: name, issuedAt: timestamp }),
  },
} as const;

export const scoreNotices = {
  /** To organisers, and to the trainee whose it is: ask for the score again. Gathered; at most once a second. */
  'score.changed': z.strictObject({ courseId: id }),
} as const;
