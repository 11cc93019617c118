import { z } from 'zod';
import { id, name, timestamp } from './primitives.ts';

/** One thing that is laid over the stage on all screens, until it is dismissed or another takes its place. */
export const shownItem = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('question'),
    questionId: id,
    text: z.string(),
    /** Null when names are hidden. */
    askerName: name.nullable(),
    branchName: name.nullable(),
    /** The written answer, if there is one. */
    answer: z.string().nullable(),
    shownAt: timestamp,
  }),
  /** The poll itself is in the snapshot's `poll`. */
  z.strictObject({ kind: z.literal('poll'), pollId: id, shownAt: timestamp }),
  z.strictObject({
    kind: z.literal('pick'),
    pickId: id,
    of: z.enum(['trainee', 'branch']),
    name,
    branchName: name.nullable(),
    shownAt: timestamp,
  }),
]);
export type ShownItem = z.infer<typeof shownItem>;
