import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { PollAnswer, PollKind } from '../../contract/polls.ts';
import { idColumn, moment, revision } from './columns.ts';
import { course, lesson } from './course.ts';

/** One question that is answered interactively. It is prepared until it is opened; after that what it asks stays. */
export const poll = pgTable(
  'poll',
  {
    id: idColumn('id').primaryKey(),
    courseId: idColumn('course_id')
      .notNull()
      .references(() => course.id, { onDelete: 'cascade' }),
    lessonId: idColumn('lesson_id')
      .notNull()
      .references(() => lesson.id, { onDelete: 'cascade' }),
    kind: text('kind').$type<PollKind>().notNull(),
    question: text('question').notNull(),
    options: jsonb('options').$type<string[]>().notNull(),
    /** What is right; null when nothing is. */
    key: jsonb('key').$type<PollAnswer>(),
    durationS: integer('duration_s'),
    revision: revision(),
    createdAt: moment('created_at').notNull(),
    openedAt: moment('opened_at'),
    /** When it closes by itself. */
    closesAt: moment('closes_at'),
    closedAt: moment('closed_at'),
    resultsShown: boolean('results_shown').notNull().default(false),
    /** When it was put away; until then the lesson's pages show it. */
    dismissedAt: moment('dismissed_at'),
  },
  (table) => [
    index('poll_by_lesson').on(table.lessonId, table.createdAt),
    index('poll_by_course').on(table.courseId),
    // One at a time: the lesson's pages have room for one.
    uniqueIndex('poll_current')
      .on(table.lessonId)
      .where(sql`${table.openedAt} is not null and ${table.dismissedAt} is null`),
    check(
      'poll_closed_after_it_opened',
      sql`${table.closedAt} is null or (${table.openedAt} is not null and ${table.closedAt} >= ${table.openedAt})`,
    ),
    check(
      'poll_dismissed_after_it_closed',
      sql`${table.dismissedAt} is null or ${table.closedAt} is not null`,
    ),
  ],
);

/** The last answer of one person. People and branches are named as they were: answers outlive the roster. */
export const pollAnswer = pgTable(
  'poll_answer',
  {
    pollId: idColumn('poll_id')
      .notNull()
      .references(() => poll.id, { onDelete: 'cascade' }),
    /** `trainee:<id>`, or `session:<id>` for somebody who is not on the roster. */
    voter: text('voter').notNull(),
    traineeId: idColumn('trainee_id'),
    sessionId: idColumn('session_id').notNull(),
    name: text('name').notNull(),
    /** Null for a port. */
    branchId: idColumn('branch_id'),
    branchName: text('branch_name'),
    answer: jsonb('answer').$type<PollAnswer>().notNull(),
    at: moment('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.pollId, table.voter] })],
);

/** A show of hands in one room, as its liaison counted it. */
export const pollRoom = pgTable(
  'poll_room',
  {
    pollId: idColumn('poll_id')
      .notNull()
      .references(() => poll.id, { onDelete: 'cascade' }),
    branchId: idColumn('branch_id').notNull(),
    branchName: text('branch_name').notNull(),
    counts: jsonb('counts').$type<number[]>().notNull(),
    heads: integer('heads').notNull(),
    at: moment('at').notNull(),
    /** Who entered it. */
    sessionId: idColumn('session_id').notNull(),
    name: text('name').notNull(),
  },
  (table) => [primaryKey({ columns: [table.pollId, table.branchId] })],
);

/** One random pick. With the seed and the candidates it can be drawn again and comes out the same. */
export const lessonPick = pgTable(
  'lesson_pick',
  {
    id: idColumn('id').primaryKey(),
    courseId: idColumn('course_id')
      .notNull()
      .references(() => course.id, { onDelete: 'cascade' }),
    lessonId: idColumn('lesson_id')
      .notNull()
      .references(() => lesson.id, { onDelete: 'cascade' }),
    of: text('of').$type<'trainee' | 'branch'>().notNull(),
    /** Whom it fell on: a trainee, a session without one, or a branch. */
    pickedId: idColumn('picked_id').notNull(),
    name: text('name').notNull(),
    branchName: text('branch_name'),
    round: integer('round').notNull(),
    /** 64 hex digits. */
    seed: text('seed').notNull(),
    /** Among whom, in order. */
    candidates: jsonb('candidates').$type<string[]>().notNull(),
    at: moment('at').notNull(),
    /** Who had it drawn. */
    sessionId: idColumn('session_id').notNull(),
    drawnBy: text('drawn_by').notNull(),
  },
  (table) => [
    index('lesson_pick_by_lesson').on(table.lessonId, table.at),
    index('lesson_pick_by_course').on(table.courseId),
  ],
);
