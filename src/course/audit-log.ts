import { and, desc, eq, gte, ilike, lt, or, sql, type SQL } from 'drizzle-orm';
import type { AuditEntry, AuditFilter } from '../contract/audit.ts';
import type { Queries } from '../store/port.ts';
import { audit, session } from '../store/schema/index.ts';

/** Entries of one query of an export. */
const entriesPerPiece = 500;
/** Entries of one export: a million would be a file that no spreadsheet opens. */
const mostExported = 100_000;

/** A page of who changed what in a course, the newest first, and whether there is more. */
export async function findEntries(
  queries: Queries,
  courseId: string,
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
    .where(and(eq(audit.courseId, courseId), conditions(filter)))
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
export async function findRecordKinds(queries: Queries, courseId: string): Promise<string[]> {
  const kind = sql<string>`split_part(${audit.action}, '.', 1)`;
  const rows = await queries.selectDistinct({ kind }).from(audit).where(eq(audit.courseId, courseId));
  return rows.map((row) => row.kind).sort();
}

/** All entries that a filter lets through, the newest first, in pieces; at most 100,000. */
export async function* allEntries(
  queries: Queries,
  courseId: string,
  filter: AuditFilter,
): AsyncIterable<AuditEntry[]> {
  let before: number | undefined;
  for (let count = 0; count < mostExported; count += entriesPerPiece) {
    const { entries, more } = await findEntries(queries, courseId, {
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
