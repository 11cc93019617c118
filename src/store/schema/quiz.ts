import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { QuestionContent } from '../../contract/bank.ts';
import type { PaperAnswer } from '../../contract/paper.ts';
import type { QuizSettings, sittingEventKinds } from '../../contract/quiz.ts';
import { byWhom, idColumn, moment, revision } from './columns.ts';
import { course, lesson, trainee } from './course.ts';

/** A lesson's quiz or a course's exam. */
export const quiz = pgTable(
  'quiz',
  {
    id: idColumn('id').primaryKey(),
    courseId: idColumn('course_id')
      .notNull()
      .references(() => course.id, { onDelete: 'cascade' }),
    /** The lesson of a quiz. One that was sat outlives its lesson. */
    lessonId: idColumn('lesson_id').references(() => lesson.id, { onDelete: 'set null' }),
    settings: jsonb('settings').$type<QuizSettings>().notNull(),
    revision: revision(),
    createdAt: moment('created_at').notNull(),
    /** When its papers were made, from the seed that each of them records. */
    madeAt: moment('made_at'),
    openedAt: moment('opened_at'),
    /** When it closes by itself. */
    closesAt: moment('closes_at'),
    closedAt: moment('closed_at'),
  },
  (table) => [
    index('quiz_by_course').on(table.courseId, table.createdAt),
    index('quiz_by_lesson').on(table.lessonId),
    index('quiz_not_closed')
      .on(table.courseId)
      .where(sql`${table.closedAt} is null`),
    check(
      'quiz_closed_after_it_opened',
      sql`${table.closedAt} is null or (${table.openedAt} is not null and ${table.closedAt} >= ${table.openedAt})`,
    ),
  ],
);

/** A question as the papers of one quiz ask it: what the bank said when they were made. */
export const quizItem = pgTable(
  'quiz_item',
  {
    id: idColumn('id').primaryKey(),
    quizId: idColumn('quiz_id')
      .notNull()
      .references(() => quiz.id, { onDelete: 'cascade' }),
    /** The question of the bank that it was copied from. */
    questionId: idColumn('question_id').notNull(),
    /** Its place in the fixed list, or in the pool that is drawn from. */
    position: integer('position').notNull(),
    text: text('text').notNull(),
    pictureId: idColumn('picture_id'),
    content: jsonb('content').$type<QuestionContent>().notNull(),
    /** Hundredths. */
    points: integer('points').notNull(),
    explanation: text('explanation').notNull(),
    /** By which it is drawn. */
    topic: text('topic').notNull(),
    difficulty: smallint('difficulty').notNull(),
  },
  (table) => [unique('quiz_item_once').on(table.quizId, table.questionId)],
);

/** The questions that one trainee got, once for each attempt. What was saved is in `paper_answer`. */
export const paper = pgTable(
  'paper',
  {
    id: idColumn('id').primaryKey(),
    quizId: idColumn('quiz_id')
      .notNull()
      .references(() => quiz.id, { onDelete: 'cascade' }),
    traineeId: idColumn('trainee_id')
      .notNull()
      .references(() => trainee.id, { onDelete: 'cascade' }),
    attempt: integer('attempt').notNull(),
    /** Decides which items, in which order, with options in which order: the same seed makes the same paper. */
    seed: text('seed').notNull(),
    /** The items in the paper's order. */
    itemIds: jsonb('item_ids').$type<string[]>().notNull(),
    /** Most points, in hundredths. */
    most: integer('most').notNull(),
    startedAt: moment('started_at'),
    /** When the person's time ends by itself; null: when the quiz is closed. */
    endsAt: moment('ends_at'),
    /**
     * Milliseconds given back for a line that was cut, or by an extension; they are in `endsAt`. What is given before it is begun
     * lengthens the time in which it may be begun.
     */
    extraMs: bigint('extra_ms', { mode: 'number' }).notNull().default(0),
    /** The devices that it was worked on with, the last one first. */
    deviceIds: jsonb('device_ids').$type<string[]>().notNull().default([]),
    /** Counts what was saved. */
    version: integer('version').notNull().default(0),
    handedInAt: moment('handed_in_at'),
    handedInBy: text('handed_in_by').$type<'trainee' | 'time' | 'liaison'>(),
    /** The liaison who enters it for somebody without a phone. */
    enteredBy: idColumn('entered_by'),
    /** Points given, in hundredths, so far as it is marked. */
    given: integer('given'),
    /** Items that a person still has to mark. */
    unmarked: integer('unmarked').notNull().default(0),
  },
  (table) => [
    unique('paper_of_trainee').on(table.quizId, table.traineeId, table.attempt),
    index('paper_by_trainee').on(table.traineeId),
    uniqueIndex('paper_open')
      .on(table.quizId, table.traineeId)
      .where(sql`${table.startedAt} is not null and ${table.handedInAt} is null`),
    check(
      'paper_handed_in_after_it_began',
      sql`${table.handedInAt} is null or (${table.startedAt} is not null and ${table.handedInBy} is not null)`,
    ),
  ],
);

/** The newest answer to one item of a paper, in the paper's own order, and what it was given. */
export const paperAnswer = pgTable(
  'paper_answer',
  {
    paperId: idColumn('paper_id')
      .notNull()
      .references(() => paper.id, { onDelete: 'cascade' }),
    itemId: idColumn('item_id')
      .notNull()
      .references(() => quizItem.id, { onDelete: 'cascade' }),
    /** Null when it was taken back. */
    answer: jsonb('answer').$type<PaperAnswer>(),
    /** The page's count: an older one never replaces a newer one. */
    version: integer('version').notNull(),
    at: moment('at').notNull(),
    /** Points given, in hundredths; null until it is marked. */
    given: integer('given'),
  },
  (table) => [primaryKey({ columns: [table.paperId, table.itemId] })],
);

/** What happened while a paper was sat, by kind. */
export const paperEvent = pgTable(
  'paper_event',
  {
    paperId: idColumn('paper_id')
      .notNull()
      .references(() => paper.id, { onDelete: 'cascade' }),
    kind: text('kind').$type<(typeof sittingEventKinds)[number]>().notNull(),
    count: integer('count').notNull(),
    lastAt: moment('last_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.paperId, table.kind] })],
);

/** What a person gave for an answer in words. A later one of the same answer stands in for it; none is ever changed. */
export const paperMarking = pgTable(
  'paper_marking',
  {
    id: idColumn('id').primaryKey(),
    paperId: idColumn('paper_id')
      .notNull()
      .references(() => paper.id, { onDelete: 'cascade' }),
    itemId: idColumn('item_id')
      .notNull()
      .references(() => quizItem.id, { onDelete: 'cascade' }),
    /** Hundredths. */
    given: integer('given').notNull(),
    comment: text('comment').notNull(),
    ...byWhom(),
  },
  (table) => [index('paper_marking_by_answer').on(table.paperId, table.itemId, table.at)],
);
