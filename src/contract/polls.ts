import { z } from 'zod';
import { command, file } from './command.ts';
import { empty, id, name, timestamp, revision, revisionInQuery } from './primitives.ts';
import { fileLanguage } from './records.ts';
import { plainLine } from './text.ts';
import { pollKinds, pollLimits } from './poll-limits.ts';

export { pollKinds, pollLimits, pollNewsMs } from './poll-limits.ts';

export const pollKind = z.enum(pollKinds);
export type PollKind = z.infer<typeof pollKind>;

const choice = z
  .number()
  .int()
  .min(0)
  .max(pollLimits.options - 1);
const number = z.number().min(-pollLimits.number).max(pollLimits.number);

/** What somebody answers, and also what is right: options are counted from 0. */
export const pollAnswer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('single'), choice }),
  z.strictObject({ kind: z.literal('multiple'), choices: z.array(choice).min(1).max(pollLimits.options) }),
  z.strictObject({ kind: z.literal('trueFalse'), value: z.boolean() }),
  z.strictObject({ kind: z.literal('rating'), value: z.number().int().min(1).max(pollLimits.rating) }),
  z.strictObject({ kind: z.literal('number'), value: number }),
  z.strictObject({ kind: z.literal('text'), text: plainLine(pollLimits.text) }),
]);
export type PollAnswer = z.infer<typeof pollAnswer>;

/** What a poll asks. Whether options and key fit the kind is for the model to check. */
export const pollDraft = z.strictObject({
  kind: pollKind,
  question: plainLine(pollLimits.question),
  /** Of a choice, two or more; empty for every other kind. */
  options: z.array(plainLine(pollLimits.option)).max(pollLimits.options).default([]),
  /** What is right; null when nothing is. A rating has none. */
  key: pollAnswer.nullable().default(null),
  /** Seconds until it closes by itself; null to stay open until it is closed. */
  durationS: z.number().int().min(5).max(pollLimits.duration).nullable().default(null),
});
export type PollDraft = z.output<typeof pollDraft>;

const count = z.number().int().nonnegative();

/** What a poll has come to so far. Of a branch with a count of hands the room's count is in it, never its persons. */
export const pollResults = z.strictObject({
  /** People who answered: `persons` and those counted in rooms. */
  answered: count,
  /** Answers of single persons that count. */
  persons: count,
  /** People who were counted by show of hands. */
  inRooms: count,
  /** Branches that are counted by show of hands. */
  rooms: count,
  /** How many took each option: those of a choice, true and false, or the ratings 1 to 5; empty for numbers and words. */
  bars: z.array(count),
  /** Numbers and words with how many gave them, the most frequent first. */
  values: z.array(z.strictObject({ text: z.string(), count })),
  /** Further different answers that `values` leaves out, as answers. */
  others: count,
  /** Of ratings and numbers. */
  average: z.number().nullable(),
  /**
   * How many were right; null without a key, and for everybody but staff until the key is shown. Rooms count in it for
   * single choices and true or false; which hands belong together in a multiple choice nobody knows.
   */
  correct: count.nullable(),
});
export type PollResults = z.infer<typeof pollResults>;

/** One branch in a poll; `branchId` null stands for the ports. */
export const pollBranch = z.strictObject({
  branchId: id.nullable(),
  /** People who answered, as far as they count. */
  answered: count,
  /** Trainees on the roster. */
  expected: count,
  bars: z.array(count),
  /** The room was counted by show of hands; `persons` answers of single persons are kept, and do not count. */
  room: z.boolean(),
  persons: count,
});
export type PollBranch = z.infer<typeof pollBranch>;

/** A poll as everybody sees it. Neither key nor results are in it before the lecturer shows them. */
export const publicPoll = z.strictObject({
  pollId: id,
  kind: pollKind,
  question: z.string(),
  options: z.array(z.string()),
  state: z.enum(['open', 'closed']),
  openedAt: timestamp,
  /** When it closes by itself. */
  closesAt: timestamp.nullable(),
  closedAt: timestamp.nullable(),
  /** There is a correct answer. */
  hasKey: z.boolean(),
  /** Null until they are shown; as of when this was sent, kept up to date by `poll.results`. */
  results: pollResults.nullable(),
  /** Null until the poll is closed and its results are shown. */
  key: pollAnswer.nullable(),
});
export type PublicPoll = z.infer<typeof publicPoll>;

