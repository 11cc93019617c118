import { boolean, foreignKey, index, integer, pgTable, text } from 'drizzle-orm/pg-core';
import type { Reflection } from '../../contract/reflection.ts';
import { idColumn, moment } from './columns.ts';
import { course, trainee } from './course.ts';

/** Whether reflections are asked for in a course. A course without a row asks for none. */
export const reflectionPolicy = pgTable('reflection_policy', {
  courseId: idColumn('course_id')
    .primaryKey()
    .references(() => course.id, { onDelete: 'cascade' }),
  wanted: boolean('wanted').notNull(),
  task: text('task').notNull(),
  minLength: integer('min_length').notNull(),
  maxLength: integer('max_length').notNull(),
  until: moment('until'),
});

/** What one trainee wrote on what was learned. */
export const reflection = pgTable(
  'reflection',
  {
    traineeId: idColumn('trainee_id').primaryKey(),
    courseId: idColumn('course_id').notNull(),
    text: text('text').notNull(),
    state: text('state').$type<Reflection['state']>().notNull(),
    savedAt: moment('saved_at').notNull(),
    handedInAt: moment('handed_in_at'),
    shown: boolean('shown').notNull().default(false),
  },
  (table) => [
    index('reflection_by_course').on(table.courseId, table.handedInAt),
    foreignKey({
      name: 'reflection_trainee_in_course',
      columns: [table.courseId, table.traineeId],
      foreignColumns: [trainee.courseId, trainee.id],
    }).onDelete('cascade'),
  ],
);

/** What a liaison or organiser wrote below it. */
export const reflectionComment = pgTable(
  'reflection_comment',
  {
    /** Made by the page, so that sending it twice is sending it once. */
    id: idColumn('id').primaryKey(),
    traineeId: idColumn('trainee_id')
      .notNull()
      .references(() => reflection.traineeId, { onDelete: 'cascade' }),
    by: text('by').notNull(),
    at: moment('at').notNull(),
    text: text('text').notNull(),
  },
  (table) => [index('reflection_comment_by_trainee').on(table.traineeId, table.at)],
);
