import { jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { CheckResult } from '../../contract/readiness.ts';
import type { Role } from '../../contract/roles.ts';
import { idColumn, moment } from './columns.ts';
import { branch, course, trainee } from './course.ts';

/** The newest device and network check of a branch's screen, of its liaison's phone, or of a port. */
export const readinessCheck = pgTable(
  'readiness_check',
  {
    courseId: idColumn('course_id')
      .notNull()
      .references(() => course.id, { onDelete: 'cascade' }),
    /** Whose device it is, for example `screen:<branch>` or `port:<trainee>`. */
    place: text('place').notNull(),
    role: text('role').$type<Role>().notNull(),
    branchId: idColumn('branch_id').references(() => branch.id, { onDelete: 'cascade' }),
    traineeId: idColumn('trainee_id').references(() => trainee.id, { onDelete: 'cascade' }),
    at: moment('at').notNull(),
    result: jsonb('result').$type<CheckResult>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.courseId, table.place] })],
);
