import { boolean, integer, index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { ImportKind, ImportRow, ImportView } from '../../contract/import.ts';
import { idColumn, moment } from './columns.ts';
import { course } from './course.ts';

/** A file that was read and checked, and waits to be confirmed; forgotten after a day. */
export const rosterImport = pgTable(
  'roster_import',
  {
    id: idColumn('id').primaryKey(),
    courseId: idColumn('course_id')
      .notNull()
      .references(() => course.id, { onDelete: 'cascade' }),
    sessionId: idColumn('session_id').notNull(),
    kind: text('kind').$type<ImportKind>().notNull(),
    fileName: text('file_name').notNull(),
    createdAt: moment('created_at').notNull(),
    /** The course's `roster_revision` that its rows were checked against. */
    basis: integer('basis').notNull(),
    /** Null until the whole file has been read. */
    summary: jsonb('summary').$type<Pick<ImportView, 'fields' | 'ignored' | 'rows' | 'counts'>>(),
    confirmedAt: moment('confirmed_at'),
  },
  (table) => [index('roster_import_by_course').on(table.courseId, table.createdAt)],
);

/** One row of such a file, as it was understood. */
export const rosterImportRow = pgTable(
  'roster_import_row',
  {
    importId: idColumn('import_id')
      .notNull()
      .references(() => rosterImport.id, { onDelete: 'cascade' }),
    row: integer('row').notNull(),
    state: text('state').$type<ImportRow['state']>().notNull(),
    /** The record that it creates or changes; empty for a row with problems. */
    recordId: text('record_id').notNull(),
    /** True when the record's name changes: such names are freed before any is given. */
    renamed: boolean('renamed').notNull().default(false),
    /** The whole record as it would be; of a row with problems nothing but a trainee's number. Numbers are sealed, in base64. */
    record: jsonb('record').$type<Readonly<Record<string, unknown>>>().notNull(),
    /** Of a trainee the number is masked among the cells, and sealed in the record. */
    shown: jsonb('shown').$type<Pick<ImportRow, 'cells' | 'before' | 'problems'>>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.importId, table.row] }),
    index('roster_import_row_by_state').on(table.importId, table.state, table.row),
  ],
);
