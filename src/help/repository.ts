import { and, asc, count, desc, eq, inArray, ne, sql } from 'drizzle-orm';
import { helpLimits } from '../contract/help-limits.ts';
import type { Ticket, TicketGroup } from '../contract/help.ts';
import type { Queries } from '../store/port.ts';
import { branch, helpAnswer, helpTicket } from '../store/schema/index.ts';

export type TicketRow = typeof helpTicket.$inferSelect;
type NewTicket = typeof helpTicket.$inferInsert;

/** Nothing happens when it is there already. */
export async function insertTicket(queries: Queries, row: NewTicket): Promise<void> {
  await queries.insert(helpTicket).values(row).onConflictDoNothing();
}

export async function findTicket(
  queries: Queries,
  courseId: string,
  id: string,
): Promise<TicketRow | undefined> {
  const [row] = await queries
    .select()
    .from(helpTicket)
    .where(and(eq(helpTicket.courseId, courseId), eq(helpTicket.id, id)));
  return row;
}

/** Those of these that are there. */
export async function findByIds(queries: Queries, ids: readonly string[]): Promise<TicketRow[]> {
  return queries
    .select()
    .from(helpTicket)
    .where(inArray(helpTicket.id, [...ids]));
}

export async function countOpen(
  queries: Queries,
  of: { courseId: string; viewer?: string },
): Promise<number> {
  const own = of.viewer === undefined ? undefined : eq(helpTicket.viewer, of.viewer);
  const [row] = await queries
    .select({ open: count() })
    .from(helpTicket)
    .where(and(eq(helpTicket.courseId, of.courseId), eq(helpTicket.state, 'open'), own));
  return row?.open ?? 0;
}

/** The newest first. */
export async function findTickets(
  queries: Queries,
  of: {
    courseId: string;
    viewer?: string;
    state?: Ticket['state'] | undefined;
    group?: string | undefined;
    limit?: number;
  },
): Promise<Ticket[]> {
  const rows = await queries
    .select()
    .from(helpTicket)
    .where(
      and(
        eq(helpTicket.courseId, of.courseId),
        of.viewer === undefined ? undefined : eq(helpTicket.viewer, of.viewer),
        of.state === undefined ? undefined : eq(helpTicket.state, of.state),
        of.group === undefined ? undefined : eq(helpTicket.group, of.group),
      ),
    )
    .orderBy(desc(helpTicket.at), desc(helpTicket.id))
    .limit(of.limit ?? helpLimits.listed);
  return withAnswers(queries, rows);
}

/** As they are sent. */
export async function withAnswers(queries: Queries, rows: readonly TicketRow[]): Promise<Ticket[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const answers = await queries
    .select()
    .from(helpAnswer)
    .where(inArray(helpAnswer.ticketId, ids))
    .orderBy(asc(helpAnswer.at));
  return rows.map(({ courseId: _course, viewer: _viewer, sessionId: _session, common: _common, ...row }) => ({
    ...row,
    at: row.at.getTime(),
    closedAt: row.closedAt?.getTime() ?? null,
    answers: answers
      .filter(({ ticketId }) => ticketId === row.id)
      .map(({ id, by, at, text }) => ({ id, by, at: at.getTime(), text })),
  }));
}

/** Those with open tickets first, the newest first in each half. */
export async function findGroups(queries: Queries, courseId: string): Promise<TicketGroup[]> {
  const open = sql<number>`count(*) filter (where ${helpTicket.state} = 'open')`.mapWith(Number);
  const unclosed = sql<number>`count(*) filter (where ${helpTicket.state} <> 'closed')`.mapWith(Number);
  const lastAt = sql<Date>`max(${helpTicket.at})`.mapWith(helpTicket.at);
  const rooms = sql<number>`count(distinct ${helpTicket.branchId})`.mapWith(Number);
  const { group, kind } = helpTicket;
  const rows = await queries
    .select({
      group,
      kind,
      // Of equal faults the heading is the same but for a branch that was renamed: then the newest name.
      common: sql<TicketGroup['common']>`(array_agg(${helpTicket.common} order by ${helpTicket.at} desc))[1]`,
      open,
      unclosed,
      total: count(),
      rooms,
      lastAt,
    })
    .from(helpTicket)
    .where(eq(helpTicket.courseId, courseId))
    .groupBy(group, kind)
    .orderBy(desc(sql`bool_or(${helpTicket.state} = 'open')`), desc(lastAt), asc(group))
    .limit(100);
  return rows.map((row) => ({ ...row, lastAt: row.lastAt.getTime() }));
}

/** The tickets that an answer or a close is for: one, or all of its group that are not closed; locked. */
export async function lockTickets(
  queries: Queries,
  courseId: string,
  which: { id: string } | { group: string },
): Promise<TicketRow[]> {
  return queries
    .select()
    .from(helpTicket)
    .where(
      and(
        eq(helpTicket.courseId, courseId),
        'id' in which
          ? eq(helpTicket.id, which.id)
          : and(eq(helpTicket.group, which.group), ne(helpTicket.state, 'closed')),
      ),
    )
    .orderBy(asc(helpTicket.id))
    .for('update');
}

export async function saveAnswers(
  queries: Queries,
  rows: readonly (typeof helpAnswer.$inferInsert)[],
): Promise<void> {
  await queries
    .insert(helpAnswer)
    .values([...rows])
    .onConflictDoNothing();
}

export async function saveState(
  queries: Queries,
  ids: readonly string[],
  values: Pick<TicketRow, 'state'> & Partial<Pick<TicketRow, 'closedAt' | 'closedBy'>>,
): Promise<void> {
  await queries
    .update(helpTicket)
    .set(values)
    .where(inArray(helpTicket.id, [...ids]));
}

export async function findBranch(
  queries: Queries,
  branchId: string,
): Promise<{ id: string; name: string } | null> {
  const [row] = await queries
    .select({ id: branch.id, name: branch.name })
    .from(branch)
    .where(eq(branch.id, branchId));
  return row ?? null;
}
