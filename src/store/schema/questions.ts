import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  text,
  type AnyPgColumn,
} from 'drizzle-orm/pg-core';
import type { QuestionState } from '../../contract/question-rank.ts';
import type { Role } from '../../contract/roles.ts';
import { idColumn, moment } from './columns.ts';
import { branch, lesson, trainee } from './course.ts';

/**
 * A question that somebody asked. One that was merged into another keeps its asker and words; state, answer and reason are
 * then those of the other.
 */
export const question = pgTable(
  'question',
  {
    /** Made by whoever asked, so that asking twice is asking once. */
    id: idColumn('id').primaryKey(),
    /** The lesson that it stands in now. */
    lessonId: idColumn('lesson_id')
      .notNull()
      .references(() => lesson.id, { onDelete: 'cascade' }),
    /** The lesson that it was asked in; null when that was removed. */
    askedInId: idColumn('asked_in_id').references(() => lesson.id, { onDelete: 'set null' }),
    /** Whose it is on whatever device: `trainee:<trainee>`, `room:<branch>` or `session:<session>`. */
    asker: text('asker').notNull(),
    role: text('role').$type<Role>().notNull(),
    /** What others saw of the asker. */
    name: text('name').notNull(),
    branchId: idColumn('branch_id').references(() => branch.id, { onDelete: 'set null' }),
    traineeId: idColumn('trainee_id').references(() => trainee.id, { onDelete: 'set null' }),
    /** In the asker's own words. */
    askedText: text('asked_text').notNull(),
    /** As it is shown. */
    text: text('text').notNull(),
    state: text('state').$type<QuestionState>().notNull(),
    mergedIntoId: idColumn('merged_into_id'),
    askedAt: moment('asked_at').notNull(),
    approved: boolean('approved').notNull().default(false),
    shownAt: moment('shown_at'),
    answer: text('answer'),
    reason: text('reason'),
    settledAt: moment('settled_at'),
    /** What others saw of whoever answered or dismissed it. */
    settledBy: text('settled_by'),
    /** When the asker saw the answer or the reason; each merged question has its own. */
    seenAt: moment('seen_at'),
  },
  (table) => [
    foreignKey({
      name: 'question_merged_into',
      columns: [table.mergedIntoId],
      foreignColumns: [table.id] as [AnyPgColumn],
    }).onDelete('cascade'),
    index('question_by_lesson').on(table.lessonId),
    index('question_by_merged_into').on(table.mergedIntoId),
    check('question_not_merged_into_itself', sql`${table.mergedIntoId} <> ${table.id}`),
  ],
);

/** That somebody supports a question. Whoever asked it is not among them. */
export const questionSupport = pgTable(
  'question_support',
  {
    questionId: idColumn('question_id')
      .notNull()
      .references(() => question.id, { onDelete: 'cascade' }),
    /** As `question.asker`. */
    supporter: text('supporter').notNull(),
    branchId: idColumn('branch_id').references(() => branch.id, { onDelete: 'set null' }),
    at: moment('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.questionId, table.supporter] })],
);

/** How questions are handled in a lesson; without a row the defaults hold. */
export const questionSetting = pgTable('question_setting', {
  lessonId: idColumn('lesson_id')
    .primaryKey()
    .references(() => lesson.id, { onDelete: 'cascade' }),
  throughLiaison: boolean('through_liaison').notNull(),
  approval: boolean('approval').notNull(),
  hideNames: boolean('hide_names').notNull(),
});
