import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { MaterialKind } from '../../contract/materials.ts';
import type { Role } from '../../contract/roles.ts';
import { idColumn, moment } from './columns.ts';
import { branch, course, trainee, unit } from './course.ts';

/**
 * Where people of a course write to each other: the group of a branch, of a unit's ports, or of the ports without a unit;
 * `groups` holds what is posted to all groups at once, `staff` the line of those who run the class, and `announcements`
 * what the organiser announces.
 */
export const messageThread = pgTable(
  'message_thread',
  {
    id: idColumn('id').primaryKey(),
    courseId: idColumn('course_id')
      .notNull()
      .references(() => course.id, { onDelete: 'cascade' }),
    kind: text('kind').$type<'branch' | 'unit' | 'ports' | 'groups' | 'staff' | 'announcements'>().notNull(),
    branchId: idColumn('branch_id').references(() => branch.id, { onDelete: 'cascade' }),
    unitId: idColumn('unit_id').references(() => unit.id, { onDelete: 'cascade' }),
  },
  (table) => [
    uniqueIndex('message_thread_once').on(
      table.courseId,
      table.kind,
      sql`coalesce(${table.branchId}, ${table.unitId}, '')`,
    ),
    check('message_thread_branch', sql`(${table.kind} = 'branch') = (${table.branchId} is not null)`),
    check('message_thread_unit', sql`(${table.kind} = 'unit') = (${table.unitId} is not null)`),
  ],
);

/** What somebody wrote. Its text stays when it is removed, for the audit; nobody is shown it any more. */
export const messagePost = pgTable(
  'message_post',
  {
    id: idColumn('id').primaryKey(),
    courseId: idColumn('course_id')
      .notNull()
      .references(() => course.id, { onDelete: 'cascade' }),
    threadId: idColumn('thread_id')
      .notNull()
      .references(() => messageThread.id, { onDelete: 'cascade' }),
    /** Grows in the order in which the posts of a course are committed. */
    position: bigint('position', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    at: moment('at').notNull(),
    /** Who wrote it, on whatever device, for example `trainee:<trainee>`. */
    author: text('author').notNull(),
    /** The id that the author's page gave it: posting it again is not a second post. */
    clientId: text('client_id').notNull(),
    authorRole: text('author_role').$type<Role>().notNull(),
    authorName: text('author_name').notNull(),
    authorBranchId: idColumn('author_branch_id').references(() => branch.id, { onDelete: 'set null' }),
    /** Empty for a file without words. */
    text: text('text').notNull(),
    pinnedAt: moment('pinned_at'),
    /** Members are asked to confirm that they have read it. */
    asksConfirmation: boolean('asks_confirmation').notNull().default(false),
    removedAt: moment('removed_at'),
    /** Whoever removed it, in the way of `author`. */
    removedBy: text('removed_by'),
    /** Of announcements: until when newcomers are still shown it. */
    currentUntil: moment('current_until'),
    /** Of announcements: stays on the big screens until it is dismissed or withdrawn. */
    stays: boolean('stays').notNull().default(false),
    /** False when it is only for the branches in `message_post_branch`. */
    toAll: boolean('to_all').notNull().default(true),
  },
  (table) => [
    uniqueIndex('message_post_once').on(table.courseId, table.author, table.clientId),
    index('message_post_by_thread').on(table.threadId, table.position),
  ],
);

/** Which branches an announcement, or a word on the staff line, is for. */
export const messagePostBranch = pgTable(
  'message_post_branch',
  {
    postId: idColumn('post_id')
      .notNull()
      .references(() => messagePost.id, { onDelete: 'cascade' }),
    branchId: idColumn('branch_id')
      .notNull()
      .references(() => branch.id, { onDelete: 'cascade' }),
  },
  (table) => [
    primaryKey({ columns: [table.postId, table.branchId] }),
    index('message_post_branch_by_branch').on(table.branchId),
  ],
);

/** That an announcement was seen, or a post confirmed. A branch's screen and its liaison count apart; a trainee once. */
export const messageMark = pgTable(
  'message_mark',
  {
    postId: idColumn('post_id')
      .notNull()
      .references(() => messagePost.id, { onDelete: 'cascade' }),
    /** Whose it is, in the way of a post's author. */
    viewer: text('viewer').notNull(),
    role: text('role').$type<Role>().notNull(),
    name: text('name').notNull(),
    branchId: idColumn('branch_id').references(() => branch.id, { onDelete: 'cascade' }),
    traineeId: idColumn('trainee_id').references(() => trainee.id, { onDelete: 'cascade' }),
    at: moment('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.postId, table.viewer] })],
);

/** How far somebody has read a thread. */
export const messageRead = pgTable(
  'message_read',
  {
    threadId: idColumn('thread_id')
      .notNull()
      .references(() => messageThread.id, { onDelete: 'cascade' }),
    viewer: text('viewer').notNull(),
    /** The position of the newest post that was on their page. */
    position: bigint('position', { mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.threadId, table.viewer] })],
);

/**
 * A file or picture on its way into a post, or in one. Without references to course and post it outlives them, so that
 * the file beside it can be removed after them.
 */
export const messageFile = pgTable(
  'message_file',
  {
    id: idColumn('id').primaryKey(),
    courseId: idColumn('course_id').notNull(),
    postId: idColumn('post_id').references(() => messagePost.id, { onDelete: 'set null' }),
    /** Who sent it, in the way of a post's author: nobody else may post it. */
    sender: text('sender').notNull(),
    clientId: text('client_id').notNull(),
    fileName: text('file_name').notNull(),
    /** Bytes. */
    size: bigint('size', { mode: 'number' }).notNull(),
    /** Null until all of it is there and its type has been checked. */
    kind: text('kind').$type<MaterialKind>(),
    mediaType: text('media_type'),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [
    uniqueIndex('message_file_once').on(table.courseId, table.sender, table.clientId),
    uniqueIndex('message_file_of_post').on(table.postId),
    index('message_file_unused')
      .on(table.createdAt)
      .where(sql`${table.postId} is null`),
    check('message_file_type', sql`(${table.kind} is null) = (${table.mediaType} is null)`),
  ],
);
