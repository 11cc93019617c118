import { z } from 'zod';
import { difficulty } from './bank.ts';
import { file } from './command.ts';
import { limits } from './limits.ts';
import { empty, id, name, timestamp, revision, revisionInQuery } from './primitives.ts';
import { quizLimits } from './quiz-limits.ts';
import { fileLanguage } from './records.ts';
import { plainLine } from './text.ts';

const count = z.number().int().nonnegative();
const revisionQuery = z.strictObject({ revision: revisionInQuery });
const seconds = z.number().int().min(0).max(quizLimits.duration);
/** 0 to 100 in hundredths: 8750 is 87.5. */
export const percent = z.number().int().min(0).max(10_000);

/** A quiz belongs to a lesson, an exam to the course. */
export const quizKinds = ['quiz', 'exam'] as const;
export type QuizKind = (typeof quizKinds)[number];

/** Which questions a paper has: everybody the same ones, or some drawn for each. */
export const quizSelection = z.discriminatedUnion('how', [
  z.strictObject({ how: z.literal('fixed'), questionIds: z.array(id).max(quizLimits.perQuiz) }),
  z.strictObject({
    how: z.literal('drawn'),
    draws: z
      .array(
        z.strictObject({
          /** Null for any. */
          topic: z.string().max(quizLimits.topic).nullable(),
          difficulty: difficulty.nullable(),
          count: z.number().int().min(1).max(quizLimits.perQuiz),
        }),
      )
      .max(40),
  }),
]);
export type QuizSelection = z.infer<typeof quizSelection>;

/** What opens it. By click it can always be opened, and always be closed. */
export const quizOpening = z.discriminatedUnion('how', [
  z.strictObject({ how: z.literal('click') }),
  z.strictObject({ how: z.literal('clock'), at: timestamp }),
  /** The end of its lesson. */
  z.strictObject({ how: z.literal('lessonEnd') }),
]);

export const quizSettings = z.strictObject({
  title: name,
  kind: z.enum(quizKinds),
  /** The lesson of a quiz; null for an exam. */
  lessonId: id.nullable(),
  selection: quizSelection,
  shuffleQuestions: z.boolean(),
  shuffleOptions: z.boolean(),
  opening: quizOpening,
  /** Seconds from a person's start to the end of their time; null: until it closes. */
  durationS: seconds.min(30).nullable(),
  /** Seconds from the opening until it closes by itself; null: until it is closed. */
  openForS: seconds.min(30).nullable(),
  /** Seconds from the opening for which one may still start; null: until it closes. */
  startWithinS: seconds.nullable(),
  /** How often one person may sit it; the best counts. */
  attempts: z.number().int().min(1).max(quizLimits.attempts),
  passMark: percent,
  /** Who may sit it: everybody on the roster, those signed in to its lesson, or named people (a make-up exam). */
  audience: z.discriminatedUnion('who', [
    z.strictObject({ who: z.literal('all') }),
    z.strictObject({ who: z.literal('signedIn') }),
    z.strictObject({ who: z.literal('named'), traineeIds: z.array(id).min(1).max(limits.bulkRecords) }),
  ]),
  /** The quiz or exam that this one stands in for, for those who sit it: the better of both results counts as the other's. */
  makeUpFor: id.nullable(),
  /** When right answers and explanations are shown to who sat it. The score itself is always shown once it is known. */
  showAnswers: z.enum(['atOnce', 'afterClose', 'never']),
  /** Whether a person sees the own place among those who handed in. */
  showPlace: z.boolean(),
  /** What a multiple choice that is partly right earns: nothing, or right minus wrong over all that are right. */
  multipleChoice: z.enum(['allOrNothing', 'proportional']),
  /** The room's or port's camera has to be on patrol while it is sat. Who sits without is recorded, not refused. */
  requireCamera: z.boolean(),
});
export type QuizSettings = z.infer<typeof quizSettings>;

/** `prepared`: can be changed. `open`: can be sat. `closed`: nothing more is taken. */
export const quizStates = ['prepared', 'open', 'closed'] as const;
export type QuizState = (typeof quizStates)[number];

/** A quiz or exam as those see it who run it. */
export const quizRecord = z.strictObject({
  id,
  courseId: id,
  settings: quizSettings,
  state: z.enum(quizStates),
  revision,
  /** Questions of one paper. */
  questions: count,
  /** Points of one paper, in hundredths; null while papers would differ. */
  points: count.nullable(),
  /** Papers that are made. They are made when it is opened or, by clock, some minutes before. */
  papers: count,
  openedAt: timestamp.nullable(),
  closesAt: timestamp.nullable(),
  closedAt: timestamp.nullable(),
  /** Questions that a person has to mark, over all papers that were handed in. */
  unmarked: count,
  /** Why it cannot be opened as it is; its author has to mend it. */
  problem: z.enum(['tooFewQuestions']).nullable(),
});
export type QuizRecord = z.infer<typeof quizRecord>;

