import { z } from 'zod';
import { entryToken, sessionView } from './identity.ts';
import { empty, id, name } from './primitives.ts';

/** Which part of the roster's number a trainee is asked for. */
export const numberParts = ['whole', 'last4', 'last6'] as const;
export type NumberPart = (typeof numberParts)[number];

/** How trainees identify themselves in a course, and whom its people may call. */
export const entrySettings = z.strictObject({
  numberPart: z.enum(numberParts),
  /** What the number is called on the trainee's page, for example the phone; empty for the page's own words. */
  numberLabel: z.string().trim().max(60),
  /** Whom to call when something does not work: a name and a number. */
  help: z.string().trim().max(200),
});
export type EntrySettings = z.infer<typeof entrySettings>;

/** What a page has to ask for before a link opens: the details of `account_required` and `identify_required`. */
export const entryQuestion = z.strictObject({
  label: name,
  courseName: name.nullable(),
  branchName: name.nullable(),
  numberPart: z.enum(numberParts),
  numberLabel: z.string(),
  help: z.string(),
});
export type EntryQuestion = z.infer<typeof entryQuestion>;

/** How far a branch has got in. */
export const branchEntry = z.strictObject({
  branchId: id,
  name,
  level: z.union([z.literal(1), z.literal(2)]),
  trainees: z.number().int().nonnegative(),
  /** Trainees who have a device that is signed in. */
  identified: z.number().int().nonnegative(),
  /** Trainees who have none yet, in the order of the roster. */
  missing: z.array(z.strictObject({ traineeId: id, name })),
  /** Devices signed in as the branch's screen, and as its liaison. */
  screens: z.number().int().nonnegative(),
  liaisons: z.number().int().nonnegative(),
});
export type BranchEntry = z.infer<typeof branchEntry>;

const courseParams = z.strictObject({ courseId: id });

export const entryRoutes = {
  'POST /api/identify': {
    summary:
      'A trainee gives name and number, which are compared with the roster. The device is known from then on.',
    params: empty,
    query: empty,
    body: z.strictObject({ token: entryToken, name, number: z.string().trim().min(1).max(64) }),
    output: sessionView,
  },
  'GET /api/courses/:courseId/entry': {
    summary: 'How trainees identify themselves, and whom people may call.',
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: entrySettings,
  },
  'PUT /api/courses/:courseId/entry': {
    summary: 'Settles how trainees identify themselves, and whom people may call.',
    params: courseParams,
    query: empty,
    body: entrySettings,
    output: entrySettings,
  },
  'GET /api/courses/:courseId/branches/:branchId/entry': {
    summary:
      'How far a branch, and those below it, have got in. A liaison reads the own branch and those below it.',
    params: z.strictObject({ courseId: id, branchId: id }),
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ branches: z.array(branchEntry) }),
  },
} as const;
