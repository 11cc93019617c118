import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  smallint,
  text,
  unique,
  type AnyPgColumn,
} from 'drizzle-orm/pg-core';
import type { Lesson } from '../../contract/course.ts';
import { numberIndex } from '../../lib/seal.ts';
import { idColumn, moment, revision } from './columns.ts';
import { sealedText, textIndex } from './sealed.ts';

/** One training programme. */
export const course = pgTable('course', {
  id: idColumn('id').primaryKey(),
  name: text('name').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  revision: revision(),
  /** Counts the changes to units, branches and trainees: what a file was checked against has to be what it is written to. */
  rosterRevision: integer('roster_revision').notNull().default(0),
});

/** One scheduled class of a course. `startedAt` and `endedAt` are when the broadcast really began and ended. */
export const lesson = pgTable(
  'lesson',
  {
    id: idColumn('id').primaryKey(),
    courseId: idColumn('course_id')
      .notNull()
      .references(() => course.id),
    title: text('title').notNull(),
    lecturerName: text('lecturer_name').notNull(),
    kind: text('kind').$type<Lesson['kind']>().notNull(),
    startsAt: moment('starts_at').notNull(),
    endsAt: moment('ends_at').notNull(),
    startedAt: moment('started_at'),
    endedAt: moment('ended_at'),
    revision: revision(),
  },
  (table) => [
    index('lesson_by_course').on(table.courseId, table.startsAt),
    check('lesson_ends_after_it_starts', sql`${table.endsAt} > ${table.startsAt}`),
    check(
      'lesson_ended_after_it_started',
      sql`${table.endedAt} is null or (${table.startedAt} is not null and ${table.endedAt} >= ${table.startedAt})`,
    ),
  ],
);

/** An office or company that branches and trainees belong to; they name it by its name, which changes with it. */
export const unit = pgTable(
  'unit',
  {
    id: idColumn('id').primaryKey(),
    courseId: idColumn('course_id')
      .notNull()
      .references(() => course.id),
    name: text('name').notNull(),
    revision: revision(),
  },
  (table) => [unique('unit_name_in_course').on(table.courseId, table.name)],
);

/** A branch classroom. A level-2 branch names the level-1 branch of the same course that it belongs to. */
export const branch = pgTable(
  'branch',
  {
    id: idColumn('id').primaryKey(),
    courseId: idColumn('course_id')
      .notNull()
      .references(() => course.id),
    /** Where it stands in the organiser's list, from 1. */
    number: integer('number').notNull(),
    name: text('name').notNull(),
    level: smallint('level').$type<1 | 2>().notNull(),
    parentId: idColumn('parent_id'),
    place: text('place').notNull().default(''),
    unit: text('unit').notNull().default(''),
    liaisonName: text('liaison_name').notNull().default(''),
    liaisonPhone: text('liaison_phone').notNull().default(''),
    revision: revision(),
  },
  (table) => [
    unique('branch_name_in_course').on(table.courseId, table.name),
    unique('branch_number_in_course').on(table.courseId, table.number),
    // The target of the composite keys below: they keep a parent and a trainee's branch within the course.
    unique('branch_of_course').on(table.courseId, table.id),
    foreignKey({
      name: 'branch_parent_in_course',
      columns: [table.courseId, table.parentId],
      foreignColumns: [table.courseId, table.id] as [AnyPgColumn, AnyPgColumn],
    }),
    index('branch_by_parent').on(table.parentId),
    check(
      'branch_level_and_parent',
      sql`(${table.level} = 1) = (${table.parentId} is null) and ${table.level} in (1, 2)`,
    ),
  ],
);

/** A person who learns, is counted and is scored; in a branch, or alone on a port. */
export const trainee = pgTable(
  'trainee',
  {
    id: idColumn('id').primaryKey(),
    courseId: idColumn('course_id')
      .notNull()
      .references(() => course.id),
    /**
     * The number by which the roster knows the person, of the organiser's choice; readable with the key that is kept outside
     * of the records. Sorted by `position`, found by `numberIndex`: see `traineeNumber`.
     */
    number: sealedText('number_sealed')
      .notNull()
      .default(sql`'\\x'::bytea`),
    numberIndex: textIndex('number_index'),
    /** Where the number stands among the course's, by which it cannot be sorted itself; see store/positions.ts. */
    position: integer('position').notNull().default(0),
    /** The number in plain, as versions before kept it; emptied at the start. */
    plainNumber: text('number'),
    name: text('name').notNull(),
    unit: text('unit').notNull().default(''),
    branchId: idColumn('branch_id'),
    port: boolean('port').notNull().default(false),
    revision: revision(),
  },
  (table) => [
    unique('trainee_number_index').on(table.courseId, table.numberIndex),
    unique('trainee_of_course').on(table.courseId, table.id),
    foreignKey({
      name: 'trainee_branch_in_course',
      columns: [table.courseId, table.branchId],
      foreignColumns: [branch.courseId, branch.id],
    }),
    index('trainee_by_branch').on(table.branchId),
    // As trainees are looked up when they identify themselves: without case and spaces, see identity/entry-repository.ts.
    index('trainee_by_name').on(table.courseId, sql`lower(translate(${table.name}, ' ' || chr(12288), ''))`),
    check('trainee_has_a_place', sql`${table.port} or ${table.branchId} is not null`),
  ],
);

/** A trainee's number as its columns take it. */
export function traineeNumber(courseId: string, number: string): { number: string; numberIndex: string } {
  return { number, numberIndex: numberIndex(courseId, number) };
}
