import { z } from 'zod';
import { helpKinds, helpLimits, ticketStates } from './help-limits.ts';
import { empty, id, name, role, timestamp } from './primitives.ts';
import { neutralText, plainText } from './text.ts';

const count = z.number().int().nonnegative();
const short = (max: number) =>
  z
    .string()
    .max(max * 4)
    .transform(neutralText)
    .pipe(z.string().max(max));

/** What the page knows by itself. Nothing personal is in it. */
export const pageFacts = z.strictObject({
  /** The browser's own words about itself. */
  userAgent: short(400),
  language: short(20),
  /** For example `390x844`. */
  window: short(20),
  /** Milliseconds of a round trip to the server; null when it cannot be reached. */
  pingMs: z.number().nonnegative().max(600_000).nullable(),
  online: z.boolean(),
  /** How packets travel: udp, tcp, relay; null without media. */
  path: short(10).nullable(),
  /** 0 to 1; null without media. */
  loss: z.number().min(0).max(1).nullable(),
  kbps: z.number().nonnegative().nullable(),
  /** Codes of the last errors that the page showed, and their references. */
  errors: z
    .array(z.strictObject({ code: short(40), reference: short(40), at: timestamp }))
    .max(helpLimits.errors),
});
export type PageFacts = z.infer<typeof pageFacts>;

/** A ticket at the organiser's fault desk. */
export const ticket = z.strictObject({
  id,
  at: timestamp,
  kind: z.enum(helpKinds),
  text: z.string(),
  role,
  name,
  branchId: id.nullable(),
  branchName: z.string().nullable(),
  lessonId: id.nullable(),
  facts: pageFacts,
  state: z.enum(ticketStates),
  /** Equal faults have the same: same kind, and the same unit, branch, error or path. */
  group: z.string(),
  answers: z.array(z.strictObject({ id, by: name, at: timestamp, text: z.string() })),
  closedAt: timestamp.nullable(),
  closedBy: name.nullable(),
});
export type Ticket = z.infer<typeof ticket>;

/** Faults that look alike. */
export const ticketGroup = z.strictObject({
  group: z.string(),
  kind: z.enum(helpKinds),
  /** What they have in common, for a heading: an error's code, a path, a unit's or branch's name. */
  common: z.strictObject({ of: z.enum(['error', 'path', 'unit', 'branch', 'kind']), value: z.string() }),
  open: count,
  /** Open or answered. */
  unclosed: count,
  total: count,
  /** In how many rooms, ports not counted. */
  rooms: count,
  lastAt: timestamp,
});
export type TicketGroup = z.infer<typeof ticketGroup>;

const courseParams = z.strictObject({ courseId: id });

export const helpRoutes = {
  'POST /api/courses/:courseId/tickets': {
    summary:
      'Something does not work: tells the organiser, with what the page knows. Sending it again is not a second one.',
    params: courseParams,
    query: empty,
    body: z.strictObject({
      id,
      kind: z.enum(helpKinds),
      text: short(helpLimits.text),
      lessonId: id.nullable().default(null),
      facts: pageFacts,
    }),
    output: ticket,
  },
  'GET /api/courses/:courseId/tickets/own': {
    summary: 'The own tickets with their answers, the newest first.',
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ tickets: z.array(ticket) }),
  },
  'GET /api/courses/:courseId/tickets': {
    summary:
      'All tickets, the newest first, and the groups of equal ones: those with open tickets before the others.',
    params: courseParams,
    query: z.strictObject({
      state: z.enum(ticketStates).optional(),
      group: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(helpLimits.listed).default(100),
    }),
    body: z.undefined(),
    output: z.strictObject({ tickets: z.array(ticket), groups: z.array(ticketGroup), open: count }),
  },
  'POST /api/courses/:courseId/tickets/:ticketId/answers': {
    summary:
      'Answers a ticket; whoever asked sees it at once. With `group` all open ones of the same group are answered.',
    params: z.strictObject({ courseId: id, ticketId: id }),
    query: empty,
    body: z.strictObject({
      id,
      text: plainText(helpLimits.text),
      group: z.boolean().default(false),
      close: z.boolean().default(false),
    }),
    output: z.strictObject({ answered: count }),
  },
  'POST /api/courses/:courseId/tickets/:ticketId/close': {
    summary:
      'Closes a ticket, or all of its group. Whoever asked for help can close the own one: it works again.',
    params: z.strictObject({ courseId: id, ticketId: id }),
    query: empty,
    body: z.strictObject({ group: z.boolean().default(false) }),
    output: z.strictObject({ closed: count }),
  },
} as const;

export const helpNotices = {
  /** To organisers: ask for the tickets again; how many are open. */
  'help.changed': z.strictObject({ courseId: id, open: count }),
  /** To whoever asked: a ticket of theirs was answered or closed. */
  'help.answered': z.strictObject({ ticket }),
} as const;