/** A poll as those see it who ask it. */
export const staffPoll = z.strictObject({
  pollId: id,
  lessonId: id,
  kind: pollKind,
  question: z.string(),
  options: z.array(z.string()),
  key: pollAnswer.nullable(),
  durationS: z.number().int().nullable(),
  revision,
  state: z.enum(['prepared', 'open', 'closed']),
  openedAt: timestamp.nullable(),
  closesAt: timestamp.nullable(),
  closedAt: timestamp.nullable(),
  /** Everybody sees its results. */
  resultsShown: z.boolean(),
  /** It is the one that the lesson's pages show: open, or closed and not put away. */
  current: z.boolean(),
  /** Answers of single persons that are on record. */
  answers: count,
});
export type StaffPoll = z.infer<typeof staffPoll>;

const progress = {
  pollId: id,
  /** With `correct`, whether shown or not. */
  results: pollResults,
  branches: z.array(pollBranch),
};

/** The own answer to the current poll. */
export const ownPollAnswer = z.strictObject({ pollId: id, answer: pollAnswer, receivedAt: timestamp });
export type OwnPollAnswer = z.infer<typeof ownPollAnswer>;

/** A show of hands in one room. */
export const roomCounts = z.strictObject({
  counts: z.array(z.number().int().min(0).max(pollLimits.heads)).min(2).max(pollLimits.options),
  /** People in the room who took part: the sum of the counts, but for multiple choice. */
  heads: z.number().int().min(0).max(pollLimits.heads),
});
export type RoomCounts = z.infer<typeof roomCounts>;

export const pickKinds = ['trainee', 'branch'] as const;
/** A random pick among those present. */
export const pick = z.strictObject({
  pickId: id,
  of: z.enum(pickKinds),
  name,
  branchName: name.nullable(),
  at: timestamp,
  /** How many it was drawn among: those present who were not picked since the round began. */
  among: z.number().int().positive(),
  /** Counts from 1. A new round begins when everybody present was picked. */
  round: z.number().int().positive(),
});
export type Pick = z.infer<typeof pick>;

const which = z.strictObject({ pollId: id });
const courseParams = z.strictObject({ courseId: id });
const pollParams = z.strictObject({ courseId: id, pollId: id });

