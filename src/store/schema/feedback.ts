import { sql } from 'drizzle-orm';
import { boolean, foreignKey, index, pgTable, smallint, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { idColumn, moment } from './columns.ts';
import { course, lesson, trainee } from './course.ts';

/** What somebody said of a lesson or the course. Of anonymous feedback neither trainee, branch nor time of day is kept. */
export const feedback = pgTable(
  'feedback',
  {
    id: idColumn('id').primaryKey(),
    courseId: idColumn('course_id')
      .notNull()
      .references(() => course.id, { onDelete: 'cascade' }),
    /** Null for the course as a whole. */
    lessonId: idColumn('lesson_id').references(() => lesson.id, { onDelete: 'cascade' }),
    /** Null for anonymous feedback. */
    traineeId: idColumn('trainee_id').references(() => trainee.id, { onDelete: 'cascade' }),
    rating: smallint('rating').notNull(),
    text: text('text').notNull(),
    at: moment('at').notNull(),
  },
  (table) => [
    index('feedback_by_course').on(table.courseId, table.lessonId),
    uniqueIndex('feedback_of_trainee')
      .on(table.courseId, table.traineeId, sql`coalesce(${table.lessonId}, '')`)
      .where(sql`${table.traineeId} is not null`),
  ],
);

/** Who has given feedback on what, and whether anonymously; not what. Nobody gives it twice. */
export const feedbackGiven = pgTable(
  'feedback_given',
  {
    courseId: idColumn('course_id').notNull(),
    traineeId: idColumn('trainee_id').notNull(),
    lessonId: idColumn('lesson_id').references(() => lesson.id, { onDelete: 'cascade' }),
    anonymous: boolean('anonymous').notNull(),
  },
  (table) => [
    uniqueIndex('feedback_given_once').on(table.traineeId, sql`coalesce(${table.lessonId}, '')`),
    foreignKey({
      name: 'feedback_given_trainee_in_course',
      columns: [table.courseId, table.traineeId],
      foreignColumns: [trainee.courseId, trainee.id],
    }).onDelete('cascade'),
  ],
);
