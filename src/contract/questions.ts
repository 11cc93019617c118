import { z } from 'zod';
import { command, file } from './command.ts';
import { empty, id, name, role, timestamp } from './primitives.ts';
import { questionLimits } from './question-limits.ts';
import { questionStates } from './question-rank.ts';
import { fileLanguage } from './records.ts';
import { plainText } from './text.ts';

/** Milliseconds between two news of questions to the same people, at least. */
export const questionNewsMs = 500;

export const questionState = z.enum(questionStates);

/** How questions are handled in a lesson. */
export const questionSettings = z.strictObject({
  /** A branch's questions go to its liaison first; ports always ask the lecturer. */
  throughLiaison: z.boolean(),
  /** Other trainees see a question only after somebody has approved it. */
  approval: z.boolean(),
  /** Other trainees and the big screens do not learn who asked. */
  hideNames: z.boolean(),
});
export type QuestionSettings = z.infer<typeof questionSettings>;

const ranked = {
  questionId: id,
  state: questionState,
  /** Different people and rooms behind it: who asked it, and who supports it. */
  voices: z.number().int().positive(),
  /** The branches that they sit in; everybody who sits in none counts as one more. */
  places: z.number().int().positive(),
  askedAt: timestamp,
};

/** A question as everybody in the classroom may see it. */
export const publicQuestion = z.strictObject({
  ...ranked,
  text: z.string(),
  /** Null when names are hidden, and for the question of a room. */
  askerName: name.nullable(),
  branchName: name.nullable(),
  /** The liaison asked it for the whole room. */
  forRoom: z.boolean(),
  /** In writing; null when it was answered live, or not yet. */
  answer: z.string().nullable(),
});
export type PublicQuestion = z.infer<typeof publicQuestion>;

/** One of the own questions. */
export const ownQuestion = z.strictObject({
  questionId: id,
  /** As it was asked. */
  text: z.string(),
  askedAt: timestamp,
  /** That of the question it was merged into, if it was. */
  state: questionState,
  /** What the question says that it was merged into, or what it was edited to; null when that is the own text. */
  shownText: z.string().nullable(),
  merged: z.boolean(),
  voices: z.number().int().positive(),
  answer: z.string().nullable(),
  /** Why it was dismissed, if that was said. */
  reason: z.string().nullable(),
  settledAt: timestamp.nullable(),
  /** There is an answer, or a reason, that this person has not seen yet. */
  unseen: z.boolean(),
});
export type OwnQuestion = z.infer<typeof ownQuestion>;

/** Somebody who asked. */
export const asker = z.strictObject({
  questionId: id,
  name,
  role,
  branchId: id.nullable(),
  branchName: name.nullable(),
  /** The liaison asked for the whole room. */
  forRoom: z.boolean(),
  /** In their own words. */
  text: z.string(),
  askedAt: timestamp,
});
export type Asker = z.infer<typeof asker>;

const full = {
  ...ranked,
  text: z.string(),
  /** Whether somebody edited it; the askers' own words are with them. */
  edited: z.boolean(),
  /** The first of them. */
  askers: z.array(asker),
  askerCount: z.number().int().positive(),
  answer: z.string().nullable(),
  /** Who answered or dismissed it. */
  settledBy: name.nullable(),
  settledAt: timestamp.nullable(),
  reason: z.string().nullable(),
};

/** A question of the own branch as its liaison sees it. `askers` are those of the own branches only. */
export const roomQuestion = z.strictObject(full);
export type RoomQuestion = z.infer<typeof roomQuestion>;

/** A question as organiser, lecturer and inspectors see it. */
export const staffQuestion = z.strictObject({
  ...full,
  /** Approved for the other trainees; counts only while approval is switched on. */
  approved: z.boolean(),
  /** When it was last shown on the screens. */
  shownAt: timestamp.nullable(),
  /** The title of the earlier lesson that it was postponed from. */
  carriedFrom: name.nullable(),
});
export type StaffQuestion = z.infer<typeof staffQuestion>;

export const questionFilters = ['open', 'held', 'postponed', 'settled', 'all'] as const;
export type QuestionFilter = (typeof questionFilters)[number];

/** How many questions there are of each filter. */
export const questionCounts = z.strictObject({
  open: z.number().int().nonnegative(),
  held: z.number().int().nonnegative(),
  postponed: z.number().int().nonnegative(),
  settled: z.number().int().nonnegative(),
});
export type QuestionCounts = z.infer<typeof questionCounts>;

const question = z.strictObject({ questionId: id });
const several = z.array(id).min(1).max(questionLimits.atOnce);
const page = {
  /** How many to leave out from the top. */
  offset: z.number().int().min(0).max(questionLimits.perLesson).default(0),
  limit: z.number().int().min(1).max(questionLimits.page).default(questionLimits.page),
};
const support = z.strictObject({ questionId: id, voices: ranked.voices, places: ranked.places });

