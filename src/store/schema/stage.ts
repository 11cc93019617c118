import { sql } from 'drizzle-orm';
import { boolean, index, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { Role } from '../../contract/roles.ts';
import type { ShownItem } from '../../contract/shown.ts';
import type { CallState, StageLayout } from '../../contract/stage.ts';
import { idColumn, moment } from './columns.ts';
import { course, lesson } from './course.ts';

/** What was decided about a lesson's stage and has to survive a restart. A lesson without a row has the defaults. */
export const lessonStage = pgTable('lesson_stage', {
  lessonId: idColumn('lesson_id')
    .primaryKey()
    .references(() => lesson.id, { onDelete: 'cascade' }),
  layout: text('layout').$type<StageLayout>().notNull().default('auto'),
  /** Branches that were not heard today come first in the queue of hands. */
  fairHands: boolean('fair_hands').notNull().default(true),
  /** What is laid over the stage. */
  shown: jsonb('shown').$type<ShownItem>(),
  /** Devices of the main classroom, by session, that are on air or kept ready by decision. */
  devices: jsonb('devices').$type<Record<string, 'air' | 'standby'>>().notNull().default({}),
});

/** One calling-up of a branch's screen or a port. Rows stay: who was heard when is asked again. */
export const stageCall = pgTable(
  'stage_call',
  {
    id: idColumn('id').primaryKey(),
    courseId: idColumn('course_id')
      .notNull()
      .references(() => course.id, { onDelete: 'cascade' }),
    lessonId: idColumn('lesson_id')
      .notNull()
      .references(() => lesson.id, { onDelete: 'cascade' }),
    /** Whose device was called. No reference: the session may end before the call does. */
    sessionId: idColumn('session_id').notNull(),
    role: text('role').$type<Role>().notNull(),
    name: text('name').notNull(),
    /** No reference to the branch: who was heard outlives it. */
    branchId: idColumn('branch_id'),
    traineeId: idColumn('trainee_id'),
    state: text('state').$type<CallState>().notNull(),
    calledBy: idColumn('called_by').notNull(),
    calledAt: moment('called_at').notNull(),
    liveAt: moment('live_at'),
    endedAt: moment('ended_at'),
  },
  (table) => [
    index('stage_call_by_lesson').on(table.lessonId),
    index('stage_call_heard').on(table.courseId, table.liveAt),
    // One call of a device at a time, however often it is asked for.
    uniqueIndex('stage_call_open')
      .on(table.lessonId, table.sessionId)
      .where(sql`${table.endedAt} is null`),
  ],
);

/** A raised hand: of a branch, whoever of it raised it, or of a port. */
export const raisedHand = pgTable(
  'raised_hand',
  {
    id: idColumn('id').primaryKey(),
    lessonId: idColumn('lesson_id')
      .notNull()
      .references(() => lesson.id, { onDelete: 'cascade' }),
    /** Whose hand it is: `branch:<id>` or `port:<trainee or session>`. */
    owner: text('owner').notNull(),
    sessionId: idColumn('session_id').notNull(),
    role: text('role').$type<Role>().notNull(),
    name: text('name').notNull(),
    branchId: idColumn('branch_id'),
    traineeId: idColumn('trainee_id'),
    raisedAt: moment('raised_at').notNull(),
    endedAt: moment('ended_at'),
    /** Why it is down. */
    outcome: text('outcome').$type<'lowered' | 'dismissed' | 'called' | 'ended'>(),
  },
  (table) => [
    uniqueIndex('raised_hand_up')
      .on(table.lessonId, table.owner)
      .where(sql`${table.endedAt} is null`),
  ],
);
