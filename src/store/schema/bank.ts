import { sql } from 'drizzle-orm';
import {
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type {
  QuestionContent,
  QuestionFileFormat,
  QuestionImportRow,
  QuestionImportView,
  QuestionKind,
} from '../../contract/bank.ts';
import { idColumn, moment, revision } from './columns.ts';
import { course } from './course.ts';

const bytes = customType<{ data: Uint8Array; driverData: Buffer }>({
  dataType: () => 'bytea',
  toDriver: (value) => Buffer.from(value),
});

/** A question of a course's bank, with what is right. Papers keep their own copy. */
export const bankQuestion = pgTable(
  'bank_question',
  {
    id: idColumn('id').primaryKey(),
    courseId: idColumn('course_id')
      .notNull()
      .references(() => course.id, { onDelete: 'cascade' }),
    kind: text('kind').$type<QuestionKind>().notNull(),
    text: text('text').notNull(),
    pictureId: idColumn('picture_id'),
    content: jsonb('content').$type<QuestionContent>().notNull(),
    /** Hundredths. */
    points: integer('points').notNull(),
    topic: text('topic').notNull(),
    difficulty: smallint('difficulty').notNull(),
    explanation: text('explanation').notNull(),
    /** SHA-256 of kind, text, pictures and content, by which the same question is known again. */
    digest: text('digest').notNull(),
    revision: revision(),
    createdAt: moment('created_at').notNull(),
    changedAt: moment('changed_at').notNull(),
    /** Taken out of the bank. */
    removedAt: moment('removed_at'),
  },
  (table) => [
    index('bank_question_by_course').on(table.courseId, table.createdAt),
    uniqueIndex('bank_question_once')
      .on(table.courseId, table.digest)
      .where(sql`${table.removedAt} is null`),
  ],
);

/** A picture in questions and options: small, and wanted by hundreds in the same minute. */
export const bankPicture = pgTable(
  'bank_picture',
  {
    id: idColumn('id').primaryKey(),
    courseId: idColumn('course_id')
      .notNull()
      .references(() => course.id, { onDelete: 'cascade' }),
    mediaType: text('media_type').notNull(),
    content: bytes('content').notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [index('bank_picture_by_course').on(table.courseId)],
);

/** A file of questions that was read and checked, and waits to be confirmed; forgotten after a day. */
export const questionImport = pgTable(
  'question_import',
  {
    id: idColumn('id').primaryKey(),
    courseId: idColumn('course_id')
      .notNull()
      .references(() => course.id, { onDelete: 'cascade' }),
    sessionId: idColumn('session_id').notNull(),
    fileName: text('file_name').notNull(),
    format: text('format').$type<QuestionFileFormat>().notNull(),
    counts: jsonb('counts').$type<QuestionImportView['counts']>().notNull(),
    createdAt: moment('created_at').notNull(),
    confirmed: boolean('confirmed').notNull().default(false),
  },
  (table) => [index('question_import_by_course').on(table.courseId, table.createdAt)],
);

/** One question of such a file, as it was understood. */
export const questionImportRow = pgTable(
  'question_import_row',
  {
    importId: idColumn('import_id')
      .notNull()
      .references(() => questionImport.id, { onDelete: 'cascade' }),
    row: integer('row').notNull(),
    state: text('state').$type<QuestionImportRow['state']>().notNull(),
    shown: jsonb('shown').$type<QuestionImportRow>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.importId, table.row] })],
);
