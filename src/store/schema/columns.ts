import { integer, text, timestamp } from 'drizzle-orm/pg-core';

/** An opaque, unguessable, global id: 128 random bits as 26 characters (see lib/id.ts). */
export const idColumn = (column: string) => text(column);

/** A moment by the server's clock, kept to the millisecond, because that is what crosses the wire. */
export const moment = (column: string) =>
  timestamp(column, { withTimezone: true, precision: 3, mode: 'date' });

/** Counts a record's changes from 1, so that nobody overwrites a state that they have not seen. */
export const revision = () => integer('revision').notNull().default(1);

/** When something was said, and who said it: by the name of that moment, whatever the person is called later. */
export const byWhom = () => ({
  at: moment('at').notNull(),
  byName: text('by_name').notNull(),
  bySession: idColumn('by_session').notNull(),
});
