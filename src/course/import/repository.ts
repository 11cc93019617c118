import { and, asc, count, eq, gt, inArray, isNull, lt, or, sql, type SQL } from 'drizzle-orm';
import type { ImportKind, ImportRow } from '../../contract/import.ts';
import type { Seal } from '../../lib/seal.ts';
import type { Queries } from '../../store/port.ts';
import { makeRoom } from '../../store/positions.ts';
import {
  audit,
  branch,
  course,
  rosterImport,
  rosterImportRow,
  trainee,
  unit,
} from '../../store/schema/index.ts';
import type { KnownBranchRecord } from './check-branches.ts';
import type { KnownTrainee } from './check-trainees.ts';
import type { ImportSummary } from './worker-api.ts';

export type ImportRecord = typeof rosterImport.$inferSelect;

/** Trainees are read in pieces of this size: one is parsed in a few milliseconds. */
const traineesPerPiece = 500;

export async function rosterRevision(queries: Queries, courseId: string): Promise<number | undefined> {
  const [row] = await queries
    .select({ revision: course.rosterRevision })
    .from(course)
    .where(eq(course.id, courseId));
  return row?.revision;
}

export async function knownBranches(queries: Queries, courseId: string): Promise<KnownBranchRecord[]> {
  const { id, number, name, level, parentId, place, unit: unitName, liaisonName, liaisonPhone } = branch;
  return queries
    .select({ id, number, name, level, parentId, place, unit: unitName, liaisonName, liaisonPhone })
    .from(branch)
    .where(eq(branch.courseId, courseId));
}

/** The roster in its order, in pieces. */
export async function* knownTrainees(queries: Queries, courseId: string): AsyncIterable<KnownTrainee[]> {
  const { id, number, position, name, unit: unitName, branchId, port } = trainee;
  for (let last = 0; ;) {
    const piece = await queries
      .select({ id, number, position, name, unit: unitName, branchId, port })
      .from(trainee)
      .where(and(eq(trainee.courseId, courseId), gt(position, last)))
      .orderBy(asc(position))
      .limit(traineesPerPiece);
    if (piece.length > 0) yield piece;
    const end = piece.at(-1);
    if (!end || piece.length < traineesPerPiece) return;
    last = end.position;
  }
}

/** Forgets what nobody will confirm any more: what is older than a day, and what the same person read before. */
export async function removeOld(
  queries: Queries,
  {
    courseId,
    sessionId,
    kind,
    before,
  }: { courseId: string; sessionId: string; kind: ImportKind; before: Date },
): Promise<void> {
  const own = and(
    eq(rosterImport.courseId, courseId),
    eq(rosterImport.sessionId, sessionId),
    eq(rosterImport.kind, kind),
    isNull(rosterImport.confirmedAt),
  );
  await queries.delete(rosterImport).where(or(lt(rosterImport.createdAt, before), own));
}

export async function insertImport(queries: Queries, row: typeof rosterImport.$inferInsert): Promise<void> {
  await queries.insert(rosterImport).values(row);
}

/** Keeps rows that come as JSON, an array of objects in the columns of the table. */
export async function insertRows(queries: Queries, importId: string, json: string): Promise<void> {
  await queries.execute(sql`
    insert into roster_import_row (import_id, row, state, record_id, renamed, record, shown)
    select ${importId}, row, state, record_id, renamed, record, shown
    from jsonb_to_recordset(${json}::jsonb)
      as rows(row int, state text, record_id text, renamed boolean, record jsonb, shown jsonb)`);
}

export async function finishImport(
  queries: Queries,
  importId: string,
  summary: ImportSummary,
): Promise<void> {
  await queries.update(rosterImport).set({ summary }).where(eq(rosterImport.id, importId));
}

export async function removeImport(queries: Queries, importId: string): Promise<void> {
  await queries.delete(rosterImport).where(eq(rosterImport.id, importId));
}

