import { bigint, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { idColumn, moment } from './columns.ts';

/** What the server must remember about itself, such as its secrets, sealed with a key that is not in the records. */
export const setting = pgTable('setting', {
  key: text('key').primaryKey(),
  value: text('value').notNull(),
});

/** Every change that a person made to a record. Rows are only ever added. */
export const audit = pgTable(
  'audit',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: moment('at').notNull().defaultNow(),
    /** The session that did it; null for the server's own console. */
    sessionId: idColumn('session_id'),
    courseId: idColumn('course_id'),
    /** What was done, as `record.verb` in the past tense, for example `invitation.revoked`. */
    action: text('action').notNull(),
    /** The id of the record that changed. */
    recordId: text('record_id').notNull(),
    before: jsonb('before').$type<Readonly<Record<string, unknown>>>(),
    after: jsonb('after').$type<Readonly<Record<string, unknown>>>(),
  },
  (table) => [
    index('audit_by_course').on(table.courseId, table.at),
    index('audit_by_record').on(table.recordId),
  ],
);
