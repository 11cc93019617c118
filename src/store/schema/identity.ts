import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { NumberPart } from '../../contract/entry.ts';
import type { Role } from '../../contract/roles.ts';
import { idColumn, moment } from './columns.ts';
import { branch, course, trainee } from './course.ts';
import { sealedText, textIndex } from './sealed.ts';

/** A person who signs in with name and password. What they may do stands in `place`. */
export const account = pgTable(
  'account',
  {
    id: idColumn('id').primaryKey(),
    name: text('name').notNull(),
    /** The name as it is compared: without case, width and spaces. */
    nameKey: text('name_key').notNull(),
    /** Argon2id, in PHC string format. */
    passwordHash: text('password_hash').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    removedAt: moment('removed_at'),
  },
  (table) => [
    uniqueIndex('account_name')
      .on(table.nameKey)
      .where(sql`${table.removedAt} is null`),
  ],
);

/** What an account proves itself with besides its password: an authenticator app that shares a secret with the server (RFC 6238). */
export const secondFactor = pgTable('second_factor', {
  accountId: idColumn('account_id')
    .primaryKey()
    .references(() => account.id),
  /** The shared secret in base32, sealed: whoever has the records alone can make no code. */
  secret: sealedText('secret_sealed').notNull(),
  /** The time step of the newest code that was used: neither it nor an older one is taken again (RFC 6238, 5.2). */
  lastStep: bigint('last_step', { mode: 'number' }).notNull(),
  createdAt: moment('created_at').notNull(),
});

/** Codes that each stand in for the authenticator once. Found by their index, and never readable again. */
export const recoveryCode = pgTable(
  'recovery_code',
  {
    accountId: idColumn('account_id')
      .notNull()
      .references(() => account.id),
    /** HMAC-SHA256 under the records' key of the account and the code. */
    codeIndex: textIndex('code_index').notNull(),
    usedAt: moment('used_at'),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.codeIndex] })],
);

/** A link by which somebody who has forgotten the password sets a new one, once and soon. */
export const passwordLink = pgTable(
  'password_link',
  {
    id: idColumn('id').primaryKey(),
    /** SHA-256 of the token, in hex. The token itself is nowhere. */
    tokenHash: text('token_hash').notNull(),
    accountId: idColumn('account_id')
      .notNull()
      .references(() => account.id),
    createdAt: moment('created_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    /** When it was used, or another one took its place. */
    endedAt: moment('ended_at'),
  },
  (table) => [
    unique('password_link_token').on(table.tokenHash),
    index('password_link_by_account').on(table.accountId),
  ],
);

/** One role of one account: in a course, for a liaison in a branch; an organiser of the whole server has no course. */
export const place = pgTable(
  'place',
  {
    id: idColumn('id').primaryKey(),
    accountId: idColumn('account_id')
      .notNull()
      .references(() => account.id),
    role: text('role').$type<Role>().notNull(),
    courseId: idColumn('course_id').references(() => course.id),
    branchId: idColumn('branch_id'),
    createdAt: moment('created_at').notNull().defaultNow(),
    removedAt: moment('removed_at'),
  },
  (table) => [
    index('place_by_course').on(table.courseId),
    foreignKey({
      name: 'place_branch_in_course',
      columns: [table.courseId, table.branchId],
      foreignColumns: [branch.courseId, branch.id],
    }),
    uniqueIndex('place_of_account')
      .on(
        table.accountId,
        table.role,
        sql`coalesce(${table.courseId}, '')`,
        sql`coalesce(${table.branchId}, '')`,
      )
      .where(sql`${table.removedAt} is null`),
    check('place_has_a_course', sql`${table.courseId} is not null or ${table.role} = 'organiser'`),
  ],
);

/** How trainees identify themselves in a course, and whom its people may call. A course without a row has the defaults. */
export const courseEntry = pgTable('course_entry', {
  courseId: idColumn('course_id')
    .primaryKey()
    .references(() => course.id),
  /** Which part of the roster's number is asked for. */
  numberPart: text('number_part').$type<NumberPart>().notNull(),
  /** What the number is called on the trainee's page, in the organiser's own words. */
  numberLabel: text('number_label').notNull().default(''),
  /** Whom to call when something does not work. */
  help: text('help').notNull().default(''),
});

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
    /** HMAC-SHA256 of the short code that can be typed instead of the link, in hex, under a key that is not in the records. */
    codeHash: text('code_hash'),
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
    /** Who comes through it makes an account with a name and a password, or adds the role to the one they have. */
    withAccount: boolean('with_account').notNull().default(false),
    revokedAt: moment('revoked_at'),
  },
  (table) => [
    unique('invitation_token').on(table.tokenHash),
    unique('invitation_code').on(table.codeHash),
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
    /** The account that signed in, and the role that it came for; null for sessions that a link alone opened. */
    accountId: idColumn('account_id').references(() => account.id),
    placeId: idColumn('place_id').references(() => place.id),
    /** The browser, as its device cookie names it; null for one that came before there was such a cookie. */
    deviceId: idColumn('device_id'),
    role: text('role').$type<Role>().notNull(),
    /** What others see: a person's name, or the branch's. */
    name: text('name').notNull(),
    courseId: idColumn('course_id').references(() => course.id),
    branchId: idColumn('branch_id'),
    traineeId: idColumn('trainee_id'),
    createdAt: moment('created_at').notNull().defaultNow(),
    lastSeenAt: moment('last_seen_at').notNull().defaultNow(),
    /** When its person last gave the account's password; null for sessions that a link alone opened. */
    provenAt: moment('proven_at'),
    revokedAt: moment('revoked_at'),
    userAgent: text('user_agent').notNull().default(''),
  },
  (table) => [
    index('session_by_invitation').on(table.invitationId),
    index('session_by_course').on(table.courseId, table.role),
    index('session_by_account').on(table.accountId),
    index('session_by_device').on(table.deviceId),
    index('session_by_trainee').on(table.traineeId),
    index('session_by_branch').on(table.branchId),
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
