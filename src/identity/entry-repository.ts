import { and, asc, eq, inArray, isNull, or, sql, type SQL } from 'drizzle-orm';
import type { BranchEntry, EntrySettings } from '../contract/entry.ts';
import type { Queries } from '../store/port.ts';
import { branch, course, courseEntry, session, trainee } from '../store/schema/index.ts';

/** A trainee of the roster, with what decides whether and where they may come in. */
export interface Candidate {
  id: string;
  name: string;
  number: string;
  port: boolean;
  branchId: string | null;
  /** The branch above theirs. */
  parentId: string | null;
}

/** Everybody of that name on the course's roster. The expression is the index `trainee_by_name`; see names.ts. */
export async function findCandidates(
  queries: Queries,
  courseId: string,
  nameKey: string,
): Promise<Candidate[]> {
  return queries
    .select({
      id: trainee.id,
      name: trainee.name,
      number: trainee.number,
      port: trainee.port,
      branchId: trainee.branchId,
      parentId: branch.parentId,
    })
    .from(trainee)
    .leftJoin(branch, eq(branch.id, trainee.branchId))
    .where(
      and(
        eq(trainee.courseId, courseId),
        eq(sql`lower(translate(${trainee.name}, ' ' || chr(12288), ''))`, nameKey),
      ),
    );
}

export async function findSettings(queries: Queries, courseId: string): Promise<EntrySettings | undefined> {
  const { numberPart, numberLabel, help } = courseEntry;
  const [row] = await queries
    .select({ numberPart, numberLabel, help })
    .from(courseEntry)
    .where(eq(courseEntry.courseId, courseId));
  return row;
}

export async function saveSettings(
  queries: Queries,
  courseId: string,
  settings: EntrySettings,
): Promise<void> {
  await queries
    .insert(courseEntry)
    .values({ courseId, ...settings })
    .onConflictDoUpdate({ target: courseEntry.courseId, set: settings });
}

/** The names that a page shows before anybody is known. */
export async function findNames(
  queries: Queries,
  courseId: string,
  branchId: string | null,
): Promise<{ courseName: string | null; branchName: string | null }> {
  const [row] = await queries
    .select({ courseName: course.name, branchName: branch.name })
    .from(course)
    .leftJoin(branch, branchId === null ? sql`false` : eq(branch.id, branchId))
    .where(eq(course.id, courseId));
  return row ?? { courseName: null, branchName: null };
}

export async function findBranch(
  queries: Queries,
  courseId: string,
  branchId: string,
): Promise<{ id: string; courseId: string; parentId: string | null } | undefined> {
  const [row] = await queries
    .select({ id: branch.id, courseId: branch.courseId, parentId: branch.parentId })
    .from(branch)
    .where(and(eq(branch.courseId, courseId), eq(branch.id, branchId)));
  return row;
}

/** How far a branch and those below it have got in, the branch itself first. */
export async function findBranchEntries(queries: Queries, branchId: string): Promise<BranchEntry[]> {
  const count = (from: SQL, condition: SQL | undefined, what = sql`*`) =>
    sql<number>`(select count(${what})::int from ${from} where ${condition})`;
  const open = (role: 'screen' | 'liaison') =>
    count(
      sql`${session}`,
      and(eq(session.branchId, branch.id), eq(session.role, role), isNull(session.revokedAt)),
    );
  const missing = sql<BranchEntry['missing']>`(
    select coalesce(json_agg(json_build_object('traineeId', ${trainee.id}, 'name', ${trainee.name})
      order by ${trainee.position}), '[]')
    from ${trainee} where ${eq(trainee.branchId, branch.id)} and not exists (select from ${session} where ${and(
      eq(session.traineeId, trainee.id),
      inArray(session.role, ['trainee', 'port']),
      isNull(session.revokedAt),
    )}))`;
  return queries
    .select({
      branchId: branch.id,
      name: branch.name,
      level: branch.level,
      trainees: count(sql`${trainee}`, eq(trainee.branchId, branch.id)),
      identified: count(
        sql`${session} join ${trainee} on ${trainee.id} = ${session.traineeId}`,
        and(
          eq(trainee.branchId, branch.id),
          inArray(session.role, ['trainee', 'port']),
          isNull(session.revokedAt),
        ),
        sql`distinct ${session.traineeId}`,
      ),
      missing,
      screens: open('screen'),
      liaisons: open('liaison'),
    })
    .from(branch)
    .where(or(eq(branch.id, branchId), eq(branch.parentId, branchId)))
    .orderBy(asc(branch.level), asc(branch.number));
}
