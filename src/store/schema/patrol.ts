import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { FindingKind, FindingState, PictureType } from '../../contract/patrol.ts';
import type { Role } from '../../contract/roles.ts';
import { idColumn, moment, revision } from './columns.ts';
import { course, lesson } from './course.ts';

const bytes = customType<{ data: Uint8Array; driverData: Buffer }>({ dataType: () => 'bytea' });

/** The rounds that are planned for a lesson, as minutes after its start. */
export const patrolPlan = pgTable('patrol_plan', {
  lessonId: idColumn('lesson_id')
    .primaryKey()
    .references(() => lesson.id, { onDelete: 'cascade' }),
  minutes: jsonb('minutes').$type<number[]>().notNull(),
  ports: boolean('ports').notNull(),
  updatedAt: moment('updated_at').notNull(),
});

/** One pass over a lesson's rooms. */
export const patrolRound = pgTable(
  'patrol_round',
  {
    /** Made by the page that starts it, or of the lesson and the planned minute: started again, it is the same one. */
    id: idColumn('id').primaryKey(),
    courseId: idColumn('course_id')
      .notNull()
      .references(() => course.id, { onDelete: 'cascade' }),
    lessonId: idColumn('lesson_id')
      .notNull()
      .references(() => lesson.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    plannedMinute: integer('planned_minute'),
    ports: boolean('ports').notNull(),
    startedAt: moment('started_at').notNull(),
    endedAt: moment('ended_at'),
  },
  (table) => [
    uniqueIndex('patrol_round_number').on(table.lessonId, table.number),
    index('patrol_round_by_course').on(table.courseId),
    // One at a time: inspectors go through one list.
    uniqueIndex('patrol_round_running')
      .on(table.lessonId)
      .where(sql`${table.endedAt} is null`),
    check(
      'patrol_round_ended_after_it_started',
      sql`${table.endedAt} is null or ${table.endedAt} >= ${table.startedAt}`,
    ),
  ],
);

/** A room in a round. Rooms are named as they were: rounds outlive the list of branches. */
export const patrolRoundTile = pgTable(
  'patrol_round_tile',
  {
    roundId: idColumn('round_id')
      .notNull()
      .references(() => patrolRound.id, { onDelete: 'cascade' }),
    tileId: idColumn('tile_id').notNull(),
    name: text('name').notNull(),
    /** The session whose it is. */
    assignedTo: idColumn('assigned_to'),
    place: integer('place').notNull(),
  },
  (table) => [primaryKey({ columns: [table.roundId, table.tileId] })],
);

/** Who goes on duty or off duty by their own word; without one, inspectors are on duty and nobody else is. */
export const patrolDuty = pgTable(
  'patrol_duty',
  {
    lessonId: idColumn('lesson_id')
      .notNull()
      .references(() => lesson.id, { onDelete: 'cascade' }),
    sessionId: idColumn('session_id').notNull(),
    onDuty: boolean('on_duty').notNull(),
    at: moment('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.lessonId, table.sessionId] })],
);

/** That somebody saw a room: the first in a round counts for the round. */
export const patrolSighting = pgTable(
  'patrol_sighting',
  {
    /** Made by the page that sends it: sent again, it is the same one. Of a finding, the finding's. */
    id: idColumn('id').primaryKey(),
    lessonId: idColumn('lesson_id')
      .notNull()
      .references(() => lesson.id, { onDelete: 'cascade' }),
    roundId: idColumn('round_id').references(() => patrolRound.id, { onDelete: 'cascade' }),
    tileId: idColumn('tile_id').notNull(),
    outcome: text('outcome').$type<'inOrder' | 'finding' | 'absent'>().notNull(),
    /** Somebody was connected in the room. A finding can be filed about one in which nobody is, too. */
    here: boolean('here').notNull().default(true),
    headCount: integer('head_count'),
    sessionId: idColumn('session_id').notNull(),
    by: text('by').notNull(),
    at: moment('at').notNull(),
  },
  (table) => [
    index('patrol_sighting_by_lesson').on(table.lessonId, table.tileId, table.at),
    index('patrol_sighting_by_round').on(table.roundId, table.tileId, table.at),
  ],
);

/** What an inspector filed. Rooms and people are named as they were. */
export const patrolFinding = pgTable(
  'patrol_finding',
  {
    /** Made by the page that files it: sent again, it is the same one. */
    id: idColumn('id').primaryKey(),
    courseId: idColumn('course_id')
      .notNull()
      .references(() => course.id, { onDelete: 'cascade' }),
    lessonId: idColumn('lesson_id')
      .notNull()
      .references(() => lesson.id, { onDelete: 'cascade' }),
    roundId: idColumn('round_id').references(() => patrolRound.id, { onDelete: 'set null' }),
    tileId: idColumn('tile_id').notNull(),
    of: text('of').$type<'branch' | 'port'>().notNull(),
    /** The branch, or the one that the port belongs to. */
    branchId: idColumn('branch_id'),
    name: text('name').notNull(),
    kind: text('kind').$type<FindingKind>().notNull(),
    note: text('note').notNull(),
    headCount: integer('head_count'),
    state: text('state').$type<FindingState>().notNull().default('open'),
    filedAt: moment('filed_at').notNull(),
    filedBySessionId: idColumn('filed_by_session_id').notNull(),
    filedBy: text('filed_by').notNull(),
    filedByRole: text('filed_by_role').$type<Role>().notNull(),
    answer: text('answer'),
    answeredBy: text('answered_by'),
    answeredAt: moment('answered_at'),
    settlement: text('settlement'),
    settledBy: text('settled_by'),
    settledAt: moment('settled_at'),
    revision: revision(),
  },
  (table) => [
    index('patrol_finding_by_course').on(table.courseId, table.filedAt),
    index('patrol_finding_by_lesson').on(table.lessonId, table.filedAt),
    index('patrol_finding_by_branch').on(table.branchId),
    check(
      'patrol_finding_answer_whole',
      sql`(${table.answer} is null) = (${table.answeredAt} is null) and (${table.answer} is null) = (${table.answeredBy} is null)`,
    ),
    check(
      'patrol_finding_settlement_whole',
      sql`(${table.settlement} is null) = (${table.settledAt} is null) and (${table.settlement} is null) = (${table.settledBy} is null)`,
    ),
  ],
);

/** A finding's picture, apart, so that lists do not read it. */
export const patrolPicture = pgTable('patrol_picture', {
  findingId: idColumn('finding_id')
    .primaryKey()
    .references(() => patrolFinding.id, { onDelete: 'cascade' }),
  type: text('type').$type<PictureType>().notNull(),
  width: integer('width').notNull(),
  height: integer('height').notNull(),
  /** At most 60 KB, checked when it is filed. */
  content: bytes('content').notNull(),
  /** Its length, so that lists can say it. */
  bytes: integer('bytes').notNull(),
});
