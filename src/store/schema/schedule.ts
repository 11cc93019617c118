import { sql } from 'drizzle-orm';
import { check, index, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { Role } from '../../contract/roles.ts';
import type { LessonFacts, ScheduleChange } from '../../contract/schedule.ts';
import { idColumn, moment } from './columns.ts';
import { branch, course, trainee } from './course.ts';

/** A change of a lesson that was announced to everybody in its course. Rows are only ever added. */
export const scheduleChange = pgTable(
  'schedule_change',
  {
    id: idColumn('id').primaryKey(),
    courseId: idColumn('course_id')
      .notNull()
      .references(() => course.id, { onDelete: 'cascade' }),
    /** No reference: the change that removed a lesson outlives it. */
    lessonId: idColumn('lesson_id').notNull(),
    kind: text('kind').$type<ScheduleChange['kind']>().notNull(),
    at: moment('at').notNull(),
    before: jsonb('before').$type<LessonFacts>(),
    after: jsonb('after').$type<LessonFacts>(),
  },
  (table) => [
    index('schedule_change_by_course').on(table.courseId, table.at),
    index('schedule_change_by_lesson').on(table.lessonId),
    check('schedule_change_says_something', sql`${table.before} is not null or ${table.after} is not null`),
  ],
);

/** Who confirmed a change. A branch's screen and its liaison confirm apart; a trainee once, on whatever device. */
export const scheduleSeen = pgTable(
  'schedule_seen',
  {
    changeId: idColumn('change_id')
      .notNull()
      .references(() => scheduleChange.id, { onDelete: 'cascade' }),
    /** Whose confirmation it is, for example `liaison:<branch>` or `trainee:<trainee>`. */
    viewer: text('viewer').notNull(),
    role: text('role').$type<Role>().notNull(),
    /** What others see of whoever confirmed. */
    name: text('name').notNull(),
    branchId: idColumn('branch_id').references(() => branch.id, { onDelete: 'cascade' }),
    traineeId: idColumn('trainee_id').references(() => trainee.id, { onDelete: 'cascade' }),
    at: moment('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.changeId, table.viewer] })],
);

/** An iCalendar address. Its token is derived from the id, so that a copy of this table opens nothing. */
export const calendarFeed = pgTable(
  'calendar_feed',
  {
    id: idColumn('id').primaryKey(),
    courseId: idColumn('course_id')
      .notNull()
      .references(() => course.id, { onDelete: 'cascade' }),
    /** Null for the feed of the whole course. */
    branchId: idColumn('branch_id').references(() => branch.id, { onDelete: 'cascade' }),
    /** SHA-256 of the token, in hex. */
    tokenHash: text('token_hash').notNull(),
    createdAt: moment('created_at').notNull(),
    revokedAt: moment('revoked_at'),
  },
  (table) => [
    uniqueIndex('calendar_feed_token').on(table.tokenHash),
    // One address for each place at a time: a new one takes the place of the old.
    uniqueIndex('calendar_feed_in_use')
      .on(table.courseId, sql`coalesce(${table.branchId}, '')`)
      .where(sql`${table.revokedAt} is null`),
  ],
);