export const pollCommands = {
  'poll.list': command({
    summary: "The lesson's polls, prepared and asked, in their order.",
    input: empty,
    output: z.strictObject({ polls: z.array(staffPoll) }),
  }),
  'poll.open': command({
    summary: 'Opens a prepared poll, or one that is made up on the spot, to everybody in the lesson.',
    input: z.union([which, z.strictObject({ draft: pollDraft })]),
    output: z.strictObject({ poll: staffPoll }),
    rate: { perSecond: 1, burst: 6 },
  }),
  'poll.close': command({
    summary: 'Closes the open poll. What was answered before counts. Closing it twice changes nothing.',
    input: which,
    output: z.strictObject({ poll: staffPoll }),
  }),
  'poll.showResults': command({
    summary:
      'Shows the results to everybody, and the correct answer once the poll is closed; or hides them again.',
    input: z.strictObject({ pollId: id, shown: z.boolean().default(true) }),
    output: z.strictObject({ poll: staffPoll }),
  }),
  'poll.dismiss': command({
    summary: 'Puts the poll away on all pages; one that is open is closed.',
    input: which,
    output: z.strictObject({ poll: staffPoll }),
  }),
  'poll.progress': command({
    summary: 'What the current poll has come to, in total and by branch.',
    input: which,
    output: z.strictObject(progress),
    rate: { perSecond: 2, burst: 10 },
  }),
  'poll.answer': command({
    summary:
      'Answers the open poll. The last answer counts; the same one again changes nothing. Received means committed.',
    input: z.strictObject({ pollId: id, answer: pollAnswer }),
    output: ownPollAnswer,
    rate: { perSecond: 2, burst: 12 },
  }),
  'poll.ownBranch': command({
    summary: 'How far the own branch has answered, and its count of hands.',
    input: which,
    output: z.strictObject({ branch: pollBranch, counts: roomCounts.nullable() }),
    rate: { perSecond: 2, burst: 10 },
  }),
  'poll.roomCounts': command({
    summary:
      "Enters the own room's show of hands in place of its persons' answers; null takes it back. The last one counts until the close.",
    input: z.strictObject({ pollId: id, room: roomCounts.nullable() }),
    output: z.strictObject({ branch: pollBranch, counts: roomCounts.nullable() }),
    rate: { perSecond: 1, burst: 8 },
  }),
  'poll.entry': command({
    summary:
      'Where the trainees of the own branch get in, for the code on its screen; null when there is no link.',
    input: empty,
    output: z.strictObject({
      entry: z.strictObject({ path: z.string().startsWith('/j/'), code: z.string() }).nullable(),
    }),
    rate: { perSecond: 1, burst: 5 },
  }),
  'pick.draw': command({
    summary:
      'Draws a trainee or a branch among those present and shows it on all screens. Nobody is drawn twice before everybody present was.',
    input: z.strictObject({ of: z.enum(pickKinds) }),
    output: z.strictObject({ pick }),
    rate: { perSecond: 1, burst: 8 },
  }),
  'pick.list': command({
    summary: "The lesson's picks, the newest first.",
    input: empty,
    output: z.strictObject({ picks: z.array(pick) }),
  }),
} as const;

export const pollNotices = {
  /** To everybody once results are shown, at most five times a second. */
  'poll.results': z.strictObject({ pollId: id, results: pollResults }),
  /** To staff, at most five times a second: the results, and the branches that changed since the last one. */
  'poll.progressed': z.strictObject(progress),
  /** To the people of a branch: how many of them have answered. */
  'poll.branchProgressed': z.strictObject({
    pollId: id,
    branchId: id,
    answered: count,
    expected: count,
    room: z.boolean(),
  }),
  /** To staff: the list of polls is another one than before. */
  'poll.listChanged': empty,
} as const;

export const pollRoutes = {
  'GET /api/courses/:courseId/polls': {
    summary: 'The polls of a course or of one lesson, prepared and asked.',
    params: courseParams,
    query: z.strictObject({ lessonId: id.optional() }),
    body: z.undefined(),
    output: z.strictObject({ polls: z.array(staffPoll) }),
  },
  'POST /api/courses/:courseId/polls': {
    summary: 'Prepares a poll for a lesson.',
    params: courseParams,
    query: empty,
    body: z.strictObject({ lessonId: id, draft: pollDraft }),
    output: staffPoll,
  },
  'PATCH /api/courses/:courseId/polls/:pollId': {
    summary: 'Changes a prepared poll; one that was opened keeps what it asked.',
    params: pollParams,
    query: empty,
    body: z.strictObject({ draft: pollDraft, revision }),
    output: staffPoll,
  },
  'DELETE /api/courses/:courseId/polls/:pollId': {
    summary: 'Removes a poll that was never opened; refuses with `in_use` otherwise.',
    params: pollParams,
    query: z.strictObject({ revision: revisionInQuery }),
    body: z.undefined(),
    output: empty,
  },
  'GET /api/courses/:courseId/polls/:pollId/results': {
    summary: 'What a poll came to, in total and by branch, from the records.',
    params: pollParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ poll: staffPoll, results: pollResults, branches: z.array(pollBranch) }),
  },
  'GET /api/courses/:courseId/polls/export': {
    summary:
      'Answers per person as CSV; as XLSX also the polls, the counts of hands and the picks, a sheet for each.',
    params: courseParams,
    query: z.strictObject({
      lessonId: id.optional(),
      format: z.enum(['xlsx', 'csv']).default('xlsx'),
      language: fileLanguage,
    }),
    body: z.undefined(),
    output: file,
    download: true,
  },
} as const;