/** Undefined for one of another course, and for one whose file was not read to the end. */
export async function findImport(
  queries: Queries,
  courseId: string,
  importId: string,
): Promise<ImportRecord | undefined> {
  const [row] = await queries
    .select()
    .from(rosterImport)
    .where(and(eq(rosterImport.id, importId), eq(rosterImport.courseId, courseId)));
  return row?.summary ? row : undefined;
}

export async function findRows(
  { queries, seal }: { queries: Queries; seal: Seal },
  importId: string,
  { state, offset, limit }: { state: ImportRow['state'] | undefined; offset: number; limit: number },
): Promise<{ rows: ImportRow[]; total: number }> {
  const wanted = and(
    eq(rosterImportRow.importId, importId),
    state === undefined ? undefined : eq(rosterImportRow.state, state),
  );
  const { row, state: rowState, record, shown } = rosterImportRow;
  const sealedNumber = sql<string | null>`${record}->>'sealedNumber'`;
  const [rows, [counted]] = await Promise.all([
    queries
      .select({ row, state: rowState, shown, sealedNumber })
      .from(rosterImportRow)
      .where(wanted)
      .orderBy(asc(row))
      .offset(offset)
      .limit(limit),
    queries.select({ total: count() }).from(rosterImportRow).where(wanted),
  ]);
  return {
    rows: rows.map(({ shown: { cells, ...parts }, sealedNumber: sealed, ...rest }) => ({
      ...rest,
      ...parts,
      cells: sealed === null ? cells : { ...cells, number: seal.open(Buffer.from(sealed, 'base64')) },
    })),
    total: counted?.total ?? 0,
  };
}

/** Locks the course's roster until the transaction ends. Undefined for an unknown course. */
export async function lockRoster(queries: Queries, courseId: string): Promise<number | undefined> {
  const [row] = await queries
    .select({ revision: course.rosterRevision })
    .from(course)
    .where(eq(course.id, courseId))
    .for('update');
  return row?.revision;
}

/** What a write of an import needs to know. */
export interface Confirmation {
  importId: string;
  courseId: string;
  sessionId: string;
}

/** The rows that create or change something, with their records in columns. */
function staged(importId: string, columns: SQL): SQL {
  return sql`
    select staged.state, staged.renamed, staged.record_id, staged.shown->'before' as was, staged.record as now, data.*
    from roster_import_row staged, jsonb_to_record(staged.record) as data(${columns})
    where staged.import_id = ${importId} and staged.state in ('create', 'update')`;
}

const branchColumns = sql`number int, name text, level smallint, "parentId" text, place text, unit text,
  "liaisonName" text, "liaisonPhone" text`;
const traineeColumns = sql`"sealedNumber" text, "numberIndex" text, name text, unit text, "branchId" text, port boolean,
  position int`;

/** Writes all rows of a list of branches and an audit entry for each. */
export async function writeBranches(queries: Queries, write: Confirmation): Promise<void> {
  const { importId, courseId } = write;
  await writeUnits(queries, write);
  // Names and numbers that move from one branch to another are free before anybody gets them.
  await queries.execute(sql`
    update branch set name = branch.id, number = -branch.number from roster_import_row staged
    where staged.import_id = ${importId} and staged.renamed and staged.record_id = branch.id`);
  // In this order, because a parent has to be there before its children.
  await queries.execute(sql`
    with staged as (${staged(importId, branchColumns)})
    insert into branch (id, course_id, number, name, level, parent_id, place, unit, liaison_name, liaison_phone)
    select record_id, ${courseId}, number, name, level, "parentId", place, unit, "liaisonName", "liaisonPhone"
    from staged where state = 'create' order by level`);
  await queries.execute(sql`
    with staged as (${staged(importId, branchColumns)})
    update branch set number = staged.number, name = staged.name, level = staged.level,
      parent_id = staged."parentId", place = staged.place, unit = staged.unit, liaison_name = staged."liaisonName",
      liaison_phone = staged."liaisonPhone", revision = branch.revision + 1
    from staged where staged.state = 'update' and staged.record_id = branch.id`);
  await writeEntries(queries, write, 'branch');
}

