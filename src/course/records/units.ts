import { and, asc, eq, sql } from 'drizzle-orm';
import type { UnitRecord } from '../../contract/records.ts';
import { AppError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import { writeAudit, type Actor } from '../../store/audit.ts';
import type { Queries, Store } from '../../store/port.ts';
import { branch, trainee, unit } from '../../store/schema/index.ts';
import { changeRoster, refuseProblems, seen } from './roster.ts';

/** The units of a course. */
export class UnitRecords {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  list(courseId: string): Promise<UnitRecord[]> {
    return findUnits(this.#store.db, courseId);
  }

  /** Throws `not_found`, `invalid_record`. */
  async create(courseId: string, name: string, by: Actor): Promise<UnitRecord> {
    return changeRoster(this.#store, courseId, by, async ({ queries }) => {
      await refuseTaken(queries, courseId, name);
      const id = newId();
      await queries.insert(unit).values({ id, courseId, name });
      await writeAudit(queries, by, [{ courseId, action: 'unit.created', recordId: id, after: { name } }]);
      return { id, name, branchCount: 0, traineeCount: 0, revision: 1 };
    });
  }

  /** Throws `not_found`, `conflict`, `invalid_record`. */
  async rename(
    { courseId, unitId }: { courseId: string; unitId: string },
    { name, revision }: { name: string; revision: number },
    by: Actor,
  ): Promise<UnitRecord> {
    return changeRoster(this.#store, courseId, by, async ({ queries }) => {
      const before = seen(await find(queries, courseId, unitId), revision);
      if (before.name === name) return before;
      await refuseTaken(queries, courseId, name);
      await queries
        .update(unit)
        .set({ name, revision: sql`${unit.revision} + 1` })
        .where(eq(unit.id, unitId));
      for (const table of [branch, trainee]) {
        await queries
          .update(table)
          .set({ unit: name, revision: sql`${table.revision} + 1` })
          .where(and(eq(table.courseId, courseId), eq(table.unit, before.name)));
      }
      await writeAudit(queries, by, [
        {
          courseId,
          action: 'unit.changed',
          recordId: unitId,
          before: { name: before.name },
          after: { name, branches: before.branchCount, trainees: before.traineeCount },
        },
      ]);
      return { ...before, name, revision: revision + 1 };
    });
  }

  /** Throws `not_found`, `conflict`, `in_use`. */
  async remove(
    { courseId, unitId }: { courseId: string; unitId: string },
    revision: number,
    by: Actor,
  ): Promise<void> {
    await changeRoster(this.#store, courseId, by, async ({ queries }) => {
      const before = seen(await find(queries, courseId, unitId), revision);
      if (before.branchCount + before.traineeCount > 0) throw new AppError('in_use');
      await queries.delete(unit).where(eq(unit.id, unitId));
      await writeAudit(queries, by, [
        { courseId, action: 'unit.removed', recordId: unitId, before: { name: before.name } },
      ]);
    });
  }
}

async function findUnits(queries: Queries, courseId: string): Promise<UnitRecord[]> {
  const count = (table: typeof branch | typeof trainee) =>
    sql<number>`(select count(*)::int from ${table} where ${and(eq(table.courseId, unit.courseId), eq(table.unit, unit.name))})`;
  return queries
    .select({
      id: unit.id,
      name: unit.name,
      branchCount: count(branch),
      traineeCount: count(trainee),
      revision: unit.revision,
    })
    .from(unit)
    .where(eq(unit.courseId, courseId))
    .orderBy(asc(unit.name));
}

async function find(queries: Queries, courseId: string, unitId: string): Promise<UnitRecord | undefined> {
  return (await findUnits(queries, courseId)).find(({ id }) => id === unitId);
}

async function refuseTaken(queries: Queries, courseId: string, name: string): Promise<void> {
  const [taken] = await queries
    .select({ id: unit.id })
    .from(unit)
    .where(and(eq(unit.courseId, courseId), eq(unit.name, name)));
  if (taken) refuseProblems([{ field: 'name', code: 'taken' }]);
}
