import { sql } from 'drizzle-orm';
import { check, foreignKey, index, integer, pgTable, text, unique } from 'drizzle-orm/pg-core';
import type { Role } from '../../contract/roles.ts';
import { idColumn, moment } from './columns.ts';
import { branch, course, trainee } from './course.ts';

/**
 * A link by which somebody gets in. Only the token's hash is kept: the token itself is derived from the id and the
 * server's secret, so that the organiser can see the link again and a copy of this table opens nothing.
 */
export const invitation = pgTable(
  'invitation',
  {
    id: idColumn('id').primaryKey(),
    /** SHA-256 of the token, in hex. */
    tokenHash: text('token_hash').notNull(),
    role: text('role').$type<Role>().notNull(),
    label: text('label').notNull(),
    /** Null only for an organiser of the whole server. */
    courseId: idColumn('course_id').references(() => course.id),
    branchId: idColumn('branch_id'),
    traineeId: idColumn('trainee_id'),
    createdAt: moment('created_at').notNull().defaultNow(),
    expiresAt: moment('expires_at'),
    /** How many more sessions it may open; null means no limit. */
    usesLeft: integer('uses_left'),
    revokedAt: moment('revoked_at'),
  },
  (table) => [
    unique('invitation_token').on(table.tokenHash),
    foreignKey({
      name: 'invitation_branch_in_course',
      columns: [table.courseId, table.branchId],
      foreignColumns: [branch.courseId, branch.id],
    }),
    foreignKey({
      name: 'invitation_trainee_in_course',
      columns: [table.courseId, table.traineeId],
      foreignColumns: [trainee.courseId, trainee.id],
    }),
    index('invitation_by_course').on(table.courseId, table.role),
    check('invitation_uses_left', sql`${table.usesLeft} >= 0`),
    check('invitation_has_a_course', sql`${table.courseId} is not null or ${table.role} = 'organiser'`),
  ],
);

/** One browser that got in. The id is public (page address, cookie name); the secret is only in the cookie. */
export const session = pgTable(
  'session',
  {
    id: idColumn('id').primaryKey(),
    /** SHA-256 of the secret, in hex. */
    secretHash: text('secret_hash').notNull(),
    invitationId: idColumn('invitation_id').references(() => invitation.id),
    role: text('role').$type<Role>().notNull(),
    /** What others see: a person's name, or the branch's. */
    name: text('name').notNull(),
    courseId: idColumn('course_id').references(() => course.id),
    branchId: idColumn('branch_id'),
    traineeId: idColumn('trainee_id'),
    createdAt: moment('created_at').notNull().defaultNow(),
    lastSeenAt: moment('last_seen_at').notNull().defaultNow(),
    revokedAt: moment('revoked_at'),
    userAgent: text('user_agent').notNull().default(''),
  },
  (table) => [
    index('session_by_invitation').on(table.invitationId),
    index('session_by_course').on(table.courseId, table.role),
    foreignKey({
      name: 'session_branch_in_course',
      columns: [table.courseId, table.branchId],
      foreignColumns: [branch.courseId, branch.id],
    }),
    foreignKey({
      name: 'session_trainee_in_course',
      columns: [table.courseId, table.traineeId],
      foreignColumns: [trainee.courseId, trainee.id],
    }),
    check('session_has_a_course', sql`${table.courseId} is not null or ${table.role} = 'organiser'`),
  ],
);
