import { z } from 'zod';
import { invitation } from './course.ts';
import { limits } from './limits.ts';
import { empty, id, name, role, timestamp } from './primitives.ts';
import type { Role } from './roles.ts';

/** Roles that one link for each branch can be made for. A trainees' link asks for name and number. */
export const branchLinkRoles = ['screen', 'liaison', 'trainee'] as const;

/** Roles that may sign in with name and password. */
export const accountRoles = ['organiser', 'lecturer', 'inspector', 'liaison'] as const;

/** How many sessions a link may open. */
const uses = z.number().int().min(1).max(limits.linkUses);

const bounds = {
  expiresAt: timestamp.nullable().default(null),
  /** Null for no limit. */
  uses: uses.nullable().default(null),
};

const isAmong = (one: Role, list: readonly Role[]): boolean => list.includes(one);

export const newInvitation = z
  .strictObject({
    role,
    label: name,
    branchId: id.nullable().default(null),
    /** A personal link of one trainee; without it a trainees' link asks for name and number. */
    traineeId: id.nullable().default(null),
    withAccount: z.boolean().default(false),
    /** Left out: a week for a link that makes an account, else without end. */
    expiresAt: timestamp.nullable().optional(),
    /** Left out: once for a link that makes an account, else without limit. */
    uses: uses.nullable().optional(),
  })
  .refine((one) => !isAmong(one.role, ['screen', 'liaison']) || one.branchId !== null, {
    path: ['branchId'],
    error: 'a link of this role names its branch',
  })
  .refine((one) => !isAmong(one.role, ['organiser', 'lecturer', 'inspector']) || one.branchId === null, {
    path: ['branchId'],
    error: 'a link of this role is for the whole course',
  })
  .refine((one) => isAmong(one.role, ['trainee', 'port']) || one.traineeId === null, {
    path: ['traineeId'],
    error: 'only a trainee has a trainee',
  })
  .refine((one) => one.role !== 'port' || one.traineeId !== null, {
    path: ['traineeId'],
    error: 'a port belongs to one trainee',
  })
  .refine((one) => !one.withAccount || isAmong(one.role, accountRoles), {
    path: ['withAccount'],
    error: 'this role has no accounts',
  });
export type NewInvitation = z.output<typeof newInvitation>;

/** What one branch's page of the printed sheet holds. Paths are null while there is no such link. */
export const sheetPage = z.strictObject({
  branchId: id,
  /** Where the branch stands in the organiser's list, from 1. */
  number: z.number().int().positive(),
  name,
  level: z.union([z.literal(1), z.literal(2)]),
  parentName: name.nullable(),
  place: z.string(),
  liaisonName: z.string(),
  liaisonPhone: z.string(),
  screen: invitation.nullable(),
  liaison: invitation.nullable(),
  /** Where the branch's trainees give their name and number. */
  trainee: invitation.nullable(),
});
export type SheetPage = z.infer<typeof sheetPage>;

const courseParams = z.strictObject({ courseId: id });
const invitationParams = z.strictObject({ courseId: id, invitationId: id });
const one = z.strictObject({ invitation });

export const invitationRoutes = {
  'POST /api/courses/:courseId/invitations': {
    summary: 'Makes one link.',
    params: courseParams,
    query: empty,
    body: newInvitation,
    output: one,
  },
  'POST /api/courses/:courseId/branch-invitations': {
    summary: 'Makes the links that branches do not have yet, for all branches at once.',
    params: courseParams,
    query: empty,
    body: z.strictObject({ roles: z.array(z.enum(branchLinkRoles)).min(1).max(3), ...bounds }),
    output: z.strictObject({ created: z.number().int().nonnegative() }),
  },
  'PATCH /api/courses/:courseId/invitations/:invitationId': {
    summary: 'Changes until when and how often a link may still be used. Sessions that it opened stay.',
    params: invitationParams,
    query: empty,
    body: z.strictObject({ expiresAt: timestamp.nullable(), uses: bounds.uses.unwrap() }),
    output: one,
  },
  'DELETE /api/courses/:courseId/invitations/:invitationId': {
    summary: 'Withdraws a link and ends every session that it opened; their sockets and media are closed.',
    params: invitationParams,
    query: empty,
    body: z.undefined(),
    output: empty,
  },
  'POST /api/courses/:courseId/invitations/:invitationId/renewal': {
    summary: 'Withdraws a link, ends every session that it opened, and makes a new one in its place.',
    params: invitationParams,
    query: empty,
    body: empty,
    output: one,
  },
  'GET /api/courses/:courseId/sheet': {
    summary: 'What the printed sheet with one page for each branch needs.',
    params: courseParams,
    query: empty,
    body: z.undefined(),
    output: z.strictObject({ courseName: name, help: z.string(), pages: z.array(sheetPage) }),
  },
} as const;
