import { index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { HelpKind } from '../../contract/help-limits.ts';
import type { PageFacts, Ticket, TicketGroup } from '../../contract/help.ts';
import type { Role } from '../../contract/roles.ts';
import { idColumn, moment } from './columns.ts';
import { course } from './course.ts';

/** Something that did not work, as somebody told the organiser. People and branches are named as they were. */
export const helpTicket = pgTable(
  'help_ticket',
  {
    /** Made by the page, so that telling it twice is telling it once. */
    id: idColumn('id').primaryKey(),
    courseId: idColumn('course_id')
      .notNull()
      .references(() => course.id, { onDelete: 'cascade' }),
    at: moment('at').notNull(),
    /** Whose it is on whatever device; see lib/viewer.ts. */
    viewer: text('viewer').notNull(),
    /** Where the answer is sent first. */
    sessionId: idColumn('session_id').notNull(),
    role: text('role').$type<Role>().notNull(),
    name: text('name').notNull(),
    branchId: idColumn('branch_id'),
    branchName: text('branch_name'),
    lessonId: idColumn('lesson_id'),
    kind: text('kind').$type<HelpKind>().notNull(),
    text: text('text').notNull(),
    facts: jsonb('facts').$type<PageFacts>().notNull(),
    /** Equal faults have the same. */
    group: text('group').notNull(),
    common: jsonb('common').$type<TicketGroup['common']>().notNull(),
    state: text('state').$type<Ticket['state']>().notNull().default('open'),
    closedAt: moment('closed_at'),
    closedBy: text('closed_by'),
  },
  (table) => [
    index('help_ticket_by_course').on(table.courseId, table.at),
    index('help_ticket_by_viewer').on(table.courseId, table.viewer),
    index('help_ticket_by_group').on(table.courseId, table.group),
  ],
);

/** What the organiser answered. */
export const helpAnswer = pgTable(
  'help_answer',
  {
    /** Made by the page; one answer can be given to many tickets. */
    id: idColumn('id').notNull(),
    ticketId: idColumn('ticket_id')
      .notNull()
      .references(() => helpTicket.id, { onDelete: 'cascade' }),
    at: moment('at').notNull(),
    by: text('by').notNull(),
    text: text('text').notNull(),
  },
  (table) => [primaryKey({ columns: [table.ticketId, table.id] })],
);
