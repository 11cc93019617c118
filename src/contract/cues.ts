import { z } from 'zod';
import { command } from './command.ts';
import { limits } from './limits.ts';
import { empty, id, timestamp, largestInteger } from './primitives.ts';
import { stageLayout } from './stage.ts';
import { neutralText, plainText } from './text.ts';

/** Bounds of a cue sheet. Each has its reason; none is a tuning knob. */
export const cueLimits = {
  /** Cues of one lesson: one a minute of a long lesson. */
  perLesson: 120,
  /** Characters of a note: what somebody takes in at a glance while speaking. */
  note: 200,
} as const;

/** One step of a lesson and what it does when it comes. `note` is for whoever works through the sheet. */
const cueWith = <N extends z.ZodType<string>, R extends z.ZodType<string>, T extends z.ZodType<string>>(
  note: N,
  reminder: R,
  text: T,
) => {
  /** The page that adds a cue gives it its id, which is unique within the sheet. */
  const base = { id, note };
  return z.discriminatedUnion('kind', [
    /** Does nothing: a reminder to oneself. */
    z.strictObject({ ...base, kind: z.literal('note'), note: reminder }),
    /** Starts the lesson. */
    z.strictObject({ ...base, kind: z.literal('start') }),
    /** Arranges the big screens. */
    z.strictObject({ ...base, kind: z.literal('layout'), layout: stageLayout }),
    /** Plays a video of the materials on the presenting device. */
    z.strictObject({ ...base, kind: z.literal('clip'), materialId: id }),
    /** The layout follows the tracks again, and the presenting device switches its camera on. */
    z.strictObject({ ...base, kind: z.literal('lecture') }),
    /** Calls a branch's screen to the stage, or a trainee's port. */
    z.strictObject({
      ...base,
      kind: z.literal('call'),
      callee: z.union([z.strictObject({ branchId: id }), z.strictObject({ traineeId: id })]),
    }),
    /** Opens a prepared poll. */
    z.strictObject({ ...base, kind: z.literal('poll'), pollId: id }),
    /** Opens a prepared quiz of the lesson, or an exam of the course. */
    z.strictObject({ ...base, kind: z.literal('quiz'), quizId: id }),
    /** Announces something to everybody in the course. */
    z.strictObject({ ...base, kind: z.literal('announcement'), text, stays: z.boolean() }),
    /** Ends the lesson. */
    z.strictObject({ ...base, kind: z.literal('end') }),
  ]);
};

export const cue = cueWith(z.string(), z.string(), z.string());
export type Cue = z.infer<typeof cue>;
export type CueKind = Cue['kind'];

const possibleNote = z
  .string()
  .max(cueLimits.note * 4)
  .transform(neutralText)
  .pipe(z.string().max(cueLimits.note));

/** A list of cues with different ids, as somebody wrote them. */
const writtenCues = z
  .array(cueWith(possibleNote, plainText(cueLimits.note), plainText(limits.announcementLength)))
  .max(cueLimits.perLesson)
  .refine(
    (list) => new Set(list.map((one) => one.id)).size === list.length,
    'every cue has an id of its own',
  );

/** That a cue is done. */
export const cueDone = z.strictObject({
  at: timestamp,
  /** The name of who did it. */
  by: z.string(),
  /** `ran`: the server did what it says; `marked`: somebody said that it is done. */
  how: z.enum(['ran', 'marked']),
});
export type CueDone = z.infer<typeof cueDone>;

/** How far a lesson has come. */
export const cueState = z.strictObject({
  /** The cue that the lesson is at; null before the first. The next one is the one after it. */
  currentId: id.nullable(),
  /** The cues that are done, by their id. */
  done: z.record(id, cueDone),
});
export type CueState = z.infer<typeof cueState>;

/** The prepared run of one lesson. */
export const cueSheet = z.strictObject({
  lessonId: id,
  /** Counts the changes of the list; 0 while there is none. */
  revision: z.number().int().nonnegative(),
  cues: z.array(cue),
  /** By the cue's id, the name of the poll, quiz, video, branch or trainee it is about. One that is gone has none. */
  targets: z.record(id, z.string()),
  state: cueState,
});
export type CueSheet = z.infer<typeof cueSheet>;

const lessonParams = z.strictObject({ courseId: id, lessonId: id });
const which = z.strictObject({ cueId: id });
const stateAnswer = z.strictObject({ state: cueState });
const revision = z.number().int().nonnegative().max(largestInteger);

export const cueCommands = {
  'cue.sheet': command({
    summary: "The lesson's cue sheet and how far it has come.",
    input: empty,
    output: z.strictObject({ sheet: cueSheet }),
    rate: { perSecond: 2, burst: 10 },
  }),
  'cue.next': command({
    summary:
      'Does the next cue, which has to be the one that is named: when somebody else was faster, nothing is done.',
    input: which,
    output: stateAnswer,
    rate: { perSecond: 4, burst: 12 },
  }),
  'cue.run': command({
    summary: 'Does that cue, wherever the lesson is; it goes on from there.',
    input: which,
    output: stateAnswer,
    rate: { perSecond: 4, burst: 12 },
  }),
  'cue.back': command({
    summary: 'Goes back by one cue. Undoes nothing.',
    input: empty,
    output: stateAnswer,
    rate: { perSecond: 4, burst: 12 },
  }),
  'cue.mark': command({
    summary:
      'Says that a cue is done, or is not, and does nothing else. The next one marked done is skipped.',
    input: which.extend({ done: z.boolean() }),
    output: stateAnswer,
    rate: { perSecond: 4, burst: 12 },
  }),
  'cue.restart': command({
    summary: 'Goes back to before the first cue, with none done: after a rehearsal. Undoes nothing.',
    input: empty,
    output: stateAnswer,
    rate: { perSecond: 1, burst: 4 },
  }),
} as const;

export const cueNotices = {
  /** To staff: how far the lesson has come. With another revision the list is another one, too. */
  'cue.changed': z.strictObject({ lessonId: id, revision, state: cueState }),
  /** To the presenting device: it plays this video now. */
  'cue.clip': z.strictObject({ cueId: id, materialId: id }),
  /** To the presenting device: it sends now, with its camera on, and takes a clip off. */
  'cue.present': z.strictObject({ cueId: id }),
} as const;

export const cueRoutes = {
  'GET /api/courses/:courseId/lessons/:lessonId/cues': {
    summary: "A lesson's cue sheet.",
    params: lessonParams,
    query: empty,
    body: z.undefined(),
    output: cueSheet,
  },
  'PUT /api/courses/:courseId/lessons/:lessonId/cues': {
    summary: 'Saves the whole list; refuses with `conflict` when somebody else changed it meanwhile.',
    params: lessonParams,
    query: empty,
    body: z.strictObject({ revision, cues: writtenCues }),
    output: cueSheet,
  },
  'POST /api/courses/:courseId/lessons/:lessonId/cues/copy': {
    summary: "Adds another lesson's cues at the end, with copies of their polls.",
    params: lessonParams,
    query: empty,
    body: z.strictObject({ revision, fromLessonId: id }),
    output: cueSheet,
  },
} as const;
