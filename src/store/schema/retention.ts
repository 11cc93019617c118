import { integer, pgTable } from 'drizzle-orm/pg-core';
import { idColumn, moment } from './columns.ts';
import { course } from './course.ts';

/** How long a course is kept after its last lesson. One without a row is kept for the default. */
export const courseRetention = pgTable('course_retention', {
  courseId: idColumn('course_id')
    .primaryKey()
    .references(() => course.id, { onDelete: 'cascade' }),
  /** Null: until somebody deletes it. */
  days: integer('days'),
  /** Since when the desk says that it will be deleted; null while that is further away. */
  noticedAt: moment('noticed_at'),
});