/** How many have come how far, somewhere. */
const progressCounts = {
  expected: count,
  /** Began a paper. */
  opened: count,
  /** Saved an answer within the last minute. */
  answering: count,
  handedIn: count,
  /** Of those handed in and wholly marked; null while there are none. */
  mean: percent.nullable(),
  passed: count,
};

export const quizProgress = z.strictObject({
  quizId: id,
  ...progressCounts,
  /** Branches; null stands for the ports. */
  branches: z.array(z.strictObject({ branchId: id.nullable(), ...progressCounts })),
  /** The questions that went worst, at most ten. `right` is the mean share of the points. */
  hardest: z.array(z.strictObject({ itemId: id, text: z.string(), answered: count, right: percent })),
});
export type QuizProgress = z.infer<typeof quizProgress>;

/** How far one room has come, in numbers alone: what its big screen may say. */
export const quizRoomCounts = z.strictObject({
  quizId: id,
  expected: count,
  opened: count,
  answering: count,
  handedIn: count,
});
export type QuizRoomCounts = z.infer<typeof quizRoomCounts>;

/** What happened while somebody sat it. Recorded, not punished. */
export const sittingEventKinds = [
  'left',
  'returned',
  'otherDevice',
  'pasted',
  'fast',
  'noCamera',
  /** The line was cut; the minutes were given back. */
  'lineLost',
] as const;

/** One person's sitting, as those see it who run it. No answers are in it. */
export const sitting = z.strictObject({
  paperId: id,
  traineeId: id,
  name,
  number: z.string(),
  branchId: id.nullable(),
  attempt: z.number().int().positive(),
  state: z.enum(['notBegun', 'begun', 'handedIn']),
  /** A liaison enters it for somebody without a phone. */
  entered: z.boolean(),
  answered: count,
  startedAt: timestamp.nullable(),
  /** When the person's time ends or ended, with what was given back. */
  endsAt: timestamp.nullable(),
  handedInAt: timestamp.nullable(),
  /** Who handed it in: the person, the server at the end of the time, or the liaison for somebody without a phone. */
  handedInBy: z.enum(['trainee', 'time', 'liaison']).nullable(),
  /** Null until it is wholly marked. */
  score: percent.nullable(),
  unmarked: count,
  events: z.array(z.strictObject({ kind: z.enum(sittingEventKinds), count, lastAt: timestamp })),
  /** Seconds given back for a line that was cut. */
  extraS: count,
});
export type Sitting = z.infer<typeof sitting>;

/** A short answer that waits for a person, or was marked by one. Whose it is stays hidden from whoever marks. */
export const marking = z.strictObject({
  paperId: id,
  itemId: id,
  question: z.string(),
  guide: z.string(),
  answer: z.string(),
  /** Most points, in hundredths. */
  most: count,
  /** Null while it is unmarked. */
  given: count.nullable(),
  by: name.nullable(),
  comment: z.string(),
});
export type Marking = z.infer<typeof marking>;

const courseParams = z.strictObject({ courseId: id });
const quizParams = z.strictObject({ courseId: id, quizId: id });

