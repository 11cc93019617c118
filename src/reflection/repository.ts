import { and, asc, count, desc, eq, inArray, or } from 'drizzle-orm';
import type { Reflection, ReflectionPolicy } from '../contract/reflection.ts';
import { reflectionLimits } from '../contract/reflection.ts';
import type { Queries } from '../store/port.ts';
import { branch, reflection, reflectionComment, reflectionPolicy, trainee } from '../store/schema/index.ts';

const noPolicy: ReflectionPolicy = {
  wanted: false,
  task: '',
  minLength: 0,
  maxLength: reflectionLimits.text,
  until: null,
};

export async function findPolicy(queries: Queries, courseId: string): Promise<ReflectionPolicy> {
  const [row] = await queries.select().from(reflectionPolicy).where(eq(reflectionPolicy.courseId, courseId));
  if (!row) return noPolicy;
  const { wanted, task, minLength, maxLength, until } = row;
  return { wanted, task, minLength, maxLength, until: until?.getTime() ?? null };
}

export async function savePolicy(
  queries: Queries,
  courseId: string,
  policy: ReflectionPolicy,
): Promise<void> {
  const values = { ...policy, until: policy.until === null ? null : new Date(policy.until) };
  await queries
    .insert(reflectionPolicy)
    .values({ courseId, ...values })
    .onConflictDoUpdate({ target: reflectionPolicy.courseId, set: values });
}

const columns = {
  traineeId: reflection.traineeId,
  traineeName: trainee.name,
  branchId: trainee.branchId,
  text: reflection.text,
  state: reflection.state,
  savedAt: reflection.savedAt,
  handedInAt: reflection.handedInAt,
  shown: reflection.shown,
};

/** One of a course, or undefined; locked when it is to be changed. */
export async function findReflection(
  queries: Queries,
  courseId: string,
  traineeId: string,
  lock = false,
): Promise<Reflection | undefined> {
  const query = queries
    .select(columns)
    .from(reflection)
    .innerJoin(trainee, eq(trainee.id, reflection.traineeId))
    .where(and(eq(reflection.courseId, courseId), eq(reflection.traineeId, traineeId)));
  const [row] = await (lock ? query.for('update', { of: reflection }) : query);
  return row && (await withComments(queries, [row]))[0];
}

/**
 * Those that were handed in, the newest first.
 * @param branchId with the branches below it; null for all
 */
export async function findHandedIn(
  queries: Queries,
  courseId: string,
  { branchId, offset, limit }: { branchId: string | null; offset: number; limit: number },
): Promise<{ reflections: Reflection[]; total: number }> {
  const inBranch =
    branchId === null
      ? undefined
      : inArray(
          trainee.branchId,
          queries
            .select({ id: branch.id })
            .from(branch)
            .where(or(eq(branch.id, branchId), eq(branch.parentId, branchId))),
        );
  const which = and(eq(reflection.courseId, courseId), eq(reflection.state, 'handedIn'), inBranch);
  const joined = queries
    .select(columns)
    .from(reflection)
    .innerJoin(trainee, eq(trainee.id, reflection.traineeId))
    .where(which)
    .orderBy(desc(reflection.handedInAt), asc(reflection.traineeId))
    .offset(offset)
    .limit(limit);
  const [rows, [all]] = await Promise.all([
    joined,
    queries
      .select({ total: count() })
      .from(reflection)
      .innerJoin(trainee, eq(trainee.id, reflection.traineeId))
      .where(which),
  ]);
  return { reflections: await withComments(queries, rows), total: all?.total ?? 0 };
}

/** Who has handed one in, and when, in milliseconds. */
export async function findHandedInTimes(
  queries: Queries,
  courseId: string,
): Promise<{ traineeId: string; at: number }[]> {
  const rows = await queries
    .select({ traineeId: reflection.traineeId, at: reflection.handedInAt })
    .from(reflection)
    .where(and(eq(reflection.courseId, courseId), eq(reflection.state, 'handedIn')));
  return rows.flatMap(({ traineeId, at }) => (at === null ? [] : { traineeId, at: at.getTime() }));
}

const everybodys = (courseId: string) =>
  and(eq(reflection.courseId, courseId), eq(reflection.shown, true), eq(reflection.state, 'handedIn'));

/** How many everybody may read. */
export async function countShown(queries: Queries, courseId: string): Promise<number> {
  const [row] = await queries.select({ shown: count() }).from(reflection).where(everybodys(courseId));
  return row?.shown ?? 0;
}

/** Those that everybody may read, by name. */
export async function findShown(
  queries: Queries,
  courseId: string,
  { offset, limit }: { offset: number; limit: number },
): Promise<{ traineeName: string; text: string }[]> {
  return queries
    .select({ traineeName: trainee.name, text: reflection.text })
    .from(reflection)
    .innerJoin(trainee, eq(trainee.id, reflection.traineeId))
    .where(everybodys(courseId))
    .orderBy(asc(trainee.name), asc(trainee.id))
    .offset(offset)
    .limit(limit);
}

/** A draft, or what is handed in. What was handed in before stays: false. */
export async function saveReflection(
  queries: Queries,
  row: { traineeId: string; courseId: string; text: string; state: Reflection['state']; at: Date },
): Promise<boolean> {
  const { traineeId, courseId, text, state, at } = row;
  const values = { text, state, savedAt: at, handedInAt: state === 'handedIn' ? at : null };
  const { rowCount } = await queries
    .insert(reflection)
    .values({ traineeId, courseId, ...values })
    .onConflictDoUpdate({
      target: reflection.traineeId,
      set: values,
      setWhere: eq(reflection.state, 'draft'),
    });
  return (rowCount ?? 0) > 0;
}

export async function setShown(queries: Queries, traineeId: string, shown: boolean): Promise<void> {
  await queries.update(reflection).set({ shown }).where(eq(reflection.traineeId, traineeId));
}

export async function insertComment(
  queries: Queries,
  row: typeof reflectionComment.$inferInsert,
): Promise<void> {
  await queries.insert(reflectionComment).values(row).onConflictDoNothing();
}

/** The branch of a trainee and the one above it, as a liaison's reach is told by them. */
export async function placeOf(
  queries: Queries,
  courseId: string,
  traineeId: string,
): Promise<{ id: string | null; parentId: string | null } | undefined> {
  const [row] = await queries
    .select({ id: trainee.branchId, parentId: branch.parentId })
    .from(trainee)
    .leftJoin(branch, eq(branch.id, trainee.branchId))
    .where(and(eq(trainee.courseId, courseId), eq(trainee.id, traineeId)));
  return row;
}

interface Row extends Omit<Reflection, 'savedAt' | 'handedInAt' | 'comments'> {
  savedAt: Date;
  handedInAt: Date | null;
}

async function withComments(queries: Queries, rows: readonly Row[]): Promise<Reflection[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ traineeId }) => traineeId);
  const comments = await queries
    .select()
    .from(reflectionComment)
    .where(inArray(reflectionComment.traineeId, ids))
    .orderBy(asc(reflectionComment.at));
  return rows.map((row) => ({
    ...row,
    savedAt: row.savedAt.getTime(),
    handedInAt: row.handedInAt?.getTime() ?? null,
    comments: comments
      .filter(({ traineeId }) => traineeId === row.traineeId)
      .map(({ id, by, at, text }) => ({ id, by, at: at.getTime(), text })),
  }));
}