/** Writes all rows of a roster and an audit entry for each. Numbers come sealed, see worker.ts; those of who is known stay. */
export async function writeTrainees(queries: Queries, write: Confirmation): Promise<void> {
  const { importId, courseId } = write;
  await writeUnits(queries, write);
  await makeRoom(
    queries,
    courseId,
    sql`
      select (record->>'after')::int as after from roster_import_row
      where import_id = ${importId} and state = 'create'`,
  );
  await queries.execute(sql`
    with staged as (${staged(importId, traineeColumns)})
    insert into trainee (id, course_id, number_sealed, number_index, name, unit, branch_id, port, position)
    select record_id, ${courseId}, decode("sealedNumber", 'base64'), "numberIndex", name, unit, "branchId", port, position
    from staged where state = 'create' order by position`);
  await queries.execute(sql`
    with staged as (${staged(importId, traineeColumns)})
    update trainee set name = staged.name, unit = staged.unit, branch_id = staged."branchId",
      port = staged.port, revision = trainee.revision + 1
    from staged where staged.state = 'update' and staged.record_id = trainee.id`);
  await writeEntries(queries, write, 'trainee');
}

/** The records that an import changes, with the names that they had. Only before `markConfirmed`. */
export async function findChanged(
  queries: Queries,
  importId: string,
): Promise<{ id: string; was: string }[]> {
  const { recordId, record, shown } = rosterImportRow;
  return queries
    .select({
      id: recordId,
      was: sql<string>`coalesce(${shown}->'before'->>'name', ${record}->>'name')`,
    })
    .from(rosterImportRow)
    .where(and(eq(rosterImportRow.importId, importId), eq(rosterImportRow.state, 'update')));
}

/** Adds the units that rows name and the course does not have. */
async function writeUnits(queries: Queries, { importId, courseId, sessionId }: Confirmation): Promise<void> {
  const added = sql`
    insert into ${unit} (id, course_id, name)
    select replace(gen_random_uuid()::text, '-', ''), ${courseId}, named.unit
    from (select distinct record->>'unit' as unit from roster_import_row
      where import_id = ${importId} and state in ('create', 'update')) as named
    where named.unit <> ''
    on conflict (course_id, name) do nothing returning id, name`;
  await queries.execute(sql`
    with added as (${added})
    insert into ${audit} (session_id, course_id, action, record_id, after)
    select ${sessionId}, ${courseId}, 'unit.created', id, jsonb_build_object('name', name) from added`);
}

async function writeEntries(
  queries: Queries,
  { importId, courseId, sessionId }: Confirmation,
  record: 'branch' | 'trainee',
): Promise<void> {
  await queries.execute(sql`
    insert into ${audit} (session_id, course_id, action, record_id, before, after)
    select ${sessionId}, ${courseId}, ${`${record}.`} || case state when 'create' then 'created' else 'changed' end,
      record_id,
      case state when 'update' then shown->'before' end,
      case state when 'create' then record - array['sealedNumber', 'numberIndex', 'after', 'position'] else
        (select jsonb_object_agg(key, value) from jsonb_each(shown->'cells') where shown->'before' ? key) end
    from roster_import_row
    where import_id = ${importId} and state in ('create', 'update') order by row`);
}

/** Notes that the roster changed, and that the import is done; its rows are not needed any more. */
export async function markConfirmed(
  queries: Queries,
  { importId, courseId }: Confirmation,
  at: Date,
): Promise<void> {
  await queries
    .update(course)
    .set({ rosterRevision: sql`${course.rosterRevision} + 1` })
    .where(eq(course.id, courseId));
  await queries.update(rosterImport).set({ confirmedAt: at }).where(eq(rosterImport.id, importId));
  await queries.delete(rosterImportRow).where(inArray(rosterImportRow.importId, [importId]));
}
