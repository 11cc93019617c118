import { index, integer, jsonb, pgTable } from 'drizzle-orm/pg-core';
import type { Cue, CueDone } from '../../contract/cues.ts';
import { idColumn } from './columns.ts';
import { course, lesson } from './course.ts';

/** The prepared run of a lesson and how far it has come. It is read and written as a whole. */
export const cueSheet = pgTable(
  'cue_sheet',
  {
    lessonId: idColumn('lesson_id')
      .primaryKey()
      .references(() => lesson.id, { onDelete: 'cascade' }),
    courseId: idColumn('course_id')
      .notNull()
      .references(() => course.id, { onDelete: 'cascade' }),
    /** What they are about has no reference: a cue whose poll or branch is gone says so. */
    cues: jsonb('cues').$type<Cue[]>().notNull(),
    /** Counts the changes of the list; how far the lesson has come is none. */
    revision: integer('revision').notNull(),
    currentId: idColumn('current_id'),
    done: jsonb('done').$type<Record<string, CueDone>>().notNull().default({}),
    /** Counts what was done with it: one more for every cue that was run, marked or gone back to. */
    steps: integer('steps').notNull().default(0),
  },
  (table) => [index('cue_sheet_by_course').on(table.courseId)],
);
