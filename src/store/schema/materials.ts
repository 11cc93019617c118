import { sql } from 'drizzle-orm';
import { bigint, check, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { MaterialKind } from '../../contract/materials.ts';
import { idColumn, moment } from './columns.ts';
import { branch, course, lesson, trainee } from './course.ts';

/** A file for a course or one of its lessons. It is `ready` once all of it has arrived and its type has been checked. */
export const material = pgTable(
  'material',
  {
    id: idColumn('id').primaryKey(),
    /** Materials go before their course does: each has a file beside its record. */
    courseId: idColumn('course_id')
      .notNull()
      .references(() => course.id),
    /** Null for the whole course. */
    lessonId: idColumn('lesson_id').references(() => lesson.id, { onDelete: 'set null' }),
    title: text('title').notNull(),
    /** The name under which people get it; on disk it has a random one. */
    fileName: text('file_name').notNull(),
    /** Bytes. */
    size: bigint('size', { mode: 'number' }).notNull(),
    /** Null until its type has been checked. */
    kind: text('kind').$type<MaterialKind>(),
    mediaType: text('media_type'),
    /** Its random name in the folder of materials. */
    storedAs: text('stored_as').notNull(),
    /** By which the same file is known again when its upload goes on later. */
    resumeKey: text('resume_key').notNull(),
    visibleFrom: moment('visible_from').notNull(),
    createdAt: moment('created_at').notNull(),
    /** The session that uploads it; null for the server's own console. */
    createdBy: idColumn('created_by'),
    readyAt: moment('ready_at'),
  },
  (table) => [
    index('material_by_course').on(table.courseId, table.createdAt),
    index('material_unfinished')
      .on(table.createdAt)
      .where(sql`${table.readyAt} is null`),
    check(
      'material_ready_has_a_type',
      sql`${table.readyAt} is null or (${table.kind} is not null and ${table.mediaType} is not null)`,
    ),
    check('material_size', sql`${table.size} > 0`),
  ],
);

/** That a branch, or a trainee, has a material. */
export const materialReceipt = pgTable(
  'material_receipt',
  {
    materialId: idColumn('material_id')
      .notNull()
      .references(() => material.id, { onDelete: 'cascade' }),
    /** `branch:<id>` or `trainee:<id>`. */
    reader: text('reader').notNull(),
    branchId: idColumn('branch_id').references(() => branch.id, { onDelete: 'cascade' }),
    traineeId: idColumn('trainee_id').references(() => trainee.id, { onDelete: 'cascade' }),
    /** When the first of it was sent there. */
    openedAt: moment('opened_at').notNull(),
    /** When its end was sent there; null for somebody who only looked into it. */
    receivedAt: moment('received_at'),
  },
  (table) => [primaryKey({ columns: [table.materialId, table.reader] })],
);
