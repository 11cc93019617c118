import { index, pgTable, text } from 'drizzle-orm/pg-core';
import { idColumn, moment } from './columns.ts';

/** The nodes that may write. Whoever does not stand here any more is fenced: it gets no connection, and its old ones are ended. */
export const clusterNode = pgTable('cluster_node', {
  id: text('id').primaryKey(),
  startedAt: moment('started_at').notNull().defaultNow(),
});

/** Which node runs a course. One that is no node any more has left it to whoever claims it first. */
export const clusterCourse = pgTable(
  'cluster_course',
  {
    courseId: idColumn('course_id').primaryKey(),
    nodeId: text('node_id').notNull(),
    takenAt: moment('taken_at').notNull().defaultNow(),
  },
  (table) => [index('cluster_course_by_node').on(table.nodeId)],
);
