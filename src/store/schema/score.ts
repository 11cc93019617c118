import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { Appeal, Component, LedgerEntry, ScorePolicy } from '../../contract/score.ts';
import { byWhom, idColumn, moment, revision } from './columns.ts';
import { course, trainee } from './course.ts';

/** How points become a total in a course, and when its results became final. A course without a row has the defaults. */
export const scorePolicy = pgTable('score_policy', {
  courseId: idColumn('course_id')
    .primaryKey()
    .references(() => course.id, { onDelete: 'cascade' }),
  policy: jsonb('policy').$type<ScorePolicy>().notNull(),
  revision: revision(),
  frozenAt: moment('frozen_at'),
  frozenBy: text('frozen_by'),
});

/** What components consist of: a lesson's attendance, a quiz, an exam. Final with the results. */
export const scorePart = pgTable(
  'score_part',
  {
    courseId: idColumn('course_id')
      .notNull()
      .references(() => course.id, { onDelete: 'cascade' }),
    component: text('component').$type<Component>().notNull(),
    /** The lesson or the quiz. */
    sourceId: idColumn('source_id').notNull(),
    title: text('title').notNull(),
    due: boolean('due').notNull(),
    /** Its place among the parts of the course. */
    position: integer('position').notNull(),
  },
  (table) => [primaryKey({ columns: [table.courseId, table.component, table.sourceId] })],
);

/** One line of the ledger. There is no statement that changes or removes one; it goes with its course or trainee only. */
export const scoreEntry = pgTable(
  'score_entry',
  {
    id: idColumn('id').primaryKey(),
    courseId: idColumn('course_id').notNull(),
    traineeId: idColumn('trainee_id').notNull(),
    component: text('component').$type<Component>().notNull(),
    sourceId: idColumn('source_id').notNull(),
    title: text('title').notNull(),
    kind: text('kind').$type<LedgerEntry['kind']>().notNull(),
    /** Hundredths; null excuses. */
    points: integer('points'),
    /** The verdict, paper, correction or reflection that it came from. */
    eventId: idColumn('event_id').notNull(),
    at: moment('at').notNull(),
    byName: text('by_name'),
    reason: text('reason').notNull(),
  },
  (table) => [
    index('score_entry_by_course').on(table.courseId, table.traineeId),
    // The same event of the same worth at the same moment is the same line, whoever writes it.
    unique('score_entry_once')
      .on(table.traineeId, table.kind, table.eventId, table.points, table.at)
      .nullsNotDistinct(),
    foreignKey({
      name: 'score_entry_trainee_in_course',
      columns: [table.courseId, table.traineeId],
      foreignColumns: [trainee.courseId, trainee.id],
    }).onDelete('cascade'),
  ],
);

/** A correction that somebody asked for, or the reversal of one. What it adds is its line of the ledger. */
export const scoreCorrection = pgTable(
  'score_correction',
  {
    /** Made by the page, so that sending it twice is sending it once. */
    id: idColumn('id').primaryKey(),
    courseId: idColumn('course_id').notNull(),
    traineeId: idColumn('trainee_id').notNull(),
    component: text('component').$type<Component>().notNull(),
    sourceId: idColumn('source_id').notNull(),
    title: text('title').notNull(),
    points: integer('points').notNull(),
    reason: text('reason').notNull(),
    ...byWhom(),
    /** The account that asked; null for who came by a link alone. */
    byAccount: idColumn('by_account'),
    /** The correction that this one cancels. */
    reversesId: idColumn('reverses_id'),
    state: text('state').$type<'waiting' | 'counts' | 'refused'>().notNull(),
    decidedAt: moment('decided_at'),
    decidedBy: text('decided_by'),
  },
  (table) => [
    index('score_correction_by_course').on(table.courseId, table.at),
    uniqueIndex('score_correction_reversed_once')
      .on(table.reversesId)
      .where(sql`${table.state} <> 'refused'`),
    foreignKey({
      name: 'score_correction_trainee_in_course',
      columns: [table.courseId, table.traineeId],
      foreignColumns: [trainee.courseId, trainee.id],
    }).onDelete('cascade'),
  ],
);

/** A trainee's objection to a line. */
export const scoreAppeal = pgTable(
  'score_appeal',
  {
    /** Made by the page, so that sending it twice is sending it once. */
    id: idColumn('id').primaryKey(),
    courseId: idColumn('course_id').notNull(),
    traineeId: idColumn('trainee_id').notNull(),
    entryId: idColumn('entry_id')
      .notNull()
      .references(() => scoreEntry.id, { onDelete: 'cascade' }),
    text: text('text').notNull(),
    at: moment('at').notNull(),
    state: text('state').$type<Appeal['state']>().notNull(),
    answer: text('answer').notNull().default(''),
    answeredAt: moment('answered_at'),
    answeredBy: text('answered_by'),
  },
  (table) => [
    index('score_appeal_by_course').on(table.courseId, table.at),
    uniqueIndex('score_appeal_open')
      .on(table.entryId)
      .where(sql`${table.state} = 'open'`),
    foreignKey({
      name: 'score_appeal_trainee_in_course',
      columns: [table.courseId, table.traineeId],
      foreignColumns: [trainee.courseId, trainee.id],
    }).onDelete('cascade'),
    check('score_appeal_answered', sql`(${table.state} = 'open') = (${table.answeredAt} is null)`),
  ],
);

/** What confirms that somebody has passed. The names are those of the day when it was issued. */
export const scoreCertificate = pgTable(
  'score_certificate',
  {
    /** 16 characters of Crockford's base32 without hyphens: 80 random bits. */
    code: text('code').primaryKey(),
    courseId: idColumn('course_id').notNull(),
    traineeId: idColumn('trainee_id').notNull(),
    name: text('name').notNull(),
    courseName: text('course_name').notNull(),
    issuedAt: moment('issued_at').notNull(),
    issuedBy: text('issued_by').notNull(),
  },
  (table) => [
    unique('score_certificate_of_trainee').on(table.traineeId),
    index('score_certificate_by_course').on(table.courseId),
    foreignKey({
      name: 'score_certificate_trainee_in_course',
      columns: [table.courseId, table.traineeId],
      foreignColumns: [trainee.courseId, trainee.id],
    }).onDelete('cascade'),
  ],
);
