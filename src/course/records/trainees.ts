import { and, asc, count, desc, eq, ilike, inArray, or, sql, type SQL } from 'drizzle-orm';
import type { Problem, TraineeFields, TraineeOrder, TraineeRecord } from '../../contract/records.ts';
import { AppError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import { maskedNumber, numberIndex } from '../../lib/seal.ts';
import { changedFields, writeAudit, type Actor } from '../../store/audit.ts';
import type { Queries, Store } from '../../store/port.ts';
import { placeFor } from '../../store/positions.ts';
import { traineeNumber } from '../../store/schema/course.ts';
import { branch, trainee } from '../../store/schema/index.ts';
import { OpenNumbers } from './open-numbers.ts';
import {
  changeRoster,
  ensureUnit,
  refuseProblems,
  said,
  seen,
  type Change,
  type Consequences,
} from './roster.ts';

type Patch = { [K in keyof TraineeFields]?: TraineeFields[K] | undefined };

/** A change that is the same for many. */
export type TraineesChange = { unit: string } | { branchId: string } | 'port' | 'remove';

/** Which trainees are wanted. */
export interface TraineeFilter {
  text?: string | undefined;
  unit?: string | undefined;
  branchId?: string | undefined;
  place?: 'branch' | 'port' | undefined;
  sort?: TraineeOrder | undefined;
  order?: 'up' | 'down' | undefined;
  offset: number;
  limit: number;
}

/** The roster of a course. */
export class TraineeRecords {
  readonly #store: Store;
  readonly #consequences: Consequences;
  readonly #numbers = new OpenNumbers();

  constructor(store: Store, consequences: Consequences) {
    this.#store = store;
    this.#consequences = consequences;
  }

  /** A page of the roster, by number unless said otherwise; of the whole course, or of one branch and those below it. */
  async list(
    courseId: string,
    own: string | null,
    filter: TraineeFilter,
  ): Promise<{ trainees: TraineeRecord[]; total: number }> {
    const { db } = this.#store;
    const wanted = and(
      eq(trainee.courseId, courseId),
      own === null ? undefined : inArray(trainee.branchId, branchesBelow(db, own)),
      conditions(filter, filter.text ? await this.#numbers.holding(db, courseId, filter.text) : []),
    );
    const [trainees, [counted]] = await Promise.all([
      db
        .select(columns)
        .from(trainee)
        .where(wanted)
        .orderBy(...ordered(filter))
        .offset(filter.offset)
        .limit(filter.limit),
      db.select({ total: count() }).from(trainee).where(wanted),
    ]);
    return { trainees, total: counted?.total ?? 0 };
  }

  /** Throws `not_found`, `invalid_record`. */
  async create(courseId: string, fields: TraineeFields, by: Actor): Promise<TraineeRecord> {
    return changeRoster(this.#store, courseId, by, async (change) => {
      const id = newId();
      refuseProblems(await problemsOf(change, id, fields));
      await ensureUnit(change, fields.unit);
      const own = traineeNumber(courseId, fields.number);
      const position = await placeFor(change.queries, { courseId, number: fields.number });
      await change.queries.insert(trainee).values({ id, courseId, ...fields, ...own, position });
      await writeAudit(change.queries, by, [
        { courseId, action: 'trainee.created', recordId: id, after: masked(fields) },
      ]);
      return { id, ...fields, revision: 1 };
    });
  }

  /** Throws `not_found`, `conflict`, `invalid_record`. */
  async change(
    { courseId, traineeId }: { courseId: string; traineeId: string },
    { revision, ...patch }: Patch & { revision: number },
    by: Actor,
  ): Promise<TraineeRecord> {
    return changeRoster(this.#store, courseId, by, async (change) => {
      const [found] = await find(change, [traineeId]);
      const before = seen(found, revision);
      const whole = { ...shown(before), ...said(patch) };
      refuseProblems(await problemsOf(change, traineeId, whole));
      const difference = changedFields(shown(before), whole);
      if (!difference) return before;
      await ensureUnit(change, whole.unit);
      const { number } = whole;
      const moves = number !== before.number;
      const position = moves
        ? await placeFor(change.queries, { courseId, number, of: traineeId })
        : undefined;
      await change.queries
        .update(trainee)
        .set({
          ...whole,
          ...traineeNumber(courseId, number),
          ...(position === undefined ? {} : { position }),
          revision: sql`${trainee.revision} + 1`,
        })
        .where(eq(trainee.id, traineeId));
      await writeAudit(change.queries, by, [
        {
          courseId,
          action: 'trainee.changed',
          recordId: traineeId,
          before: masked(difference.before),
          after: masked(difference.after),
        },
      ]);
      await follow(change, this.#consequences, [before]);
      return { ...before, ...whole, revision: revision + 1 };
    });
  }

  /** Throws `not_found`, `conflict`, `in_use`. */
  async remove(
    { courseId, traineeId }: { courseId: string; traineeId: string },
    revision: number,
    by: Actor,
  ): Promise<void> {
    await changeRoster(this.#store, courseId, by, async (change) => {
      const [found] = await find(change, [traineeId]);
      await removeAll(change, this.#consequences, [seen(found, revision)]);
    });
  }

  /** Answers how many changed. Throws `not_found` when one of them is not there, `invalid_record`, `in_use`. */
  async bulk(courseId: string, ids: readonly string[], what: TraineesChange, by: Actor): Promise<number> {
    return changeRoster(this.#store, courseId, by, async (change) => {
      const wanted = [...new Set(ids)];
      const found = await find(change, wanted);
      if (found.length !== wanted.length) throw new AppError('not_found');
      if (what === 'remove') {
        await removeAll(change, this.#consequences, found);
        return found.length;
      }
      const fields = what === 'port' ? { port: true } : 'unit' in what ? what : { ...what, port: false };
      if ('branchId' in fields && !(await branchExists(change, fields.branchId))) {
        refuseProblems([{ field: 'branchId', code: 'unknown_branch' }]);
      }
      if ('unit' in fields) await ensureUnit(change, fields.unit);
      const count = await changeAll(change, found, fields);
      // A unit is not part of a session.
      if (count > 0 && !('unit' in fields)) await follow(change, this.#consequences, found);
      return count;
    });
  }
}

async function follow(
  { queries, courseId, after }: Change,
  { following }: Consequences,
  before: readonly TraineeRecord[],
): Promise<void> {
  const trainees = before.map(({ id, name }) => ({ id, was: name }));
  after.push(await following(queries, courseId, { trainees }));
}

async function changeAll(
  { queries, courseId, by }: Change,
  found: readonly TraineeRecord[],
  fields: Partial<TraineeFields>,
): Promise<number> {
  const entries = found.flatMap((one) => {
    const difference = changedFields(shown(one), { ...shown(one), ...fields });
    return difference ? [{ courseId, action: 'trainee.changed', recordId: one.id, ...difference }] : [];
  });
  if (entries.length === 0) return 0;
  const ids = entries.map(({ recordId }) => recordId);
  await queries
    .update(trainee)
    .set({ ...fields, revision: sql`${trainee.revision} + 1` })
    .where(inArray(trainee.id, ids));
  await writeAudit(queries, by, entries);
  return entries.length;
}

async function removeAll(
  { queries, courseId, by, after }: Change,
  { removing }: Consequences,
  found: readonly TraineeRecord[],
): Promise<void> {
  const ids = found.map(({ id }) => id);
  after.push(await removing(queries, { traineeIds: ids }, by));
  await queries.delete(trainee).where(inArray(trainee.id, ids));
  await writeAudit(
    queries,
    by,
    found.map((one) => ({
      courseId,
      action: 'trainee.removed',
      recordId: one.id,
      before: masked(shown(one)),
    })),
  );
}

async function problemsOf(change: Change, id: string, fields: TraineeFields): Promise<Problem[]> {
  const { queries, courseId } = change;
  const problems: Problem[] = [];
  const [same] = await queries
    .select({ id: trainee.id })
    .from(trainee)
    .where(
      and(eq(trainee.courseId, courseId), eq(trainee.numberIndex, numberIndex(courseId, fields.number))),
    );
  if (same && same.id !== id) problems.push({ field: 'number', code: 'taken' });
  if (fields.branchId === null) {
    if (!fields.port) problems.push({ field: 'branchId', code: 'no_place' });
  } else if (!(await branchExists(change, fields.branchId))) {
    problems.push({ field: 'branchId', code: 'unknown_branch' });
  }
  return problems;
}

async function branchExists({ queries, courseId }: Change, branchId: string): Promise<boolean> {
  const [found] = await queries
    .select({ id: branch.id })
    .from(branch)
    .where(and(eq(branch.courseId, courseId), eq(branch.id, branchId)));
  return found !== undefined;
}

const columns = {
  id: trainee.id,
  number: trainee.number,
  name: trainee.name,
  unit: trainee.unit,
  branchId: trainee.branchId,
  port: trainee.port,
  revision: trainee.revision,
};

async function find({ queries, courseId }: Change, ids: readonly string[]): Promise<TraineeRecord[]> {
  return queries
    .select(columns)
    .from(trainee)
    .where(and(eq(trainee.courseId, courseId), inArray(trainee.id, [...ids])));
}

function branchesBelow(queries: Queries, own: string) {
  return queries
    .select({ id: branch.id })
    .from(branch)
    .where(or(eq(branch.id, own), eq(branch.parentId, own)));
}

/** As the audit keeps it: people can recognise the number, and who steals the records cannot use it. */
function masked(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { number } = fields;
  return { ...fields, ...(typeof number === 'string' ? { number: maskedNumber(number) } : {}) };
}

/** @param ids those whose number holds the text */
function conditions({ text, unit, branchId, place }: TraineeFilter, ids: readonly string[]): SQL | undefined {
  const pattern = `%${(text ?? '').replace(/[\\%_]/g, '\\$&')}%`;
  return and(
    text === undefined || text === ''
      ? undefined
      : or(ilike(trainee.name, pattern), sql`${trainee.id} = any(${sql.param(ids)}::text[])`),
    unit === undefined ? undefined : eq(trainee.unit, unit),
    branchId === undefined ? undefined : eq(trainee.branchId, branchId),
    place === undefined ? undefined : eq(trainee.port, place === 'port'),
  );
}

/** Those who are the same in what is asked for stand by number, so that pages neither repeat nor miss anybody. */
function ordered({ sort = 'number', order = 'up' }: TraineeFilter): SQL[] {
  const by = {
    number: trainee.position,
    name: trainee.name,
    unit: trainee.unit,
    branch: sql`(select ${branch.number} from ${branch} where ${eq(branch.id, trainee.branchId)})`,
  }[sort];
  return [order === 'up' ? asc(by) : desc(by), asc(trainee.position), asc(trainee.id)];
}

function shown({ number, name, unit, branchId, port }: TraineeRecord): TraineeFields {
  return { number, name, unit, branchId, port };
}
