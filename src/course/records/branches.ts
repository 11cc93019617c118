import { and, asc, eq, inArray, or, sql, type SQL } from 'drizzle-orm';
import type { BranchFields, BranchRecord, Problem } from '../../contract/records.ts';
import { AppError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import { changedFields, writeAudit, type Actor } from '../../store/audit.ts';
import type { Queries, Store } from '../../store/port.ts';
import { branch, trainee } from '../../store/schema/index.ts';
import {
  changeRoster,
  ensureUnit,
  refuseProblems,
  said,
  seen,
  type Change,
  type Consequences,
} from './roster.ts';

type Whole = Omit<BranchFields, 'number'> & { number: number };
type Patch = { [K in keyof BranchFields]?: BranchFields[K] | undefined };

/** The branches of a course. */
export class BranchRecords {
  readonly #store: Store;
  readonly #consequences: Consequences;

  constructor(store: Store, consequences: Consequences) {
    this.#store = store;
    this.#consequences = consequences;
  }

  /** All, or the named one with those below it. */
  list(courseId: string, own: string | null): Promise<BranchRecord[]> {
    return findBranches(
      this.#store.db,
      courseId,
      own === null ? undefined : or(eq(branch.id, own), eq(branch.parentId, own)),
    );
  }

  /** Throws `not_found`, `invalid_record`. */
  async create(courseId: string, fields: BranchFields, by: Actor): Promise<BranchRecord> {
    return changeRoster(this.#store, courseId, by, async (change) => {
      const { queries } = change;
      const others = await findBranches(queries, courseId);
      const number = fields.number ?? Math.max(0, ...others.map((one) => one.number)) + 1;
      const whole = { ...fields, number };
      const id = newId();
      refuseProblems(problemsOf(id, whole, others));
      await ensureUnit(change, whole.unit);
      await queries.insert(branch).values({ id, courseId, ...whole });
      await writeAudit(queries, by, [{ courseId, action: 'branch.created', recordId: id, after: whole }]);
      await follow(change, this.#consequences, []);
      return { id, ...whole, traineeCount: 0, revision: 1 };
    });
  }

  /** Throws `not_found`, `conflict`, `invalid_record`. */
  async change(
    { courseId, branchId }: { courseId: string; branchId: string },
    { revision, ...patch }: Patch & { revision: number },
    by: Actor,
  ): Promise<BranchRecord> {
    return changeRoster(this.#store, courseId, by, async (change) => {
      const others = await findBranches(change.queries, courseId);
      const before = seen(
        others.find(({ id }) => id === branchId),
        revision,
      );
      const whole = { ...shown(before), ...said(patch) };
      refuseProblems(problemsOf(branchId, whole, others));
      const after = await update(change, before, whole);
      await follow(change, this.#consequences, [before]);
      return after;
    });
  }

  /** Throws `not_found`, `conflict`, `in_use`. */
  async remove(
    { courseId, branchId }: { courseId: string; branchId: string },
    revision: number,
    by: Actor,
  ): Promise<void> {
    await changeRoster(this.#store, courseId, by, async (change) => {
      const [found] = await findBranches(change.queries, courseId, eq(branch.id, branchId));
      await removeAll(change, this.#consequences, [seen(found, revision)]);
    });
  }

  /** Answers how many changed. Throws `not_found` when one of them is not there, and `in_use`. */
  async bulk(
    courseId: string,
    ids: readonly string[],
    what: { unit: string } | 'remove',
    by: Actor,
  ): Promise<number> {
    return changeRoster(this.#store, courseId, by, async (change) => {
      const wanted = [...new Set(ids)];
      const found = await findBranches(change.queries, courseId, inArray(branch.id, wanted));
      if (found.length !== wanted.length) throw new AppError('not_found');
      if (what === 'remove') {
        await removeAll(change, this.#consequences, found);
        return found.length;
      }
      const different = found.filter((one) => one.unit !== what.unit);
      for (const before of different) await update(change, before, { ...shown(before), unit: what.unit });
      return different.length;
    });
  }
}

async function follow(
  { queries, courseId, after }: Change,
  { following }: Consequences,
  before: readonly BranchRecord[],
): Promise<void> {
  const branches = before.map(({ id, name }) => ({ id, was: name }));
  after.push(await following(queries, courseId, { branches }));
}

async function update(change: Change, before: BranchRecord, whole: Whole): Promise<BranchRecord> {
  const { queries, courseId, by } = change;
  const difference = changedFields(shown(before), whole);
  if (!difference) return before;
  await ensureUnit(change, whole.unit);
  await queries
    .update(branch)
    .set({ ...whole, revision: sql`${branch.revision} + 1` })
    .where(eq(branch.id, before.id));
  await writeAudit(queries, by, [{ courseId, action: 'branch.changed', recordId: before.id, ...difference }]);
  return { ...before, ...whole, revision: before.revision + 1 };
}

async function removeAll(
  { queries, courseId, by, after }: Change,
  { removing, following }: Consequences,
  found: readonly BranchRecord[],
): Promise<void> {
  if (found.some(({ traineeCount }) => traineeCount > 0)) throw new AppError('in_use');
  const ids = found.map(({ id }) => id);
  after.push(await removing(queries, { branchIds: ids }, by));
  await queries.delete(branch).where(inArray(branch.id, ids));
  after.push(await following(queries, courseId, { branches: [] }));
  await writeAudit(
    queries,
    by,
    found.map((one) => ({ courseId, action: 'branch.removed', recordId: one.id, before: shown(one) })),
  );
}

/** What is wrong with a branch as it would be, among all branches of the course. */
function problemsOf(id: string, whole: Whole, all: readonly BranchRecord[]): Problem[] {
  const problems: Problem[] = [];
  const others = all.filter((one) => one.id !== id);
  if (others.some(({ name }) => name === whole.name)) problems.push({ field: 'name', code: 'taken' });
  if (others.some(({ number }) => number === whole.number)) problems.push({ field: 'number', code: 'taken' });
  const parent = others.find((one) => one.id === whole.parentId);
  if (whole.level === 1) {
    if (whole.parentId !== null) problems.push({ field: 'parentId', code: 'parent_unwanted' });
  } else if (whole.parentId === null) problems.push({ field: 'parentId', code: 'parent_missing' });
  else if (!parent) problems.push({ field: 'parentId', code: 'unknown_parent' });
  else if (parent.level === 2) problems.push({ field: 'parentId', code: 'parent_is_level_2' });
  if (whole.level === 2 && others.some(({ parentId }) => parentId === id)) {
    problems.push({ field: 'level', code: 'has_children' });
  }
  return problems;
}

function shown(record: BranchRecord): Whole {
  const { number, name, level, parentId, place, unit, liaisonName, liaisonPhone } = record;
  return { number, name, level, parentId, place, unit, liaisonName, liaisonPhone };
}

/** In the order of the organiser's list. */
export async function findBranches(queries: Queries, courseId: string, which?: SQL): Promise<BranchRecord[]> {
  const { id, number, name, level, parentId, place, unit, liaisonName, liaisonPhone, revision } = branch;
  const traineeCount = sql<number>`(select count(*)::int from ${trainee} where ${eq(trainee.branchId, branch.id)})`;
  return queries
    .select({
      id,
      number,
      name,
      level,
      parentId,
      place,
      unit,
      liaisonName,
      liaisonPhone,
      traineeCount,
      revision,
    })
    .from(branch)
    .where(and(eq(branch.courseId, courseId), which))
    .orderBy(asc(branch.number));
}