export const quizRoutes = {
  'GET /api/courses/:courseId/quizzes': {
    summary: "The course's quizzes and exams.",
    params: courseParams,
    query: z.strictObject({ lessonId: id.optional() }),
    body: z.undefined(),
    output: z.strictObject({ quizzes: z.array(quizRecord) }),
  },
  'POST /api/courses/:courseId/quizzes': {
    summary: 'Prepares a quiz or exam.',
    params: courseParams,
    query: empty,
    body: quizSettings,
    output: quizRecord,
  },
  'PATCH /api/courses/:courseId/quizzes/:quizId': {
    summary: 'Changes a prepared quiz or exam. One that is open or closed is refused with `quiz_opened`.',
    params: quizParams,
    query: empty,
    body: z.strictObject({ settings: quizSettings, revision }),
    output: quizRecord,
  },
  'DELETE /api/courses/:courseId/quizzes/:quizId': {
    summary: 'Removes one that nobody has sat; refuses with `in_use` otherwise.',
    params: quizParams,
    query: revisionQuery,
    body: z.undefined(),
    output: empty,
  },
  'GET /api/courses/:courseId/quizzes/:quizId/preview': {
    summary:
      'A paper as a trainee would get it, with what is right, from a seed of its own. Nothing is recorded.',
    params: quizParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({
      items: z.array(
        z.strictObject({
          text: z.string(),
          kind: z.string(),
          options: z.array(z.string()),
          right: z.string(),
          points: count,
        }),
      ),
    }),
  },
  'POST /api/courses/:courseId/quizzes/:quizId/opening': {
    summary:
      'Opens it to everybody whom it is for; papers are made first. Opening it twice changes nothing. `quiz_empty` says that there are too few questions.',
    params: quizParams,
    query: empty,
    body: empty,
    output: quizRecord,
  },
  'POST /api/courses/:courseId/quizzes/:quizId/close': {
    summary: 'Closes it: what was saved is handed in. Closing it twice changes nothing.',
    params: quizParams,
    query: empty,
    body: empty,
    output: quizRecord,
  },
  'POST /api/courses/:courseId/quizzes/:quizId/extension': {
    summary: 'Gives everybody, the people of one branch, or one person more time; on record with the reason.',
    params: quizParams,
    query: empty,
    body: z.strictObject({
      branchId: id.nullable(),
      /** One person; then without a branch. */
      traineeId: id.nullable().default(null),
      seconds: z.number().int().min(10).max(quizLimits.duration),
      reason: plainLine(quizLimits.reason),
    }),
    output: quizRecord,
  },
  'GET /api/courses/:courseId/quizzes/:quizId/progress': {
    summary: 'How far it has come. A liaison sees the own branch and those below it.',
    params: quizParams,
    query: empty,
    body: z.undefined(),
    output: quizProgress,
  },
  'GET /api/courses/:courseId/quizzes/:quizId/room-counts': {
    summary: 'How far the own branch has come, for its big screen: numbers, no names.',
    params: quizParams,
    query: empty,
    body: z.undefined(),
    output: quizRoomCounts,
  },
  'GET /api/courses/:courseId/quizzes/:quizId/sittings': {
    summary: 'Who has come how far. A liaison sees the own branch and those below it.',
    params: quizParams,
    query: z.strictObject({
      branchId: id.optional(),
      state: sitting.shape.state.optional(),
      offset: z.coerce.number().int().nonnegative().default(0),
      limit: z.coerce.number().int().min(1).max(1_000).default(200),
    }),
    body: z.undefined(),
    output: z.strictObject({ sittings: z.array(sitting), total: count }),
  },
  'GET /api/courses/:courseId/quizzes/:quizId/markings': {
    summary: 'Answers in words that wait for a person, or were marked by one.',
    params: quizParams,
    query: z.strictObject({
      done: z.enum(['yes', 'no']).default('no'),
      offset: z.coerce.number().int().nonnegative().default(0),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    body: z.undefined(),
    output: z.strictObject({ markings: z.array(marking), total: count }),
  },
  'PUT /api/courses/:courseId/quizzes/:quizId/markings/:paperId/:itemId': {
    summary: 'Marks an answer in words. Marking it anew keeps who, when and why.',
    params: z.strictObject({ courseId: id, quizId: id, paperId: id, itemId: id }),
    query: empty,
    body: z.strictObject({
      given: count.max(quizLimits.points),
      comment: z.string().max(quizLimits.reason).default(''),
    }),
    output: marking,
  },
  'GET /api/courses/:courseId/quizzes/:quizId/export': {
    summary: 'Sittings and answers with their points, a sheet for each, as XLSX; sittings alone as CSV.',
    params: quizParams,
    query: z.strictObject({ format: z.enum(['xlsx', 'csv']).default('xlsx'), language: fileLanguage }),
    body: z.undefined(),
    output: file,
    download: true,
  },
} as const;

export const quizNotices = {
  /**
   * To everybody in the course: one was opened, closed or extended; ask for what is open. When only some got more time, to them and
   * to those who run it.
   */
  'quiz.changed': z.strictObject({
    courseId: id,
    quizId: id,
    lessonId: id.nullable(),
    state: z.enum(quizStates),
  }),
  /**
   * To those who run it, and to the liaisons of the rooms where something happened, at most once a second: ask for the
   * progress.
   */
  'quiz.progressed': z.strictObject({ courseId: id, quizId: id, handedIn: count, opened: count }),
  /** To the screens of a branch in which something happened, at most once a second: how far that branch has come. */
  'quiz.roomProgressed': quizRoomCounts,
  /** To the devices of somebody whose paper is open on several of them: another one saved or handed in; ask for the paper. */
  'paper.changed': z.strictObject({ paperId: id, version: count, handedIn: z.boolean() }),
} as const;
