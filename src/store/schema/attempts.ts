import { index, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { moment } from './columns.ts';

/**
 * Wrong attempts to sign in or to identify oneself, by person and by device. A right one removes the row; old rows, and
 * those beyond a fixed number, are removed from time to time.
 */
export const wrongAttempt = pgTable(
  'wrong_attempt',
  {
    /** SHA-256 of whom or what they are counted for, in hex: what people type by mistake is not kept. */
    key: text('key').primaryKey(),
    /** How many without a right one between them. */
    wrong: integer('wrong').notNull(),
    lastAt: moment('last_at').notNull(),
  },
  (table) => [index('wrong_attempt_by_time').on(table.lastAt)],
);
