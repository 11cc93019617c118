import { and, desc, eq, gte, ilike, inArray, isNull, lt, or, sql, type SQL } from 'drizzle-orm';
import type { AuditEntry, AuditFilter } from '../contract/audit.ts';
import type { Queries } from '../store/port.ts';
import { audit, session } from '../store/schema/index.ts';

/** Entries of one query of an export. */
const entriesPerPiece = 500;
/** Entries of one export: a million would be a file that no spreadsheet opens. */
const mostExported = 100_000;

/** What stands in a course's own log and in the server's too: a removed course's log can be opened by nobody. */
const ofServerToo = ['course.created', 'course.removed'];

/** Whose log is read: a course's, by its id, or the server's. */
export type LogOf = { courseId: string } | 'server';

function belongsTo(log: LogOf): SQL | undefined {
  if (log !== 'server') return eq(audit.courseId, log.courseId);
  return or(isNull(audit.courseId), inArray(audit.action, ofServerToo));
}

/** A page of who changed what, the newest first, and whether there is more. */
export async function findEntries(
  queries: Queries,
  log: LogOf,
  filter: AuditFilter & { before?: number | undefined; limit: number },
): Promise<{ entries: AuditEntry[]; more: boolean }> {
  const rows = await queries
    .select({
      id: audit.id,
      at: audit.at,
      sessionId: audit.sessionId,
      name: session.name,
      role: session.role,
      action: audit.action,
      recordId: audit.recordId,
      before: audit.before,
      after: audit.after,
    })
    .from(audit)
    .leftJoin(session, eq(session.id, audit.sessionId))
    .where(and(belongsTo(log), conditions(filter)))
    .orderBy(desc(audit.id))
    .limit(filter.limit + 1);
  const entries = rows.slice(0, filter.limit).map(({ at, sessionId, name, role, ...entry }) => ({
    ...entry,
    at: at.getTime(),
    by: sessionId === null || name === null || role === null ? null : { sessionId, name, role },
  }));
  return { entries, more: rows.length > filter.limit };
}

/** Every kind of record that has entries, by name. */
export async function findRecordKinds(queries: Queries, log: LogOf): Promise<string[]> {
  const kind = sql<string>`split_part(${audit.action}, '.', 1)`;
  const rows = await queries.selectDistinct({ kind }).from(audit).where(belongsTo(log));
  return rows.map((row) => row.kind).sort();
}

/** All entries that a filter lets through, the newest first, in pieces; at most 100,000. */
export async function* allEntries(
  queries: Queries,
  log: LogOf,
  filter: AuditFilter,
): AsyncIterable<AuditEntry[]> {
  let before: number | undefined;
  for (let count = 0; count < mostExported; count += entriesPerPiece) {
    const { entries, more } = await findEntries(queries, log, {
      ...filter,
      before,
      limit: entriesPerPiece,
    });
    if (entries.length > 0) yield entries;
    if (!more) return;
    before = entries.at(-1)?.id;
  }
}

function conditions({
  record,
  recordId,
  text,
  from,
  until,
  before,
}: AuditFilter & { before?: number | undefined }): SQL | undefined {
  const pattern = `%${(text ?? '').replace(/[\\%_]/g, '\\$&')}%`;
  return and(
    record === undefined ? undefined : ilike(audit.action, `${record}.%`),
    recordId === undefined ? undefined : eq(audit.recordId, recordId),
    text === undefined || text === ''
      ? undefined
      : or(
          ilike(session.name, pattern),
          ilike(sql`${audit.before}::text`, pattern),
          ilike(sql`${audit.after}::text`, pattern),
        ),
    from === undefined ? undefined : gte(audit.at, new Date(from)),
    until === undefined ? undefined : lt(audit.at, new Date(until)),
    before === undefined ? undefined : lt(audit.id, before),
  );
}