const asking = {
  'question.ask': command({
    summary:
      "Asks a question; a liaison asks it for the room. The id is of the client's making: asking again with it changes nothing. Acknowledged when it is committed.",
    input: z.strictObject({ questionId: id.min(16), text: plainText(questionLimits.text) }),
    output: z.strictObject({ question: ownQuestion }),
    rate: { perSecond: 0.5, burst: 6 },
  }),
  'question.support': command({
    summary:
      'Supports a question of others that is visible, or no longer. Each person and each room counts once.',
    input: question.extend({ support: z.boolean() }),
    output: support,
    rate: { perSecond: 2, burst: 20 },
  }),
  'question.own': command({
    summary:
      "The own questions of the course, the newest first, with their answers. A liaison's are the room's.",
    input: empty,
    output: z.strictObject({
      questions: z.array(ownQuestion),
      unseen: z.number().int().nonnegative(),
      settings: questionSettings,
    }),
    rate: { perSecond: 2, burst: 10 },
  }),
  'question.seen': command({
    summary: 'The answers to these own questions were seen.',
    input: z.strictObject({ questionIds: several }),
    output: z.strictObject({ unseen: z.number().int().nonnegative() }),
    rate: { perSecond: 2, burst: 10 },
  }),
  'question.visible': command({
    summary: 'The questions that everybody may see, ranked, a page at a time.',
    input: z.strictObject(page),
    output: z.strictObject({
      questions: z.array(publicQuestion),
      total: z.number().int().nonnegative(),
      /** Those of the page that this person has asked or supports. */
      mine: z.array(id),
    }),
    rate: { perSecond: 2, burst: 10 },
  }),
} as const;

const handling = {
  'question.room': command({
    summary: 'The questions of the own branch and those below it, ranked, a page at a time. For liaisons.',
    input: z.strictObject(page),
    output: z.strictObject({
      questions: z.array(roomQuestion),
      total: z.number().int().nonnegative(),
      settings: questionSettings,
    }),
    rate: { perSecond: 2, burst: 10 },
  }),
  'question.list': command({
    summary: 'All questions of the lesson, ranked, a page at a time. For organiser, lecturer and inspectors.',
    input: z.strictObject({
      ...page,
      filter: z.enum(questionFilters).default('all'),
      /** Part of the text, of the name of an asker, or of the branch's name. */
      search: z.string().trim().max(100).default(''),
    }),
    output: z.strictObject({
      questions: z.array(staffQuestion),
      total: z.number().int().nonnegative(),
      counts: questionCounts,
      settings: questionSettings,
    }),
    rate: { perSecond: 4, burst: 20 },
  }),
  'question.merge': command({
    summary:
      'Merges questions into one: everybody who asked one of them gets its answer, and who is behind several counts once. A liaison merges what it holds.',
    input: z.strictObject({ into: id, questionIds: several }),
    output: empty,
  }),
  'question.forward': command({
    summary: 'Hands questions that a liaison holds on to the lecturer.',
    input: z.strictObject({ questionIds: several }),
    output: empty,
  }),
  'question.edit': command({
    summary: "Says a question more clearly; the asker's own words are kept. A liaison edits what it holds.",
    input: question.extend({ text: plainText(questionLimits.text) }),
    output: empty,
  }),
  'question.answer': command({
    summary:
      'Answers a question for everybody who asked it: in writing, or as answered live when the answer is null. A liaison answers what it holds.',
    input: question.extend({ answer: plainText(questionLimits.answer).nullable() }),
    output: empty,
  }),
} as const;

const deciding = {
  'question.postpone': command({
    summary: "Keeps a question for later; the course's next lessons find it with those that were postponed.",
    input: question,
    output: empty,
  }),
  'question.dismiss': command({
    summary: 'Sets a question aside, with a reason for whoever asked it, or without.',
    input: question.extend({ reason: plainText(questionLimits.reason).nullable() }),
    output: empty,
  }),
  'question.reopen': command({
    summary: 'Takes a settled or postponed question up again, in this lesson.',
    input: question,
    output: empty,
  }),
  'question.approve': command({
    summary: 'Lets the other trainees see questions, or no longer.',
    input: z.strictObject({ questionIds: several, approved: z.boolean() }),
    output: empty,
  }),
  'question.show': command({
    summary: 'Shows a question on all screens, or takes it off with null.',
    input: z.strictObject({ questionId: id.nullable() }),
    output: empty,
  }),
  'question.configure': command({
    summary:
      'Changes how questions are handled in this lesson. Without the way through the liaison, all that they hold goes on to the lecturer.',
    input: questionSettings.partial(),
    output: z.strictObject({ settings: questionSettings }),
  }),
} as const;

export const questionCommands = { ...asking, ...handling, ...deciding } as const;

/** Each at most twice a second to the same people. */
export const questionNotices = {
  /** To everybody: what changed of what everybody may see. */
  'question.visible': z.strictObject({
    changed: z.array(publicQuestion),
    supports: z.array(support),
    removed: z.array(id),
  }),
  /** To staff. */
  'question.listed': z.strictObject({
    changed: z.array(staffQuestion),
    removed: z.array(id),
    counts: questionCounts,
    settings: questionSettings,
  }),
  /** To the liaisons of a branch. */
  'question.inRoom': z.strictObject({
    changed: z.array(roomQuestion),
    removed: z.array(id),
    settings: questionSettings,
  }),
  /** To whoever asked them: how they stand now. */
  'question.own': z.strictObject({
    changed: z.array(ownQuestion),
    unseen: z.number().int().nonnegative(),
  }),
} as const;

export const questionRoutes = {
  'GET /api/courses/:courseId/questions/export': {
    summary: 'All questions of the course, or of one lesson, with their answers, as XLSX or CSV.',
    params: z.strictObject({ courseId: id }),
    query: z.strictObject({
      lessonId: id.optional(),
      format: z.enum(['xlsx', 'csv']),
      language: fileLanguage,
    }),
    body: z.undefined(),
    output: file,
    download: true,
  },
} as const;
